"""The ground's menu entries, and what it shows on its own pages."""

from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu

register_menu(
    Punkt(
        "Plejefamilier",
        "plejefamilier:plejefamilie_list",
        Permission.SEE_FAMILIER,
        20,
        "/plejefamilier/",
    ),
    Punkt(
        "Fravær",
        "plejefamilier:fravaer_list",
        Permission.REGISTER_FRAVAER,
        40,
        "/plejefamilier/fravaer/",
    ),
)
