"""The municipality's calendar: its rules and its closing days made into a Kalender."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from faelles import regler
from faelles.models import Lukkedag
from faelles.workdays import WEEKEND, Kalender, helligdage

FIRST_YEAR, LAST_YEAR = 2020, 2040  # the years that can be shown and closed

# The yearly closing days of R1. Each is a rule that a municipality switches on or off.
FASTE_DAGE = {
    "kalender.lukket_1_maj": ((5, 1), "1. maj"),
    "kalender.lukket_grundlovsdag": ((6, 5), "Grundlovsdag"),
    "kalender.lukket_juleaftensdag": ((12, 24), "Juleaftensdag"),
    "kalender.lukket_27_december": ((12, 27), "Lukket mellem jul og nytår"),
    "kalender.lukket_28_december": ((12, 28), "Lukket mellem jul og nytår"),
    "kalender.lukket_29_december": ((12, 29), "Lukket mellem jul og nytår"),
    "kalender.lukket_30_december": ((12, 30), "Lukket mellem jul og nytår"),
    "kalender.lukket_nytaarsaftensdag": ((12, 31), "Nytårsaftensdag"),
}
KRISTI_FREDAG = "kalender.lukket_efter_kristi_himmelfart"
NOEGLER = (*FASTE_DAGE, KRISTI_FREDAG)


def kalender_for(kommune, *, extra=(), values=None):
    """The Kalender of `kommune` as it stands now (R1). `extra` are unsaved Lukkedag rows to try.

    `values` are the values of the rules NOEGLER, when they have been read already.
    """
    values = values or regler.values(NOEGLER, kommune)
    lukket = {}
    for row in [*Lukkedag.objects.filter(kommune=kommune), *extra]:
        for number in range((row.til - row.fra).days + 1):
            lukket[row.fra + timedelta(days=number)] = row.navn
    return kalender_of(values, lukket)


def kalender_of(values, lukket):
    """The Kalender of the values of the rules NOEGLER and the closing days {date: name}."""
    return Kalender(
        faste={FASTE_DAGE[key][0]: FASTE_DAGE[key][1] for key in FASTE_DAGE if values[key]},
        kristi_fredag=values[KRISTI_FREDAG],
        lukket=lukket,
    )


@dataclass(frozen=True)
class Dag:
    """One day of the year: `slags` is "", "weekend", "holiday" or "closed", `grund` says why."""

    dag: date
    slags: str
    grund: str


@dataclass(frozen=True)
class Maaned:
    """One month: weeks as (number, seven Dag or None), closed spells as (first, last, reason)."""

    first: date
    uger: list
    lukket: list


def year_view(kalender, year):
    """The year as twelve Maaned, each telling for every day that is not a hverdag why."""
    return [_month(kalender, date(year, month, 1)) for month in range(1, 13)]


def _month(kalender, first):
    days = [
        _dag(kalender, date(first.year, first.month, number))
        for number in range(1, monthrange(first.year, first.month)[1] + 1)
    ]
    before = [None] * first.weekday()
    cells = [*before, *days, *[None] * (-(len(before) + len(days)) % 7)]
    weeks = [cells[n : n + 7] for n in range(0, len(cells), 7)]
    return Maaned(
        first,
        [(next(filter(None, week)).dag.isocalendar().week, week) for week in weeks],
        _spells(days),
    )


def _dag(kalender, day):
    grund = kalender.why_closed(day)
    if grund == WEEKEND or not grund:
        return Dag(day, grund, grund)
    return Dag(day, "holiday" if day in helligdage(day.year) else "closed", grund)


def _spells(days):
    """Neighbouring closed days with the same reason as one line; plain weekends are left out."""
    spells = []
    for dag in days:
        if dag.slags in ("", WEEKEND):
            continue
        if spells and spells[-1][2] == dag.grund and spells[-1][1] == dag.dag - timedelta(days=1):
            spells[-1] = (spells[-1][0], dag.dag, dag.grund)
        else:
            spells.append((dag.dag, dag.dag, dag.grund))
    return spells
