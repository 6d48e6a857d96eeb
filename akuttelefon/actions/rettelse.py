"""What was wrong in a finished call: corrections beside it, and its withdrawal (3.3)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from akuttelefon import frist as rules
from akuttelefon.actions.opfoelgning import close_opfoelgning, locked, reopen_opfoelgning
from akuttelefon.actions.underretning import (
    close_underretning,
    locked_underretning,
    reopen_underretning,
)
from akuttelefon.models import Opfoelgning, Opkald, Rettelse, Tilbagetraekning, Underretning
from akuttelefon.vurderer import leaders_of
from faelles import audit, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.versions import STALE

RETTET = "Et akutopkald, du har med at gøre, er rettet"
TRUKKET = "Et akutopkald er trukket tilbage"
FORTRUDT = "Et akutopkald, der var trukket tilbage, gælder igen"
NOTAT = "Opkaldet er trukket tilbage."


@action
def correct_opkald(*, by, opkald, felt, tekst, idempotency_key):
    """Write beside a finished call what is right instead. The call and its due date stay.

    A repeat with the same `idempotency_key` answers with the first correction. Raises
    ValidationError when the text is missing (code "tekst"), the call is withdrawn (code
    "trukket"), or somebody else has used the key (code "key").
    """
    row = _locked_opkald(opkald)
    rettelse = Rettelse(
        opkald=row, felt=felt, tekst=tekst.strip(), by=by, idempotency_key=idempotency_key
    )
    first = Rettelse.objects.filter(idempotency_key=idempotency_key).first()
    if first is None:
        if _standing(row) is not None:
            raise ValidationError("Opkaldet er trukket tilbage.", code="trukket")
        if not rettelse.tekst:
            raise ValidationError({"tekst": "Skriv, hvad det rigtige er."}, code="tekst")
        rettelse.full_clean(validate_unique=False, validate_constraints=False)
        try:
            with transaction.atomic():
                rettelse.save()
        except IntegrityError:  # the same key in another call at the same moment
            raise _other_key() from None
        audit.record(
            "opkald.rettet", row, by=by, familie_id=row.plejefamilie_id, felt=felt, nr=rettelse.pk
        )
        _tell(_responsible(row) - {by}, row, key=f"opkald-{row.pk}-rettet-{rettelse.pk}")
        return rettelse
    if (first.opkald_id, first.by_id) != (row.pk, by.pk):
        raise _other_key()
    return first


def _other_key():
    return ValidationError("Åbn siden igen, og gem rettelsen derfra.", code="key")


def _locked_opkald(opkald):
    """The call, held against whoever else corrects, withdraws or follows it up just now."""
    Opkald.objects.select_for_update(no_key=True).values_list("pk").get(pk=opkald.pk)
    return Opkald.objects.select_related("plejefamilie", "kommune").get(pk=opkald.pk)


def _standing(opkald):
    return opkald.tilbagetraekninger.filter(fortrudt_at=None).first()


def _responsible(opkald):
    """Who has the open duties about the call."""
    rows = [
        *Opfoelgning.objects.open().filter(opkald=opkald).select_related("ansvarlig"),
        *Underretning.objects.open().filter(opkald=opkald).select_related("ansvarlig"),
    ]
    return {row.ansvarlig for row in rows if row.ansvarlig_id}


def _leaders(opkald):
    familie = opkald.plejefamilie
    return {*leaders_of(opkald.kommune, familie.team_id if familie else None, timezone.localdate())}


def _tell(people, opkald, *, key, tekst=RETTET, at_once=()):
    """Tell each person: `at_once` now, the others when the municipality is open (R4)."""
    now = timezone.now()
    tal = regler.values(["akut.aabner", "akut.lukker"], opkald.kommune)
    aabningstid = rules.Aabningstid(tal["akut.aabner"], tal["akut.lukker"])
    opens = rules.notify_at(now, kalender_for(opkald.kommune), aabningstid)
    for bruger in sorted(people, key=lambda person: person.pk):
        notices.notify(
            bruger,
            key=key,
            tekst=tekst,
            url=opkald.get_absolute_url(),
            due_at=now if bruger in at_once else opens,
        )


def withdraw_state(opkald):
    """What the page that asks shows of the call's duties; the withdrawal compares it."""
    underretning = Underretning.objects.filter(opkald=opkald).first()
    opfoelgning = Opfoelgning.objects.get(opkald=opkald)
    return "{}-{}".format(
        "lukket" if opfoelgning.completed_at else "aaben",
        "ingen" if underretning is None else "lukket" if underretning.afsluttet_at else "aaben",
    )


@action
def withdraw_opkald(*, by, opkald, begrundelse, udgave=None):
    """Say that a call was written by mistake. It stays readable; its open duties are closed.

    Notices that wait are taken back; whoever had the duties, and the leaders, are told. `udgave`
    is withdraw_state() as the page showed it. Raises ValidationError when the reason is missing
    (code "grund"), the call is withdrawn already (code "trukket"), or a duty was closed or opened
    in between (code "stale").
    """
    row = _locked_opkald(opkald)
    if _standing(row) is not None:
        raise ValidationError("Opkaldet er allerede trukket tilbage.", code="trukket")
    if not begrundelse.strip():
        raise ValidationError(
            {"begrundelse": "Skriv, hvorfor opkaldet trækkes tilbage."}, code="grund"
        )
    opfoelgning = locked(row.opfoelgning)
    underretning = Underretning.objects.filter(opkald=row).first()
    underretning = underretning and locked_underretning(underretning)
    if udgave is not None and udgave != withdraw_state(row):
        raise ValidationError(
            "En kollega har netop arbejdet på opkaldet. Læs, hvad der er sket, og tryk igen, hvis "
            "det stadig skal trækkes tilbage.",
            code=STALE,
        )
    told = _responsible(row)
    at_once = {underretning.ansvarlig} if underretning and not underretning.afsluttet_at else set()
    told |= _leaders(row)
    tilbagetraekning = Tilbagetraekning.objects.create(
        opkald=row, begrundelse=begrundelse.strip(), by=by
    )
    if opfoelgning.completed_at is None:
        close_opfoelgning(
            by=by, row=opfoelgning, notat=NOTAT, resultat=Opfoelgning.Resultat.TRUKKET
        )
    if underretning and underretning.afsluttet_at is None:
        trukket = Underretning.Vurdering.TRUKKET
        close_underretning(by=by, row=underretning, vurdering=trukket, notat=NOTAT)
    notices.cancel_all(f"opkald-{row.pk}-")
    audit.record("opkald.trukket", row, by=by, familie_id=row.plejefamilie_id)
    key = f"opkald-{row.pk}-trukket-{tilbagetraekning.pk}"
    _tell(told - {by}, row, key=key, tekst=TRUKKET, at_once=at_once)
    return tilbagetraekning


@action
def restore_opkald(*, by, opkald):
    """Undo a withdrawal: the call counts again, and its duties are open with their old deadlines.

    Raises ValidationError (code "gaelder") when the call is not withdrawn.
    """
    row = _locked_opkald(opkald)
    tilbagetraekning = _standing(row)
    if tilbagetraekning is None:
        raise ValidationError("Opkaldet er ikke trukket tilbage.", code="gaelder")
    tilbagetraekning.fortrudt_at, tilbagetraekning.fortrudt_by = timezone.now(), by
    tilbagetraekning.save(update_fields=["fortrudt_at", "fortrudt_by"])
    opfoelgning = locked(row.opfoelgning)
    if opfoelgning.resultat == Opfoelgning.Resultat.TRUKKET:
        reopen_opfoelgning(by=by, row=opfoelgning)
    underretning = Underretning.objects.filter(opkald=row).first()
    underretning = underretning and locked_underretning(underretning)
    if underretning and underretning.vurdering == Underretning.Vurdering.TRUKKET:
        reopen_underretning(by=by, row=underretning)
    notices.cancel_all(f"opkald-{row.pk}-")
    audit.record("opkald.gaelder_igen", row, by=by, familie_id=row.plejefamilie_id)
    key = f"opkald-{row.pk}-gaelder-{tilbagetraekning.pk}"
    _tell(_leaders(row) - {by}, row, key=key, tekst=FORTRUDT)
    return tilbagetraekning
