"""The pages of signing up: who may, who sees whom, and what is said (W1, E5, E6, B2)."""

import datetime
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import pligter
from plejefamilier.models import Familieprofil, Indskrivning, Plejeforaelder
from supervision.models import Kursus, Tilmelding
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.supervision.fakta import AFTER, DAY, HOUR, make_forloeb, make_kursus, make_tilmelding

pytestmark = pytest.mark.django_db
START = local("2027-02-18 09:30")


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 10:00")


@pytest.fixture
def booker(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Jens Brohus"
    )


@pytest.fixture
def supervisor(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorte Brohus"
    )


@pytest.fixture
def kursus(brohus, booker):
    return make_kursus(brohus, ansvarlig=booker, gange=[(START, START + 2 * HOUR)], pladser=10)


@pytest.fixture
def fremmed(team, kollega):
    """A family that is a colleague's, with a name that must not leak."""
    return PlejefamilieFactory(team=team, konsulent=kollega, navn="Hemmeligsen, Eva og Ib")


def client_of(bruger):
    client = Client()
    client.force_login(bruger)
    return client


def see(bruger, name, *args, **query):
    return client_of(bruger).get(reverse(f"supervision:tilmelding_{name}", args=args), query)


def send(bruger, name, data, *args):
    return client_of(bruger).post(reverse(f"supervision:tilmelding_{name}", args=args), data)


def text_of(response):
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").split())


def sign_up(bruger, kursus, **facts):
    form = see(bruger, "create", kursus.pk).context["form"]
    data = {"idempotency_key": form["idempotency_key"].value(), **facts}
    return send(bruger, "create", data, kursus.pk)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- signing up -------------------------------------------------------------------------------


def test_a_konsulent_signs_up_her_family(kursus, konsulent, familie):
    page = see(konsulent, "create", kursus.pk)
    words = text_of(page)
    assert "10 af 10 ledige. Tilmelding senest onsdag 17. februar" in words
    assert "Grete og Poul Bruun" in words
    assert "torsdag 18. februar kl. 09.30–11.30" in words
    answer = sign_up(konsulent, kursus, familie=familie.pk)
    row = Tilmelding.objects.get()
    assert answer.url == reverse("supervision:tilmelding_detail", args=[row.pk])
    assert told(answer) == ["Bruun er tilmeldt."]
    assert (row.plejefamilie, row.by, row.status) == (familie, konsulent, "plads")


def test_only_some_of_the_grown_ups_come_when_she_says_so(kursus, konsulent, familie):
    poul = Plejeforaelder.objects.create(plejefamilie=familie, navn="Poul Bruun")
    page = send(konsulent, "voksne", {"familie": familie.pk}, kursus.pk)
    assert [box.data["selected"] for box in page.context["form"]["voksne"]] == [True, True]
    facts = {"familie": familie.pk, "voksne_af": familie.pk}
    answer = sign_up(konsulent, kursus, **facts)
    assert "Vælg mindst én af de voksne." in text_of(answer)
    sign_up(konsulent, kursus, **facts, voksne=[poul.pk])
    assert [row.plejeforaelder for row in Tilmelding.objects.get().deltagere.all()] == [poul]


def test_a_full_course_says_the_place_in_line_before_it_is_saved(
    kursus, konsulent, familie, fremmed, kollega
):
    Kursus.objects.update(pladser=1)
    make_tilmelding(kursus, fremmed, by=kollega)
    words = text_of(see(konsulent, "create", kursus.pk))
    assert "Nr. 1 på ventelisten" in words
    assert "Sæt på venteliste" in words
    assert "Hemmeligsen" not in words
    answer = sign_up(konsulent, kursus, familie=familie.pk)
    assert told(answer) == ["Bruun står som nr. 1 på ventelisten."]


def test_warnings_are_shown_with_a_box_and_nothing_typed_is_lost(kursus, konsulent, familie):
    Familieprofil.objects.create(plejefamilie=familie, andre_indsatser="Opstart")
    facts = {"familie": familie.pk, "bemaerkning": "Kommer lidt sent"}
    answer = sign_up(konsulent, kursus, **facts)
    assert answer.status_code == 200
    assert "Familien er med i andre forløb i forvejen." in text_of(answer)
    assert "Kommer lidt sent" in answer.content.decode()
    assert 'value="andre_indsatser"' in answer.content.decode()
    assert sign_up(konsulent, kursus, **facts, bekraeft="andre_indsatser").status_code == 302


def test_the_reason_why_it_is_closed_stands_on_the_page(at, kursus, konsulent, familie):
    page = see(konsulent, "create", kursus.pk)
    key = page.context["form"]["idempotency_key"].value()
    at("2027-02-18 00:00")
    words = text_of(see(konsulent, "create", kursus.pk))
    assert "Fristen for tilmelding var onsdag 17. februar." in words
    answer = send(konsulent, "create", {"idempotency_key": key, "familie": familie.pk}, kursus.pk)
    assert "Fristen for tilmelding var onsdag 17. februar." in text_of(answer)
    assert not Tilmelding.objects.exists()


def test_more_than_six_families_are_looked_up(kursus, konsulent, team, fremmed):
    for number in range(8):
        PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Lund{number}, Ane")
    page = see(konsulent, "create", kursus.pk)
    assert page.context["leder"]
    assert len(page.context["form"].fields["familie"].widget.choices) == 6
    words = text_of(send(konsulent, "familier", {"soeg": "lund7"}, kursus.pk))
    assert "Ane Lund7" in words
    assert "Lund1" not in words
    words = text_of(send(konsulent, "familier", {"soeg": "hemmeligsen"}, kursus.pk))
    assert "Ingen familie passer." in words
    # without script the button does the same, and nothing of it stands in an address
    page = send(konsulent, "create", {"soeg": "lund7", "find": "1"}, kursus.pk)
    assert "Ane Lund7" in text_of(page)


def test_a_colleague_and_oneself_but_not_by_a_booker(kursus, konsulent, kollega, booker):
    sign_up(konsulent, kursus, fagperson=kollega.pk)
    sign_up(konsulent, kursus, fagperson=konsulent.pk)
    assert {row.bruger for row in Tilmelding.objects.all()} == {kollega, konsulent}
    assert "Vælg" in text_of(sign_up(booker, kursus, fagperson=booker.pk))
    assert Tilmelding.objects.count() == 2


def test_nobody_chosen_and_two_chosen_are_errors(kursus, konsulent, familie, kollega):
    assert "Vælg, hvem der skal på kursus." in text_of(sign_up(konsulent, kursus))
    both = sign_up(konsulent, kursus, familie=familie.pk, fagperson=kollega.pk)
    assert "Vælg enten en familie eller en fagperson." in text_of(both)


def test_a_family_of_a_colleague_cannot_be_signed_up(kursus, konsulent, fremmed):
    answer = sign_up(konsulent, kursus, familie=fremmed.pk)
    assert "Vælg en af de viste familier." in text_of(answer)
    assert "Hemmeligsen" not in text_of(see(konsulent, "create", kursus.pk, familie=fremmed.pk))
    assert not Tilmelding.objects.exists()


def test_a_booker_signs_up_the_families_her_house_works_with_and_no_other(
    kursus, booker, supervisor, familie, fremmed
):
    assert "Du arbejder ikke med nogen familie" in text_of(see(booker, "create", kursus.pk))
    make_forloeb(familie, supervisor=supervisor)
    words = text_of(see(booker, "create", kursus.pk))
    assert "Grete og Poul Bruun" in words
    assert "Hemmeligsen" not in words
    sign_up(booker, kursus, familie=familie.pk)
    assert Tilmelding.objects.get().by == booker
    assert "Vælg en af de viste" in text_of(sign_up(booker, kursus, familie=fremmed.pk))
    # the record itself stays shut to her
    detail = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    assert client_of(booker).get(detail).status_code in (403, 404)


def test_another_house_cannot_sign_up_for_a_family_it_does_not_know(kommune, kursus, familie):
    andre = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER,
        kommune=kommune,
        ansat_hos=InstitutionFactory(kommune=kommune, navn="Solgården"),
    )
    assert "Vælg en af de viste" in text_of(sign_up(andre, kursus, familie=familie.pk))


def test_the_employee_the_adviser_and_the_projektleder_sign_nobody_up(
    kommune, kursus, supervisor, raadgiver
):
    leder = BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune)
    for person in (supervisor, raadgiver, leder):
        assert see(person, "create", kursus.pk).status_code == 403


# --- who sees whom ----------------------------------------------------------------------------


def test_those_who_hold_the_course_see_all_and_a_konsulent_only_her_own(
    kursus, booker, konsulent, kollega, familie, fremmed
):
    mine = make_tilmelding(kursus, familie, by=konsulent)
    other = make_tilmelding(kursus, fremmed, by=kollega)
    words = text_of(see(booker, "list", kursus.pk))
    assert "Bruun" in words
    assert "Hemmeligsen" in words
    words = text_of(see(konsulent, "list", kursus.pk))
    assert "Grete" in text_of(see(konsulent, "detail", mine.pk)) or "Bruun" in words
    assert "2 har plads" in words
    assert "Hemmeligsen" not in words
    assert see(konsulent, "detail", other.pk).status_code == 404
    assert see(konsulent, "cancel", other.pk).status_code == 404
    assert send(konsulent, "detail", {"svar": "nej"}, other.pk).status_code == 404
    assert "Hemmeligsen" not in text_of(see(konsulent, "mine"))
    shown = AuditEvent.objects.filter(event="tilmelding.liste_vist", bruger_id=konsulent.pk)
    assert [row.data["viste"] for row in shown] == [[mine.pk], [mine.pk]]


def test_a_teacher_sees_the_names_until_some_days_after_and_not_a_second_longer(
    at, kursus, supervisor, familie, konsulent
):
    row = make_tilmelding(kursus, familie, by=konsulent)
    url = reverse("supervision:tilmelding_detail", args=[row.pk])
    assert client_of(supervisor).get(url).status_code == 404
    kursus.undervisere.create(bruger=supervisor)
    assert client_of(supervisor).get(url).status_code == 200
    last = timezone.localdate(START) + AFTER
    at(f"{last} 23:59:59")
    assert client_of(supervisor).get(url).status_code == 200
    at(f"{last + DAY} 00:00:00")
    assert client_of(supervisor).get(url).status_code == 404


def test_a_family_that_moves_takes_its_enrolment_with_it(kursus, konsulent, kollega, familie):
    row = make_tilmelding(kursus, familie, by=konsulent, status="tilbudt", tilbud_til=START)
    familie.konsulenttildelinger.update(til=datetime.date(2027, 1, 3))
    familie.konsulenttildelinger.create(
        konsulent=kollega, fra=datetime.date(2027, 1, 4), begrundelse="Skift"
    )
    assert see(konsulent, "detail", row.pk).status_code == 404
    assert see(kollega, "detail", row.pk).status_code == 200
    today = timezone.localdate()
    mine, hers = (
        [one for one in pligter.of_bruger(person, today, limit=50) if one.slags == "kursustilbud"]
        for person in (konsulent, kollega)
    )
    assert mine == []
    assert [one.noegle for one in hers] == [str(row.pk)]


# --- offers and leaving -----------------------------------------------------------------------


def test_an_offered_seat_is_a_duty_and_is_answered_on_its_page(kursus, konsulent, familie):
    row = make_tilmelding(
        kursus, familie, by=konsulent, status="tilbudt", tilbud_til=local("2027-01-06 10:00")
    )
    (raekke,) = [
        one
        for one in pligter.of_bruger(konsulent, timezone.localdate(), limit=50)
        if one.slags == "kursustilbud"
    ]
    shown = pligter.kilder()["kursustilbud"].vis(raekke, timezone.localdate())
    assert shown.titel == "Svar på tilbudt plads: Tryghedscirklen"
    assert "Pladsen holdes til onsdag 6. januar kl. 10.00." in shown.hvorfor
    words = text_of(client_of(konsulent).get(shown.url))
    assert "Pladsen holdes til onsdag 6. januar kl. 10.00." in words
    assert "Vælg" in text_of(send(konsulent, "detail", {"svar": ""}, row.pk))
    assert send(konsulent, "detail", {"svar": "ja"}, row.pk).status_code == 302
    row.refresh_from_db()
    assert row.status == "plads"


def test_an_answer_that_comes_too_late_says_so(at, kursus, konsulent, familie):
    row = make_tilmelding(
        kursus, familie, by=konsulent, status="tilbudt", tilbud_til=local("2027-01-06 10:00")
    )
    at("2027-01-06 10:00")
    words = text_of(send(konsulent, "detail", {"svar": "ja"}, row.pk))
    assert "Pladsen er gået videre til den næste på ventelisten." in words


def test_a_mandatory_family_leaves_only_with_a_reason(kursus, konsulent, familie):
    row = make_tilmelding(kursus, familie, by=konsulent, pligt=True)
    words = text_of(send(konsulent, "cancel", {"fordi": ""}, row.pk))
    assert "Skriv, hvorfor familien ikke kan." in words
    assert send(konsulent, "cancel", {"fordi": "Syg"}, row.pk).status_code == 302
    row.refresh_from_db()
    assert (row.afmeldt_fordi, row.afmeldt_af) == ("Syg", konsulent)
    assert "Meldt fra" in text_of(see(konsulent, "detail", row.pk))


def test_a_family_with_groups_and_no_individual_supervision_is_hinted_at(
    kursus, konsulent, familie, supervisor, booker
):
    """F17: groups are a supplement to individual support."""
    row = make_tilmelding(kursus, familie, by=konsulent)
    Indskrivning.objects.create(
        plejefamilie=familie,
        intensitet="gruppe_hoej",
        fra=timezone.localdate(),
        kilde="familien",
        erfaring_aar=2,
        by=konsulent,
    )
    hint = "har ingen individuel supervision i gang"
    assert hint in text_of(see(konsulent, "detail", row.pk))
    assert hint not in text_of(see(booker, "detail", row.pk))
    make_forloeb(familie, supervisor=supervisor)
    assert hint not in text_of(see(konsulent, "detail", row.pk))


# --- from the family, from Min dag ------------------------------------------------------------


def test_from_the_familys_page_to_a_course_with_the_family_picked(kursus, konsulent, familie):
    url = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    page = client_of(konsulent).get(url).content.decode()
    there = reverse("supervision:tilmelding_kursus", args=[familie.pk])
    assert there in page
    page = client_of(konsulent).get(there).content.decode()
    create = reverse("supervision:tilmelding_create", args=[kursus.pk]) + f"?familie={familie.pk}"
    assert create in page
    page = client_of(konsulent).get(create)
    assert page.context["form"]["familie"].value() == familie.pk
    sign_up(konsulent, kursus, familie=familie.pk)
    assert "Tilmeldt kursus: Tryghedscirklen" in text_of(client_of(konsulent).get(url))
    assert "Familien er med" in text_of(client_of(konsulent).get(there))


def test_min_dag_leads_to_the_open_courses_and_to_no_other(kursus, brohus, booker, konsulent):
    today = timezone.localdate()
    facts = {"ansvarlig": booker, "gange": [(START + DAY, START + DAY + HOUR)]}
    for closed in (
        {"titel": "Alle sidder her", "pladser": 1, "optaget": 1},
        {"titel": "Kun et udkast", "udgivet": False},
        {"titel": "For sent nu", "tilmeldingsfrist": today - DAY},
        {"titel": "For en enkelt", "lukket": True},
    ):
        make_kursus(brohus, **facts, **closed)
    make_kursus(InstitutionFactory(), **facts, titel="En anden kommunes")
    page = client_of(konsulent).get(reverse("overblik:min_dag")).content.decode()
    assert re.findall(r"Tilmeld til ([^<]+)</a>", page) == ["Tryghedscirklen"]
    assert reverse("supervision:tilmelding_create", args=[kursus.pk]) in page


# --- mandatory (E6) ---------------------------------------------------------------------------


@pytest.fixture
def seks(team, konsulent):
    """Six families of the effort; four prefer the morning and two the evening (scenario 6.3)."""
    found = []
    for number in range(6):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Maal{number}, Ane")
        tid = "formiddag" if number < 4 else "aften"
        Familieprofil.objects.create(plejefamilie=familie, tidspunkter=[tid])
        Indskrivning.objects.create(
            plejefamilie=familie,
            intensitet="gruppe_lav",
            fra=timezone.localdate(),
            kilde="familien",
            erfaring_aar=1,
            by=konsulent,
        )
        found.append(familie)
    return found


def test_six_target_families_are_signed_up_at_once(
    kursus, teamleder, konsulent, familie, seks, fremmed
):
    """Scenario 6.3."""
    page = see(teamleder, "pligt", kursus.pk)
    assert "Kurset er frivilligt" in text_of(page)
    Kursus.objects.update(obligatorisk=True, pladser=5)
    page = see(teamleder, "pligt", kursus.pk)
    words = text_of(page)
    assert "Formiddag 4" in words
    assert "Aften 2" in words
    assert "Bruun" not in words, "she is not in the effort"
    assert "kommer 1 familie på venteliste" in words
    assert [marked for _, marked in page.context["familier"]] == [True] * 6
    answer = send(teamleder, "pligt", {"familier": [row.pk for row in seks]}, kursus.pk)
    assert told(answer) == ["5 familier har fået plads. 1 står på venteliste."]
    rows = Tilmelding.objects.filter(pligt=True)
    assert rows.count() == 6
    assert rows.filter(status="venter").count() == 1
    assert konsulent.beskeder.filter(key__startswith=f"kursuspligt-{kursus.pk}-").count() == 1
    # again: nobody twice
    send(teamleder, "pligt", {"familier": [row.pk for row in seks]}, kursus.pk)
    assert rows.count() == 6


def test_a_team_or_by_hand_and_never_a_strangers_family(
    kursus, teamleder, konsulent, seks, fremmed, familie
):
    Kursus.objects.update(obligatorisk=True)
    vis = f"team-{familie.team_id}"
    assert "Bruun" in text_of(see(teamleder, "pligt", kursus.pk, vis=vis))
    page = see(konsulent, "pligt", kursus.pk, vis="haand")
    assert not any(marked for _, marked in page.context["familier"])
    assert "Hemmeligsen" not in text_of(page)
    answer = send(konsulent, "pligt", {"familier": [fremmed.pk]}, kursus.pk)
    assert "Vælg blandt de viste familier." in text_of(answer)
    assert "Vælg mindst én familie." in text_of(send(konsulent, "pligt", {}, kursus.pk))
    assert see(teamleder, "pligt", kursus.pk, vis="team-0").status_code == 404
    assert not Tilmelding.objects.exists()


def test_who_was_on_it_already_must_take_part_from_now_on(kursus, konsulent, seks):
    Kursus.objects.update(obligatorisk=True)
    row = make_tilmelding(kursus, seks[0], by=konsulent)
    answer = send(konsulent, "pligt", {"familier": [seks[0].pk]}, kursus.pk)
    assert "1 var med i forvejen og skal nu deltage." in told(answer)[0]
    row.refresh_from_db()
    assert row.pligt


# --- queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "most"), [("list", 8), ("mine", 8), ("detail", 12), ("create", 12), ("pligt", 12)]
)
def test_the_number_of_queries_does_not_grow(kursus, konsulent, team, booker, name, most, brohus):
    Kursus.objects.update(obligatorisk=True)
    counts = []
    for _ in range(2):
        familier = [
            PlejefamilieFactory(team=team, konsulent=konsulent) for _ in range(1 + len(counts) * 2)
        ]
        for familie in familier:
            Plejeforaelder.objects.create(plejefamilie=familie, navn="Bo")
            kursus.refresh_from_db()
            row = make_tilmelding(kursus, familie, by=konsulent)
        args = {"mine": [], "detail": [row.pk]}.get(name, [kursus.pk])
        client = client_of(konsulent)
        url = reverse(f"supervision:tilmelding_{name}", args=args)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len([one for one in asked if not frame(one["sql"])]))
    assert counts[0] == counts[1]
    assert counts[0] <= most, "\n".join(one["sql"][:150] for one in asked)


def frame(sql):
    """The session, the user and her roles, and the savepoints: not the page's own."""
    return bool(re.match(r"SAVEPOINT|RELEASE", sql))
