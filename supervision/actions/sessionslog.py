"""Writing down a session: who came, text, goals, agreements, what is private; and corrections."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import notices
from faelles.action import action
from faelles.actions.kladde import close_kladde
from faelles.kladder import hold
from faelles.models import Bruger
from faelles.versions import STALE, refuse_other_version
from plejefamilier.actions.aftale import create_aftale
from plejefamilier.actions.tid import give_free
from plejefamilier.models import Plejefamilie
from supervision.actions import sessionstid as tid
from supervision.actions.besked import quiet
from supervision.actions.forloebsaftale import require_signed
from supervision.actions.session import draft, plan_session, wishes_of_forloeb
from supervision.models import (
    Forloeb,
    Fortroligt,
    Raadgivernotat,
    Session,
    Sessionsaftale,
    Sessionsrettelse,
)

RAADGIVERNOTAT = "Der er skrevet et notat til dig om et barn"
SKREVET = "Supervision er skrevet"
RETTET = "En rettelse er skrevet til supervision"
NO_FORM = ("logget_af",)
FELTER = (
    "form",
    "sted",
    "tema",
    "tekst",
    "andet_tema",
    "konsulent_med",
    "konsulent_oensket_paa",
    "hjemme_oensket_paa",
    "afloeser",
    "vagtminutter",
    "belaster",
)


@dataclass(frozen=True)
class Ny:
    """An agreement that was made: `navn` is somebody outside Samspil, for whom `ansvarlig` sees."""

    tekst: str
    ansvarlig: Bruger
    frist: datetime
    navn: str = ""
    plejefamilie: Plejefamilie | None = None


@dataclass(frozen=True)
class Log:
    """What is written about a session.

    `fremmoede` is {id of the family or -id of the professional: (came, line about the family)};
    who is not in it came. `felter` are columns of Session (FELTER), `maal` goals of the family's
    udviklingsplan, `fortroligt` what stays with family and supervisor (A9), `raadgivernotater`
    {Barn: text} (F13), `aftaler` a list of Ny, `naeste` what plan_session takes of the next time.
    """

    start: datetime
    slut: datetime
    felter: dict = field(default_factory=dict)
    fremmoede: dict = field(default_factory=dict)
    maal: tuple = ()
    fortroligt: str = ""
    raadgivernotater: dict = field(default_factory=dict)
    aftaler: tuple = ()
    naeste: dict | None = None


@action
def log_session(
    *,
    by,
    log,
    session=None,
    forloeb=None,
    version=None,
    idempotency_key=None,
    bekraeft=frozenset(),
):
    """Write down a session that was held: a planned `session`, or an unplanned one of `forloeb`.

    `log` is a Log. The same person's repeat changes nothing. The draft `idempotency_key` is
    closed with it. Raises ValidationError for one that has not begun (code "tidligt"), a forløb
    that is not active (F6, "ikke_aktivt"), one that is cancelled ("aflyst"), without a goal or
    another theme where a family works with its plan (F11, "maal"), and as plan_session and
    create_aftale do, at the fields aftale_*_1, aftale_*_2 … and naeste_*; (code "stale") when a
    colleague has written it or moved it in between.
    """
    if idempotency_key:
        hold(idempotency_key)
    row, done = _begun(session, forloeb, log, version=version, by=by)
    if done:
        return row
    if log.start > timezone.now():
        text = "Supervisionen er ikke begyndt endnu. Du kan skrive, når den har været."
        raise ValidationError({"dato": ValidationError(text, code="tidligt")})
    if row.forloeb.aktiveret_at is None:
        text = "Forløbet er ikke begyndt. Skriv problem og mål, og begynd forløbet, før du gemmer."
        raise ValidationError(text, code="ikke_aktivt")
    require_signed(row.forloeb)
    _change(row, log, by=by)
    _write_attendance(row, log)
    row.maal.set(log.maal)
    _write_private(row, log.fortroligt, by=by)
    _write_to_raadgiver(row, log.raadgivernotater, by=by)
    _agree(row, log.aftaler, by=by)
    tid.record("session.logget", row, by=by, naeste=log.naeste is not None)
    notices.mark_read(f"{tid.kilde(row)}-")  # nobody needs to be told that it is coming
    _tell_konsulent(row, by=by)
    if log.naeste is not None:
        _plan_next(row, log.naeste, bekraeft, by=by)
    if idempotency_key:
        close_kladde(by=by, noegle=idempotency_key)
    return row


@action
def correct_session(*, by, session, tekst, idempotency_key):
    """Add a signed correction; what was written stays as it is. A repeat changes nothing.

    Raises ValidationError for one that is not written down (code "aaben"), and when somebody else
    wrote it ("skriver").
    """
    hold(idempotency_key)
    before = Sessionsrettelse.objects.filter(idempotency_key=idempotency_key).first()
    if before is not None:
        return before
    row = Session.objects.select_related("forloeb").get(pk=session.pk)
    if row.logget_at is None:
        raise ValidationError("Supervisionen er ikke skrevet endnu.", code="aaben")
    if row.logget_af_id != by.pk:
        raise ValidationError("Kun den, der skrev, kan skrive en rettelse.", code="skriver")
    rettelse = Sessionsrettelse(
        session=row, tekst=tekst.strip(), by=by, idempotency_key=idempotency_key
    )
    rettelse.full_clean()
    rettelse.save()
    tid.record("session.rettet", row, by=by, rettelse=rettelse.pk)
    familier, _ = tid.invited(row)
    for person in tid.konsulenter(row, familier):
        if person.pk != by.pk:
            key = f"sessionsrettelse-{rettelse.pk}"
            notices.notify(person, key=key, tekst=RETTET, url=tid.url(row))
    return rettelse


# --- parts ------------------------------------------------------------------------------------


def _begun(session, forloeb, log, *, version, by):
    """The session to write, locked, and whether this very text has been written already."""
    forloeb_id = session.forloeb_id if session else forloeb.pk
    forloeb = (
        Forloeb.objects.select_for_update(of=("self",), no_key=True)
        .select_related("kommune", "plejefamilie", "supervisor")
        .get(pk=forloeb_id)
    )
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    if session is None:
        row = rows.planned().filter(forloeb=forloeb, start=log.start).first()
        if row is None:
            if forloeb.afsluttet_at:
                raise ValidationError("Forløbet er afsluttet.", code="afsluttet")
            supervisor = by if by.pk == forloeb.koordinator_id else forloeb.supervisor
            sted = log.felter.get("sted", forloeb.sted)
            return draft(forloeb, log.start, log.slut, supervisor=supervisor, sted=sted), False
        if row.logget_at is None:
            text = "Der er planlagt supervision på det tidspunkt. Skriv om den i stedet."
            raise ValidationError({"klokken": ValidationError(text, code="samme_tid")})
    else:
        row = rows.get(pk=session.pk)
    row.forloeb = forloeb
    if row.aflyst_at:
        raise ValidationError("Supervisionen er aflyst.", code="aflyst")
    if row.logget_at:
        if row.logget_af_id == by.pk and row.tekst == log.felter.get("tekst", "").strip():
            return row, True
        who = "Du har" if row.logget_af_id == by.pk else "En kollega har"
        text = f"{who} allerede skrevet om denne supervision. Din tekst er ikke gemt."
        raise ValidationError(text, code=STALE)
    if version is not None:
        refuse_other_version(row, version)
    return row, False


def _change(row, log, *, by):
    """The columns of the session itself; a time other than the planned one frees what was held."""
    moved = row.pk and (row.start, row.slut) != (log.start, log.slut)
    row.start, row.slut = log.start, log.slut
    for name, value in log.felter.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    forloeb = row.forloeb
    wishes_of_forloeb(row)
    tid.check(row)
    if not row.tekst:
        raise ValidationError({"tekst": ValidationError("Skriv, hvad I talte om.", code="tom")})
    came, _ = log.fremmoede.get(forloeb.plejefamilie_id, (True, ""))
    if forloeb.plejefamilie_id and came and not log.maal and not row.andet_tema:
        text = "Vælg et mål, I arbejdede med, eller skriv et andet tema."
        raise ValidationError({"maal": ValidationError(text, code="maal")})
    if any(one.plejefamilie_id != forloeb.plejefamilie_id for one in log.maal):
        raise ValidationError({"maal": ValidationError("Målet er en anden families.", code="maal")})
    now = timezone.now()
    row.minutter_holdt = (log.slut - log.start) // tid.MINUTE
    row.logget_at, row.logget_af = now, by
    row.version += 1
    row.full_clean(exclude=NO_FORM)
    row.save()
    if moved:
        give_free(tid.kilde(row))
    quiet(tid.kilde(row))


def _write_attendance(row, log):
    if not row.deltagere.exists():
        tid.seat(row)
    for one in row.deltagere.all():
        came, line = log.fremmoede.get(one.plejefamilie_id or -one.bruger_id, (True, ""))
        one.kom, one.bemaerkning = came, line.strip()
        one.full_clean()
        one.save()


def _write_private(row, text, *, by):
    """What the family and its supervisor keep between them; only where there is one family (A9)."""
    if not text.strip():
        return
    if row.forloeb.plejefamilie_id is None:
        text = "I en gruppe er der en linje om hver familie i stedet."
        raise ValidationError({"fortroligt": ValidationError(text, code="gruppe")})
    note = Fortroligt.objects.create(session=row, tekst=text.strip(), by=by)
    tid.record("fortroligt.skrevet", row, by=by, notat=note.pk)


def _write_to_raadgiver(row, notes, *, by):
    """A note of its own for each child's rådgiver, who sees nothing else of the session (F13)."""
    for barn, text in notes.items():
        if not text.strip():
            continue
        note = Raadgivernotat.objects.create(session=row, barn=barn, tekst=text.strip(), by=by)
        tid.record("raadgivernotat.skrevet", row, by=by, notat=note.pk, barn=str(barn.pk))
        person = barn.myndighedsraadgiver
        if person and person.is_active and person.pk != by.pk:
            url = reverse("plejefamilier:barn_detail", args=[barn.pk])
            key = f"raadgivernotat-{note.pk}"
            notices.notify(person, key=key, tekst=RAADGIVERNOTAT, url=url)


def _agree(row, aftaler, *, by):
    """Agreements stand on the ground, on their owners' Min dag, and here (F22)."""
    for number, ny in enumerate(aftaler, 1):
        try:
            aftale = create_aftale(
                by=by,
                kommune=row.forloeb.kommune,
                tekst=ny.tekst,
                ansvarlig=ny.ansvarlig,
                ansvarlig_navn=ny.navn,
                frist=ny.frist,
                plejefamilie=ny.plejefamilie or row.forloeb.plejefamilie,
            )
        except ValidationError as error:
            name, fallback = f"aftale_{{}}_{number}", f"aftale_tekst_{number}"
            raise _at_fields(error, name, fallback) from None
        Sessionsaftale.objects.create(session=row, aftale=aftale)


def _plan_next(row, naeste, bekraeft, *, by):
    facts = {"sted": row.sted, "supervisor": row.supervisor, **naeste}
    try:
        plan_session(by=by, forloeb=row.forloeb, bekraeft=bekraeft, **facts)
    except ValidationError as error:
        if getattr(error, "code", None) in tid.BEKRAEFTES:
            raise
        raise _at_fields(error, "naeste_{}", "naeste_dato") from None


def _tell_konsulent(row, *, by):
    """The family's konsulent hears that there is something to read (B9); nobody else."""
    familier, _ = tid.invited(row)
    for person in tid.konsulenter(row, familier):
        if person.pk != by.pk:
            key = f"sessionlog-{row.pk}"
            notices.notify(person, key=key, tekst=SKREVET, url=tid.url(row))


def _at_fields(error, name, fallback):
    """The same errors at the fields of the page they were typed on."""
    if not hasattr(error, "error_dict"):
        return ValidationError({fallback: error.error_list})
    return ValidationError(
        {
            (name.format(felt) if felt != "__all__" else fallback): errors
            for felt, errors in error.error_dict.items()
        }
    )
