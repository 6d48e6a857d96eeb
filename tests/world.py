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
from akuttelefon.actions.vagttilbud import offer_vagt
from akuttelefon.models import Opfoelgning, Opkaldskladde, Vagtkalender, Vagtserie
from faelles import notices
from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.hemmelig import hash_of
from faelles.models import Besked, Bruger
from plejefamilier import actions as ground
from plejefamilier.actions.familie import refresh_soegetekst
from plejefamilier.models import Anbringelse, Dataimport, Konsulenttildeling
from tests import world_circles as circles
from tests import world_netvaerk as netvaerk
from tests import world_notes as notes
from tests import world_supervision as supervision
from tests.barnefakta import facts_about
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
from tests.familiefakta import facts_about_familie
from tests.plejefamilier.indsatsen import rows_about_indsatsen, rows_of_implementering
from tests.plejefamilier.moeder import rows_of_meetings, seat
from tests.plejefamilier.overgange import rows_of_move

OWN, OTHER, ENDED, FOREIGN, MISSING = "own", "other", "ended", "foreign", "missing"
DAY = datetime.timedelta(days=1)
ASKED = (
    Rolle.INSTITUTIONSMEDARBEJDER,
    Rolle.INSTITUTIONSBOOKER,
    Rolle.FAMILIEBEHANDLER,
    Rolle.PROJEKTLEDER,
)
TEAM_ROLES = (Rolle.KONSULENT, Rolle.TEAMLEDER)
HUS_ROLES = (Rolle.INSTITUTIONSMEDARBEJDER, Rolle.INSTITUTIONSBOOKER)  # employed at an institution

# Which row an address is about. An address with a row that is not here turns the sweep red.
OBJECTS = {
    **dict.fromkeys(
        [
            "plejefamilie_detail",
            "plejefamilie_update",
            "plejefamilie_end",
            "plejefamilie_adresse",
            "konsulent_assign",
            "godkendelse_create",
            "godkendelse_update",
            "familieprofil_update",
            "belastning_list",
            "belastning_create",
            "kursustid_list",
            "kursustid_create",
            "plejeforaelder_create",
            "barn_create",
            "nummer_udlever",
        ],
        "familie",
    ),
    **dict.fromkeys(["plejeforaelder_update", "plejeforaelder_end"], "plejeforaelder"),
    **dict.fromkeys(["barn_detail", "barn_update", "barn_cpr", "anbringelse_create"], "barn"),
    **dict.fromkeys(
        [
            "behov_create",
            "oenske_create",
            "barneplan_update",
            "barnemaal_create",
            "barnsopfoelgning_create",
            "aflastning_create",
            "tilsyn_create",
            "foraelder_create",
            "soeskende_create",
        ],
        "barn",
    ),
    "barn_belastning_create": "barn",
    **dict.fromkeys(
        ["video_list", "video_create", "videosamtykke_create", "metode_create"], "barn"
    ),
    **dict.fromkeys(["video_fetch", "video_delete"], "optagelse"),
    "videosamtykke_withdraw": "videosamtykke",
    **dict.fromkeys(["metode_detail", "metode_end"], "metodeproeve"),
    **dict.fromkeys(["aftale_detail", "aftale_update", "aftale_drop", "aftale_reopen"], "aftale"),
    "familie_aftale_create": "familie",
    "barn_aftale_create": "barn",
    "belastning_withdraw": "belastning",
    "kursustid_update": "kursustid",
    "behov_update": "behov",
    "oenske_update": "oenske",
    "barnemaal_update": "barnemaal",
    **dict.fromkeys(["aflastning_update", "aflastning_cancel"], "aflastningsophold"),
    "tilsyn_withdraw": "tilsynsbesoeg",
    **dict.fromkeys(["foraelder_update", "foraelder_end"], "foraeldreskab"),
    **dict.fromkeys(["soeskende_update", "soeskende_remove"], "soeskende"),
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
        [
            "overgang_detail",
            "overgang_pdf",
            "overgang_update",
            "overgang_flyt",
            "overgang_close",
            "overgang_stemme",
            "overgang_opstartsmoede",
            "overgang_samarbejdsmoeder",
            "overgang_raadgivning",
            "udslusningsplan_detail",
            "udslusningsplan_update",
            "overgangskontakt_create",
            "kendtvoksen_create",
        ],
        "overgang",
    ),
    **dict.fromkeys(
        [
            "moede_detail",
            "moede_move",
            "moede_cancel",
            "moede_svar",
            "moede_pdf",
            "moede_aftale_create",
            "deltager_update",
            "dagsorden_update",
            "referat_update",
            "referat_lock",
            "referatrettelse_create",
        ],
        "moede",
    ),
    **dict.fromkeys(["moedeserie_detail", "moedeserie_end"], "moedeserie"),
    "kendtvoksen_end": "kendtvoksen",
    **dict.fromkeys(["overgangskontakt_hold", "overgangskontakt_cancel"], "overgangskontakt"),
    **dict.fromkeys(
        ["underretning_assess", "underretning_take", "underretning_hand_over"], "underretning"
    ),
    "opkald_link": "ukendt_opkald",
    "nummer_undo": "linjenummer",
    "henvendelse_update": "henvendelse",
    **dict.fromkeys(["kladde_continue", "kladde_delete", "kladde_restore"], "kladde"),
    "kladde_take_over": "efterladt_kladde",
    **dict.fromkeys(["kontakt_detail", "kontakt_correct", "kontakt_share"], "kontakt"),
    "kontaktdeling_withdraw": "kontaktdeling",
    "familie_kontakt_create": "familie",
    "barn_kontakt_create": "barn",
    "kreds_kontakt_create": "plads",
    **dict.fromkeys(
        [
            "barn_samarbejde",
            "barn_kredsrolle_create",
            "barn_tovholder",
            "barn_rolleaftale_create",
            "samarbejdspunkt_update",
            "raadgiverskift_create",
        ],
        "samarbejde",
    ),
    **dict.fromkeys(
        [
            "familie_samarbejde",
            "familie_kredsrolle_create",
            "familie_tovholder",
            "familie_rolleaftale_create",
        ],
        "familie",
    ),
    **dict.fromkeys(["kredsrolle_update", "kredsrolle_end", "kredsrolle_undo"], "kredsrolle"),
    **dict.fromkeys(["rolleaftale_detail", "rolleaftale_pdf"], "rolleaftale"),
    **dict.fromkeys(
        ["samarbejdsaftale_detail", "samarbejdsaftale_update", "samarbejdsaftale_end"],
        "samarbejdsaftale",
    ),
    **dict.fromkeys(["notatskabelon_update", "notatskabelon_remove"], "notatskabelon"),
    **dict.fromkeys(
        ["formkladde_continue", "formkladde_delete", "formkladde_restore"], "formkladde"
    ),
    **dict.fromkeys(["opfoelgning_complete", "opfoelgning_hand_over"], "opfoelgning"),
    "besked_open": "besked",
    **dict.fromkeys(["lukkedag_update", "lukkedag_delete"], "lukkedag"),
    **dict.fromkeys(
        ["bruger_update", "bruger_link", "bruger_deactivate", "rolle_create"], "bruger"
    ),
    "bruger_activate": "lukket_bruger",
    "rolle_end": "rolle",
    **dict.fromkeys(
        [f"dataimport_{act}" for act in ("detail", "status", "errors", "start", "give_up", "undo")],
        "dataimport",
    ),
    "fordeling_create": "bruger",
    "vagt_offer": "egen_vagt",
    **dict.fromkeys(["vagt_update", "vagt_cancel"], "egen_vagt"),
    "vagtserie_undo": "vagtserie",
    **dict.fromkeys(
        ["vagttilbud_detail", "vagttilbud_accept", "vagttilbud_decline", "vagttilbud_withdraw"],
        "vagttilbud",
    ),
}
OBJECTS |= {
    **dict.fromkeys(["indskrivning_create", "informering_create", "anmodning_create"], "familie"),
    "indskrivning_end": "indskrivning",
    "anmodning_detail": "anmodning",
    "kriterium_retire": "kriterium",
    "implementeringssag_solve": "implementeringssag",
    "sparring_retire": "sparring",
    "person_end": "implementeringsperson",
    **dict.fromkeys(["tilbud_update", "tilbud_end"], "plejetilbud"),
    **dict.fromkeys(["retningslinje_detail", "retningslinje_update"], "retningslinje"),
}
OBJECTS |= supervision.OBJECTS | netvaerk.OBJECTS
KALENDER = "k" * 43  # the secret of a calendar's address
# Kinds of rows whose ids are UUIDs.
UUIDS = {"barn", "kontakt", "optagelse", "samarbejde"}
# Addresses with a word or a number that is no row.
VALUES = {
    "kalender_year": {"year": 2026},
    "formkladde_save": {"slags": "notat"},
    "punkt_update": {"skabelon": "samarbejde", "kode": "dele"},
    "implementeringsstatus_create": {"skabelon": "foraeldre"},
    "regel_preset": {"preset": "vejle"},
    "regel_update": {"key": "akut.aabner"},
    "vagtkalender_feed": {"noegle": KALENDER},
    **supervision.VALUES,
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
    hus = InstitutionFactory(kommune=kommune, navn=f"{mark} Hus")
    people = {
        rolle: BrugerFactory(
            rolle=rolle,
            team=team if rolle in TEAM_ROLES else None,
            kommune=kommune,
            ansat_hos=hus if rolle in HUS_ROLES else None,
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
    meetings = rows_of_meetings(konsulent, barn, familie)
    return {
        **meetings,
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
        **facts_about(barn, raadgiver),
        **facts_about_familie(familie, konsulent),
        **rows_about_indsatsen(familie, konsulent),
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
    _let_children_move(home, away, other_raadgiver, own, other, ended, foreign)
    _end_yesterday(ended, own, konsulent, raadgiver, kommune)

    for rolle in ASKED:  # asked to the meeting; and to one that is no longer hers to open
        seat(own["moede"], home.people[rolle], days=30)
        seat(ended["moede"], home.people[rolle], days=-1)
    households = {OWN: own, OTHER: other, ENDED: ended, FOREIGN: foreign}
    home.rows = {
        kind: {relation: rows[kind] for relation, rows in households.items()} for kind in own
    }
    home.rows["aftale"][OWN] = {
        person: _promise(konsulent, person, own) if rolle in ASKED else own["aftale"]
        for rolle, person in home.people.items()
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
        "dataimport": {
            relation: Dataimport.objects.create(
                kommune=town.kommune,
                by=town.people[Rolle.ADMINISTRATOR],
                status=Dataimport.Status.INDLAEST,
                indlaest_at=timezone.now(),
            )
            for relation, town in {OWN: home, FOREIGN: away}.items()
        },
        "ukendt_opkald": _unknown_calls(home, away),
        "linjenummer": {
            relation: akut.set_linjenummer(
                by=None, kommune=town, nummer="70123456", fra=today + 30 * DAY
            )
            for relation, town in {OWN: kommune, FOREIGN: away_kommune}.items()
        },
        **_implementation(home, away),
        **_coming_shifts(home, away),
        **_drafts(home, away, other_vagt),
        **notes.rows_for(home, away, other_konsulent),
        **circles.rows_for(home, away),
        **supervision.rows_for(home, away, other_konsulent),
        **netvaerk.rows_for(home, away, other_konsulent),
        "besked": {},
    }
    for bruger in Bruger.objects.all():
        notices.notify(bruger, key="sweep", tekst="Prøve", url="/")
    return home


def _promise(by, person, rows):
    """Somebody who only cooperates has promised something about the child."""
    return ground.create_aftale(
        by=by,
        kommune=rows["barn"].kommune,
        barn=rows["barn"],
        plejefamilie=rows["familie"],
        tekst="Prøve",
        ansvarlig=person,
        frist=timezone.localdate() + DAY,
    )


def _let_children_move(home, away, other_raadgiver, own, other, ended, foreign):
    """A child on its way to each family; the circles of her own hold everybody who cooperates."""
    raadgiver = home.people[Rolle.MYNDIGHEDSRAADGIVER]
    kreds = [
        home.people[rolle]
        for rolle in (
            Rolle.INSTITUTIONSMEDARBEJDER,
            Rolle.INSTITUTIONSBOOKER,
            Rolle.FAMILIEBEHANDLER,
            Rolle.PROJEKTLEDER,
        )
    ]
    own |= rows_of_move(own["familie"], raadgiver, kreds=kreds)
    other |= rows_of_move(other["familie"], other_raadgiver)
    yesterday = timezone.localdate() - DAY
    ended |= rows_of_move(ended["familie"], other_raadgiver, kreds=kreds, til=yesterday)
    foreign |= rows_of_move(foreign["familie"], away.people[Rolle.MYNDIGHEDSRAADGIVER])


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


def _implementation(home, away):
    """What each municipality keeps about getting the effort into operation."""
    own, foreign = (
        rows_of_implementering(
            town.kommune, town.people[Rolle.TEAMLEDER], town.people[Rolle.KONSULENT]
        )
        for town in (home, away)
    )
    return {kind: {OWN: own[kind], FOREIGN: foreign[kind]} for kind in own}


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
    besides = supervision.BESIDES.get(entry.name, lambda row: {})
    if relation == MISSING:
        return {"pk": uuid.UUID(int=1) if kind in UUIDS else 999_999_999, **besides(None)}
    if kind == "besked":
        rows = Besked.objects.filter(key="sweep")
        mine = rows.filter(to=bruger).first()
        theirs = rows.exclude(to=bruger).first()
        row = {OWN: mine, OTHER: theirs}.get(relation)
    else:
        row = home.rows[kind].get(relation)
    if isinstance(row, dict):
        row = row.get(bruger)
    return {"pk": row.pk, **besides(row)} if row else None
