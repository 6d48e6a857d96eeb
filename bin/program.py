"""Samspil's own commands and secrets, as bin/demo and bin/test use them."""

import base64
import os
import secrets
import sys

from steps import ROOT, VAR, Stamp, digest, run, step

# Sources, letters for PDF and the htmx we do not use (the image leaves out the same).
NOT_SERVED = ("--ignore=*.scss", "--ignore=*.txt", "--ignore=*.ttf", "--ignore=htmax-4*")
SECRETS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_KEYS": lambda: f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    "FIELD_INDEX_KEY": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
}


def new_secrets():
    """Secrets that live as long as their process."""
    return {name: make() for name, make in SECRETS.items()}


def kept_secrets(folder):
    """Secrets made once, each in a file that only its owner may read."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, make in SECRETS.items():
        if not (folder / name).exists():
            new = folder / f"{name}.new"
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(make())
            new.rename(folder / name)
    return {f"{name}_FILE": str(folder / name) for name in SECRETS}


def manage(environment, *arguments, tell=None):
    """Run one of Django's commands; `tell` hears each line as it comes."""
    command = (sys.executable, "manage.py", *arguments)
    return run(*command, cwd=ROOT, env=environment, tell=tell)


def source_files():
    """Every Python file of the program itself."""
    packages = [folder for folder in ROOT.iterdir() if (folder / "__init__.py").exists()]
    return [path for folder in packages for path in folder.rglob("*.py")]


def collect_static(environment):
    folders = (ROOT / "static", VAR / "assets")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    stamp = Stamp(VAR / ".static", digest([*files, ROOT / "requirements" / "demo.txt"]))
    if not stamp.fresh() or not (VAR / "static" / "staticfiles.json").exists():
        with step("Statiske filer"):
            manage(environment, "collectstatic", "--noinput", "--verbosity=0", *NOT_SERVED)
            stamp.set()
