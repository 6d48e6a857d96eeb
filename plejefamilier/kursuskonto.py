"""How much training a foster parent has had, and what she still needs (R20): pure functions.

Attendance of any length adds up; so many hours are a course day. Two things are asked for at once,
and the same hours count for both: so many days in the calendar year, and so many in the first
twelve months of each placement day and night that lasts that long.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from plejefamilier.rytme import YEAR, months_after

MINUTES = 60


@dataclass(frozen=True)
class Takster:
    """The numbers of the municipality: hours a day, days a year, days in a placement's first."""

    timer_pr_dag: int
    dage_pr_aar: int
    dage_foerste_aar: int

    @property
    def dag(self):
        """Minutes of one course day."""
        return self.timer_pr_dag * MINUTES


KEYS = {
    "timer_pr_dag": "kursus.timer_pr_dag",
    "dage_pr_aar": "kursus.dage_pr_aar",
    "dage_foerste_aar": "kursus.dage_foerste_aar",
}


@dataclass(frozen=True)
class Krav:
    """What is asked for in the period `fra`–`til` (both included), in minutes."""

    fra: date
    til: date
    foerste_aar: bool
    kraevet: int
    minutter: int
    dag: int

    @property
    def mangler(self):
        """Minutes that are missing, 0 when nothing is."""
        return max(0, self.kraevet - self.minutter)

    @property
    def dage(self):
        """Course days had, as a number with decimals."""
        return self.minutter / self.dag

    @property
    def dage_kraevet(self):
        return self.kraevet / self.dag

    @property
    def dage_mangler(self):
        return self.mangler / self.dag


def minutes_within(tider, fra, til):
    """The minutes of the attendances [(day, minutes)] from `fra` to `til`, both included."""
    return sum(minutter for dato, minutter in tider if fra <= dato <= til)


def first_year(fra):
    """The last day of the twelve months that begin on `fra` (R9)."""
    return months_after(fra, YEAR) - timedelta(days=1)


def krav(dag, tider, anbringelser, takster):
    """What is asked for on the day `dag`: the year, and each placement's first twelve months.

    `tider` are [(day, minutes)] of one person, `anbringelser` [(first day, last day or None)] of
    the family. A placement that ends before its twelve months asks for nothing.
    """
    asked = [(date(dag.year, 1, 1), date(dag.year, 12, 31), False, takster.dage_pr_aar)]
    begins = {
        fra
        for fra, til in anbringelser
        if fra <= dag <= first_year(fra) and (til is None or til >= first_year(fra))
    }
    asked += [(fra, first_year(fra), True, takster.dage_foerste_aar) for fra in sorted(begins)]
    return [
        Krav(
            fra=fra,
            til=til,
            foerste_aar=foerste,
            kraevet=dage * takster.dag,
            minutter=minutes_within(tider, fra, til),
            dag=takster.dag,
        )
        for fra, til, foerste, dage in asked
    ]
