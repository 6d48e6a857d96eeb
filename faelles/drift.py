"""Driftsstatus: each app registers what it can tell about late or broken things; the page asks all.

A check is `(bruger, now) -> [Tilstand]` and counts rows; it shows no case. A check that fails is
itself something to show: the page never fails with it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils import timezone

from faelles import danish, puls
from faelles.models import Driftsstop

logger = logging.getLogger(__name__)
YESTERDAY = timedelta(days=1)
MOST_STOP = 20
NAVNE = {puls.UDBRING: "Udbringeren", puls.BEAT: "Beat eller worker"}


class Grad(IntEnum):
    """How bad it is: somebody is not told or not helped; something is late or unseen; all well."""

    GALT = 0
    ADVARSEL = 1
    GODT = 2


@dataclass(frozen=True)
class Tilstand:
    """The state of one thing, since when, what follows from it, and what to do."""

    navn: str
    grad: Grad
    tekst: str
    siden: datetime | None = None
    betyder: str = ""
    goer: str = ""
    detalje: str = ""
    url: str = ""
    url_tekst: str = ""

    @property
    def klasse(self):
        return {Grad.GALT: "late", Grad.ADVARSEL: "today"}.get(self.grad, "ok")

    @property
    def ord(self):
        return {Grad.GALT: "Galt", Grad.ADVARSEL: "Advarsel"}.get(self.grad, "I orden")


def godt(navn, tekst):
    return Tilstand(navn, Grad.GODT, tekst)


@dataclass(frozen=True)
class _Tjek:
    navn: str
    spoerg: Callable


_tjek = []


def register(navn, spoerg):
    """Add the check `spoerg`; `navn` is what the page calls it when the check itself fails."""
    _tjek.append(_Tjek(navn, spoerg))


@dataclass(frozen=True)
class Opgoerelse:
    """Everything Driftsstatus shows."""

    now: datetime
    fejl: list
    godt: list
    stop: list

    @property
    def samlet(self):
        """The whole page in one sentence. It holds no time: it changes only when the state does."""
        if not self.fejl:
            return "Alt kører, og intet er for sent."
        galt = sum(state.grad == Grad.GALT for state in self.fejl)
        advarsler = danish.antal(len(self.fejl) - galt, "advarsel", "advarsler")
        if not galt:
            return f"Der er {advarsler}."
        ting = danish.antal(galt, "ting er galt", "ting er galt")
        return f"{ting}, og der er {advarsler}." if galt < len(self.fejl) else f"{ting}."

    @property
    def aftryk(self):
        """A mark that is another when the sentence is another."""
        return f"{len(self.fejl)}-{sum(state.grad for state in self.fejl)}"


def opgoer(bruger):
    """Ask every check on behalf of `bruger`, the most serious first, then what has lasted longest.

    Never raises: a check that fails becomes a warning of its own.
    """
    now = timezone.now()
    stop = Driftsstop.objects.filter(til__gte=now - YESTERDAY)
    states = [state for tjek in _tjek for state in _asked(tjek, bruger, now)]
    wrong = [state for state in states if state.grad != Grad.GODT]
    return Opgoerelse(
        now=now,
        fejl=sorted(wrong, key=lambda state: (state.grad, state.siden or now)),
        godt=[state for state in states if state.grad == Grad.GODT],
        stop=[_stop(row, now) for row in stop.order_by("-til")[:MOST_STOP]],
    )


def _stop(row, now):
    """»Udbringeren stod stille i dag kl. 03.10–03.42«"""
    today = timezone.localdate(now)
    fra, til = timezone.localtime(row.fra), timezone.localtime(row.til)
    day = danish.naer_dag(fra.date(), today)
    if til.date() == fra.date():
        return f"{NAVNE[row.navn]} stod stille {day} {danish.kl(fra)}–{danish.ur(til)}"
    until = f"{danish.naer_dag(til.date(), today)} {danish.kl(til)}"
    return f"{NAVNE[row.navn]} stod stille fra {day} {danish.kl(fra)} til {until}"


def _asked(tjek, bruger, now):
    try:
        return tjek.spoerg(bruger, now)
    except Exception as error:
        logger.warning("The check %s failed: %s", tjek.navn, type(error).__name__)
        return [
            Tilstand(
                tjek.navn,
                Grad.ADVARSEL,
                "Kunne ikke ses efter",
                betyder="Det vides ikke, om der er noget galt her.",
                goer="Vent et minut. Står det her stadig, så bed driften se i loggen for »web«.",
            )
        ]
