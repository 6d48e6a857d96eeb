from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.access import Rolle
from faelles.action import action
from faelles.constraints import on_day
from faelles.kalender import LAST_YEAR
from faelles.models import Bruger, Organisation, Rolletildeling
from faelles.versions import refuse_stale

FIELDS = ("navn", "email", "telefon", "organisation_id", "is_active")


def kommune_of(organisation):
    """The municipality that an organisation is, or works for."""
    return organisation if organisation.kommune is None else organisation.kommune


@action
def create_bruger(*, by, navn, email, telefon, organisation, rolle, team, fra):
    """Make a person who can log in once she has chosen a password, with her first role.

    Raises ValidationError at the field that cannot be.
    """
    bruger = Bruger(navn=navn, email=email.lower(), telefon=telefon, organisation=organisation)
    bruger.set_unusable_password()
    _refuse_taken(bruger)
    bruger.full_clean()
    bruger.save()
    audit.record("bruger.oprettet", bruger, by=by)
    grant_rolle(by=by, bruger=bruger, rolle=rolle, team=team, fra=fra, til=None)
    return bruger


@action
def update_bruger(*, by, bruger, seen, navn, email, telefon, organisation):
    """Change the facts about a person; a new e-mail is also what she logs in with.

    Raises ValidationError; code "stale" when she is not as the form showed her, code "kommune"
    when the organisation works for another municipality while she holds roles here.
    """
    row = Bruger.objects.select_for_update().get(pk=bruger.pk)
    refuse_stale(row, FIELDS, seen)
    if kommune_of(organisation) != kommune_of(row.organisation) and row.roller.exists():
        raise ValidationError(
            {"organisation": ValidationError("Vælg en af kommunens egne.", code="kommune")}
        )
    changes = {
        "navn": navn,
        "email": email.lower(),
        "telefon": telefon,
        "organisation": organisation,
    }
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    _refuse_taken(row)
    row.full_clean(exclude=["password"])
    row.save(update_fields=changed)
    if changed:
        audit.record("bruger.aendret", row, by=by, felter=changed)
    return row


def _refuse_taken(bruger):
    """Say it at the field; the database keeps the promise when two press at once."""
    if Bruger.objects.filter(email__iexact=bruger.email).exclude(pk=bruger.pk).exists():
        raise ValidationError(
            {
                "email": ValidationError(
                    "Der findes allerede en bruger med den e-mail.", code="email"
                )
            }
        )


@action
def deactivate_bruger(*, by, bruger):
    """Close a person's account at once; her roles stand, so that reopening gives them back.

    Raises ValidationError: nobody closes her own account (code "selv") or the last administrator's.
    """
    if bruger.pk == by.pk:
        raise ValidationError("Du kan ikke lukke din egen bruger.", code="selv")
    _keep_an_administrator(kommune_of(bruger.organisation).pk, leaving=bruger.roller)
    if Bruger.objects.filter(pk=bruger.pk, is_active=True).update(is_active=False):
        audit.record("bruger.lukket", bruger, by=by)


@action
def activate_bruger(*, by, bruger):
    """Open a closed account again, with the roles that still run."""
    if Bruger.objects.filter(pk=bruger.pk, is_active=False).update(is_active=True):
        audit.record("bruger.aabnet_igen", bruger, by=by)


@action
def grant_rolle(*, by, bruger, rolle, team, fra, til):
    """Give a person a role in her municipality from `fra` (W1). `team` is for roles that have one.

    Raises ValidationError at the field that cannot be, and with the constraint's sentence when she
    already holds the role in the period or its team is missing.
    """
    kommune = kommune_of(bruger.organisation)
    if fra < timezone.localdate():
        raise ValidationError(
            {"fra": ValidationError("Rollen kan tidligst gælde fra i dag.", code="fra")}
        )
    _refuse_far_off(fra=fra, til=til)
    if team is not None and team.kommune_id != kommune.pk:
        raise ValidationError({"team": ValidationError("Vælg et af kommunens teams.", code="team")})
    tildeling = Rolletildeling(
        bruger=bruger, rolle=rolle, kommune=kommune, team=team, fra=fra, til=til
    )
    tildeling.full_clean()
    tildeling.save()
    audit.record("rolle.givet", tildeling, by=by, person=bruger.pk, rolle=rolle)
    return tildeling


@action
def end_rolle(*, by, rolle, til):
    """Let `til` be the last day of a role; one that has not begun goes away. Returns the role.

    Raises ValidationError: an administrator does not take her own administrator role (code
    "egen_administrator"), and a municipality keeps at least one (code "administrator").
    """
    row = Rolletildeling.objects.select_for_update().get(pk=rolle.pk)
    today = timezone.localdate()
    if row.til is not None and row.til < today:
        raise ValidationError("Rollen er allerede slut.", code="slut")
    if til < today:
        raise ValidationError({"til": ValidationError("Vælg i dag eller senere.", code="til")})
    _refuse_far_off(til=til)
    if row.rolle == Rolle.ADMINISTRATOR and row.fra <= today:
        if row.bruger_id == by.pk:
            raise ValidationError(
                "Du kan ikke tage din egen administratorrolle. Bed en anden administrator.",
                code="egen_administrator",
            )
        _keep_an_administrator(row.kommune_id, leaving=Rolletildeling.objects.filter(pk=row.pk))
    if row.fra > today:
        audit.record("rolle.fortrudt", row, by=by, person=row.bruger_id, rolle=row.rolle)
        row.delete()
        return row
    row.til = til
    row.full_clean()
    row.save(update_fields=["til"])
    audit.record(
        "rolle.afsluttet", row, by=by, person=row.bruger_id, rolle=row.rolle, til=til.isoformat()
    )
    return row


def _refuse_far_off(**days):
    """A role that begins or ends after LAST_YEAR is a slip of the pen."""
    for name, day in days.items():
        if day is not None and day.year > LAST_YEAR:
            raise ValidationError(
                {name: ValidationError(f"Vælg en dag i {LAST_YEAR} eller før.", code="far_off")}
            )


def _keep_an_administrator(kommune_id, *, leaving):
    """Raise ValidationError (code "administrator") unless others than the roles `leaving` stay.

    Locks the municipality first, so that two who take each other's role cannot both succeed.
    """
    Organisation.objects.select_for_update().get(pk=kommune_id)
    stays = Rolletildeling.objects.filter(
        on_day(timezone.localdate()),
        rolle=Rolle.ADMINISTRATOR,
        kommune=kommune_id,
        til=None,
        bruger__is_active=True,
    )
    if not stays.exclude(pk__in=leaving.values("pk")).exists():
        raise ValidationError(
            "Kommunen skal altid have en administrator. Giv først rollen til en anden.",
            code="administrator",
        )
