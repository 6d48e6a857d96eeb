"""The second half of the set-up: what needs more than a shell. bin/_setup says demo or dev.

Writes var/environment, which the shell reads back: where Chromium, Java and libraries are.
"""

import shlex
import sys

import assets
import system
from steps import VAR

tests = sys.argv[1] == "dev"
found = system.prepare(tests=tests) | assets.prepare(tests=tests)
lines = [f"export {name}={shlex.quote(value)}\n" for name, value in sorted(found.items())]
(VAR / "environment").write_text("".join(lines))
