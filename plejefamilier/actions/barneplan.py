"""Reminders of the child's plan: some weeks and some days before it must be ready (§ 91)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from faelles import notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from plejefamilier.queries.barnefrist import plan_due

TEKST = "Et barns plan skal snart være færdig"
OFFSETS = ("barn.plan_vises_dage", "barn.plan_sidste_dage")
KLOKKEN = "plejefamilier.paamindelse_kl"


@action
def remind_barneplaner(*, by):
    """Tell the rådgiver 28 and 7 days before a plan is due; or the konsulent, without one (R17).

    Run every day: a reminder has one key, so running it again tells nobody twice, and a day that
    was missed is made up for by the next. Returns how many plans are near.
    """
    today = timezone.localdate()
    rows = plan_due(today).filter(frist__gte=today).order_by("pk")
    rows = rows.select_related("barn__kommune", "barn__myndighedsraadgiver", "plejefamilie")
    known, near = {}, 0
    for row in rows:
        kommune = row.barn.kommune
        if kommune.pk not in known:
            known[kommune.pk] = (
                regler.values((*OFFSETS, KLOKKEN), kommune),
                kalender_for(kommune),
            )
        near += _remind(row, today, *known[kommune.pk])
    return near


def _remind(row, today, rules, kalender):
    to = row.barn.myndighedsraadgiver or row.plejefamilie.konsulent
    begun = [
        days
        for days in sorted(rules[key] for key in OFFSETS)
        if kalender.roll_back(row.frist - timedelta(days=days)) <= today
    ]
    if to is None or not begun:
        return 0
    url = reverse("plejefamilier:barneplan_update", args=[row.barn_id])
    due_at = timezone.make_aware(datetime.combine(today, rules[KLOKKEN]))
    notices.notify(to, key=f"barneplan-{row.pk}-{begun[0]}", tekst=TEKST, url=url, due_at=due_at)
    return 1
