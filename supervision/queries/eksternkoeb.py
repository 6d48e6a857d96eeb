"""Supervision bought from outside: the list, and what it came to year by year (E20)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear

from faelles.paging import page
from supervision.models import Eksternkoeb

YEARS = 6  # of the trend


@dataclass(frozen=True)
class Aar:
    """A year: how many purchases, kroner, and kroner more (or less) than the year before it."""

    aar: int
    antal: int
    beloeb: Decimal
    forskel: Decimal | None

    @property
    def fald(self):
        """How much less it was than the year before."""
        return -self.forskel


def koeb_page(bruger, query):
    """One page of purchases, newest first."""
    return page(Eksternkoeb.objects.visible_to(bruger), query, by="dato")


def trend(bruger):
    """The latest years with purchases, newest first; a year belongs to the day of purchase (R22).

    A year without purchases between two others is one of 0 kroner. One query.
    """
    rows = Eksternkoeb.objects.visible_to(bruger).order_by().annotate(aar=ExtractYear("dato"))
    found = {
        row["aar"]: row for row in rows.values("aar").annotate(antal=Count("pk"), sum=Sum("beloeb"))
    }
    if not found:
        return []
    years, before = [], None
    for aar in range(max(min(found), max(found) - YEARS), max(found) + 1):
        row = found.get(aar, {"antal": 0, "sum": Decimal(0)})
        forskel = None if before is None else row["sum"] - before
        years.append(Aar(aar, row["antal"], row["sum"], forskel))
        before = row["sum"]
    return years[::-1][:YEARS]
