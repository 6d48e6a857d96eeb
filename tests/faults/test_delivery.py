"""Killed, refused, hung: the notice waits in PostgreSQL and is delivered when things are back."""

import os
import signal

import pytest
from django.utils import timezone

from faelles import notices
from faelles.models import Besked
from tests.processes import MailServer, process, soon, udbring

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mail_server():
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def besked(konsulent):
    return notices.notify(konsulent, key="prøve-1", tekst="Nyt akutopkald", url="/beskeder/")


def delivered():
    return Besked.objects.exclude(done_at=None).count()


@pytest.mark.parametrize(
    "carrier",
    [
        ("manage.py", "udbring", "--pause", "0.2"),
        ("-m", "celery", "-A", "tests.fast_beat", "worker", "-B", "-c", "1", "-s", "{schedule}"),
    ],
    ids=["sweeper", "worker"],
)
def test_killed_in_the_middle_of_a_mail_it_is_sent_again(carrier, besked, mail_server, tmp_path):
    # Given a carrier that has claimed the notice and hangs in the mail server
    mail_server.mood = "hanging"
    command = [part.format(schedule=tmp_path / "schedule") for part in carrier]
    with process(*command, EMAIL_URL=mail_server.url) as child:
        assert mail_server.hanging.wait(120)
        claimed = Besked.objects.get()
        assert claimed.done_at is None
        assert claimed.claimed_until > timezone.now()

        # When it is killed with -9
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    # Then, when the lease has run out, another one delivers it, once
    mail_server.mood = "kind"
    Besked.objects.update(claimed_until=timezone.now())
    with udbring(EMAIL_URL=mail_server.url):
        soon(delivered)
    assert len(mail_server.received) == 1
    assert besked.to.navn not in mail_server.received[0]


def test_a_mail_server_that_refuses_is_asked_again_later(besked, mail_server):
    # Given a mail server that refuses
    mail_server.mood = "refusing"
    with udbring(EMAIL_URL=mail_server.url):
        soon(lambda: Besked.objects.filter(attempts__gte=1).exists())
        waiting = Besked.objects.get()
        assert waiting.done_at is None
        assert waiting.claimed_until > timezone.now()

        # When it is itself again and the wait is over
        mail_server.mood = "kind"
        Besked.objects.update(claimed_until=timezone.now())

        # Then the same sweeper delivers it
        soon(delivered)
    assert len(mail_server.received) == 1


def test_two_sweepers_and_a_worker_send_one_mail(besked, mail_server, tmp_path):
    worker = ("-m", "celery", "-A", "tests.fast_beat", "worker", "-B", "-c", "2")
    url = {"EMAIL_URL": mail_server.url}
    with (
        udbring(**url),
        udbring(**url),
        process(*worker, "-s", str(tmp_path / "schedule"), **url),
    ):
        soon(delivered)
        for number in range(2, 12):
            notices.notify(besked.to, key=f"prøve-{number}", tekst="Nyt", url="/beskeder/")
        soon(lambda: delivered() == 11)
    assert len(mail_server.received) == 11
