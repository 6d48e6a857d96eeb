"""The cellar's own rules and menu entries."""

from faelles import drift, driftstjek
from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu
from faelles.regler import JA_NEJ, Regel
from faelles.regler import register as register_regler


def _lukket(name, day, standard):
    return Regel(
        f"kalender.lukket_{name}",
        f"Lukket {day}",
        JA_NEJ,
        standard,
        "Programmets kalender (R1)",
        "Kalender",
        hjaelp="En lukkedag tæller ikke som hverdag.",
    )


register_regler(
    _lukket("juleaftensdag", "24. december", True),
    _lukket("nytaarsaftensdag", "31. december", True),
    _lukket("grundlovsdag", "5. juni", True),
    _lukket("1_maj", "1. maj", False),
    _lukket("efter_kristi_himmelfart", "dagen efter Kristi himmelfartsdag", False),
    _lukket("27_december", "27. december", False),
    _lukket("28_december", "28. december", False),
    _lukket("29_december", "29. december", False),
    _lukket("30_december", "30. december", False),
)
register_menu(
    Punkt("Lukkedage", "faelles:kalender", Permission.USE_SAMSPIL, 70, "/kalender/"),
    Punkt("Regler", "faelles:regel_list", Permission.SEE_REGLER, 80, "/regler/"),
    Punkt("Brugere", "faelles:bruger_list", Permission.MANAGE_BRUGERE, 85, "/brugere/"),
    Punkt("Driftsstatus", "faelles:driftsstatus", Permission.SEE_DRIFT, 88, "/drift/"),
    Punkt("Log", "faelles:log_list", Permission.SEE_LOG, 90, "/log/"),
)
drift.register("PostgreSQL", driftstjek.database)
drift.register("Processer", driftstjek.processer)
drift.register("Opgaver", driftstjek.opgaver)
drift.register("Mails", driftstjek.mails)
