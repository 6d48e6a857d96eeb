"""What a run of the generator would make, in numbers; and from which day one is wanted."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.vagtplan import DAY, local_day
from faelles import danish
from faelles.workdays import WEEKEND

LITTLE = 60  # days of a year that are not worth a roster of their own


@dataclass
class Andel:
    """The share of a provider or a person: shifts, hours, and those without a name."""

    navn: str
    vagter: int = 0
    timer: float = 0
    uden_navn: int = 0
    personer: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Forslag:
    """What a run would make, in numbers."""

    antal: int
    daekket: int
    uden_navn: int
    andele: list
    helligdage: list  # (period, reasons, provider)
    lukkedage: int


def proposal(plan, kommune):
    """The plan of `actions.plan_vagter` as numbers for each provider and person; 3 queries."""
    names = {row.pk: bemanding.in_words(row) for row in bemanding.providers(kommune)}
    people = {vagt.bruger for vagt in plan.vagter} - {None}
    named = dict(bemanding.names(people))
    shares = {}
    for vagt in plan.vagter:
        hours_ = (vagt.slut - vagt.start).total_seconds() / 3600
        share = shares.setdefault(vagt.udbyder, Andel(names[vagt.udbyder]))
        share.vagter += 1
        share.timer += hours_
        if vagt.bruger is None:
            share.uden_navn += 1
            continue
        own = share.personer.setdefault(vagt.bruger, Andel(named[vagt.bruger]))
        own.vagter += 1
        own.timer += hours_
    kalender = bemanding.grundlag_for(kommune).kalender
    return Forslag(
        antal=len(plan.vagter),
        daekket=plan.daekket,
        uden_navn=sum(share.uden_navn for share in shares.values()),
        andele=sorted(shares.values(), key=lambda share: (-share.vagter, share.navn)),
        helligdage=[
            (danish.periode(first, last), _reasons(kalender, first, last), names[udbyder])
            for first, last, udbyder in plan.helligdage
        ],
        lukkedage=len({v.dag for v in plan.vagter if not kalender.is_hverdag(v.dag)}),
    )


def _reasons(kalender, first, last):
    """The names of the days of a spell, each once: »Juleaftensdag, Juledag og 2. juledag«."""
    found = []
    for number in range((last - first).days + 1):
        why = kalender.why_closed(first + number * DAY)
        if why and why != WEEKEND and why not in found:
            found.append(why)
    return danish.opregning(found)


def next_uncovered_day(kommune):
    """The day from which a new roster is wanted: today, or the day on which this one ends."""
    ends = bemanding.last_end(kommune)
    today = timezone.localdate()
    return max(today, local_day(ends)) if ends else today


def year_end(day):
    """The 31st of December to lay a roster to: next year's when this year has little left."""
    end = date(day.year, 12, 31)
    return end if (end - day).days >= LITTLE else date(day.year + 1, 12, 31)
