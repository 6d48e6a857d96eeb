"""What the report counts: read in a fixed number of queries, counted in one pass."""

from collections import Counter, namedtuple
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from akuttelefon import frist as rules
from akuttelefon.models import Henvendelse, Opkald
from akuttelefon.queries.rapport_periode import DAY
from faelles import regler
from faelles.kalender import kalender_for
from faelles.workdays import WEEKEND, helligdage
from plejefamilier.models import Plejefamilie

HVERDAG, HELLIGDAG, LUKKEDAG = "hverdag", "helligdag", "lukkedag"
SLAGS = (HVERDAG, WEEKEND, HELLIGDAG, LUKKEDAG)
REGLER = ("akut.mindste_celle", "akut.lang_lukning_dage", "akut.sent_skrevet_timer")
LONGEST_SPELL = 62  # days looked at to both sides for the ends of a closed period

Raekke = namedtuple(
    "Raekke",
    "start i_aabningstid udbyder udbyder_navn udfald alvor slut skrevet"
    " frist afsluttet underretning_frist underretning_afsluttet",
)
FELTER = (
    "start",
    "i_aabningstid",
    "udbyder",
    "udbyder__navn",
    "udfald",
    "alvor",
    "slut",
    "registered_at",
    "opfoelgning__frist",
    "opfoelgning__completed_at",
    "underretning__frist",
    "underretning__afsluttet_at",
)


@dataclass(frozen=True)
class Lukning:
    """Days in a row on which the municipality is closed (K7).

    `dage` and `opkald` are those inside the report, up to the last day that has come.
    """

    fra: date
    til: date
    grund: str
    dage: int
    opkald: int

    @property
    def hel(self):
        """True when the whole closing lies inside the report."""
        return self.dage == (self.til - self.fra).days + 1


@dataclass
class Tal:
    """The counts of one period.

    A duty is on time when it is closed on its due day or before; late when it is closed after, or
    open past it; else it is not due yet and counts neither way (R5, R22).
    """

    opkald: int = 0
    ude: int = 0
    til_tiden: int = 0
    efter_fristen: int = 0
    over_frist: int = 0
    ikke_forfaldne: int = 0
    sent_skrevne: int = 0
    underretninger: int = 0
    vurderet_til_tiden: int = 0
    vurderet_for_sent: int = 0
    vurdering_venter: int = 0
    datoer: Counter = field(default_factory=Counter)
    maaneder: Counter = field(default_factory=Counter)
    ugedage: Counter = field(default_factory=Counter)
    timer: Counter = field(default_factory=Counter)
    dage: Counter = field(default_factory=Counter)
    udbydere: Counter = field(default_factory=Counter)
    udfald: Counter = field(default_factory=Counter)
    alvor: Counter = field(default_factory=Counter)
    henvendelser: Counter = field(default_factory=Counter)  # (slags, first day of month)

    @property
    def for_sent(self):
        return self.efter_fristen + self.over_frist

    def of_kind(self, slags):
        """Contacts of one kind beside the line in the whole period."""
        return sum(number for (kind, _), number in self.henvendelser.items() if kind == slags)


@dataclass(frozen=True)
class Grundlag:
    """Everything the report is made from."""

    tal: Tal
    foer: Tal
    familier: int
    tilbagetrukne: int
    lukninger: list
    dage_af_slags: Counter
    regler: dict
    opgjort: datetime


def count(kommune, periode, foer):
    """Count a period and the one before (or None) in one municipality.

    A call belongs to the local day on which it began (R22); withdrawn calls are left out.
    """
    now = timezone.now()
    values = regler.values(REGLER, kommune)
    kalender = kalender_for(kommune)
    last = periode.until(timezone.localdate(now))
    own = Opkald.objects.filter(kommune=kommune)
    rows = own.valid().filter(_began(periode, foer)).values_list(*FELTER)
    contacts = Henvendelse.objects.filter(_began(periode, foer), plejefamilie__kommune=kommune)
    counted = {id(p): Tal() for p in (periode, foer)}
    for row in map(Raekke._make, rows):
        local = timezone.localtime(row.start)
        mine = periode if periode.fra <= local.date() <= periode.til else foer
        _add(counted[id(mine)], row, local, kalender, values, now)
    for slags, start in contacts.values_list("slags", "start"):
        day = timezone.localdate(start)
        mine = periode if periode.fra <= day <= periode.til else foer
        counted[id(mine)].henvendelser[slags, day.replace(day=1)] += 1
    tal = counted[id(periode)]
    return Grundlag(
        tal=tal,
        foer=counted[id(foer)],
        familier=_families(kommune, last or periode.fra),
        tilbagetrukne=own.withdrawn().filter(_began(periode, None)).count(),
        lukninger=_spells(kalender, periode, last, values["akut.lang_lukning_dage"], tal),
        dage_af_slags=Counter(kind_of(kalender, day) for day in _days(periode.fra, last)),
        regler=values,
        opgjort=timezone.localtime(now),
    )


def kind_of(kalender, day):
    """hverdag, weekend, helligdag or lukkedag, by the reason the calendar gives (R1)."""
    grund = kalender.why_closed(day)
    if not grund:
        return HVERDAG
    if grund == WEEKEND:
        return WEEKEND
    return HELLIGDAG if day in helligdage(day.year) else LUKKEDAG


def _began(periode, foer):
    """Began on a local day of one of the periods."""
    asked = Q()
    for one in filter(None, (periode, foer)):
        first, after = rules.at(one.fra, time(0)), rules.at(one.til + DAY, time(0))
        asked |= Q(start__gte=first, start__lt=after)
    return asked


def _add(tal, row, local, kalender, values, now):
    """Count one call."""
    day = local.date()
    tal.opkald += 1
    tal.ude += not row.i_aabningstid
    tal.datoer[day] += 1
    tal.maaneder[day.replace(day=1)] += 1
    tal.ugedage[day.weekday()] += 1
    tal.timer[local.hour] += 1
    tal.dage[kind_of(kalender, day)] += 1
    tal.udbydere[row.udbyder, row.udbyder_navn] += 1
    tal.udfald[row.udfald] += 1
    tal.alvor[row.alvor] += 1
    minutes = int((row.skrevet - (row.slut or row.start)).total_seconds() // 60)
    tal.sent_skrevne += minutes > values["akut.sent_skrevet_timer"] * 60
    if row.afsluttet:
        on_time = timezone.localdate(row.afsluttet) <= row.frist
        tal.til_tiden += on_time
        tal.efter_fristen += not on_time
    else:
        late = row.frist < timezone.localdate(now)
        tal.over_frist += late
        tal.ikke_forfaldne += not late
    if row.underretning_frist:
        tal.underretninger += 1
        done, frist = row.underretning_afsluttet, row.underretning_frist
        late = (done or now) > frist
        tal.vurderet_for_sent += late
        tal.vurderet_til_tiden += bool(done) and not late
        tal.vurdering_venter += not done and not late


def _families(kommune, day):
    """How many approved families the municipality had on that day."""
    there = Q(ophoert_paa=None) | Q(ophoert_paa__gt=day)
    return Plejefamilie.objects.filter(there, kommune=kommune, godkendt_fra__lte=day).count()


def _days(first, last):
    """Every day from `first` to `last`; none when `last` is None."""
    return (first + number * DAY for number in range((last - first).days + 1 if last else 0))


def _spells(kalender, periode, last, longest, tal):
    """The closed periods of at least `longest` days that touch the report, until `last` (K7)."""
    if last is None:
        return []
    found, day = [], periode.fra - LONGEST_SPELL * DAY
    while day <= last:
        if kalender.is_hverdag(day):
            day += DAY
            continue
        first, day = day, kalender.next_hverdag(day)
        fra, til = max(first, periode.fra), min(day - DAY, last)
        if (day - first).days < longest or til < fra:
            continue
        reasons = dict.fromkeys(why for _, why in kalender.closed_days(first, day - DAY))
        reasons.pop(WEEKEND, None)
        days = [*_days(fra, til)]
        calls = sum(tal.datoer[one] for one in days)
        found.append(Lukning(first, day - DAY, ", ".join(reasons), len(days), calls))
    return found
