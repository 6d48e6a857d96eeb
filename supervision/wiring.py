"""What training and supervision show in the menu, on Min dag and on the ground's pages."""

from faelles import drift as driftsstatus
from faelles import kladder, udbringning
from faelles.access import Permission
from faelles.menu import register as register_menu
from plejefamilier import anmodningsside, barneside, forloeb, pligter, tilknytning
from supervision import familiedrift, undermenu
from supervision.actions.familiepost import deliver_familiebeskeder
from supervision.actions.sessionsskifte import follow_konsulent
from supervision.forms import sessionslog as log
from supervision.queries import (
    aarshjul,
    forloeb_frister,
    forloeb_linje,
    fremmoede,
    hjulpligt,
    kalenderhvem,
    konsulterende,
    kursuspligt,
    session,
    sessionspligt,
    sessionsrapport,
    sparring,
    tilmelding,
    udviklingsplan,
)

register_menu(undermenu.KURSER)
tilknytning.on_change(follow_konsulent)
pligter.register(
    kursuspligt.UDGIV,
    "Udkast til kursus",
    kursuspligt.pligter,
    kursuspligt.pligt_ord,
    om_familier=False,
)
barneside.register_ny("Lav kursus om barnet", kursuspligt.barn_ny_url)
pligter.register(
    fremmoede.NOTER, "Fremmøde", fremmoede.pligter, fremmoede.pligt_ord, om_familier=False
)
forloeb.register_fakta(fremmoede.fakta, udtryk=fremmoede.fakta_udtryk)
forloeb.register_raekker(
    sparring.SLAGS, "Faglig sparring", "forum", sparring.raekker, sparring.raekke_url
)
forloeb.register_ny("Skriv faglig sparring", sparring.ny_url)
pligter.register(
    konsulterende.PLIGT_VISITATION,
    "Konsulterende forløb",
    konsulterende.visitation_pligter,
    konsulterende.visitation_ord,
)
pligter.register(
    konsulterende.PLIGT_FORLOEB,
    "Konsulterende forløb",
    konsulterende.forloeb_pligter,
    konsulterende.forloeb_ord,
)
pligter.register(
    konsulterende.PLIGT_AFTALE,
    "Konsulterende forløb",
    konsulterende.aftale_pligter,
    konsulterende.aftale_ord,
)
forloeb.register_raekker(
    "visitation", "Supervision", "assignment", konsulterende.haendelser, konsulterende.raekke_url
)
forloeb.register_ny("Bed om konsulterende forløb", konsulterende.ny_url)
pligter.register(
    sessionspligt.PLIGT_SKRIV, sessionspligt.NAVN, sessionspligt.pligter, sessionspligt.pligt_ord
)
forloeb.register_raekker(
    "session", "Supervision", "chat", session.familie_haendelser, session.session_url
)
forloeb.register_ny("Hent årets supervisionsrapport", sessionsrapport.ny_url)
barneside.register_raekker("raadgivernotat", "chat", session.barnets_notater, session.no_url)
kladder.register(
    kladder.Formular(
        slags="supervision",
        navn="notat om supervision",
        permission=Permission.PLAN_SUPERVISION,
        sider=frozenset({"supervision:session_log", "supervision:session_write"}),
        felter=log.FELTER,
        flere=log.FLERE,
        uddrag="tekst",
        forudfyldte=log.FORUDFYLDTE,
    )
)
udbringning.also_deliver(deliver_familiebeskeder)
driftsstatus.register(familiedrift.NAVN, familiedrift.familiebeskeder)
pligter.register(tilmelding.TILBUD, "Plads på kursus", tilmelding.pligter, tilmelding.pligt_ord)
forloeb.register_raekker(
    tilmelding.SLAGS, "Kurser", "student", tilmelding.haendelser, tilmelding.raekke_url
)
forloeb.register_ny("Tilmeld kursus", tilmelding.ny_url)
pligter.register(hjulpligt.SLAGS, "Årshjul", hjulpligt.pligter, hjulpligt.pligt_ord)
forloeb.register_ny("Årshjul", aarshjul.ny_url)
forloeb.register_ny("Udviklingsplan", udviklingsplan.ny_url)
pligter.register(
    forloeb_frister.BEGYND,
    "Supervision",
    forloeb_frister.begynd_pligter,
    forloeb_frister.begynd_ord,
)
pligter.register(
    forloeb_frister.KONTAKT_FOER,
    "Supervision",
    forloeb_frister.kontakt_pligter,
    forloeb_frister.kontakt_ord,
)
pligter.register(
    forloeb_frister.SLUT, "Supervision", forloeb_frister.slut_pligter, forloeb_frister.slut_ord
)
forloeb.register_opgaver(forloeb_frister.opgaver, udtryk=forloeb_frister.opgaver_udtryk)
forloeb.register_raekker(
    forloeb_linje.BEGYNDT,
    "Supervision",
    "forum",
    forloeb_linje.begyndte,
    forloeb_linje.raekke_url,
)
forloeb.register_raekker(
    forloeb_linje.AFSLUTTET,
    "Supervision",
    "flag",
    forloeb_linje.afsluttede,
    forloeb_linje.raekke_url,
)
forloeb.register_raekker(
    forloeb_linje.GRUPPE,
    "Supervision",
    "groups",
    forloeb_linje.grupper,
    forloeb_linje.raekke_url,
)
forloeb.register_ny("Ny supervision", forloeb_linje.ny_url)
forloeb.register_ny("Med i en gruppe", forloeb_linje.gruppe_url)
anmodningsside.register_vej("Bed om konsulterende forløb", konsulterende.anmodning_url)
anmodningsside.register_vej("Åbn et forløb med supervision", forloeb_linje.anmodning_url)
forloeb.register_ny("Se kalender", kalenderhvem.familie_url)
