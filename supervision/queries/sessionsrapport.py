"""What a family had of supervision in a year: each time, and hours (F1, F22, R22)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from supervision.models import Forloeb, Sessionsdeltager

HOUR = Decimal(60)  # minutes
GRUPPE = Forloeb.Slags.GRUPPE


@dataclass(frozen=True)
class Gang:
    """One time that was held. `kom`: the family was there; else its hours do not count."""

    dag: date
    slags: str
    type: str
    tema: str
    minutter: int
    kom: bool

    @property
    def timer(self):
        """Hours, with no more decimals than it takes: 1,5."""
        return (Decimal(self.minutter) / HOUR).quantize(Decimal("0.01")).normalize()


@dataclass(frozen=True)
class Rapport:
    """A family's year; only sessions that are written down, by the day they were held (R22)."""

    aar: int
    gange: list

    @property
    def holdt(self):
        return [gang for gang in self.gange if gang.kom]

    @property
    def gruppe(self):
        return len([gang for gang in self.holdt if gang.slags == GRUPPE])

    @property
    def individuel(self):
        return len(self.holdt) - self.gruppe

    @property
    def timer(self):
        """Hours in all, as a Decimal with one place."""
        return (Decimal(sum(gang.minutter for gang in self.holdt)) / HOUR).quantize(Decimal("0.1"))


def rapport(familie, aar):
    """The Rapport of a family and a local calendar year; one query. Nothing of what was said."""
    rows = (
        Sessionsdeltager.objects.filter(
            plejefamilie=familie,
            session__logget_at__isnull=False,
            session__start__year=aar,
        )
        .select_related("session__forloeb__tema")
        .order_by("session__start", "session__pk")
    )
    return Rapport(aar, [_gang(row) for row in rows])


def _gang(row):
    session, forloeb = row.session, row.session.forloeb
    return Gang(
        dag=timezone.localdate(session.start),
        slags=forloeb.slags,
        type=forloeb.get_slags_display(),
        tema=session.tema or str(forloeb.tema or ""),
        minutter=session.minutter,
        kom=bool(row.kom),
    )


def ny_url(bruger, plejefamilie):
    """Where the family's page offers the report of this year, '' for who may not have it."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return ""
    args = [plejefamilie.pk, timezone.localdate().year]
    return reverse("supervision:supervisionsrapport", args=args)
