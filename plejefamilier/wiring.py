"""The ground's menu entries, and what it shows on its own pages."""

from faelles import drift as driftsstatus
from faelles import kladder, udbringning
from faelles.access import Permission
from faelles.menu import Punkt
from faelles.menu import register as register_menu
from plejefamilier import (
    actions,
    barneside,
    forloeb,
    moededrift,
    pligter,
    tilknytning,
    undermenu,
)
from plejefamilier.forms import kontakt as notat
from plejefamilier.forms import udslusningsplan
from plejefamilier.queries import (
    aftale,
    anmodning,
    barnelinje,
    barnepligt,
    familieraekker,
    fordeling,
    implementering,
    kontakt,
    kontaktrapport,
    kursus,
    moede,
    optagelse,
    rekruttering,
    samarbejde,
    samarbejdsaftale,
)
from plejefamilier.queries import overgang_pligter as overgang

register_menu(
    undermenu.FAMILIER,
    undermenu.SAMARBEJDE,
    undermenu.INDSATSEN,
    Punkt(
        "Fravær",
        "plejefamilier:fravaer_list",
        Permission.REGISTER_FRAVAER,
        40,
        "/plejefamilier/fravaer/",
    ),
    Punkt(
        "Indlæs fra Excel",
        "plejefamilier:dataimport_list",
        Permission.IMPORT_DATA,
        86,
        "/plejefamilier/indlaes/",
    ),
)
tilknytning.on_change(actions.hand_on_aftaler)
tilknytning.follows("åben aftale", "åbne aftaler", fordeling.open_aftaler)
pligter.register("aftale", "Aftale", aftale.pligter, aftale.pligt_ord)
udbringning.also_deliver(actions.deliver_moedebeskeder)
driftsstatus.register(moededrift.NAVN, moededrift.moedebeskeder)
pligter.register("anmodning", "Anmodning fra en familie", anmodning.pligter, anmodning.pligt_ord)
pligter.register(
    "implementering",
    "Implementering",
    implementering.punkt_pligter,
    implementering.punkt_ord,
    om_familier=False,
)
pligter.register(
    "implementeringssag",
    "Hindring",
    implementering.sag_pligter,
    implementering.sag_ord,
    om_familier=False,
)
pligter.register(
    "implementeringsstatus",
    "Status på implementeringen",
    implementering.status_pligter,
    implementering.status_ord,
    om_familier=False,
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
pligter.register("behov", "Barnets behov", barnepligt.behov, barnepligt.behov_ord)
pligter.register("barneplan", "Barnets plan", barnepligt.plan, barnepligt.plan_ord)
pligter.register(
    "barnsopfoelgning",
    "Opfølgning på barnets plan",
    barnepligt.opfoelgning,
    barnepligt.opfoelgning_ord,
)
pligter.register("tilsyn", "Tilsyn", barnepligt.tilsyn, barnepligt.tilsyn_ord)
for slags, (ikon, raekker) in barnelinje.KILDER.items():
    forloeb.register_raekker(slags, barnelinje.LABEL, ikon, raekker, barnelinje.barn_url)
kladder.register(
    kladder.Formular(
        slags="notat",
        navn="notat",
        permission=Permission.WRITE_KONTAKT,
        sider=frozenset(
            f"plejefamilier:{navn}_kontakt_create" for navn in ("familie", "barn", "kreds")
        ),
        felter=notat.FELTER,
        flere=notat.FLERE,
        uddrag="tekst",
        forudfyldte=notat.FORUDFYLDTE,
    )
)
forloeb.register_raekker("kontakt", "Notater", "edit", kontakt.haendelser, kontakt.url)
forloeb.register_ny("Skriv notat", kontakt.ny_om_familie, dagligt=True)
barneside.register_raekker("kontakt", "edit", kontakt.barnets, kontakt.url)
barneside.register_ny("Skriv notat", kontakt.ny_om_barn, dagligt=True)
pligter.register("kontakt", "Kontakt", kontaktrapport.pligter, kontaktrapport.pligt_ord)
forloeb.register_raekker(
    familieraekker.GODKENDELSE,
    "Familien",
    "check",
    familieraekker.godkendelser,
    familieraekker.no_url,
)
forloeb.register_raekker(
    familieraekker.BELASTNING,
    "Belastning",
    "analytics",
    familieraekker.belastninger,
    familieraekker.no_url,
)
forloeb.register_raekker(
    familieraekker.KURSUS,
    "Kurser",
    "student",
    familieraekker.kursustider,
    familieraekker.no_url,
    udfyld=familieraekker.udfyld_kursus,
)
pligter.register("kursusdage", "Kursusdage", kursus.pligter, kursus.pligt_ord)
pligter.register(
    "samarbejdsaftale",
    "Samarbejdsaftale",
    samarbejdsaftale.pligter,
    samarbejdsaftale.pligt_ord,
    om_familier=False,
)
pligter.register("informering", "Samarbejde", samarbejde.pligter, samarbejde.pligt_ord)
pligter.register(moede.REFERAT, "Referat", moede.pligter, moede.pligt_ord)
forloeb.register_raekker(
    "moede", "Møder", "calendar-month", moede.familie_haendelser, moede.moede_url
)
forloeb.register_ny("Indkald til møde", moede.ny_familie_url, dagligt=True)
barneside.register_raekker("moede", "calendar-month", moede.barn_haendelser, moede.moede_url)
barneside.register_ny("Indkald til møde", moede.ny_barn_url, dagligt=True)
kladder.register(
    kladder.Formular(
        slags=moede.REFERAT,
        navn="referat",
        permission=Permission.MANAGE_MOEDER,
        sider=frozenset({"plejefamilier:referat_update"}),
        felter=("referat_*", "hvem_*", "syn_*", "faelles_linje_*"),
    )
)
kladder.register(
    kladder.Formular(
        slags="udslusningsplan",
        navn="udslusningsplan",
        permission=Permission.MANAGE_OVERGANG,
        sider=frozenset({"plejefamilier:udslusningsplan_update"}),
        felter=udslusningsplan.FELTER,
        uddrag="foer-hvad",
        forudfyldte=udslusningsplan.PREFILLED,
    )
)
barneside.register_raekker("metode", "checklist", optagelse.metoder, optagelse.metode_url)
barneside.register_ny("Prøv en metode", optagelse.metode_ny_url)
barneside.register_ny("Video og samtykke", optagelse.video_url)
