"""The start page: what is on it for whom, and the sentence on top."""

from dataclasses import dataclass, field

from django.urls import reverse

from faelles import danish, driftstjek, puls, regler
from faelles.access import Permission, Rolle
from faelles.models import Besked
from overblik.queries.boern import add_boern
from overblik.queries.familier import add_familier
from overblik.queries.linje import paa_linjen
from overblik.queries.linjen import the_line
from overblik.queries.pligt import Dag, Hast
from overblik.queries.pligter import pligter_for
from overblik.queries.samarbejde import (
    aftalte_tider,
    grupper_under_dannelse,
    ledige_kurser,
    shown_familier,
)
from overblik.queries.team import team_of
from overblik.queries.uge import week
from overblik.queries.vagter import vagt_nu
from plejefamilier import raekkevidde

MOST_BESKEDER = 5
MORNING, FORENOON, EVENING = 5, 10, 18

# What the administrator is told that Driftsstatus explains; silence means all is well.
DELE = {"udbring": "udbringeren", "beat": "beat eller worker", "broker": "køen"}


@dataclass
class MinDag:
    """The page: each part is there only for those it concerns. `viste` goes to the log."""

    overskrift: str
    hilsen: str
    i_dag: list = field(default_factory=list)
    snart: list = field(default_factory=list)
    har_pligter: bool = False
    uge: list = field(default_factory=list)
    uge_navn: str = ""
    familier: list = None
    flere_familier: bool = False
    kurser: list = field(default_factory=list)
    grupper: list = field(default_factory=list)
    team: object = None
    linjen: object = None
    vagt: object = None
    paa_linjen: object = None
    boern: list = None
    beskeder: list = None
    nyt_opkald_url: str = ""
    veje_overskrift: str = ""
    veje: list = field(default_factory=list)
    fejl: list = field(default_factory=list)
    viste_opkald: list = field(default_factory=list)
    viste_familier: list = field(default_factory=list)
    viste_boern: list = field(default_factory=list)

    @property
    def ingen_arbejde(self):
        """True for a role that has nothing to do here."""
        return not self.har_pligter and self.linjen is None and self.boern is None


def min_dag(bruger):
    """Everything on the start page of `bruger`, in the same number of queries whatever there is."""
    if bruger.kommune is None:
        return _min_dag(bruger)
    egne = regler.own_in_query(bruger.kommune)
    with (
        regler.read_once(),
        raekkevidde.kept(bruger, regler=egne) as fundet,
        regler.kept(bruger.kommune.pk, regler.from_query(fundet.andet["regler"])),
    ):
        return _min_dag(bruger)


def _min_dag(bruger):
    dag = Dag.for_kommune(bruger.kommune)
    roller = {role.rolle for role in bruger.aktive_roller}
    side = MinDag(overskrift=danish.ugedag(dag.today, dag.today).capitalize(), hilsen="")
    pligter = pligter_for(bruger, dag)
    aftalt = aftalte_tider(bruger, dag)
    side.kurser = ledige_kurser(bruger, dag)
    side.grupper = grupper_under_dannelse(bruger, dag)
    if pligter or aftalt or bruger.can(Permission.COMPLETE_OPFOELGNING):
        side.har_pligter = True
        side.i_dag = [pligt for pligt in pligter if pligt.hast < Hast.SNART]
        side.snart = [pligt for pligt in pligter if pligt.hast == Hast.SNART]
        side.viste_opkald += [pk for pligt in pligter for pk in pligt.opkald]
        if aftalt or bruger.can(Permission.COMPLETE_OPFOELGNING):
            side.uge_navn, side.uge = week(bruger, dag, pligter)
    if Rolle.KONSULENT in roller:
        add_familier(side, bruger, dag)
    if bruger.teams_med(Permission.LEAD_TEAM):
        side.team = team_of(side, bruger, dag)
    side.vagt = vagt_nu(bruger, dag)
    if bruger.can(Permission.FIND_ANY_FAMILIE):
        side.linjen = the_line(side, bruger, dag)
    if Rolle.MYNDIGHEDSRAADGIVER in roller:
        add_boern(side, bruger, dag)
    if bruger.can(Permission.LOG_OPKALD):
        side.paa_linjen = paa_linjen(bruger, dag)
        side.nyt_opkald_url = reverse("akuttelefon:opkald_create")
    if side.ingen_arbejde or bruger.can(Permission.MANAGE_BRUGERE):
        _veje(side, bruger)
        side.beskeder = [
            *Besked.objects.visible_to(bruger).unread().order_by("-due_at")[:MOST_BESKEDER]
        ]
    if bruger.can(Permission.SEE_DRIFT):
        side.fejl = [
            DELE[part] for part, works in puls.status().items() if not works and part in DELE
        ]
        late = Besked.objects.undelivered().filter(due_at__lte=dag.now - driftstjek.MAIL_WRONG)
        if late.exists():
            side.fejl.append("mails")
    side.hilsen = _hilsen(bruger, dag, side)
    side.viste_familier = sorted({*side.viste_familier, *shown_familier(bruger, dag)})
    return side


def _hilsen(bruger, dag, side):
    """»Godmorgen, Mette. Tre ting skal gøres i dag.«"""
    hour = dag.now.hour
    ord_ = (
        "Hej"
        if hour < MORNING
        else "Godmorgen"
        if hour < FORENOON
        else "Goddag"
        if hour < EVENING
        else "Godaften"
    )
    sentence = f"{ord_}, {bruger.fornavn}."
    if not side.har_pligter:
        return sentence
    number = sum(pligt.antal for pligt in side.i_dag)
    if number == 1:
        return f"{sentence} En ting skal gøres i dag."
    if number:
        return f"{sentence} {danish.talord(number).capitalize()} ting skal gøres i dag."
    if not dag.kalender.is_hverdag(dag.today):
        reason = dag.kalender.why_closed(dag.today)
        closed = "Der er weekend" if reason == "weekend" else f"Kommunen har lukket ({reason})"
        opens = danish.ugedag(dag.kalender.next_hverdag(dag.today), dag.today)
        return f"{sentence} {closed}. Næste hverdag er {opens}."
    return f"{sentence} Der er ikke noget, du skal nå i dag."


VEJE = (
    (
        Permission.SEE_SAMARBEJDE,
        "Mine samarbejder",
        "plejefamilier:samarbejde_list",
        "De børn og familier, du arbejder sammen med andre om, og hvem der gør hvad.",
    ),
    (
        Permission.SEE_SAMARBEJDE,
        "Møder",
        "plejefamilier:moede_list",
        "Hvor og hvornår I mødes, og referater af det, I har talt om.",
    ),
    (
        Permission.PLAN_KURSER,
        "Kurser",
        "supervision:kursus_list",
        "Kurser og oplæg: læg udkast, se pladser og venteliste, og notér, hvem der kom.",
    ),
    (
        Permission.SEE_TIMER,
        "Timer",
        "supervision:timer_list",
        "Hvad institutionerne har leveret af supervision og kurser, måned for måned.",
    ),
    (
        Permission.SEE_IMPLEMENTERING,
        "Implementering",
        "plejefamilier:implementering",
        "Hvor langt kommunen er med indsatsen, og hvad der står i vejen.",
    ),
    (
        Permission.MANAGE_BRUGERE,
        "Brugere og roller",
        "faelles:bruger_list",
        "Opret en kollega, giv en rolle fra en dag, eller luk en adgang.",
    ),
    (
        Permission.SEE_REGLER,
        "Regler",
        "faelles:regel_list",
        "Kommunens egne tal ved siden af programmets: hvem satte dem, og hvorfor.",
    ),
    (
        Permission.EDIT_KALENDER,
        "Kalender og lukkedage",
        "faelles:kalender",
        "Fortæl, hvornår kommunen har lukket. Fristerne regner med det.",
    ),
    (
        Permission.SEE_LOG,
        "Loggen",
        "faelles:log_list",
        "Hvem har læst og ændret hvad, hvornår og hvorfor.",
    ),
    (
        Permission.SEE_AKUTRAPPORT,
        "Tal om akuttelefonen",
        "akuttelefon:rapport",
        "Hvornår familierne ringer, og om opfølgningen kommer til tiden.",
    ),
)
TIL_ALLE = ("Kalenderen", "faelles:kalender", "Se, hvilke dage kommunen har lukket, og hvorfor.")


def _veje(side, bruger):
    """Where somebody without duties can go, each with a sentence that says what for."""
    side.veje = [(navn, reverse(url), tekst) for ret, navn, url, tekst in VEJE if bruger.can(ret)]
    side.veje_overskrift = "Det kan du her"
    if not bruger.can(Permission.EDIT_KALENDER):
        navn, url, tekst = TIL_ALLE
        side.veje.append((navn, reverse(url), tekst))
