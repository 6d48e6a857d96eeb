"""Who can take a shift, and which shifts can be swapped: asked once, used by pages and actions."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.models import Vagt
from plejefamilier.models import Fravaer

VAEK, OPTAGET = "er meldt væk", "har en anden vagt"
AROUND = timedelta(days=31)  # shifts offered for a swap begin so close to the one that is given


@dataclass(frozen=True)
class Kollega:
    """Somebody who may hold the line: `hvorfor_ikke` is empty when she is free for the shift."""

    bruger: object
    hvorfor_ikke: str


def colleagues(vagt):
    """Everybody else who may hold the line when `vagt` begins, with what stands in the way."""
    day = timezone.localdate(vagt.start)
    people = [*bemanding.may_hold(vagt.kommune, day).exclude(pk=vagt.bruger_id)]
    busy = reasons([person.pk for person in people], [vagt])
    return [Kollega(person, busy.get((person.pk, vagt.pk), "")) for person in people]


def swaps(vagt, kolleger):
    """Coming shifts of `kolleger` that can be swapped for `vagt`, in order: both can take over."""
    now = timezone.now()
    people = {kollega.bruger.pk for kollega in kolleger}
    offered = [
        *Vagt.objects.planned()
        .filter(
            kommune=vagt.kommune_id,
            bruger__in=people,
            start__gt=max(now, vagt.start - AROUND),
            start__lt=vagt.start + AROUND,
        )
        .select_related("bruger", "udbyder")
        .in_order()
    ]
    hers = reasons([vagt.bruger_id], offered, uden={vagt.pk})
    theirs = reasons(people, [vagt], uden={row.pk for row in offered})
    # who has another shift across both may still not swap one of them for this one
    across = {
        row.pk: {
            other.pk for other in offered if other.bruger_id == row.bruger_id and _meet(other, vagt)
        }
        for row in offered
    }
    return [
        row
        for row in offered
        if (vagt.bruger_id, row.pk) not in hers
        and (row.bruger_id, vagt.pk) not in theirs
        and across[row.pk] <= {row.pk}
    ]


def reasons(people, vagter, *, uden=()):
    """What keeps each of `people` (ids) from each of `vagter`, as {(person, shift): words}.

    A registered absence on a day of the shift, or another standing shift (R16) that is not among
    `uden` (ids). Two queries, whatever the number.
    """
    if not people or not vagter:
        return {}
    first, last = min(row.start for row in vagter), max(row.slut for row in vagter)
    away = Fravaer.objects.filter(
        bruger__in=people, fra__lte=timezone.localdate(last), til__gte=timezone.localdate(first)
    )
    other = Vagt.objects.between(first, last).filter(bruger__in=people).exclude(pk__in=uden)
    found = {
        (row.bruger_id, vagt.pk): OPTAGET
        for row in other
        for vagt in vagter
        if row.pk != vagt.pk and _meet(row, vagt)
    }
    return found | {
        (row.bruger_id, vagt.pk): VAEK
        for row in away
        for vagt in vagter
        if row.fra <= _last_day(vagt) and row.til >= timezone.localdate(vagt.start)
    }


def _meet(one, other):
    return one.start < other.slut and one.slut > other.start


def _last_day(vagt):
    """The local day of the shift's last moment; one that ends at midnight ends the day before."""
    return timezone.localdate(vagt.slut - timedelta(microseconds=1))
