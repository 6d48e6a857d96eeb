"""One duty on Min dag, whichever room it comes from."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum

from django.utils import timezone

from faelles.kalender import kalender_for
from faelles.workdays import Kalender


class Hast(IntEnum):
    """The order of Min dag: a running clock, emergency due today, late, due today, later."""

    UR = 0
    AKUT_I_DAG = 1
    SENT = 2
    I_DAG = 3
    SNART = 4


@dataclass(frozen=True)
class Dag:
    """Today, as a page sees it."""

    now: datetime
    kalender: Kalender
    laest: dict = field(default_factory=dict)  # rows that several parts of the page share

    @classmethod
    def for_kommune(cls, kommune):
        return cls(now=timezone.localtime(), kalender=kalender_for(kommune))

    @property
    def today(self):
        return self.now.date()

    @property
    def ugens_foerste(self):
        """Monday of the week that is shown: the next one when no hverdag is left in this."""
        monday = self.today - timedelta(days=self.today.weekday())
        rest = (self.today + timedelta(days=n) for n in range(7 - self.today.weekday()))
        return monday if any(map(self.kalender.is_hverdag, rest)) else monday + timedelta(days=7)


@dataclass(frozen=True)
class Linje:
    """One more duty on the same card."""

    tekst: str
    url: str


@dataclass(frozen=True)
class Pligt:
    """One duty with its one act; duties with the same `emne` share a card."""

    emne: str
    hast: Hast
    frist: date
    pille: str
    pille_slags: str
    slags: str
    titel: str
    kort_titel: str
    url: str
    tekst: str
    derfor_ord: str
    derfor: str
    handling: str
    handling_url: str
    vaegt: int = 0  # among duties of the same day: the greater first
    telefon: str = ""
    linje: str = ""
    flere: tuple = ()
    ens: tuple = ()  # the single duties, when one card stands for many of a kind
    opkald: tuple = ()  # ids of the calls it shows, for the log

    @property
    def antal(self):
        return len(self.ens) or 1 + len(self.flere)

    @property
    def klasse(self):
        if self.hast == Hast.UR:
            return "late" if self.pille_slags == "late" else "today"
        return {Hast.SENT: "late", Hast.SNART: "week"}.get(self.hast, "today")
