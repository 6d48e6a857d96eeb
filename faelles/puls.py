"""Signs of life: when the sweeper, beat and each task last came round; whether the broker answers.

A worker takes tasks one by one, so its sign of life is that of the tasks it has finished.
"""

from dataclasses import dataclass
from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone

from faelles.models import Driftsstop, Puls

UDBRING, BEAT = "udbring", "beat"
TOO_OLD = timedelta(minutes=2)
BROKER_PATIENCE = 1  # seconds to connect, and again to answer


def beat(navn):
    """Write that the process or task `navn` has just finished a round.

    A sweeper or beat that comes back after a standstill also writes how long it was away.
    """
    now = timezone.now()
    with transaction.atomic():
        puls, created = Puls.objects.select_for_update().get_or_create(
            navn=navn, defaults={"at": now}
        )
        if created:
            return
        if navn in (UDBRING, BEAT) and puls.at and now - puls.at >= TOO_OLD:
            Driftsstop.objects.get_or_create(navn=navn, fra=puls.at, defaults={"til": now})
        puls.at, puls.fejl, puls.fejl_siden = now, "", None
        puls.save()


def failed(navn, kind):
    """Write that the task `navn` failed with an error of `kind` (its class, never its text)."""
    with transaction.atomic():
        puls, _ = Puls.objects.select_for_update().get_or_create(navn=navn)
        puls.fejl, puls.fejl_siden = kind, puls.fejl_siden or timezone.now()
        puls.save()


@dataclass(frozen=True)
class Broker:
    """Whether the broker answers, and how many tasks wait for a worker."""

    answers: bool
    waiting: int = 0


def broker():
    """Ask the broker; never takes longer than twice BROKER_PATIENCE, never raises."""
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=BROKER_PATIENCE,
            socket_timeout=BROKER_PATIENCE,
        )
        client.ping()
        waiting = client.llen(settings.CELERY_TASK_DEFAULT_QUEUE)
        client.close()
    except redis.RedisError:
        return Broker(answers=False)
    return Broker(answers=True, waiting=waiting)


def status():
    """What works, as {part: True or False}; asks each part and never raises."""
    result = {"database": True, "broker": True}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen = dict(Puls.objects.values_list("navn", "at"))
    except Error:
        result["database"] = False
        seen = {}
    now = timezone.now()
    for navn in (UDBRING, BEAT):
        result[navn] = bool(seen.get(navn)) and now - seen[navn] < TOO_OLD
    result["broker"] = broker().answers
    return result
