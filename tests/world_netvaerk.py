"""Networks in the sweep's two municipalities, and which row an address is about.

Seen from the people of »home«: »own« is a group that her house runs with her own family in it, and
a mentor of it; »other« is run by others for other families; »ended« was her family's until
yesterday; »foreign« is another municipality's. A group is no secret within the municipality: there
a row of another is one only where somebody plans it or reads names.
"""

import datetime
import uuid

from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from netvaerk.models import Emneforslag, Netvaerkssvar
from plejefamilier.models import Kompetenceforloeb
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.netvaerk import fakta

OWN, OTHER, ENDED, FOREIGN = "own", "other", "ended", "foreign"
DAY = datetime.timedelta(days=1)

OBJECTS = {
    "gruppe_detail": "netvaerksgruppe",
    "forslag_list": "netvaerksgruppe",  # every konsulent looks for groups to her own families
    **dict.fromkeys(["gruppe_update", "gruppe_activate", "medlemskab_propose"], "dannes_gruppe"),
    **dict.fromkeys(
        ["gruppe_close", "gruppemoede_plan", "emneforslag_create", "kontaktliste_pdf"], "styret"
    ),
    **dict.fromkeys(["gruppe_hand_over", "gruppe_confirm"], "selvkoerende"),
    **dict.fromkeys(["medlemskab_answer", "medlemskab_withdraw"], "medlemskab"),
    **dict.fromkeys(["medlemskab_end", "medlemskab_share"], "medlem"),
    **dict.fromkeys(["gruppemoede_move", "gruppemoede_cancel", "gruppemoede_emne"], "gruppemoede"),
    "gruppemoede_detail": "moede_i_gruppe",
    "gruppemoede_fremmoede": "holdt_gruppemoede",
    "emneforslag_remove": "emneforslag",
    **dict.fromkeys(
        [
            "familienetvaerk_detail",
            "mentorprofil_update",
            "mentorskab_create",
            "kompetenceforloeb_create",
        ],
        "familie",
    ),
    **dict.fromkeys(
        ["mentorskab_detail", "mentorskab_follow_up", "mentorskab_update", "mentorskab_end"],
        "mentorskab",
    ),
    "kompetenceforloeb_remove": "kompetenceforloeb",
    "mentorskab_ask": "mentorsoegning",
    "mentorspoergsmaal_answer": "mentorspoergsmaal",
    "mentorspoergsmaal_withdraw": "eget_mentorspoergsmaal",
    "netvaerkssvar_remove": "netvaerkssvar",
}


def _groups(facilitator, ansvarlig, familie):
    """A house's groups in every stage, with `familie` in those that have begun."""
    now, today = timezone.now(), timezone.localdate()
    people = {"facilitator": facilitator, "ansvarlig": ansvarlig}
    gruppe = fakta.make_gruppe(familie.kommune, familier=[familie], aktiv_fra=today, **people)
    gone = {"aktiv_fra": today - 90 * DAY, "selvkoerende_fra": today - 3 * DAY}
    selv = fakta.make_gruppe(familie.kommune, familier=[familie], **people, **gone)
    dannes = fakta.make_gruppe(familie.kommune, **people)
    forslag = Emneforslag.objects.create(gruppe=gruppe, tekst="Søskende", by=ansvarlig)
    return {
        "netvaerksgruppe": gruppe,
        "styret": gruppe,
        "selvkoerende": selv,
        "dannes_gruppe": dannes,
        "medlemskab": fakta.make_forslag(dannes, familie, by=facilitator),
        "medlem": gruppe.medlemskaber.get(),
        "gruppemoede": fakta.make_moede(gruppe),
        "holdt_gruppemoede": fakta.make_moede(gruppe, start=now - 2 * DAY),
        "emneforslag": forslag,
    }


def _mentors(konsulent, familie, mentorer):
    """`familie` has a mentor, looks for one more, and is asked to be one itself, twice."""
    begun, searching, asking = mentorer
    mentorskab = fakta.make_mentorskab(familie, begun)
    fakta.make_mentoropfoelgning(mentorskab)
    soegning = fakta.make_mentorskab(familie)
    fakta.make_mentorprofil(familie)
    return {
        "kompetenceforloeb": Kompetenceforloeb.objects.create(
            plejefamilie=familie,
            titel="Prøve",
            gennemfoert_paa=timezone.localdate(),
            kilde=f"haand-{familie.pk}",
            by=konsulent,
        ),
        "mentorskab": mentorskab,
        "mentorsoegning": soegning,
        "mentorspoergsmaal": fakta.make_spoergsmaal(
            fakta.make_mentorskab(searching), familie, by=konsulent
        ),
        "eget_mentorspoergsmaal": fakta.make_spoergsmaal(
            fakta.make_mentorskab(asking), familie, by=konsulent
        ),
    }


def _svar(person, kommune):
    return Netvaerkssvar.objects.create(
        kommune=kommune,
        om="ingen",
        dato=timezone.localdate(),
        tryghed=5,
        by=person,
        idempotency_key=uuid.uuid4(),
    )


def rows_for(home, away, other_konsulent):
    """By kind and relation; see the head of the file."""
    medarbejder = Rolle.INSTITUTIONSMEDARBEJDER
    mine = home.people[medarbejder]
    other, colleague = (
        BrugerFactory(rolle=medarbejder, kommune=home.kommune, ansat_hos=hus, navn=navn)
        for hus, navn in (
            (InstitutionFactory(kommune=home.kommune, navn="Netværkshuset"), "Anden Facilitator"),
            (mine.organisation, "Kollega Facilitator"),
        )
    )
    konsulent = home.people[Rolle.KONSULENT]
    familier = home.rows["familie"]
    houses = {
        OWN: _groups(mine, konsulent, familier[OWN]),
        OTHER: _groups(other, other_konsulent, familier[OTHER]),
        ENDED: _groups(colleague, other_konsulent, familier[ENDED]),
        FOREIGN: _groups(away.people[medarbejder], away.people[Rolle.KONSULENT], familier[FOREIGN]),
    }
    rows = {kind: {rel: some[kind] for rel, some in houses.items()} for kind in houses[OWN]}
    # Within the municipality a group and its plan are seen by all; by no other institution.
    rows["moede_i_gruppe"] = dict(rows["gruppemoede"])
    for kind, row in (("netvaerksgruppe", "netvaerksgruppe"), ("moede_i_gruppe", "gruppemoede")):
        del rows[kind][ENDED]
        rows[kind][OTHER] = {mine: houses[OTHER][row]}
    # A leader plans every group of the municipality.
    for kind in ("dannes_gruppe", "styret", "selvkoerende", "gruppemoede", "holdt_gruppemoede"):
        for relation in (OTHER, ENDED):
            row = houses[relation][kind]
            rows[kind][relation] = dict.fromkeys((mine, konsulent), row)
    for relation in (OTHER, ENDED):
        row = houses[relation]["emneforslag"]
        rows["emneforslag"][relation] = dict.fromkeys((mine, konsulent), row)

    def mentors(relation, team, by):
        new = [
            PlejefamilieFactory(team=team, konsulent=by, navn=f"Mentor {relation} {number}")
            for number in range(3)
        ]
        return _mentors(by, familier[relation], new)

    pairs = {
        OWN: mentors(OWN, home.team, konsulent),
        OTHER: mentors(OTHER, familier[OTHER].team, other_konsulent),
        ENDED: mentors(ENDED, familier[ENDED].team, other_konsulent),
        FOREIGN: mentors(FOREIGN, away.team, away.people[Rolle.KONSULENT]),
    }
    rows |= {kind: {rel: some[kind] for rel, some in pairs.items()} for kind in pairs[OWN]}
    writers = [
        home.people[rolle]
        for rolle, rights in ROLE_PERMISSIONS.items()
        if Permission.SEE_NETVAERK in rights
    ]
    rows["netvaerkssvar"] = {
        OWN: {person: _svar(person, home.kommune) for person in writers},
        OTHER: _svar(other, home.kommune),
        FOREIGN: _svar(away.people[Rolle.KONSULENT], away.kommune),
    }
    return rows
