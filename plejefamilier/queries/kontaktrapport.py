"""»Kontakt med familierne« (A8): how often each family is contacted, and who has waited long.

A contact is a note of a visit, a talk, a call, a letter or a worry, written by a konsulent or a
leader. Closed notes, sparring, supervision and tilsyn are no contact with the family (A10).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, DateField, Exists, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast, TruncDate, TruncMonth, TruncQuarter
from django.urls import reverse
from django.utils import timezone

from faelles import ark, danish, diagram, regler
from faelles.access import Permission, Rolle
from faelles.models import Rolletildeling
from plejefamilier.ansvar import ansvarlig_navn, familier_of
from plejefamilier.models import Kontakt, Kontaktfamilie, Plejefamilie
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT

SLAGS = [
    Kontakt.Slags.VEJLEDNING,
    Kontakt.Slags.SAMTALE,
    Kontakt.Slags.TELEFON,
    Kontakt.Slags.MAIL,
    Kontakt.Slags.BEKYMRING,
]
QUARTERS, MONTHS = 4, 12
QUARTER = 3  # months
MOST = 100  # families on the page; the workbook holds all
TRIN = ((0, 0, "0"), (1, 2, "1–2"), (3, 5, "3–5"), (6, 10, "6–10"), (11, None, "11+"))
LAV, HOEJ = "lav", "hoej"


@dataclass(frozen=True)
class Linje:
    """One family: contacts in each quarter (oldest first), in all, the last day, and what stands
    out: LAV or HOEJ against the middle, and `dage` since the last contact when they are many."""

    pk: int
    navn: str
    konsulent: str
    kvartaler: list
    i_alt: int
    sidst: date | None
    afviger: str
    dage: int | None


@dataclass(frozen=True)
class Rapport:
    """`kvartaler` are the names of the quarters, `midte` the median of contacts a family."""

    linjer: list
    kvartaler: list
    midte: float
    dage: int
    faktor: int
    sparring: list
    billede: str
    fordeling: list

    @property
    def venter(self):
        """Families without a contact for longer than the rule, the longest first."""
        return [linje for linje in self.linjer if linje.dage is not None]

    @property
    def uden_notat(self):
        return [linje for linje in self.linjer if linje.sidst is None]


def _contacts():
    """Rows of Kontaktfamilie that count as a contact with the family."""
    writer = Rolletildeling.objects.filter(
        bruger=OuterRef("kontakt__skrevet_af"),
        kommune=OuterRef("kontakt__kommune"),
        rolle__in=[Rolle.KONSULENT, Rolle.TEAMLEDER],
    )
    return Kontaktfamilie.objects.filter(
        Exists(writer), kontakt__slags__in=SLAGS, kontakt__lukket=False
    )


def _families(bruger):
    return Plejefamilie.objects.worked_with_by(bruger).active()


def rapport(bruger):
    """Everything the page and the workbook show, in three queries."""
    today = timezone.localdate()
    quarters = _quarters(today)
    rules = {
        name: regler.value(f"kontakt.{name}", bruger.kommune) for name in ("dage", "afvigelse")
    }
    last = _contacts().filter(plejefamilie=OuterRef("pk")).order_by().values("plejefamilie")
    families = [
        *_families(bruger)
        .annotate(
            sidst=Subquery(last.annotate(m=Max("kontakt__tidspunkt")).values("m")),
            konsulentnavn=ansvarlig_navn(today, "pk"),
        )
        .in_order()
    ]
    counts = {}
    rows = _contacts().filter(
        plejefamilie__in=_families(bruger), kontakt__tidspunkt__date__gte=quarters[0]
    )
    for family, quarter, number in (
        rows.annotate(kvartal=TruncQuarter("kontakt__tidspunkt", output_field=DateField()))
        .values_list("plejefamilie", "kvartal")
        .annotate(Count("pk"))
        .order_by()
    ):
        counts[family, quarter] = number
    sums = [sum(counts.get((row.pk, day), 0) for day in quarters) for row in families]
    middle = median(sums) if sums else 0
    linjer = [
        _linje(row, [counts.get((row.pk, day), 0) for day in quarters], middle, rules, today)
        for row in families
    ]
    linjer.sort(key=lambda linje: (linje.sidst is not None, linje.sidst or today))
    fordeling = _distribution(sums)
    return Rapport(
        linjer=linjer,
        kvartaler=[_quarter_name(day) for day in quarters],
        midte=middle,
        dage=rules["dage"],
        faktor=rules["afvigelse"],
        sparring=sparring(bruger, today),
        billede=_picture(fordeling),
        fordeling=fordeling,
    )


def _linje(row, numbers, middle, rules, today):
    total = sum(numbers)
    sidst = timezone.localdate(row.sidst) if row.sidst else None
    away = (today - sidst).days if sidst else None
    differs = ""
    if total * rules["afvigelse"] < middle:
        differs = LAV
    elif middle and total > middle * rules["afvigelse"]:
        differs = HOEJ
    return Linje(
        pk=row.pk,
        navn=row.visningsnavn,
        konsulent=row.konsulentnavn,
        kvartaler=numbers,
        i_alt=total,
        sidst=sidst,
        afviger=differs,
        dage=away if away is not None and away >= rules["dage"] else None,
    )


def _quarters(today):
    """The first days of the quarter of `today` and of the three before it, oldest first."""
    number = today.year * 4 + (today.month - 1) // QUARTER
    return [
        date(one // 4, one % 4 * QUARTER + 1, 1) for one in range(number - QUARTERS + 1, number + 1)
    ]


def _quarter_name(day):
    return f"{(day.month - 1) // QUARTER + 1}. kvt. {day.year}"


def _distribution(sums):
    """How many families have so many contacts in the four quarters, as [(words, number)]."""
    return [
        (words, sum(low <= total and (high is None or total <= high) for total in sums))
        for low, high, words in TRIN
    ]


def _picture(fordeling):
    bars = [diagram.Bjaelke(words, number, str(number)) for words, number in fordeling]
    told = [f"{words} kontakter: {number}" for words, number in fordeling]
    return diagram.staaende(
        bars,
        noegle="kontakter",
        titel="Familier efter antal kontakter i fire kvartaler",
        beskrivelse=f"Antal familier. {'; '.join(told)}.",
    )


def sparring(bruger, today):
    """Contacts of sparring between professionals, by month, the oldest first (D2)."""
    number = today.year * 12 + today.month - 1
    months = [date(one // 12, one % 12 + 1, 1) for one in range(number - MONTHS + 1, number + 1)]
    rows = (
        Kontakt.objects.visible_to(bruger)
        .filter(slags=Kontakt.Slags.SPARRING, tidspunkt__date__gte=months[0])
        .annotate(maaned=TruncMonth("tidspunkt", output_field=DateField()))
        .values_list("maaned")
        .annotate(Count("pk"))
        .order_by()
    )
    found = dict(rows)
    return [(f"{danish.MAANEDER[day.month - 1]} {day.year}", found.get(day, 0)) for day in months]


def workbook(found):
    """The bytes of an Excel file with all families and the sparring."""
    ord_ = {LAV: "Sjældnere end de fleste", HOEJ: "Oftere end de fleste"}
    rows = [
        [
            linje.navn,
            linje.konsulent,
            *linje.kvartaler,
            linje.i_alt,
            linje.sidst,
            ord_.get(linje.afviger, ""),
            linje.dage,
        ]
        for linje in found.linjer
    ]
    heads = [
        "Familie",
        "Konsulent",
        *found.kvartaler,
        "I alt",
        "Seneste kontakt",
        "Afviger",
        f"Dage siden, når det er {found.dage} eller flere",
    ]
    sheets = [
        ark.Ark("Familier", heads, rows),
        ark.Ark("Sparring", ["Måned", "Antal"], [[*row] for row in found.sparring]),
    ]
    return ark.workbook(sheets, titel="Kontakt med familierne")


def pligter(bruger, dag):
    """Families that have soon waited too long for a contact, as duties (raekker.PLIGT).

    The clock starts with the first contact noted: before that nobody knows how long it is.
    """
    if not (bruger.can(Permission.EDIT_FAMILIER) and bruger.can(Permission.WRITE_KONTAKT)):
        return None
    kommune = bruger.kommune
    wait = timedelta(days=regler.value("kontakt.dage", kommune))
    soon = timedelta(days=regler.value("kontakt.vises_dage", kommune))
    last = _contacts().filter(plejefamilie=OuterRef("pk")).order_by().values("plejefamilie")
    rows = (
        familier_of(bruger, dag)
        .active()
        .annotate(
            sidst=Subquery(
                last.annotate(m=Max(TruncDate("kontakt__tidspunkt"))).values("m"),
                output_field=DateField(),
            )
        )
        .filter(sidst__lte=dag - wait + soon)
    )
    return PLIGT.of(
        rows,
        slags=Value("kontakt"),
        noegle=F("pk"),
        frist=Cast(F("sidst") + Value(wait), DateField()),
        familie=F("pk"),
        familienavn=F("navn"),
        tekst=Value("Kontakt familien"),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel="Kontakt familien",
        hvorfor=f"Der skal være kontakt senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Skriv notat",
        url=reverse("plejefamilier:familie_kontakt_create", args=[raekke.noegle]),
    )
