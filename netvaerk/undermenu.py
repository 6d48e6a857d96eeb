"""The section of networks in the menu: everybody sees the entries she may open."""

from faelles.access import Permission
from faelles.menu import Afsnit, Punkt

ROOT = "/netvaerk/"

NETVAERK = Afsnit(
    "Netværk",
    25,
    (
        Punkt(
            "Grupper",
            "netvaerk:gruppe_list",
            Permission.SEE_NETVAERK,
            1,
            ROOT,
            regel="netvaerk.grupper",
        ),
        Punkt(
            "Mentorer",
            "netvaerk:mentorskab_list",
            Permission.MANAGE_MENTOR,
            2,
            f"{ROOT}mentor",
            regel="netvaerk.mentor",
        ),
        Punkt(
            "Svar fra familier",
            "netvaerk:netvaerkssvar_create",
            Permission.PLAN_NETVAERK,
            3,
            f"{ROOT}svar/",
        ),
        Punkt(
            "Tal om netværk",
            "netvaerk:rapport_show",
            Permission.SEE_NETVAERKSRAPPORT,
            4,
            f"{ROOT}rapport/",
        ),
    ),
)
