"""What a year's konsulterende forløb came to (G7, G9, A17), and who may see it."""

import datetime

import pytest
from django.urls import reverse

from faelles.access import Rolle
from plejefamilier.models import Anbringelse
from supervision.queries.konsulterendetal import report
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, KommuneFactory, PlejefamilieFactory
from tests.supervision.fakta import make_forloeb, make_session

pytestmark = pytest.mark.django_db
FOUR_MONTHS = ("2026-01-12 10:00", "2026-05-12 10:00")
TWO_MONTHS = ("2026-01-12 10:00", "2026-03-12 10:00")
AAR = "2026"


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-09-01 10:00")


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune)


def ended(team, dorthe, moeder, slut="2026-05-20", **facts):
    """A konsulterende forløb for a family of its own with a child."""
    familie = PlejefamilieFactory(team=team)
    barn = BarnFactory(kommune=team.kommune, plejefamilie=familie)
    facts = {"trivsel_foer": 3, "trivsel_efter": 7, "maalopfyldelse": 4, **facts}
    forloeb = make_forloeb(
        familie,
        supervisor=dorthe,
        slags="konsulterende",
        barn=barn,
        slut_paa=datetime.date.fromisoformat(slut),
        afsluttet_at=local(f"{slut} 12:00"),
        **facts,
    )
    for start in moeder:
        held = {"logget_at": local("2027-01-01 10:00"), "minutter_holdt": 120}
        make_session(forloeb, local(start), logget_af=dorthe, **held)
    return forloeb


def test_length_wellbeing_and_children_who_stayed(team, kommune, teamleder, dorthe):
    ended(team, dorthe, FOUR_MONTHS)
    broken = ended(team, dorthe, TWO_MONTHS, trivsel_efter=5)
    Anbringelse.objects.filter(barn=broken.barn).update(
        til=datetime.date(2026, 12, 1), slutaarsag="sammenbrud"
    )
    ended(team, dorthe, TWO_MONTHS, slut="2025-12-30")
    lines = dict(report(teamleder, kommune, AAR).linjer)
    assert lines["Forløb, der sluttede"] == "2"
    assert lines["Varede i gennemsnit (regnet med 4 måneder)"] == "3,0 måneder"
    assert (lines["Trivsel før, 1–10"], lines["Trivsel efter, 1–10"]) == ("3,0", "6,0")
    assert lines["Børn fulgt i 12 måneder"] == "2"
    assert (lines["– boede der stadig"], lines["– anbringelsen brød sammen"]) == ("1", "1")


@pytest.mark.parametrize(("til", "kept"), [("2027-05-19", "0"), ("2027-05-20", "1")])
def test_a_child_has_stayed_when_twelve_months_have_passed(
    team, kommune, teamleder, dorthe, til, kept
):
    forloeb = ended(team, dorthe, FOUR_MONTHS)
    Anbringelse.objects.filter(barn=forloeb.barn).update(
        til=datetime.date.fromisoformat(til), slutaarsag="flytning"
    )
    lines = dict(report(teamleder, kommune, AAR).linjer)
    assert lines["– boede der stadig"] == kept
    assert lines["– anbringelsen brød sammen"] == "0"


def test_a_child_is_counted_when_its_year_has_passed(at, team, kommune, teamleder, dorthe):
    ended(team, dorthe, FOUR_MONTHS)
    at("2027-05-19 10:00")
    assert dict(report(teamleder, kommune, AAR).linjer)["Børn fulgt i 12 måneder"] == "0"
    at("2027-05-20 10:00")
    assert dict(report(teamleder, kommune, AAR).linjer)["Børn fulgt i 12 måneder"] == "1"


def test_others_than_leaders_do_not_see_small_numbers(client, team, kommune, projektleder, dorthe):
    ended(team, dorthe, FOUR_MONTHS)
    lines = dict(report(projektleder, kommune, AAR).linjer)
    assert lines["Forløb, der sluttede"] == "under 5"
    assert lines["Trivsel efter, 1–10"] == "vises ikke"
    assert lines["– boede der stadig"] == "vises ikke"
    client.force_login(projektleder)
    page = client.get(reverse("supervision:konsulterende_tal"), {"aar": AAR}).content.decode()
    assert "Tal under 5 vises ikke" in page


def test_what_is_missing_is_shown_as_missing(teamleder, kommune):
    lines = dict(report(teamleder, kommune, AAR).linjer)
    assert lines["Målopfyldelse, 1–5"] == "–"
    assert report(teamleder, KommuneFactory(), "x").aar == 2027


@pytest.mark.parametrize("who", ["konsulent", "administrator", "raadgiver"])
def test_nobody_else_sees_it(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("supervision:konsulterende_tal")).status_code == 403


def test_as_many_queries_at_one_forloeb_as_at_three(
    client, team, teamleder, dorthe, django_assert_max_num_queries
):
    client.force_login(teamleder)
    address = reverse("supervision:konsulterende_tal")
    ended(team, dorthe, FOUR_MONTHS)
    client.get(address, {"aar": AAR})
    with django_assert_max_num_queries(8) as one:
        client.get(address, {"aar": AAR})
    for _ in range(2):
        ended(team, dorthe, FOUR_MONTHS)
    with django_assert_max_num_queries(8) as three:
        client.get(address, {"aar": AAR})
    assert len(one) == len(three)
