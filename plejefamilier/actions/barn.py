from django.core.exceptions import ValidationError

from faelles import audit, cpr
from faelles.action import action
from faelles.constraints import on_day
from faelles.versions import save_changes
from plejefamilier.actions.familie import refresh_soegetekst
from plejefamilier.models import Anbringelse, Barn, Plejefamilie


@action
def create_barn(*, by, kommune, navn, cpr_nummer, myndighedsraadgiver=None):
    """Take a child in. `cpr_nummer` as typed; replacement numbers are accepted (3.5).

    Raises ValidationError for a number that cannot be, or that another child has.
    """
    barn = Barn(kommune=kommune, navn=navn, myndighedsraadgiver=myndighedsraadgiver)
    barn.cpr = cpr.normalise(cpr_nummer)
    barn.full_clean()
    barn.save()
    audit.record("barn.oprettet", barn, by=by)
    return barn


@action
def update_barn(*, by, barn, version, **changes):
    """Change a child's name or rådgiver. Raises ValidationError (code "stale") for an old version."""
    changed = save_changes(barn, version=version, **changes)
    for anbringelse in barn.anbringelser.current().select_related("plejefamilie"):
        refresh_soegetekst(anbringelse.plejefamilie)
    audit.record("barn.aendret", barn, by=by, felter=changed)
    return barn


@action
def place_barn(*, by, barn, plejefamilie, slags, grundlag, fra):
    """A child moves in with a family on the day `fra`.

    Raises ValidationError (code "ikke_godkendt") for a family that is not approved on that day or
    has stopped (bekendtgørelse om plejefamilier § 2), (code "fuld") when its approved places are
    taken, and with the constraint's sentence when the child is placed elsewhere.
    """
    familie = Plejefamilie.objects.select_for_update().get(pk=plejefamilie.pk)
    if fra < familie.godkendt_fra or familie.ophoert_paa:
        raise ValidationError(
            "Familien er ikke godkendt den dag. Et barn må først flytte ind efter godkendelsen.",
            code="ikke_godkendt",
        )
    if slags == Anbringelse.Slags.DOEGN:
        taken = familie.anbringelser.filter(on_day(fra), slags=slags).count()
        if taken >= familie.godkendt_til_boern:
            raise ValidationError(
                f"Familien er godkendt til {familie.godkendt_til_boern} og har ingen ledig plads.",
                code="fuld",
            )
    anbringelse = Anbringelse(
        barn=barn, plejefamilie=familie, slags=slags, grundlag=grundlag, fra=fra
    )
    anbringelse.full_clean()
    anbringelse.save()
    refresh_soegetekst(familie)
    audit.record(
        "anbringelse.oprettet", anbringelse, by=by, familie_id=familie.pk, barn=str(barn.pk)
    )
    return anbringelse


@action
def end_anbringelse(*, by, anbringelse, til, slutaarsag, slutnotat=""):
    """A placement ends after the day `til`, with a reason (A3). Raises ValidationError when ended."""
    row = Anbringelse.objects.select_for_update(of=("self",)).get(pk=anbringelse.pk)
    if row.til is not None:
        raise ValidationError("Anbringelsen er allerede afsluttet.", code="afsluttet")
    row.til, row.slutaarsag, row.slutnotat = til, slutaarsag, slutnotat
    row.full_clean()
    row.save(update_fields=["til", "slutaarsag", "slutnotat"])
    refresh_soegetekst(row.plejefamilie)
    audit.record("anbringelse.afsluttet", row, by=by, familie_id=row.plejefamilie_id)
    return row


@action
def reveal_cpr(*, by, barn, grund):
    """Log why a CPR number is shown, then give it. Raises ValidationError without a reason."""
    if not grund.strip():
        raise ValidationError("Skriv, hvorfor du skal se CPR-nummeret.", code="grund")
    audit.record("barn.cpr_vist", barn, by=by, formaal=grund.strip()[:120])
    return barn.cpr
