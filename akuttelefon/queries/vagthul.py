"""What is not manned in the next twelve months, and what has no name soon."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.queries.vagtplan import fill_url, hours
from akuttelefon.vagtplan import DAY, local_day
from faelles.workdays import WEEKEND

GAPS_AHEAD = timedelta(days=365)
MOST_GAPS, AFTER_THE_END = 50, 7


@dataclass(frozen=True)
class Hul:
    dag: date
    tid: str
    grund: str
    timer: int
    url: str
    snart: bool
    igang: bool


@dataclass(frozen=True)
class Huller:
    """The gaps of the next twelve months, the first ones in detail."""

    rows: list
    flere: int
    slutter: date | None  # the last day of the roster, when it ends within the year
    uden_navn: list  # shifts without a person inside the warning
    tom: bool
    varsel: int

    @property
    def snart_tekst(self):
        return f"Inden {self.varsel} dage"


def coming_gaps(kommune):
    """What is not manned in the next twelve months, and what has no name soon; 4 queries."""
    grundlag = bemanding.grundlag_for(kommune)
    now = timezone.now()
    slut = now + GAPS_AHEAD
    shifts = bemanding.shifts_between(kommune, now - DAY, slut)
    ends = max((vagt.slut for vagt in shifts), default=now)
    inside = grundlag.gap_pieces(now - DAY, min(ends, slut), shifts)
    after = grundlag.gap_pieces(max(ends, now - DAY), slut, shifts)
    inside, after = ([hul for hul in gaps if hul.slut > now] for gaps in (inside, after))
    soon = now + grundlag.varsel
    shown = [*inside[:MOST_GAPS], *after[:AFTER_THE_END]]
    rows = [_row(hul, grundlag, now, soon) for hul in shown]
    return Huller(
        rows=rows,
        flere=len(inside) + len(after) - len(rows),
        slutter=local_day(ends) if shifts and after else None,
        uden_navn=[
            (vagt, hours(vagt.start, vagt.slut))
            for vagt in shifts
            if vagt.bruger is None and vagt.start < soon and vagt.slut > now
        ],
        tom=not shifts,
        varsel=grundlag.varsel.days,
    )


def _row(hul, grundlag, now, soon):
    day = local_day(hul.start)
    why = grundlag.kalender.why_closed(day)
    return Hul(
        dag=day,
        tid=hours(*hul),
        grund="" if why in ("", WEEKEND) else why,
        timer=round((hul.slut - hul.start).total_seconds() / 3600),
        url=fill_url(hul),
        snart=hul.start < soon,
        igang=hul.start <= now,
    )
