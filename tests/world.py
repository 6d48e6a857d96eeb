"""Two municipalities with a person in every role, and rows that could leak: for sweeps of pages.

Seen from the people of »home« each kind of row is there as own, other (another team or family),
ended (theirs until yesterday), foreign (another municipality's) and missing.
"""

import datetime
import uuid
from dataclasses import dataclass, field

import time_machine
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from akuttelefon import actions as akut
from akuttelefon.actions.vagtkalender import hash_of
from akuttelefon.actions.vagttilbud import offer_vagt
from akuttelefon.models import Opfoelgning, Opkaldskladde, Vagtkalender, Vagtserie
from faelles import notices
from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.models import Besked, Bruger
from plejefamilier.actions.familie import refresh_soegetekst
from plejefamilier.models import Anbringelse, Konsulenttildeling
from tests.factories import (
    LONG_AGO,
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    InstitutionFactory,
    KommuneFactory,
    LukkedagFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
    on_duty,
)

OWN, OTHER, ENDED, FOREIGN, MISSING = "own", "other", "ended", "foreign", "missing"
DAY = datetime.timedelta(days=1)
TEAM_ROLES = (Rolle.KONSULENT, Rolle.TEAMLEDER)

# Which row an address is about. An address with a row that is not here turns the sweep red.
OBJECTS = {
    **dict.fromkeys(
        [
            "plejefamilie_detail",
            "plejefamilie_update",
            "plejefamilie_end",
            "plejefamilie_adresse",
            "konsulent_assign",
            "plejeforaelder_create",
            "barn_create",
            "nummer_udlever",
        ],
        "familie",
    ),
    **dict.fromkeys(["plejeforaelder_update", "plejeforaelder_end"], "plejeforaelder"),
    **dict.fromkeys(["barn_detail", "barn_update", "barn_cpr", "anbringelse_create"], "barn"),
    "anbringelse_end": "anbringelse",
    "fravaer_remove": "fravaer",
    **dict.fromkeys(
        [
            "opkald_detail",
            "opkald_pdf",
            "opkald_withdraw",
            "rettelse_create",
            "underretning_create",
        ],
        "opkald",
    ),
    "opkald_restore": "trukket_opkald",
    **dict.fromkeys(
        ["underretning_assess", "underretning_take", "underretning_hand_over"], "underretning"
    ),
    "opkald_link": "ukendt_opkald",
    "nummer_undo": "linjenummer",
    "henvendelse_update": "henvendelse",
    **dict.fromkeys(["kladde_continue", "kladde_delete", "kladde_restore"], "kladde"),
    "kladde_take_over": "efterladt_kladde",
    **dict.fromkeys(["opfoelgning_complete", "opfoelgning_hand_over"], "opfoelgning"),
    "besked_open": "besked",
    **dict.fromkeys(["lukkedag_update", "lukkedag_delete"], "lukkedag"),
    **dict.fromkeys(
        ["bruger_update", "bruger_link", "bruger_deactivate", "rolle_create"], "bruger"
    ),
    "bruger_activate": "lukket_bruger",
    "rolle_end": "rolle",
    "vagt_offer": "egen_vagt",
    **dict.fromkeys(["vagt_update", "vagt_cancel"], "egen_vagt"),
    "vagtserie_undo": "vagtserie",
    **dict.fromkeys(
        ["vagttilbud_detail", "vagttilbud_accept", "vagttilbud_decline", "vagttilbud_withdraw"],
        "vagttilbud",
    ),
}
KALENDER = "k" * 43  # the secret of a calendar's address
# Addresses with a word or a number that is no row.
VALUES = {
    "kalender_year": {"year": 2026},
    "regel_preset": {"preset": "vejle"},
    "regel_update": {"key": "akut.aabner"},
    "vagtkalender_feed": {"noegle": KALENDER},
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
}


@dataclass
class Town:
    """One municipality: its people by role, and its rows by kind of row and relation."""

    kommune: object
    team: object
    people: dict
    rows: dict = field(default_factory=dict)


def _people(kommune, team, mark):
    people = {
        rolle: BrugerFactory(
            rolle=rolle,
            team=team if rolle in TEAM_ROLES else None,
            kommune=kommune,
            navn=f"{mark} {rolle.label}",
        )
        for rolle in ROLE_PERMISSIONS
    }
    on_duty(people[Rolle.AKUTVAGT])
    return people


def _household(town, team, konsulent, raadgiver, navn, *, vagt=None, ago=0 * DAY):
    """A family with a child, a call with its duty, and everything else that hangs on it."""
    familie = PlejefamilieFactory(team=team, konsulent=konsulent, navn=navn, adresse_beskyttet=True)
    barn = BarnFactory(kommune=town.kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    vagt = vagt or town.people[Rolle.AKUTVAGT]
    then = timezone.now() - ago
    with time_machine.travel(then, tick=False):  # a call is immutable: it is written back then
        opkald = log_opkald(by=vagt, plejefamilie=familie, boern=[barn], underretningssvar="ja")
        trukket = log_opkald(by=vagt, plejefamilie=familie)
        akut.withdraw_opkald(by=vagt, opkald=trukket, begrundelse="Skrevet to gange")
    return {
        "familie": familie,
        "barn": barn,
        "plejeforaelder": familie.plejeforaeldre.get(),
        "anbringelse": barn.anbringelser.get(),
        "opkald": opkald,
        "henvendelse": akut.log_henvendelse(
            by=konsulent,
            plejefamilie=familie,
            slags="dagtid",
            start=timezone.now() - DAY,
            minutter=None,
            tekst="Ringede om skolen.",
            idempotency_key=uuid.uuid4(),
        ),
        "opfoelgning": opkald.opfoelgning,
        "underretning": opkald.underretning,
        "trukket_opkald": trukket,
    }


def build():
    """The world: returns the home municipality; `rows[kind of row][relation]` are its rows."""
    kommune = KommuneFactory(navn="Vestersund Kommune")
    team, team_2 = TeamFactory(kommune=kommune), TeamFactory(kommune=kommune)
    home = Town(kommune, team, _people(kommune, team, "Hjemme"))
    away_kommune = KommuneFactory(navn="Fremmed Kommune")
    away_team = TeamFactory(kommune=away_kommune)
    away = Town(away_kommune, away_team, _people(away_kommune, away_team, "Fremmed"))
    konsulent, raadgiver = home.people[Rolle.KONSULENT], home.people[Rolle.MYNDIGHEDSRAADGIVER]
    brohus = InstitutionFactory(kommune=kommune, navn="Brohus")

    other_konsulent = BrugerFactory(rolle=Rolle.KONSULENT, team=team_2, navn="Anden Konsulent")
    other_raadgiver = BrugerFactory(
        rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Anden Rådgiver"
    )
    other_vagt = BrugerFactory(
        rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=brohus, navn="Anden Vagt"
    )
    BrugerFactory(rolle=Rolle.TEAMLEDER, team=team_2, navn="Anden Leder")
    BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Kollega Konsulent")

    own = _household(home, team, konsulent, raadgiver, "Egen, Ane og Bo")
    # calls that the duty desk has long left behind, taken by somebody else
    theirs = {"vagt": other_vagt, "ago": 30 * DAY}
    other = _household(home, team_2, other_konsulent, other_raadgiver, "Anden, Ane og Bo", **theirs)
    ended = _household(
        home, team_2, other_konsulent, other_raadgiver, "Ophørt, Ane og Bo", **theirs
    )
    foreign = _household(
        away,
        away_team,
        away.people[Rolle.KONSULENT],
        away.people[Rolle.MYNDIGHEDSRAADGIVER],
        "Fremmed, Ane og Bo",
    )
    _end_yesterday(ended, own, konsulent, raadgiver, kommune)

    households = {OWN: own, OTHER: other, ENDED: ended, FOREIGN: foreign}
    home.rows = {
        kind: {relation: rows[kind] for relation, rows in households.items()} for kind in own
    }
    today = timezone.localdate()
    home.rows |= {
        "fravaer": {
            relation: FravaerFactory(bruger=person, fra=today + 3 * DAY, til=today + 4 * DAY)
            for relation, person in {
                OWN: konsulent,
                OTHER: other_konsulent,
                FOREIGN: away.people[Rolle.KONSULENT],
            }.items()
        },
        "lukkedag": {
            relation: LukkedagFactory(kommune=town, fra=today + 9 * DAY, til=today + 9 * DAY)
            for relation, town in {OWN: kommune, FOREIGN: away_kommune}.items()
        },
        "bruger": {OWN: konsulent, FOREIGN: away.people[Rolle.KONSULENT]},
        "lukket_bruger": {
            OWN: BrugerFactory(organisation=kommune, is_active=False, navn="Lukket Person"),
            FOREIGN: BrugerFactory(organisation=away_kommune, is_active=False, navn="Væk"),
        },
        "rolle": {
            OWN: konsulent.roller.get(),
            FOREIGN: away.people[Rolle.KONSULENT].roller.get(),
        },
        "ukendt_opkald": _unknown_calls(home, away),
        "linjenummer": {
            relation: akut.set_linjenummer(
                by=None, kommune=town, nummer="70123456", fra=today + 30 * DAY
            )
            for relation, town in {OWN: kommune, FOREIGN: away_kommune}.items()
        },
        **_coming_shifts(home, away),
        **_drafts(home, away, other_vagt),
        "besked": {},
    }
    for bruger in Bruger.objects.all():
        notices.notify(bruger, key="sweep", tekst="Prøve", url="/")
    return home


def _end_yesterday(ended, own, konsulent, raadgiver, kommune):
    """Until yesterday the konsulent had this family and its child lived with hers."""
    yesterday = timezone.localdate() - DAY
    assignment = ended["familie"].konsulenttildelinger.get()
    Konsulenttildeling.objects.filter(pk=assignment.pk).update(fra=yesterday + DAY)
    Konsulenttildeling.objects.create(
        plejefamilie=ended["familie"],
        konsulent=konsulent,
        fra=LONG_AGO,
        til=yesterday,
        begrundelse="Fra begyndelsen",
    )
    barn = ended["barn"]
    barn.anbringelser.update(fra=yesterday + DAY)
    former = {
        "slags": Anbringelse.Slags.DOEGN,
        "grundlag": Anbringelse.Grundlag.SAMTYKKE,
        "fra": LONG_AGO,
        "til": yesterday,
        "slutaarsag": Anbringelse.Slutaarsag.FLYTNING,
    }
    Anbringelse.objects.create(barn=barn, plejefamilie=own["familie"], **former)
    # … and a child of the rådgiver's lived with that family
    moved = BarnFactory(kommune=kommune, myndighedsraadgiver=raadgiver)
    Anbringelse.objects.create(barn=moved, plejefamilie=ended["familie"], **former)
    for rows in (own, ended):
        refresh_soegetekst(rows["familie"])


def _coming_shifts(home, away):
    """A leader's shift next week, and an offer of a konsulent's shift to her; a calendar."""
    begins = timezone.now() + 7 * DAY
    egne, tilbud = {}, {}
    for relation, town in ((OWN, home), (FOREIGN, away)):
        leder, konsulent = town.people[Rolle.TEAMLEDER], town.people[Rolle.KONSULENT]
        egne[relation] = on_duty(leder, start=begins, slut=begins + DAY)
        given = on_duty(konsulent, start=begins + DAY, slut=begins + 2 * DAY)
        tilbud[relation] = offer_vagt(by=konsulent, vagt=given, til=leder)
    bruger = home.people[Rolle.AKUTVAGT]
    Vagtkalender.objects.create(bruger=bruger, noegle_hash=hash_of(KALENDER))
    serier = {
        relation: Vagtserie.objects.create(
            kommune=town.kommune,
            fra=begins.date(),
            til=begins.date(),
            by=town.people[Rolle.TEAMLEDER],
        )
        for relation, town in ((OWN, home), (FOREIGN, away))
    }
    return {"egen_vagt": egne, "vagttilbud": tilbud, "vagtserie": serier}


def _drafts(home, away, other_vagt):
    """Unsaved calls: everybody's own, by person; and one that was left until a leader was told."""

    def begin(bruger, familie, **told):
        gemt = akut.save_kladde(
            by=bruger,
            kommune=familie.kommune,
            noegle=uuid.uuid4(),
            fane=uuid.uuid4(),
            nr=1,
            felter={"situation": "Prøve", "familie": str(familie.pk)},
            plejefamilie=familie,
        )
        if told:
            Opkaldskladde.objects.filter(pk=gemt.kladde.pk).update(**told)
        return gemt.kladde

    writes = [
        rolle for rolle, rights in ROLE_PERMISSIONS.items() if Permission.LOG_OPKALD in rights
    ]
    familier = home.rows["familie"]
    told = {"leder_besked_at": timezone.now()}
    return {
        "kladde": {
            OWN: {home.people[rolle]: begin(home.people[rolle], familier[OWN]) for rolle in writes},
            OTHER: begin(other_vagt, familier[OTHER]),
            FOREIGN: begin(away.people[Rolle.AKUTVAGT], familier[FOREIGN]),
        },
        "efterladt_kladde": {
            OWN: begin(other_vagt, familier[OWN], **told),
            OTHER: begin(other_vagt, familier[OTHER]),
            FOREIGN: begin(away.people[Rolle.AKUTVAGT], familier[FOREIGN], **told),
        },
    }


def _unknown_calls(home, away):
    return {
        relation: log_opkald(
            by=town.people[Rolle.AKUTVAGT], plejefamilie=None, kommune=town.kommune
        )
        for relation, town in ((OWN, home), (FOREIGN, away))
    }


def hand_over(home):
    """The konsulent gets the duty of the other family: until it is closed."""
    row = Opfoelgning.objects.get(pk=home.rows["opfoelgning"][OTHER].pk)
    return akut.hand_over_opfoelgning(
        by=home.people[Rolle.TEAMLEDER],
        opfoelgning=row,
        til=home.people[Rolle.KONSULENT],
        begrundelse="Prøve",
    )


# --- addresses --------------------------------------------------------------------------------


def addresses(resolver=None):
    """Every URLPattern of the house, through all includes."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from addresses(entry)


def namespaced():
    """{plain name: the name that reverse() wants}, e.g. opkald_list: akuttelefon:opkald_list."""
    found = {}

    def walk(resolver, prefix):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                found[entry.name] = f"{prefix}{entry.name}"
            else:
                walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)

    walk(get_resolver(), "")
    return found


def kwargs_for(entry, home, relation, bruger):
    """The arguments of an address for a row in this relation; None when there is no such row."""
    if entry.name in VALUES:
        return VALUES[entry.name] if relation == OWN else None
    if entry.name not in OBJECTS:
        return {} if relation == OWN else None
    kind = OBJECTS[entry.name]
    if relation == MISSING:
        return {"pk": uuid.UUID(int=1) if kind == "barn" else 999_999_999}
    if kind == "besked":
        rows = Besked.objects.filter(key="sweep")
        mine = rows.filter(to=bruger).first()
        theirs = rows.exclude(to=bruger).first()
        row = {OWN: mine, OTHER: theirs}.get(relation)
    else:
        row = home.rows[kind].get(relation)
    if isinstance(row, dict):
        row = row.get(bruger)
    return {"pk": row.pk} if row else None
