"""A newcomer's first five minutes: a call at night becomes the duty of the family's konsulent.

Done with the mouse and the thumb, and again with nothing but the keyboard. SAMSPIL_URL runs the
same story against a house that stands already, such as the one bin/demo has started.
"""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.factories import BarnFactory

PASSWORD = os.environ.get("DEMO_PASSWORD", "samspil-demo")
AKUTVAGT, KONSULENT = "akutvagt@vestersund.example", "konsulent@vestersund.example"


class Mouse:
    """Points and clicks."""

    def __init__(self, page):
        self.page = page

    def fill(self, selector, text):
        self.page.fill(selector, text)

    def type(self, selector, text):
        self.page.locator(selector).press_sequentially(text)

    def choose(self, selector):
        self.page.locator(selector).check()

    def press(self, locator):
        locator.click()


class Keyboard:
    """Tab, space, arrows and Enter; the mouse is never touched."""

    def __init__(self, page):
        self.page = page

    def _tab_to(self, locator, key="Tab"):
        locator.wait_for(state="attached")
        for _ in range(150):
            if locator.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"Tab never came to {locator}")

    def fill(self, selector, text):
        self._tab_to(self.page.locator(selector))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    type = fill

    def choose(self, selector):
        """A group of radio buttons is one stop of Tab: enter it, then use the arrows."""
        wanted = self.page.locator(selector)
        wanted.wait_for(state="attached")
        name = wanted.get_attribute("name")
        in_group = f"document.activeElement.name === {name!r}"
        for _ in range(150):
            if self.page.evaluate(in_group):
                break
            self.page.keyboard.press("Tab")
        for _ in range(12):
            if wanted.evaluate("element => element === document.activeElement"):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never came to {selector}")

    def press(self, locator):
        self._tab_to(locator)
        self.page.keyboard.press("Enter")


@pytest.fixture
def house(request):
    """The address of a house with a konsulent and a duty desk, and the family she looks after."""
    if url := os.environ.get("SAMSPIL_URL"):
        return url, os.environ["SAMSPIL_FAMILIE"]
    live_server = request.getfixturevalue("live_server")
    konsulent = request.getfixturevalue("konsulent")
    akutvagt = request.getfixturevalue("akutvagt")
    familie = request.getfixturevalue("familie")
    BarnFactory(kommune=familie.kommune, plejefamilie=familie, navn="Noah Prøvesen")
    for bruger, email in ((konsulent, KONSULENT), (akutvagt, AKUTVAGT)):
        bruger.email = email
        bruger.set_password(PASSWORD)
        bruger.save()
    return live_server.url, familie.visningsnavn


def log_in(page, hand, email):
    page.goto("/")
    hand.fill("[name=login]", email)
    hand.fill("[name=password]", PASSWORD)
    hand.press(page.get_by_role("button", name="Log på"))
    expect(page).to_have_url(re.compile(r"/$"))


def check_story(open_page, house, hand_of, axe_faults):
    url, familie = house
    efternavn = familie.split()[-1]

    # The person on duty logs in, and the first thing she sees is the button
    page = open_page(url)
    hand = hand_of(page)
    log_in(page, hand, AKUTVAGT)
    hand.press(page.locator("main").get_by_role("link", name="Nyt opkald").first)

    expect(page).to_have_url(re.compile(r"/opkald/nyt/$"))

    # The roster may not know of her: she says that she has the telephone
    take = page.get_by_role("button", name="Jeg har telefonen nu")
    if take.is_visible():
        hand.press(take)
        expect(page.get_by_text("Du har akuttelefonen til")).to_be_visible()

    # She finds the family, and sees who will follow up and when before she saves
    hand.type("#id_soeg", efternavn)
    box = page.locator("#familievalg .choice", has_text=familie).first
    expect(box).to_be_visible()
    hand.choose(f"#{box.locator('input').get_attribute('id')}")
    expect(page.locator("#h-opf")).to_contain_text("følger op senest")
    hand.choose("#opkaldere input[name=opkalder] >> nth=0")
    hand.fill("#id_situation", "Barnet vil ikke sove og råber. Ingen er kommet til skade.")
    hand.choose("input[name=alvor][value=alvorligt]")
    hand.choose("input[name=udfald][value=roligt]")
    hand.choose("input[name=underretningssvar][value=nej]")
    assert axe_faults(page) == []
    hand.press(page.get_by_role("button", name="Gem opkald"))
    expect(page.get_by_text("Opkaldet er gemt.")).to_be_visible()
    assert axe_faults(page) == []
    number = re.search(r"/opkald/(\d+)/", page.url)[1]
    assert page.faults == []

    # The family's own konsulent logs in, finds it on Min dag, and closes it
    page = open_page(url)
    hand = hand_of(page)
    log_in(page, hand, KONSULENT)
    link = page.locator(f"main a[href*='/opkald/{number}/']").first
    expect(link).to_be_visible()
    assert axe_faults(page) == []
    hand.press(link)
    hand.fill("#id_notat", "Talte med plejemor. Roligt i dag. Vi tager det op på torsdag.")
    hand.choose("input[name=resultat][value=talt]")
    hand.press(page.get_by_role("button", name="Afslut opfølgningen"))
    expect(page.get_by_text("Opfølgningen er afsluttet.")).to_be_visible()
    expect(page.locator(f"main .duty a[href*='/opkald/{number}/']")).to_have_count(0)
    assert page.faults == []


@pytest.mark.django_db(transaction=True)
def test_newcomer_logs_a_call_and_it_is_followed_up(open_page, house, axe_faults):
    check_story(open_page, house, Mouse, axe_faults)


@pytest.mark.django_db(transaction=True)
def test_newcomer_does_it_with_the_keyboard_alone(open_page, house, axe_faults):
    check_story(open_page, house, Keyboard, axe_faults)
