"""Takes away one guard at a time, on a copy, and says which removals no test notices.

By hand, with the environment of a test run: `python -m tests.mutations [word …]`, where a word is
a part of what is taken away or of its file: `@requires`, `.visible_to`, `akuttelefon/`.
Too slow for the suite: some forty seconds for each guard that the first, quick test lets through.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("faelles", "plejefamilier", "akuttelefon", "overblik")
SCOPES = {"visible_to", "findable_by", "editable_by", "assignable_by", "worked_with_by"}
QUICK = ["tests/test_house_rules.py", "-k", "every_address or past_the_scope"]
HERS = "tests/test_access_sweep.py::test_a_row_that_is_not_hers_answers_like_one_that_is_not_there"
ROWS = [f"{HERS}[{rolle}]" for rolle in ("konsulent", "administrator")]
SWEEP = ["tests/test_access_sweep.py", "tests/test_hostile_input.py"]
SWEEP += ["-k", "not_hers or names_a_family or foreign_ids or reaches_what or handed_over"]


def mutants(path):
    """(line, what, new source) for each guard in a file."""
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = text.encode()

    def span(node):
        return (
            starts[node.lineno - 1] + node.col_offset,
            starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def replaced(node, new):
        begin, end = span(node)
        return (raw[:begin] + new.encode() + raw[end:]).decode()

    def source(node):
        begin, end = span(node)
        return raw[begin:end].decode()

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if source(decorator).startswith("requires("):
                    yield (
                        decorator.lineno,
                        f"@{source(decorator)}",
                        replaced(decorator, "(lambda f: f)"),
                    )
        elif isinstance(node, ast.Raise) and "PermissionDenied" in source(node):
            yield node.lineno, "raise PermissionDenied", replaced(node, "pass")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in SCOPES:
                yield (
                    node.lineno,
                    f".{node.func.attr}()",
                    replaced(node, f"{source(node.func.value)}.all()"),
                )
        elif isinstance(node, ast.Call) and source(node.func) == "visible_or_404":
            lookup = ", ".join(f"{word.arg}={source(word.value)}" for word in node.keywords)
            get = '__import__("django.shortcuts").shortcuts.get_object_or_404'
            yield (
                node.lineno,
                "visible_or_404",
                replaced(node, f"{get}({source(node.args[0])}, {lookup})"),
            )


def killed(copy, tests, *, first=False):
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    command.append("--create-db" if first else "--reuse-db")
    answer = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    if answer.returncode not in (0, 1):
        raise SystemExit(answer.stdout[-2000:] + answer.stderr[-2000:])
    return answer.returncode == 1


def main(words):
    survivors, number = [], 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        skip = shutil.ignore_patterns(".venv", "var", ".git", "__pycache__", "node_modules")
        shutil.copytree(ROOT, copy, ignore=skip, symlinks=True)
        (copy / "var").symlink_to(ROOT / "var")
        if killed(copy, SWEEP, first=True):
            raise SystemExit("The sweep fails before anything is taken away.")
        for app in APPS:
            for path in sorted((copy / app).rglob("*.py")):
                name = path.relative_to(copy).as_posix()
                if "/migrations/" in name or "/management/" in name:
                    continue
                original = path.read_text()
                for line, what, text in mutants(path):
                    if words and not any(word in f"{name} {what}" for word in words):
                        continue
                    path.write_text(text)
                    number += 1
                    by = next((t[0] for t in (QUICK, ROWS, SWEEP) if killed(copy, t)), None)
                    if by is None:
                        survivors.append(f"{name}:{line} {what}")
                    sys.stdout.write(f"{by or 'SURVIVED'} {name}:{line} {what}\n")
                    sys.stdout.flush()
                path.write_text(original)
    sys.stdout.write(
        f"{number} removed, {len(survivors)} unnoticed\n" + "\n".join(survivors) + "\n"
    )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main(sys.argv[1:])
