"""What the commands share: places, a step shown with its time, children that never linger."""

import collections
import contextlib
import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


class Stop(SystemExit):
    """Ends a command with a Danish sentence instead of a traceback."""

    def __init__(self, text):
        super().__init__(f"\nFejl: {text}")


@contextlib.contextmanager
def step(text):
    """Show one step and how long it took; gives a function that says how far it has come."""
    began = time.monotonic()

    back = "\r" if sys.stderr.isatty() else ""

    def show(line):
        print(f"{back}  {line:<58.58}", end="", file=sys.stderr, flush=True)

    def progress(detail):
        if back:
            show(f"{text}: {detail}")

    show(text)
    try:
        yield progress
        if back:
            show(text)
    except BaseException:
        print(f"{'stop':>8}", file=sys.stderr, flush=True)
        raise
    seconds = f"{time.monotonic() - began:.1f} s".replace(".", ",")
    print(f"{seconds:>8}", file=sys.stderr, flush=True)


def run(*command, tell=None, **options):
    """Run a command quietly; `tell` hears its lines. When it fails, stop with what it said."""
    said = collections.deque(maxlen=30)
    child = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    try:
        for line in child.stdout:
            said.append(line.rstrip())
            if tell:
                tell(line.strip())
        child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
    if child.returncode:
        words = "\n".join(said)
        raise Stop(f"{Path(command[0]).name} sluttede med kode {child.returncode}:\n{words}")


def spawn(command, death_signal=signal.SIGTERM, **options):
    """Start a child in a session of its own that is told to end when this process dies."""
    parent = os.getpid()

    def die_with_parent():
        LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
        **options,
    )


def digest(paths, *extra):
    """One short fingerprint of the contents of files and of some more words."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path).encode())
        total.update(path.read_bytes())
    total.update("\0".join(extra).encode())
    return total.hexdigest()[:16]


class Stamp:
    """Remembers in a file what a result was made from: it is made anew only when that changes."""

    def __init__(self, path, wanted):
        self.path, self.wanted = path, wanted

    def fresh(self):
        return self.path.exists() and self.path.read_text() == self.wanted

    def set(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.wanted)
