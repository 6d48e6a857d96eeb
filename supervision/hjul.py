"""What a year of supervision has and lacks (F8, F10), and dates for it (R9, R11, R12): pure.

A wheel is the group and the individual supervisions of one year. With rule
`supervision.individuel_i_hvert_interval` each interval between two group supervisions needs an
individual one; the last interval goes over the new year to the first group supervision.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, takewhile

from faelles import danish
from plejefamilier.rytme import MAANEDER, rolled, weekday_months_after

GRUPPE, INDIVIDUEL = "gruppe", "individuel"
PLANLAGT, HOLDT, IKKE_SKREVET, UDEBLEV = "planlagt", "holdt", "ikke_skrevet", "udeblev"
SLAGS = {GRUPPE: "Gruppe", INDIVIDUEL: "Individuel"}
TILSTANDE = {
    PLANLAGT: "Planlagt",
    HOLDT: "Holdt",
    IKKE_SKREVET: "Ikke skrevet",
    UDEBLEV: "Familien kom ikke",
}
YEAR = 12  # months
HALF = 2


@dataclass(frozen=True)
class Gang:
    """One supervision of the year: its local day, GRUPPE or INDIVIDUEL, and how it stands."""

    dag: date
    slags: str
    tilstand: str = PLANLAGT

    @property
    def holdt(self):
        return self.tilstand == HOLDT


@dataclass(frozen=True)
class Krav:
    """How many the municipality asks for a year; None: this wheel has none of that kind.

    `gruppe_hoejst`: more group supervisions than that are told of, never refused (F8).
    """

    gruppe: int | None
    individuelle: int | None
    i_hvert_interval: bool = False
    gruppe_hoejst: int | None = None


@dataclass(frozen=True)
class Hul:
    """No individual supervision from the group day `efter` to the group day `foer`.

    `foer` is not after `efter` when the interval goes over the new year; with one group day in the
    year they are the same.
    """

    efter: date
    foer: date

    @property
    def ord(self):
        after, before = _day(self.efter), _day(self.foer)
        if self.efter < self.foer:
            return f"mangler individuel mellem {after} og {before}"
        return f"mangler individuel efter {after} eller før {before}"

    def holds(self, day):
        """Does the day lie in the interval? The day of the group that begins it does."""
        if self.efter < self.foer:
            return self.efter <= day < self.foer
        return day >= self.efter or day < self.foer

    @property
    def midte(self):
        """The day in the middle, in the year of `efter`."""
        last = self.foer if self.efter < self.foer else date(self.efter.year, YEAR, 31)
        return self.efter + (last - self.efter) // HALF


@dataclass(frozen=True)
class Status:
    """What a wheel has of what is asked; `mangler` and `bemaerk` are Danish half sentences."""

    gruppe: int
    individuelle: int
    krav: Krav
    huller: tuple = ()
    efter_behov: bool = False

    @property
    def mangler(self):
        """What is lacking, in words; nothing when supervision is given on demand."""
        if self.efter_behov:
            return []
        found = [hul.ord for hul in self.huller]
        alone = max((self.krav.individuelle or 0) - self.individuelle, 0)
        groups = max((self.krav.gruppe or 0) - self.gruppe, 0)
        if alone > len(found):
            words = danish.antal(alone, "individuel supervision", "individuelle supervisioner")
            found.append(f"mangler {words}")
        if groups:
            words = danish.antal(groups, "gruppesupervision", "gruppesupervisioner")
            found.append(f"mangler {words}")
        return found

    @property
    def bemaerk(self):
        """What is unusual and allowed."""
        most = self.krav.gruppe_hoejst
        if self.krav.gruppe is None or most is None or self.gruppe <= most or self.efter_behov:
            return []
        return [f"{danish.antal(self.gruppe, 'gruppe', 'grupper')} på et år er flere end {most}"]

    @property
    def opfyldt(self):
        return not self.mangler

    @property
    def ord(self):
        """»opfyldt 4/4, 4/4«: group before individual; »mangler noget« else."""
        if self.efter_behov:
            return "efter behov"
        parts = [
            f"{number}/{need}"
            for number, need in (
                (self.gruppe, self.krav.gruppe),
                (self.individuelle, self.krav.individuelle),
            )
            if need is not None
        ]
        return f"{'opfyldt' if self.opfyldt else 'ikke opfyldt'} {', '.join(parts)}".strip()


def status(gange, krav, *, efter_behov=False):
    """What these Gang fulfil of `krav`; a supervision the family missed does not count.

    One group supervision makes no interval: then only the numbers are told.
    """
    counted = [gang for gang in gange if gang.tilstand != UDEBLEV]
    numbers = Counter(gang.slags for gang in counted)
    asked = krav.i_hvert_interval and krav.individuelle is not None
    holes = [hul for hul in huller(counted) if hul.efter != hul.foer] if asked else []
    return Status(numbers[GRUPPE], numbers[INDIVIDUEL], krav, tuple(holes), efter_behov=efter_behov)


def huller(gange):
    """The intervals between group days, around the year, without an individual one (F10)."""
    groups = sorted({gang.dag for gang in gange if gang.slags == GRUPPE})
    alone = [gang.dag for gang in gange if gang.slags == INDIVIDUEL]
    following = [*groups[1:], *groups[:1]]
    intervals = [Hul(efter, foer) for efter, foer in zip(groups, following, strict=True)]
    return [one for one in intervals if not any(one.holds(day) for day in alone)]


def holdt_ord(gange):
    """»4 af 8 er holdt«."""
    if not gange:
        return "Intet er planlagt endnu"
    return f"{sum(gang.holdt for gang in gange)} af {len(gange)} er holdt"


def aendret(foer, nu):
    """What has changed since a wheel was agreed: days that fell out, and days that came to it.

    Both are lists of (day, kind); the answer is two lists in order of date.
    """
    before, now = Counter(foer), Counter(nu)
    return sorted((before - now).elements()), sorted((now - before).elements())


def rytmedage(anker, antal, hver, kalender, *, enhed=MAANEDER):
    """At most `antal` days of the year of `anker`, every `hver` months from it (R11, R12).

    `enhed` rytme.MAANEDER keeps the day of the month, rytme.UGEDAG the weekday in the month. A day
    that is no hverdag is rolled forward; the others stay.
    """
    pairs = takewhile(lambda pair: pair[0].year == anker.year, rolled(anker, hver, enhed, kalender))
    return [_inside(day, anker.year, kalender) for _, day in islice(pairs, antal)]


def naeste_aar(dage, kalender):
    """The same weekdays in the same months of the next year, each rolled to a hverdag."""
    found = []
    for day in dage:
        wanted = weekday_months_after(day, YEAR)
        found.append(_inside(kalender.roll_forward(wanted), wanted.year, kalender))
    return found


def midtdage(gange, kalender):
    """A day in the middle of each interval that lacks an individual supervision."""
    return sorted(
        _inside(kalender.roll_forward(hul.midte), hul.efter.year, kalender) for hul in huller(gange)
    )


def _inside(day, aar, kalender):
    """The day, or the last hverdag of the year when it was rolled out of it."""
    return day if day.year == aar else kalender.roll_back(date(aar, YEAR, 31))


def nyt_anker(aar, today, maaned, kalender):
    """Where a cadence begins: the first hverdag of a month, not before two weeks from now."""
    first = max(date(aar, maaned, 1), today + timedelta(weeks=HALF))
    return kalender.roll_forward(first) if first.year == aar else None


def _day(day):
    return f"{day.day}. {danish.MAANEDER[day.month - 1]}"
