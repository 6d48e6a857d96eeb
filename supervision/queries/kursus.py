"""The catalogue of courses: the list with its filters, one course, and the list on paper."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from faelles import danish
from faelles.access import Permission
from faelles.paging import LARGEST_ID, MOST, page
from plejefamilier.models import Barn, Familieprofil, Plejefamilie
from supervision import kursusregler
from supervision.models import Fagprofil, Kursus, Kursusgang, Kursusunderviser, Tema, Tilmelding

KOMMENDE, UDKAST, TIDLIGERE = "kommende", "udkast", "tidligere"
VIS = ((KOMMENDE, "På vej"), (UDKAST, "Udkast"), (TIDLIGERE, "Tidligere og aflyste"))
LONGEST_TEXT = 100
Tidspunkt = Familieprofil.Tidspunkt
EFTERMIDDAG, AFTEN = datetime.time(12), datetime.time(17)
HALVAAR = (1, 7)  # the months that the halves of a year begin in


@dataclass(frozen=True)
class Filtre:
    """What the address asks for, cleaned: unknown words are no filter."""

    vis: str = KOMMENDE
    tema: str = ""
    form: str = ""
    levering: str = ""
    plads: bool = False
    q: str = ""

    @property
    def in_use(self):
        return bool(self.tema or self.form or self.levering or self.plads or self.q)


def filtre_of(query, bruger):
    """The Filtre of an address. Drafts are for those who plan courses."""
    vis = query.get("vis", "")
    if vis not in dict(VIS) or (vis == UDKAST and not bruger.can(Permission.PLAN_KURSER)):
        vis = KOMMENDE
    tema = query.get("tema", "")
    known = tema.isascii() and tema.isdigit() and int(tema) <= LARGEST_ID
    return Filtre(
        vis=vis,
        tema=tema if known else "",
        form=_among(query.get("form", ""), Kursus.Form),
        levering=_among(query.get("levering", ""), Kursus.Levering),
        plads=query.get("plads") == "1",
        q=query.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT],
    )


def _among(text, choices):
    return text if text in choices else ""


@dataclass(frozen=True)
class Raekke:
    """A course as it stands in the catalogue."""

    kursus: Kursus
    hvornaar: str
    pladser: str
    lukket_fordi: str


def katalog(bruger, filtre, query):
    """One page of courses as Raekke, the nearest first (past ones: the newest first)."""
    today, now = timezone.localdate(), timezone.now()
    rows = Kursus.objects.visible_to(bruger).select_related("udbyder", "tema")
    rows = rows.filter(_wanted(filtre, today)).annotate(**_meetings())
    side = page(rows, query, by="begynder_paa", descending=filtre.vis == TIDLIGERE)
    return side, [_row(kursus, today, now) for kursus in side.rows]


def _wanted(filtre, today):
    vis = {
        KOMMENDE: Q(publiceret_at__isnull=False, aflyst_at=None, slut_paa__gte=today),
        UDKAST: Q(publiceret_at=None, aflyst_at=None),
        TIDLIGERE: Q(aflyst_at__isnull=False) | Q(publiceret_at__isnull=False, slut_paa__lt=today),
    }
    found = vis[filtre.vis]
    if filtre.tema:
        found &= Q(tema=filtre.tema)
    if filtre.form:
        found &= Q(form=filtre.form)
    if filtre.levering:
        found &= Q(levering=filtre.levering)
    if filtre.plads:
        found &= Q(optaget__lt=F("pladser"), tilmeldingsfrist__gte=today)
    if filtre.q:
        found &= (
            Q(titel__icontains=filtre.q)
            | Q(beskrivelse__icontains=filtre.q)
            | Q(maalgruppe__icontains=filtre.q)
        )
    return found


def _meetings():
    """When the first planned meeting begins and ends, and how many there are, for each course."""
    planned = Kursusgang.objects.planned().filter(kursus=OuterRef("pk"))
    first = planned.order_by("start")
    number = planned.order_by().values("kursus").annotate(antal=Count("pk")).values("antal")
    return {
        "foerste": Subquery(first.values("start")[:1]),
        "foerste_slut": Subquery(first.values("slut")[:1]),
        "gange_i_alt": Subquery(number),
    }


def _row(kursus, today, now):
    return Raekke(
        kursus,
        when(kursus, today),
        kursusregler.seats(kursus),
        kursusregler.closed_reason(kursus, today, now, kursus.foerste),
    )


def when(kursus, today):
    """»torsdag 18. februar kl. 09.30–11.30, 8 gange«."""
    if kursus.foerste is None:
        return "Ingen dage"
    start, slut = timezone.localtime(kursus.foerste), timezone.localtime(kursus.foerste_slut)
    words = f"{danish.ugedag(start.date(), today)} {danish.kl(start)}–{danish.ur(slut)}"
    many = kursus.gange_i_alt or 0
    return f"{words}, {many} gange" if many > 1 else words


def temaer_of(bruger):
    """The themes one can filter by."""
    return [*Tema.objects.visible_to(bruger).in_use().values_list("pk", "navn")]


# --- one course -------------------------------------------------------------------------------


def with_rights(bruger):
    """Courses with what `bruger` may do with each, asked in the same query."""
    own = Q(pk=OuterRef("pk"))
    return Kursus.objects.annotate(
        maa_redigere=Exists(Kursus.objects.editable_by(bruger).filter(own)),
        maa_navne=Exists(Kursus.objects.naming_to(bruger).filter(own)),
        ser_barn=Exists(Barn.objects.visible_to(bruger).filter(pk=OuterRef("barn"))),
        venter=Subquery(
            Tilmelding.objects.in_line()
            .filter(kursus=OuterRef("pk"))
            .order_by()
            .values("kursus")
            .annotate(antal=Count("pk"))
            .values("antal")
        ),
        **_meetings(),
    )


@dataclass(frozen=True)
class Dag:
    """A meeting on the page: which of the family's times it is in, and how many can then."""

    gang: Kursusgang
    tidspunkt: str
    kan: int


def dage(kursus, preferences):
    """The meetings of a course as Dag, in order of time."""
    rows = kursus.gange.select_related("lokale__organisation").order_by("start", "pk")
    return [Dag(gang, *_can(gang.start, preferences)) for gang in rows]


def _can(start, preferences):
    tidspunkt = tidspunkt_of(start)
    return tidspunkt.label, preferences["kan"][tidspunkt]


def tidspunkt_of(start):
    """Which of a family's times (E8) an aware moment is in."""
    local = timezone.localtime(start)
    if local.isoweekday() > FRIDAY:
        return Tidspunkt.WEEKEND
    if local.time() < EFTERMIDDAG:
        return Tidspunkt.FORMIDDAG
    return Tidspunkt.EFTERMIDDAG if local.time() < AFTEN else Tidspunkt.AFTEN


FRIDAY = 5


def preferences(kommune, kursus=None):
    """How many families can when (E8): {"kan": {time: number}, "svaret": number, "om": words}.

    Of those on the course when it has any (a course they must attend has its own target), else of
    all the municipality's families. Numbers only.
    """
    familier = Plejefamilie.objects.filter(kommune=kommune, ophoert_paa=None)
    om = "kommunens familier"
    if kursus is not None and kursus.optaget:
        on_it = Tilmelding.objects.active().filter(kursus=kursus)
        familier = familier.filter(pk__in=on_it.values("plejefamilie"))
        om = "de tilmeldte familier"
    rows = Familieprofil.objects.filter(plejefamilie__in=familier).exclude(tidspunkter=[])
    numbers = rows.aggregate(
        svaret=Count("pk"),
        **{
            tidspunkt.value: Count("pk", filter=Q(tidspunkter__contains=[tidspunkt.value]))
            for tidspunkt in Tidspunkt
        },
    )
    kan = {tidspunkt: numbers[tidspunkt.value] for tidspunkt in Tidspunkt}
    return {"kan": kan, "svaret": numbers["svaret"], "om": om}


def undervisere(kursus):
    """The teachers by name, each with `speciale` and `kompetencer` of her profile; one query."""
    profil = Fagprofil.objects.filter(
        kommune=kursus.kommune_id, bruger=OuterRef("bruger"), aktiv=True
    )
    rows = Kursusunderviser.objects.filter(kursus=kursus).select_related("bruger")
    return [
        *rows.annotate(
            speciale=Subquery(profil.values("speciale")),
            kompetencer=Coalesce(Subquery(profil.values("kompetencer")), Value([])),
        ).order_by("bruger__navn", "pk")
    ]


# --- on paper ---------------------------------------------------------------------------------


def halvaar_of(text, today):
    """The first and last day of the half year »2027-1«; of today's for anything else."""
    year, _, half = text.partition("-")
    if not (year.isascii() and year.isdigit() and len(year) == len("2027") and half in ("1", "2")):
        year, half = str(today.year), "1" if today.month < HALVAAR[1] else "2"
    if not datetime.MINYEAR < int(year) < datetime.MAXYEAR:
        year = str(today.year)
    first = datetime.date(int(year), HALVAAR[int(half) - 1], 1)
    after = datetime.date(first.year, 7, 1) if half == "1" else datetime.date(first.year + 1, 1, 1)
    return first, after - datetime.timedelta(days=1)


def halvaar_navn(first):
    half = "Forår" if first.month == HALVAAR[0] else "Efterår"
    return f"{half} {first.year}"


def kursusliste(bruger, first, last):
    """The published, open courses that begin in a period, as Raekke; at most MOST of them."""
    today, now = timezone.localdate(), timezone.now()
    rows = Kursus.objects.visible_to(bruger).published()
    rows = rows.filter(lukket=False, begynder_paa__range=(first, last))
    rows = rows.select_related("udbyder", "tema").annotate(**_meetings())
    return [_row(kursus, today, now) for kursus in rows.order_by("begynder_paa", "pk")[:MOST]]
