"""What anybody could type or send: no crash, no script, no foreign address, no borrowed right."""

import copy
import datetime
import re
import uuid

import pgtrigger
import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import CharField, TextField
from django.forms import BooleanField, ChoiceField, DateField, Form, IntegerField
from django.forms.models import ModelChoiceField
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from akuttelefon.models import Opfoelgning, Opkald
from faelles.access import ROLE_PERMISSIONS, Rolle
from faelles.models import Besked, Bruger, Lukkedag, Organisation, Regelvaerdi, Rolletildeling, Team
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Dagsordenspunkt,
    Plejefamilie,
    Plejeforaelder,
    Retningslinje,
    Rolleaftale,
    Udslusningstrin,
)
from tests import world
from tests.factories import replacement_cpr
from tests.test_access_sweep import (
    GUARDED,
    _pages_without_their_context,
    logged_in,
    permitted,
    url_of,
)
from tests.test_house_rules import WITHOUT_PERMISSION
from tests.test_leak_sweep import kept_papers
from tests.world import FOREIGN, OWN

__all__ = ["_pages_without_their_context"]  # the forms are looked for once, before the tests
pytestmark = pytest.mark.django_db

LONG = "x" * 70_000
HOSTILE = {
    "nul": "a\0b",
    "long": LONG,
    "huge": "1" + "0" * 20,
    "empty": "",
    "blank": " \t\u200b ",
    "negative": "-1",
    "no day": "31-02-2026",
    "first day": "01-01-0001",
    "last day": "31-12-9999",
    "no time": "25.61",
    "text": "'; DROP TABLE faelles_bruger; --",
    "surrogate": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "digits": "²³",
    "formula": "=cmd|' /C calc'!A0",
}
# What a field may let by, with every other filled in rightly so that the action is reached.
ONE_BY_ONE = {
    "last day": re.compile(r"\d\d-\d\d-\d{4}"),
    "huge": re.compile(r"-?\d+"),
    "nul": re.compile(r".*", re.DOTALL),
}
# Names that some page reads from its address.
QUERY = ("s", "q", "vis", "efter", "foer", "familie", "maaned", "rolle", "alt", "page", "next")
QUERY += ("fra", "til", "haendelse", "bruger", "team", "type", "sortering", "aar", "familier")
EVIL = "//evil.example/"
MANY = 40


@pytest.fixture(scope="module")
def standing(module_transaction):
    return world.build()


@pytest.fixture
def home(standing, db):
    return copy.deepcopy(standing)


def actor(entry, home):
    """Somebody who may open the address; the leader where she may, since she sees the most."""
    roles = [rolle for rolle in Rolle if permitted(rolle, entry)]
    return home.people[Rolle.TEAMLEDER if Rolle.TEAMLEDER in roles else roles[0]]


def target(entry, home, bruger):
    return url_of(entry, world.kwargs_for(entry, home, OWN, bruger))


def send(client, method, url, data):
    """One request whose writes are taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    return response


def forms_of(response):
    """The forms a page shows."""
    found = []
    for context in response.context or []:
        found += [value for value in context.flatten().values() if isinstance(value, Form)]
    return found


def fill(form):
    """A likely valid answer to every field of a form."""
    return {name: answer_to(form, name, field) for name, field in form.fields.items()}


def answer_to(form, name, field):
    value = form[name].value()
    if value not in (None, "", []):
        return value.strftime("%d-%m-%Y") if isinstance(value, datetime.date) else str(value)
    if isinstance(field, ModelChoiceField):
        row = field.queryset.first()
        return str(row.pk) if row else ""
    if isinstance(field, ChoiceField):
        return next((str(key) for key, _ in field.choices if key), "")
    if isinstance(field, BooleanField):
        return "on"
    if isinstance(field, DateField) or name in ("fra", "til", "dato"):
        return f"{timezone.localdate():%d-%m-%Y}"
    if isinstance(field, IntegerField):
        return "1"
    if "email" in name:
        return f"{uuid.uuid4().hex}@vestersund.example"
    if "telefon" in name:
        return "12345678"
    return "Prøve"


@pytest.fixture(scope="module")
def answers(standing):
    """{address: what a person would send to it}; each page is opened once for all tests."""
    home = copy.deepcopy(standing)
    return {entry.name: valid_answer(entry, home) for entry in GUARDED}


def valid_answer(entry, home):
    """From the form that the address shows, and what is known here."""
    bruger = actor(entry, home)
    client = logged_in(bruger)
    page = client.get(target(entry, home, bruger))
    data = {}
    for form in forms_of(page):
        data |= fill(form)
    data |= {
        "regel_update": {"vaerdi": "09.00"},
        "rolle_create": {"rolle": Rolle.REVISOR, "team": "", "til": ""},
        "bruger_create": {"rolle": Rolle.REVISOR, "team": ""},
        "barn_create": {"cpr_nummer": replacement_cpr(datetime.date(2019, 3, 4))},
        "barn_update": {"cpr_nummer": ""},
        "plejefamilie_adresse": {"grund": "Prøve"},
        "barn_cpr": {"grund": "Prøve"},
        "soeg": {"q": "Egen"},
        "opkald_familier": {"soeg": "Egen"},
        "opkald_create": _call(home),
        "opkald_forloeb": _call(home),
        "opkald_link": {"familie": str(home.rows["familie"][OWN].pk)},
        "vagt_offer": {"til": str(home.people[Rolle.KONSULENT].pk), "modvagt": ""},
        "opfoelgning_complete": {"notat": "Prøve", "resultat": Opfoelgning.Resultat.TALT},
        "konsulent_assign": {"konsulent": str(_another_konsulent().pk)},
        "fravaer_create": {"bruger": str(home.people[Rolle.KONSULENT].pk), "stedfortraeder": ""},
    }.get(entry.name, {})
    return data


def _another_konsulent():
    return Bruger.objects.get(navn="Kollega Konsulent")


def _call(home):
    yesterday = timezone.localdate() - world.DAY
    return {
        "familie": str(home.rows["familie"][OWN].pk),
        "opkalder": Opkald.Opkalder.ANDEN,
        "boern": [str(home.rows["barn"][OWN].pk)],
        "dato": f"{yesterday:%d-%m-%Y}",
        "starttid": "19.10",
        "sluttid": "19.42",
        "start_gang": "",
        "slut_gang": "",
        "alvor": Opkald.Alvor.ALVORLIGT,
        "udfald": Opkald.Udfald.ROLIGT,
        "underretningssvar": Opkald.Underretningssvar.JA,
    }


POSTED = [entry for entry in GUARDED if entry.name not in ("besked_read_all", "session_forlaeng")]


# --- no crash ---------------------------------------------------------------------------------


def test_the_likely_answers_are_really_accepted(home, answers):
    """Else the tests below would only knock on closed doors."""
    accepted = set()
    for entry in POSTED:
        bruger = actor(entry, home)
        client = logged_in(bruger)
        data = answers[entry.name]
        if data and send(client, "post", target(entry, home, bruger), data).status_code == 302:
            accepted.add(entry.name)
    missing = {
        "anbringelse_end",
        "barn_create",
        "barn_update",
        "bruger_create",
        "bruger_update",
        "fravaer_create",
        "konsulent_assign",
        "lukkedag_create",
        "lukkedag_update",
        "opfoelgning_complete",
        "opfoelgning_hand_over",
        "opkald_create",
        "opkald_link",
        "plejefamilie_create",
        "plejefamilie_update",
        "plejeforaelder_create",
        "plejeforaelder_update",
        "regel_update",
        "rolle_create",
        "soeg",
        "vagt_offer",
    } - accepted
    assert not missing


def hostile_answers(valid):
    """(what is wrong, data) of every request that the fields of `valid` are tried with.

    Few fields give the same data under several names; it is sent once.
    """
    tries = [("nothing", {}), ("lists", {name: ["1", "2", "x"] for name in valid})]
    for label, value in HOSTILE.items():
        tries.append((f"all {label}", dict.fromkeys(valid, value)))
    for name, answer in valid.items():
        label = next(key for key, like in ONE_BY_ONE.items() if like.fullmatch(str(answer)))
        tries.append((f"{name} {label}", {**valid, name: HOSTILE[label]}))
    found = []
    for label, data in tries:
        same = next((labels for labels, other in found if other == data), None)
        if same is None:
            found.append(([label], data))
        else:
            same.append(label)
    return found


@pytest.mark.parametrize("part", range(8))
def test_no_answer_to_any_field_breaks_a_page(part, home, answers):
    wrong = []
    for entry in POSTED[part::8]:
        bruger = actor(entry, home)
        client = logged_in(bruger)
        url = target(entry, home, bruger)
        for labels, data in hostile_answers(answers[entry.name]):
            code = send(client, "post", url, data).status_code
            if code >= 500:
                wrong.append(f"{entry.name} {', '.join(labels)}: {code}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def names_read(monkeypatch):
    """The names that a page has asked its address or its form for; the test empties it."""
    read = set()
    for method in ("get", "getlist", "__getitem__", "__contains__"):
        real = getattr(MultiValueDict, method)

        def asked(self, name, *args, real=real):
            read.add(name)
            return real(self, name, *args)

        monkeypatch.setattr(QueryDict, method, asked)
    return read


@pytest.mark.parametrize("part", range(4))
def test_no_address_breaks_a_page(part, home, names_read):
    """With every value in every name, for the pages that read any of the names."""
    wrong, readers = [], 0
    values = [
        HOSTILE[label] for label in ("nul", "huge", "last day", "text", "surrogate", "digits")
    ]
    values += ["9" * 17 + "-1", "-", "1-1-1"]
    for entry in GUARDED[part::4]:
        bruger = actor(entry, home)
        client = logged_in(bruger)
        url = target(entry, home, bruger)
        names_read.clear()
        for value in values:
            if send(client, "get", url, dict.fromkeys(QUERY, value)).status_code >= 500:
                wrong.append(f"{entry.name} {value!r}")
            if not names_read & {*QUERY}:
                break
        else:
            readers += 1
    assert readers > MANY / 8, "the pages that read their address were not found"
    assert not wrong, "\n".join(wrong)


def test_no_month_in_the_address_breaks_the_report(home):
    rapport = logged_in(home.people[Rolle.ADMINISTRATOR])
    for month in ("9999-12", "0001-01", "1899-12", "2026-13", "2026-1", "9999-11", "२०२६-०१"):
        response = send(rapport, "get", "/akuttelefon/rapport/", {"maaned": month})
        assert response.status_code == 200, month


@pytest.mark.parametrize(
    "path",
    [
        "/kalender/0/",
        "/kalender/1/",
        "/kalender/9999/",
        "/kalender/10000/",
        "/kalender/99999999999999999999/",
        "/plejefamilier/99999999999999999999/",
        "/akuttelefon/opkald/99999999999999999999/",
        "/plejefamilier/boern/00000000-0000-0000-0000-000000000000/",
        "/regler/%00/",
        "/regler/" + "x" * 400 + "/",
        "/regler/startvalg/ukendt/",
        "/brugere/99999999999999999999/",
        "/beskeder/99999999999999999999/",
        "/konto/adgangskode/ny/zzzzzzzzzzzzzzzzzzzz-x/",
        "/%00",
        "/..%2f..%2fetc/passwd",
        "/<script>",
    ],
)
def test_no_number_or_word_in_the_path_breaks_a_page(path, home):
    for rolle in (Rolle.TEAMLEDER, Rolle.ADMINISTRATOR):
        for method in ("get", "post"):
            response = send(logged_in(home.people[rolle]), method, path, {})
            assert response.status_code < 500
            assert "<script>" not in response.content.decode()


# --- rows of others in one's own form ---------------------------------------------------------


def test_foreign_ids_in_a_form_are_refused_and_change_nothing(home, answers):
    """Each field that names a row gets the row of another municipality instead."""
    foreign = {
        "familie": home.rows["familie"][FOREIGN].pk,
        "boern": home.rows["barn"][FOREIGN].pk,
        "team": home.rows["familie"][FOREIGN].team_id,
        "konsulent": home.rows["bruger"][FOREIGN].pk,
        "til": home.rows["bruger"][FOREIGN].pk,
        "modvagt": home.rows["egen_vagt"][FOREIGN].pk,
        "bruger": home.rows["bruger"][FOREIGN].pk,
        "stedfortraeder": home.rows["bruger"][FOREIGN].pk,
        "myndighedsraadgiver": home.rows["barn"][FOREIGN].myndighedsraadgiver_id,
        "organisation": home.rows["familie"][FOREIGN].kommune_id,
        "opkalder": f"foraelder-{home.rows['plejeforaelder'][FOREIGN].pk}",
    }
    wrong, tried = [], 0
    for entry in POSTED:
        bruger = actor(entry, home)
        client = logged_in(bruger)
        valid = answers[entry.name]
        for name in {*valid} & {*foreign}:
            if name == "til" and entry.name not in ("opfoelgning_hand_over", "vagt_offer"):
                continue  # a day, not a person
            tried += 1
            data = {**valid, name: str(foreign[name])}
            response = send(client, "post", target(entry, home, bruger), data)
            if response.status_code == 302:
                wrong.append(f"{entry.name} {name}")
            if "Fremmed" in response.content.decode().replace(str(foreign[name]), ""):
                wrong.append(f"{entry.name} {name} is shown")
    assert not wrong, "\n".join(wrong)
    assert tried >= 12


# --- borrowed rights --------------------------------------------------------------------------

EXTRAS = {
    "rolle": Rolle.ADMINISTRATOR,
    "roller": Rolle.ADMINISTRATOR,
    "is_active": "false",
    "is_staff": "true",
    "is_superuser": "true",
    "ansvarlig": "1",
    "completed_by": "1",
    "completed_at": "2026-01-01",
    "logged_by": "1",
    "frist": "2030-01-01",
    "grund": "ingen",
    "status": "lukket",
    "id": "1",
    "pk": "1",
    "by": "1",
    "registered_at": "2020-01-01",
    "kommune": "1",
    "godkendt": "true",
    "soegetekst": "x",
    "cpr_sealed": "x",
    "set_by": "1",
    "password": "x",
}
PROTECTED = {
    Bruger: ("is_active", "organisation_id", "password"),
    Rolletildeling: ("bruger_id", "rolle", "kommune_id", "team_id"),
    Plejefamilie: ("kommune_id", "soegetekst"),
    Barn: ("kommune_id", "cpr_index"),
    Opkald: ("kommune_id", "logged_by_id", "registered_at", "start", "plejefamilie_id"),
    Opfoelgning: ("opkald_id", "frist", "ansvarlig_id", "completed_by_id", "completed_at"),
    Besked: ("to_id", "key", "url"),
    Lukkedag: ("kommune_id",),
    Organisation: ("slags", "kommune_id", "aktiv"),
    Team: ("kommune_id", "aktiv"),
}
# What the address is there to change.
MAY = {
    "opfoelgning_complete": {"completed_by_id", "completed_at"},
    "opfoelgning_hand_over": {"ansvarlig_id"},
    "opkald_link": {"plejefamilie_id", "ansvarlig_id"},
    "opkald_withdraw": {"completed_by_id", "completed_at"},
    "opkald_restore": {"completed_by_id", "completed_at"},
    "konsulent_assign": {"ansvarlig_id"},
    "fravaer_create": {"ansvarlig_id"},
    "bruger_deactivate": {"is_active", "ansvarlig_id"},
    "bruger_activate": {"is_active"},
    **{
        name: {"soegetekst"}
        for name in (
            *("plejefamilie_update", "plejeforaelder_create", "plejeforaelder_update"),
            *("plejeforaelder_end", "barn_create", "barn_update"),
            *("anbringelse_create", "anbringelse_end", "overgang_flyt"),
        )
    },
    "lukkedag_delete": {"kommune_id"},
    "frist_list": {"frist"},
    "rolle_end": {"ansvarlig_id"},
}


def protected_values():
    return {
        (model._meta.model_name, row["pk"], name): row[name]
        for model, names in PROTECTED.items()
        for row in model._base_manager.values("pk", *names)
        for name in names
        if not isinstance(row[name], memoryview)
    }


def test_no_form_takes_a_field_that_it_does_not_show(home, answers):
    wrong = []
    before = protected_values()
    for entry in POSTED:
        bruger = actor(entry, home)
        client = logged_in(bruger)
        valid = answers[entry.name]
        data = {**EXTRAS, **valid}
        with transaction.atomic():
            client.post(target(entry, home, bruger), data)
            after = protected_values()
            newest = Opkald.objects.order_by("-pk").first()
            if newest.logged_by_id not in (bruger.pk, *_vagter(home)):
                wrong.append(f"{entry.name}: logged_by")
            transaction.set_rollback(True)
        wrong += [
            f"{entry.name}: {key}"
            for key, value in before.items()
            if after.get(key) != value and key[2] not in MAY.get(entry.name, ())
        ]
    assert not wrong, "\n".join(wrong)


def _vagter(home):
    return Rolletildeling.objects.filter(rolle=Rolle.AKUTVAGT).values_list("bruger", flat=True)


# --- other people's pages and buttons ----------------------------------------------------------


def test_every_post_needs_the_token_of_our_own_page(home):
    wrong = []
    for entry in world.addresses():
        public = entry.name in WITHOUT_PERMISSION
        bruger = home.people[Rolle.KONSULENT] if public else actor(entry, home)
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if not public or entry.name == "account_change_password":
            client.force_login(bruger)
        kwargs = world.kwargs_for(entry, home, OWN, bruger)
        response = send(client, "post", url_of(entry, kwargs), {})
        if response.status_code not in (403, 405):
            wrong.append(f"{entry.name} {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_no_answer_leads_to_another_host(home, names_read, answers):
    """The second way of writing it is tried where any of the names was read."""
    wrong = []
    for entry in GUARDED:
        bruger = actor(entry, home)
        client = logged_in(bruger)
        url = target(entry, home, bruger)
        valid = answers[entry.name]
        names_read.clear()
        for value in (EVIL, "/\\evil.example"):
            extra = {"next": value, "url": value, "tilbage": value, "back": value}
            for method, data in (("get", extra), ("post", {**valid, **extra})):
                response = send(client, method, url, data)
                if "evil" in response.headers.get("Location", ""):
                    wrong.append(f"{method} {entry.name} {value}")
            if not names_read & {*extra}:
                break
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("value", [EVIL, "https://evil.example/", "/\\evil.example"])
def test_login_leads_only_to_our_own_pages(value, home, client):
    konsulent = home.people[Rolle.KONSULENT]
    konsulent.set_password("en lang adgangskode 42")
    konsulent.save()
    response = client.post(
        f"/konto/log-paa/?next={value}",
        {"login": konsulent.email, "password": "en lang adgangskode 42", "next": value},
    )
    assert response.status_code == 302
    assert response.url == "/"


def test_header_and_cookie_values_cannot_be_split(home):
    client = logged_in(home.people[Rolle.TEAMLEDER])
    for value in ("a\r\nSet-Cookie: x=1", "a\nb"):
        response = client.post("/soeg/", {"q": value}, follow=True)
        assert "x" not in response.cookies
        response = client.get("/", {"next": value}, headers={"x-forwarded-host": "evil.example"})
        assert "evil.example" not in response.content.decode()


# --- scripts ----------------------------------------------------------------------------------

MARK = "<xss-{}>\"'&"
RAW = re.compile(r"<xss-[a-z0-9_.-]*>")


# Columns that nobody types a text into.
KEYS = {"nummer", "soegetekst", "email", "link", "kode", "plads", "content_type", "kilde", "fejl"}
LISTS = (
    (Rolleaftale, "linjer"),
    (Retningslinje, "trin"),
    (Udslusningstrin, "felter"),
    (Dagsordenspunkt, "synspunkter"),
)


def marked(value, mark):
    """The same lists and names with the marker for every text in them."""
    if isinstance(value, dict):
        return {key: marked(one, mark) for key, one in value.items()}
    return [marked(one, mark) for one in value] if isinstance(value, list) else mark


def plant_the_ground():
    """Write a marker into every text that somebody has written about families and children."""
    for model in apps.get_app_config("plejefamilier").get_models():
        texts = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField)
            and not field.choices
            and field.name not in KEYS
        ]
        for field in texts:
            name = f"{model._meta.model_name}-{field.name}".replace("_", "")
            mark = MARK.format(name if len(name) + 10 < (field.max_length or 200) else "t")
            written = model._base_manager.exclude(**{field.name: ""})
            written.update(**{field.name: mark})
    for model, name in LISTS:
        for row in model._base_manager.all():
            new = marked(getattr(row, name), MARK.format(name))
            model._base_manager.filter(pk=row.pk).update(**{name: new})


def plant(home):
    """Write a marker into every text column that a page could show."""
    with pgtrigger.ignore():  # as if it had been typed so
        plant_the_ground()
    planted = {}
    for model, names in {
        Organisation: ["navn", "telefon"],
        Team: ["navn"],
        Bruger: ["navn", "telefon"],
        Plejefamilie: ["navn", "adresse", "godkendt_af", "telefon"],
        Plejeforaelder: ["navn", "telefon"],
        Barn: ["navn"],
        Anbringelse: ["slutnotat"],
        Opkald: [
            *("situation", "raad", "opkalder_navn", "telefon", "midlertidig_kontakt"),
        ],
        Besked: ["tekst"],
        Lukkedag: ["navn"],
    }.items():
        for row in model._base_manager.all():
            values = {}
            for name in names:
                width = model._meta.get_field(name).max_length or 200
                mark = MARK.format(f"{model._meta.model_name}-{name}".replace("_", ""))
                values[name] = (mark if width >= len(mark) + 6 else "<xss-t>") + (
                    str(row.pk)[:6] if model is Team else ""
                )
                planted[values[name].split(">")[0]] = name
            with pgtrigger.ignore("akuttelefon.Opkald:immutable"):  # as if it had been typed so
                model._base_manager.filter(pk=row.pk).update(**values)
    opfoelgning = home.rows["opfoelgning"][OWN]
    konsulent = home.people[Rolle.KONSULENT]
    opfoelgning.overdragelser.create(
        fra=konsulent, til=konsulent, by=konsulent, begrundelse=MARK.format("begrundelse")
    )
    Regelvaerdi.objects.create(
        kommune=home.kommune,
        key="akut.aabner",
        vaerdi="08.30",
        fra=timezone.localdate(),
        begrundelse=MARK.format("regel"),
        set_by=home.people[Rolle.ADMINISTRATOR],
    )
    home.rows["familie"][OWN].konsulenttildelinger.update(begrundelse=MARK.format("tildeling"))


@pytest.mark.parametrize("rolle", [*Rolle], ids=lambda rolle: rolle.value)
def test_a_script_in_any_text_is_only_text_on_every_page(rolle, home, monkeypatch):
    """A paper is read before it becomes a PDF."""
    plant(home)
    papers = kept_papers(monkeypatch)
    bruger = Bruger.objects.get(pk=home.people[rolle].pk)
    client, wrong, shown = logged_in(bruger), [], 0
    for entry in GUARDED:
        if not permitted(rolle, entry):
            continue
        url = target(entry, home, bruger)
        data = {"q": "<xss-q>", "soeg": "<xss-soeg>", "familie": str(home.rows["familie"][OWN].pk)}
        for method, sent in (("get", {"s": "<xss-s>", "vis": "<xss-vis>"}), ("post", data)):
            response = send(client, method, url, sent)
            if response.headers.get("Content-Type", "").startswith(("application/", "video/")):
                continue  # PDF, Excel and film: no browser reads them as a page
            body = response.content.decode()
            wrong += [f"{method} {entry.name}: {found}" for found in RAW.findall(body)]
            shown += body.count("&lt;xss-")
    wrong += [f"paper: {found}" for paper in papers for found in RAW.findall(paper)]
    assert not wrong, "\n".join(wrong)
    assert shown, "nothing was shown, so nothing was tested"


def test_search_text_stands_in_no_address(home):
    client = logged_in(home.people[Rolle.KONSULENT])
    response = client.post("/soeg/", {"q": "Egen Ane"})
    assert response.status_code == 302
    assert "Egen" not in response.url
    assert "Ane" not in response.url


def test_every_role_has_something_to_lose():
    """The sweeps above run as these roles; a new one must be given its permissions first."""
    assert {*ROLE_PERMISSIONS} == {*Rolle}
