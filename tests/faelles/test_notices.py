"""Notices: the row is the truth; whatever carries it, it arrives at least once."""

import smtplib
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from faelles import notices, udbringning
from faelles.models import Besked, Puls
from tests.conftest import local
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
TEKST = "Nyt akutopkald til opfølgning"


@pytest.fixture(autouse=True)
def no_waking(monkeypatch):
    """Nothing here may depend on Celery: count how often it would have been woken."""
    woken = []
    monkeypatch.setattr(notices, "_waiting", [])
    monkeypatch.setattr(notices._waker, "submit", lambda act: woken.append(act) or Future())
    return woken


def tell(to, key="opfoelgning-1-1", **fields):
    return notices.notify(to, key=key, tekst=TEKST, url="/akuttelefon/opkald/1/", **fields)


@pytest.fixture
def dead_mail(monkeypatch):
    """A mail server that refuses until `dead_mail.clear()`."""
    refusing = [True]
    send = notices.send_pointer

    def sometimes(besked):
        if refusing:
            raise ConnectionRefusedError
        return send(besked)

    monkeypatch.setattr(notices, "send_pointer", sometimes)
    return refusing


def test_one_occasion_is_one_notice_for_each_person(konsulent, kollega):
    assert tell(konsulent) == tell(konsulent)
    tell(kollega)
    assert Besked.objects.count() == 2


def test_celery_is_woken_after_commit_and_only_for_what_is_due(
    konsulent, no_waking, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell(konsulent)
        tell(konsulent)  # the same occasion again
        tell(konsulent, key="senere", due_at=timezone.now() + timedelta(hours=1))
        assert no_waking == []
    assert no_waking == [notices._wake]


def test_a_dead_broker_does_not_hurt_the_act(konsulent, monkeypatch, caplog):
    def broken(*arguments, **options):
        raise ConnectionError

    monkeypatch.setattr(notices.current_app, "send_task", broken)
    tell(konsulent)
    notices._wake()
    assert "broker did not answer: ConnectionError" in caplog.text
    assert notices.deliver_due() == 1


def test_the_mail_is_a_link_and_nothing_else(settings, konsulent, familie):
    settings.BASE_URL = "https://samspil.example"
    tell(konsulent)
    assert notices.deliver_due() == 1
    [sent] = mail.outbox
    assert sent.to == [konsulent.email]
    assert "https://samspil.example/beskeder/" in sent.body
    for word in (konsulent.navn, konsulent.fornavn, familie.navn, TEKST, "akut"):
        assert word not in sent.subject + sent.body


def test_a_notice_waits_until_it_is_due(at, konsulent):
    at("2026-12-24 19:55")
    tell(konsulent, due_at=local("2026-12-28 08:00"))
    assert notices.deliver_due() == 0
    assert not Besked.objects.visible_to(konsulent).exists()
    at("2026-12-28 07:59")
    assert notices.deliver_due() == 0
    at("2026-12-28 08:00")
    assert notices.deliver_due() == 1
    assert Besked.objects.visible_to(konsulent).unread().count() == 1


def test_a_delivered_notice_is_not_delivered_again(konsulent):
    tell(konsulent)
    assert [notices.deliver_due() for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_what_another_process_has_claimed_is_left_to_it(at, konsulent):
    at("2026-11-23 09:00")
    besked = tell(konsulent)
    Besked.objects.filter(pk=besked.pk).update(claimed_until=timezone.now() + udbringning.LEASE)
    assert notices.deliver_due() == 0

    # the process died: its lease runs out and the notice is delivered all the same
    at("2026-11-23 09:03")
    assert notices.deliver_due() == 1


def test_a_crash_between_mail_and_mark_means_twice_rather_than_never(at, konsulent, monkeypatch):
    at("2026-11-23 09:00")
    tell(konsulent)

    class KilledError(BaseException):
        pass

    send = notices.send_pointer

    def send_and_die(besked):
        send(besked)
        raise KilledError

    monkeypatch.setattr(notices, "send_pointer", send_and_die)
    with pytest.raises(KilledError):
        notices.deliver_due()
    monkeypatch.setattr(notices, "send_pointer", send)
    at("2026-11-23 09:03")
    assert notices.deliver_due() == 1
    assert len(mail.outbox) == 2


def test_a_dead_mail_server_is_tried_again_at_growing_intervals(at, konsulent, dead_mail):
    at("2026-11-23 09:00")
    besked = tell(konsulent)
    waits = []
    for _ in range(14):
        assert notices.deliver_due() == 0
        besked.refresh_from_db()
        waits.append(besked.claimed_until - timezone.now())
        at(timezone.localtime(besked.claimed_until + timedelta(seconds=1)).strftime("%F %T"))
    assert waits[0] == timedelta(seconds=10)
    assert waits == sorted(waits)
    assert waits[-1] == udbringning.WAIT_UNREACHABLE
    assert besked.attempts == 14

    # When the mail server is back, the notice arrives once
    dead_mail.clear()
    assert [notices.deliver_due(), notices.deliver_due()] == [1, 0]
    assert len(mail.outbox) == 1


def test_one_notice_that_fails_does_not_stop_the_others(konsulent, kollega, monkeypatch):
    send = notices.send_pointer

    def only_kollega(besked):
        if besked.to == konsulent:
            raise ValueError("this address breaks the mail server")
        return send(besked)

    monkeypatch.setattr(notices, "send_pointer", only_kollega)
    tell(konsulent)
    tell(kollega)
    assert notices.deliver_due() == 1
    assert [sent.to for sent in mail.outbox] == [[kollega.email]]


@pytest.mark.parametrize(
    ("error", "kind", "longest"),
    [
        (smtplib.SMTPServerDisconnected("gone"), "SMTPServerDisconnected", 1),
        (TimeoutError(), "TimeoutError", 1),
        (smtplib.SMTPDataError(451, b"later"), "SMTPDataError 451", 5),
        (
            smtplib.SMTPRecipientsRefused({"lars.holt@vestersund.example": (550, b"who?")}),
            "SMTPRecipientsRefused 550",
            30,
        ),
        (ValueError("lars.holt@vestersund.example"), "ValueError", 30),
    ],
)
def test_log_and_row_tell_the_kind_of_failure_and_never_the_address(
    konsulent, monkeypatch, caplog, error, kind, longest
):
    def refuse(besked):
        raise error

    monkeypatch.setattr(notices, "send_pointer", refuse)
    besked = tell(konsulent)
    Besked.objects.update(attempts=20)
    assert notices.deliver_due() == 0
    besked.refresh_from_db()
    assert besked.fejl == kind
    wait = besked.claimed_until - timezone.now()
    assert timedelta(minutes=longest - 1) < wait <= timedelta(minutes=longest)
    assert kind in caplog.text
    assert "@" not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_server_that_nobody_reaches_ends_the_round_and_holds_nothing_back(konsulent, dead_mail):
    for number in range(10):
        tell(konsulent, key=f"prøve-{number}")
    assert notices.deliver_due() == 0
    assert Besked.objects.filter(attempts=1).count() == udbringning.UNREACHABLE
    assert Besked.objects.filter(claimed_until=None, attempts=0).count() == 7
    # the server is back: the rest goes out in the next round
    dead_mail.clear()
    assert notices.deliver_due() == 7


def test_a_slow_round_that_has_lost_its_lease_leaves_the_rest_to_who_took_it(
    at, konsulent, monkeypatch
):
    at("2026-11-23 09:00")
    first, second = (tell(konsulent, key=f"prøve-{number}") for number in range(2))
    sent = []

    def slow(besked):
        sent.append(besked.pk)
        if besked == first:  # meanwhile the lease has run out, and another carrier claims the rest
            later = timezone.now() + udbringning.LEASE * 2
            Besked.objects.filter(pk=second.pk).update(claimed_until=later)

    monkeypatch.setattr(notices, "send_pointer", slow)
    assert notices.deliver_due() == 1
    assert sent == [first.pk]
    second.refresh_from_db()
    assert second.claimed_until == timezone.now() + udbringning.LEASE * 2


def test_every_sending_of_a_notice_has_the_same_message_id(konsulent):
    besked = tell(konsulent)
    notices.deliver_due()
    Besked.objects.update(done_at=None)
    notices.deliver_due()
    tell(konsulent, key="en anden")
    notices.deliver_due()
    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert ids[0] == ids[1] != ids[2]
    assert f"besked-{besked.pk}-" in ids[0]


def test_a_person_whose_account_is_closed_gets_no_mail(konsulent):
    besked = tell(konsulent)
    konsulent.is_active = False
    konsulent.save(update_fields=["is_active"])
    assert notices.deliver_due() == 1
    assert mail.outbox == []
    besked.refresh_from_db()
    assert besked.done_at is not None


def test_what_is_taken_back_is_neither_mailed_nor_shown(konsulent):
    tell(konsulent)
    assert notices.cancel("opfoelgning-1-1") == 1
    assert notices.deliver_due() == 0
    assert not Besked.objects.visible_to(konsulent).exists()


def test_what_has_been_delivered_cannot_be_taken_back(konsulent):
    tell(konsulent)
    notices.deliver_due()
    assert notices.cancel("opfoelgning-1-1") == 0
    assert Besked.objects.visible_to(konsulent).exists()


def test_what_is_taken_back_while_it_is_mailed_has_been_sent(konsulent, monkeypatch):
    tell(konsulent)
    send = notices.send_pointer

    def sent_meanwhile(besked):
        send(besked)
        assert notices.cancel(besked.key) == 1

    monkeypatch.setattr(notices, "send_pointer", sent_meanwhile)
    assert notices.deliver_due() == 1
    # Then the mail that she got leads to a notice that is there
    assert len(mail.outbox) == 1
    assert Besked.objects.visible_to(konsulent).get().done_at
    assert notices.deliver_due() == 0


def test_a_closed_duty_leaves_no_unread_notice_and_other_duties_alone(konsulent):
    for key in ("opfoelgning-1-1", "opfoelgning-1-eskaleret", "opfoelgning-10-1"):
        tell(konsulent, key=key)
    assert notices.mark_read("opfoelgning-1-") == 2
    assert Besked.objects.visible_to(konsulent).unread().get().key == "opfoelgning-10-1"


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_delivers_one_round_and_leaves_a_sign_of_life(konsulent):
    tell(konsulent)
    call_command("udbring", en_gang=True)
    assert len(mail.outbox) == 1
    assert timezone.now() - Puls.objects.get(navn="udbring").at < timedelta(seconds=10)


@pytest.mark.django_db(transaction=True)
def test_a_sweeper_whose_round_fails_leaves_no_sign_of_life_and_goes_on(monkeypatch, caplog):
    def broken():
        raise RuntimeError("the database is away")

    monkeypatch.setattr(notices, "deliver_due", broken)
    call_command("udbring", en_gang=True)
    assert "A round failed" in caplog.text
    assert not Puls.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_send_one_mail_each(konsulent, kollega, monkeypatch):
    sent = []
    monkeypatch.setattr(notices, "send_pointer", lambda besked: sent.append(besked.pk))
    for number in range(20):
        tell(konsulent if number % 2 else kollega, key=f"opfoelgning-{number}-1")
    delivered = at_once(8, lambda _: notices.deliver_due(limit=7))
    assert sum(delivered) + notices.deliver_due() == 20
    assert len(sent) == len(set(sent)) == 20


@pytest.mark.django_db(transaction=True)
def test_the_same_occasion_from_two_at_once_is_one_notice(konsulent):
    answers = at_once(8, lambda _: tell(konsulent).pk)
    assert len(set(answers)) == 1
    assert Besked.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_notice_falls_with_its_act(konsulent, no_waking):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(konsulent)
        raise RuntimeError
    assert not Besked.objects.exists()
    assert no_waking == []
