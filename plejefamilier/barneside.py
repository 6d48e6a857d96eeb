"""Where nouns tell the child's page what they know about a child.

Meetings, notes, agreements and moves stand on the page without it knowing them: each registers
when Django starts (wiring.py) and answers only with what the reader may see. The page has twelve
queries: rows of all kinds are asked for in one (raekker.HAENDELSE).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from plejefamilier.raekker import HAENDELSE

NEWEST = 30  # rows of all kinds together
COMING, PAST = 4, 8  # so many of them are shown


@dataclass(frozen=True)
class Raekkekilde:
    """A kind of rows; see `register_raekker`."""

    slags: str
    ikon: str
    raekker: Callable
    url: Callable


@dataclass(frozen=True)
class Linje:
    """One row, ready to be shown: the row of raekker.HAENDELSE, its icon, address and pill."""

    raekke: tuple
    ikon: str
    url: str
    pille: str
    pille_slags: str


_raekker = {}
_nye = []
_daglige = []


def register_raekker(slags, ikon, raekker, url):
    """Add a kind of rows: meetings, notes, agreements.

    `raekker(bruger, barn)` gives a queryset of the form raekker.HAENDELSE with `slags` in the
    column of that name, or None when the reader's roles rule it out; `url(raekke)` the address of
    a row, '' for none.
    """
    _raekker[slags] = Raekkekilde(slags, ikon, raekker, url)


def register_ny(tekst, url, *, dagligt=False):
    """Add something to write about a child: the words of the link and `url(bruger, barn)`.

    The address is '' when the reader may not. No query, please. `dagligt`: it is done so often
    that it is a button on top.
    """
    (_daglige if dagligt else _nye).append((tekst, url))


def linjer(bruger, barn):
    """What comes (the nearest first) and what was (the newest first), each a list of Linje."""
    asked = [kilde.raekker(bruger, barn) for kilde in _raekker.values()]
    found = HAENDELSE.ask([rows for rows in asked if rows is not None], order="-tid", limit=NEWEST)
    today = timezone.localdate()
    coming = [row for row in found if _day(row) > today or _later(row)]
    past = [_linje(row) for row in found if row not in coming][:PAST]
    return [_linje(row) for row in coming[::-1][:COMING]], past


def _day(row):
    return row.dato or timezone.localdate(row.tid)


def _later(row):
    return not row.dato and row.tid > timezone.now()


def _linje(row):
    kilde = _raekker[row.slags]
    colour, _, words = (row.pille or "").rpartition("|")
    return Linje(row, kilde.ikon, kilde.url(row), words, colour)


def nye(bruger, barn):
    """Where the reader can write something new about the child, as [(address, words)]."""
    return _links(_nye, bruger, barn)


def daglige(bruger, barn):
    """The same of what is done every day."""
    return _links(_daglige, bruger, barn)


def _links(links, bruger, barn):
    found = [(url(bruger, barn), tekst) for tekst, url in links]
    return [(url, tekst) for url, tekst in found if url]
