"""Signing up for courses: seats, the waiting list in order of arrival, and offered seats (E5, E10).

Everything that takes or frees a seat holds the row of the course first, so that people who press
at the same moment stand in one line. The seat itself is one conditional statement, and the
database refuses more than there are.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone

from faelles import audit, danish, regler
from faelles.action import action
from plejefamilier.models import Plejeforaelder
from supervision import kursusregler
from supervision.actions import tilmeldingsbesked as besked
from supervision.actions.tilmeldingsvarsler import warn
from supervision.models import Kursus, Kursusdeltager, Tilmelding

TILBUD_TIMER = "kurser.tilbud_timer"
TILMELDT, LUKKET, OPHOERT, BRUGT = "tilmeldt", "lukket", "ophoert", "brugt"
VOKSNE, BEGRUNDELSE, UDLOEBET = "voksne", "begrundelse", "udloebet"
LINKS = ("kursus", "plejefamilie", "bruger", "by", "afmeldt_af")  # not typed by anybody
Status = Tilmelding.Status
SVAREDE_IKKE = "Svarede ikke på den tilbudte plads"
TAKKEDE_NEJ = "Takkede nej til den tilbudte plads"


@action
def enrol(
    *,
    by,
    kursus,
    plejefamilie=None,
    bruger=None,
    plejeforaeldre=None,
    idempotency_key,
    bemaerkning="",
    bekraeft=frozenset(),
    pligt=False,
):
    """Sign up a family with some or all of its grown-ups, or a professional (B2, E5).

    There is a seat, or a place at the end of the waiting list; `raekke` is the order of arrival.
    One action serves konsulent and booker, and a family's own sign-up later. The same
    `idempotency_key` again answers like the first time. Raises ValidationError when sign-up is
    closed (LUKKET, with the sentence why), the family has ended (OPHOERT), they are on the course
    already (TILMELDT), none of the grown-ups is chosen (VOKSNE), the form was used for something
    else (BRUGT), and the warnings of tilmeldingsvarsler.warn that `bekraeft` does not name.
    """
    now, today = timezone.now(), timezone.localdate()
    mine = Tilmelding.objects.filter(idempotency_key=idempotency_key, by=by, kursus=kursus)
    if repeated := mine.first():
        return repeated
    # what one has to ask is read before the course is held, so that the line moves quickly
    people = _people(kursus, plejefamilie, plejeforaeldre, today) if plejefamilie else []
    asked = not kursusregler.closed_reason(kursus, today, now)
    if asked:
        warn(kursus, plejefamilie=plejefamilie, bruger=bruger, bekraeft=bekraeft)
    row = _locked(kursus.pk)
    if before := _before(row, idempotency_key, plejefamilie, bruger):
        if before.idempotency_key == idempotency_key:
            return before if before.by_id == by.pk and before.kursus_id == row.pk else _used()
        raise ValidationError(_already(before), code=TILMELDT)
    gange = [*row.gange.all()]
    begins = min((gang.start for gang in gange if gang.aflyst_at is None), default=None)
    if words := kursusregler.closed_reason(row, today, now, begins):
        raise ValidationError(words, code=LUKKET)
    if not asked:
        warn(row, plejefamilie=plejefamilie, bruger=bruger, bekraeft=bekraeft)
    seats = len(people) if people and row.taeller == Kursus.Taeller.DELTAGERE else 1
    tilmelding = Tilmelding(
        kursus=row,
        plejefamilie=plejefamilie,
        bruger=bruger,
        status=Status.PLADS if _take(row, seats, in_turn=True) else Status.VENTER,
        pladser=seats,
        raekke=_last(row) + 1,
        pligt=pligt,
        bemaerkning=bemaerkning.strip(),
        by=by,
        idempotency_key=idempotency_key,
    )
    tilmelding.clean_fields(exclude=LINKS)
    tilmelding.save()
    deltagere = [Kursusdeltager(tilmelding=tilmelding, plejeforaelder=one) for one in people]
    Kursusdeltager.objects.bulk_create(
        deltagere or [Kursusdeltager(tilmelding=tilmelding, bruger=bruger)]
    )
    besked.tell_first(tilmelding, gange, now)
    _record("tilmelding.oprettet", tilmelding, by=by, status=tilmelding.status)
    return tilmelding


@action
def cancel_tilmelding(*, by, tilmelding, fordi=""):
    """Take somebody off a course; the seat goes to the first in line that fits. Twice is once.

    After the day until which one may leave it needs a reason, and whoever is responsible is told;
    somebody who must take part (E6) always needs one. Raises ValidationError without it
    (BEGRUNDELSE), and when the course is over (LUKKET).
    """
    kursus = _locked(tilmelding.kursus_id)
    row = _read(tilmelding, kursus)
    if row.afmeldt_at:
        return row
    today = timezone.localdate()
    if kursus.slut_paa and kursus.slut_paa < today:
        raise ValidationError("Kurset er holdt. Der kan ikke meldes fra.", code=LUKKET)
    late = is_late(kursus, today)
    if (late or row.pligt) and not fordi.strip():
        why = (
            "Familien skal deltage. Skriv, hvorfor den ikke kan."
            if row.pligt
            else "Fristen for at melde fra er forbi. Skriv hvorfor."
        )
        raise ValidationError({"fordi": ValidationError(why, code=BEGRUNDELSE)})
    _end(row, by=by, fordi=fordi.strip())
    if late:
        besked.tell_responsible(row, by)
    _record("tilmelding.afmeldt", row, by=by)
    fill_seats(kursus)
    return row


@action
def answer_offer(*, by, tilmelding, ja, fordi=""):
    """Take the seat that is held, or let it go on to the next in line. Twice is once.

    Raises ValidationError (UDLOEBET) when it is held no longer.
    """
    kursus = _locked(tilmelding.kursus_id)
    row = _read(tilmelding, kursus)
    now = timezone.now()
    if row.afmeldt_at is None and row.status == Status.PLADS and ja:
        return row
    if row.afmeldt_at and not ja:
        return row
    offered = row.afmeldt_at is None and row.status == Status.TILBUDT and row.tilbud_til > now
    if kursus.aflyst_at:
        raise ValidationError("Kurset er aflyst.", code=LUKKET)
    if not offered:
        raise ValidationError(
            "Pladsen er gået videre til den næste på ventelisten. Tilmeld igen, hvis familien "
            "stadig vil med.",
            code=UDLOEBET,
        )
    besked.offer_is_over(row)
    if not ja:
        _end(row, by=by, fordi=fordi.strip() or TAKKEDE_NEJ)
        _record("tilmelding.takket_nej", row, by=by)
        fill_seats(kursus)
        return row
    row.status, row.tilbud_til = Status.PLADS, None
    row.save(update_fields=["status", "tilbud_til"])
    besked.tell_standing(row, [*kursus.gange.all()], now)
    _record("tilmelding.plads", row, by=by)
    return row


@action
def lapse_offer(*, by, tilmelding):
    """Let an offered seat that nobody answered for go on; True when it did. Twice is once."""
    kursus = _locked(tilmelding.kursus_id)
    row = _read(tilmelding, kursus)
    if row.afmeldt_at or row.status != Status.TILBUDT or row.tilbud_til > timezone.now():
        return False
    besked.offer_is_over(row)
    _end(row, by=by, fordi=SVAREDE_IKKE)
    besked.tell_of_lapse(row)
    _record("tilmelding.udloebet", row, by=by)
    fill_seats(kursus)
    return True


def due_offers(now):
    """The offered seats whose time is over, the oldest first."""
    due = Tilmelding.objects.active().filter(status=Status.TILBUDT, tilbud_til__lte=now)
    return due.order_by("tilbud_til", "pk")


def fill_seats(kursus):
    """Give the free seats of a course to the waiting list, in order of arrival; who was moved up.

    To be called in an action, when a seat is free or there are more of them. The first in line
    that fits is offered the seat for some hours (rule), at most until the course begins; who must
    take part simply gets it.
    """
    row = _locked(kursus.pk)
    now = timezone.now()
    gange = [*row.gange.all()]
    begins = min((one.start for one in gange if one.aflyst_at is None), default=None)
    if row.aflyst_at or row.publiceret_at is None or begins is None or begins <= now:
        return []
    hours, moved = None, []
    line = Tilmelding.objects.in_line().filter(kursus=row).select_related("plejefamilie", "bruger")
    for tilmelding in line:
        if not row.ledige:
            break
        if tilmelding.pladser > row.ledige or not _take(row, tilmelding.pladser):
            continue
        tilmelding.kursus = row
        hours = hours or timedelta(hours=regler.value(TILBUD_TIMER, row.kommune_id))
        _move_up(tilmelding, gange, now, min(now + hours, begins))
        moved.append(tilmelding)
    return moved


def is_late(kursus, today):
    """Has the day passed until which one may leave without a reason?"""
    return bool(kursus.framelding_til and kursus.framelding_til < today)


# --- parts ------------------------------------------------------------------------------------


def _locked(pk):
    rows = Kursus.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("kommune", "ansvarlig").get(pk=pk)


def _read(tilmelding, kursus):
    """The enrolment as it stands, now that its course is held."""
    related = ("plejefamilie", "bruger", "by")
    row = Tilmelding.objects.select_related(*related).get(pk=tilmelding.pk)
    row.kursus = kursus
    return row


def _before(kursus, key, plejefamilie, bruger):
    """The row of an earlier press, or the one by which they are on the course already; or None."""
    who = {"plejefamilie": plejefamilie} if plejefamilie else {"bruger": bruger}
    there = Q(kursus=kursus, afmeldt_at=None, **who)
    rows = Tilmelding.objects.filter(Q(idempotency_key=key) | there)
    return rows.annotate(same=Q(idempotency_key=key)).order_by("-same").first()


def _used():
    raise ValidationError("Formularen er brugt. Åbn siden igen.", code=BRUGT)


def _already(row):
    who = "Familien" if row.plejefamilie_id else "Personen"
    if row.status == Status.VENTER:
        return f"{who} står allerede på ventelisten."
    return f"{who} er allerede tilmeldt."


def _people(kursus, plejefamilie, chosen, today):
    """The grown-ups who take part: `chosen`, or all of the family. Raises OPHOERT and VOKSNE."""
    if plejefamilie.kommune_id != kursus.kommune_id:
        raise ValidationError("Familien hører til en anden kommune.", code=OPHOERT)
    if plejefamilie.ophoert_paa and plejefamilie.ophoert_paa <= today:
        ended = danish.dato(plejefamilie.ophoert_paa)
        raise ValidationError(f"Familien ophørte {ended}.", code=OPHOERT)
    here = Q(fratraadt_paa=None) | Q(fratraadt_paa__gt=today)
    rows = Plejeforaelder.objects.filter(here, plejefamilie=plejefamilie)
    if chosen is not None:
        rows = rows.filter(pk__in=[one.pk for one in chosen])
    if people := [*rows.order_by("pk")]:
        return people
    words = "Vælg mindst én af de voksne."
    raise ValidationError({"voksne": ValidationError(words, code=VOKSNE)})


def _take(kursus, seats, *, in_turn=False):
    """Take seats if there are so many; False when there are not. One conditional statement.

    `in_turn`: nobody who stands in line and would fit may be passed.
    """
    rows = Kursus.objects.filter(pk=kursus.pk, optaget__lte=F("pladser") - seats)
    if in_turn:
        line = Tilmelding.objects.in_line().filter(
            kursus=OuterRef("pk"), pladser__lte=OuterRef("pladser") - OuterRef("optaget")
        )
        rows = rows.exclude(Exists(line))
    taken = rows.update(optaget=F("optaget") + seats)
    kursus.optaget += seats * taken
    return bool(taken)


def _last(kursus):
    return kursus.tilmeldinger.aggregate(last=Max("raekke"))["last"] or 0


def _end(row, *, by, fordi):
    """Off the course: the seat is free, and whoever was told of it is told again."""
    if row.status != Status.VENTER:
        Kursus.objects.filter(pk=row.kursus_id).update(optaget=F("optaget") - row.pladser)
        row.kursus.optaget -= row.pladser
    row.afmeldt_at, row.afmeldt_af, row.afmeldt_fordi = timezone.now(), by, fordi
    row.clean_fields(exclude=LINKS)
    row.save(update_fields=["afmeldt_at", "afmeldt_af", "afmeldt_fordi"])
    besked.offer_is_over(row)
    besked.tell_off(row, row.afmeldt_at)


def _move_up(row, gange, now, until):
    row.status = Status.PLADS if row.pligt else Status.TILBUDT
    row.tilbud_til = None if row.pligt else until
    row.save(update_fields=["status", "tilbud_til"])
    besked.tell_standing(row, gange, now)
    if row.status == Status.TILBUDT:
        besked.tell_of_offer(row, now)
        _record("tilmelding.tilbudt", row, by=None)
    else:
        _record("tilmelding.plads", row, by=None)


def _record(event, row, *, by, **data):
    audit.record(event, row, by=by, familie_id=row.plejefamilie_id, **data)
