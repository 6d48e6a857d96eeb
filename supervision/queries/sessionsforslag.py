"""The next time of a forløb, proposed; and what stands in the way of proposed times."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from faelles import danish, regler
from faelles.kalender import kalender_for
from plejefamilier.models import Optaget
from plejefamilier.rytme import MAANEDER, UGER, WEEK, YEAR, months_after, nominal_dates, rolled
from supervision.actions.sessionstid import family_times
from supervision.models import Forloeb

TRIES = 10  # hverdage looked at when the proposed one is taken
SAME_DAY = 3  # days by which a month's date may differ, from rolling to a hverdag


@dataclass(frozen=True)
class Rytme:
    """How often: every `hver` weeks or months (`enhed` of plejefamilier.rytme)."""

    hver: int
    enhed: str

    @property
    def ord(self):
        """»3 uger«, »1 måned«"""
        singular, plural = ("uge", "uger") if self.enhed == UGER else ("måned", "måneder")
        return danish.antal(self.hver, singular, plural)


@dataclass(frozen=True)
class Forslag:
    """A proposed next time, local; `hvorfor` says in words where it comes from."""

    dag: date
    klokken: time
    minutter: int
    hvorfor: str

    @property
    def start(self):
        return timezone.make_aware(datetime.combine(self.dag, self.klokken))


def rhythm(forloeb, days):
    """The distance of the last two of `days` (in order), else what the municipality's rules say.

    A distance of whole months (give or take the rolling to a hverdag) is months, else weeks.
    """
    if len(days) > 1:
        return between(days[-2], days[-1])
    if forloeb.slags == Forloeb.Slags.GRUPPE:
        per_year = regler.value("supervision.gruppe_pr_aar", forloeb.kommune)
        return Rytme(max(YEAR // per_year, 1) if per_year else YEAR, MAANEDER)
    return Rytme(regler.value("supervision.forslag_uger", forloeb.kommune), UGER)


def between(first, last):
    """The Rytme that leads from `first` to `last`; pure."""
    months = round((last - first).days * YEAR / 365.25)
    if months and abs((months_after(first, months) - last).days) <= SAME_DAY:
        return Rytme(months, MAANEDER)
    return Rytme(max(round((last - first).days / WEEK), 1), UGER)


def times(forloeb):
    """The sessions of a forløb that stand, in order."""
    return [*forloeb.sessioner.planned().order_by("start")]


def next_time(forloeb, session=None, *, rows=None):
    """The Forslag after `session` (or after the last one planned), or None.

    The same time of day and length, the rhythm so far, a hverdag that has not passed and on which
    the supervisor is free. None when the forløb has had all its times, or a later one is planned.
    `rows` are those of times(), when they have been read.
    """
    rows = [*(times(forloeb) if rows is None else rows)]
    if session is not None and any(row.start > session.start for row in rows):
        return None
    if session is not None and session.pk is None:
        rows.append(session)
    if forloeb.antal and len(rows) >= forloeb.antal:
        return None
    if not rows:
        return None
    last = rows[-1]
    step = rhythm(forloeb, [timezone.localdate(row.start) for row in rows])
    anker = timezone.localdate(last.start)
    kalender = kalender_for(forloeb.kommune)
    after = islice(nominal_dates(anker, step.hver, step.enhed), 1, None)
    nominal = next(day for day in after if day > timezone.localdate())
    dag = kalender.roll_forward(nominal)
    klokken = timezone.localtime(last.start).time()
    length = last.slut - last.start
    dag = _free(last, dag, klokken, length, kalender)
    hvorfor = f"{step.ord} efter sidste gang, samme tid og sted"
    return Forslag(dag, klokken, length // timedelta(minutes=1), hvorfor)


def _free(last, dag, klokken, length, kalender):
    """The first hverdag from `dag` on that leaves the supervisor free, or `dag` itself."""
    busy = Optaget.objects.filter(bruger=last.supervisor_id)
    wanted = dag
    for _ in range(TRIES):
        start = timezone.make_aware(datetime.combine(wanted, klokken))
        if not busy.between(start, start + length).exists():
            return wanted
        wanted = kalender.add_hverdage(wanted, 1)
    return dag


def series(kommune, first, hver, enhed, antal):
    """`antal` hverdage in the rhythm, from the day `first` on (R11, R12)."""
    dates = islice(rolled(first, hver, enhed, kalender_for(kommune)), antal)
    return [dag for _, dag in dates]


def collisions(forloeb, tider):
    """What stands in the way of proposed times [(start, slut)]: {number from 0: sentence}."""
    busy = Optaget.objects.filter(bruger=forloeb.supervisor_id)
    if not tider:
        return {}
    taken = [*busy.between(min(start for start, _ in tider), max(slut for _, slut in tider))]
    familier = [forloeb.plejefamilie_id] if forloeb.plejefamilie_id else []
    familier += [
        *forloeb.deltagere.filter(plejefamilie__isnull=False).values_list("plejefamilie", flat=True)
    ]
    first, last = min(start for start, _ in tider), max(slut for _, slut in tider)
    families_have = family_times(familier, first, last)
    found = {}
    for number, (start, slut) in enumerate(tider):
        if any(row.start < slut and row.slut > start for row in taken):
            found[number] = f"{forloeb.supervisor.navn} er optaget. Vælg en anden tid."
        elif any(begins < slut and ends > start for begins, ends in families_have):
            found[number] = "En familie har noget andet på samme tid."
    return found
