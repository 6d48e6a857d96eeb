"""Which days a calendar shows: a month, a week, or a month as a list. Pure functions."""

from dataclasses import dataclass
from datetime import date, timedelta

from faelles import danish
from faelles.kalender import FIRST_YEAR, LAST_YEAR

MAANED, UGE, LISTE = "maaned", "uge", "liste"
VISNINGER = ((MAANED, "Måned"), (UGE, "Uge"), (LISTE, "Liste"))
DAY = timedelta(days=1)
WEEK = 7 * DAY
THURSDAY = 3  # the day that says which month and year a week belongs to


@dataclass(frozen=True)
class Periode:
    """`vis` is a key of VISNINGER; `first` and `last` are the days it is about."""

    vis: str
    first: date
    last: date

    @property
    def titel(self):
        """»november 2026«, »uge 48, 23.–29. november 2026«."""
        if self.vis == UGE:
            return f"{danish.uge(self.first)}, {danish.periode(self.first, self.last)}"
        return f"{danish.MAANEDER[self.first.month - 1]} {self.first.year}"

    @property
    def days(self):
        """The days on the page: whole weeks of a month, so that a row of the table is a week."""
        first, last = self.first, self.last
        if self.vis == MAANED:
            first -= first.weekday() * DAY
            last += (6 - last.weekday()) * DAY
        return [first + n * DAY for n in range((last - first).days + 1)]

    @property
    def words(self):
        """How the address says it: {"vis": …, "uge" or "maaned": …}."""
        if self.vis == UGE:
            year, week, _ = self.first.isocalendar()
            return {"vis": UGE, "uge": f"{year}-{week:02d}"}
        return {"vis": self.vis, "maaned": f"{self.first:%Y-%m}"}

    @property
    def forrige(self):
        """The one before it, or None where the calendar begins."""
        return _inside(_around(self.vis, self.first - DAY))

    @property
    def naeste(self):
        return _inside(_around(self.vis, self.last + DAY))

    def seen_as(self, vis, today):
        """The same days in another view: of a month the week of today, or else its first."""
        middle = self.first + THURSDAY * DAY if self.vis == UGE else self.first
        return _around(vis, today if self.first <= today <= self.last else middle)


def parse(query, today):
    """The period the address asks for; what cannot be read is this month, this week."""
    vis = query.get("vis", "")
    vis = vis if vis in dict(VISNINGER) else MAANED
    day = _of_week(query.get("uge", "")) if vis == UGE else _of_month(query.get("maaned", ""))
    return _inside(_around(vis, day or today)) or _around(vis, today)


def _around(vis, day):
    if vis == UGE:
        monday = day - day.weekday() * DAY
        return Periode(vis, monday, monday + WEEK - DAY)
    first = day.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    return Periode(vis, first, after - DAY)


def _inside(periode):
    return periode if FIRST_YEAR <= periode.first.year <= LAST_YEAR else None


def _of_week(text):
    year, _, week = text.partition("-")
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except (ValueError, OverflowError):
        return None


def _of_month(text):
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
