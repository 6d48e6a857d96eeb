"""Dates proposed for a year of supervision: like last year, in the gaps, or in a cadence (R12)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from faelles.kalender import kalender_for
from supervision import hjul
from supervision.models import Session
from supervision.queries.aarshjul import bounds

KLOKKEN = {hjul.GRUPPE: time(17), hjul.INDIVIDUEL: time(10)}  # until a forløb has a habit
BEGYNDER = {hjul.GRUPPE: 2, hjul.INDIVIDUEL: 3}  # the month in which a cadence begins
MOST = 24  # rows of one kind on the page


@dataclass(frozen=True)
class Forslag:
    """One proposed supervision: a day (None: a free row), two local times of day, and a theme."""

    dag: date | None
    fra: time
    til: time
    tema: str = ""


@dataclass(frozen=True)
class Kadence:
    """A cadence somebody has typed: from `anker`, `antal` times, every `hver` months."""

    anker: date
    antal: int
    hver: int
    enhed: str


def proposals(row, aar, forloeb, today, *, kadencer=None):
    """Proposed supervisions by kind: {hjul.GRUPPE: [Forslag], hjul.INDIVIDUEL: [Forslag]}.

    `aar` is the Aar of the wheel, `forloeb` {kind: Forloeb} where they would be planned, `kadencer`
    {kind: Kadence} what was typed. Without it: what is lacking, on last year's weekdays, in the
    gaps between the groups, or evenly. A free row comes last.
    """
    kalender = kalender_for(row.kommune)
    wanted = {
        hjul.GRUPPE: (aar.status.krav.gruppe or 0) - aar.status.gruppe,
        hjul.INDIVIDUEL: (aar.status.krav.individuelle or 0) - aar.status.individuelle,
    }
    found, laid = {}, [*aar.gange]
    for slags in (hjul.GRUPPE, hjul.INDIVIDUEL):
        if slags not in forloeb:
            continue
        habit = _habit(forloeb[slags], row.aar)
        typed = (kadencer or {}).get(slags)
        if typed:
            days = _cadence(typed, kalender)
        else:
            days = _own(slags, row, laid, wanted[slags], habit, today, kalender)
        taken = {gang.dag for gang in laid if gang.slags == slags}
        days = [day for day in days if day > today and day not in taken][:MOST]
        laid += [hjul.Gang(day, slags) for day in days]
        fra, til = _times(slags, forloeb[slags], habit)
        found[slags] = [Forslag(day, fra, til) for day in (*days, None)]
    return found


def _cadence(kadence, kalender):
    return hjul.rytmedage(kadence.anker, kadence.antal, kadence.hver, kalender, enhed=kadence.enhed)


def _own(slags, row, laid, number, habit, today, kalender):
    if number <= 0:
        return []
    before = [one for one in habit if one.year == row.aar - 1]
    if before:
        days = hjul.naeste_aar([one.date() for one in before], kalender)
        laid = [*laid, *(hjul.Gang(day, slags) for day in days)]
        more = hjul.midtdage(laid, kalender) if slags == hjul.INDIVIDUEL else []
        return sorted([*days, *more[: max(number - len(days), 0)]])
    if slags == hjul.INDIVIDUEL and (between := hjul.midtdage(laid, kalender)):
        return between[:number]
    anker = hjul.nyt_anker(row.aar, today, BEGYNDER[slags], kalender)
    if anker is None:
        return []
    return hjul.rytmedage(anker, number, max(hjul.YEAR // number, 1), kalender)


def _habit(forloeb, aar):
    """When the sessions of the forløb of last year and this one begin, as local moments."""
    start, slut = bounds(aar - 1)[0], bounds(aar)[1]
    rows = Session.objects.planned().filter(forloeb=forloeb, start__gte=start, start__lt=slut)
    return [
        timezone.localtime(one) for one in rows.order_by("start").values_list("start", flat=True)
    ]


def _times(slags, forloeb, habit):
    fra = habit[-1].time() if habit else KLOKKEN[slags]
    til = datetime.combine(date.min, fra) + timedelta(minutes=forloeb.minutter)
    return fra, til.time()
