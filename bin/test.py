"""Runs every check and then pytest, on servers that live for this run only."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

import program
import servers
from steps import ROOT, step

REQUIREMENTS = ROOT / "requirements"
# Two cores, and a third process while one waits: the tests of faults mostly wait.
PROCESSES = 3


class Failures:
    """Tells pytest which checks failed, so that its report and its exit code hold them too."""

    def __init__(self):
        self.found = {}

    def check(self, text, *command, **options):
        self.note(text, lambda: spoken(command, **options))

    def note(self, text, check):
        """Run one check; it returns what is wrong, or nothing."""
        with step(text):
            wrong = check()
        if wrong:
            self.found[text] = wrong
            print(f"\n{wrong}\n", file=sys.stderr, flush=True)

    def pytest_terminal_summary(self, terminalreporter):
        if self.found:
            terminalreporter.section("checks before the tests", red=True)
            for text in self.found:
                terminalreporter.write_line(f"FAILED {text} (shown above)", red=True)

    def pytest_sessionfinish(self, session):
        if self.found and session.exitstatus in (0, 5):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def begun(command, **options):
    """A command at work, to be heard by `said`."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def said(child):
    """What a failing command says; nothing when it ends well."""
    words, _ = child.communicate()
    return (words.strip() or f"exit code {child.returncode}") if child.returncode else ""


def spoken(command, **options):
    return said(begun(command, **options))


def hosts_in_locks():
    """A lock file names packages and hashes, never the server they once came from."""
    locks = dict.fromkeys(REQUIREMENTS.glob("*.txt"), "://")
    locks[REQUIREMENTS / "package-lock.json"] = '"resolved"'
    return "\n".join(
        f"{path.name} holds {mark}" for path, mark in locks.items() if mark in path.read_text()
    )


def environments(postgres, valkey):
    """The tests' surroundings, and the same as production would have them."""
    own = program.new_secrets() | {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "BASE_URL": "http://127.0.0.1:8000",
        "EMAIL_URL": "memory:",
        "EMAIL_FROM": "Samspil <samspil@vestersund.example>",
        "LOOPBACK": "1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's loop runs in the tests' own thread
    }
    theirs = {k: v for k, v in os.environ.items() if k.removesuffix("_FILE") not in own}
    testing = theirs | own
    production = testing | {"BASE_URL": "https://samspil.vestersund.example"}
    for name in ("LOOPBACK", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        del production[name]
    return testing, production


def checks(failures, testing, production):
    python = sys.executable
    failures.check("Format (ruff format)", "ruff", "format", "--check", "--quiet", "--diff", ".")
    failures.check("Regler for koden (ruff check)", "ruff", "check", "--quiet", ".")
    failures.check("Etager og lag (lint-imports)", "lint-imports", "--no-cache", env=testing)
    failures.note("Låsefiler uden værtsnavne", hosts_in_locks)
    compose = ["check-jsonschema", "--builtin-schema=vendor.compose-spec", "docker-compose.yml"]
    failures.check("docker-compose.yml efter skemaet", *compose)
    deploy = ["check", "--deploy", "--fail-level=WARNING", "--database=default"]
    failures.check(
        "Produktionens indstillinger (check --deploy)", python, "manage.py", *deploy, env=production
    )
    missing = ["makemigrations", "--check", "--dry-run"]
    failures.check("Manglende migreringer", python, "manage.py", *missing, env=testing)


def main(arguments):
    if arguments == ["--version"]:
        return pytest.main(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    folder = servers.temporary()
    postgres = servers.Postgres(folder, folder, durable=False)
    valkey = servers.Valkey(folder, folder)
    failures = Failures()
    try:
        print("Kontrol", file=sys.stderr)
        with step("PostgreSQL og Valkey til denne kørsel"):
            postgres.start()
            valkey.start()
        testing, production = environments(postgres, valkey)
        program.collect_static(testing)
        tables = ("migrate", "--verbosity=0")
        migration = begun((sys.executable, "manage.py", *tables), env=testing)
        checks(failures, testing, production)
        failures.note("Tabeller til testene", lambda: said(migration))
        os.environ.clear()
        os.environ.update(testing)
        if not migration.returncode:
            os.environ["TEST_TEMPLATE"] = servers.DATABASE
        sys.path[0] = str(ROOT)
        # the whole cluster goes away afterwards: no database needs to be dropped
        chosen = arguments or ["-n", str(PROCESSES), "--dist", "loadscope"]
        return pytest.main(["--reuse-db", *chosen], plugins=[failures])
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
