"""Long closed periods and the word before them: pure functions over the calendar (K7, R1, R17)."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from akuttelefon.frist import at

BESKED_KL = time(8)  # R17: reminders are sent at 08:00
DAY = timedelta(days=1)
LONGEST = 400  # days: no run is followed further than this to either side


@dataclass(frozen=True, order=True)
class Lukning:
    """A run of days that are no hverdag, from the first to the last, both closed."""

    fra: date
    til: date

    @property
    def dage(self):
        return (self.til - self.fra).days + 1


def lange_lukninger(kalender, first, last, mindst):
    """Every run of at least `mindst` closed days in a row that touches a day from first to last.

    A day is closed when it is no hverdag (R1): weekends, holidays and the municipality's own days.
    The runs are whole: one may begin before `first` and end after `last`.
    """
    found, day = [], first
    while day <= last:
        if kalender.is_hverdag(day):
            day += DAY
            continue
        run = _run(kalender, day)
        if run.dage >= mindst:
            found.append(run)
        day = run.til + DAY
    return found


def _run(kalender, day):
    fra = til = day
    for _ in range(LONGEST):
        if kalender.is_hverdag(fra - DAY):
            break
        fra -= DAY
    for _ in range(LONGEST):
        if kalender.is_hverdag(til + DAY):
            break
        til += DAY
    return Lukning(fra, til)


def besked_at(lukning, kalender, dage):
    """When families hear of the closing: `dage` days before it, on a hverdag, at 08:00 (R17)."""
    return at(kalender.roll_back(lukning.fra - dage * DAY), BESKED_KL)


def sidste_hverdag(lukning, kalender):
    """The last day on which a konsulent can tell somebody before the town hall closes."""
    return kalender.roll_back(lukning.fra - DAY)
