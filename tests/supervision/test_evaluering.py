"""What participants thought: who writes it down, and means in which nobody is recognised."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from supervision.actions.evaluering import evaluate_forloeb, evaluate_kursus
from supervision.models import Evaluering, Kursusdeltager, Tilmelding
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.plejefamilier.sider import text_of
from tests.supervision.fakta import make_forloeb, make_gruppe, make_kursus, make_tilmelding

pytestmark = pytest.mark.django_db
GANG = (local("2027-02-18 09:30"), local("2027-02-18 11:30"))
SVAR = {"formidling": 5, "brugbarhed": 4, "aendring": None, "kommentar": "Mere tid til spørgsmål."}


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens Bro"
    )


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Lund")


@pytest.fixture
def kursus(at, brohus, jens):
    at("2027-02-18 12:00")
    return make_kursus(brohus, ansvarlig=jens, gange=[GANG], undervisere=[jens])


@pytest.fixture
def ane(kursus, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    return Kursusdeltager.objects.get(tilmelding__kursus=kursus)


# --- a course ------------------------


def test_answers_are_written_corrected_and_shown_again(client, ane, jens):
    # Given a participant who answers on the phone; one answer is missing
    client.force_login(jens)
    page = client.get(url("evaluering_update", ane.pk))
    assert "checked" not in text_of(page)
    assert "Vi føler os mindre alene" not in text_of(page)
    typed = {"seen": "", "formidling": "5", "brugbarhed": "4", "kommentar": "Mere tid."}
    assert client.post(url("evaluering_update", ane.pk), typed).status_code == 302
    row = Evaluering.objects.get()
    assert (row.deltager, row.formidling, row.brugbarhed, row.aendring) == (ane, 5, 4, None)

    # When it is corrected, Then it is the same row
    seen = client.get(url("evaluering_update", ane.pk)).context["form"].initial["seen"]
    typed |= {"seen": seen, "aendring": "3"}
    client.post(url("evaluering_update", ane.pk), typed)
    assert Evaluering.objects.get().aendring == 3


def test_nothing_answered_is_no_answer(client, ane, jens):
    client.force_login(jens)
    answer = client.post(url("evaluering_update", ane.pk), {"kommentar": "Godt"})
    assert "Sæt mindst ét svar." in text_of(answer)
    assert "Godt" in text_of(answer)
    assert not Evaluering.objects.exists()


def test_a_colleagues_answers_are_not_overwritten(client, ane, jens, konsulent):
    client.force_login(konsulent)
    evaluate_kursus(by=jens, deltager=ane, seen="", **SVAR)
    answer = client.post(url("evaluering_update", ane.pk), {"seen": "", "formidling": "1"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Jens Bro har gemt svar imens" in page
    assert "Underviseren eller supervisoren var dygtig: I meget høj grad" in page
    assert Evaluering.objects.get().formidling == 5


def test_a_course_is_evaluated_after_its_last_time(at, client, ane, jens):
    at("2027-02-17 12:00")
    with pytest.raises(ValidationError) as refused:
        evaluate_kursus(by=jens, deltager=ane, seen="", **SVAR)
    assert refused.value.code == "for_tidligt"
    client.force_login(jens)
    assert "Der kan ikke evalueres endnu" in text_of(client.get(url("evaluering_update", ane.pk)))


def test_who_may_write_the_answers_of_a_participant(
    client, kommune, ane, jens, amira, konsulent, kollega, teamleder, raadgiver, projektleder
):
    wanted = {
        jens: 200,
        konsulent: 200,
        teamleder: 200,
        kollega: 404,
        amira: 404,
        raadgiver: 403,
        projektleder: 403,
    }
    for bruger, status in wanted.items():
        client.force_login(bruger)
        assert client.get(url("evaluering_update", ane.pk)).status_code == status, bruger.navn


# --- a forløb ------------------------


def test_each_family_of_a_group_answers_for_itself(
    at, client, team, familie, jens, amira, konsulent, kollega
):
    # Given a group of two families with different konsulenter
    at("2027-02-18 12:00")
    other = PlejefamilieFactory(team=team, konsulent=kollega, navn="Friis, Ulla")
    gruppe = make_gruppe(jens, [familie, other])

    # Then the supervisor sees both, a konsulent only her own, and others nothing
    client.force_login(jens)
    page = text_of(client.get(url("forloebsevaluering_list", gruppe.pk)))
    assert "Ulla Friis" in page
    assert "Bruun" in page
    client.force_login(konsulent)
    hers = client.get(url("forloebsevaluering_list", gruppe.pk))
    assert hers.url == url("forloebsevaluering_update", gruppe.pk, familie.pk)
    assert client.get(url("forloebsevaluering_update", gruppe.pk, other.pk)).status_code == 404
    client.force_login(amira)
    assert client.get(url("forloebsevaluering_list", gruppe.pk)).status_code == 404

    # When the answers of a group are written, Then they hold what a group gives besides (F9)
    client.force_login(konsulent)
    assert "Vi føler os mindre alene" in text_of(client.get(hers.url))
    typed = {"formidling": "4", "perspektiver": "5", "mindre_alene": "4"}
    assert client.post(hers.url, typed).status_code == 302
    row = Evaluering.objects.get()
    assert (row.plejefamilie, row.perspektiver, row.mindre_alene) == (familie, 5, 4)


def test_a_forloeb_is_evaluated_when_it_has_begun(familie, jens):
    forloeb = make_forloeb(familie, supervisor=jens, aktiv=False)
    with pytest.raises(ValidationError) as refused:
        evaluate_forloeb(
            by=jens, forloeb=forloeb, plejefamilie_id=familie.pk, seen="", formidling=4
        )
    assert refused.value.code == "for_tidligt"


# --- means ------------------------


def answered(kursus, team, jens, *numbers):
    """So many families of the course answer with these numbers on every scale."""
    for number in numbers:
        make_tilmelding(kursus, PlejefamilieFactory(team=team), by=jens)
        ane = Kursusdeltager.objects.filter(tilmelding__kursus=kursus).latest("pk")
        evaluate_kursus(
            by=jens,
            deltager=ane,
            seen="",
            formidling=number,
            brugbarhed=number,
            aendring=number,
        )


def shown(lines):
    return {line.navn: [(celle.vist, celle.svar) for celle in line.celler] for line in lines}


def test_individual_against_group_and_courses(at, client, team, brohus, jens, projektleder, kursus):
    # Given five individual forløb with 5 and 4, five groups with 4 and 3, six answers of a course
    for number in range(5):
        familie = PlejefamilieFactory(team=team)
        alone = make_forloeb(familie, supervisor=jens)
        facts = {"by": jens, "plejefamilie_id": familie.pk, "seen": ""}
        evaluate_forloeb(
            forloeb=alone, formidling=5 if number else 4, brugbarhed=5, aendring=4, **facts
        )
        gruppe = make_gruppe(jens, [familie])
        evaluate_forloeb(
            forloeb=gruppe,
            formidling=4,
            brugbarhed=3 if number else 4,
            perspektiver=5,
            **facts,
        )
    answered(kursus, team, jens, 5, 5, 4, 4, 3, 3)
    client.force_login(projektleder)

    # Then the report holds the three scales by form, with the number of answers (E12)
    page = client.get(url("evaluering_rapport"))
    lines = shown(page.context["former"])
    five = "5 svar"
    assert lines["Individuel supervision"][:3] == [("4,8", five), ("5,0", five), ("4,0", five)]
    assert lines["Gruppesupervision"] == [
        ("4,0", five),
        ("3,2", five),
        ("–", ""),
        ("5,0", five),
        ("–", ""),
    ]
    assert lines["Kurser og oplæg"][:3] == [("4,0", "6 svar")] * 3
    assert lines["Konsulterende forløb"] == [("–", "")] * 5
    assert shown(page.context["kurser"]) == {"Tryghedscirklen": [("4,0", "6 svar")] * 3}
    assert "18. februar 2027" in text_of(page)

    # And nothing of another year
    before = client.get(url("evaluering_rapport"), {"aar": "2026"})
    assert shown(before.context["former"])["Kurser og oplæg"][0] == ("–", "")


def test_few_answers_are_hidden_and_cannot_be_computed(
    at, client, team, brohus, jens, projektleder, kursus, konsulent
):
    # Given a course with four answers, and one with six
    answered(kursus, team, jens, 1, 1, 1, 1)
    big = make_kursus(brohus, ansvarlig=jens, gange=[GANG], titel="Teenagere")
    answered(big, team, jens, 5, 5, 5, 5, 5, 5)
    client.force_login(projektleder)

    # Then both are hidden: all courses together are shown, so the few could be computed
    page = client.get(url("evaluering_rapport"))
    hidden = ("Vises ikke", "så ingen kan kendes")
    assert shown(page.context["kurser"]) == {
        "Tryghedscirklen": [hidden] * 3,
        "Teenagere": [hidden] * 3,
    }
    assert shown(page.context["former"])["Kurser og oplæg"][0] == ("3,4", "10 svar")

    # And on the course's own page the few are hidden from its teacher too
    client.force_login(jens)
    few = client.get(url("fremmoede_list", kursus.pk)).context["tal"]
    assert [celle.vist for celle in few] == ["Vises ikke"] * 3
    many = client.get(url("fremmoede_list", big.pk)).context["tal"]
    assert [(celle.vist, celle.svar) for celle in many] == [("5,0", "6 svar")] * 3


def test_the_report_names_no_family_and_counts_absence(
    client, team, kursus, jens, familie, projektleder
):
    make_tilmelding(kursus, familie, by=jens, pligt=True)
    answered(kursus, team, jens, 4)
    assert Tilmelding.objects.count() == 2
    client.force_login(projektleder)
    page = client.get(url("evaluering_rapport"))
    assert "Bruun" not in text_of(page)
    assert [number for _, number in page.context["udeblivelser"]] == [0, 0]
    assert client.get(url("udeblivelse_list")).status_code == 403


def test_the_report_is_for_those_who_publish_courses(client, jens, raadgiver, teamleder, kursus):
    for bruger, status in {jens: 403, raadgiver: 403, teamleder: 200}.items():
        client.force_login(bruger)
        assert client.get(url("evaluering_rapport"), {"aar": "x"}).status_code == status
