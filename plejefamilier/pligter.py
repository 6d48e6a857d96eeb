"""The duties of the ground: what somebody must do by a day, whichever noun it comes from.

Each noun registers its open duties as rows of one form (raekker.PLIGT), so that Min dag and the
family page ask for all of them in one query, and says what a row is called and where it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass

from plejefamilier.raekker import PLIGT, PREFIX


@dataclass(frozen=True)
class Ord:
    """How a duty is shown: title, why, the button (verb and noun) and where it leads."""

    titel: str
    hvorfor: str
    knap: str
    url: str


@dataclass(frozen=True)
class Kilde:
    """`raekker(bruger, dag)` gives the rows, due on any day; `vis(raekke, dag)` their Ord.

    `navn` stands over the duty on Min dag. `dag` is a date. A source that does not concern the
    person's roles answers None. `om_familier`: its duties are about families.
    """

    slags: str
    navn: str
    raekker: Callable
    vis: Callable
    om_familier: bool = True


_kilder = {}


def register(slags, navn, raekker, vis, *, om_familier=True):
    """Add a kind of duties; its rows carry `slags` in their column of that name."""
    _kilder[slags] = Kilde(slags, navn, raekker, vis, om_familier)


def kilder():
    """The kinds of duties, by their `slags`."""
    return dict(_kilder)


def of_bruger(bruger, dag, *, limit, further=()):
    """The duties of `bruger`, most urgent first, as rows of raekker.PLIGT; one query.

    `further` are rows of the same form (or None) that the page asks for beside them.
    """
    asked = [*(kilde.raekker(bruger, dag) for kilde in _kilder.values()), *further]
    return PLIGT.ask([rows for rows in asked if rows is not None], order="frist", limit=limit)


def of_familie(bruger, plejefamilie, dag, *, limit):
    """The duties of `bruger` that are about one family, most urgent first; one query."""
    asked = [kilde.raekker(bruger, dag) for kilde in _kilder.values() if kilde.om_familier]
    about = {f"{PREFIX}familie": str(plejefamilie.pk)}
    sources = [rows.filter(**about) for rows in asked if rows is not None]
    return PLIGT.ask(sources, order="frist", limit=limit)
