"""Training and supervision in the sweep's two municipalities, and which row an address is about.

Seen from the people of »home«: »own« is a course of their own house with their own family on it,
and their own forløb; »other« belongs to another house and another family; »ended« was theirs until
yesterday; »foreign« is another municipality's.
"""

import datetime

from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.hemmelig import hash_of
from supervision.models import (
    Eksternkoeb,
    Fagligsparring,
    Fagprofil,
    Forloebsaftale,
    Kalenderadresse,
    Konsulterendeudbyder,
    Sporled,
    Temaspor,
    Timeaftale,
)
from tests.factories import LONG_AGO, BrugerFactory, InstitutionFactory
from tests.supervision import fakta

OWN, OTHER, ENDED, FOREIGN = "own", "other", "ended", "foreign"
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)

OBJECTS = {
    "kalenderadresse_close": "kalenderadresse",
    **dict.fromkeys(
        [
            "aarshjul_familie",
            "familie_forloeb_create",
            "familie_gruppe",
            "begreber_familie",
            "visitation_create",
            "supervisionsrapport",
            "fagligsparring_create",
            "tilmelding_kursus",
            "udviklingsplan_detail",
            "udviklingsplan_update",
        ],
        "familie",
    ),
    **dict.fromkeys(
        [f"aarshjul_{act}" for act in ("detail", "plan", "finish", "update", "next", "pdf")],
        "aarshjul",
    ),
    **{
        f"{kind}_{act}": kind
        for kind in ("tema", "begreb", "lokale", "fagprofil", "temaspor")
        for act in ("update", "retire")
    },
    **dict.fromkeys(["temaspor_detail", "sporled_create"], "temaspor"),
    **dict.fromkeys(["sporled_move", "sporled_remove"], "sporled"),
    **dict.fromkeys(["evaluering_update", "kursusbevis"], "kursusdeltager"),
    **dict.fromkeys(
        [
            "kursus_detail",
            "kursus_update",
            "kursus_cancel",
            "kursusgang_create",
            "fremmoede_list",
            "fremmoede_pdf",
            "tilmelding_create",
            "tilmelding_familier",
            "tilmelding_voksne",
            "tilmelding_list",
            "tilmelding_pligt",
        ],
        "kursus",
    ),
    **dict.fromkeys(["kursus_send", "kursus_return", "kursus_publish"], "kursusudkast"),
    **dict.fromkeys(["kursusgang_move", "kursusgang_cancel"], "kursusgang"),
    "fremmoede_update": "holdt_gang",
    **dict.fromkeys(["tilmelding_detail", "tilmelding_cancel"], "tilmelding"),
    **dict.fromkeys(
        [
            *(f"forloeb_{act}" for act in ("detail", "update", "pdf", "kontakt", "share")),
            *(f"forloeb_{act}" for act in ("unshare", "extend", "close", "reopen")),
            *("forloebsevaluering_list", "forloebsevaluering_update"),
            *("session_create", "session_series", "session_write"),
        ],
        "forloeb",
    ),
    "forloeb_activate": "udkast_forloeb",
    **dict.fromkeys(["forloebsdeltager_create", "aarshjul_gruppe"], "gruppe"),
    "forloebsdeltager_end": "forloebsdeltager",
    **dict.fromkeys(
        [
            *(f"forloebsaftale_{act}" for act in ("detail", "update", "sign", "excuse")),
            "konsulterende_kaede",
        ],
        "konsulterende",
    ),
    **dict.fromkeys(["session_detail", "session_log", "session_correct"], "session"),
    **dict.fromkeys(["session_move", "session_cancel"], "planlagt_session"),
    "konsulterendeudbyder_end": "konsulterendeudbyder",
    **{f"visitation_{act}": "visitation" for act in ("detail", "decide")},
    "visitation_open": "bevilget_visitation",
    "fagligsparring_detail": "fagligsparring",
    "timeaftale_end": "timeaftale",
    "eksternkoeb_update": "eksternkoeb",
    "udviklingsmaal_close": "udviklingsmaal",
}
# What an address says beside the key of its row.
BESIDES = {
    "supervisionsrapport": lambda row: {"aar": 2026},
    "forloebsevaluering_update": lambda row: {"familie": row.plejefamilie_id if row else 1},
}
# Addresses with a word or a number that is no row.
VALUES = {
    "kalenderadresse_feed": {"noegle": "k" * 43},
    "forloeb_create": {"slags": "gruppe"},
}


def _courses(hus, *, booker, teacher, konsulent, familie, closed, until):
    """A course of an institution with the family on it, and a draft that has offered it a seat."""
    now = timezone.now()
    over = {"navne_til": until} if until else {}
    facts = {"ansvarlig": booker, "lukket": closed, "titel": "Prøve", **over}
    gange = [(now - 2 * DAY, now - 2 * DAY + 2 * HOUR), (now + 9 * DAY, now + 9 * DAY + 2 * HOUR)]
    kursus = fakta.make_kursus(hus, gange=gange, undervisere=[teacher], **facts)
    udkast = fakta.make_kursus(hus, udgivet=False, **facts)
    tilmelding = fakta.make_tilmelding(kursus, familie, by=konsulent)
    offer = {"status": "tilbudt", "tilbud_til": now + DAY}
    return {
        "kursus": kursus,
        "kursusudkast": udkast,
        "kursusgang": kursus.gange.last(),
        "holdt_gang": kursus.gange.first(),
        "tilmelding": tilmelding,
        "kursusdeltager": tilmelding.deltagere.first(),
        "tilbudt_plads": fakta.make_tilmelding(udkast, familie, by=konsulent, **offer),
    }


def _supervision(supervisor, *, konsulent, familie, barn, until):
    """What somebody has with a family: forløb of every kind, running or ended on `until`."""
    now = timezone.now()
    ended = {"ser_til": until, "afsluttet_at": now - 2 * DAY, "slut_paa": until} if until else {}
    facts = {"supervisor": supervisor, "oprettet_af": konsulent, "barn": barn, **ended}
    forloeb = fakta.make_forloeb(familie, **facts)
    gruppe = fakta.make_gruppe(supervisor, [familie], **ended)
    konsulterende = fakta.make_forloeb(familie, slags="konsulterende", minutter=120, **facts)
    Forloebsaftale.objects.create(forloeb=konsulterende, maal="Prøve", indhold="Prøve")
    return {
        "forloeb": forloeb,
        "udkast_forloeb": fakta.make_forloeb(familie, aktiv=False, **facts),
        "gruppe": gruppe,
        "forloebsdeltager": gruppe.deltagere.get(),
        "konsulterende": konsulterende,
        "session": fakta.make_session(forloeb, now - DAY, minutter=60),
        "planlagt_session": fakta.make_session(forloeb, now + 3 * DAY),
    }


def _plans(konsulent, familie):
    """What belongs to the family whoever supervises it."""
    year = timezone.localdate().year
    return {
        "udviklingsmaal": fakta.make_maal(familie, "Prøve"),
        "aarshjul": fakta.make_aarshjul(familie, by=konsulent, aar=year),
        "visitation": fakta.make_visitation(familie, by=konsulent),
        "bevilget_visitation": fakta.make_visitation(
            familie,
            by=konsulent,
            afgoerelse="ja",
            udbyder=familie.kommune,
            begrundelse="Prøve",
            afgjort_paa=timezone.localdate(),
            afgjort_at=timezone.now(),
            afgjort_af=konsulent,
        ),
    }


def _lists(town):
    """What a municipality keeps: rooms, themes, terms, specialists, tracks, hours."""
    kommune, leder = town.kommune, town.people[Rolle.TEAMLEDER]
    medarbejder = town.people[Rolle.INSTITUTIONSMEDARBEJDER]
    hus, today = medarbejder.organisation, timezone.localdate()
    tema = fakta.make_tema(kommune, "Prøve")
    spor = Temaspor.objects.create(kommune=kommune, navn="Prøve", tema=tema)
    return {
        "lokale": fakta.make_lokale(hus, "Prøve"),
        "tema": tema,
        "begreb": fakta.make_begreb(kommune, "prøve"),
        "fagprofil": Fagprofil.objects.create(kommune=kommune, bruger=medarbejder),
        "temaspor": spor,
        "sporled": Sporled.objects.create(spor=spor, nr=1, slags="kursus", titel="Prøve"),
        "timeaftale": Timeaftale.objects.create(
            kommune=kommune, institution=hus, timer_pr_maaned=20, fra=LONG_AGO
        ),
        "eksternkoeb": Eksternkoeb.objects.create(
            kommune=kommune, dato=today, leverandoer="Prøve", beloeb=100, by=leder
        ),
        "konsulterendeudbyder": Konsulterendeudbyder.objects.create(
            kommune=kommune, institution=hus, fra=LONG_AGO
        ),
    }


def _sparring(by, familie):
    return Fagligsparring.objects.create(
        kommune=familie.kommune,
        plejefamilie=familie,
        dato=timezone.localdate(),
        tekst="Prøve",
        by=by,
        idempotency_key=fakta.uuid.uuid4(),
    )


def _adresse(bruger, noegle_hash=""):
    noegle_hash = noegle_hash or hash_of(f"{bruger.pk}")
    return Kalenderadresse.objects.create(bruger=bruger, slags="mig", noegle_hash=noegle_hash)


def rows_for(home, away, other_konsulent):
    """By kind and relation; see the head of the file."""
    yesterday = timezone.localdate() - DAY
    mine = home.people[Rolle.INSTITUTIONSMEDARBEJDER]
    other, colleague = (
        BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=home.kommune, ansat_hos=hus, navn=navn
        )
        for hus, navn in (
            (InstitutionFactory(kommune=home.kommune, navn="Andet Hus"), "Anden Medarbejder"),
            (mine.organisation, "Kollega Medarbejder"),
        )
    )
    familier, boern = home.rows["familie"], home.rows["barn"]
    konsulenter = {
        OWN: home.people[Rolle.KONSULENT],
        OTHER: other_konsulent,
        ENDED: other_konsulent,
        FOREIGN: away.people[Rolle.KONSULENT],
    }
    teachers = {
        OWN: mine,
        OTHER: other,
        ENDED: other,
        FOREIGN: away.people[Rolle.INSTITUTIONSMEDARBEJDER],
    }
    bookers = teachers | {
        OWN: home.people[Rolle.INSTITUTIONSBOOKER],
        FOREIGN: away.people[Rolle.INSTITUTIONSBOOKER],
    }

    def has(relation, supervisor):
        return _supervision(
            supervisor,
            konsulent=konsulenter[relation],
            familie=familier[relation],
            barn=boern[relation],
            until=yesterday if relation == ENDED else None,
        )

    houses = {
        relation: _courses(
            teachers[relation].organisation,
            booker=bookers[relation],
            teacher=teachers[relation],
            konsulent=konsulenter[relation],
            familie=familier[relation],
            closed=relation in (OTHER, ENDED),
            until=yesterday if relation == ENDED else None,
        )
        | has(relation, teachers[relation])
        | _plans(konsulenter[relation], familier[relation])
        for relation in (OWN, OTHER, ENDED, FOREIGN)
    }
    rows = {kind: {rel: some[kind] for rel, some in houses.items()} for kind in houses[OWN]}
    # to the employee: a colleague's forløb in her own house, and one that was hers until yesterday
    leaks = {OTHER: has(OTHER, colleague), ENDED: has(ENDED, mine)}
    for relation, some in leaks.items():
        for kind, row in some.items():
            theirs = rows[kind][relation]
            rows[kind][relation] = {
                person: row if person == mine else theirs for person in home.people.values()
            }
    lists = {OWN: _lists(home), FOREIGN: _lists(away)}
    rows |= {kind: {rel: some[kind] for rel, some in lists.items()} for kind in lists[OWN]}
    writers = [
        home.people[rolle]
        for rolle, rights in ROLE_PERMISSIONS.items()
        if Permission.SEE_SUPERVISION in rights
    ]
    rows["fagligsparring"] = {
        OWN: {person: _sparring(person, familier[OWN]) for person in writers},
        OTHER: _sparring(other, familier[OTHER]),
        ENDED: _sparring(other, familier[ENDED]),
        FOREIGN: _sparring(teachers[FOREIGN], familier[FOREIGN]),
    }
    planners = [
        home.people[rolle]
        for rolle, rights in ROLE_PERMISSIONS.items()
        if Permission.SEE_KALENDER in rights
    ]
    rows["kalenderadresse"] = {
        OWN: {person: _adresse(person) for person in planners},
        OTHER: _adresse(other, hash_of(VALUES["kalenderadresse_feed"]["noegle"])),
        ENDED: _adresse(colleague),
        FOREIGN: _adresse(teachers[FOREIGN]),
    }
    return rows
