"""Which families came to a meeting; nothing of what was said is kept (I8)."""

import hashlib

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import STALE
from netvaerk.actions.gruppebesked import expected_at
from netvaerk.models import Gruppefremmoede, Gruppemoede

Kom = Gruppefremmoede.Kom


def noted_at(moede):
    """What is noted of a meeting: {membership's id: Kom}."""
    rows = Gruppefremmoede.objects.filter(moede=moede)
    return dict(rows.values_list("medlemskab", "kom"))


def state_of(memberships, noted):
    """What a page of attendance was made from: who stands on it, and what was noted."""
    words = [*sorted(one.pk for one in memberships), *sorted(noted.items())]
    return hashlib.sha256(repr(words).encode()).hexdigest()


@action
def record_gruppefremmoede(*, by, moede, kom, seen):
    """Note for each family whether it came: `kom` is {membership's id: Kom}, of all who were asked.

    `seen` is state_of what the page showed. Noting the same again changes nothing. Raises
    ValidationError for a cancelled meeting (code "aflyst"), one that is to come ("for_tidligt"),
    somebody who is not on the list or is left out ("ukendt"), and when the list was changed or
    noted by somebody else since (code STALE).
    """
    row = (
        Gruppemoede.objects.select_for_update(of=("self",), no_key=True)
        .select_related("gruppe")
        .get(pk=moede.pk)
    )
    if row.aflyst_at:
        raise ValidationError("Mødet er aflyst, så der er intet fremmøde.", code="aflyst")
    if timezone.localdate(row.start) > timezone.localdate():
        text = "Du kan notere fremmøde fra den dag, mødet holdes."
        raise ValidationError(text, code="for_tidligt")
    members = [*expected_at(row)]
    noted = noted_at(row)
    if noted == kom:
        return row
    if state_of(members, noted) != seen:
        raise ValidationError("En kollega har noteret fremmøde imens.", code=STALE)
    if {*kom} != {one.pk for one in members}:
        raise ValidationError("Åbn siden igen: listen er en anden nu.", code="ukendt")
    for pk, value in sorted(kom.items()):
        if noted.get(pk) != value:
            Gruppefremmoede.objects.update_or_create(
                moede=row, medlemskab_id=pk, defaults={"kom": value}
            )
    row.fremmoede_at, row.fremmoede_af = timezone.now(), by
    row.save(update_fields=["fremmoede_at", "fremmoede_af"])
    came = [*kom.values()]
    audit.record(
        "gruppefremmoede.noteret",
        row,
        by=by,
        kom=came.count(Kom.KOM),
        afbud=came.count(Kom.AFBUD),
        udeblev=came.count(Kom.UDEBLEV),
    )
    return row
