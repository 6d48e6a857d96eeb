"""The search in the header: what one may see, without a name in any address."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions as ground
from plejefamilier.models import Plejeforaelder
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    PlejefamilieFactory,
    TeamFactory,
    on_duty,
)

pytestmark = pytest.mark.django_db
SOEG = "/soeg/"


@pytest.fixture
def search(client):
    """`search(konsulent, "bruun")` is where the person ends, after the redirects."""

    def typed(bruger, text):
        client.force_login(bruger)
        return client.post(SOEG, {"q": text}, follow=True)

    return typed


def own_page(familie):
    return reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])


def test_the_text_is_posted_and_stands_in_no_address(client, konsulent, familie):
    client.force_login(konsulent)
    answer = client.post(SOEG, {"q": "Bruun"})
    assert answer.status_code == 302
    assert re.fullmatch(r"/soeg/\?s=[\w-]+", answer.url)
    assert "ruun" not in answer.url


@pytest.mark.parametrize("text", ["bruun", "grete bru", "Noah", "20 00 12 34", "+45 20001234"])
def test_one_hit_goes_straight_to_the_family(search, konsulent, familie, barn, text):
    ground.add_plejeforaelder(
        by=konsulent, plejefamilie=familie, navn="Grete Bruun", telefon="20001234"
    )
    answer = search(konsulent, text)
    assert answer.redirect_chain[-1][0] == own_page(familie)


def test_several_hits_are_listed_in_danish_order(search, konsulent, team):
    for navn in ("Ågaard, Per", "Zeuthen, Per", "Østerby, Per"):
        PlejefamilieFactory(team=team, konsulent=konsulent, navn=navn)
    answer = search(konsulent, "Per")
    assert answer.status_code == 200
    names = [row.navn for row in answer.context["fundet"].familier]
    assert names == ["Per Zeuthen", "Per Østerby", "Per Ågaard"]


def test_a_konsulent_finds_only_her_own(search, kollega, familie, barn, kommune):
    other = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    for stranger in (kollega, other):
        for text in ("bruun", "Noah", barn.cpr):
            answer = search(stranger, text)
            assert answer.status_code == 200
            html = answer.content.decode().split("<main", 1)[1]
            assert own_page(familie) not in html
            assert str(barn.pk) not in html
            assert "Grete" not in html


def test_raadgiver_goes_from_cpr_to_the_child(search, raadgiver, kommune, familie):
    barn = BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    for text in (barn.cpr, f"{barn.cpr[:6]}-{barn.cpr[6:]}"):
        answer = search(raadgiver, text)
        assert answer.redirect_chain[-1][0] == reverse("plejefamilier:barn_detail", args=[barn.pk])


def test_cpr_is_found_whole_or_not_at_all_and_never_shown_again(search, konsulent, familie, barn):
    wrong = f"{barn.cpr[:9]}{(int(barn.cpr[9]) + 1) % 10}"
    answer = search(konsulent, wrong)
    html = answer.content.decode()
    assert "Intet barn med det CPR-nummer" in html
    assert wrong not in html
    assert wrong not in str(Session.objects.get().get_decoded())
    assert search(konsulent, barn.cpr[:9]).context["fundet"].boern == []


def test_child_without_a_family_one_sees_is_found_by_name(search, raadgiver, kommune):
    barn = BarnFactory(kommune=kommune, navn="Viggo Prøvesen", myndighedsraadgiver=raadgiver)
    answer = search(raadgiver, "viggo")
    assert answer.redirect_chain[-1][0] == reverse("plejefamilier:barn_detail", args=[barn.pk])


def test_duty_desk_finds_any_family_with_the_least_of_it(search, akutvagt, familie, barn):
    # Given a protected family that the desk, on duty, has nothing else to do with
    on_duty(akutvagt)
    Plejeforaelder.objects.filter(plejefamilie=familie).update(telefon="20005555")

    # When she searches
    answer = search(akutvagt, "bruun")
    html = answer.content.decode()

    # Then name, the child's first name and age, and the way to a new call; no page, no number
    assert answer.redirect_chain[-1][0].startswith(SOEG)
    [row] = answer.context["fundet"].familier
    assert (row.navn, row.boern, row.url, row.telefon) == (
        "Grete og Poul Bruun",
        [("Noah, 9 år", "")],
        "",
        "",
    )
    assert f"{reverse('akuttelefon:opkald_create')}?familie={familie.pk}" in html
    assert "Nyt opkald om denne familie" in html
    assert familie.telefon not in html
    assert familie.adresse not in html
    assert own_page(familie) not in html


def test_duty_desk_does_not_search_by_cpr(search, akutvagt, familie, barn):
    fundet = search(akutvagt, barn.cpr).context["fundet"]
    assert (fundet.familier, fundet.boern) == ([], [])


def test_nothing_found_says_what_was_searched(search, konsulent, akutvagt):
    assert "Ingen passer til »ravnsbjerg«" in search(konsulent, "ravnsbjerg").content.decode()
    html = search(akutvagt, "ravnsbjerg").content.decode()
    assert "Familien kan sættes på senere." in html


@pytest.mark.parametrize("text", ["", " ", "b", "\0", "a" * 70_000, "%", "'; --"])
def test_odd_texts_are_answered_calmly(search, konsulent, familie, text):
    assert search(konsulent, text).status_code == 200


def test_roles_without_families_are_told(search, revisor, familie):
    answer = search(revisor, "bruun")
    assert "Din rolle søger ikke i familier" in answer.content.decode()
    assert "Grete" not in answer.content.decode()


def test_unknown_token_shows_the_empty_page(client, konsulent):
    client.force_login(konsulent)
    assert client.get(f"{SOEG}?s=findes-ikke").status_code == 200


def test_search_is_logged_with_what_it_showed_and_not_with_the_text(search, konsulent, familie):
    search(konsulent, "bruun")
    event = AuditEvent.objects.get(event="plejefamilie.liste_vist", formaal="søgning")
    assert event.data == {"viste": [familie.pk]}
    assert event.bruger_id == konsulent.pk


@pytest.mark.parametrize("rows", [2, 4])
def test_search_asks_the_same_number_of_questions(
    rows, client, konsulent, team, kommune, django_assert_num_queries
):
    for number in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Ens{number}, Ane")
        BarnFactory(kommune=kommune, plejefamilie=familie)
    client.force_login(konsulent)
    token = client.post(SOEG, {"q": "ens"}).url
    client.get(token)
    with django_assert_num_queries(8):
        client.get(token)
