"""The answers somebody has typed today, so that she can see them and take one back."""

from dataclasses import dataclass
from datetime import datetime

from netvaerk.actions.netvaerkssvar import SPOERGSMAAL
from netvaerk.models import Netvaerkssvar

MOST = 50


@dataclass(frozen=True)
class Skrevet:
    """One answer as its writer sees it again."""

    pk: int
    at: datetime
    om: str
    svar: str


def written_today(bruger):
    """The answers `bruger` typed today, the newest first."""
    rows = Netvaerkssvar.objects.removable_by(bruger).select_related("gruppe")
    return [of_row(row) for row in rows.order_by("-at", "-pk")[:MOST]]


def of_row(row):
    """How an answer is told: »5 · 4 · 3 · har ringet«."""
    om = f"Gruppen {row.gruppe}" if row.gruppe else row.get_om_display()
    tal = [getattr(row, name) for name in SPOERGSMAAL]
    svar = " · ".join("–" if one is None else str(one) for one in tal)
    called = {True: " · har ringet", False: " · har ikke ringet", None: ""}[row.har_ringet]
    return Skrevet(row.pk, row.at, om, f"{svar}{called}")
