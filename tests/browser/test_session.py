"""A prepared session is written down from Min dag in a few presses beside the text."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from faelles.access import Rolle
from faelles.models import Kladde
from supervision.models import Session
from tests.browser.test_kladde import until
from tests.factories import BrugerFactory
from tests.supervision.fakta import HOUR, make_forloeb, make_maal, make_session

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "De øvede en rolig overgang til natten."
MOST_INTERACTIONS = 4  # beside the text, from Min dag


@pytest.fixture
def width():
    return 1280


def test_a_prepared_session_takes_four_presses_beside_the_text(
    live_server, open_page, kommune, brohus, familie
):
    dorthe = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )
    maal = make_maal(familie)
    held = make_session(
        make_forloeb(familie, supervisor=dorthe, sted="institutionen"),
        timezone.now().replace(minute=0, second=0, microsecond=0) - 3 * HOUR,
        tema="Aftener",
    )
    page, interactions = open_page(live_server.url, dorthe), 0
    page.context.set_default_timeout(45_000)
    page.goto("/")

    def act(target):
        nonlocal interactions
        target.click()
        interactions += 1

    act(page.get_by_role("link", name="Skriv supervisionen").first)
    page.locator("#id_tekst").press_sequentially(TEXT, delay=10)
    # the goals stand beside the text, without scrolling
    beside = page.locator("input[name=maal]")
    assert beside.bounding_box()["x"] > page.locator("#id_tekst").bounding_box()["x"] + 300
    act(beside)
    act(page.locator("input[name=naeste]"))
    until(lambda: Kladde.objects.filter(felter__tekst=TEXT).exists())

    page.reload()
    expect(page.locator("#id_tekst")).to_have_value(TEXT)
    act(page.get_by_role("button", name="Gem supervisionen").last)
    expect(page.get_by_text("Supervisionen er gemt. Næste gang er planlagt.")).to_be_visible()
    assert interactions <= MOST_INTERACTIONS
    held.refresh_from_db()
    assert (held.tekst, [*held.maal.all()]) == (TEXT, [maal])
    coming = Session.objects.exclude(pk=held.pk).get()
    assert coming.start - held.start > datetime.timedelta(days=20)
    assert not Kladde.objects.open().exists()
    assert page.faults == []
