from django.core.exceptions import ValidationError

from faelles import audit
from faelles.action import action
from faelles.kalender import FIRST_YEAR, LAST_YEAR
from faelles.models import Lukkedag
from faelles.versions import refuse_stale

FIELDS = ("navn", "fra", "til")


@action
def create_lukkedag(*, by, kommune, navn, fra, til):
    """Close the municipality from `fra` to `til`, both included. Due dates already set stay (R1).

    Raises ValidationError. The very same closing sent twice is one row.
    """
    same = Lukkedag.objects.filter(kommune=kommune, navn=navn, fra=fra, til=til).first()
    if same:
        return same
    lukkedag = Lukkedag(kommune=kommune, navn=navn, fra=fra, til=til)
    _check(lukkedag)
    lukkedag.save()
    _record("lukkedag.oprettet", lukkedag, by)
    return lukkedag


@action
def update_lukkedag(*, by, lukkedag, seen, navn, fra, til):
    """Change a closing. Raises ValidationError; code "stale" when the form showed it otherwise."""
    row = Lukkedag.objects.select_for_update().get(pk=lukkedag.pk)
    refuse_stale(row, FIELDS, seen)
    before = {"fra_foer": row.fra.isoformat(), "til_foer": row.til.isoformat()}
    row.navn, row.fra, row.til = navn, fra, til
    _check(row)
    row.save(update_fields=FIELDS)
    _record("lukkedag.aendret", row, by, **before)
    return row


@action
def delete_lukkedag(*, by, lukkedag):
    """Take a closing back; the days are hverdage again. The log keeps which days they were."""
    row = Lukkedag.objects.select_for_update().filter(pk=lukkedag.pk).first()
    if row is not None:
        _record("lukkedag.slettet", row, by)
        row.delete()


def _check(lukkedag):
    lukkedag.full_clean()
    if not FIRST_YEAR <= lukkedag.fra.year <= lukkedag.til.year <= LAST_YEAR:
        raise ValidationError(
            f"Kalenderen går fra {FIRST_YEAR} til {LAST_YEAR}.", code="lukkedag_year"
        )


def _record(event, lukkedag, by, **data):
    period = {"fra": lukkedag.fra.isoformat(), "til": lukkedag.til.isoformat()}
    audit.record(event, lukkedag, by=by, **period, **data)
