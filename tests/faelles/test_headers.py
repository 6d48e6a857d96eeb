"""The same headers on every answer: pages, errors, redirects, every method."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


def check(answer, where):
    """The promises of quality.md §3, read from one answer."""
    headers = answer.headers
    csp = {
        words[0]: words[1:]
        for words in (part.split() for part in headers["Content-Security-Policy"].split(";"))
    }
    assert csp["default-src"] == ["'none'"], where
    assert csp["frame-ancestors"] == ["'none'"], where
    assert csp["base-uri"] == ["'none'"], where
    for directive in ("script-src", "style-src", "form-action", "connect-src", "img-src"):
        assert csp[directive] == ["'self'"], (where, directive)
    assert headers["Cache-Control"] == "no-store", where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["X-Frame-Options"] == "DENY", where
    assert headers["Referrer-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", where
    assert "camera=()" in headers["Permissions-Policy"], where


@pytest.fixture
def quiet_client():
    """A client that answers 500 like a browser would see it."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "path",
    [
        "/beskeder/",
        "/kalender/2026/",
        "/regler/",
        "/regler/akut.aabner/",
        "/brugere/",
        "/log/",
        "/session/",
        "/tilgaengelighed/",
        "/konto/log-paa/",
        "/findes/ikke/",
        "/kalender/1999/",
        "/sundhed/live",
    ],
)
def test_every_page_and_method_when_logged_in(client, administrator, path, method):
    client.force_login(administrator)
    answer = getattr(client, method)(path)
    assert answer.status_code < 500
    check(answer, (method, path))
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/beskeder/", "/konto/log-paa/", "/findes/ikke/"])
def test_every_answer_to_somebody_unknown(client, path):
    check(client.get(path), path)


def test_an_unknown_host(quiet_client):
    answer = quiet_client.get("/konto/log-paa/", HTTP_HOST="ond.example")
    assert answer.status_code == 400
    check(answer, "host")


def test_a_form_without_its_token(konsulent):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(konsulent)
    answer = careful.post("/session/")
    assert answer.status_code == 403
    assert "Siden var åben for længe" in answer.content.decode()
    check(answer, "csrf")


def test_a_page_that_breaks(quiet_client, konsulent, monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("secret words of a case")

    monkeypatch.setattr("faelles.views.besked.paging.page", broken)
    quiet_client.force_login(konsulent)
    answer = quiet_client.get("/beskeder/")
    assert answer.status_code == 500
    assert "secret words" not in answer.content.decode()
    check(answer, "500")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_methods_that_no_page_has(client, administrator, method):
    client.force_login(administrator)
    for path in ("/beskeder/", "/kalender/", "/regler/", "/regler/akut.aabner/", "/brugere/ny/"):
        assert getattr(client, method)(path).status_code == 405, path


def test_pages_hold_nothing_that_the_policy_would_stop(client, administrator):
    client.force_login(administrator)
    for path in ("/beskeder/", "/kalender/", "/regler/", "/regler/akut.aabner/", "/brugere/"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_plain_http_is_sent_to_https_in_production(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/beskeder/?s=1", HTTP_HOST=settings.ALLOWED_HOSTS[0])
    assert answer.status_code == 301
    assert answer.url.startswith("https://")


def test_cookies_are_out_of_reach_of_scripts(client, konsulent):
    client.force_login(konsulent)
    client.get("/beskeder/")
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
    assert reverse("account_login") == "/konto/log-paa/"
