"""The line's own menu, on each of its pages: what the user may open."""

from faelles.access import Permission
from faelles.menu import Punkt, items

PUNKTER = (
    Punkt("Opkald", "akuttelefon:opkald_list", Permission.SEE_OPKALD, 10, "/akuttelefon/"),
    Punkt(
        "Vagtplan",
        "akuttelefon:vagtplan",
        Permission.SEE_VAGTPLAN,
        20,
        "/akuttelefon/vagtplan/",
    ),
    Punkt("Nummeret", "akuttelefon:nummer", Permission.EDIT_NUMMER, 50, "/akuttelefon/nummer/"),
    Punkt(
        "Hvem har nummeret?",
        "akuttelefon:nummer_familier",
        Permission.HAND_OUT_NUMMER,
        52,
        "/akuttelefon/nummer/familier/",
    ),
    Punkt(
        "Før lukning",
        "akuttelefon:lukning_list",
        Permission.HAND_OUT_NUMMER,
        54,
        "/akuttelefon/lukning/",
    ),
    Punkt(
        "Mine vagter",
        "akuttelefon:vagt_mine",
        Permission.LOG_OPKALD,
        25,
        "/akuttelefon/vagter/",
    ),
    Punkt("Tal", "akuttelefon:rapport", Permission.SEE_AKUTRAPPORT, 40, "/akuttelefon/rapport/"),
)


def undermenu_for(bruger, path):
    """The entries that `bruger` may open, in order; the one whose section holds `path` is current.

    A menu of one entry is none.
    """
    found = items(sorted(PUNKTER, key=lambda punkt: punkt.plads), bruger, path)
    return found if len(found) > 1 else []
