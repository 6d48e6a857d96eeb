"""A note takes seconds, and a reload finds what was typed."""

import pytest
from playwright.sync_api import expect

from faelles.models import Kladde
from plejefamilier.models import Kontakt
from tests.browser.test_kladde import until

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Grete ringede om aftenerne."
MOST_INTERACTIONS = 4  # beside the text, from the family's page


@pytest.fixture
def width():
    return 390


def test_a_note_from_the_familys_page_and_a_reload_on_the_way(
    live_server, open_page, konsulent, familie
):
    page, interactions = open_page(live_server.url, konsulent), 0
    page.context.set_default_timeout(45_000)
    page.goto(f"/plejefamilier/{familie.pk}/")

    def act(target):
        nonlocal interactions
        target.click()
        interactions += 1

    act(page.get_by_role("link", name="Skriv notat").first)
    act(page.locator("input[name=slags][value=telefon]"))
    page.locator("#id_tekst").press_sequentially(TEXT, delay=10)
    until(lambda: Kladde.objects.filter(felter__tekst=TEXT).exists())
    expect(page.locator("#kladde-status")).to_contain_text("Kladden er gemt")
    # no word of it lies in the browser
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Grete" not in kept

    page.reload()
    expect(page.locator("#id_tekst")).to_have_value(TEXT)
    expect(page.get_by_text("Du skriver videre på notat")).to_be_visible()
    act(page.get_by_role("button", name="Gem notat").last)
    expect(page.get_by_text("Notatet er gemt.")).to_be_visible()
    assert interactions <= MOST_INTERACTIONS
    assert Kontakt.objects.get().tekst == TEXT
    assert not Kladde.objects.open().exists()
    assert page.faults == []
