"""Attendance of twelve people in the room, on a phone: at most fourteen interactions."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from faelles.access import Rolle
from plejefamilier.models import Kursustid, Plejeforaelder
from supervision.models import Fremmoede
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_kursus, make_tilmelding

MOST, PEOPLE = 14, 12
SMALLEST = 44  # pixels: what a thumb hits
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def width():
    return 390


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens Bro"
    )


@pytest.fixture
def kursus(brohus, jens, team):
    """Six families with two grown-ups each, in the room since an hour ago."""
    start = timezone.now() - HOUR
    kursus = make_kursus(
        brohus, ansvarlig=jens, gange=[(start, start + 2 * HOUR)], undervisere=[jens]
    )
    for number in range(PEOPLE // 2):
        familie = PlejefamilieFactory(team=team, navn=f"Prøve{number}, Ane og Bo")
        Plejeforaelder.objects.create(plejefamilie=familie, navn=f"Bo Prøve{number}")
        make_tilmelding(kursus, familie, by=jens)
    return kursus


@pytest.mark.django_db(transaction=True)
def test_twelve_people_are_noted_in_fourteen_interactions(
    live_server, open_page, jens, kursus, axe_faults
):
    # Given the teacher on Min dag, the course has begun
    page = open_page(live_server.url, jens)
    page.goto("/")

    # When she opens the list, Then nobody is ticked and every row is large enough for a thumb
    page.get_by_role("link", name="Notér fremmøde").first.click()
    done = 1
    rows = page.locator(".choice")
    expect(rows).to_have_count(PEOPLE)
    assert page.locator("input[name=kom]:checked").count() == 0
    assert min(row.bounding_box()["height"] for row in rows.all()) >= SMALLEST
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe_faults(page) == []

    # When she taps each of the twelve and saves, Then it took fourteen
    for row in rows.all():
        row.locator("input").check()
        done += 1
    page.get_by_role("button", name="Gem fremmøde").last.click()
    done += 1
    expect(page.get_by_text("Fremmødet er gemt.")).to_be_visible()
    assert done <= MOST
    assert Fremmoede.objects.filter(kom=True).count() == PEOPLE
    assert Kursustid.objects.count() == PEOPLE

    # When two were noted by mistake, Then »Alle kom« and two taps correct it
    page.get_by_role("link", name="Ret fremmødet").first.click()
    page.get_by_role("button", name="Alle kom").click()
    expect(page.get_by_text("Alle er sat til »kom«.")).to_be_visible()
    for number in (0, 1):
        page.locator("input[name=kom]").nth(number).uncheck()
    page.get_by_role("button", name="Gem fremmøde").last.click()
    expect(page.get_by_text("Fremmødet er gemt.")).to_be_visible()
    assert Kursustid.objects.count() == PEOPLE - 2
    assert page.faults == []
