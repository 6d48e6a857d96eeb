"""The ground's rules and menu entries."""

from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu
from faelles.regler import JA_NEJ, Regel
from faelles.regler import register as register_regler

register_regler(
    Regel(
        "plejefamilier.stoettet_overgang",
        "Støttet overgang fra institution til plejefamilie",
        JA_NEJ,
        True,
        "Støttet overgang i København (H1)",
        "Tværgående samarbejde",
    ),
)
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
