"""A storm: calls are saved over HTTP while everything is killed at random; then the count.

By hand, on servers of its own:  python -m tests.faults.storm --calls 200 --kills 60 --seed 1
"""

import argparse
import base64
import contextlib
import http.client
import importlib
import os
import queue
import random
import secrets
import signal
import statistics
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass

import django

CLIENTS = 4
URL = "/akuttelefon/opkald/nyt/"
MOODS = ("refusing", "rejecting", "silent", "dropping", "hanging", "taken", "away")
QUIET_SECONDS = 180  # how long everything may take to arrive when the storm is over


@dataclass(frozen=True)
class Figures:
    """What came of a storm: seconds are from a notice was due until it was marked as sent."""

    calls: int
    kills: Counter
    lost: int
    doubled: int
    unnotified: int
    copies: int
    p95_fire: float
    p95_peace: float

    def __str__(self):
        killed = ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        return (
            f"{self.calls} calls, {sum(self.kills.values())} kills ({killed}): {self.lost} lost, "
            f"{self.doubled} doubled, {self.unnotified} un-notified, {self.copies} mails sent "
            f"again with the same Message-ID; p95 {self.p95_fire:.1f} s under fire, "
            f"{self.p95_peace:.1f} s in peace"
        )


class Desk(threading.Thread):
    """One person of the duty desk: takes a call from the queue and presses until it is saved."""

    def __init__(self, browser, calls, saved):
        super().__init__(daemon=True)
        self.browser, self.calls, self.saved = browser, calls, saved

    def run(self):
        while (fields := self.calls.get()) is not None:
            while not self.press(fields):
                time.sleep(0.3)
            self.saved.append(fields["idempotency_key"])

    def press(self, fields):
        """True when the page says that the call is saved; else she presses again, same form."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer = self.browser.post(URL, fields, timeout=20)
            return answer.status == 302 and answer.location.startswith("/akuttelefon/opkald/")
        return False


class Storm:
    def __init__(self, house, people, browsers, form, *, seed):
        self.house, self.people, self.form = house, people, form
        self.chance = random.Random(seed)
        self.calls, self.saved, self.kills = queue.Queue(), [], Counter()
        self.desks = [Desk(browser, self.calls, self.saved) for browser in browsers]
        for desk in self.desks:
            desk.start()

    def ring(self, number):
        """So many families ring."""
        for _ in range(number):
            familie = self.chance.choice(self.people.familier)
            self.calls.put(self.form(familie, key=str(uuid.UUID(int=self.chance.getrandbits(128)))))

    def fire(self, calls, kills):
        """Kill `kills` times while `calls` calls come in, spread over the whole."""
        for number in range(kills):
            self.ring(calls * (number + 1) // kills - calls * number // kills)
            time.sleep(self.chance.uniform(0, 0.6))
            self.strike()

    def strike(self):
        """Take one thing away, a moment later bring it back."""
        house, chance = self.house, self.chance
        victim = chance.choice(["web", "worker", "udbring", "beat", "valkey", "postgres", "mail"])
        self.kills[victim] += 1
        if victim == "mail":
            house.mail.mood = chance.choice(MOODS)
            if house.mail.mood == "away":
                house.mail.close()
            self.pause()
            house.mail.mood = "kind"
            house.mail.open()
        elif victim == "valkey":
            if chance.random() < 0.5:
                house.hang_valkey()
                self.pause()
                house.wake_valkey()
            else:
                house.kill_valkey()
                self.pause()
                house.valkey.start()
        elif victim == "postgres":
            house.restart_postgres(chance.choice([signal.SIGQUIT, signal.SIGINT, signal.SIGKILL]))
        else:
            part = getattr(house, victim)
            part.kill()
            self.pause()
            part.start()

    def pause(self):
        time.sleep(self.chance.uniform(0, 1.5))

    def all_saved(self, number):
        """Wait until the desks have been told so often that a call is saved."""
        until = time.monotonic() + QUIET_SECONDS
        while len(self.saved) < number:
            if time.monotonic() > until:
                raise AssertionError(f"Only {len(self.saved)} of {number} calls could be saved.")
            time.sleep(0.1)

    def all_told(self):
        until = time.monotonic() + QUIET_SECONDS
        while self.house.sql("SELECT count(*) FROM faelles_besked WHERE done_at IS NULL")[0][0]:
            if time.monotonic() > until:
                return
            time.sleep(0.2)

    def seconds(self):
        """How long each notice that has been sent was under way, in the order they were written."""
        rows = self.house.sql(
            "SELECT extract(epoch FROM done_at - due_at) FROM faelles_besked"
            " WHERE done_at IS NOT NULL ORDER BY id"
        )
        return [float(seconds) for (seconds,) in rows]

    def figures(self, calls, fire, peace):
        """Count everything against everything else."""
        [(rows, duties, lines, notices, told, sent)] = self.house.sql(COUNTS)
        keys = {key for (key,) in self.house.sql(KEYS)}
        ids = self.house.mail.message_ids()
        return Figures(
            calls=calls,
            kills=self.kills,
            lost=calls - len(keys & {*self.saved}) + abs(calls - duties) + abs(calls - lines),
            doubled=rows - len({*self.saved}) + notices - calls,
            unnotified=calls - told + abs(sent - len(ids)),
            copies=sum(ids.values()) - len(ids),
            p95_fire=p95(fire),
            p95_peace=p95(peace),
        )


COUNTS = """
    SELECT (SELECT count(*) FROM akuttelefon_opkald),
           (SELECT count(*) FROM akuttelefon_opfoelgning WHERE completed_at IS NULL),
           (SELECT count(*) FROM faelles_auditevent WHERE event = 'opkald.skrevet'),
           count(*) FILTER (WHERE key LIKE 'opfoelgning-%'),
           count(*) FILTER (WHERE key LIKE 'opfoelgning-%' AND done_at IS NOT NULL),
           count(*) FILTER (WHERE done_at IS NOT NULL)
    FROM faelles_besked
"""
KEYS = "SELECT idempotency_key::text FROM akuttelefon_opkald"


def p95(seconds):
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else 0.0


def run(house, people, browsers, form, *, calls, kills, seed, peace=20):
    """A storm, then quiet; all processes must be running. Returns the Figures."""
    storm = Storm(house, people, browsers, form, seed=seed)
    storm.fire(calls, kills)
    storm.all_saved(calls)
    storm.all_told()
    fire = storm.seconds()
    for _ in range(peace):
        storm.ring(1)
        time.sleep(0.2)
    storm.all_saved(calls + peace)
    storm.all_told()
    every = storm.seconds()
    for _ in storm.desks:
        storm.calls.put(None)
    return storm.figures(calls + peace, fire, every[len(fire) :])


def main(arguments):
    """Build a house, let the storm go over it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    os.environ |= {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": f"1:{key}",
        "FIELD_INDEX_KEY": key,
        "DATABASE_URL": "postgres://samspil@/samspil",
        "REDIS_URL": "redis://127.0.0.1:1",
        "BASE_URL": "http://127.0.0.1",
        "EMAIL_URL": "memory:",
        "EMAIL_FROM": "samspil@vestersund.example",
        "LOOPBACK": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    django.setup()
    world = importlib.import_module("tests.faults.house")
    house = world.House()
    try:
        house.open(world.migrated_schema)
        with world.pointed_at(house):
            people = world.make_people(5)
            figures = through(house, world, people, given.calls, given.kills, given.seed)
    finally:
        house.close()
    sys.stdout.write(f"{figures}\n")
    return figures.lost + figures.doubled + figures.unnotified


def through(house, world, people, calls, kills, seed):
    """Start every process and go through the storm with CLIENTS people at the desk."""
    for part in (house.worker, house.beat, house.udbring):
        part.start()
    house.open_web()
    browsers = [world.Browser(house, people.vagt) for _ in range(CLIENTS)]
    return run(house, people, browsers, world.call_fields, calls=calls, kills=kills, seed=seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
