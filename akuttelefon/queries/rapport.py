"""The numbers of the line."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from akuttelefon import frist as rules
from akuttelefon.models import Opfoelgning


@dataclass(frozen=True)
class Maaned:
    """The numbers of a month: by the local day on which the call began (R22).

    `forfaldne` are the duties that are closed or past their day: what is not due yet is neither
    on time nor late.
    """

    foerste: date
    opkald: int
    uden_for_aabningstid: int
    forfaldne: int
    til_tiden: int
    efter_fristen: int
    aabne: int
    over_frist: int


def month_report(kommuner, month):
    """Count the calls of `month` (its first day) in the municipalities with these ids (R22)."""
    first = rules.at(month, time(0))
    next_month = (month + timedelta(days=31)).replace(day=1)
    after = rules.at(next_month, time(0))
    rows = Opfoelgning.objects.filter(
        opkald__kommune__in=kommuner, opkald__start__gte=first, opkald__start__lt=after
    ).values_list("opkald__i_aabningstid", "frist", "completed_at")
    today = timezone.localdate()
    late = sum(at is None and frist < today for _, frist, at in rows)
    done = [(frist, timezone.localdate(at)) for _, frist, at in rows if at]
    return Maaned(
        foerste=month,
        opkald=len(rows),
        uden_for_aabningstid=sum(not inside for inside, _, _ in rows),
        forfaldne=len(done) + late,
        til_tiden=sum(day <= frist for frist, day in done),
        efter_fristen=sum(day > frist for frist, day in done),
        aabne=len(rows) - len(done),
        over_frist=late,
    )
