from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Func, IntegerField, Value
from django.utils import timezone

from faelles import audit, cpr
from faelles.action import action
from faelles.constraints import on_day
from faelles.versions import save_changes
from plejefamilier.actions.advarsler import advarsler, refuse_without_reason
from plejefamilier.actions.familie import refresh_soegetekst
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.models import Anbringelse, Barn, Plejefamilie


@action
def create_barn(*, by, kommune, navn, cpr_nummer, myndighedsraadgiver=None):
    """Take a child in. `cpr_nummer` as typed; replacement numbers are accepted (3.5).

    Raises ValidationError for a number that cannot be, or that another child has.
    """
    barn = Barn(kommune=kommune, navn=navn, myndighedsraadgiver=myndighedsraadgiver)
    barn.cpr = _born_already(cpr_nummer)
    save_or_explain(barn)
    audit.record("barn.oprettet", barn, by=by)
    return barn


def _born_already(typed):
    """The ten digits of a typed number. Raises ValidationError (code "cpr") when it cannot be."""
    digits = cpr.normalise(typed)
    if cpr.birthday(digits) > timezone.localdate():
        raise ValidationError("CPR-nummeret hører til en dag i fremtiden.", code="cpr")
    return digits


@action
def update_barn(*, by, barn, version, cpr_nummer="", **changes):
    """Change a child's name or rådgiver, or give it the CPR number it has got (3.5).

    Raises ValidationError (code "stale") when outdated, and at `cpr_nummer` for a number that
    cannot be or that another child has.
    """
    if cpr_nummer:
        changes |= _new_cpr(barn, cpr_nummer)
    changed = save_changes(barn, version=version, **changes)
    for anbringelse in barn.anbringelser.not_ended().select_related("plejefamilie"):
        refresh_soegetekst(anbringelse.plejefamilie)
    audit.record("barn.aendret", barn, by=by, felter=changed)
    return barn


def _new_cpr(barn, typed):
    try:
        digits = _born_already(typed)
        if Barn.objects.with_cpr(digits).exclude(pk=barn.pk).exists():
            raise ValidationError("Der findes allerede et barn med det CPR-nummer.", code="unique")
    except ValidationError as error:
        raise _about_the_number(error) from error
    return barn.cpr_columns(digits)


def _about_the_number(error):
    """The same error at the field of the form in which the number is typed."""
    if not hasattr(error, "error_dict"):
        return ValidationError({"cpr_nummer": error.error_list})
    renamed = {"cpr_index": "cpr_nummer", "cpr_sealed": "cpr_nummer"}
    by_field = {renamed.get(name, name): errors for name, errors in error.error_dict.items()}
    return ValidationError(by_field)


@action
def place_barn(*, by, barn, plejefamilie, slags, grundlag, fra, afvigelse="", kendte=None):
    """A child moves in with a family on the day `fra`.

    Raises ValidationError (code "ophoert") for a family that has stopped, with the constraint's
    sentence when the child is placed elsewhere, and with the warnings of actions/advarsler.py
    (not approved that day, no place, needs beyond the type, no grundkursus; bekendtgørelse om
    plejefamilier § 2) unless `afvigelse` says why it happens all the same. `kendte` are the codes
    of the warnings that the person has seen; None for all.
    """
    Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if familie.ophoert_paa:
        raise ValidationError("Familien er afsluttet som plejefamilie.", code="ophoert")
    found = advarsler(barn=barn, plejefamilie=familie, slags=slags, fra=fra)
    refuse_without_reason(found, afvigelse=afvigelse, kendte=kendte)
    anbringelse = save_or_explain(
        Anbringelse(
            barn=barn,
            plejefamilie=familie,
            slags=slags,
            grundlag=grundlag,
            fra=fra,
            afvigelse=afvigelse.strip() if found else "",
        )
    )
    refresh_soegetekst(familie)
    audit.record(
        "anbringelse.oprettet",
        anbringelse,
        by=by,
        familie_id=familie.pk,
        barn=str(barn.pk),
        **({"trods": [error.code for error in found]} if found else {}),
    )
    return anbringelse


@action
def take_in_barn(
    *,
    by,
    plejefamilie,
    navn,
    cpr_nummer,
    slags,
    grundlag,
    fra,
    myndighedsraadgiver=None,
    afvigelse="",
    kendte=None,
):
    """A child comes to a family: known by its CPR number, or new to the municipality.

    A child that the municipality knows keeps its name and rådgiver. Returns the placement. Raises
    ValidationError, at `cpr_nummer` when the number is what is wrong.
    """
    try:
        digits = cpr.normalise(cpr_nummer)
        barn = Barn.objects.with_cpr(digits).filter(kommune=plejefamilie.kommune_id).first()
        if barn is None:
            barn = create_barn(
                by=by,
                kommune=plejefamilie.kommune,
                navn=navn,
                cpr_nummer=digits,
                myndighedsraadgiver=myndighedsraadgiver,
            )
    except ValidationError as error:
        raise _about_the_number(error) from error
    return place_barn(
        by=by,
        barn=barn,
        plejefamilie=plejefamilie,
        slags=slags,
        grundlag=grundlag,
        fra=fra,
        afvigelse=afvigelse,
        kendte=kendte,
    )


@action
def move_barn(*, by, barn, plejefamilie, slags, grundlag, fra, afvigelse="", kendte=None):
    """A child moves to another family on the day `fra`.

    A new home day and night ends the one it has, the day before; respite stands beside it. Raises
    ValidationError (code "samme") when the child lives there already, and as `place_barn`.
    """
    Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    if slags == Anbringelse.Slags.DOEGN:
        before = barn.anbringelser.doegn().filter(on_day(fra)).first()
        if before and before.plejefamilie_id == plejefamilie.pk:
            raise ValidationError("Barnet bor allerede hos familien.", code="samme")
        if before and before.fra == fra:
            raise ValidationError(
                "Barnet flytter ind et andet sted samme dag. Vælg en senere dag.", code="samme_dag"
            )
        if before and before.til is None:
            end_anbringelse(
                by=by,
                anbringelse=before,
                til=fra - timedelta(days=1),
                slutaarsag=Anbringelse.Slutaarsag.FLYTNING,
            )
    return place_barn(
        by=by,
        barn=barn,
        plejefamilie=plejefamilie,
        slags=slags,
        grundlag=grundlag,
        fra=fra,
        afvigelse=afvigelse,
        kendte=kendte,
    )


@action
def end_anbringelse(*, by, anbringelse, til, slutaarsag, slutnotat=""):
    """A placement ends after the day `til`, with a reason (A3).

    Raises ValidationError (code "afsluttet") when it has ended already.
    """
    row = Anbringelse.objects.select_for_update(of=("self",)).get(pk=anbringelse.pk)
    if row.til is not None:
        raise ValidationError("Anbringelsen er allerede afsluttet.", code="afsluttet")
    refuse_backwards(row.fra, til)
    row.til, row.slutaarsag, row.slutnotat = til, slutaarsag, slutnotat
    row.full_clean()
    row.save(update_fields=["til", "slutaarsag", "slutnotat"])
    refresh_soegetekst(row.plejefamilie)
    audit.record(
        "anbringelse.afsluttet",
        row,
        by=by,
        familie_id=row.plejefamilie_id,
        barn=str(row.barn_id),
    )
    return row


@action
def reveal_cpr(*, by, barn, grund):
    """Log why a CPR number is shown, then give it. Raises ValidationError without a reason."""
    if not grund.strip():
        raise ValidationError({"grund": "Skriv, hvorfor du skal se CPR-nummeret."}, code="grund")
    audit.record("barn.cpr_vist", barn, by=by, formaal=grund.strip()[:120])
    return barn.cpr


def reseal_cpr(*, by, batch=500):
    """Encrypt every CPR number anew that an older key sealed; return how many there were.

    Each batch is a transaction of its own, so it may be stopped and started again. One line in the
    log tells how many, when there were any.
    """
    total = 0
    while count := _reseal_batch(by=by, batch=batch):
        total += count
    if total:
        audit.record("barn.genkrypteret", None, by=by, antal=total, noegle=max(settings.FIELD_KEYS))
    return total


@action
def _reseal_batch(*, by, batch):
    newest = max(settings.FIELD_KEYS)
    key = Func("cpr_sealed", Value(1), function="get_byte", output_field=IntegerField())
    rows = (
        Barn.objects.annotate(key_number=key)
        .exclude(key_number=newest)
        .order_by("pk")
        .select_for_update(no_key=True)[:batch]
    )
    for barn in rows:
        barn.reseal()
        barn.save(update_fields=["cpr_sealed"])
    return len(rows)
