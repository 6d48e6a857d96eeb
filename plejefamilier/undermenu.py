"""The cooperation's own menu, on each of its pages: what the user may open."""

from faelles.access import Permission
from faelles.menu import Punkt, items

PUNKTER = (
    Punkt(
        "Mine samarbejder",
        "plejefamilier:samarbejde_list",
        Permission.SEE_SAMARBEJDE,
        10,
        "/plejefamilier/samarbejde/",
    ),
    Punkt(
        "Møder", "plejefamilier:moede_list", Permission.SEE_SAMARBEJDE, 20, "/plejefamilier/moeder/"
    ),
    Punkt(
        "Aftaler",
        "plejefamilier:aftale_list",
        Permission.SEE_SAMARBEJDE,
        30,
        "/plejefamilier/aftaler/",
    ),
    Punkt(
        "Rekruttering",
        "plejefamilier:indskrivning_list",
        Permission.RECRUIT,
        60,
        "/plejefamilier/rekruttering/",
    ),
    Punkt(
        "Tilbud",
        "plejefamilier:tilbud_list",
        Permission.SEE_IMPLEMENTERING,
        70,
        "/plejefamilier/tilbud/",
    ),
    Punkt(
        "Retningslinjer",
        "plejefamilier:retningslinje_list",
        Permission.SEE_SAMARBEJDE,
        80,
        "/plejefamilier/retningslinjer/",
    ),
    Punkt(
        "Implementering",
        "plejefamilier:implementering",
        Permission.SEE_IMPLEMENTERING,
        90,
        "/plejefamilier/implementering/",
    ),
)


def undermenu_for(bruger, path):
    """The entries that `bruger` may open, in order; the one whose section holds `path` is current.

    A menu of one entry is none.
    """
    found = items(sorted(PUNKTER, key=lambda punkt: punkt.plads), bruger, path)
    return found if len(found) > 1 else []
