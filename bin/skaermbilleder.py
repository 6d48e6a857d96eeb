"""Takes the pictures of the README: logs in as each role and photographs what she sees."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "billeder"
PASSWORD = os.environ.get("DEMO_PASSWORD", "samspil-demo")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
DESK, PHONE = (1280, 860), (390, 844)


def nyt_opkald(page):
    """Pick the first family that a search finds, so that the panel tells who follows up."""
    page.goto("/akuttelefon/opkald/nyt/")
    page.locator("#id_soeg").press_sequentially("an")
    page.locator("#familievalg input[value]").first.check()
    page.locator(".dayline").wait_for()


def first_family(page):
    page.goto("/plejefamilier/")
    page.locator(".tbl tbody a").first.click()
    page.locator("h1").wait_for()


def aarshjul(page):
    """The year of supervision of the first family."""
    first_family(page)
    page.locator("details.ways summary").click()
    page.get_by_role("link", name="Årshjul").click()
    page.locator("svg[role=img]").first.wait_for()


def skriv_supervision(page):
    """The session that waits to be written down."""
    page.goto("/")
    page.get_by_role("link", name="Skriv supervisionen").first.click()
    page.locator("#id_tekst").wait_for()


def netvaerksgruppe(page):
    """The group that waits for the attendance of its last meeting."""
    page.goto("/netvaerk/")
    page.get_by_role("link", name="Nord", exact=True).click()
    page.locator("h1").wait_for()


def fremmoede(page):
    """Who came to the group's last meeting."""
    netvaerksgruppe(page)
    page.get_by_role("link", name="Skriv fremmøde").first.click()
    page.locator(".rollcall").wait_for()


PICTURES = (
    ("min-dag", "konsulent", DESK, lambda page: page.goto("/")),
    ("min-dag-telefon", "konsulent", PHONE, lambda page: page.goto("/")),
    ("nyt-opkald", "akutvagt", DESK, nyt_opkald),
    ("nyt-opkald-telefon", "akutvagt", PHONE, nyt_opkald),
    ("plejefamilie", "konsulent", DESK, first_family),
    ("plejefamilie-telefon", "konsulent", PHONE, first_family),
    ("aarshjul", "konsulent", DESK, aarshjul),
    ("skriv-supervision-telefon", "institution", PHONE, skriv_supervision),
    ("netvaerksgruppe", "konsulent", DESK, netvaerksgruppe),
    ("netvaerksmoede-telefon", "institution", PHONE, fremmoede),
)


def main(base_url="http://127.0.0.1:8000"):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, login, (width, height), go in PICTURES:
            context = browser.new_context(
                base_url=base_url, viewport={"width": width, "height": height}
            )
            page = context.new_page()
            page.goto("/")
            page.fill("[name=login]", f"{login}@vestersund.example")
            page.fill("[name=password]", PASSWORD)
            page.get_by_role("button", name="Log på").click()
            page.wait_for_url("**/")
            go(page)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
            print(f"docs/billeder/{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
