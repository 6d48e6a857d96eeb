"""The dates of a group's meetings: counted from the anchor, never drifting; pure functions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from django.utils import timezone

from faelles import danish
from faelles.workdays import WEEKEND
from plejefamilier.rytme import YEAR, nominal_dates, reminder_days

LONGEST = 60 * YEAR  # months looked ahead for a date of the rhythm


@dataclass(frozen=True)
class Dag:
    """A date of the rhythm and the hverdag on which the meeting is held (R11)."""

    nominel: date
    dag: date
    grund: str  # why the nominal day is none

    @property
    def hvorfor(self):
        """»Søndag 31. januar er weekend, så mødet rykker til mandag 1. februar.«; or ""."""
        if self.dag == self.nominel:
            return ""
        what = "i en weekend" if self.grund == WEEKEND else f"lukket: {self.grund}"
        day = danish.ugedag(self.nominel)
        link = "ligger" if self.grund == WEEKEND else "er"
        return f"{day[0].upper()}{day[1:]} {link} {what}. Rykket til næste hverdag."


def dates(anker, hver, rytme, antal, kalender, *, first=None):
    """`antal` Dag of the rhythm from `anker` (R9, R12), beginning with `first`, a date of it."""
    nominal = nominal_dates(anker, hver, rytme)
    wanted = (day for day in nominal if first is None or day >= first)
    return [
        Dag(day, kalender.roll_forward(day), kalender.why_closed(day))
        for day in islice(wanted, antal)
    ]


def anchor_of(first, hver, rytme, *, before=None):
    """The anchor of a plan that begins on `first`: the one `before` it when `first` is in its step.

    `before` is (anchor, hver, rytme) of what was planned earlier. A series from the 31st that is
    continued on 28 February keeps its anchor, so that March is held on the 31st again (R9).
    """
    if before is None or before[0] is None or before[1:] != (hver, rytme):
        return first
    upto = takewhile(lambda day: day <= first, islice(nominal_dates(*before), LONGEST))
    return before[0] if first in upto else first


def next_nominal(anker, hver, rytme, after, kalender):
    """The first date of the rhythm whose hverdag lies after the day `after`, as Dag."""
    for day in islice(nominal_dates(anker, hver, rytme), LONGEST):
        held = kalender.roll_forward(day)
        if held > after:
            return Dag(day, held, kalender.why_closed(day))
    return None


def light_reminder(dag, offset, kalender, not_before):
    """On which day to remind a self-running group of `dag`, or None when it has passed (R17)."""
    return next(iter(reminder_days(dag, {offset}, kalender, not_before)), None)


def moments(day, at, minutes):
    """A local day and time and a length in minutes as (start, slut), aware moments."""
    start = timezone.make_aware(datetime.combine(day, at))
    return start, start + timedelta(minutes=minutes)
