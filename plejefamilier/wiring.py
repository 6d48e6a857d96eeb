"""The ground's menu entries, and what it shows on its own pages."""

from faelles import drift as driftsstatus
from faelles import udbringning
from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu
from plejefamilier import actions, barneside, forloeb, moededrift, pligter, tilknytning
from plejefamilier.queries import aftale, anmodning, implementering, rekruttering
from plejefamilier.queries import overgang_pligter as overgang

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
pligter.register("anmodning", "Anmodning fra en familie", anmodning.pligter, anmodning.pligt_ord)
pligter.register(
    "implementering",
    "Implementering",
    implementering.punkt_pligter,
    implementering.punkt_ord,
)
pligter.register(
    "implementeringssag", "Hindring", implementering.sag_pligter, implementering.sag_ord
)
pligter.register(
    "implementeringsstatus",
    "Status på implementeringen",
    implementering.status_pligter,
    implementering.status_ord,
)
INDSATSEN = "Indsatsen"
forloeb.register_raekker(
    "informering", INDSATSEN, "chat", rekruttering.informeringer, rekruttering.raekke_url
)
forloeb.register_raekker(
    "indskrivning", INDSATSEN, "how-to-reg", rekruttering.indskrivninger, rekruttering.raekke_url
)
forloeb.register_raekker(
    "indskrivning_slut", INDSATSEN, "flag", rekruttering.afslutninger, rekruttering.raekke_url
)
forloeb.register_raekker(
    "anmodning", "Anmodninger", "help", anmodning.haendelser, anmodning.raekke_url
)
forloeb.register_ny("Kan familien være med?", rekruttering.ny_url)
forloeb.register_ny("Skriv anmodning", anmodning.ny_url)
pligter.register(
    overgang.OPSTART, "Støttet overgang", overgang.opstart_pligter, overgang.opstart_ord
)
pligter.register(
    overgang.BESOEG, "Besøg i en overgang", overgang.besoeg_pligter, overgang.besoeg_ord
)
forloeb.register_raekker(
    overgang.FORLOEB, "Støttet overgang", "home", overgang.of_familie, overgang.line_url
)
barneside.register_raekker(overgang.FORLOEB, "home", overgang.of_barn, overgang.line_url)
