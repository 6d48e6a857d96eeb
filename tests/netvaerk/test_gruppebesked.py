"""Mails to the foster parents of a group: when they meet, and nothing else (R17, W5)."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from faelles.access import Rolle
from faelles.models import Besked
from netvaerk.actions.gruppebesked import quiet, welcome
from netvaerk.actions.gruppemoede import cancel_moede, move_moede, plan_moeder
from netvaerk.actions.gruppepost import deliver_gruppebeskeder
from netvaerk.gruppedrift import gruppebeskeder
from netvaerk.models import Gruppebesked
from plejefamilier.models import Lokale
from tests.conftest import local
from tests.factories import BrugerFactory
from tests.netvaerk.fakta import make_medlem
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

D = datetime.date
NAVNE = ("Mærkeord, Ane", "Mærkeord, Bo")
MARKS = ("Mærkeord", "Nord", "Amira", "Hjemme hos", "Skolestart", "Sne")
Slags = Gruppebesked.Slags


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def gruppe(amira, kommune, team, konsulent):
    familier = make_familier(team, konsulent, NAVNE)
    return begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)


@pytest.fixture
def moeder(gruppe, amira):
    place = {**PLACE, "sted_tekst": "Hjemme hos Mærkeord"}
    return plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **place)


def sent():
    """What has been mailed to foster parents."""
    deliver_gruppebeskeder()
    out = [one for one in mail.outbox if one.to[0].endswith("@familie.example")]
    mail.outbox.clear()
    return out


def calendar_of(message):
    ((content, kind),) = message.alternatives
    assert kind.startswith("text/calendar")
    return Calendar.from_ical(content)


def test_one_mail_with_all_dates_to_each_foster_parent(moeder):
    messages = sent()
    assert len(messages) == 2
    body = messages[0].body
    for day in ("5. januar", "2. februar", "2. marts", "6. april", "4. maj", "1. juni"):
        assert day in body
    assert "sted som aftalt" in body
    assert len(calendar_of(messages[0]).walk("VEVENT")) == 6
    for word in MARKS:
        for message in messages:
            assert word not in message.subject + body
            assert word not in calendar_of(message).to_ical().decode()
    assert not sent()


def test_reminders_a_week_and_a_day_before(moeder):
    rows = Gruppebesked.objects.filter(slags=Slags.PAAMINDELSE, moede=moeder[0])
    assert {*rows.values_list("due_at", flat=True)} == {
        local("2026-12-29 08:00"),
        local("2027-01-04 08:00"),
    }
    assert rows.count() == 4


def test_a_reminder_tells_the_room(at, moeder, amira, brohus, kommune):
    sal = Lokale.objects.create(kommune=kommune, organisation=brohus, navn="Salen", kapacitet=20)
    start, slut = evenings()[0]
    sent()
    move_moede(
        by=amira,
        moede=moeder[0],
        start=start,
        slut=slut,
        **{**PLACE, "lokale": sal, "form": "fysisk"},
    )
    moved = sent()
    assert {one.subject for one in moved} == {
        "Netværksmødet er flyttet tirsdag 5. januar 2027 kl. 19.00"
    }
    assert "Salen, Brohus" in moved[0].body
    at("2026-12-29 08:00")
    (first, _) = sent()
    assert first.subject.startswith("Husk netværksmødet")
    assert "Salen, Brohus" in first.body
    at("2027-01-04 08:00")
    assert len(sent()) == 2


def test_a_moved_meeting_takes_its_reminders_along(moeder, amira):
    start, slut = local("2027-01-12 19:00"), local("2027-01-12 21:00")
    move_moede(by=amira, moede=moeder[0], start=start, slut=slut, **PLACE)
    waiting = Gruppebesked.objects.waiting().filter(moede=moeder[0], slags=Slags.PAAMINDELSE)
    assert {*waiting.values_list("due_at", flat=True)} == {
        local("2027-01-05 08:00"),
        local("2027-01-11 08:00"),
    }


def test_a_cancelled_meeting_is_told_without_the_reason(at, moeder, amira):
    sent()
    cancel_moede(by=amira, moede=moeder[0], fordi="Sne hos Mærkeord")
    messages = sent()
    assert len(messages) == 2
    assert "aflyst" in messages[0].subject
    assert calendar_of(messages[0])["method"] == "CANCEL"
    for word in MARKS:
        assert word not in messages[0].subject + messages[0].body
    at("2026-12-29 08:00")
    assert not sent()
    assert not Besked.objects.undelivered().filter(key__startswith=f"gruppemoede-{moeder[0].pk}-")


def test_a_family_that_joins_in_march_hears_of_what_is_to_come(at, moeder, gruppe, team, konsulent):
    sent()
    at("2027-03-10 10:00")
    (sent(),)
    (sixth,) = make_familier(team, konsulent, ["Mærkeord, Ida"])
    medlem = make_medlem(gruppe, sixth, by=konsulent, fra=D(2027, 3, 10))
    for _ in range(2):
        welcome(medlem)
    (message,) = sent()
    assert "6. april" in message.body
    assert "2. marts" not in message.body
    rows = Gruppebesked.objects.filter(medlemskab=medlem, slags=Slags.PAAMINDELSE)
    assert rows.count() == 6  # three meetings, two reminders each


def test_a_family_that_leaves_hears_no_more_and_its_last_evening_still(at, moeder, gruppe):
    sent()
    medlem = gruppe.medlemskaber.order_by("pk").first()
    medlem.til, medlem.slutaarsag = D(2027, 2, 2), "tid"
    medlem.save()
    quiet(medlem)
    waiting = Gruppebesked.objects.waiting().filter(medlemskab=medlem)
    assert {*waiting.values_list("moede", flat=True)} == {moeder[0].pk, moeder[1].pk}
    at("2027-02-23 08:00")
    overdue = sent()
    assert len([one for one in overdue if "2. marts" in one.subject]) == 1


def test_a_membership_that_ends_without_a_word_is_not_mailed_either(at, moeder, gruppe):
    """The letter is asked once more when it leaves."""
    sent()
    gruppe.medlemskaber.update(til=D(2026, 12, 24), slutaarsag="tid")
    at("2026-12-29 08:00")
    assert not sent()


def test_a_family_without_an_address_gets_no_row(gruppe, amira):
    for medlem in gruppe.medlemskaber.all():
        medlem.plejefamilie.plejeforaeldre.update(email="")
    plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)
    assert not Gruppebesked.objects.exists()


def test_driftsstatus_counts_what_is_late(at, moeder, kommune):
    admin = BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune)
    (told,) = gruppebeskeder(admin, timezone.now())
    assert told.ord == "I orden"
    at("2026-12-01 09:30")
    (told,) = gruppebeskeder(admin, timezone.now())
    assert told.tekst == "2 mails om netværksmøder er ikke gået ud"
    stranger = BrugerFactory(rolle=Rolle.ADMINISTRATOR)
    (told,) = gruppebeskeder(stranger, timezone.now())
    assert told.ord == "I orden"
