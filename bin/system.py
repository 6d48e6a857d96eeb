"""System programs and libraries: found on the machine, installed with apt, or unpacked below var/.

An ordinary user without sudo gets the same Debian packages, fetched with apt's own keys and sources
and unpacked with dpkg under var/sys; nothing of the machine is touched.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

from steps import VAR, Stop, run, step

SYS = VAR / "sys"
APT = VAR / "apt"
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
# The C library is the one piece that must be the machine's own.
NEVER_UNPACK = ("libc6_", "libc-bin_", "libgcc-s1_")
Need = namedtuple("Need", "name ready packages")
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{sys}/usr/share/fonts</dir>
  <cachedir>{sys}/fontcache</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
"""


def environment():
    """What a process needs to see the libraries that lie below var/sys."""
    extra = {}
    if SYS.exists():
        extra["LD_LIBRARY_PATH"] = os.pathsep.join(str(folder) for folder in library_folders())
        if not Path("/etc/fonts/fonts.conf").exists():
            extra["FONTCONFIG_FILE"] = str(SYS / "fonts.conf")
    return extra


def library_folders():
    top = [
        folder
        for pattern in ("usr/lib/*-linux-gnu*", "lib/*-linux-gnu*")
        for folder in SYS.glob(pattern)
    ]
    below = {path.parent for folder in top for path in folder.glob("*/lib*.so*")}
    return [*top, SYS / "usr/lib", *sorted(below)]


def works(*command):
    """Does this command end well with the libraries at hand?"""
    try:
        answer = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, **environment()},
        )
    except OSError:
        return False
    return answer.returncode == 0


def pdf_ready():
    loads = "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]"
    return works(sys.executable, "-c", loads, *PDF_LIBRARIES)


def browser_driver_ready():
    """Playwright's own Node wants libatomic, which a bare bookworm lacks."""
    home = importlib.util.find_spec("playwright").submodule_search_locations[0]
    return works(Path(home) / "driver" / "node", "--version")


def chromium():
    named = [
        os.environ.get("CHROMIUM"),
        shutil.which("chromium"),
        SYS / "usr/lib/chromium/chromium",
    ]
    return next((str(path) for path in named if path and works(path, "--version")), None)


def java():
    named = [os.environ.get("JAVA"), shutil.which("java"), *SYS.glob("usr/lib/jvm/*/bin/java")]
    return next((str(path) for path in named if path and works(path, "-version")), None)


def get(missing):
    """Install the packages of what is missing, or unpack them where installing is not allowed."""
    packages = [package for need in missing for package in need.packages]
    said = ""
    for allowed, install in ((may_install, install_packages), (lambda: True, unpack_packages)):
        if missing and shutil.which("apt-get") and allowed():
            with step(f"Systempakker ({', '.join(need.name for need in missing)})"):
                said = install([package for need in missing for package in need.packages])
                missing = [need for need in missing if not need.ready()]
    if missing:
        raise Stop(
            f"systempakker mangler og kunne ikke hentes. Kør som administrator:\n"
            f"  apt-get install --no-install-recommends {' '.join(packages)}\n"
            f"{said}"
        )


def sudo():
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def may_install():
    return os.geteuid() == 0 or (shutil.which("sudo") and works("sudo", "-n", "true"))


def attempt(*commands):
    """Run commands until one fails; return what the last one said."""
    for command in commands:
        answer = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if answer.returncode:
            break
    return "\n".join(answer.stdout.splitlines()[-15:])


def install_packages(packages):
    apt = [*sudo(), "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "-y", "install", "--no-install-recommends", *packages]
    return attempt([*apt, "update"], install)


def unpack_packages(packages):
    """Fetch packages as an ordinary user, and unpack them and what they depend on under var/sys."""
    for folder in (APT / "state/lists/partial", APT / "cache/archives/partial", SYS):
        folder.mkdir(parents=True, exist_ok=True)
    options = {"Dir::State": APT / "state", "Dir::State::status": "/var/lib/dpkg/status"}
    options |= {"Dir::Cache": APT / "cache", "Debug::NoLocking": "1", "APT::Sandbox::User": ""}
    apt = ["apt-get", "-q"]
    for key, value in options.items():
        apt += ["-o", f"{key}={value}"]
    fetch = [*apt, "-y", "--download-only", "--no-install-recommends", "install", *packages]
    said = attempt([*apt, "update"], fetch)
    for package in sorted((APT / "cache/archives").glob("*.deb")):
        if not package.name.startswith(NEVER_UNPACK):
            run("dpkg-deb", "-x", package, SYS)
        package.unlink()
    mend_links()
    (SYS / "fonts.conf").write_text(FONTS_CONF.format(sys=SYS))
    return said


def mend_links():
    """Point absolute links, meant for the machine's root, into the unpacked tree."""
    for path in SYS.rglob("*"):
        if path.is_symlink() and (target := os.readlink(path)).startswith("/"):
            inside = SYS / target.lstrip("/")
            if os.path.lexists(inside):
                path.unlink()
                path.symlink_to(os.path.relpath(inside, path.parent))


NEEDS = (
    Need("PDF", pdf_ready, ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")),
    Need("libatomic", browser_driver_ready, ("libatomic1",)),
    Need("Chromium", chromium, ("chromium",)),
    Need("Java", java, ("default-jre-headless",)),
)


def prepare(*, tests):
    """Find or fetch what the demo or the tests need; return the environment that shows it."""
    needs = NEEDS if tests else NEEDS[:1]
    if missing := [need for need in needs if not need.ready()]:
        get(missing)
    found = {"CHROMIUM": chromium(), "JAVA": java()} if tests else {}
    return found | environment()
