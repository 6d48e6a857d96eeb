"""Notes about contacts: written once, corrected by new entries, shared and taken back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, danish, notices, regler
from faelles.action import action
from faelles.actions.kladde import close_kladde
from faelles.constraints import on_day
from faelles.kalender import kalender_for
from faelles.kladder import hold
from plejefamilier.actions.aftale import create_aftale
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Konsulenttildeling,
    Kontakt,
    Kontaktdeling,
    Kontaktfamilie,
    Kontaktrettelse,
    Kredsrolle,
    Plejefamilie,
)

DELT = "Et notat er delt med dig"
RETTET = "Et notat, du kan læse, er rettet"
TILBYD = "Tilbyd familien supervision: den har fortalt om en bekymring"
AHEAD = timedelta(minutes=10)  # the clock of the person's computer may be ahead
LONGEST_TEKST = 20_000  # characters


@action
def log_kontakt(
    *,
    by,
    kommune,
    slags,
    tidspunkt,
    tekst,
    idempotency_key,
    familier=(),
    barn=None,
    minutter=None,
    hvem="",
    naeste_skridt="",
    naeste=None,
    lukket=False,
    del_med=(),
    tilbyd_supervision=False,
):
    """Write a note about a contact; it is finished and never changes (D1, A10).

    About `barn`, or about one or several `familier`. `tidspunkt` is an aware moment that has been.
    `naeste` is (ansvarlig, frist) of the next step, which then is an agreement with a deadline.
    `del_med` are Kredsroller and Brugere it is shared with at once. `lukket` keeps it from the
    family's konsulent (A9). `tilbyd_supervision` gives whoever has the family's duties an agreement
    to offer supervision, without a word of the note (V6). The draft is closed with it.

    A repeat with the same `idempotency_key` changes nothing and answers with the first note.
    Raises ValidationError for a moment to come (code "fremtid"), nobody it is about ("sag"), a
    family of another municipality ("kommune"), a konsulent who closes a note to herself ("egen"), a
    key that somebody else has used ("key"), and as create_aftale and share_kontakt do.
    """
    hold(idempotency_key)
    first = Kontakt.objects.filter(idempotency_key=idempotency_key).first()
    if first is not None:
        if first.skrevet_af_id != by.pk:
            raise ValidationError("Åbn siden igen, og gem notatet derfra.", code="key")
        return first
    familier = [*familier]
    _check(by, kommune, tidspunkt, familier, barn, lukket)
    row = Kontakt(
        kommune=kommune,
        barn=barn,
        slags=slags,
        tidspunkt=tidspunkt,
        minutter=minutter,
        hvem=hvem.strip(),
        tekst=tekst.strip(),
        naeste_skridt=naeste_skridt.strip(),
        lukket=lukket,
        skrevet_af=by,
        idempotency_key=idempotency_key,
    )
    row.full_clean()
    row.save()
    hjem = [*familier] if barn is None else _home_on(barn, timezone.localdate(tidspunkt))
    for familie in hjem:
        Kontaktfamilie.objects.create(kontakt=row, plejefamilie=familie)
    _record("kontakt.skrevet", row, by=by, lukket=lukket)
    for modtager in del_med:
        share_kontakt(by=by, kontakt=row, modtager=modtager)
    sag = {"kommune": kommune, "barn": barn, "plejefamilie": hjem[0] if hjem else None}
    if naeste is not None:
        ansvarlig, frist = naeste
        create_aftale(
            by=by, tekst=row.naeste_skridt, ansvarlig=ansvarlig, frist=frist, kontakt=row, **sag
        )
    if tilbyd_supervision:
        _offer_supervision(row, sag, by=by)
    close_kladde(by=by, noegle=idempotency_key)
    return row


def _check(by, kommune, tidspunkt, familier, barn, lukket):
    if tidspunkt > timezone.now() + AHEAD:
        raise ValidationError(
            {"klokken": ValidationError("Tidspunktet ligger i fremtiden.", code="fremtid")}
        )
    if (barn is None) is (not familier):
        raise ValidationError("Vælg enten barnet eller familien.", code="sag")
    if any(one.kommune_id != kommune.pk for one in (*familier, *([barn] if barn else []))):
        raise ValidationError("Familien hører til en anden kommune.", code="kommune")
    if lukket and _is_konsulent(by, familier, barn):
        raise ValidationError(
            {
                "lukket": ValidationError(
                    "Du er selv familiens konsulent og kan ikke lukke notatet for dig selv.",
                    code="egen",
                )
            }
        )


def _is_konsulent(by, familier, barn):
    today = timezone.localdate()
    hjem = familier or _home_on(barn, today)
    return (
        Konsulenttildeling.objects.holding(today)
        .filter(plejefamilie__in=[familie.pk for familie in hjem], konsulent=by)
        .exists()
    )


def _home_on(barn, day):
    """The family the child lives with day and night on `day`, as a list of none or one."""
    homes = Anbringelse.objects.doegn().filter(on_day(day), barn=barn)
    return [*Plejefamilie.objects.filter(pk__in=homes.values("plejefamilie"))]


def _offer_supervision(row, sag, *, by):
    """Whoever has the family's duties offers supervision within some hverdage (V6)."""
    if sag["plejefamilie"] is None:
        raise ValidationError(
            {
                "tilbyd_supervision": ValidationError(
                    "Barnet bor ikke hos en plejefamilie, så der er ingen konsulent at bede.",
                    code="ingen_familie",
                )
            }
        )
    today = timezone.localdate()
    people = ansvarlige_for(sag["plejefamilie"], today)
    if not people:
        raise ValidationError(
            {
                "tilbyd_supervision": ValidationError(
                    "Familien har hverken konsulent eller teamleder. Bed teamlederen om en først.",
                    code="ingen",
                )
            }
        )
    days = regler.value("kontakt.tilbud_hverdage", row.kommune)
    frist = kalender_for(row.kommune).add_hverdage(today, days)
    # a closed note stays unknown to the konsulent: she is told what to do, not where it is from
    kontakt = None if row.lukket else row
    create_aftale(by=by, tekst=TILBYD, ansvarlig=people[0], frist=frist, kontakt=kontakt, **sag)


@action
def correct_kontakt(*, by, kontakt, tekst, idempotency_key):
    """Add a signed correction to a finished note; it is shown in place.

    A repeat with the same key changes nothing. Raises ValidationError (code "tom") without words.
    """
    hold(idempotency_key)
    row = Kontakt.objects.select_for_update(no_key=True).get(pk=kontakt.pk)
    tekst = tekst.strip()
    if not tekst:
        raise ValidationError({"tekst": ValidationError("Skriv rettelsen.", code="tom")})
    same = row.rettelser.filter(by=by, tekst=tekst, at__gt=timezone.now() - timedelta(minutes=5))
    if found := same.first():
        return found
    rettelse = Kontaktrettelse(kontakt=row, tekst=tekst, by=by)
    rettelse.full_clean()
    rettelse.save()
    _record("kontakt.rettet", row, by=by)
    for person in _told(row):
        if person.pk != by.pk:
            notices.notify(
                person,
                key=f"kontakt-{row.pk}-rettet-{rettelse.pk}",
                tekst=RETTET,
                url=_url(row),
            )
    close_kladde(by=by, noegle=idempotency_key)
    return rettelse


@action
def share_kontakt(*, by, kontakt, modtager, begrundelse=""):
    """Let `modtager`, a Kredsrolle or a Bruger, read the note; told once, without content (F13).

    A closed note may be shared with the konsulent, her stand-in or leader when the family agrees,
    with `begrundelse` (A9).
    A repeat changes nothing. Raises ValidationError for a place that has ended (code "slut"), a
    person outside Samspil ("udenfor"), one of another case ("sag"), and a closed note opened for
    the konsulent without a reason ("begrundelse").
    """
    row = Kontakt.objects.select_for_update(no_key=True).get(pk=kontakt.pk)
    rolle = modtager if isinstance(modtager, Kredsrolle) else None
    if rolle is not None:
        _refuse_place(row, rolle)
    else:
        _refuse_person(row, modtager, begrundelse)
    who = {"kredsrolle": rolle, "bruger": None if rolle else modtager}
    deling, created = Kontaktdeling.objects.get_or_create(
        kontakt=row,
        **who,
        trukket_at=None,
        defaults={"delt_af": by, "begrundelse": begrundelse.strip()},
    )
    if not created:
        return deling
    _record("kontakt.delt", row, by=by, deling=deling.pk)
    for person in _people(deling):
        if person.pk != by.pk:
            notices.notify(
                person, key=f"kontakt-{row.pk}-delt-{deling.pk}", tekst=DELT, url=_url(row)
            )
    return deling


def _refuse_place(row, rolle):
    today = timezone.localdate()
    if rolle.bruger_id is None:
        raise ValidationError(
            f"{rolle.hvem} har ikke adgang til Samspil, så notatet kan ikke deles der.",
            code="udenfor",
        )
    if rolle.til is not None and rolle.til < today:
        raise ValidationError(f"{danish.ejefald(rolle.hvem)} plads i kredsen er slut.", code="slut")
    familier = row.kontaktfamilier.values_list("plejefamilie", flat=True)
    same = rolle.barn_id == row.barn_id if row.barn_id else rolle.plejefamilie_id in [*familier]
    if not same or (row.barn_id is None and rolle.barn_id is not None):
        raise ValidationError("Personen er ikke med i den kreds, notatet handler om.", code="sag")


def _refuse_person(row, person, begrundelse):
    """She has the case; a note closed to those who work with the family is opened with a reason."""
    familier = row.kontaktfamilier.values("plejefamilie")
    tied = (
        Barn.objects.visible_to(person).filter(pk=row.barn_id)
        if row.barn_id
        else Plejefamilie.objects.visible_to(person).filter(pk__in=familier)
    )
    if not tied.exists():
        raise ValidationError(f"{person.navn} arbejder ikke med sagen.", code="sag")
    works = Plejefamilie.objects.worked_with_by(person).filter(pk__in=familier)
    if row.lukket and not begrundelse.strip() and works.exists():
        raise ValidationError(
            {
                "begrundelse": ValidationError(
                    "Notatet er lukket. Skriv, hvorfor det nu må læses, for eksempel at familien "
                    "er indforstået.",
                    code="begrundelse",
                )
            }
        )


@action
def withdraw_deling(*, by, deling):
    """The reader no longer sees the note; a notice not yet sent is taken back. Twice is once."""
    row = (
        Kontaktdeling.objects.select_for_update(of=("self",))
        .select_related("kontakt")
        .get(pk=deling.pk)
    )
    if row.trukket_at is None:
        row.trukket_at = timezone.now()
        row.save(update_fields=["trukket_at"])
        _record("kontakt.deling_trukket", row.kontakt, by=by, deling=row.pk)
        notices.cancel_all(f"kontakt-{row.kontakt_id}-delt-{row.pk}")
        notices.mark_read(f"kontakt-{row.kontakt_id}-delt-{row.pk}")
    return row


def _people(deling):
    """Who reads by a share: the holder of the place and her stand-in, or the person."""
    if deling.kredsrolle is None:
        return [deling.bruger]
    rolle = deling.kredsrolle
    return [person for person in (rolle.bruger, rolle.stedfortraeder) if person is not None]


def _told(row):
    """Everybody the note is shared with now, and its writer, each once."""
    delinger = row.delinger.filter(trukket_at=None).select_related(
        "bruger", "kredsrolle__bruger", "kredsrolle__stedfortraeder"
    )
    people = {person.pk: person for deling in delinger for person in _people(deling)}
    return {**people, row.skrevet_af_id: row.skrevet_af}.values()


def _url(row):
    return reverse("plejefamilier:kontakt_detail", args=[row.pk])


def _record(event, row, *, by, **data):
    """One line for the note; a line of several families is tied to none of them."""
    familier = [*row.kontaktfamilier.values_list("plejefamilie", flat=True)]
    audit.record(
        event,
        row,
        by=by,
        familie_id=familier[0] if len(familier) == 1 else None,
        barn=str(row.barn_id or ""),
        **data,
    )
