"""Runs Samspil on this machine: embedded servers, web, worker, beat and sweeper, supervised.

The settings are production's; LOOPBACK=1 leaves out only what plain HTTP forbids. The kernel tells
every child to end when the supervisor dies, however it dies.
"""

import argparse
import contextlib
import fcntl
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import program
import servers
from steps import ROOT, VAR, Stamp, Stop, digest, spawn, step

DEMO = VAR / "demo"
LOGINS = (
    ("Akutvagt", "akutvagt"),
    ("Konsulent", "konsulent"),
    ("Teamleder", "teamleder"),
    ("Institutionsmedarbejder", "institution"),
    ("Institutionsbooker", "booker"),
    ("Myndighedsrådgiver", "raadgiver"),
    ("Familiebehandler", "familiebehandler"),
    ("Projektleder", "projektleder"),
    ("Administrator", "administrator"),
    ("Revisor", "revisor"),
)
COLOURS = {"web": 36, "worker": 33, "beat": 35, "udbring": 32, "demo": 1}
WORKER = ("--without-gossip", "--without-mingle")  # there is only one
# What comes every few seconds, or is said again when it is done, would hide the rest.
NOISE = re.compile(r"GET /(static|sundhed)/|Task .* received|Task faelles\.beat_puls")
PORTS_TRIED = 50
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked(BaseException):
    """Somebody asked the supervisor to stop."""


def on_signal(number, frame):
    # From now on the stop runs undisturbed: a second Ctrl-C must not leave servers behind.
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Asked


def say(name, line):
    colour = COLOURS.get(name) if sys.stdout.isatty() else None
    head = f"\033[{colour}m{name:<8}\033[0m" if colour else f"{name:<8}"
    print(f"{head} | {line}", flush=True)


class Child:
    """One of the program's own processes; its lines come out with its name in front."""

    def __init__(self, name, command, environment, **options):
        self.name, self.command, self.environment, self.options = (
            name,
            command,
            environment,
            options,
        )
        self.process = None
        self.born = self.due = 0.0
        self.wait = 1.0
        self.rest = b""

    def start(self):
        self.process = spawn(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **self.options,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.born = time.monotonic()

    def show(self):
        """Print what has arrived; return its size, 0 at the end, None when there is nothing yet."""
        try:
            arrived = os.read(self.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return None
        *lines, self.rest = (self.rest + arrived).split(b"\n")
        if not arrived and self.rest:
            lines, self.rest = [*lines, self.rest], b""
        for line in lines:
            text = line.decode(errors="replace").rstrip()
            if text and not NOISE.search(text):
                say(self.name, text)
        return len(arrived)


class Supervisor:
    def __init__(self, embedded, children):
        self.embedded, self.children = embedded, children
        self.pipes = selectors.DefaultSelector()

    def start(self, child):
        child.start()
        self.pipes.register(child.process.stdout, selectors.EVENT_READ, child)

    def turn(self, seconds):
        """Show what the children say for a while, then look after those that have ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for key, _ in self.pipes.select(left):
                if key.data.show() == 0:
                    self.pipes.unregister(key.fileobj)
        for server in self.embedded:
            if server.process and server.process.poll() is not None:
                say(
                    "demo",
                    f"{server.comm} sluttede med kode {server.process.returncode}; starter igen",
                )
                server.start()
        for child in self.children:
            self.look_after(child)

    def look_after(self, child):
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                self.start(child)
        elif (code := child.process.poll()) is not None:
            while child.show():
                pass
            with contextlib.suppress(KeyError):
                self.pipes.unregister(child.process.stdout)
            child.process.stdout.close()
            end_group(child.process)
            child.wait = 1.0 if now - child.born > 60 else min(child.wait * 2, 30.0)
            child.process, child.due = None, now + child.wait
            say(
                "demo", f"{child.name} sluttede med kode {code}; starter igen om {child.wait:.0f} s"
            )

    def stop(self):
        """End the program first, then the servers it leans on."""
        alive = [child.process for child in self.children if child.process]
        for process in alive:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + 15
        while any(process.poll() is None for process in alive) and time.monotonic() < until:
            for key, _ in self.pipes.select(0.1):
                if key.data.show() == 0:
                    self.pipes.unregister(key.fileobj)
        for process in alive:
            end_group(process)
            process.wait()
        for server in reversed(self.embedded):
            server.stop()


def end_group(process):
    """Whatever a child has left of its own children ends with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def arguments():
    parser = argparse.ArgumentParser(prog="bin/demo", add_help=False)
    parser.add_argument("--nulstil", action="store_true")
    parser.add_argument("address", nargs="?", default="127.0.0.1:8000")
    asked = parser.parse_args()
    host, _, port = asked.address.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise Stop("Adressen skrives som port eller adresse:port, fx 127.0.0.1:8000.")
    return asked.nulstil, host.strip("[]") or "127.0.0.1", int(port)


def listen(host, port):
    """Listen on the first free port; the web server inherits the socket, over restarts too."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen(128)
        except OSError as error:
            listener.close()
            reason = error
            continue
        if number != port:
            print(f"  Port {port} er optaget; bruger {number}.", file=sys.stderr)
        return listener
    raise Stop(
        f"Kan ikke lytte på {host} port {port} eller de næste {PORTS_TRIED}: {reason.strerror}"
    )


def reachable(host):
    """An address a browser can use when the server listens on all of the machine's."""
    if host != "0.0.0.0":
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; the kernel only picks its own address
        except OSError:
            return "127.0.0.1"
        return probe.getsockname()[0]


def only_one():
    """Hold the demo's lock as long as this process lives."""
    DEMO.mkdir(parents=True, exist_ok=True)
    lock = (DEMO / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise Stop(f"Demoen kører allerede i denne mappe: {lock.read().strip()}") from None
    return lock


def start_servers(nulstil, embedded):
    """Start what the environment does not already point to; return the addresses of all."""
    addresses = {name: os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
    if nulstil:
        if addresses["DATABASE_URL"]:
            raise Stop(
                "--nulstil sletter kun demoens egen database. Ryd selv den, DATABASE_URL peger på."
            )
        with step("Nulstiller"):
            state = servers.demo_state()
            for name, comm in (("postgres18", "postgres"), ("valkey", "valkey-server")):
                servers.take_over(state / name, comm, signal.SIGINT)
            shutil.rmtree(state)
            for name in ("mail", "beat"):
                shutil.rmtree(DEMO / name, ignore_errors=True)
    for name, kind, text in (
        ("DATABASE_URL", servers.Postgres, "PostgreSQL"),
        ("REDIS_URL", servers.Valkey, "Valkey"),
    ):
        if not addresses[name]:
            server = kind(servers.demo_state(), servers.demo_sockets())
            embedded.append(server)
            with step(text):
                server.start()
            addresses[name] = server.url
    return addresses


def environment(addresses, base_url):
    mail = DEMO / "mail"
    mail.mkdir(parents=True, exist_ok=True, mode=0o700)
    defaults = {"EMAIL_URL": f"file://{mail}", "EMAIL_FROM": "Samspil <samspil@vestersund.example>"}
    kept = program.kept_secrets(servers.demo_state() / "secrets")
    given = [name for name in program.SECRETS if name in os.environ or f"{name}_FILE" in os.environ]
    kept = {name: path for name, path in kept.items() if name.removesuffix("_FILE") not in given}
    own = {"LOOPBACK": "1", "BASE_URL": base_url, "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    own |= {"PYTHONUNBUFFERED": "1", "TZ": "Europe/Copenhagen"}
    own["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
    return defaults | dict(os.environ) | addresses | kept | own


def prepare(values):
    """Migrate and fill the database when it is another than last time, or the program is."""
    program.collect_static(values)
    words = (values["DATABASE_URL"], values.get("DEMO_PASSWORD", ""))
    stamp = Stamp(servers.demo_state() / "prepared", digest(program.source_files(), *words))
    if "DATABASE_URL" in os.environ or not stamp.fresh():
        with step("Databasens tabeller"):
            program.manage(values, "migrate", "--noinput", "--verbosity=0")
        with step("Vestersund Kommune (opdigtet)") as progress:
            program.manage(values, "seed_demo", tell=progress)
        stamp.set()


def children(values, listener):
    beat = DEMO / "beat"
    beat.mkdir(exist_ok=True)
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    web = [
        python,
        "-m",
        "gunicorn",
        "-c",
        "bin/gunicorn.conf.py",
        f"--bind=fd://{listener.fileno()}",
    ]
    return [
        Child("web", [*web, "config.wsgi"], values, pass_fds=[listener.fileno()]),
        Child("worker", [*celery, "worker", "-c", "2", "-l", "INFO", *WORKER], values),
        Child(
            "beat",
            [*celery, "beat", "-s", beat / "schedule", "--pidfile=", "-l", "WARNING"],
            values,
        ),
        Child("udbring", [python, "manage.py", "udbring"], values),
    ]


def answers(base_url):
    try:
        with urllib.request.urlopen(f"{base_url}/sundhed/live", timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def welcome(base_url, host):
    seconds = f"{time.time() - float(os.environ['SETUP_BEGAN']):.0f}"
    password = os.environ.get("DEMO_PASSWORD", "samspil-demo")
    print(f"\nSamspil kører på {base_url} (efter {seconds} s)\n")
    for role, name in LOGINS:
        print(f"  {role:<25} {name}@vestersund.example")
    print(f"\n  Adgangskode for alle: {password}")
    print("  Mails fra Samspil lægges i var/demo/mail. Stop med Ctrl-C.")
    if not host.startswith("127.") and host != "::1":
        print("  Forbindelsen er ukrypteret og åben for andre: brug kun opdigtede oplysninger.")
    print(flush=True)


def main():
    nulstil, host, port = arguments()
    lock = only_one()
    for number in SIGNALS:
        signal.signal(number, on_signal)
    supervisor = Supervisor([], [])
    try:
        print("Start", file=sys.stderr)
        listener = listen(host, port)
        shown = f"[{host}]" if ":" in host else reachable(host)
        base_url = f"http://{shown}:{listener.getsockname()[1]}"
        addresses = start_servers(nulstil, supervisor.embedded)
        values = environment(addresses, base_url)
        prepare(values)
        lock.truncate(0)
        lock.write(base_url)
        lock.flush()
        web, *others = children(values, listener)
        supervisor.children = [web]
        until = time.monotonic() + 120
        while not answers(base_url):
            supervisor.turn(0.2)
            if time.monotonic() > until:
                raise Stop("Webserveren svarer ikke. Linjerne ovenfor siger hvorfor.")
        welcome(base_url, host)
        supervisor.children = [web, *others]
        while True:
            supervisor.turn(1)
    except Asked:
        print("\nStopper …", file=sys.stderr, flush=True)
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
    print("Stoppet. Data er bevaret.", file=sys.stderr)


if __name__ == "__main__":
    main()
