from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from plejefamilier.models import Barn, Belastning, Plejefamilie

AGAIN = timedelta(minutes=10)  # the same score by the same person: the button was pressed twice


@action
def record_belastning(*, by, dato, score, kilde, plejefamilie=None, barn=None, bemaerkning=""):
    """Note how hard it was on a day, 1–10: a child's belastningsgrad or a family's strain (A4, A6).

    Exactly one of `plejefamilie` and `barn` is given; `kilde` is a Belastning.Kilde. The same score
    noted again within ten minutes is the same row. Raises ValidationError for a day in the future
    (code "fremtid") and a number outside the scale.
    """
    if barn is None:
        Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    else:
        Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    if dato > timezone.localdate():
        raise ValidationError({"dato": "Datoen ligger i fremtiden."}, code="fremtid")
    facts = {
        "plejefamilie": plejefamilie,
        "barn": barn,
        "dato": dato,
        "score": score,
        "kilde": kilde,
        "bemaerkning": bemaerkning.strip(),
        "by": by,
    }
    same = Belastning.objects.filter(**facts, trukket_at=None, at__gte=timezone.now() - AGAIN)
    if found := same.first():
        return found
    row = Belastning(**facts)
    row.full_clean()
    row.save()
    audit.record("belastning.noteret", row, by=by, **_about(row))
    return row


@action
def withdraw_belastning(*, by, belastning, fordi):
    """A score was wrong: it stays, struck through, with the reason, and counts no longer.

    Raises ValidationError without a reason and (code "trukket") when it is withdrawn already.
    """
    row = Belastning.objects.select_for_update(of=("self",)).get(pk=belastning.pk)
    if row.trukket_at:
        raise ValidationError("Tallet er allerede trukket tilbage.", code="trukket")
    if not fordi.strip():
        raise ValidationError({"fordi": "Skriv, hvorfor tallet er forkert."}, code="fordi")
    row.trukket_at, row.trukket_fordi = timezone.now(), fordi.strip()
    row.full_clean()
    row.save(update_fields=["trukket_at", "trukket_fordi"])
    audit.record("belastning.trukket", row, by=by, **_about(row))
    return row


def _about(row):
    return {"familie_id": row.plejefamilie_id} | ({"barn": str(row.barn_id)} if row.barn_id else {})
