"""Where rooms say what their times are, so that a calendar of another room may show them.

A room registers each kind of event when Django starts. The calendar asks for all of them in its
one query: rows with words for those who may read them, and the bare time for everybody else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

# whose calendar it is
MIG, HUS, LOKALE, BRUGER, FAMILIE = "mig", "hus", "lokale", "bruger", "familie"


@dataclass(frozen=True)
class Tidskilde:
    """One kind of event. `slags` begins the `kilde` of what it books (»slags-7«).

    `rows()` are all of them, with `start`, `slut`, `udgave`, `aflyst_at`, `form` and `lokale`;
    `of(hvis, pk)` is the Q of those that are somebody's (`hvis` is one of the words above).
    `readable(bruger, hvis, pk)` are those that `bruger` may read in that calendar, with their words
    in `titel` (an expression); `art` is what is said when no more may be. `url(pk)` leads there.
    """

    slags: str
    art: str
    farve: int
    model: type
    rows: Callable
    of: Callable
    readable: Callable
    titel: object
    url: Callable


_kilder = {}


def register(kilde):
    """Add a kind of event."""
    _kilder[kilde.slags] = kilde


def kilder():
    """The kinds of events of the rooms, by their `slags`."""
    return dict(_kilder)


def family_times(familier, start, slut):
    """What the rooms have registered of `familier` (ids) in [start, slut): [(start, slut)]."""
    found = []
    for kilde in _kilder.values():
        theirs = Q(pk__in=[])
        for pk in familier:
            theirs |= kilde.of(FAMILIE, pk)
        rows = kilde.rows().filter(theirs, start__lt=slut, slut__gt=start, aflyst_at=None)
        found += rows.values_list("start", "slut")
    return found
