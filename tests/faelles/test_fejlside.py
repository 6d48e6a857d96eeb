"""The page of an error keeps what was typed, and says what is so."""

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.urls import reverse

from faelles.views import errors

pytestmark = pytest.mark.django_db
TEKST = "Drengen har låst døren.\nHan <script>alert(1)</script>"


@pytest.fixture
def breaks(monkeypatch, akutvagt):
    """A save that ends with the given error; what the duty desk gets to see."""
    browser = Client(raise_request_exception=False)
    browser.force_login(akutvagt)

    def send(error, **fields):
        def broken(bruger):
            raise error

        monkeypatch.setattr("akuttelefon.views.registrering.OpkaldForm", lambda *a, **k: broken(a))
        return browser.post(reverse("akuttelefon:opkald_create"), fields)

    return send


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("server closed the connection"), 503),
        (DatabaseError("server closed the connection"), 503),
        (ValueError("a bug"), 500),
    ],
)
def test_what_was_typed_stands_on_the_page_and_can_be_sent_again(breaks, error, status):
    answer = breaks(error, situation=TEKST, idempotency_key="k-1", alvor="fare")
    page = answer.content.decode()
    assert answer.status_code == status
    assert "IKKE GEMT" in page
    assert "bliver det ikke gemt to gange" in page
    assert 'name="idempotency_key" value="k-1"' in page
    assert "Han &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert answer["Cache-Control"] == "no-store"


def test_a_form_that_has_no_key_promises_nothing_about_twice(breaks):
    assert "to gange" not in breaks(ValueError(), situation=TEKST).content.decode()


def test_an_error_that_came_from_a_lost_connection_is_one(breaks):
    bug = ValueError()
    bug.__cause__ = OperationalError("away")
    assert breaks(bug).status_code == 503


def test_a_password_is_never_shown_again(rf):
    request = rf.post("/konto/log-paa/", {"login": "a@b.example", "password": "hemmeligt ord"})
    page = errors.server_error(request).content.decode()
    assert "hemmeligt" not in page
    assert "IKKE GEMT" in page


def test_a_page_that_fails_says_nothing_of_saving(rf):
    page = errors.server_error(rf.get("//ond.example/")).content.decode()
    assert "IKKE GEMT" not in page
    assert 'href="//' not in page
