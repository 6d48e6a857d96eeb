"""Every page in a real browser: axe finds nothing, it fits the screen, it makes no error."""

import pytest

from tests.browser.conftest import WIDTHS
from tests.town import make_town, pages


@pytest.fixture
def width():
    return max(WIDTHS)


@pytest.mark.django_db(transaction=True)
def test_every_page_is_accessible_and_fits_the_screen(live_server, open_page, axe_faults):
    found = []
    opened = {}
    for name, person, url in pages(make_town()):
        if person not in opened:
            opened[person] = open_page(live_server.url, person)
        page = opened[person]
        page.goto(url)
        if page.locator("h1").count() != 1:
            found.append(f"{name} has no h1, or several")
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{name} at {width} px: {fault}" for fault in axe_faults(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{name} is wider than {width} px")
            if page.locator("main .button-primary:visible").count() > 1:
                found.append(f"{name} has several filled buttons at {width} px")
        found += [f"{name} {fault}" for fault in page.faults]
        page.faults.clear()
    assert found == []
