"""Every role × every address × every method × every relation to a row (quality.md 2)."""

import copy
import datetime
import re

import pytest
from django.conf import settings
from django.db import models, transaction
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import reverse
from django.utils import timezone

from akuttelefon import actions as akut
from akuttelefon.models import Opfoelgning
from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.middleware import touch
from faelles.models import AuditEvent, Bruger
from plejefamilier.models import Plejefamilie
from tests import world
from tests.test_house_rules import WITHOUT_PERMISSION
from tests.world import ENDED, FOREIGN, MISSING, OTHER, OWN

pytestmark = pytest.mark.django_db

ENTRIES = [*world.addresses()]
NAMES = world.namespaced()
# The way out would end the session in the middle of the sweep.
LEAVES = {"account_logout"}


@pytest.fixture(scope="module")
def standing(module_transaction):
    return world.build()


@pytest.fixture
def home(standing, db):
    return copy.deepcopy(standing)


@pytest.fixture(autouse=True)
def _pages_without_their_context(monkeypatch):
    """Only what a page says is looked at here: Django need not copy what it was made of."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture
def asked(monkeypatch):
    """Which models a request asked for rows with a scope, in order."""
    log = []

    def watch(queryset, name):
        scope = getattr(queryset, name)

        def watched(self, bruger):
            log.append(self.model._meta.model_name)
            return scope(self, bruger)

        monkeypatch.setattr(queryset, name, watched)

    for queryset in {*all_subclasses(models.QuerySet)}:
        for name in ("visible_to", "findable_by", "editable_by", "assignable_by"):
            if name in vars(queryset):
                watch(queryset, name)
    return log


def all_subclasses(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from all_subclasses(sub)


def url_of(entry, kwargs):
    return reverse(NAMES[entry.name], kwargs=kwargs)


def logged_in(bruger):
    """A new client with the session of this person, who logs in once in each test."""
    client = Client(raise_request_exception=False)
    if bruger is None:
        return client
    if not hasattr(bruger, "session_key"):
        client.force_login(bruger)
        session = client.session
        touch(session)  # else each request notes it anew, and takes it back
        session.save()
        bruger.session_key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.cookies[settings.SESSION_COOKIE_NAME] = bruger.session_key
    return client


def answer(client, method, url):
    """One request whose writes are taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response


def without_tokens(response):
    body = response.content.decode(errors="replace")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body)
    return re.sub(r'("|&quot;)X-CSRFToken("|&quot;): ?("|&quot;)[^"&]*', "", body)


def permitted(rolle, entry):
    return entry.callback.required_permission in ROLE_PERMISSIONS.get(rolle, ())


# A caller who is not known yet is the leaders' matter.
# Whoever wrote a contact beside the line corrects it.
# Whoever wrote a call, or leads, may say that it was a mistake.
NOT_HERS = {
    (Rolle.KONSULENT, "opkald_link"),
    (Rolle.KONSULENT, "opkald_withdraw"),
    (Rolle.KONSULENT, "opkald_restore"),
    (Rolle.TEAMLEDER, "henvendelse_update"),
}
# The offer of a shift is between a konsulent and a leader.
NOT_HERS |= {
    (Rolle.AKUTVAGT, f"vagttilbud_{act}") for act in ("detail", "accept", "decline", "withdraw")
}
# The record is written about by those who have it; the circle writes from its place.
NOT_HERS |= {
    (rolle, f"{sag}_kontakt_create")
    for rolle in (Rolle.INSTITUTIONSMEDARBEJDER, Rolle.FAMILIEBEHANDLER)
    for sag in ("familie", "barn")
}
NOT_HERS |= {(Rolle.MYNDIGHEDSRAADGIVER, "familie_kontakt_create")}
# A family's own cooperation is not that of a child in it.
NOT_HERS |= {
    (Rolle.MYNDIGHEDSRAADGIVER, f"familie_{act}")
    for act in ("samarbejde", "kredsrolle_create", "tovholder", "rolleaftale_create")
}
# … nor is its own strain, or what is agreed with it alone.
NOT_HERS |= {
    (Rolle.MYNDIGHEDSRAADGIVER, "belastning_withdraw"),
    (Rolle.MYNDIGHEDSRAADGIVER, "familie_aftale_create"),
}
# Those of the circle make agreements at meetings, not from the record.
NOT_HERS |= {
    (rolle, f"{sag}_aftale_create")
    for rolle in (Rolle.INSTITUTIONSMEDARBEJDER, Rolle.FAMILIEBEHANDLER, Rolle.PROJEKTLEDER)
    for sag in ("familie", "barn")
}
# A question is answered by its owner, here the project leader, or by those who edit the page.
NOT_HERS |= {
    (rolle, "punkt_update")
    for rolle in (Rolle.KONSULENT, Rolle.MYNDIGHEDSRAADGIVER, Rolle.ADMINISTRATOR)
}
# An obstacle is solved by its owner, here the konsulent, or by those who edit the page.
NOT_HERS |= {
    (rolle, "implementeringssag_solve")
    for rolle in (Rolle.MYNDIGHEDSRAADGIVER, Rolle.ADMINISTRATOR)
}
# A meeting is changed by whoever called it and those of the case; who is asked reads and answers.
NOT_HERS |= {
    (rolle, name)
    for rolle in (Rolle.INSTITUTIONSMEDARBEJDER, Rolle.FAMILIEBEHANDLER, Rolle.PROJEKTLEDER)
    for name in (
        *("moede_move", "moede_cancel", "deltager_update", "dagsorden_update", "moedeserie_end"),
        *("referat_update", "referat_lock", "referatrettelse_create"),
    )
}
# Who came is noted by those who hold the course; sparring is not the leader's to write.
NOT_HERS |= {
    (rolle, name)
    for rolle in (Rolle.KONSULENT, Rolle.TEAMLEDER)
    for name in ("fremmoede_pdf", "fremmoede_update")
}
NOT_HERS |= {(Rolle.TEAMLEDER, "fagligsparring_create")}
# A supervisor reads the family's wheel; its konsulent and her leader plan it.
NOT_HERS |= {
    (Rolle.INSTITUTIONSMEDARBEJDER, f"aarshjul_{act}")
    for act in ("plan", "finish", "update", "next")
}
# What the family lets its konsulent read is written by who leads the forløb alone.
NOT_HERS |= {(rolle, "forloeb_share") for rolle in (Rolle.KONSULENT, Rolle.TEAMLEDER)}
# … and so is the session itself; the report of a year is for those who have the family.
NOT_HERS |= {
    (rolle, name)
    for rolle in (Rolle.KONSULENT, Rolle.TEAMLEDER)
    for name in ("session_log", "session_write")
}
NOT_HERS |= {(Rolle.INSTITUTIONSMEDARBEJDER, "supervisionsrapport")}
# Who reads the catalogue only has no profile of a specialist; who leads the project, no families.
NOT_HERS |= {
    (rolle, f"fagprofil_{act}")
    for rolle in (Rolle.MYNDIGHEDSRAADGIVER, Rolle.ADMINISTRATOR)
    for act in ("update", "retire")
}
NOT_HERS |= {(rolle, "tilmelding_detail") for rolle in (Rolle.PROJEKTLEDER, Rolle.ADMINISTRATOR)}
# The agreement with an institution is for its own people and those who have the families.
NOT_HERS |= {(Rolle.FAMILIEBEHANDLER, "samarbejdsaftale_detail")}
# A rådgiver sees the family of her child, and not what the family asks for itself.
NOT_HERS |= {(Rolle.MYNDIGHEDSRAADGIVER, "visitation_detail")}
GUARDED = [entry for entry in ENTRIES if entry.name not in WITHOUT_PERMISSION]


def test_every_address_with_a_row_is_in_the_registry():
    unknown = {
        entry.name
        for entry in ENTRIES
        if (entry.pattern.converters or entry.pattern.regex.groups)
        and entry.name not in world.OBJECTS
        and entry.name not in world.VALUES
    }
    assert not unknown
    names = {entry.name for entry in ENTRIES}
    assert len(names) == len(ENTRIES), "two addresses have one name: one would not be swept"
    assert {*world.OBJECTS, *world.VALUES} <= names


def names_of_others(home):
    """What families and children that are not hers are called, in each way a page might say it."""
    names = {
        row.navn
        for relation in (OTHER, ENDED, FOREIGN)
        for row in (home.rows["familie"][relation], home.rows["barn"][relation])
    }
    return (
        names
        | {name.split(",")[0] + "," for name in names}
        | {home.rows["familie"][relation].visningsnavn for relation in (OTHER, ENDED, FOREIGN)}
    )


@pytest.mark.parametrize("rolle", [*Rolle, None], ids=str)
def test_a_role_reaches_what_the_table_grants_and_nothing_else(rolle, home, asked):
    """Her own rows are found, and only through a scope; no page without a row (lists, Min dag,
    search, the first state of forms) says a name that could leak.
    """
    # Given a person with this role, or without any
    bruger = home.people[rolle] if rolle else Bruger.objects.get(navn="Lukket Person")
    if rolle is None:
        Bruger.objects.filter(pk=bruger.pk).update(is_active=True)
    client, wrong = logged_in(bruger), []
    names = names_of_others(home)

    for entry in GUARDED:
        kwargs = world.kwargs_for(entry, home, OWN, bruger)
        hers = kwargs is not None
        if not hers:
            kwargs = world.kwargs_for(entry, home, MISSING, bruger)
        url = url_of(entry, kwargs)
        got = {}
        for method in ("get", "post"):
            del asked[:]
            response = answer(client, method, url)
            got[method] = response.status_code
            if not permitted(rolle, entry):
                continue
            if entry.name in world.OBJECTS:
                scopes = {*asked} - ({"besked"} if entry.name != "besked_open" else set())
                if hers and response.status_code < 400 and not scopes:
                    wrong.append(f"{method} {entry.name} own: no scope was asked")
            elif method == "get":
                body = response.content.decode(errors="replace")
                wrong += [f"{entry.name}: {name}" for name in names if name in body]
        codes = {*got.values()}
        if permitted(rolle, entry):
            fine = 403 not in codes and max(codes) < 500
            fine = fine and (min(codes) < 400 or (rolle, entry.name) in NOT_HERS)
            if entry.name in world.OBJECTS and (rolle, entry.name) not in NOT_HERS:
                fine = fine and 404 not in codes
        else:
            fine = codes <= {403, 405} and 403 in codes
        if not fine:
            wrong.append(f"{entry.name} {got}")
    assert not wrong, "\n".join(wrong)


def test_nobody_comes_in_without_logging_in(home):
    client, wrong = logged_in(None), []
    login = reverse("account_login")
    for entry in GUARDED:
        kwargs = world.kwargs_for(entry, home, OWN, home.people[Rolle.KONSULENT])
        url = url_of(entry, kwargs)
        for method in ("get", "post", "put", "patch", "delete"):
            response = answer(client, method, url)
            if response.status_code != 302 or not response.url.startswith(f"{login}?next="):
                wrong.append(f"{method} {entry.name} {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["anonymous", "konsulent"])
def test_public_pages_answer_everybody(who, home):
    client = logged_in(home.people[Rolle.KONSULENT] if who == "konsulent" else None)
    wrong = []
    for entry in ENTRIES:
        if entry.name in WITHOUT_PERMISSION and entry.name not in LEAVES:
            url = url_of(entry, world.VALUES.get(entry.name, {}))
            for method in ("get", "post"):
                code = answer(client, method, url).status_code
                if code not in (200, 302, 405):
                    wrong.append(f"{method} {entry.name} {code}")
    assert not wrong, "\n".join(wrong)


def test_every_other_method_is_refused(home):
    wrong = []
    clients = {rolle: logged_in(bruger) for rolle, bruger in home.people.items()}
    for entry in ENTRIES:
        if entry.name in LEAVES:
            continue
        rolle = next(r for r in Rolle if entry.name in WITHOUT_PERMISSION or permitted(r, entry))
        kwargs = world.kwargs_for(entry, home, OWN, home.people[rolle])
        url = url_of(entry, kwargs)
        for method in ("put", "patch", "delete", "trace"):
            code = answer(clients[rolle], method, url).status_code
            if code != 405:
                wrong.append(f"{method} {entry.name} {code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "rolle", [r for r in Rolle if ROLE_PERMISSIONS[r]], ids=lambda rolle: rolle.value
)
def test_a_row_that_is_not_hers_answers_like_one_that_is_not_there(rolle, home):
    bruger = home.people[rolle]
    client, wrong = logged_in(bruger), []
    for entry in GUARDED:
        if entry.name not in world.OBJECTS or not permitted(rolle, entry):
            continue
        missing = url_of(entry, world.kwargs_for(entry, home, MISSING, bruger))
        for method in ("get", "post"):
            nothing = answer(client, method, missing)
            if nothing.status_code not in (404, 405):
                wrong.append(f"{method} {entry.name} missing: {nothing.status_code}")
            for relation in (OTHER, ENDED, FOREIGN):
                kwargs = world.kwargs_for(entry, home, relation, bruger)
                if kwargs is None:
                    continue
                response = answer(client, method, url_of(entry, kwargs))
                same = response.status_code == nothing.status_code
                if not same or without_tokens(response) != without_tokens(nothing):
                    wrong.append(f"{method} {entry.name} {relation}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


# --- rights end with what gave them -----------------------------------------------------------


def seen(bruger):
    """The families she may open just now, asked of a fresh user as each request does."""
    fresh = Bruger.objects.get(pk=bruger.pk)
    return {*Plejefamilie.objects.visible_to(fresh).values_list("navn", flat=True)}


def test_sight_ends_with_the_assignment_at_midnight(at, familie, konsulent):
    familie.konsulenttildelinger.update(til=datetime.date(2026, 11, 25))
    for moment, sees in (
        ("2026-11-25 23:59:59", True),
        ("2026-11-26 00:00:00", False),
        ("2026-11-26 00:00:01", False),
    ):
        at(moment)
        assert bool(seen(konsulent)) is sees


def test_stand_in_sees_while_the_absence_lasts(at, familie, konsulent, kollega):
    day = datetime.date(2026, 11, 25)
    konsulent.fravaer.create(fra=day, til=day, stedfortraeder=kollega)
    for moment, sees in (
        ("2026-11-24 23:59:59", False),
        ("2026-11-25 00:00:00", True),
        ("2026-11-25 23:59:59", True),
        ("2026-11-26 00:00:00", False),
    ):
        at(moment)
        assert bool(seen(kollega)) is sees


def test_raadgiver_sees_while_the_child_lives_there(at, familie, barn, raadgiver):
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    barn.anbringelser.update(til=datetime.date(2026, 11, 25), slutaarsag="flytning")
    at("2026-11-25 23:59:59")
    assert seen(raadgiver)
    at("2026-11-26 00:00:00")
    assert not seen(raadgiver)


def test_a_role_that_ends_takes_its_pages_with_it_at_the_next_request(home):
    leder = home.people[Rolle.TEAMLEDER]
    client = logged_in(leder)
    url = reverse(NAMES["plejefamilie_list"])
    assert client.get(url).status_code == 200
    leder.roller.update(til=timezone.localdate() - datetime.timedelta(days=1))
    assert client.get(url).status_code == 403


def test_a_closed_account_is_out_at_the_next_request(home):
    konsulent = home.people[Rolle.KONSULENT]
    client = logged_in(konsulent)
    url = reverse(NAMES["min_dag"])
    assert client.get(url).status_code == 200
    Bruger.objects.filter(pk=konsulent.pk).update(is_active=False)
    assert client.get(url).status_code == 302


def test_a_duty_that_was_handed_over_opens_the_family_until_it_is_closed(home):
    konsulent = home.people[Rolle.KONSULENT]
    client = logged_in(konsulent)
    familie = home.rows["familie"][OTHER]
    url = reverse(NAMES["plejefamilie_detail"], args=[familie.pk])
    assert client.get(url).status_code == 404

    duty = world.hand_over(home)
    assert client.get(url).status_code == 200
    # sight, not the pen: no address that changes family, child or placement opens
    pens = [e for e in GUARDED if e.callback.required_permission == Permission.EDIT_FAMILIER]
    for entry in pens:
        kwargs = world.kwargs_for(entry, home, OTHER, konsulent)
        if kwargs is not None:
            for method in ("get", "post"):
                code = answer(client, method, url_of(entry, kwargs)).status_code
                # a page that leads on to the form is only read
                assert code == 404 or (method, code) == ("post", 405), entry.name

    akut.complete_opfoelgning(
        by=konsulent, opfoelgning=duty, notat="Talt", resultat=Opfoelgning.Resultat.TALT
    )
    assert client.get(url).status_code == 404


def test_refusals_stand_in_the_log_without_content(home):
    konsulent = home.people[Rolle.KONSULENT]
    client = logged_in(konsulent)
    client.get(reverse(NAMES["bruger_list"]))
    client.get(reverse(NAMES["plejefamilie_detail"], args=[home.rows["familie"][FOREIGN].pk]))
    refused = AuditEvent.objects.get(event="adgang.afvist", bruger_id=konsulent.pk)
    assert refused.data["ret"] == Permission.MANAGE_BRUGERE
    unseen = AuditEvent.objects.get(event="adgang.ikke_fundet", bruger_id=konsulent.pk)
    assert unseen.data["opslag"] == {"pk": str(home.rows["familie"][FOREIGN].pk)}


def test_every_page_about_a_person_is_logged_before_it_is_shown(home):
    konsulent = home.people[Rolle.KONSULENT]
    client = logged_in(konsulent)
    for name in ("plejefamilie_detail", "barn_detail", "opkald_detail", "opkald_pdf"):
        row = home.rows[world.OBJECTS[name]][OWN]
        before = AuditEvent.objects.count()
        assert client.get(reverse(NAMES[name], args=[row.pk])).status_code == 200
        lines = AuditEvent.objects.order_by("pk")[before:]
        read = [line for line in lines if line.event.endswith(".laest")]
        assert [(line.objekt, bool(line.formaal)) for line in read] == [(str(row.pk), True)], name
