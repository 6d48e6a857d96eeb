"""The arithmetic of dates that come again (R9, R11, R12) and of reminders (R17): pure functions."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import count

UGER, MAANEDER, UGEDAG = "uger", "maaneder", "ugedag"  # the units of Moedeserie.Enhed
WEEK = 7
YEAR = 12


def months_after(day, number):
    """The day `number` months later: same day number, or the last one of a shorter month (R9).

    `number` may be negative.
    """
    months = day.year * YEAR + day.month - 1 + number
    year, month = divmod(months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def weekday_months_after(day, number):
    """The same weekday of the month, as the second Wednesday, `number` months later.

    A month without a fifth one answers with its last.
    """
    first = months_after(day.replace(day=1), number)
    offset = (day.weekday() - first.weekday()) % WEEK + (day.day - 1) // WEEK * WEEK
    if offset >= monthrange(first.year, first.month)[1]:
        offset -= WEEK
    return first + timedelta(days=offset)


def nominal_dates(anker, hver, enhed):
    """Every `hver`-th week or month from `anker`, itself first, without end; an iterator.

    `enhed` is UGER, MAANEDER or UGEDAG. Each date is counted from the anchor, so a shorter month
    or a closed day never moves the later ones (R11, R12).
    """
    step = {
        UGER: lambda number: anker + timedelta(weeks=number),
        MAANEDER: lambda number: months_after(anker, number),
        UGEDAG: lambda number: weekday_months_after(anker, number),
    }[enhed]
    return map(step, count(0, hver))


def rolled(anker, hver, enhed, kalender):
    """The same dates as pairs (nominal date, hverdag on or after it); an iterator (R11, R12)."""
    return ((day, kalender.roll_forward(day)) for day in nominal_dates(anker, hver, enhed))


def reminder_days(event_day, offsets, kalender, created):
    """The days on which to remind of `event_day`, in order, each once (R17).

    `offsets` are calendar days before the event; a day that is no hverdag is rolled back, one
    before the day `created` is dropped.
    """
    days = {kalender.roll_back(event_day - timedelta(days=offset)) for offset in offsets}
    return sorted(day for day in days if day >= created)
