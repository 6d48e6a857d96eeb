"""The ground's menu entries, and what it shows on its own pages."""

from faelles import drift as driftsstatus
from faelles import udbringning
from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu
from plejefamilier import actions, moededrift, pligter, tilknytning
from plejefamilier.queries import aftale

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
tilknytning.on_change(actions.hand_on_aftaler)
pligter.register("aftale", "Aftale", aftale.pligter, aftale.pligt_ord)
udbringning.also_deliver(actions.deliver_moedebeskeder)
driftsstatus.register(moededrift.NAVN, moededrift.moedebeskeder)
