"""The broker dead or hanging: a call is saved at once, and the sweeper tells of it."""

from django.urls import reverse

from akuttelefon.models import Opfoelgning, Opkald
from faelles.models import AuditEvent, Besked
from tests.faults.house import call_fields
from tests.processes import soon

URL = "/akuttelefon/opkald/nyt/"
FAST = 1.5  # seconds; the best of three, because the machine may be busy with other things


def save(desk, people):
    answer = desk.post(URL, call_fields(people.familier[0]))
    assert answer.status == 302, answer.text
    return answer.seconds


def exact(number):
    """So many calls, each with its duty, its log line and its notice."""
    found = (
        Opkald.objects.count(),
        Opfoelgning.objects.open().count(),
        AuditEvent.objects.filter(event="opkald.skrevet").count(),
        Besked.objects.count(),
    )
    return found == (number,) * 4


def test_saving_waits_for_no_broker_and_each_notice_arrives_once(house, people, desk):
    assert reverse("akuttelefon:opkald_create") == URL
    save(desk, people)  # the first one of a web process also warms it

    # Given a broker that takes connections and never answers
    house.hang_valkey()
    assert min(save(desk, people) for _ in range(3)) < FAST
    assert exact(4)

    # And then one that is dead
    house.kill_valkey()
    assert min(save(desk, people) for _ in range(3)) < FAST
    assert exact(7)

    # When only the sweeper runs, Then every notice is delivered, once
    with house.udbring:
        soon(lambda: Besked.objects.exclude(done_at=None).count() == 7)
        # And the same goes on when the broker is back
        house.valkey.start()
        save(desk, people)
        soon(lambda: Besked.objects.exclude(done_at=None).count() == 8)
    assert exact(8)
    assert house.mail.receivers() == {people.konsulenter[0].email: 8}
    assert set(house.mail.message_ids().values()) == {1}
