"""Methods that are tried with a child: begun, and ended with what came of them (D8)."""

from django.core.exceptions import ValidationError

from faelles import audit
from faelles.action import action
from plejefamilier.actions.save import refuse_backwards
from plejefamilier.models import Barn, Metodeproeve


@action
def begin_metode(*, by, barn, metode, hvorfor, fra):
    """The family begins to try a method; the same method twice on a day is one row (D8)."""
    Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    same = Metodeproeve.objects.filter(barn=barn, metode=metode.strip(), fra=fra).first()
    if same is not None:
        return same
    row = Metodeproeve(barn=barn, metode=metode.strip(), hvorfor=hvorfor.strip(), fra=fra, by=by)
    row.full_clean()
    row.save()
    audit.record("metodeproeve.begyndt", row, by=by, barn=str(barn.pk))
    return row


@action
def end_metode(*, by, metodeproeve, til, udfald, begrundelse):
    """The trial is over: how it went, and why (D8).

    Raises ValidationError for an end before the beginning, a missing reason, and (code "lukket")
    when it has been ended already.
    """
    rows = Metodeproeve.objects.select_for_update(of=("self",)).select_related("barn")
    row = rows.get(pk=metodeproeve.pk)
    if row.til is not None:
        raise ValidationError("Udfaldet er allerede skrevet.", code="lukket")
    refuse_backwards(row.fra, til)
    row.til, row.udfald, row.begrundelse = til, udfald, begrundelse.strip()
    row.full_clean()
    row.save()
    audit.record("metodeproeve.afsluttet", row, by=by, barn=str(row.barn_id), udfald=row.udfald)
    return row
