"""The calendar of hverdage (R1): pure functions, no database, no clock."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

import holidays

SATURDAY = 5
WEEKEND = "weekend"


@lru_cache(maxsize=256)
def helligdage(year):
    """The public holidays of one year by the law of that year (store bededag until 2023)."""
    return dict(holidays.Denmark(years=year, categories=("public",), language="da"))


@dataclass(frozen=True)
class Kalender:
    """Which days are hverdage in one municipality.

    `faste` are yearly closing days as {(month, day): name}; `kristi_fredag` closes the Friday
    after Kristi himmelfartsdag; `lukket` are single days and closed periods as {date: name}.
    """

    faste: dict = field(default_factory=dict)
    kristi_fredag: bool = False
    lukket: dict = field(default_factory=dict)

    def why_closed(self, day):
        """Why `day` is not a hverdag, as the words shown to people; empty for a hverdag (R1)."""
        name = helligdage(day.year).get(day)
        if name:
            return name.split(";")[0]
        if day in self.lukket:
            return self.lukket[day]
        if (day.month, day.day) in self.faste:
            return self.faste[day.month, day.day]
        if self.kristi_fredag:
            before = helligdage(day.year).get(day - timedelta(days=1), "")
            if before.startswith("Kristi himmelfart"):
                return "Dagen efter Kristi himmelfartsdag"
        return WEEKEND if day.weekday() >= SATURDAY else ""

    def is_hverdag(self, day):
        """Monday to Friday, not a public holiday, not a day the municipality is closed (R1)."""
        return not self.why_closed(day)

    def next_hverdag(self, after):
        """The first hverdag strictly after the given day (R3)."""
        day = after + timedelta(days=1)
        while not self.is_hverdag(day):
            day += timedelta(days=1)
        return day

    def roll_forward(self, day):
        """The day itself if it is a hverdag, else the next one (R11)."""
        return day if self.is_hverdag(day) else self.next_hverdag(day)

    def roll_back(self, day):
        """The day itself if it is a hverdag, else the nearest one before it (R17)."""
        while not self.is_hverdag(day):
            day -= timedelta(days=1)
        return day

    def add_hverdage(self, day, number):
        """The hverdag that lies `number` hverdage after `day`."""
        for _ in range(number):
            day = self.next_hverdag(day)
        return day

    def hverdage_between(self, first, last):
        """How many hverdage lie after `first` up to and including `last`; 0 when last <= first."""
        days = (last - first).days
        return sum(self.is_hverdag(first + timedelta(days=n)) for n in range(1, days + 1))

    def closed_days(self, first, last):
        """Every day from `first` to `last` that is not a hverdag, with its reason, in order."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [(day, why) for day in days if (why := self.why_closed(day))]
