"""Which events the code writes to the log, read from the code itself."""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings

OURS = ("faelles", "plejefamilier", "supervision", "netvaerk", "akuttelefon", "overblik")
WRITERS = ("record", "_record")
READERS = {"reading": "laest", "list_reading": "liste_vist"}


def events_of_the_house():
    """Every event name given to audit.record, and those that reading and list_reading make."""
    folders = [settings.BASE_DIR / name for name in (*OURS, "forældrehandleplan")]
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    return {event for path in paths for event in _events(path)}


def _events(path: Path):
    models = {model.__name__.lower(): model._meta.model_name for model in apps.get_models()}
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        if name in WRITERS and isinstance(first, ast.Constant):
            yield first.value
        elif name in READERS and getattr(first, "id", "").lower() in models:
            yield f"{models[first.id.lower()]}.{READERS[name]}"
