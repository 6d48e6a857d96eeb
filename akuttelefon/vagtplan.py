"""The duty roster: pure functions over the calendar and the opening hours (K3, R1, R2, R16).

Every span is half-open, from its start to its end, in UTC: what is said about days and clocks is
said in Danish time, what is counted in hours is counted in UTC.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from akuttelefon.frist import DANMARK, at
from faelles.workdays import WEEKEND

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MARGIN = timedelta(days=3)  # a duty has ended so long after the day on which it began
JUL = (12, 25)  # the spell that holds this day takes a new turn every year


class Tidsrum(NamedTuple):
    """From `start` up to and without `slut`, both moments in UTC."""

    start: datetime
    slut: datetime


class Doegnvagt(NamedTuple):
    """One piece of the roster: the duty of `dag`, or the first (0) or second (1) half of it."""

    dag: date
    halvdel: int
    start: datetime
    slut: datetime


# --- spans -----------------------------------------------------------------------------------


def union(spans):
    """The same moments as few spans in order that neither touch nor overlap."""
    merged = []
    for start, slut in sorted((s.start, s.slut) for s in spans):
        if merged and start <= merged[-1].slut:
            merged[-1] = Tidsrum(merged[-1].start, max(merged[-1].slut, slut))
        else:
            merged.append(Tidsrum(start, slut))
    return merged


def subtract(spans, taken):
    """What of `spans` lies in none of `taken`, in order."""
    left = []
    holes = union(taken)
    first = 0
    for span in union(spans):
        start = span.start
        while first < len(holes) and holes[first].slut <= start:
            first += 1
        for hole in holes[first:]:
            if hole.start >= span.slut:
                break
            if hole.start > start:
                left.append(Tidsrum(start, hole.start))
            start = max(start, hole.slut)
        if start < span.slut:
            left.append(Tidsrum(start, span.slut))
    return left


def moment(day, klokken):
    """The moment, in UTC, of a local day and time.

    A time that was skipped in March is the moment an hour later; one that came twice in October is
    the first of the two.
    """
    return at(day, klokken).astimezone(UTC)


def local_day(moment_):
    """The Danish date of a moment."""
    return moment_.astimezone(DANMARK).date()


def days(first, last):
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# --- what must be manned ---------------------------------------------------------------------


def opens(day, kalender, aabningstid):
    """True when the municipality is open for some time on `day`."""
    return aabningstid.aabner < aabningstid.lukker and kalender.is_hverdag(day)


def required(start, slut, kalender, aabningstid):
    """The spans between two moments that must be manned: all but the opening hours (K3)."""
    open_ = [
        Tidsrum(moment(day, aabningstid.aabner), moment(day, aabningstid.lukker))
        for day in days(local_day(start) - DAY, local_day(slut) + DAY)
        if opens(day, kalender, aabningstid)
    ]
    return subtract([Tidsrum(start, slut)] if start < slut else [], open_)


def gaps(needed, shifts):
    """What of the needed spans no shift holds. `shifts` are rows with `start` and `slut`."""
    return subtract(needed, shifts)


def runs(huller, shifts):
    """Neighbouring gaps as one, as long as no shift lies between them: one thing to tell once."""
    merged = []
    for hul in huller:
        last = merged[-1] if merged else None
        if last and not any(s.start < hul.start and s.slut > last.slut for s in shifts):
            merged[-1] = Tidsrum(last.start, hul.slut)
        else:
            merged.append(hul)
    return merged


def doegnvagter(fra, til, kalender, aabningstid, *, vagtskifte, natskift=None):
    """The roster's pieces for the duties of the days `fra` to `til`: they tile what is required.

    A duty begins when a hverdag closes, and on closed days at `vagtskifte`; it lasts until the next
    opening or the next change. `natskift` cuts each duty once more.
    """
    around = days(fra - DAY, til + MARGIN)
    changes = [moment(d, vagtskifte) for d in around if not opens(d, kalender, aabningstid)]
    whole = moment(around[0], time(0)), moment(around[-1], time(0))
    pieces = []
    for span in required(*whole, kalender, aabningstid):
        for start, slut in pairwise(_cuts(span, changes)):
            pieces += [
                Doegnvagt(local_day(start), halvdel, *half)
                for halvdel, half in enumerate(_halves(start, slut, natskift))
            ]
    return [piece for piece in pieces if fra <= piece.dag <= til]


def _cuts(span, moments):
    return [span.start, *(m for m in moments if span.start < m < span.slut), span.slut]


def _halves(start, slut, natskift):
    """The two halves of a duty, or the whole when the change does not fall inside it."""
    if natskift is None:
        return [(start, slut)]
    day = local_day(start)
    inside = [m for m in (moment(d, natskift) for d in days(day, day + DAY)) if start < m < slut]
    return [(start, inside[0]), (inside[0], slut)] if inside else [(start, slut)]


# --- whose turn it is ------------------------------------------------------------------------


@dataclass(frozen=True)
class Hold:
    """A provider and the people who take turns in it: at each shift, or week by week."""

    udbyder: int
    personer: tuple = ()
    ugevis: bool = False


@dataclass(frozen=True)
class Moenster:
    """Which Hold has which week, in turn; and which have the holidays, when they go apart."""

    uger: tuple
    helligdage: tuple = ()
    natskift: time | None = None


@dataclass(frozen=True)
class Planlagt:
    """A shift to be: without a person when the provider has given no names or nobody is free."""

    start: datetime
    slut: datetime
    udbyder: int
    bruger: int | None
    dag: date


@dataclass
class Plan:
    """What a run of the generator would make, and how many pieces are covered already."""

    vagter: list = field(default_factory=list)
    daekket: int = 0
    helligdage: list = field(default_factory=list)  # (first day, last day, provider)


def holiday_turns(kalender, first, last):
    """Each holiday and closing day between two days, with its turn and its spell: {day: …}.

    Days that follow each other, with the weekend between them, are one spell and one turn. The
    spell of Christmas has the year as its turn, those around it one less and one more for each: so
    the holidays go round, and Christmas never comes to the same provider two years running.
    Returns {day: (turn, first day of the spell, last day)}.
    """
    turns = {}
    spells = _spells(kalender, date(first.year - 1, 1, 1), date(last.year + 1, 12, 31))
    for year in range(first.year - 1, last.year + 2):
        own = [(a, b) for a, b in spells if a.year == year]
        middle = next(n for n, (a, b) in enumerate(own) if a <= date(year, *JUL) <= b)
        for number, (a, b) in enumerate(own):
            turns |= dict.fromkeys(days(a, b), (year + number - middle, a, b))
    return {day: turn for day, turn in turns.items() if first <= day <= last}


def _spells(kalender, first, last):
    """The spells between two days, as (first holiday, last holiday)."""
    spells, joined = [], False
    for day in days(first, last):
        why = kalender.why_closed(day)
        if why and why != WEEKEND:
            if joined:
                spells[-1] = (spells[-1][0], day)
            else:
                spells.append((day, day))
            joined = True
        elif not why:
            joined = False
    return spells


def lay_plan(pieces, moenster, kalender, *, fra, covered=(), busy=None):
    """Give each piece that no shift covers to a provider and a person, in turn.

    `covered` are standing shifts (rows with start and slut). `busy` are the spans in which a person
    is away, has another shift or may not be on duty, as {person: [Tidsrum]}; she is skipped then.
    The first week of the pattern is the week of `fra`.
    """
    plan = Plan()
    if not pieces:
        return plan
    busy = {person: union(spans) for person, spans in (busy or {}).items()}
    monday = fra - timedelta(days=fra.weekday())
    holidays = {}
    if moenster.helligdage:
        holidays = holiday_turns(kalender, pieces[0].dag, pieces[-1].dag)
    turns = _Ture()
    shifts = union(covered)
    for piece, left in zip(pieces, _left_of(pieces, shifts), strict=True):
        week = (piece.dag - monday) // WEEK
        if piece.dag in holidays:
            turn, *spell = holidays[piece.dag]
            hold = moenster.helligdage[turn % len(moenster.helligdage)]
            if not plan.helligdage or plan.helligdage[-1][:2] != (*spell,):
                plan.helligdage.append((*spell, hold.udbyder))
        else:
            hold = moenster.uger[week % len(moenster.uger)]
        if not left:
            plan.daekket += 1
            continue
        for span in left:
            bruger = turns.next(hold, week, piece.halvdel, span, busy)
            if bruger is not None:
                busy[bruger] = [*busy.get(bruger, ()), span]
            plan.vagter.append(Planlagt(*span, hold.udbyder, bruger, piece.dag))
    return plan


def _left_of(pieces, shifts):
    """For each piece, in order, what of it is not covered."""
    first = 0
    for piece in pieces:
        while first < len(shifts) and shifts[first].slut <= piece.start:
            first += 1
        near = []
        for shift in shifts[first:]:
            if shift.start >= piece.slut:
                break
            near.append(shift)
        yield subtract([Tidsrum(piece.start, piece.slut)], near)


class _Ture:
    """Whose turn it is in each provider."""

    def __init__(self):
        self.numbers = {}  # provider: number of the next person
        self.weeks = {}  # provider: the week it last had, to turn once a week

    def next(self, hold, week, halvdel, span, busy):
        """The next person of `hold` who is free in `span`, or None."""
        if not hold.personer:
            return None
        if hold.ugevis:
            if self.weeks.get(hold.udbyder, week) != week:
                self.numbers[hold.udbyder] = self.numbers.get(hold.udbyder, 0) + 1
            self.weeks[hold.udbyder] = week
            begin = self.numbers.setdefault(hold.udbyder, 0) + halvdel
        else:
            begin = self.numbers.get(hold.udbyder, 0)
        number = len(hold.personer)
        for step in range(number):
            person = hold.personer[(begin + step) % number]
            if all(s.slut <= span.start or s.start >= span.slut for s in busy.get(person, ())):
                if not hold.ugevis:
                    self.numbers[hold.udbyder] = begin + step + 1
                return person
        return None
