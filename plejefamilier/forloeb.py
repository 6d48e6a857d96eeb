"""Where rooms tell the family page what they know about a family.

The ground may not know the rooms above it, yet one page shows everything about a family in time
order, and the next thing to do. A room registers functions when Django starts (its wiring.py);
each is given the reader, and must only answer with what that person may see.

Nouns with many rows give them as one form (raekker.HAENDELSE): the page then asks for the newest
of all kinds and their numbers in one query, however long the history is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from plejefamilier.raekker import HAENDELSE


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


@dataclass(frozen=True)
class Raekkekilde:
    """A kind of events as rows; see `register_raekker`."""

    slags: str
    label: str
    ikon: str
    raekker: Callable
    url: Callable
    udfyld: Callable | None = None


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_kilder = []
_raekkekilder = {}
_opgaver = []
_fakta = []
_nye = []
_daglige = []


def register(key, label, haendelser, *, ny=None, ny_tekst=""):
    """Add a kind of events; `haendelser(bruger, plejefamilie)` returns a list of Haendelse.

    One query for the whole list, please: the page has twelve. `ny` and `ny_tekst`: see Kilde.
    """
    _kilder.append(Kilde(key, label, haendelser, ny, ny_tekst))


def register_raekker(slags, label, ikon, raekker, url, *, udfyld=None):
    """Add a kind of events as rows, for a noun that may have many.

    `raekker(bruger, plejefamilie)` gives a queryset of the form raekker.HAENDELSE with `slags` in
    the column of that name: only what that person may see, or None when her roles rule it out.
    `url(raekke)` gives the address of one row, '' for none. Kinds with the same `label` share a
    chip. What SQL cannot say is filled in by `udfyld(bruger, plejefamilie, raekker)`: it is given
    the rows that will be shown, and returns a Haendelse for each, in the same order.
    """
    _raekkekilder[slags] = Raekkekilde(slags, label, ikon, raekker, url, udfyld)


def register_ny(tekst, ny, *, dagligt=False):
    """Add a link on the family page: `ny(bruger, plejefamilie)` is its address, '' for none.

    `dagligt`: it is done so often that it is a button on top.
    """
    (_daglige if dagligt else _nye).append((ny, tekst))


def register_opgaver(naeste, *, udtryk=None):
    """Add duties; `naeste(bruger, plejefamilie)` returns a list of Opgave, open ones only.

    `udtryk(bruger, plejefamilie)`, when there is one, is an expression that the page reads in a
    query it makes anyway: `naeste` is then given its value as a third argument and asks nothing.
    """
    _opgaver.append((naeste, udtryk))


def register_fakta(fakta, *, udtryk=None):
    """Add facts; `fakta(bruger, plejefamilie)` returns a list of Faktum.

    One query, please, or none: see register_opgaver.
    """
    _fakta.append((fakta, udtryk))


def udtryk(bruger, plejefamilie):
    """What the rooms want read for the page, as {name: expression}; see `fakta`, `opgaver`."""
    wanted = {"fakta": _fakta, "opgaver": _opgaver}
    return {
        f"{name}_{number}": expression(bruger, plejefamilie)
        for name, sources in wanted.items()
        for number, (_, expression) in enumerate(sources)
        if expression is not None
    }


def fakta(bruger, plejefamilie, laest):
    """The facts of the rooms about the family; `laest` are the values of `udtryk`."""
    return _asked("fakta", _fakta, bruger, plejefamilie, laest)


def _asked(name, sources, bruger, plejefamilie, laest):
    found = []
    for number, (source, expression) in enumerate(sources):
        value = [laest[f"{name}_{number}"]] if expression is not None else []
        found += source(bruger, plejefamilie, *value)
    return found


def kilder():
    """The kinds of events the rooms have registered, in order of registration."""
    return [*_kilder]


@dataclass(frozen=True)
class Spor:
    """How far down a time line somebody has read: to `tid`, and `antal` lines of that moment."""

    tid: datetime
    antal: int

    def __str__(self):
        return f"{(self.tid - EPOCH) // timedelta(microseconds=1)}-{self.antal}"

    @classmethod
    def parse(cls, text):
        """The place that str() wrote, or None for anything else."""
        tid, _, antal = text.partition("-")
        digits = tid + antal
        if not (
            tid and antal and digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_SPOR
        ):
            return None
        return cls(EPOCH + timedelta(microseconds=int(tid)), int(antal))


LONGEST_SPOR = 19  # digits: far beyond our days, and no overflow


@dataclass(frozen=True)
class Udsnit:
    """Some of the rows of a family, newest first: which kind, when, and the event."""

    slags: str
    tid: datetime
    haendelse: Haendelse


def raekkekilder():
    """The kinds of rows, by their `slags`, in order of registration."""
    return dict(_raekkekilder)


@dataclass(frozen=True)
class Fundet:
    """The newest rows of a family as Udsnit, and how many there are of each kind."""

    udsnit: list
    antal: dict


def raekker(bruger, plejefamilie, *, limit, label="", spor=None):
    """The newest rows of a family, of all kinds or of those on the chip `label`; one query.

    `spor` is where an earlier page ended: rows of that moment and older are asked for, `limit` of
    them beside those of the moment that were shown. Kinds that fill in more ask once each. The
    numbers are of every row, whatever is shown.
    """
    sources = [
        rows
        for kilde in _raekkekilder.values()
        if (rows := kilde.raekker(bruger, plejefamilie)) is not None
    ]
    wanted = [kilde.slags for kilde in _raekkekilder.values() if label in ("", kilde.label)]
    found, antal = HAENDELSE.newest_and_numbers(
        sources,
        slags=wanted,
        until=spor.tid if spor else None,
        limit=limit + (spor.antal if spor else 0),
    )
    events = {}
    for slags in {row.slags for row in found}:
        some = [row for row in found if row.slags == slags]
        events[slags] = iter(_events(_raekkekilder[slags], bruger, plejefamilie, some))
    udsnit = [Udsnit(row.slags, row.tid, next(events[row.slags])) for row in found]
    return Fundet(udsnit, antal)


def _events(kilde, bruger, plejefamilie, rows):
    if kilde.udfyld:
        return kilde.udfyld(bruger, plejefamilie, rows)
    return [_event(kilde, row) for row in rows]


def _event(kilde, row):
    slags, bar, words = (row.pille or "").rpartition("|")
    return Haendelse(
        tid=row.dato or row.tid,
        titel=row.titel,
        ikon=kilde.ikon,
        url=kilde.url(row),
        meta=row.meta or "",
        tekst=row.tekst or "",
        pille=words,
        pille_slags=slags if bar else "",
    )


def nye(bruger, plejefamilie):
    """Where the reader can write something new about the family, as [(address, words)]."""
    return _links(
        [(kilde.ny, kilde.ny_tekst) for kilde in _kilder if kilde.ny] + _nye, bruger, plejefamilie
    )


def daglige(bruger, plejefamilie):
    """The same of what is done every day."""
    return _links(_daglige, bruger, plejefamilie)


def _links(links, bruger, plejefamilie):
    found = [(ny(bruger, plejefamilie), tekst) for ny, tekst in links]
    return [(url, tekst) for url, tekst in found if url]


def opgaver(bruger, plejefamilie, laest):
    """What is to be done about the family, most urgent first; `laest` as in `fakta`."""
    found = _asked("opgaver", _opgaver, bruger, plejefamilie, laest)
    return sorted(found, key=lambda opgave: opgave.frist)
