"""The cooperation's own menu, on each of its pages: what the user may open."""

from faelles import regler
from faelles.access import Permission
from faelles.menu import Punkt, items

# entries that a municipality may switch off: {address: rule}
REGLER = {"plejefamilier:overgang_list": "plejefamilier.stoettet_overgang"}
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
        "Samarbejdsaftaler",
        "plejefamilier:samarbejdsaftale_list",
        Permission.SEE_SAMARBEJDE,
        60,
        "/plejefamilier/samarbejdsaftaler/",
    ),
    Punkt(
        "Notater",
        "plejefamilier:kontakt_list",
        Permission.WRITE_KONTAKT,
        35,
        "/plejefamilier/notater/",
    ),
    Punkt(
        "Overgange",
        "plejefamilier:overgang_list",
        Permission.SEE_SAMARBEJDE,
        40,
        "/plejefamilier/overgange/",
    ),
    Punkt(
        "Tilsyn", "plejefamilier:tilsyn_list", Permission.RECORD_BARN, 44, "/plejefamilier/tilsyn/"
    ),
    Punkt("Behov", "plejefamilier:behov_list", Permission.RECORD_BARN, 46, "/plejefamilier/behov/"),
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

    A menu of one entry is none. One query, for what is switched off.
    """
    shown = [punkt for punkt in PUNKTER if _switched_on(punkt, bruger)]
    found = items(sorted(shown, key=lambda punkt: punkt.plads), bruger, path)
    return found if len(found) > 1 else []


def _switched_on(punkt, bruger):
    """Whether the municipality uses what the entry leads to (H13)."""
    key = REGLER.get(punkt.url_name)
    return key is None or not bruger.kommune or regler.value(key, bruger.kommune)
