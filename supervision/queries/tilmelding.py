"""Enrolments on pages: who is on a course, mine, and what Min dag and time lines show."""

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.paging import page
from plejefamilier.ansvar import familier_of
from plejefamilier.models import Indskrivning, Plejefamilie
from plejefamilier.pligter import Ord
from plejefamilier.raekker import HAENDELSE, PLIGT
from supervision.models import Forloeb, Kursus, Kursusdeltager, Tilmelding

SLAGS, TILBUD = "tilmelding", "kursustilbud"
KOMMER, VENTER, FOER = "kommer", "venter", "foer"
FILTRE = ((KOMMER, "Kommer"), (VENTER, "På venteliste"), (FOER, "Tidligere"))
PARTICIPANTS = 50
Status = Tilmelding.Status


# --- one course -----------------------------------------------------------------------------------


def with_numbers(kurser, bruger):
    """Courses with how many have a seat, are offered one and wait; the numbers name nobody.

    `navngiver`: does `bruger` hold the course, so that she sees everybody's name?
    """
    there = Q(tilmeldinger__afmeldt_at=None)
    return kurser.annotate(
        navngiver=Exists(Kursus.objects.naming_to(bruger).filter(pk=OuterRef("pk"))),
        **{
            status.value: Count("tilmeldinger", filter=there & Q(tilmeldinger__status=status))
            for status in Status
        },
    )


def length_of_line(kursus):
    """How many wait for a seat."""
    return Tilmelding.objects.in_line().filter(kursus=kursus).count()


def participants(bruger, kursus, query):
    """One page of those on a course whom `bruger` sees by name, in order of arrival."""
    people = Kursusdeltager.objects.select_related("plejeforaelder")
    rows = (
        Tilmelding.objects.visible_to(bruger)
        .active()
        .filter(kursus=kursus)
        .select_related("plejefamilie", "bruger", "by")
        .prefetch_related(Prefetch("deltagere", people))
    )
    return page(rows, query, by="raekke", descending=False, size=PARTICIPANTS)


def place_in_line(tilmelding):
    """1 for the first of the waiting list."""
    line = Tilmelding.objects.in_line().filter(kursus=tilmelding.kursus_id)
    return line.filter(raekke__lte=tilmelding.raekke).count()


# --- mine -----------------------------------------------------------------------------------------


def tilmelding_page(bruger, vis, query):
    """One page of the enrolments `bruger` sees; `vis` is KOMMER, VENTER or FOER."""
    today = timezone.localdate()
    rows = (
        Tilmelding.objects.visible_to(bruger)
        .active()
        .select_related("kursus", "plejefamilie", "bruger")
    )
    if vis == VENTER:
        rows = rows.exclude(status=Status.PLADS)
    if vis == FOER:
        return page(rows.filter(kursus__slut_paa__lt=today), query, by="kursus__begynder_paa")
    rows = rows.filter(kursus__slut_paa__gte=today)
    return page(rows, query, by="kursus__begynder_paa", descending=False)


def may_change(bruger, tilmelding):
    """May `bruger` answer for the enrolment and take it off? Not when it is over."""
    if tilmelding.afmeldt_at or tilmelding.kursus.aflyst_at:
        return False
    slut = tilmelding.kursus.slut_paa
    if slut and slut < timezone.localdate():
        return False
    return Tilmelding.objects.editable_by(bruger).filter(pk=tilmelding.pk).exists()


def sees_family(bruger, tilmelding):
    familier = Plejefamilie.objects.visible_to(bruger)
    return bool(tilmelding.plejefamilie_id) and (
        familier.filter(pk=tilmelding.plejefamilie_id).exists()
    )


def lacks_individual(familie, dag):
    """Is the family in the effort with groups, and has no individual supervision now? (F17)"""
    groups = (Indskrivning.Intensitet.GRUPPE_HOEJ, Indskrivning.Intensitet.GRUPPE_LAV)
    with_groups = Indskrivning.objects.filter(
        on_day(dag), plejefamilie=familie, intensitet__in=groups
    )
    running = Forloeb.objects.running().filter(plejefamilie=familie, slags=Forloeb.Slags.INDIVIDUEL)
    return with_groups.exists() and not running.exists()


# --- Min dag and the family's page ----------------------------------------------------------------


def pligter(bruger, dag):
    """Offered seats that `bruger` must answer for, as duties (raekker.PLIGT)."""
    kommuner = bruger.kommuner_med(Permission.ENROL_KURSER)
    if not kommuner:
        return None
    signed_up = Tilmelding.objects.editable_by(bruger).filter(by=bruger)
    rows = Tilmelding.objects.active().filter(
        Q(plejefamilie__in=familier_of(bruger, dag))
        | Q(bruger=bruger)
        | Q(pk__in=signed_up.values("pk")),
        status=Status.TILBUDT,
        tilbud_til__gt=timezone.now(),
        kursus__kommune__in=kommuner,
        kursus__aflyst_at=None,
    )
    return PLIGT.of(
        rows,
        slags=Value(TILBUD),
        noegle=F("pk"),
        frist=TruncDate("tilbud_til"),
        tid=F("tilbud_til"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        tekst=F("kursus__titel"),
    )


def pligt_ord(raekke, dag):
    until = timezone.localtime(raekke.tid)
    day = danish.naer_dag(until.date(), dag)
    return Ord(
        titel=f"Svar på tilbudt plads: {raekke.tekst}",
        hvorfor=f"Pladsen holdes til {day} {danish.kl(until)}. Derefter går den videre.",
        knap="Svar på tilbuddet",
        url=raekke_url(raekke),
    )


def haendelser(bruger, plejefamilie):
    """What the family was signed up for, for its time line (raekker.HAENDELSE)."""
    rows = Tilmelding.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value(SLAGS),
        noegle=F("pk"),
        tid=F("at"),
        titel=Concat(Value("Tilmeldt kursus: "), F("kursus__titel")),
        meta=F("by__navn"),
        tekst=Coalesce(NullIf(F("afmeldt_fordi"), Value("")), F("bemaerkning")),
        pille=Case(
            When(kursus__aflyst_at__isnull=False, then=Value("Kurset er aflyst")),
            When(afmeldt_at__isnull=False, then=Value("Meldt fra")),
            When(status=Status.TILBUDT, then=Value("today|Tilbudt plads")),
            When(status=Status.VENTER, then=Value("info|På venteliste")),
            When(pligt=True, then=Value("info|Skal deltage")),
            default=Value(""),
            output_field=CharField(),
        ),
    )


def raekke_url(raekke):
    return reverse("supervision:tilmelding_detail", args=[raekke.noegle])


def ny_url(bruger, plejefamilie):
    """Where `bruger` signs the family up; '' when it is not hers."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.ENROL_KURSER)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return reverse("supervision:tilmelding_kursus", args=[plejefamilie.pk])
