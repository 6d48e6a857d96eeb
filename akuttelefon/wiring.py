"""The emergency line's menu entries, and what it listens to on the ground."""

from akuttelefon import actions, drift, familieside
from akuttelefon.linje import kommuner_paa_linjen
from akuttelefon.queries import henvendelse, nummer, opfoelgninger
from faelles import drift as driftsstatus
from faelles import udbringning
from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu
from plejefamilier import forloeb, linje, tilknytning

register_menu(
    Punkt(
        "Nyt opkald",
        "akuttelefon:opkald_create",
        Permission.LOG_OPKALD,
        25,
        "/akuttelefon/opkald/nyt/",
    ),
    Punkt("Akutopkald", "akuttelefon:opkald_list", Permission.SEE_OPKALD, 30, "/akuttelefon/"),
)
tilknytning.on_change(actions.reassign_open)
tilknytning.on_change(actions.reassign_underretninger)
tilknytning.follows("åben opfølgning", "åbne opfølgninger", opfoelgninger.open_with)
forloeb.register_raekker(
    familieside.SLAGS,
    "Opkald",
    "headset",
    familieside.raekker,
    familieside.raekke_url,
    udfyld=familieside.udfyld,
)
forloeb.register_raekker(
    henvendelse.SLAGS,
    "Henvendelser",
    "chat",
    henvendelse.raekker,
    henvendelse.raekke_url,
    udfyld=henvendelse.udfyld,
)
forloeb.register_ny("Skriv akut henvendelse", henvendelse.ny_url)
forloeb.register_opgaver(familieside.opgaver)
forloeb.register_fakta(nummer.fakta)
udbringning.also_deliver(actions.deliver_lukkebeskeder)
linje.register(kommuner_paa_linjen)
driftsstatus.register("Opfølgninger", drift.eskaleringer)
driftsstatus.register("Ansvarlige", drift.uden_ansvarlig)
driftsstatus.register("Underretninger", drift.underretninger)
driftsstatus.register("Kladder", drift.kladder)
driftsstatus.register("Besked før lukning", drift.lukkebeskeder)
driftsstatus.register("Vagtplan", drift.vagtplan_huller)
