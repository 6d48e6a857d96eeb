"""Beat was stopped for two days: the duty stood on Min dag, and the leader is told once."""

from datetime import timedelta

from django.utils import timezone

from faelles.models import Besked, Puls
from tests.factories import log_opkald
from tests.faults.house import Browser
from tests.processes import soon

HOUR = timedelta(hours=1)
TASK = "akuttelefon.escalate_overdue"


def rounds(house, number):
    """Let beat have the task done so many times more."""
    for _ in range(number):
        last = Puls.objects.get(navn=TASK).at
        soon(lambda last=last: Puls.objects.get(navn=TASK).at > last)


def test_after_two_days_without_beat_every_escalation_comes_once(house, people):
    # Given three calls whose leader should have been told days ago, and nothing but web
    start = timezone.now() - timedelta(days=9)
    calls = [
        log_opkald(
            by=people.vagt, plejefamilie=people.familier[0], start=start - timedelta(hours=n)
        )
        for n in range(3)
    ]
    Puls.objects.create(navn="beat", at=timezone.now() - timedelta(days=2))
    leader = Besked.objects.filter(to=people.leder, key__endswith="eskaleret")

    # Then the konsulent has had them on Min dag all the while
    page = Browser(house, people.konsulenter[0]).get("/").text
    for call in calls:
        assert call.get_absolute_url() in page
    assert not leader.exists()

    # When worker and beat are back and come round several times
    with house.worker_with_beat:
        soon(lambda: leader.exclude(done_at=None).count() == 3)
        rounds(house, 3)

    # Then the leader has been told of each, once, and so has everybody else
    assert leader.count() == 3
    assert not Besked.objects.filter(done_at=None).exists()
    assert sum(house.mail.receivers().values()) == Besked.objects.count()
    assert set(house.mail.message_ids().values()) == {1}
