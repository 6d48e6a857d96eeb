"""A clock that can be set, and what is to happen when it gets there."""

import heapq
import itertools
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction

DANMARK = ZoneInfo("Europe/Copenhagen")


def local(day, hour, minute=0):
    """The aware moment of a local day and time; an hour that does not exist becomes the next."""
    moment = datetime.combine(day, time(hour, minute), tzinfo=DANMARK)
    return moment.astimezone(UTC).astimezone(DANMARK)


class Ur:
    """The clock of the demo. Inside `with`, the whole program believes it."""

    def __init__(self, moment):
        self.moment = moment

    def __enter__(self):
        self.travel = time_machine.travel(self.moment, tick=False)
        self.traveller = self.travel.start()
        return self

    def __exit__(self, *args):
        self.travel.stop()

    def set(self, moment):
        self.moment = moment
        self.traveller.move_to(moment)


class Dagbog:
    """Everything that is going to happen, in the order of the clock."""

    def __init__(self):
        self._heap = []
        self._order = itertools.count()

    def at(self, moment, act, *arguments):
        heapq.heappush(self._heap, (moment.astimezone(UTC), next(self._order), act, arguments))

    def play(self, ur, until):
        """Do it all up to `until`, with the clock set each time; yield each moment afterwards."""
        while self._heap and self._heap[0][0] <= until:
            moment, _, act, arguments = heapq.heappop(self._heap)
            ur.set(moment)
            act(*arguments)
            yield moment


def days(first, last):
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def weekday(day):
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def deal(rng, things):
    """The things in ever new order, never the same one twice running; without end."""
    last = None
    while True:
        order = rng.sample(things, len(things))
        if order[0] is last:
            order.reverse()
        yield from order
        last = order[-1]


@contextmanager
def attempt():
    """An act that the ground may refuse: then it is undone, and the rest of the story stays."""
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = True
    try:
        with suppress(ValidationError), transaction.atomic():
            yield
    finally:
        connection.features.uses_savepoints = before
