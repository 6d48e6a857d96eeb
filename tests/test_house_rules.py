"""The dog that watches the house: what no review should have to find again."""

import ast
import logging
import re
import subprocess
from functools import cache

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, get_resolver

from faelles import cpr
from faelles.access import Permission
from faelles.haendelser import HAENDELSER
from faelles.regler import JA_NEJ, KLOKKESLAET, REGLER, TAL, VALG
from tests.plugin_markers import Listener

ROOT = settings.BASE_DIR
FLOOR = {
    "faelles": 1,
    "plejefamilier": 2,
    "supervision": 3,
    "netvaerk": 3,
    "akuttelefon": 3,
    "forældrehandleplan": 3,
    "overblik": 4,
    "config": 5,
}

# Open to everybody or to every person who is logged in. Each has its reason.
WITHOUT_PERMISSION = {
    "account_login": "the way in",
    "account_logout": "the way out, for a person without a role too",
    "account_inactive": "tells why a closed account does not open",
    "account_signup": "always answers that nobody signs up",
    "account_reset_password": "the way back in",
    "account_reset_password_done": "the way back in",
    "account_reset_password_from_key": "the way back in",
    "account_reset_password_from_key_done": "the way back in",
    "account_change_password": "everybody's own password",
    "tilgaengelighed": "the accessibility statement is public by law",
    "vagtkalender_feed": "a calendar program does not log in: the secret in the address is the key",
    "kalenderadresse_feed": "as vagtkalender_feed",
}


NOT_OURS = {".git", ".venv", "var", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
NOT_OURS |= {".import_linter_cache", "test-results", "node_modules"}


# --- reading the source ----------------------------------------------------------------------


@cache
def tracked():
    """Every file of the repository, as paths below the root; without git, every file there is."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode == 0:
        return [name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not NOT_OURS & {*path.parts}]


def sources(*apps_, below=""):
    """(path, tree) of every Python file of these apps, migrations left out."""
    for app in apps_ or FLOOR:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and below in name:
                yield name, parsed(path)


@cache
def parsed(path):
    return ast.parse(path.read_text(), str(path))


def layer(name):
    """What kind of file it is: views, forms, actions … also when split by noun."""
    parts = name.removesuffix(".py").split("/")
    return parts[1] if len(parts) > 1 else ""


def chain(node):
    """The names of a call chain from left to right: Opkald.objects.filter(…) → three names."""
    names = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            return [node.id, *names]
        else:
            return names


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def decorators(function):
    return {chain(node)[-1] for node in function.decorator_list if chain(node)}


# --- floors and layers -----------------------------------------------------------------------


def test_imports_only_point_down():
    wrong = [
        f"{name} imports {target}"
        for app, floor in FLOOR.items()
        for name, tree in sources(app)
        for target in imported(tree) - {app}
        if target in FLOOR and (FLOOR[target] >= floor or target == "config")
    ]
    assert not wrong, "\n".join(wrong)


def imported(tree):
    return {
        word.split(".")[0]
        for node in ast.walk(tree)
        for word in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }


def test_imports_stand_at_the_top():
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not wrong, "\n".join(wrong)


WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "set_password"}
# Where a write outside actions is right, and why.
WRITES_ALLOWED = {
    ("faelles/tasks.py", "clear_sessions"): "sessions belong to Django and are no case data",
}


def test_views_forms_tasks_and_queries_write_nothing():
    wrong = []
    for name, tree in sources():
        if layer(name) not in ("views", "forms", "tasks", "queries", "context", "menu", "urls"):
            continue
        for function in functions(tree):
            for node in ast.walk(function):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                words = chain(node)
                from_rows = {"objects", "filter", "exclude", "visible_to"} & {*words[:-1]}
                writes = words[-1] in WRITES or (words[-1] == "update" and from_rows)
                if words[0] in ("actions", "akut", "ground", "request"):
                    continue
                if writes and (name, function.name) not in WRITES_ALLOWED:
                    wrong.append(f"{name}:{node.lineno} {'.'.join(words)}")
    assert not wrong, "\n".join(wrong)


NO_TRANSACTION = {
    ("plejefamilier/actions/barn.py", "reseal_cpr"): "each batch is a transaction of its own",
}


def test_every_action_is_one_transaction_with_by():
    wrong = []
    for name, tree in sources():
        if layer(name) != "actions":
            continue
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            keywords = {argument.arg for argument in function.args.kwonlyargs}
            exempt = (name, function.name) in NO_TRANSACTION
            if "by" in keywords and "action" not in decorators(function) and not exempt:
                wrong.append(f"{name}: {function.name} has by= and is no @action")
            if "action" in decorators(function):
                if function.args.args or "by" not in keywords:
                    wrong.append(f"{name}: {function.name} must take keywords only, by= first")
                if not ast.get_docstring(function):
                    wrong.append(f"{name}: {function.name} has no docstring")
    assert not wrong, "\n".join(wrong)


def test_every_refusal_of_an_action_has_a_code():
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        if layer(name) in ("actions", "versions", "cpr", "regler")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and chain(node)[-1:] == ["ValidationError"]
        and "code" not in {keyword.arg for keyword in node.keywords}
        and not carries_codes(node)
    ]
    assert not wrong, "\n".join(wrong)


def carries_codes(call):
    """True for errors gathered in a variable, or by field with a coded error in each."""
    given = call.args[0]
    if isinstance(given, ast.DictComp):
        return isinstance(given.value, ast.Name)
    if isinstance(given, ast.Dict):
        return all(
            chain(value)[-1:] in (["ValidationError"], ["error_list"]) for value in given.values
        )
    return isinstance(given, ast.Name)


def is_constant(target):
    """Is it LIKE_THIS, or several of them in a row?"""
    return all(chain(one)[-1].isupper() for one in getattr(target, "elts", [target]))


def test_rooms_hold_no_number_of_the_programme():
    """Days, hours and counts are asked of regler; a literal may be 0, 1 or a named constant."""
    wrong = []
    for name, tree in sources("akuttelefon", "supervision", "netvaerk", "forældrehandleplan"):
        if layer(name) not in ("actions", "tasks", "ansvar", "frist"):
            continue
        named = {
            id(part)
            for node in tree.body
            if isinstance(node, ast.Assign) and is_constant(node.targets[0])
            for part in ast.walk(node)
        }
        wrong += [
            f"{name}:{node.lineno} {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and type(node.value) in (int, float)
            and node.value not in (0, 1)
            and id(node) not in named
        ]
    assert not wrong, "\n".join(wrong)


# --- access ----------------------------------------------------------------------------------


def patterns(resolver=None, prefix=""):
    """Every URLPattern with its name, through all includes."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry
        else:
            yield from patterns(entry, prefix + str(entry.pattern))


def test_every_address_has_a_name_and_a_permission_or_is_on_the_public_list():
    wrong = [
        f"{path} ({entry.name})"
        for path, entry in patterns()
        if entry.name not in WITHOUT_PERMISSION
        and getattr(entry.callback, "required_permission", None) not in Permission
    ]
    assert not wrong, "\n".join(wrong)
    names = {entry.name for _, entry in patterns()}
    assert {*WITHOUT_PERMISSION} <= names, "the public list names addresses that are gone"
    assert None not in names


def test_addresses_are_ascii_and_hold_only_numbers_for_rows():
    wrong = [path for path, _ in patterns() if not path.isascii()]
    assert not wrong, "\n".join(wrong)
    converters = {
        type(converter).__name__
        for _, entry in patterns()
        for converter in entry.pattern.converters.values()
    }
    assert converters <= {"IntConverter", "UUIDConverter", "SlugConverter", "StringConverter"}


def test_views_are_functions():
    wrong = [
        f"{path} ({entry.name})"
        for path, entry in patterns()
        if hasattr(entry.callback, "view_class") and "allauth" not in entry.callback.__module__
    ]
    assert not wrong, "\n".join(wrong)
    classes = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        if layer(name) == "views"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any("View" in chain(b)[-1] for b in node.bases)
    ]
    assert classes == []


SCOPES = {"visible_to", "findable_by", "editable_by", "visible_or_404"}
SCOPES |= {"kommuner_med", "teams_med", "visible_bruger", "open_familie", "open_barn"}
# Functions that read such rows without a scope of their own, and why that is right.
UNSCOPED = {
    ("faelles/views/log.py", "_names"): "names of who acted, for lines that are scoped",
    ("faelles/views/log.py", "_people"): "the people of the revisor's own municipality",
    ("plejefamilier/forms/barn.py", "raadgivere"): "the rådgivere of the child's municipality",
    ("plejefamilier/forms/barn.py", "__init__"): "the child's rådgiver, who may have stopped",
    ("plejefamilier/forms/kreds.py", "__init__"): "the stand-in of today, who may have stopped",
    ("plejefamilier/forms/kreds.py", "clean_bruger"): "one of the circle that the form offers",
    ("akuttelefon/forms/opkald.py", "__init__"): "the children of a family one may pick",
    ("akuttelefon/forms/opfoelgning.py", "__init__"): "colleagues to hand over to",
}


def test_no_page_fetches_rows_past_the_scope():
    """A function of views or forms that says `Model.objects` also says whose rows it wants."""
    scoped = {model.__name__ for model in own_models() if hasattr(model.objects, "visible_to")}
    wrong, used = [], set()
    for name, tree in sources():
        if layer(name) not in ("views", "forms"):
            continue
        for function in functions(tree):
            nodes = [*ast.walk(function)]
            words = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
            words |= {n.id for n in nodes if isinstance(n, ast.Name)}
            fetched = [
                n.value.id
                for n in nodes
                if isinstance(n, ast.Attribute)
                and n.attr == "objects"
                and isinstance(n.value, ast.Name)
                and n.value.id in scoped
            ]
            if not fetched or words & SCOPES:
                continue
            if (name, function.name) in UNSCOPED:
                used.add((name, function.name))
            else:
                wrong.append(f"{name}:{function.lineno} {function.name} {fetched}")
    assert not wrong, "\n".join(wrong)
    assert used == {*UNSCOPED}, "the list of exceptions names functions that are gone"


# Tables that no address of their own shows.
WITHOUT_SCOPE = {
    "faelles.Organisation": "a name; shown to whoever belongs to it",
    "faelles.Team": "a name; shown through the municipality",
    "faelles.Regelvaerdi": "read through regler, by municipality",
    "faelles.Puls": "signs of life",
    "faelles.Driftsstop": "when a process stood still",
    "plejefamilier.Sagsadgang": "is itself a scope",
    "akuttelefon.Overdragelse": "shown with its duty",
    "plejefamilier.Udslusningstrin": "shown with its plan",
    "plejefamilier.Optagelsesbid": "a sealed piece of a film, fetched with its film",
}


def own_models():
    return [
        model
        for config in apps.get_app_configs()
        if config.name in FLOOR
        for model in config.get_models()
        if not hasattr(model, "pgh_tracked_model") and not model._meta.auto_created
    ]


def test_every_model_says_who_sees_its_rows():
    wrong = [
        model._meta.label
        for model in own_models()
        if not hasattr(model.objects, "visible_to") and model._meta.label not in WITHOUT_SCOPE
    ]
    assert not wrong, "\n".join(wrong)
    shown = [m._meta.label for m in own_models() if hasattr(m, "get_absolute_url")]
    assert not {*shown} & {*WITHOUT_SCOPE}
    assert {*WITHOUT_SCOPE} <= {model._meta.label for model in own_models()}


# --- rules of the programme ------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(REGLER))
def test_every_rule_says_where_it_is_from_and_holds_its_own_default(key):
    regel = REGLER[key]
    assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", key)
    assert regel.navn
    assert regel.kilde
    assert regel.gruppe
    assert regel.raekkevidde
    typed = {JA_NEJ: "ja" if regel.standard else "nej"}.get(regel.slags, str(regel.standard))
    assert regel.parse(typed) == regel.standard
    if regel.slags == TAL:
        assert regel.mindst <= regel.standard <= regel.hoejst
        assert regel.enhed
    if regel.slags in (KLOKKESLAET, VALG, JA_NEJ):
        assert regel.show(regel.standard)


def test_code_asks_only_for_rules_that_exist():
    prefixes = {key.split(".")[0] for key in REGLER}
    wrong = [
        f"{name}:{node.lineno} {node.value}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+\.[a-z0-9_]+", node.value)
        and node.value.split(".")[0] in prefixes
        and node.value not in REGLER
        and node.value not in HAENDELSER
        and not node.value.endswith("_")
        and node.value.split(".")[1] not in RULE_LOOKALIKES
    ]
    assert not wrong, "\n".join(wrong)


# Names of Django apps are also prefixes of rules: models, tasks and modules look like keys.
RULE_LOOKALIKES = {
    *(model.__name__.lower() for model in apps.get_models()),
    *("urls", "actions", "regler", "wiring", "tasks", "cpr"),
    *(entry["task"].split(".")[1] for entry in settings.CELERY_BEAT_SCHEDULE.values()),
    *("run_imports", "forget_imports"),
}


# --- what never stands in the repository ------------------------------------------------------

BINARY = (".png", ".woff2", ".ttf", ".ico", ".pdf", ".jpg")
LOCKS = ("requirements/", "package-lock.json")


def texts():
    for name in tracked():
        if not name.endswith(BINARY):
            yield name, (ROOT / name).read_text(errors="replace")


def test_locks_name_no_host():
    wrong = [
        name
        for name, text in texts()
        if name.startswith("requirements/")
        and re.search('"resolved"' if name.endswith(".json") else "://|--index-url", text)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_path_of_a_machine():
    marks = [f"/{word}/" for word in ("work", "root", "home")]
    wrong = [
        f"{name}: {mark}"
        for name, text in texts()
        for mark in marks
        if re.search(rf"(?<![\w.}}<*-]){mark}[\w.-]", text)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_cpr_number_is_a_replacement_number():
    """Ten digits that could be a person's are refused; nobody has a day of birth above 60."""
    wrong = []
    for name, text in texts():
        if name.startswith(LOCKS) or name.endswith((".svg", ".lock")):
            continue
        for match in re.finditer(r"(?<![\w.+-])([0-3]\d[01]\d{3})[- ]?(\d{4})(?![\w.-])", text):
            digits = "".join(match.groups())
            try:
                cpr.birthday(digits)
            except Exception:
                continue
            if not cpr.is_replacement(digits):
                wrong.append(f"{name}: {match[0]}")
    assert not wrong, "\n".join(wrong)


def test_the_run_listens_for_names_in_its_own_log(no_name_in_the_log):
    """That a name would be heard is shown with a listener of its own."""
    listener = Listener()
    for text in ("Lars Holt ringede", "cpr 670517-4001", "tal 12345678, pk 1234567890123"):
        listener.emit(logging.LogRecord("x", logging.INFO, "x", 1, text, None, None))
    assert len(listener.found) == 2
    assert no_name_in_the_log in logging.getLogger().handlers


def test_tests_and_code_hold_no_todo_and_no_debugger():
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|breakpoint\(\)|pdb\.set_trace)")
    wrong = [name for name, text in texts() if name.endswith(".py") and words.search(text)]
    assert not wrong, "\n".join(wrong)


# --- what we do not have, on purpose ----------------------------------------------------------


def test_no_signals_no_utils_no_form_save():
    assert not [name for name in tracked() if re.search(r"(^|/)(utils|services|selectors)\b", name)]
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"))
        or (isinstance(node, ast.Call) and chain(node)[-2:] == ["form", "save"])
    ]
    assert not wrong, "\n".join(wrong)


def test_templates_hold_no_inline_script_style_or_handler():
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|javascript:", re.I
    )
    wrong = [
        f"{name}: {match[0]}"
        for name, text in texts()
        if name.startswith("templates/") and not name.endswith("_pdf.html")
        for match in [inline.search(re.sub(r"{#.*?#}", "", text))]
        if match
    ]
    assert not wrong, "\n".join(wrong)


def test_an_address_is_named_in_the_block_that_links_to_it():
    # {% url … as x %} ends with its block: in another one the link would lead nowhere
    wrong = []
    for name, text in texts():
        blocks = list(outer_blocks(text)) if "{% extends" in text else []
        for number, block in enumerate(blocks):
            for known in re.findall(r"{%\s*url[^%]*\sas\s+(\w+)\s*%}", block):
                wrong += [
                    f"{name}: {known}"
                    for other in blocks[:number] + blocks[number + 1 :]
                    if re.search(rf"(?:{{{{ ?|=){known}\b", other)
                    and not re.search(rf"\sas\s+{known}\b", other)
                ]
    assert not wrong, "\n".join(wrong)


def outer_blocks(text):
    """What stands in each block of a template; a block within another belongs to that one."""
    depth, begins = 0, 0
    for tag in re.finditer(r"{%\s*(end)?block\b[^%]*%}", text):
        depth += -1 if tag[1] else 1
        if depth == 1 and not tag[1]:
            begins = tag.end()
        elif depth == 0:
            yield text[begins : tag.start()]


def test_files_stay_short_enough_to_hold_in_the_head():
    wrong = [
        f"{name}: {len(text.splitlines())} lines"
        for name, text in texts()
        if name.endswith(".py") and name.split("/")[0] in FLOOR and "/migrations/" not in name
        if len(text.splitlines()) > LONGEST_FILE and name not in LONG_TEXTS
    ]
    assert not wrong, "\n".join(wrong)


LONGEST_FILE = 450
LONG_TEXTS = {"overblik/demo/tekster.py"}  # what the demo's people say: read, not reasoned about
