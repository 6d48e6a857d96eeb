"""A call logged with the thumb: at most twelve interactions beside the free text (quality.md 5)."""

import re

import pytest
from playwright.sync_api import expect

from akuttelefon.models import Opkald
from tests.factories import BarnFactory, on_duty

MOST = 12


@pytest.fixture
def width():
    return 390


@pytest.fixture
def nadia(akutvagt, familie, kommune, konsulent):
    BarnFactory(kommune=kommune, plejefamilie=familie, navn="Noah Prøvesen")
    on_duty(akutvagt)
    return akutvagt


class Thumb:
    """Taps and counts. Writing is free; the tap that brings the cursor into a field is not."""

    def __init__(self, page):
        self.page, self.done = page, []

    def tap(self, locator, what):
        self.done.append(what)
        locator.click()

    def choose(self, selector, what):
        self.done.append(what)
        self.page.locator(selector).first.check()

    def write(self, selector, text):
        self.tap(self.page.locator(selector), f"into {selector}")
        self.page.keyboard.type(text)


@pytest.mark.django_db(transaction=True)
def test_call_is_logged_in_twelve_interactions(live_server, open_page, nadia, familie, axe_faults):
    # Given the duty desk on Min dag with a phone in the other hand
    page = open_page(live_server.url, nadia)
    page.goto("/")
    thumb = Thumb(page)

    # When she logs a call with everything in it: child, end, advice
    thumb.tap(page.locator("main").get_by_role("link", name="Nyt opkald").first, "Nyt opkald")
    thumb.write("#id_soeg", "bruun")
    box = page.locator(f"input[name=familie][value='{familie.pk}']")
    expect(box).to_be_visible()
    thumb.choose(f"input[name=familie][value='{familie.pk}']", "the family")
    expect(page.locator("#h-opf")).to_contain_text("følger op senest")
    thumb.choose("#opkaldere input[name=opkalder]", "who rings")
    thumb.choose("input[name=boern]", "the child")
    thumb.tap(page.get_by_role("button", name="Nu: Slut"), "the end: now")
    thumb.write("#id_situation", "Noah vågnede klokken to og vil hjem til sin mor.")
    thumb.write("#id_raad", "Blive hos ham uden at stille krav.")
    thumb.choose("input[name=alvor][value=alvorligt]", "how serious")
    thumb.choose("input[name=udfald][value=roligt]", "how it ended")
    thumb.choose("input[name=underretningssvar][value=nej]", "underretning")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe_faults(page) == []
    thumb.tap(page.get_by_role("button", name="Gem opkald").last, "Gem opkald")
    expect(page.get_by_text("Opkaldet er gemt.")).to_be_visible()

    # Then it took no more than twelve
    print(f"\n{len(thumb.done)} interactions: {', '.join(thumb.done)}")  # noqa: T201 - the figure
    assert len(thumb.done) <= MOST
    opkald = Opkald.objects.get()
    assert opkald.situation.startswith("Noah vågnede")
    assert opkald.slut
    assert [barn.fornavn for barn in opkald.boern.all()] == ["Noah"]
    assert re.search(rf"/opkald/{opkald.pk}/", page.url)
    assert page.faults == []
