"""The cast: one municipality, Vestersund, with a person in each role, and the clock."""

import datetime
import itertools
import os
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from faelles.access import Rolle
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
    on_duty,
)
from tests.plugin_markers import no_name_in_the_log

__all__ = ["no_name_in_the_log"]

DANMARK = ZoneInfo("Europe/Copenhagen")
DAY = datetime.timedelta(days=1)
TOGETHER = ("tests/demo/", "tests/faults/")


def pytest_xdist_make_scheduler(config, log):
    """One process tells the demo, one builds the house of the faults; all else goes one by one.

    xdist's own marks of groups are not seen under this version of pytest.
    """
    return Together(config, log)


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def local(text):
    """The aware moment of a local time written as 2026-12-24 19:10."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=DANMARK)


@pytest.fixture
def at():
    """Move the clock: `at("2026-12-24 19:55")`; the last call holds until the test ends."""
    travels = []

    def move(text):
        if travels:
            travels.pop().stop()
        travel = time_machine.travel(local(text), tick=False)
        travel.start()
        travels.append(travel)

    yield move
    for travel in travels:
        travel.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """bin/test has migrated one database: that of each process of this run is a copy of it."""
    if template := os.environ.get("TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


# What Django writes by itself when it has made the tables: not emptied, so not written anew.
DJANGOS_OWN = {"django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def _empty_what_is_full():
    """A transactional test leaves empty tables behind: those that hold rows are emptied.

    Django would TRUNCATE some two hundred, which costs twenty times as much. The tests own the
    tables, so for that moment they may switch off the triggers that refuse it.
    """

    def teardown(case):
        quoted = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            tables = {*connection.introspection.django_table_names(True, include_views=False)}
            holds = "SELECT %s WHERE EXISTS (SELECT FROM {})"
            names = sorted(tables - DJANGOS_OWN)
            cursor.execute(" UNION ALL ".join(holds.format(quoted(name)) for name in names), names)
            full = [quoted(name) for (name,) in cursor.fetchall()]
            for act in ("ALTER TABLE {} DISABLE TRIGGER USER", "DELETE FROM {}"):
                for table in full:
                    cursor.execute(act.format(table))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in full:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    with pytest.MonkeyPatch.context() as patch:  # until after the last test's own teardown
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="module")
def module_transaction(django_db_setup, django_db_blocker):
    """A transaction around all tests of a file: what a module's fixture builds stands in each.

    A test should work on a copy of the objects; its own rows are gone after it as always.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def kommune(db):
    return KommuneFactory(navn="Vestersund Kommune")


@pytest.fixture
def team(kommune):
    return TeamFactory(kommune=kommune, navn="Team Vest")


@pytest.fixture
def brohus(kommune):
    return InstitutionFactory(kommune=kommune, navn="Brohus")


@pytest.fixture
def konsulent(team):
    return BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Lars Holt")


@pytest.fixture
def kollega(team):
    """Another konsulent of the same team."""
    return BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Mette Lindqvist")


@pytest.fixture
def teamleder(team):
    return BrugerFactory(rolle=Rolle.TEAMLEDER, team=team, navn="Birgit Sand")


@pytest.fixture
def akutvagt(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=brohus, navn="Nadia Friis"
    )


@pytest.fixture
def paa_vagt(akutvagt):
    """Nadia Friis holds the line through the winter in which the stories take place."""
    days = [local("2026-09-01 00:00") + 14 * DAY * number for number in range(16)]
    for start, slut in itertools.pairwise(days):
        on_duty(akutvagt, start=start, slut=slut)
    return akutvagt


@pytest.fixture
def raadgiver(kommune):
    return BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Jonas Krogh")


@pytest.fixture
def administrator(kommune):
    return BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune, navn="Else Bang")


@pytest.fixture
def revisor(kommune):
    return BrugerFactory(rolle=Rolle.REVISOR, kommune=kommune, navn="Ib Storm")


@pytest.fixture
def familie(team, konsulent):
    """Family Bruun, whose fixed konsulent is Lars Holt."""
    return PlejefamilieFactory(team=team, konsulent=konsulent, navn="Bruun, Grete og Poul")


@pytest.fixture
def barn(kommune, familie):
    """The foster son of the Bruuns."""
    return BarnFactory(kommune=kommune, plejefamilie=familie, navn="Noah Prøvesen")
