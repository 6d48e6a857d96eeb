"""The cooperation in the demo municipality: whoever logs in finds it alive."""

import datetime
import itertools
import re

import pytest
import time_machine
from django.utils import timezone

from faelles.models import Besked, Bruger
from plejefamilier import pligter
from plejefamilier.models import (
    Aftale,
    Anbringelse,
    Anmodning,
    Implementeringspunkt,
    Kontakt,
    Moede,
    Overgang,
    Plejefamilie,
    Trin,
)
from plejefamilier.queries.overgang import stages_of
from tests.demo.conftest import MONDAY

pytestmark = pytest.mark.django_db

UUID = "[0-9a-f-]{36}"
MEETINGS = ("/plejefamilier/moeder/", r"/plejefamilier/moeder/\d+/", 3)
CIRCLES = ("/plejefamilier/samarbejde/", rf"/plejefamilier/boern/{UUID}/samarbejde/", 3)
MOVES = ("/plejefamilier/overgange/", r"/plejefamilier/overgange/\d+/", 1)
NOTES = ("/plejefamilier/notater/", rf"/plejefamilier/notater/{UUID}/", 3)
PROMISES = ("/plejefamilier/aftaler/", r"/plejefamilier/aftaler/\d+/", 1)
REQUESTS = ("/plejefamilier/rekruttering/anmodninger/", r"/rekruttering/anmodninger/\d+/", 1)
ENROLLED = ("/plejefamilier/rekruttering/", r"/plejefamilier/\d+/indskriv/", 3)
IMPLEMENTATION = ("/plejefamilier/implementering/", r"/implementering/samarbejde/\w+/ret/", 1)
WORKBOOKS = ("/plejefamilier/indlaes/", r"/plejefamilier/indlaes/\d+/", 2)


@pytest.fixture
def demo(told):
    with time_machine.travel(MONDAY, tick=False):
        yield


def person(login):
    return Bruger.objects.get(email=f"{login}@vestersund.example")


@pytest.mark.parametrize(
    ("login", "pages"),
    [
        ("konsulent", [MEETINGS, CIRCLES, MOVES, NOTES, PROMISES, REQUESTS, ENROLLED]),
        ("teamleder", [CIRCLES, MOVES, NOTES, REQUESTS, ENROLLED]),
        ("raadgiver", [MEETINGS, CIRCLES, MOVES, PROMISES]),
        ("institution", [CIRCLES, MOVES, NOTES, PROMISES]),
        ("projektleder", [IMPLEMENTATION]),
        ("administrator", [WORKBOOKS]),
    ],
)
def test_nobody_meets_an_empty_list(demo, client, login, pages):
    client.force_login(person(login))
    for address, row, least in pages:
        told = client.get(address)
        assert told.status_code == 200, address
        found = {*re.findall(rf'href="[^"]*?({row})"', told.content.decode())}
        assert len(found) >= least, (login, address, found)


def test_min_dag_has_something_to_do_for_each_and_not_too_much(demo):
    today = timezone.localdate()
    for login, least, most in (
        ("konsulent", 3, 14),
        ("raadgiver", 2, 9),
        ("teamleder", 1, 9),
        ("institution", 1, 8),
        ("projektleder", 1, 5),
    ):
        duties = pligter.of_bruger(person(login), today, limit=50)
        assert least <= len(duties) <= most, (login, [row.slags for row in duties])
        assert sum(row.frist < today for row in duties) <= 3, login


def test_there_is_a_move_in_every_stage_and_one_that_is_over(demo):
    moves = [*Overgang.objects.select_related("barn")]
    running = [row for row in moves if row.afsluttet_paa is None]
    assert len(moves) - len(running) == 1
    stages = [line for row in running for line in stages_of(row)[1] if line.nu]
    assert {line.trin for line in stages} == {*Trin}
    moved = Anbringelse.objects.filter(barn__in=[row.barn_id for row in moves], til=None)
    assert moved.count() == 3
    assert {row.kontakter.exclude(holdt_at=None).exists() for row in moves} == {True}


def test_what_lies_ahead_is_not_done_and_most_of_what_is_behind_is(demo):
    now, today = timezone.now(), timezone.localdate()
    assert Moede.objects.filter(start__gt=now).exists()
    assert not Moede.objects.filter(start__gt=now).exclude(afholdt_at=None).exists()
    held = Moede.objects.filter(slut__lt=now, aflyst_at=None)
    assert held.exclude(afholdt_at=None).count() == held.count() > 12
    assert not Kontakt.objects.filter(tidspunkt__gt=now).exists()
    assert not Aftale.objects.filter(udfoert_at__gt=now).exists()
    assert Aftale.objects.exclude(udfoert_at=None).count() > 6
    assert Aftale.objects.open().filter(frist__lt=today).count() <= 4
    assert Anmodning.objects.late(today).count() == 1
    answered = Implementeringspunkt.objects.filter(status="afklaret").count()
    assert 8 <= answered <= 15
    old = now - datetime.timedelta(days=7)
    assert not Besked.objects.filter(read_at=None, due_at__lt=old, cancelled_at=None).exists()


def test_every_family_with_a_konsulent_has_a_profile_and_every_text_its_own_place(demo):
    rows = Plejefamilie.objects.active().exclude(pk__in=Plejefamilie.objects.without_konsulent())
    assert not rows.filter(profil=None).exists()
    notes = {}
    for familie, tekst in Kontakt.objects.order_by("tidspunkt").values_list(
        "kontaktfamilier__plejefamilie", "tekst"
    ):
        notes.setdefault(familie, []).append(tekst)
    twice = [
        first
        for told in notes.values()
        for first, second in itertools.pairwise(told)
        if first == second
    ]
    assert twice == []
