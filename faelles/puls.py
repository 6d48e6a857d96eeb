"""Signs of life: when the sweeper and beat last came round, and whether the broker answers."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from faelles.models import Puls

UDBRING, BEAT = "udbring", "beat"
TOO_OLD = timedelta(minutes=2)


def beat(navn):
    """Write that the process `navn` has just finished a round."""
    Puls.objects.update_or_create(navn=navn, defaults={"at": timezone.now()})


def status():
    """What works, as {part: True or False}; asks each part and never raises."""
    result = {"database": True, "broker": True}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen = dict(Puls.objects.values_list("navn", "at"))
    except DatabaseError:
        result["database"] = False
        seen = {}
    now = timezone.now()
    for navn in (UDBRING, BEAT):
        result[navn] = navn in seen and now - seen[navn] < TOO_OLD
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        )
        client.ping()
        client.close()
    except redis.RedisError:
        result["broker"] = False
    return result
