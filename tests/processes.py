"""Real processes beside a test: worker, beat, sweeper, and a mail server that may misbehave."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection


def environment(**changes):
    """The environment of this run, pointed at the test database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return {**os.environ, "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")), **changes}


@contextmanager
def process(*command, **changes):
    """Run `python -m …` or `python manage.py …` until the block ends; kill what does not stop."""
    child = subprocess.Popen(
        [sys.executable, *command],
        env=environment(**changes),
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def udbring(**changes):
    """The sweeper, as production runs it."""
    return process("manage.py", "udbring", "--pause", "0.2", **changes)


def soon(condition, seconds=120):
    """Wait until `condition()` is true, and return what it gave; fail after `seconds`."""
    until = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > until:
            raise AssertionError(f"Nothing happened within {seconds} seconds.")
        time.sleep(0.1)
    return result


def mails(folder):
    """The mails that the file backend has written into `folder`."""
    texts = [path.read_text() for path in Path(folder).glob("*.log")]
    return [mail for text in texts for mail in text.split("-" * 79) if mail.strip()]


class MailServer:
    """Speaks SMTP on loopback, in one of these moods:

    kind · refusing (451) · rejecting (554) · silent (no greeting) · dropping (hangs up in the
    text) · hanging (has the text, does not answer) · taken (keeps the text, does not answer).
    `bad` receivers are refused with 550 in every mood. `close` and `open` take the server away
    and bring it back at the same address. A change of mood hangs up on whoever waits.
    """

    def __init__(self):
        self.mood = "kind"
        self.bad = set()
        self.received = []
        self.hanging = threading.Event()
        self.server = None
        self.port = 0
        self.open()

    def open(self):
        if self.server is None:
            self.server = _Listener(("127.0.0.1", self.port), _Talk)
            self.server.house = self
            self.port = self.server.server_address[1]
            threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def calm(self):
        """Kind, open, and without a memory."""
        self.mood = "kind"
        self.bad.clear()
        self.received.clear()
        self.hanging.clear()
        self.open()

    def close(self):
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def receivers(self):
        """How many mails each address has got."""
        return Counter(re.search(r"^To: (\S+)", text, re.M)[1] for text in self.received)

    def message_ids(self):
        """How often each mail has come: more than once only when its sender was killed."""
        return Counter(re.search(r"^Message-ID: (\S+)", text, re.M)[1] for text in self.received)


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class _Talk(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self):
        try:
            self.talk(self.server.house)
        except OSError:
            return  # the other side was killed

    def talk(self, house):
        if house.mood == "silent":
            self.wait(house)
            return
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                if not self.take_text(house):
                    return
            elif word == b"MAIL" and house.mood in ("refusing", "rejecting"):
                self.say({"refusing": "451 not now", "rejecting": "554 no"}[house.mood])
            elif word == b"RCPT" and any(address.encode() in line for address in house.bad):
                self.say(f"550 {line.decode().strip()}: who is that?")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take_text(self, house):
        mood, text = house.mood, b""
        while not text.endswith(b"\r\n.\r\n"):
            if mood == "dropping" or not (line := self.rfile.readline()):
                return False
            text += line
        if mood != "hanging":
            house.received.append(text.decode())
        if mood in ("hanging", "taken"):
            self.wait(house)
            return False
        self.say("250 taken")
        return True

    def wait(self, house):
        """Say nothing until the mood changes or the other side is gone."""
        mood = house.mood
        house.hanging.set()
        self.connection.settimeout(0.05)
        while house.mood == mood:
            try:
                if not self.connection.recv(1024):
                    return
            except TimeoutError:
                continue
