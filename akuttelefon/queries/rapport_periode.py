"""The periods of the report: a year, a quarter, a month, or days from and to. Pure functions."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from faelles import danish

DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
LONGEST = 1096  # days: three years, one of them a leap year


@dataclass(frozen=True)
class Periode:
    """The days from `fra` to `til`, both included."""

    fra: date
    til: date

    @property
    def maaneder(self):
        """How many months it covers when it is whole months, else 0."""
        if self.fra.day != 1 or (self.til + DAY).day != 1:
            return 0
        after = self.til + DAY
        return (after.year - self.fra.year) * 12 + after.month - self.fra.month

    @property
    def slags(self):
        if self.maaneder == 12 and self.fra.month == 1:
            return "aar"
        if self.maaneder == 3 and self.fra.month % 3 == 1:
            return "kvartal"
        return "maaned" if self.maaneder == 1 else "dage"

    @property
    def navn(self):
        """2026, 4. kvartal 2026, december 2026, 1.–15. marts 2026"""
        return {
            "aar": f"{self.fra.year}",
            "kvartal": f"{(self.fra.month + 2) // 3}. kvartal {self.fra.year}",
            "maaned": f"{danish.MAANEDER[self.fra.month - 1]} {self.fra.year}",
            "dage": danish.periode(self.fra, self.til),
        }[self.slags]

    @property
    def i_navn(self):
        """The name as it stands after »Akuttelefonen«: i 2026, 1.–15. marts 2026"""
        return self.navn if self.slags == "dage" else f"i {self.navn}"

    @property
    def dage(self):
        return (self.til - self.fra).days + 1

    @property
    def adresse(self):
        """The period as the query of an address."""
        return {
            "aar": f"aar={self.fra.year}",
            "kvartal": f"aar={self.fra.year}&udsnit=k{(self.fra.month + 2) // 3}",
            "maaned": f"maaned={self.fra:%Y-%m}",
            "dage": f"fra={danish.dato_tal(self.fra)}&til={danish.dato_tal(self.til)}",
        }[self.slags]

    def shift(self, number):
        """The period of the same kind that lies `number` periods later; None out of range."""
        if self.maaneder:
            try:
                fra = _add_months(self.fra, number * self.maaneder)
                found = Periode(fra, _add_months(fra, self.maaneder) - DAY)
            except ValueError:
                return None
        else:
            step = timedelta(days=number * self.dage)
            found = Periode(self.fra + step, self.til + step)
        return found if found.fra >= FIRST and found.til <= LAST else None

    def before(self, today):
        """What it is compared with: the same length just before.

        A period that still runs is compared with as many days as have come.
        """
        earlier = self.shift(-1)
        if earlier is None or not self.fra <= today < self.til:
            return earlier
        return Periode(earlier.fra, min(earlier.til, earlier.fra + (today - self.fra)))

    def whole_months(self):
        """The months it touches, whole: what a report that can be shared covers (W4)."""
        last = monthrange(self.til.year, self.til.month)[1]
        return Periode(self.fra.replace(day=1), self.til.replace(day=last))

    def until(self, today):
        """Its last day that has come; None when it lies in the future."""
        return None if self.fra > today else min(self.til, today)

    def months(self):
        """The first day of each month it touches."""
        month, found = self.fra.replace(day=1), []
        while month <= self.til:
            found.append(month)
            month = _add_months(month, 1)
        return found


def _add_months(day, number):
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def aar(year):
    """The whole year."""
    return Periode(date(year, 1, 1), date(year, 12, 31))


def kvartal(year, number):
    """The quarter 1 to 4 of the year."""
    first = date(year, number * 3 - 2, 1)
    return Periode(first, _add_months(first, 3) - DAY)


def maaned(year, number):
    """The month 1 to 12 of the year."""
    return Periode(date(year, number, 1), date(year, number, monthrange(year, number)[1]))
