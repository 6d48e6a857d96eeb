"""Who follows up a call, on which day and why: shown before saving, used when it happens."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from akuttelefon import frist as rules
from akuttelefon.ansvar import Ansvar, ansvar_for
from akuttelefon.models import Opfoelgning
from akuttelefon.vurderer import vurderer_for
from faelles import regler
from faelles.kalender import kalender_for
from faelles.models import Organisation
from plejefamilier.models import Plejefamilie


@dataclass(frozen=True)
class Forloeb:
    """What saving a call will lead to: shown before it happens, and used when it does."""

    frist: date
    oversprungne: list
    notify_at: datetime
    i_aabningstid: bool
    ansvar: Ansvar
    dage: int
    lang_ventetid: bool

    @property
    def besked_straks(self):
        """True when the opening hours hold the call, so that the konsulent is told at once."""
        return self.i_aabningstid


def plan_opfoelgning(*, kommune, plejefamilie, start):
    """Work out who follows up a call that began at `start`, on which day and why (R2–R6)."""
    kalender = kalender_for(kommune)
    tal = regler.values(
        ["akut.aabner", "akut.lukker", "akut.smaa_timer_samme_dag", "akut.lang_ventetid_dage"],
        kommune,
    )
    aabningstid = rules.Aabningstid(tal["akut.aabner"], tal["akut.lukker"])
    local = timezone.localdate(start)
    frist = rules.due_date(
        start,
        kalender,
        small_hours_same_day=tal["akut.smaa_timer_samme_dag"],
        aabner=aabningstid.aabner,
    )
    dage = (frist - local).days
    closed = [
        [day.isoformat(), why] for day, why in kalender.closed_days(local, frist) if day > local
    ]
    return Forloeb(
        frist=frist,
        oversprungne=closed,
        notify_at=rules.notify_at(start, kalender, aabningstid),
        i_aabningstid=aabningstid.holds(start, kalender),
        ansvar=ansvar_for(plejefamilie, kommune, frist),
        dage=dage,
        lang_ventetid=dage >= tal["akut.lang_ventetid_dage"],
    )


@dataclass(frozen=True)
class _Foreloebig:
    """A call that is not saved yet, as far as the choice of who assesses it asks."""

    kommune: Organisation
    plejefamilie: Plejefamilie | None
    boern: QuerySet


def plan_vurdering(*, kommune, plejefamilie, boern):
    """Who would assess a call about `boern` (a QuerySet) as an underretning: a Vurderer (3.2)."""
    return vurderer_for(_Foreloebig(kommune, plejefamilie, boern), timezone.localdate())


def stale_frister(kommune):
    """Open duties, not yet due, that the calendar would now give another day, with the new plan."""
    rows = (
        Opfoelgning.objects.open()
        .filter(opkald__kommune=kommune, frist__gte=timezone.localdate())
        .select_related("opkald__plejefamilie", "opkald__kommune", "ansvarlig")
        .by_urgency()
    )
    plans = (
        (
            row,
            plan_opfoelgning(
                kommune=kommune, plejefamilie=row.opkald.plejefamilie, start=row.opkald.start
            ),
        )
        for row in rows
    )
    return [(row, plan) for row, plan in plans if plan.frist != row.frist]
