"""A family is on a course in three interactions from the start page."""

import pytest
from playwright.sync_api import expect

from faelles.access import Rolle
from plejefamilier.models import Plejeforaelder
from supervision.models import Tilmelding
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_kursus

pytestmark = pytest.mark.django_db(transaction=True)
MOST_INTERACTIONS = 3


@pytest.fixture
def width():
    return 390


def test_from_the_start_page_to_a_seat(
    live_server, open_page, axe_faults, kommune, brohus, team, konsulent, familie
):
    booker = BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)
    make_kursus(brohus, ansvarlig=booker)
    PlejefamilieFactory(team=team, konsulent=konsulent, navn="Lund, Mona")
    Plejeforaelder.objects.create(plejefamilie=familie, navn="Poul Bruun")
    page, interactions = open_page(live_server.url, konsulent), 0
    page.context.set_default_timeout(45_000)
    page.goto("/")

    def act(target):
        nonlocal interactions
        target.click()
        interactions += 1

    act(page.get_by_role("link", name="Tilmeld til Tryghedscirklen"))
    act(page.get_by_role("radio", name="Grete og Poul Bruun"))
    # both grown-ups are marked by themselves
    expect(page.get_by_role("checkbox", name="Poul Bruun")).to_be_checked()
    assert axe_faults(page) == []
    act(page.get_by_role("button", name="Tilmeld", exact=True))
    expect(page.get_by_text("Bruun er tilmeldt.")).to_be_visible()
    assert interactions <= MOST_INTERACTIONS
    row = Tilmelding.objects.get()
    assert (row.plejefamilie, row.status, row.deltagere.count()) == (familie, "plads", 2)
    assert page.faults == []
