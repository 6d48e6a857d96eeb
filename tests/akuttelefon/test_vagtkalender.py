"""A person's shifts in her own calendar: a secret address, no case content, closed at once."""

import datetime
import hashlib
import logging
import re
import runpy

import pytest
from django.conf import settings
from django.urls import reverse
from icalendar import Calendar
from pytest_django.asserts import assertContains, assertNotContains

from akuttelefon.actions.vagtkalender import close_kalender, open_kalender
from akuttelefon.models import Vagt, Vagtkalender
from faelles.logs import SECRET, Line, without_secrets
from faelles.models import AuditEvent, Bruger
from tests.conftest import local
from tests.factories import log_opkald, on_duty

pytestmark = pytest.mark.django_db

MINE = "/akuttelefon/vagter/mine/"
NOW = "2026-11-25 10:00"


def address(secret):
    return reverse("akuttelefon:vagtkalender_feed", args=[secret])


@pytest.fixture
def secret(at, akutvagt):
    at(NOW)
    return open_kalender(by=akutvagt)


@pytest.fixture
def vagt(akutvagt, secret):
    """From Saturday evening over midnight."""
    return on_duty(akutvagt, start=local("2026-11-28 20:00"), slut=local("2026-11-29 08:00"))


# --- what the calendar reads ---------------------------------------------------------------------


def test_the_feed_holds_my_shift_and_the_provider(secret, vagt, client):
    answer = client.get(address(secret))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "Akuttelefon – vagt"
    assert "Brohus" in event["DESCRIPTION"]
    assert event["DTSTART"].dt == local("2026-11-28 20:00")
    assert event["DTEND"].dt == local("2026-11-29 08:00")
    assert (event["UID"], event["SEQUENCE"]) == (f"vagt-{vagt.pk}@127.0.0.1", 1)
    assert calendar["X-WR-CALNAME"] == "Akuttelefonvagter"
    assert calendar["REFRESH-INTERVAL"].dt == datetime.timedelta(hours=1)


def test_the_feed_keeps_to_rfc_5545(secret, vagt, brohus, client):
    type(brohus).objects.filter(pk=brohus.pk).update(navn="Børne- og ungehjemmet " + "Ærø " * 20)
    body = client.get(address(secret)).content
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    lines = body.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75  # octets: longer lines are folded
    assert any(line.startswith(b" ") for line in lines)
    text = body.decode()
    for wanted in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:",
        "METHOD:PUBLISH",
        "DTSTAMP:20261125T090000Z",
        "DTSTART:20261128T190000Z",
        "DTEND:20261129T070000Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ):
        assert f"\r\n{wanted}" in f"\r\n{text}", wanted
    assert "TZID" not in text


def test_a_change_keeps_the_uid_and_raises_the_sequence(secret, vagt, client):
    Vagt.objects.filter(pk=vagt.pk).update(slut=local("2026-11-29 09:00"), version=2)
    [event] = Calendar.from_ical(client.get(address(secret)).content).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (f"vagt-{vagt.pk}@127.0.0.1", 2)


def test_called_off_given_away_and_distant_shifts_are_not_in_it(
    at, secret, vagt, akutvagt, kollega, client
):
    day = datetime.timedelta(days=1)
    for start in (-33, -32, 401):
        on_duty(
            akutvagt,
            start=local(NOW) + start * day,
            slut=local(NOW) + start * day + datetime.timedelta(hours=12),
        )
    inside = [
        on_duty(akutvagt, start=local(NOW) + n * day, slut=local(NOW) + n * day + day / 2)
        for n in (-31, 399)
    ]
    theirs = on_duty(kollega, start=local("2026-12-01 20:00"), slut=local("2026-12-02 08:00"))

    def found():
        events = Calendar.from_ical(client.get(address(secret)).content).walk("VEVENT")
        return {str(event["UID"]).split("@")[0] for event in events}

    assert found() == {f"vagt-{row.pk}" for row in (vagt, *inside)}
    assert f"vagt-{theirs.pk}" not in found()
    Vagt.objects.filter(pk=vagt.pk).update(aflyst_at=local(NOW), aflyst_by=kollega)
    assert found() == {f"vagt-{row.pk}" for row in inside}


def test_no_name_no_number_and_nothing_of_a_case_is_in_it(
    secret, vagt, akutvagt, familie, barn, client
):
    log_opkald(by=akutvagt, plejefamilie=familie, boern=[barn], telefon="20001234")
    text = client.get(address(secret)).content.decode()
    for word in ("Bruun", "Noah", "Nadia", "Friis", "råber", "20001234", familie.telefon):
        assert word not in text


# --- the secret ---------------------------------------------------------------------------------


def test_the_secret_is_long_and_only_its_hash_is_kept(secret, akutvagt):
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", secret)  # 32 bytes
    row = Vagtkalender.objects.get()
    assert row.noegle_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str([*AuditEvent.objects.values()])


def test_unknown_closed_misspelt_and_of_somebody_who_left_answer_alike(
    at, secret, vagt, akutvagt, client
):
    unknown = client.get(address("k" * 43))
    assert unknown.status_code == 404
    assert not unknown.cookies

    def same(text):
        answer = client.get(address(text))
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert dict(answer.headers) == dict(unknown.headers)

    for text in (secret[:-1], secret.upper(), "x", "æøå", "a\0b", "%00", "x" * 5000, "'--", "."):
        same(text)
    # closed for as long as she has no account, and no role
    Bruger.objects.filter(pk=akutvagt.pk).update(is_active=False)
    same(secret)
    Bruger.objects.filter(pk=akutvagt.pk).update(is_active=True)
    assert client.get(address(secret)).status_code == 200
    akutvagt.roller.update(til=datetime.date(2026, 11, 24))
    same(secret)
    akutvagt.roller.update(til=datetime.date(2026, 11, 25))
    for moment, code in (("2026-11-25 23:59:59", 200), ("2026-11-26 00:00:00", 404)):
        at(moment)
        assert client.get(address(secret)).status_code == code
    akutvagt.roller.update(til=None)
    # a new address closes the old one, and closing closes the new
    at(NOW)
    newer = open_kalender(by=akutvagt)
    same(secret)
    assert client.get(address(newer)).status_code == 200
    assert close_kalender(by=akutvagt) is True
    assert close_kalender(by=akutvagt) is False
    same(newer)


def test_the_answer_leaves_nothing_behind(secret, vagt, client):
    answer = client.get(address(secret))
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Content-Disposition"] == 'inline; filename="vagter.ics"'
    assert client.head(address(secret)).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address(secret)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_a_fetch_takes_few_queries_however_many_shifts(
    rows, secret, akutvagt, client, django_assert_num_queries
):
    for number in range(rows):
        on_duty(
            akutvagt,
            start=local(f"2026-12-0{number + 1} 08:00"),
            slut=local(f"2026-12-0{number + 1} 20:00"),
        )
    client.get(address(secret))
    # whose it is, when it was read (its savepoint twice), the shifts
    with django_assert_num_queries(5):
        client.get(address(secret))


def test_no_log_says_the_secret(secret, caplog):
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": (address(secret),)})
    assert settings.LOGGING["formatters"]["line"]["()"] == "faelles.logs.Line"
    assert secret not in Line("%(message)s").format(record)
    assert without_secrets(f"GET {address(secret)} 404") == "GET /akuttelefon/kalender/••• 404"
    # gunicorn's own lines are written by a formatter of its settings
    conf = runpy.run_path(str(settings.BASE_DIR / "bin/gunicorn.conf.py"))
    assert secret not in conf["Line"]("%(message)s").format(record)
    assert conf["SECRET"] == SECRET
    assert conf["logger_class"] is conf["QuietLogger"]


# --- the page -----------------------------------------------------------------------------------


def test_the_address_is_shown_once_and_says_when_it_was_read(at, akutvagt, client):
    at(NOW)
    client.force_login(akutvagt)
    assertContains(client.get(MINE), "Lav en kalenderadresse")
    made = client.post(reverse("akuttelefon:vagtkalender_open"))
    [adresse] = re.findall(r'value="(http://[^"]+\.ics)"', made.content.decode())
    assertContains(made, "Den vises kun denne ene gang.")
    page = client.get(MINE)
    assertNotContains(page, ".ics")
    assertContains(page, "Adressen er ikke hentet endnu.")
    at("2026-11-25 10:12")
    client.get(adresse.removeprefix("http://testserver"))
    assertContains(client.get(MINE), "Sidst hentet 25. november 2026 kl. 10.12.")
    closed = client.post(reverse("akuttelefon:vagtkalender_close"), follow=True)
    assertContains(closed, "Kalenderadressen er lukket")
    assert client.get(adresse.removeprefix("http://testserver")).status_code == 404


def test_one_open_address_a_person_however_fast_she_presses(secret, akutvagt, kollega):
    for _ in range(3):
        open_kalender(by=akutvagt)
    open_kalender(by=kollega)
    assert Vagtkalender.objects.filter(lukket_at=None, bruger=akutvagt).count() == 1
    assert AuditEvent.objects.filter(event="vagtkalender.aabnet").count() == 5
