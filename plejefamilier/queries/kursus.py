"""The training account on pages: one family's, and the grown-ups who lack course days (R20)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.paging import MOST, danish_order, page
from plejefamilier.actions.kursustid import BY_HAND
from plejefamilier.kursuskonto import KEYS, Takster, krav
from plejefamilier.models import (
    Anbringelse,
    Konsulenttildeling,
    Kursustid,
    Plejefamilie,
    Plejeforaelder,
)
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT
from plejefamilier.rytme import YEAR, months_after


def takster(kommune):
    """The numbers of the training account in a municipality."""
    found = regler.values(KEYS.values(), kommune)
    return Takster(**{name: found[key] for name, key in KEYS.items()})


def home_periods(anbringelser):
    """The periods of the placements day and night, as the training account wants them."""
    return [(row.fra, row.til) for row in anbringelser if row.slags == Anbringelse.Slags.DOEGN]


UNIT = ("kursusdag", "kursusdage")


def days(number):
    """Course days, with decimals when they say something: 0,25 or 1,5 or 2."""
    return danish.tal(number, 2).rstrip("0").rstrip(",")


def days_in_words(asked):
    """»1,5 af 2 kursusdage«, and before when, if it is not the year."""
    words = f"{days(asked.dage)} af {danish.antal(round(asked.dage_kraevet), *UNIT)}"
    return f"{words} før {danish.dato(asked.til)}" if asked.foerste_aar else words


def widest(asked):
    """Of what is asked for, the one of which most is missing; the year when nothing is."""
    return max(asked, key=lambda one: one.mangler)


# --- the page of one family -----------------------------------------------------------------------


@dataclass(frozen=True)
class Linje:
    """One thing that is asked for: in which period, how much was had, and what is missing."""

    periode: str
    status: str
    mangler: str


@dataclass(frozen=True)
class Konto:
    """One grown-up: what is asked for, and the attendance, newest first."""

    voksen: Plejeforaelder
    linjer: list
    tider: list
    flere: bool


def konti(familie):
    """The training accounts of the grown-ups of a family; four queries, whatever the length."""
    today = timezone.localdate()
    rates = takster(familie.kommune_id)
    since = months_after(today, -YEAR).replace(month=1, day=1)
    voksne = [*familie.plejeforaeldre.filter(fratraadt_paa=None)]
    rows = familie.anbringelser.doegn().filter(fra__gt=months_after(today, -YEAR))
    periods = home_periods(rows)
    newest = Kursustid.objects.filter(plejeforaelder__in=voksne).order_by("-dato", "-pk")
    by_person = {voksen.pk: [] for voksen in voksne}
    for row in newest.filter(Q(dato__gte=since) | Q(pk__in=newest.values("pk")[:MOST])):
        row.kan_rettes = row.kilde.startswith(BY_HAND)
        by_person[row.plejeforaelder_id].append(row)
    return [_konto(voksen, by_person[voksen.pk], periods, rates, today) for voksen in voksne]


def _konto(voksen, rows, periods, rates, today):
    tider = [(row.dato, row.minutter) for row in rows]
    return Konto(
        voksen=voksen,
        linjer=[_linje(asked) for asked in krav(today, tider, periods, rates)],
        tider=rows[:MOST],
        flere=len(rows) > MOST,
    )


def _linje(asked):
    if asked.foerste_aar:
        period = f"Første 12 måneder af en anbringelse, til og med {danish.dato(asked.til)}"
    else:
        period = f"Året {asked.til.year}"
    missing = ""
    if asked.mangler:
        missing = (
            f"Mangler {days(asked.dage_mangler)} "
            f"{UNIT[0] if asked.mangler == asked.dag else UNIT[1]} "
            f"({danish.varighed(asked.mangler)}) senest {danish.dato(asked.til)}"
        )
    had = f"{days(asked.dage)} af {danish.antal(round(asked.dage_kraevet), *UNIT)}"
    return Linje(period, had, missing)


# --- who lacks course days ------------------------------------------------------------------------


MANGLER, ALLE = "mangler", "alle"
FILTRE = ((MANGLER, "Mangler kursusdage"), (ALLE, "Alle"))


@dataclass(frozen=True)
class Mangel:
    """A grown-up, the course days she has had, and by when she must have them."""

    navn: str
    familie: str
    url: str
    status: str
    opfyldt: bool
    senest: date


def mangler_page(bruger, query, *, vis=MANGLER):
    """One page of grown-ups of the families that `bruger` changes: who lacks days, or ALLE."""
    today = timezone.localdate()
    kommune = bruger.kommune.pk if bruger.kommune else None
    rates = takster(kommune)
    familier = Plejefamilie.objects.editable_by(bruger).active()
    rows = Plejeforaelder.objects.filter(fratraadt_paa=None)
    rows = lacking(today, rates) if vis == MANGLER else rows
    rows = rows.filter(plejefamilie__in=familier).select_related("plejefamilie")
    side = page(rows, query, by=danish_order("plejefamilie__navn"), descending=False)
    return side, [*_mangler(side.rows, today, rates)]


def lacking(today, rates):
    """Grown-ups who have fewer minutes than asked for today, whatever the family."""
    homes = Anbringelse.objects.doegn().filter(
        plejefamilie=OuterRef("plejefamilie"), fra__lte=today, fra__gt=months_after(today, -YEAR)
    )
    since_home = _minutes(OuterRef(OuterRef("pk")), dato__gte=OuterRef("fra"))
    asked = rates.dage_foerste_aar * rates.dag
    new = homes.filter(til=None).annotate(had=since_home).filter(had__lt=asked)
    return (
        Plejeforaelder.objects.filter(fratraadt_paa=None)
        .annotate(aarets=_minutes(OuterRef("pk"), dato__year=today.year))
        .filter(Q(aarets__lt=rates.dage_pr_aar * rates.dag) | Exists(new))
    )


def _minutes(plejeforaelder, **when):
    """The minutes of one grown-up, as an expression; 0 without any."""
    rows = Kursustid.objects.filter(plejeforaelder=plejeforaelder, **when).order_by()
    total = rows.values("plejeforaelder").annotate(sum=Sum("minutter")).values("sum")
    return Coalesce(Subquery(total, output_field=IntegerField()), Value(0))


def _mangler(rows, today, rates):
    ids = [row.pk for row in rows]
    since = months_after(today, -YEAR).replace(month=1, day=1)
    tider, homes = {}, {}
    for pk, dato, minutter in Kursustid.objects.filter(
        plejeforaelder__in=ids, dato__gte=since
    ).values_list("plejeforaelder", "dato", "minutter"):
        tider.setdefault(pk, []).append((dato, minutter))
    for pk, fra, til in (
        Anbringelse.objects.doegn()
        .filter(
            plejefamilie__in=[row.plejefamilie_id for row in rows],
            fra__gt=months_after(today, -YEAR),
        )
        .values_list("plejefamilie", "fra", "til")
    ):
        homes.setdefault(pk, []).append((fra, til))
    for row in rows:
        asked = widest(
            krav(today, tider.get(row.pk, []), homes.get(row.plejefamilie_id, []), rates)
        )
        yield Mangel(
            navn=row.navn,
            familie=row.plejefamilie.visningsnavn,
            url=reverse("plejefamilier:kursustid_list", args=[row.plejefamilie_id]),
            status=days_in_words(asked),
            opfyldt=not asked.mangler,
            senest=asked.til,
        )


# --- the duty on Min dag --------------------------------------------------------------------------


def pligter(bruger, dag):
    """Families of the konsulent with a grown-up who lacks this year's days, from the rule's month.

    One duty for a family, due on the last day of the year (3.2, R20).
    """
    if not bruger.can(Permission.EDIT_FAMILIER) or bruger.kommune is None:
        return None
    if dag.month < regler.value("kursus.paamind_fra_maaned", bruger.kommune):
        return None
    rates = takster(bruger.kommune)
    away = bruger.stedfortraeder_for.filter(on_day(dag)).values("bruger")
    mine = Konsulenttildeling.objects.filter(
        Q(konsulent=bruger) | Q(konsulent__in=away), on_day(dag), plejefamilie=OuterRef("pk")
    )
    short = (
        Plejeforaelder.objects.filter(fratraadt_paa=None, plejefamilie=OuterRef("pk"))
        .annotate(aarets=_minutes(OuterRef("pk"), dato__year=dag.year))
        .filter(aarets__lt=rates.dage_pr_aar * rates.dag)
    )
    kommuner = bruger.kommuner_med(Permission.EDIT_FAMILIER)
    rows = Plejefamilie.objects.active().filter(Exists(mine), Exists(short), kommune__in=kommuner)
    return PLIGT.of(
        rows,
        slags=Value("kursusdage"),
        noegle=F("pk"),
        frist=Value(date(dag.year, 12, 31)),
        familie=F("pk"),
        familienavn=F("navn"),
        tekst=Value(str(dag.year)),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel=f"Kursusdage i {raekke.tekst} mangler",
        hvorfor="En plejeforælder har endnu ikke haft årets kursusdage. De skal holdes inden "
        "nytår.",
        knap="Se kurserne",
        url=reverse("plejefamilier:kursustid_list", args=[raekke.noegle]),
    )
