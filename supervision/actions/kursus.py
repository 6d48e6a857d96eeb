"""Courses: drafted by an institution or the municipality, published by the municipality (E18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.utils import timezone

from faelles import audit, regler
from faelles.action import action
from faelles.models import Bruger
from faelles.versions import save_changes
from plejefamilier.actions import tid
from plejefamilier.actions.save import refusal
from plejefamilier.models import Lokale
from supervision.actions.kursusbesked import no_longer_asked, tell_publishers, tell_responsible
from supervision.actions.kursuskontrol import check, check_place
from supervision.actions.tilmelding import fill_seats
from supervision.models import Kursus, Kursusgang, Kursusunderviser

NAVNE_DAGE = "kurser.navne_dage"
A_MINUTE = 60  # seconds
FORTID = "fortid"
OPTAGNE = "optagne"
UDEN_FORM = ("ansvarlig", "publiceret_af")
FELTER = (
    "titel",
    "beskrivelse",
    "form",
    "laengde",
    "tema",
    "maalgruppe",
    "obligatorisk",
    "lukket",
    "levering",
    "kompetencekrav",
    "pladser",
    "taeller",
    "tilmeldingsfrist",
    "framelding_til",
    "afvigelse",
)


@dataclass(frozen=True)
class Gang:
    """A meeting to be: aware moments, and where."""

    start: datetime
    slut: datetime
    lokale: Lokale | None = None
    sted_tekst: str = ""
    link: str = ""
    titel: str = ""

    @property
    def minutter(self):
        return int((self.slut - self.start).total_seconds() // A_MINUTE)


def kilde(gang):
    """What the time of people and rooms is taken by."""
    return f"kursusgang-{gang.pk}"


@action
def create_kursus(
    *, by, kommune, udbyder, gange, undervisere=(), begreber=(), idempotency_key=None, **felter
):
    """Draft a course with its meetings; teachers and rooms are taken at once (R16).

    `gange` is a list of Gang in any order, `undervisere` of Bruger. The same `idempotency_key`
    again gives the course of the first time. Raises ValidationError when there is no meeting (code
    "gange"), the first has passed (FORTID), a deadline lies after it (FRIST), a room is too small
    (KAPACITET), somebody or a room is taken (tid.OPTAGET), and, unless `felter["afvigelse"]` says
    why, when a meeting is not as long as its kind (LAENGDE, E7).
    """
    if idempotency_key:
        Bruger.objects.select_for_update(no_key=True).get(pk=by.pk)
        before = Kursus.objects.filter(idempotency_key=idempotency_key, ansvarlig=by).first()
        if before:
            return before
    gange = sorted(gange, key=lambda gang: gang.start)
    if not gange:
        raise refusal("antal", "Kurset skal have mindst én gang.", "gange")
    if gange[0].start < timezone.now():
        raise refusal("dato", "Tidspunktet er forbi. Vælg en dag, der kommer.", FORTID)
    kursus = Kursus(
        kommune=kommune, udbyder=udbyder, ansvarlig=by, idempotency_key=idempotency_key, **felter
    )
    check(kursus, gange)
    kursus.full_clean(exclude=UDEN_FORM)
    kursus.save()
    kursus.begreber.set(begreber)
    teachers = _set_teachers(kursus, undervisere)
    hold(teachers, [gang.lokale for gang in gange])
    for nr, gang in enumerate(gange, 1):
        row = Kursusgang(kursus=kursus, nr=nr, **vars(gang))
        row.full_clean(exclude=["fremmoede_af"])
        row.save()
        book(row, teachers)
    refresh_days(kursus)
    audit.record("kursus.oprettet", kursus, by=by, gange=len(gange))
    return kursus


@action
def update_kursus(*, by, kursus, version, undervisere=None, begreber=None, **changes):
    """Change a course; other teachers are booked at once. `version` is the one the form showed.

    Raises ValidationError as create_kursus does; code "stale" when somebody saved in between,
    "aflyst" when it is cancelled, OPTAGNE for fewer seats than are taken.
    """
    row = locked(kursus)
    now = timezone.now()
    planned = [*row.gange.planned().select_related("lokale")]
    pladser = changes.get("pladser", row.pladser)
    if pladser < row.optaget:
        raise refusal("pladser", f"{row.optaget} pladser er allerede taget.", OPTAGNE)
    if row.optaget and changes.get("taeller", row.taeller) != row.taeller:
        raise refusal("taeller", "Der er tilmeldte, så det kan ikke ændres.", OPTAGNE)
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    wanted = Kursus(**{f.attname: getattr(row, f.attname) for f in Kursus._meta.concrete_fields})
    for name, value in changed.items():
        setattr(wanted, name, value)
    check(wanted, planned)
    felter = save_changes(row, version=version, **changes)
    if begreber is not None and {*begreber} != {*row.begreber.all()}:
        row.begreber.set(begreber)
        felter.append("begreber")
    if undervisere is not None and {one.pk for one in undervisere} != teacher_ids(row):
        teachers = _set_teachers(row, undervisere)
        coming = [gang for gang in planned if gang.slut > now]
        hold(teachers, [gang.lokale for gang in coming])
        for gang in coming:
            book(gang, teachers)
        felter.append("undervisere")
    if "pladser" in felter:
        fill_seats(row)
    if felter:
        audit.record("kursus.aendret", row, by=by, felter=felter)
    return row


@action
def send_kursus(*, by, kursus):
    """Hand a draft to the municipality: those who publish are told, and have a duty (E18).

    Sent twice it is sent once. Raises ValidationError when it is published or cancelled.
    """
    row = locked(kursus)
    if row.publiceret_at:
        raise ValidationError("Kurset er allerede udgivet.", code="udgivet")
    check_place(row)
    if row.sendt_til_kommunen_at:
        return row
    row.sendt_til_kommunen_at, row.tilbage_fordi = timezone.now(), ""
    _save(row, "sendt_til_kommunen_at", "tilbage_fordi")
    tell_publishers(row, by)
    audit.record("kursus.sendt", row, by=by)
    return row


@action
def return_kursus(*, by, kursus, fordi):
    """Send a draft back to whoever made it, saying what is missing (E18).

    Raises ValidationError for an empty reason (code "begrundelse"), and when it does not wait.
    """
    row = locked(kursus)
    if not fordi.strip():
        raise refusal("fordi", "Skriv, hvad der mangler.", "begrundelse")
    if row.publiceret_at or not row.sendt_til_kommunen_at:
        raise ValidationError("Kurset venter ikke på kommunen.", code="sendt")
    row.sendt_til_kommunen_at, row.tilbage_fordi = None, fordi.strip()
    _save(row, "sendt_til_kommunen_at", "tilbage_fordi")
    no_longer_asked(row)
    tell_responsible(row, "tilbage", by)
    audit.record("kursus.tilbage", row, by=by)
    return row


@action
def publish_kursus(*, by, kursus):
    """Let families and konsulenter see the course and sign up (E18). Twice is once.

    Raises ValidationError when it has begun (FORTID) or it is not said where it is held (STED).
    """
    row = locked(kursus)
    if row.publiceret_at:
        return row
    first = row.gange.planned().order_by("start").first()
    if first is None or first.start < timezone.now():
        raise ValidationError("Kurset er begyndt. Flyt første gang, før det udgives.", code=FORTID)
    check_place(row)
    row.publiceret_at, row.publiceret_af, row.tilbage_fordi = timezone.now(), by, ""
    _save(row, "publiceret_at", "publiceret_af", "tilbage_fordi")
    no_longer_asked(row)
    tell_responsible(row, "udgivet", by)
    audit.record("kursus.udgivet", row, by=by)
    return row


# --- parts ------------------------------------------------------------------------------------


def locked(kursus):
    """The course, locked. Raises ValidationError (code "aflyst") when it is cancelled."""
    rows = Kursus.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("kommune", "udbyder", "ansvarlig").get(pk=kursus.pk)
    if row.aflyst_at:
        raise ValidationError("Kurset er aflyst.", code="aflyst")
    return row


def refresh_days(kursus):
    """Let the days of a course follow its planned meetings; one without keeps those it had."""
    days = kursus.gange.planned().aggregate(first=Min("start"), last=Max("slut"))
    if days["first"] is None:
        return
    kursus.begynder_paa = timezone.localdate(days["first"])
    kursus.slut_paa = timezone.localdate(days["last"])
    seen = regler.value(NAVNE_DAGE, kursus.kommune)
    kursus.navne_til = kursus.slut_paa + timedelta(days=seen)
    kursus.save(update_fields=["begynder_paa", "slut_paa", "navne_til"])


def hold(teachers, rooms):
    """Lock the people and rooms of several meetings in one order: nobody waits in a ring."""
    ids = sorted(teacher.pk for teacher in teachers)
    [*Bruger.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")]
    ids = sorted({room.pk for room in rooms if room})
    [*Lokale.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")]


def book(gang, teachers):
    """Take the time of the teachers and the room for a meeting. Raises tid.OPTAGET."""
    tid.take_people(kilde(gang), teachers, gang.start, gang.slut, felt="undervisere")
    tid.take_room(kilde(gang), gang.lokale, gang.start, gang.slut, felt="lokale")


def teacher_ids(kursus):
    return {*kursus.undervisere.values_list("bruger", flat=True)}


def teachers_of(kursus):
    return [*Bruger.objects.filter(pk__in=kursus.undervisere.values("bruger")).order_by("pk")]


def _set_teachers(kursus, people):
    wanted = {person.pk: person for person in people}
    here = teacher_ids(kursus)
    kursus.undervisere.exclude(bruger__in=wanted).delete()
    for pk in sorted(wanted.keys() - here):
        Kursusunderviser.objects.create(kursus=kursus, bruger=wanted[pk])
    return [wanted[pk] for pk in sorted(wanted)]


def _save(row, *felter):
    row.version += 1
    row.save(update_fields=[*felter, "version"])
