"""The main job: a call becomes the duty of the family's own konsulent."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from akuttelefon import tasks
from akuttelefon.models import Opfoelgning, Opkald
from faelles.models import AuditEvent, Besked
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    FravaerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    log_opkald,
)
from tests.parallel import at_once

pytestmark = pytest.mark.django_db


def test_what_the_system_does_by_itself_stands_in_the_log_of_the_municipality(
    at, akutvagt, familie, konsulent, teamleder, revisor
):
    # Given a duty that nobody has closed, and a konsulent who is away from then on
    at("2026-12-07 20:00")
    log_opkald(by=akutvagt, plejefamilie=familie)
    FravaerFactory(bruger=konsulent, fra=date(2026, 12, 9), til=date(2026, 12, 11))

    # When beat escalates it and moves it
    at("2026-12-09 08:00")
    tasks.escalate_overdue()
    tasks.reassign_open()

    # Then the revisor sees both
    seen = AuditEvent.objects.visible_to(revisor).filter(bruger_id=None)
    assert {"opfoelgning.eskaleret", "opfoelgning.flyttet"} <= {line.event for line in seen}


def test_call_on_christmas_eve_is_due_on_the_first_hverdag(at, akutvagt, familie, konsulent):
    # Given the evening of 24 December 2026
    at("2026-12-24 19:55")

    # When the duty desk writes down a call
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-12-24 19:10"))

    # Then the family's konsulent follows up on Monday the 28th, and hears of it at 8
    opfoelgning = opkald.opfoelgning
    assert opfoelgning.frist == date(2026, 12, 28)
    assert opfoelgning.ansvarlig == konsulent
    assert opfoelgning.grund == Opfoelgning.Grund.FAST
    assert Besked.objects.get(to=konsulent).due_at == local("2026-12-28 08:00")
    assert AuditEvent.objects.filter(event="opkald.skrevet", objekt=opkald.pk).count() == 1


@pytest.mark.parametrize(
    ("now", "start", "inside", "notified", "due"),
    [
        # inside opening hours: at once
        ("2026-11-24 10:00", "2026-11-24 09:40", True, "2026-11-24 10:00", "2026-11-25"),
        # half-open: 08.00 is inside, 15.00 is not
        ("2026-11-24 08:00", "2026-11-24 08:00", True, "2026-11-24 08:00", "2026-11-25"),
        ("2026-11-24 15:00", "2026-11-24 15:00", False, "2026-11-25 08:00", "2026-11-25"),
        # begun inside and written down after closing: told at once all the same
        ("2026-11-24 15:20", "2026-11-24 14:59", True, "2026-11-24 15:20", "2026-11-25"),
        # in the small hours: told that morning, due the day after
        ("2026-11-24 03:30", "2026-11-24 03:10", False, "2026-11-24 08:00", "2026-11-25"),
        # Friday evening and Sunday: Monday
        ("2026-11-27 22:00", "2026-11-27 21:30", False, "2026-11-30 08:00", "2026-11-30"),
        ("2026-11-29 12:00", "2026-11-29 11:30", False, "2026-11-30 08:00", "2026-11-30"),
        # just before midnight counts as that day, however late it is written down
        ("2026-11-25 00:20", "2026-11-24 23:59", False, "2026-11-25 08:00", "2026-11-25"),
    ],
)
def test_notice_follows_the_opening_hours(
    now, start, inside, notified, due, at, akutvagt, familie, konsulent
):
    at(now)
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, start=local(start))
    assert opkald.i_aabningstid is inside
    assert Besked.objects.get(to=konsulent).due_at == local(notified)
    assert opkald.opfoelgning.frist == date.fromisoformat(due)


def test_notice_stands_in_the_inbox_from_the_moment_it_is_due(at, akutvagt, familie, konsulent):
    at("2026-11-24 20:00")
    log_opkald(by=akutvagt, plejefamilie=familie)
    at("2026-11-25 07:59")
    assert not Besked.objects.visible_to(konsulent).exists()
    at("2026-11-25 08:00")
    assert Besked.objects.visible_to(konsulent).unread().count() == 1


def test_same_form_sent_twice_is_one_call(at, akutvagt, familie):
    at("2026-11-24 20:00")
    key = uuid.uuid4()
    first = log_opkald(by=akutvagt, plejefamilie=familie, idempotency_key=key)
    second = log_opkald(by=akutvagt, plejefamilie=familie, idempotency_key=key)
    assert first == second
    assert Opkald.objects.count() == Opfoelgning.objects.count() == Besked.objects.count() == 1
    assert AuditEvent.objects.filter(event="opkald.skrevet").count() == 1


def test_another_persons_key_never_opens_her_call(at, akutvagt, konsulent, familie):
    at("2026-11-24 20:00")
    key = uuid.uuid4()
    log_opkald(by=akutvagt, plejefamilie=familie, idempotency_key=key)
    with pytest.raises(ValidationError, match="Åbn siden igen"):
        log_opkald(by=konsulent, plejefamilie=familie, idempotency_key=key)
    assert Opkald.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_eight_times_at_once_is_one_call(akutvagt, familie):
    key, start = uuid.uuid4(), timezone.now()
    answers = at_once(
        8,
        lambda number: (
            log_opkald(by=akutvagt, plejefamilie=familie, start=start, idempotency_key=key).pk
        ),
    )
    assert len({*answers}) == 1
    assert Opkald.objects.count() == Opfoelgning.objects.count() == Besked.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_call_without_its_follow_up_cannot_be_saved(akutvagt, familie):
    # When somebody writes only the call, past the action
    def save_only_the_call():
        with transaction.atomic():
            Opkald.objects.create(
                kommune=familie.kommune,
                plejefamilie=familie,
                opkalder=Opkald.Opkalder.ANDEN,
                start=timezone.now(),
                situation="Prøve",
                alvor=Opkald.Alvor.ALVORLIGT,
                udfald=Opkald.Udfald.ROLIGT,
                i_aabningstid=False,
                udbyder=akutvagt.organisation,
                logged_by=akutvagt,
            )
            reached.append("the commit")

    # Then nothing is wrong before the commit, and the commit is refused
    reached = []
    with pytest.raises(DatabaseError, match="without its follow-up"):
        save_only_the_call()
    assert reached == ["the commit"]
    assert not Opkald.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_saved_when_a_part_of_it_fails(akutvagt, familie, monkeypatch):
    # Given that the log cannot be written
    def broken(*args, **kwargs):
        raise DatabaseError("The log is full.")

    monkeypatch.setattr("faelles.audit.record", broken)

    # When a call is saved, Then all of it is refused
    with pytest.raises(DatabaseError):
        log_opkald(by=akutvagt, plejefamilie=familie)
    assert not Opkald.objects.exists()
    assert not Besked.objects.exists()


def test_call_in_the_future_is_refused_at_its_field(at, akutvagt, familie):
    at("2026-11-24 20:00")
    with pytest.raises(ValidationError) as refused:
        log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-11-24 20:01"))
    assert refused.value.message_dict.keys() == {"starttid"}


def test_call_that_ends_before_it_begins_is_refused(at, akutvagt, familie):
    at("2026-11-24 20:00")
    with pytest.raises(ValidationError, match="Samtalen kan ikke slutte"):
        log_opkald(
            by=akutvagt,
            plejefamilie=familie,
            start=local("2026-11-24 19:00"),
            slut=local("2026-11-24 18:59"),
        )


def test_family_and_child_must_be_of_the_calls_municipality(at, akutvagt, kommune, familie):
    at("2026-11-24 20:00")
    foreign = PlejefamilieFactory()
    with pytest.raises(ValidationError, match="en anden kommune"):
        log_opkald(by=akutvagt, plejefamilie=foreign, kommune=kommune)
    child = BarnFactory(kommune=KommuneFactory())
    with pytest.raises(ValidationError, match="en anden kommune"):
        log_opkald(by=akutvagt, plejefamilie=familie, boern=[child])
    assert not Opkald.objects.exists()


def test_length_and_delay_are_counted_in_real_minutes_over_the_clock_change(at, akutvagt, familie):
    # Given the night in October 2026 on which 02.30 comes twice
    at("2026-10-25 03:10")
    opkald = log_opkald(
        by=akutvagt,
        plejefamilie=familie,
        start=local("2026-10-25 02:30"),
        slut=local("2026-10-25 02:50").replace(fold=1),
    )
    opkald.refresh_from_db()
    # Then the call lasted an hour and twenty minutes, and was written down 20 minutes after
    assert opkald.minutter == 80
    assert opkald.forsinkelse == 20


def test_neither_notice_nor_log_holds_a_name(at, akutvagt, familie, barn):
    at("2026-11-24 20:00")
    log_opkald(by=akutvagt, plejefamilie=familie, boern=[barn], situation="Noah er gået")
    texts = [
        *Besked.objects.values_list("tekst", flat=True),
        *Besked.objects.values_list("url", flat=True),
        *(str(data) for data in AuditEvent.objects.values_list("data", flat=True)),
    ]
    for word in ("Bruun", "Noah", "Lars", "Holt", "Nadia", barn.cpr):
        assert not [text for text in texts if word in text]
