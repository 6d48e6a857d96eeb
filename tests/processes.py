"""Real processes beside a test: worker, beat, sweeper, and a mail server that may misbehave."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
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


def soon(condition, seconds=60):
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


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP on loopback. Its `mood` is kind, refusing (451) or hanging (no answer)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mood = "kind"
        self.received = []
        self.hanging = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                if not self.take_text():
                    return
            elif word == b"MAIL" and self.server.mood == "refusing":
                self.say("451 not now")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take_text(self):
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            text += self.rfile.readline()
        if self.server.mood == "hanging":
            self.server.hanging.set()
            self.rfile.read()  # until the other side is gone
            return False
        self.server.received.append(text.decode())
        self.say("250 taken")
        return True
