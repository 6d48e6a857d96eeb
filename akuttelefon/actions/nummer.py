"""The line's number, and that families have been given it (K1)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from akuttelefon.models import Linjenummer, Nummerudlevering
from akuttelefon.nummer import newest_number
from faelles import audit, danish
from faelles.action import action
from faelles.models import Organisation

DAY = timedelta(days=1)


@action
def set_linjenummer(*, by, kommune, nummer, fra):
    """Give the municipality's line a number from the day `fra`; the one before ends the day before.

    The very same number sent twice is one row. Raises ValidationError for a number that is not
    another one, a day that has passed (code "past": the past is not rewritten, unless there is no
    number yet), and a day that a coming number has taken (code "taken").
    """
    _hold(kommune)
    last = newest_number(kommune.pk)
    if last is not None and (last.nummer, last.fra) == (nummer, fra):
        return last
    check_linjenummer(kommune=kommune, nummer=nummer, fra=fra)
    if last is not None:
        last.til = fra - DAY
        last.save(update_fields=["til"])
    row = Linjenummer(kommune=kommune, nummer=nummer, fra=fra)
    row.full_clean()
    row.save()
    audit.record("linjenummer.sat", row, by=by, fra=fra.isoformat())
    return row


def check_linjenummer(*, kommune, nummer, fra):
    """Raise ValidationError when `set_linjenummer` would refuse; changes nothing."""
    last, today = newest_number(kommune.pk), timezone.localdate()
    if last is None:
        return
    if last.nummer == nummer:
        raise ValidationError(
            {"nummer": ValidationError("Det er allerede akuttelefonens nummer.", code="same")}
        )
    if fra < today:
        message = "Et nyt nummer kan tidligst gælde fra i dag."
        raise ValidationError({"fra": ValidationError(message, code="past")})
    if fra <= last.fra:
        if last.fra > today:
            message = (
                f"Der er allerede et nyt nummer på vej fra {danish.dato(last.fra)}. "
                "Vælg en senere dag, eller fortryd det."
            )
        else:
            message = "Nummeret begyndte i dag. Et nyt kan tidligst gælde fra i morgen."
        raise ValidationError({"fra": ValidationError(message, code="taken")})


@action
def undo_linjenummer(*, by, linjenummer):
    """Take back a number that has not begun; the one before holds on. Twice is once.

    Raises ValidationError when it holds already (code "begun") or a family has got it ("given").
    """
    _hold(linjenummer.kommune)
    row = Linjenummer.objects.filter(pk=linjenummer.pk).first()
    if row is None:
        return
    if row.fra <= timezone.localdate():
        raise ValidationError("Nummeret gælder allerede. Sæt et nyt i stedet.", code="begun")
    if row.udleveringer.exists():
        raise ValidationError(
            "Familier har allerede fået nummeret. Sæt et nyt i stedet.", code="given"
        )
    audit.record("linjenummer.fortrudt", row, by=by, fra=row.fra.isoformat())
    before = Linjenummer.objects.filter(kommune=row.kommune_id, til=row.fra - DAY).first()
    row.delete()
    if before is not None:
        before.til = None
        before.save(update_fields=["til"])


@action
def hand_out_nummer(*, by, familier, paa, maade):
    """Note that `familier` (a QuerySet) were given the newest number on the day `paa`; how many.

    A family noted for that day already is left alone, so a repeat adds nothing. Raises
    ValidationError for a day to come (code "future") and when a family's municipality has no
    number (code "none").
    """
    if paa > timezone.localdate():
        message = "Datoen ligger i fremtiden."
        raise ValidationError({"paa": ValidationError(message, code="future")})
    given, numbers = 0, {}
    for familie in familier.active().order_by("kommune", "pk"):
        if familie.kommune_id not in numbers:
            numbers[familie.kommune_id] = newest_number(familie.kommune_id)
        number = numbers[familie.kommune_id]
        if number is None:
            raise ValidationError("Kommunen har ikke sat et nummer endnu.", code="none")
        row, created = Nummerudlevering.objects.get_or_create(
            plejefamilie=familie,
            linjenummer=number,
            paa=paa,
            defaults={"maade": maade, "by": by},
        )
        if created:
            given += 1
            audit.record("nummerudlevering.noteret", row, by=by, familie_id=familie.pk)
    return given


def _hold(kommune):
    """One change of the municipality's number at a time; rows that point to it are let through."""
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
