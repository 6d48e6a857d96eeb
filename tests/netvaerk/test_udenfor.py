"""A family appears by name to nobody outside its circle before it has said yes.

Every address of networks is asked by everybody about every group, membership and mentor. Each
family has a name of its own, a child with a name of its own, and words of its own in every text, so
that a word tells whose it was.
"""

import datetime

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from netvaerk.models import Koereafstand, Medlemskab, Mentorspoergsmaal
from netvaerk.queries.mentor import FILTRE
from plejefamilier import actions as ground
from plejefamilier.models import Behov, Kompetenceforloeb
from tests import world
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.netvaerk import fakta
from tests.supervision.test_udenfor import papers
from tests.test_leak_sweep import words_of

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
YEAR = 365 * DAY
NAMES = ("Zlind", "Zskov", "Zmose", "Zbrok", "Zvang", "Zengel", "Zdalby", "Zkjær", "Zholm")
# what nobody but the circle may read, on any page of networks
SECRETS = ("barnet-", "belastet-", "kan-", "behov-")


@pytest.fixture
def people(kommune, team, konsulent, kollega, teamleder, raadgiver):
    """Four konsulenter; a house with a facilitator and her colleague; leaders and the others."""
    hus = InstitutionFactory(kommune=kommune, navn="Solgården")
    team_2 = TeamFactory(kommune=kommune)

    def person(rolle, navn, **facts):
        return BrugerFactory(rolle=rolle, kommune=kommune, navn=navn, **facts)

    medarbejder = Rolle.INSTITUTIONSMEDARBEJDER
    return {
        "konsulent": konsulent,
        "kollega": kollega,
        "tredje": person(Rolle.KONSULENT, "Tredje Konsulent", team=team),
        "uden": person(Rolle.KONSULENT, "Uden Familier", team=team),
        "amira": person(medarbejder, "Amira Sol", ansat_hos=hus),
        "husfælle": person(medarbejder, "Henrik Sol", ansat_hos=hus),
        "udefra": person(
            medarbejder, "Ulla Bro", ansat_hos=InstitutionFactory(kommune=kommune, navn="Brohus")
        ),
        "leder": teamleder,
        "anden leder": person(Rolle.TEAMLEDER, "Anden Leder", team=team_2),
        "raadgiver": raadgiver,
        "projektleder": person(Rolle.PROJEKTLEDER, "Pia Projekt"),
        "administrator": person(Rolle.ADMINISTRATOR, "Adam Admin"),
    }


def family(team, konsulent, navn, raadgiver):
    """A family of nine years with a child, strain and a profile; every text has its name in it."""
    familie = PlejefamilieFactory(
        team=team,
        konsulent=konsulent,
        navn=f"{navn}, Ida og Per",
        adresse=f"Skjulestedet {navn} 7, 9990 By",
        adresse_beskyttet=navn in ("Zlind", "Zmose"),
        godkendt_fra=timezone.localdate() - 9 * YEAR,
    )
    familie.plejeforaeldre.update(navn=f"Ida {navn}", email=f"{navn.lower()}@familie.example")
    barn = BarnFactory(
        kommune=familie.kommune,
        plejefamilie=familie,
        navn=f"barnet-{navn} Prøvesen",
        myndighedsraadgiver=raadgiver,
    )
    Behov.objects.create(
        barn=barn,
        dato=timezone.localdate(),
        koder=["tilknytning"],
        hvornaar="senere",
        omfang=2,
        beskrivelse=f"behov-{navn}",
        by=konsulent,
    )
    ground.record_belastning(
        by=konsulent,
        plejefamilie=familie,
        dato=timezone.localdate(),
        score=10,
        kilde="familien",
        bemaerkning=f"belastet-{navn}",
    )
    ground.update_familieprofil(
        by=konsulent,
        plejefamilie=familie,
        version=0,
        tidspunkter=["aften"],
        erfaring_aar=2,
        erfaring="",
        kompetencer=f"kan-{navn}",
        andre_indsatser="",
    )
    return familie


@pytest.fixture
def case(at, kommune, team, people, monkeypatch):
    """Zlind and Zskov are in »Nord«; Zmose is proposed, Zbrok said no, Zvang has left.

    Zengel has said yes to being a mentor and is asked for Zkjær; Zdalby could be one, and nobody
    has asked it. Zholm has no part in anything.
    """
    at("2026-11-25 10:00")
    today = timezone.localdate()
    owner = {
        "Zlind": "konsulent",
        "Zskov": "kollega",
        "Zmose": "tredje",
        "Zbrok": "tredje",
        "Zvang": "kollega",
        "Zengel": "kollega",
        "Zdalby": "kollega",
        "Zkjær": "konsulent",
        "Zholm": "konsulent",
    }
    familier = {
        navn: family(team, people[who], navn, people["raadgiver"]) for navn, who in owner.items()
    }
    Koereafstand.objects.create(kommune=kommune, fra="9990", til="9991", km=12)
    nord = fakta.make_gruppe(
        kommune,
        navn="Nord",
        facilitator=people["amira"],
        ansvarlig=people["konsulent"],
        aktiv_fra=today - 60 * DAY,
        postnummer="9991",
        behov=["tilknytning"],
        alder_fra=0,
        alder_til=18,
    )
    for navn in ("Zlind", "Zskov"):
        fakta.make_medlem(
            nord,
            familier[navn],
            by=people[owner[navn]],
            deler=[*Medlemskab.Kontakt.values],
            deler_paa=today,
        )
    fakta.make_forslag(nord, familier["Zmose"], by=people["amira"])
    fakta.make_forslag(
        nord,
        familier["Zbrok"],
        by=people["amira"],
        svar="nej",
        svar_paa=today,
        besvaret_at=timezone.now(),
        besvaret_af=people["tredje"],
    )
    fakta.make_medlem(
        nord,
        familier["Zvang"],
        by=people["kollega"],
        fra=today - 50 * DAY,
        til=today - 2 * DAY,
        slutaarsag="tid",
        deler=[*Medlemskab.Kontakt.values],
        deler_paa=today - 50 * DAY,
    )
    for days in (-9, -2, 12):
        fakta.make_moede(nord, start=timezone.now() + days * DAY)
    fakta.make_mentorprofil(familier["Zengel"], om="Vi har en hund", kompetencer=["hverdag"])
    for navn in ("Zengel", "Zdalby"):
        ground.record_kompetenceforloeb(
            by=people["kollega"],
            plejefamilie=familier[navn],
            titel=f"kan-{navn}",
            gennemfoert_paa=today,
            kilde=f"haand-{navn}",
        )
    soegning = fakta.make_mentorskab(familier["Zkjær"], emner=["hverdag"])
    fakta.make_spoergsmaal(soegning, familier["Zengel"], by=people["konsulent"])
    papers(monkeypatch)
    return {"gruppe": nord, "familier": familier, "soegning": soegning}


def pages_about(case):
    """Every address of networks: those without a row, and of each row there is."""
    familier = [*case["familier"].values()]
    medlemskaber = [*case["gruppe"].medlemskaber.all()]
    moeder, gruppe = [*case["gruppe"].moeder.all()], [case["gruppe"]]
    mentorskaber = [case["soegning"]]
    rows = {
        "familie": familier,
        **dict.fromkeys(("gruppe", "styret", "dannes_gruppe", "selvkoerende"), gruppe),
        **dict.fromkeys(("medlemskab", "medlem"), medlemskaber),
        **dict.fromkeys(("gruppemoede", "holdt_gruppemoede", "moede_i_gruppe"), moeder),
        **dict.fromkeys(("mentorskab", "mentorsoegning"), mentorskaber),
        "kompetenceforloeb": [*Kompetenceforloeb.objects.all()],
        "mentorspoergsmaal": [*Mentorspoergsmaal.objects.all()],
        "eget_mentorspoergsmaal": [*Mentorspoergsmaal.objects.all()],
    }
    names = world.namespaced()
    for vis in dict(FILTRE):
        yield f"{reverse('netvaerk:mentorskab_list')}?vis={vis}"
    for entry in world.addresses():
        name = names[entry.name]
        kind = world.OBJECTS.get(entry.name)
        if not name.startswith("netvaerk:"):
            continue
        if kind is None and entry.name not in world.VALUES:
            yield reverse(name)
        for row in rows.get(kind, ()):
            yield reverse(name, args=[row.pk])


def of_group(case):
    """The pages that name the families of the group."""
    names = ("gruppe_detail", "kontaktliste_pdf", "forslag_list")
    return [reverse(f"netvaerk:{name}", args=[case["gruppe"].pk]) for name in names]


def told(client, person, pages):
    """All that she is told on `pages`, in one text."""
    client.force_login(person)
    found = []
    for page in pages:
        with transaction.atomic():
            response = client.get(page)
            if response.status_code == 200:
                found.append(words_of(response))
            transaction.set_rollback(True)
    return "\n".join(found)


OWN = {
    "konsulent": {"Zlind", "Zkjær", "Zholm"},
    "kollega": {"Zskov", "Zvang", "Zengel", "Zdalby"},
    "tredje": {"Zmose", "Zbrok"},
    "leder": {*NAMES},
}
# beside her own: who has said yes, to whom
SEES = {
    "konsulent": {"Zlind", "Zskov", "Zkjær", "Zengel"},
    "kollega": {"Zlind", "Zskov", "Zengel", "Zkjær"},
    "tredje": {"Zmose", "Zengel"},
    "uden": {"Zengel"},
    "amira": {"Zlind", "Zskov"},
    "husfælle": set(),
    "udefra": set(),
    "leder": {"Zlind", "Zskov", "Zmose", "Zengel", "Zkjær"},
    "anden leder": {"Zengel"},
    "raadgiver": set(),
    "projektleder": set(),
    "administrator": set(),
}


def test_nobody_meets_a_family_that_has_not_said_yes(client, people, case):
    """… nor reads what belongs to the circle of another, or where anybody lives."""
    wrong = []
    for who, sees in SEES.items():
        text, own = told(client, people[who], pages_about(case)), OWN.get(who, set())
        met = {name for name in NAMES if name in text}
        secrets = {f"{word}{name}" for word in SECRETS for name in {*NAMES} - own}
        secrets |= {f"Skjulestedet {name}" for name in NAMES}
        read = {secret for secret in secrets if secret in text}
        missed, too_much = sees - met, met - sees - own
        if missed or too_much or read:
            wrong.append(f"{who}: misses {missed}, meets {too_much}, reads {read}")
    assert not wrong, "\n".join(wrong)


def test_a_yes_opens_the_name_and_leaving_closes_it_again(client, people, case):
    forslag = case["gruppe"].medlemskaber.get(plejefamilie=case["familier"]["Zmose"])
    assert "Zmose" not in told(client, people["amira"], of_group(case))
    Medlemskab.objects.filter(pk=forslag.pk).update(
        svar="ja",
        svar_paa=timezone.localdate(),
        besvaret_at=timezone.now(),
        fra=timezone.localdate(),
    )
    assert "Zmose" in told(client, people["amira"], of_group(case))
    Medlemskab.objects.filter(pk=forslag.pk).update(
        fra=timezone.localdate() - 9 * DAY, til=timezone.localdate() - DAY, slutaarsag="tid"
    )
    assert "Zmose" not in told(client, people["amira"], of_group(case))


def test_the_facilitator_forgets_the_names_when_the_group_runs_by_itself(at, client, people, case):
    gruppe = case["gruppe"]
    last = timezone.localdate() + 30 * DAY
    type(gruppe).objects.filter(pk=gruppe.pk).update(
        selvkoerende_fra=timezone.localdate(), navne_til=last
    )
    assert "Zskov" in told(client, people["amira"], of_group(case))
    at(f"{last + DAY} 10:00")
    assert "Zskov" not in told(client, people["amira"], of_group(case))
    assert "Zskov" in told(
        client, people["konsulent"], of_group(case)
    )  # her own family is in it too
