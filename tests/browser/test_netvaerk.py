"""Networks on a phone: a konsulent writes a family's answer, a facilitator marks who came."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from faelles.access import Rolle
from netvaerk.models import Gruppefremmoede
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.netvaerk.fakta import make_forslag, make_gruppe, make_moede

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER, ATTENDANCE = 4, 5  # most interactions from Min dag
SMALLEST = 44  # pixels: what a thumb hits
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def width():
    return 390


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


@pytest.fixture
def familier(team, konsulent):
    return [
        PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Prøve{number}, Ane")
        for number in range(5)
    ]


def test_a_familys_yes_takes_four_presses(
    live_server, open_page, kommune, konsulent, familie, amira, axe_faults
):
    # Given the Bruuns are proposed for »Nord«
    gruppe = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, navn="Nord")
    forslag = make_forslag(gruppe, familie, by=amira)
    page, done = open_page(live_server.url, konsulent), 0
    page.goto("/")

    # When Lars has asked them, he writes their yes and what they share, from Min dag
    presses = (
        page.get_by_role("link", name="Skriv familiens svar").first,
        page.get_by_label("Ja, familien vil være med"),
        page.get_by_role("checkbox", name="Telefon"),
        page.get_by_role("button", name="Gem familiens svar").last,
    )
    for press in presses:
        press.click()
        done += 1
        if done == 1:
            expect(page.get_by_role("heading", level=1)).to_contain_text("Grete og Poul Bruun")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert axe_faults(page) == []

    # Then it took four, and they are in the group
    expect(page.get_by_text("Familien er med i »Nord«.")).to_be_visible()
    assert done <= ANSWER
    forslag.refresh_from_db()
    assert (forslag.svar, forslag.fra, forslag.deler) == ("ja", timezone.localdate(), ["telefon"])
    assert page.faults == []


def test_attendance_of_five_families_takes_five_presses(
    live_server, open_page, kommune, konsulent, amira, familier, axe_faults
):
    # Given a meeting of five families that is over
    today = timezone.localdate()
    gruppe = make_gruppe(
        kommune,
        facilitator=amira,
        ansvarlig=konsulent,
        navn="Nord",
        familier=familier,
        aktiv_fra=today,
    )
    make_moede(gruppe, start=timezone.now() - 2 * HOUR - datetime.timedelta(minutes=1))
    page, done = open_page(live_server.url, amira), 0
    page.goto("/")

    # When Amira opens it, Then nobody is marked and each choice is large enough for a thumb
    page.get_by_role("link", name="Skriv fremmøde").first.click()
    done += 1
    assert page.locator("input[type=radio]:checked").count() == 0
    assert min(row.bounding_box()["height"] for row in page.locator(".choice").all()) >= SMALLEST
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe_faults(page) == []

    # When four came and one had sent word, Then it takes »Alle kom«, one tap and »Gem fremmøde«
    page.get_by_role("button", name="Alle kom").click()
    expect(page.get_by_text("Alle er sat til »kom«.")).to_be_visible()
    page.get_by_label("Afbud").nth(2).check()
    page.get_by_role("button", name="Gem fremmøde").last.click()
    done += 3
    expect(page.get_by_text("Fremmødet er gemt.")).to_be_visible()
    assert done <= ATTENDANCE
    marked = [*Gruppefremmoede.objects.order_by("medlemskab").values_list("kom", flat=True)]
    assert marked.count("kom") == 4
    assert marked.count("afbud") == 1
    assert page.faults == []
