"""What can be said of the demo without telling it all: the plan, and when it refuses."""

import datetime
import io
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from faelles.models import Organisation
from overblik.demo import kommune as demo_kommune
from overblik.demo.ur import Dagbog, Ur, local
from overblik.management.commands.seed_demo import Command
from tests.conftest import local as moment
from tests.factories import KommuneFactory

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-11-23 09:30")


def plan(now):
    """The diary of a story that ends at `now`: who rings about what, and when."""
    start = local(now.date() - datetime.timedelta(days=730), 9)
    dagbog = Dagbog()
    with transaction.atomic(), Ur(start) as ur:
        hus = demo_kommune.build(ur.moment.date(), "en lang adgangskode")
        Command(stdout=io.StringIO()).plan(dagbog, hus, start, now)
        transaction.set_rollback(True)
    return [
        (when, what[0].navn, what[1].navn, what[2].situation)
        for when, _, act, what in sorted(dagbog._heap, key=lambda row: row[:2])
        if act.__name__ == "_log"
    ]


def test_the_same_day_gives_the_same_story():
    random.seed()
    first = plan(MONDAY)
    random.seed(7)
    assert first == plan(MONDAY)
    assert len(first) > 680


@pytest.mark.parametrize(
    "now", ["2026-12-25 03:00", "2027-01-02 00:05", "2027-03-28 12:00", "2028-02-29 16:00"]
)
def test_a_story_can_be_planned_for_any_day(now):
    assert len(plan(moment(now))) > 600


def test_a_database_with_others_in_it_is_left_alone():
    KommuneFactory(navn="En rigtig kommune")
    with pytest.raises(CommandError, match="andre organisationer"):
        call_command("seed_demo")


def test_the_known_password_is_for_ones_own_machine_only(settings, monkeypatch):
    settings.LOOPBACK = False
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("seed_demo")
    assert not Organisation.objects.exists()
