"""The main menu, in two levels: each app registers its entries; one sees those she may open."""

import re
from dataclasses import dataclass, field

from django.urls import reverse

from faelles.access import Permission

OFF = (False, "fra")  # the values of a rule that say: not in use here


@dataclass(frozen=True)
class Punkt:
    """One entry: shown to whoever holds `permission`, unless `regel` is switched off.

    It is current on addresses that begin with `afsnit`, or as the regular expression `ogsaa`.
    `regel` is the key of a rule; a municipality that says one of OFF does without the entry.
    """

    label: str
    url_name: str
    permission: Permission
    plads: int
    afsnit: str
    ogsaa: str = ""
    regel: str = ""

    @property
    def punkter(self):
        """What the entry holds: itself."""
        return (self,)

    def reach(self, path):
        """How much of `path` the section of the entry covers, in characters; 0 outside it."""
        if self.afsnit == "/":
            return int(path == "/")
        begins = len(self.afsnit) if path.startswith(self.afsnit) else 0
        also = re.match(self.ogsaa, path) if self.ogsaa else None
        return max(begins, also.end() if also else 0)


@dataclass(frozen=True)
class Afsnit:
    """An entry with a menu of its own: it leads to the first of `punkter` that one may open."""

    label: str
    plads: int
    punkter: tuple


@dataclass(frozen=True)
class MenuItem:
    """An entry as it is shown. `under` is its own menu, empty when there is no choice in it."""

    label: str
    url: str
    current: bool
    under: list = field(default_factory=list)


_entries = []


def register(*entries):
    """Add entries (Punkt or Afsnit) to the menu; called from `AppConfig.ready`."""
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.plads)


def asked():
    """The keys of the rules that decide what the menu shows."""
    return {punkt.regel for entry in _entries for punkt in entry.punkter if punkt.regel}


def menu_for(bruger, path, slukket=frozenset()):
    """The entries that `bruger` may open; the one whose section holds `path` is current.

    `slukket` are the keys of `asked` that her municipality has switched off.
    """
    shown = []
    for entry in _entries:
        allowed = _allowed(entry.punkter, bruger, slukket)
        if allowed:
            shown.append((entry, allowed))
    here = _current([punkt for _, some in shown for punkt in some], path)
    return [
        MenuItem(
            entry.label,
            reverse(some[0].url_name),
            here in some,
            _shown(some, here) if len(some) > 1 else [],
        )
        for entry, some in shown
    ]


def items(punkter, bruger, path):
    """Those of `punkter` that `bruger` may open; current is the longest section with `path`."""
    allowed = _allowed(punkter, bruger, frozenset())
    return _shown(allowed, _current(allowed, path))


def _allowed(punkter, bruger, slukket):
    return [
        punkt for punkt in punkter if bruger.can(punkt.permission) and punkt.regel not in slukket
    ]


def _current(punkter, path):
    """The entry whose section covers most of `path`, or None."""
    found = max(punkter, key=lambda punkt: punkt.reach(path), default=None)
    return found if found and found.reach(path) else None


def _shown(punkter, here):
    return [MenuItem(punkt.label, reverse(punkt.url_name), punkt is here) for punkt in punkter]
