"""A real browser against a real server; the one system Chromium, never a download."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)
WIDTHS = {1280: 900, 390: 844}


@pytest.fixture(scope="session", autouse=True)
def _static_files_as_in_production():
    """Let WhiteNoise serve the collected files; the test server would look for unhashed names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda handler, path: False)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {"executable_path": path, "args": FLAGS}


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request):
    return request.param


@pytest.fixture
def open_page(browser, width):
    """Pages of the width of this run that note every message of the console as a fault."""
    contexts = []

    def opened(base_url, bruger=None, **options):
        context = browser.new_context(
            base_url=base_url, viewport={"width": width, "height": WIDTHS[width]}, **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if bruger is not None:
            context.add_cookies([{"name": "session", "value": _session(bruger), "url": base_url}])
        page = context.new_page()
        page.faults = []
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


def _session(bruger):
    session = SessionStore()
    session[SESSION_KEY] = str(bruger.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = bruger.get_session_auth_hash()
    session.save()
    return session.session_key


@pytest.fixture
def axe_faults():
    """What axe finds on the page as it stands: rule, and the first element it is found on."""

    def found(page):
        # naming every element that passed would take axe most of its time
        answer = Axe().run(page, options={"resultTypes": ["violations"]})
        violations = answer.response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['target']} ({len(v['nodes'])})" for v in violations]

    return found
