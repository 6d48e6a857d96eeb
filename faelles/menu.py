"""The main menu: each app registers its entries; the layout shows those the user may open."""

from dataclasses import dataclass

from django.urls import reverse

from faelles.access import Permission


@dataclass(frozen=True)
class Punkt:
    """One entry: shown to whoever holds `permission`, current on URLs of `afsnit` (a prefix)."""

    label: str
    url_name: str
    permission: Permission
    plads: int
    afsnit: str


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool


_punkter = []


def register(*punkter):
    """Add entries to the menu; called from `AppConfig.ready`."""
    _punkter.extend(punkter)
    _punkter.sort(key=lambda punkt: punkt.plads)


def menu_for(bruger, path):
    """The entries that `bruger` may open; the one whose section holds `path` is current."""
    return items(_punkter, bruger, path)


def items(punkter, bruger, path):
    """Those of `punkter` that `bruger` may open; current is the longest section with `path`."""
    allowed = [punkt for punkt in punkter if bruger.can(punkt.permission)]
    inside = [
        p for p in allowed if path == p.afsnit or (p.afsnit != "/" and path.startswith(p.afsnit))
    ]
    current = max(inside, key=lambda punkt: len(punkt.afsnit), default=None)
    return [MenuItem(p.label, reverse(p.url_name), p is current) for p in allowed]
