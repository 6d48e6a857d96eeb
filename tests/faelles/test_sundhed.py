"""The health addresses: true for who watches, mute about everything else."""

import socket
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from faelles import puls, tasks
from faelles.models import Puls

pytestmark = pytest.mark.django_db
LIVE, KLAR = "/sundhed/live", "/sundhed/klar"


@pytest.fixture
def everything_runs(monkeypatch):
    """The sweeper and beat have just come round; the broker answers."""
    monkeypatch.setattr(puls.redis.Redis, "ping", lambda self, **options: True)
    puls.beat(puls.UDBRING)
    tasks.beat_puls()


def test_live_asks_for_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(LIVE).json() == {"live": True}


def test_klar_when_everything_runs(client, everything_runs):
    answer = client.get(KLAR)
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "broker": True, "udbring": True, "beat": True}


@pytest.mark.parametrize("navn", [puls.UDBRING, puls.BEAT])
def test_klar_is_503_when_a_process_has_not_come_round_for_two_minutes(
    client, everything_runs, navn
):
    Puls.objects.filter(navn=navn).update(at=timezone.now() - timedelta(seconds=119))
    assert client.get(KLAR).status_code == 200
    Puls.objects.filter(navn=navn).update(at=timezone.now() - timedelta(seconds=121))
    answer = client.get(KLAR)
    assert answer.status_code == 503
    assert [part for part, works in answer.json().items() if not works] == [navn]


def test_klar_is_503_before_the_first_round(client, monkeypatch):
    monkeypatch.setattr(puls.redis.Redis, "ping", lambda self, **options: True)
    assert client.get(KLAR).json() == {
        "database": True,
        "broker": True,
        "udbring": False,
        "beat": False,
    }


def test_klar_is_503_when_nobody_listens_at_the_brokers_address(
    client, everything_runs, settings, monkeypatch
):
    monkeypatch.undo()  # the real ping again
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.REDIS_URL = f"redis://127.0.0.1:{port}"
    answer = client.get(KLAR)
    assert (answer.status_code, answer.json()["broker"]) == (503, False)


def test_klar_is_503_when_the_broker_hangs(client, everything_runs, settings, monkeypatch):
    monkeypatch.undo()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        begun = timezone.now()
        assert client.get(KLAR).json()["broker"] is False
        assert timezone.now() - begun < timedelta(seconds=5)


def test_klar_is_503_when_the_database_is_away(client, everything_runs, monkeypatch):
    def away(*arguments, **options):
        raise DatabaseError("could not connect to server at 10.1.2.3")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get(KLAR)
    assert answer.status_code == 503
    assert answer.json()["database"] is False
    assert "10.1.2.3" not in answer.content.decode()


def test_health_answers_whatever_the_host_and_before_login(client, everything_runs):
    assert client.get(LIVE, HTTP_HOST="10.0.0.7:8000").status_code == 200
    assert client.get(KLAR, HTTP_HOST="10.0.0.7:8000").status_code == 200
    assert "Set-Cookie" not in client.get(LIVE).headers
