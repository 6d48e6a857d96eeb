"""Killed with -9 at each point of its work: what was begun is done by the next, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akuttelefon.models import Opfoelgning, Opkald
from faelles import notices
from faelles.models import AuditEvent, Besked, Puls
from tests.factories import log_opkald
from tests.faults.house import call_fields
from tests.processes import soon

ESCALATE = "akuttelefon.escalate_overdue"
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
URL = "/akuttelefon/opkald/nyt/"


@pytest.fixture
def besked(people):
    return notices.notify(people.konsulenter[0], key="prøve", tekst="Nyt", url="/beskeder/")


def delivered():
    return Besked.objects.exclude(done_at=None).count()


def lease_runs_out():
    """What time does by itself two minutes after the death of whoever held the notice."""
    Besked.objects.filter(done_at=None).update(claimed_until=timezone.now())


@pytest.mark.parametrize(
    ("point", "copies"),
    [("before the claim", 1), ("before sending", 1), ("before marking", 2)],
)
def test_sweeper_killed_at_each_point_of_a_delivery(house, besked, point, copies):
    # Given a sweeper that has come just so far
    house.mail.mood = {"before sending": "silent", "before marking": "taken"}.get(point, "kind")
    if point == "before the claim":
        with house.locked("faelles_besked"):
            house.udbring.start()
            house.somebody_waits()
            house.udbring.kill()
    else:
        house.udbring.start()
        assert house.mail.hanging.wait(120)
        house.udbring.kill()
    besked.refresh_from_db()
    assert besked.done_at is None
    assert (besked.claimed_until is None) == (point == "before the claim")

    # When another one comes and the lease has run out
    house.mail.mood = "kind"
    lease_runs_out()
    with house.udbring:
        soon(delivered)

    # Then it has arrived; where the first died between sending and marking there are two copies
    # with one Message-ID, so that the receiver's mail server can tell that they are the same
    assert [*house.mail.message_ids().values()] == [copies]
    assert besked.to.navn not in "".join(house.mail.received)


def test_worker_killed_in_the_middle_of_an_escalation(house, people):
    # Given an overdue duty, and a worker that has written the escalation but not its log line
    start = timezone.now() - timedelta(days=14)
    duty = log_opkald(by=people.vagt, plejefamilie=people.familier[0], start=start).opfoelgning
    leader = Besked.objects.filter(to=people.leder, key__endswith="eskaleret")
    with house.locked("faelles_auditevent"), house.worker:
        house.send(ESCALATE)
        house.somebody_waits()
        house.worker.kill()
    soon(lambda: not house.sql(WAITING))

    # Then nothing of it stands
    duty.refresh_from_db()
    assert duty.escalated_at is None
    assert not leader.exists()

    # When another worker does it again, and once more, Then the leader is told, once
    with house.worker, house.udbring:
        house.send(ESCALATE)
        first = soon(lambda: Puls.objects.filter(navn=ESCALATE).first())
        house.send(ESCALATE)
        soon(lambda: Puls.objects.get(navn=ESCALATE).at > first.at)
        soon(leader.exclude(done_at=None).exists)
    duty.refresh_from_db()
    assert duty.escalated_at is not None
    assert AuditEvent.objects.filter(event="opfoelgning.eskaleret").count() == 1
    assert house.mail.receivers()[people.leder.email] == leader.count() == 1
    assert set(house.mail.message_ids().values()) == {1}


def test_web_killed_in_the_middle_of_a_save(house, people, desk, in_background):
    # Given a save that stands inside its transaction
    fields = call_fields(people.familier[0])
    with house.locked("faelles_auditevent"):
        answer = in_background(lambda: desk.post(URL, fields))
        house.somebody_waits()

        # When the web server is killed
        house.web.kill()
        assert isinstance(answer(), OSError)

    # Then nothing is saved
    soon(lambda: not house.sql(WAITING))
    assert not Opkald.objects.exists()
    assert not Besked.objects.exists()

    # When she presses again, twice, Then there is exactly one call with its duty and notice
    house.open_web()
    assert [desk.post(URL, fields).status for _ in range(2)] == [302, 302]
    assert Opkald.objects.get().situation == fields["situation"]
    assert Opfoelgning.objects.count() == Besked.objects.count() == 1
