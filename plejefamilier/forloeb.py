"""Where rooms tell the family page what they know about a family.

The ground may not know the rooms above it, yet one page shows everything about a family in time
order, and the next thing to do. A room registers functions when Django starts (its wiring.py);
each is given the reader, and must only answer with what that person may see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Haendelse:
    """One line of the family's timeline.

    `tid` is a day, or an aware moment when the time of day matters. `titel` stands on the line
    as a link to `url` (or as plain words without one); `meta` is who and how long; `tekst` a
    sentence of content. `pille` are the words of a pill and `pille_slags` its colour (late, today,
    ok, info, shield or ''). `fremhaevet` fills the dot: keep it for emergency calls.
    """

    tid: date | datetime
    titel: str
    ikon: str
    url: str = ""
    meta: str = ""
    tekst: str = ""
    pille: str = ""
    pille_slags: str = ""
    fremhaevet: bool = False


@dataclass(frozen=True)
class Opgave:
    """One duty about the family, shown on top of its page as »Hvad er det næste?«.

    `hvorfor` says why, and why by that day, in one or two sentences. `knap` is the label of the
    one button (verb and noun) and leads to `url`. `frist` orders the duties; `hast` is late, today
    or week, and `pille` the words of its pill (»Frist i dag«), or ''. An empty `knap` means that
    the duty is somebody else's: the page then shows the title as a link only.
    """

    titel: str
    hvorfor: str
    url: str
    frist: date
    hast: str
    knap: str = ""
    pille: str = ""


@dataclass(frozen=True)
class Faktum:
    """One fact on top of the family's page: its name, and the room's own template to show it.

    The template is given `data` and `familie`; it may hold a form that the room answers.
    """

    navn: str
    skabelon: str
    data: dict


@dataclass(frozen=True)
class Kilde:
    """A kind of events: `key` in the address of the filter, `label` on its chip.

    `ny(bruger, plejefamilie)` gives the address where the reader writes a new one, '' for none, and
    `ny_tekst` the words of the link.
    """

    key: str
    label: str
    haendelser: Callable
    ny: Callable | None = None
    ny_tekst: str = ""


_kilder = []
_opgaver = []
_fakta = []


def register(key, label, haendelser, *, ny=None, ny_tekst=""):
    """Add a kind of events; `haendelser(bruger, plejefamilie)` returns a list of Haendelse.

    One query for the whole list, please: the page has twelve. `ny` and `ny_tekst`: see Kilde.
    """
    _kilder.append(Kilde(key, label, haendelser, ny, ny_tekst))


def register_opgaver(naeste):
    """Add duties; `naeste(bruger, plejefamilie)` returns a list of Opgave, open ones only."""
    _opgaver.append(naeste)


def register_fakta(fakta):
    """Add facts; `fakta(bruger, plejefamilie)` returns a list of Faktum. One query, please."""
    _fakta.append(fakta)


def fakta(bruger, plejefamilie):
    """The facts of the rooms about the family, in order of registration."""
    return [faktum for kilde in _fakta for faktum in kilde(bruger, plejefamilie)]


def kilder():
    """The kinds of events the rooms have registered, in order of registration."""
    return [*_kilder]


def nye(bruger, plejefamilie):
    """Where the reader can write something new about the family, as [(address, words)]."""
    found = [(kilde.ny(bruger, plejefamilie), kilde.ny_tekst) for kilde in _kilder if kilde.ny]
    return [(url, tekst) for url, tekst in found if url]


def opgaver(bruger, plejefamilie):
    """What is to be done about the family, most urgent first."""
    found = [opgave for naeste in _opgaver for opgave in naeste(bruger, plejefamilie)]
    return sorted(found, key=lambda opgave: opgave.frist)
