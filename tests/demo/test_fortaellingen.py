"""The demo municipality as a person meets it on a Monday morning."""

import datetime
import io

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from akuttelefon.models import Opfoelgning, Opkald, Overdragelse
from faelles import cpr
from faelles.access import Rolle
from faelles.kalender import kalender_for
from faelles.models import AuditEvent, Besked, Bruger, Organisation, Rolletildeling
from overblik.demo import tekster
from overblik.queries.side import min_dag
from plejefamilier.models import Anbringelse, Barn, Fravaer, Plejefamilie
from tests.akuttelefon import slow_rules
from tests.demo.conftest import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(told):
    """The told municipality with the clock at the moment the story ends."""
    with time_machine.travel(MONDAY, tick=False):
        yield Organisation.objects.get(slags="kommune")


def person(login):
    return Bruger.objects.get(email=f"{login}@vestersund.example")


def test_there_are_as_many_of_everything_as_promised(demo):
    assert Plejefamilie.objects.count() == 60
    assert Barn.objects.count() == 89
    assert demo.teams.count() == 2
    assert Organisation.objects.filter(slags="institution", kommune=demo).count() == 3
    doegnvagt = Organisation.objects.get(slags="doegnvagt", kommune=demo)
    assert doegnvagt.telefon
    assert Anbringelse.objects.current().filter(slags="doegn").count() == 84
    ended = Anbringelse.objects.exclude(til=None).values_list("slutaarsag", flat=True)
    assert sorted(ended) == [
        "flytning",
        "flytning",
        "flytning",
        "hjemgivelse",
        "hjemgivelse",
        "myndig",
        "sammenbrud",
        "sammenbrud",
        "sammenbrud",
    ]
    assert Plejefamilie.objects.active().count() == 59
    assert Plejefamilie.objects.without_konsulent().count() == 2
    assert Plejefamilie.objects.filter(adresse_beskyttet=True).count() == 5
    assert 680 <= Opkald.objects.count() <= 760
    assert Overdragelse.objects.count() > 10
    assert set(Rolle) == {*Rolletildeling.objects.values_list("rolle", flat=True)}


def test_every_role_logs_in_with_its_address(demo, client):
    for login, rolle in (
        ("konsulent", Rolle.KONSULENT),
        ("teamleder", Rolle.TEAMLEDER),
        ("akutvagt", Rolle.AKUTVAGT),
        ("institution", Rolle.INSTITUTIONSMEDARBEJDER),
        ("booker", Rolle.INSTITUTIONSBOOKER),
        ("raadgiver", Rolle.MYNDIGHEDSRAADGIVER),
        ("familiebehandler", Rolle.FAMILIEBEHANDLER),
        ("projektleder", Rolle.PROJEKTLEDER),
        ("administrator", Rolle.ADMINISTRATOR),
        ("revisor", Rolle.REVISOR),
    ):
        bruger = person(login)
        assert bruger.hovedrolle == rolle
        assert bruger.check_password("samspil-demo")


def test_nobody_in_it_can_exist(demo):
    # Every CPR number is a replacement number
    assert all(cpr.is_replacement(barn.cpr) for barn in Barn.objects.all())
    # Every phone number is of the invented series, every address of a postcode nobody has
    numbers = [
        *Plejefamilie.objects.values_list("telefon", flat=True),
        *Bruger.objects.values_list("telefon", flat=True),
        *Opkald.objects.exclude(telefon="").values_list("telefon", flat=True),
        *Organisation.objects.values_list("telefon", flat=True),
    ]
    assert [number for number in numbers if not number.startswith("200")] == []
    assert not Plejefamilie.objects.exclude(adresse__regex=", 999[1459] ").exists()
    assert not Bruger.objects.exclude(email__endswith="@vestersund.example").exists()


def test_every_follow_up_is_due_when_r3_says(demo):
    # Judged by the slow reading of the rules, which shares nothing with the program
    town = slow_rules.Town(
        friday_after_ascension=True,
        periods=tuple(demo.lukkedage.values_list("fra", "til")),
    )
    wrong = [
        (opkald.start, opkald.opfoelgning.frist)
        for opkald in Opkald.objects.select_related("opfoelgning")
        if opkald.opfoelgning.frist
        != slow_rules.due_date(opkald.start.astimezone(datetime.UTC).replace(tzinfo=None), town)
    ]
    assert wrong == []


def test_what_is_closed_was_closed_by_the_one_who_had_it_and_mostly_in_time(demo):
    closed = Opfoelgning.objects.exclude(completed_at=None).exclude(resultat="trukket")
    rows = [*closed.select_related("opkald", "ansvarlig", "completed_by")]
    assert all(row.completed_by == row.ansvarlig for row in rows)
    assert all(row.completed_at > row.opkald.start for row in rows)
    late = sum(not row.til_tiden for row in rows)
    assert 0.05 < late / len(rows) < 0.2
    escalated = closed.exclude(escalated_at=None)
    assert 0 < escalated.count() <= late


def test_today_is_alive(demo):
    today = timezone.localdate()
    open_now = Opfoelgning.objects.open()
    assert open_now.filter(frist=today).count() >= 5
    assert open_now.overdue(today).exclude(escalated_at=None).exists()
    tomorrow = kalender_for(demo).next_hverdag(today)
    assert open_now.filter(frist=tomorrow).exists()
    assert open_now.filter(grund="stedfortraeder").exists()
    assert open_now.filter(grund="leder_ingen").exists()
    assert Opkald.objects.filter(plejefamilie=None).count() == 1
    assert Fravaer.objects.filter(fra__lte=today, til__gte=today).count() >= 2
    last_night = Opkald.objects.filter(start__gte=timezone.now() - datetime.timedelta(hours=12))
    assert last_night.count() >= 3

    page = min_dag(person("konsulent"))
    assert len(page.i_dag) >= 3
    assert 2 <= max(card.antal for card in page.i_dag) <= 4
    assert page.snart
    assert len(page.familier) >= 7
    leader = min_dag(person("teamleder"))
    assert leader.team.over_frist
    assert len(leader.team.uden_konsulent) == 1
    assert min_dag(person("akutvagt")).linjen.seneste
    assert [row for row in min_dag(person("raadgiver")).boern if row.opkald]


def test_two_years_of_notices_send_no_mail(told, demo):
    _, mails = told
    now = timezone.now()
    assert mails == 0
    assert Besked.objects.due(now).count() == 0
    assert Besked.objects.filter(read_at=None, due_at__lte=now, cancelled_at=None).count() > 0
    old = now - datetime.timedelta(days=30)
    assert not Besked.objects.filter(read_at=None, due_at__lt=old, cancelled_at=None).exists()


def test_texts_are_filled_in_and_differ(demo):
    rows = [*Opkald.objects.exclude(plejefamilie=None).select_related("opfoelgning")]
    for row in rows:
        assert not {"{", "}"} & {*row.situation, *row.raad, *row.opfoelgning.notat}
    by_family = {}
    for row in rows:
        by_family.setdefault(row.plejefamilie_id, []).append(row.situation)
    assert all(len(told) == len({*told}) for told in by_family.values())
    assert len(tekster.SAGER) >= 80
    for texts in ("situation", "raad", "notat"):
        assert len({getattr(sag, texts) for sag in tekster.SAGER}) == len(tekster.SAGER)


def test_the_log_knows_who_did_what(demo):
    assert AuditEvent.objects.filter(event="opkald.skrevet").count() == Opkald.objects.count()
    reasons = demo.regelvaerdier.values_list("key", "begrundelse")
    assert {key for key, _ in reasons} == {*tekster.REGELBEGRUNDELSER}


def test_a_second_run_says_so_and_changes_nothing(demo):
    before = AuditEvent.objects.count(), Opkald.objects.count(), Bruger.objects.count()
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert out.getvalue() == "Vestersund Kommune er her allerede. Intet er ændret.\n"
    assert before == (AuditEvent.objects.count(), Opkald.objects.count(), Bruger.objects.count())


def test_it_tells_what_it_does_and_no_secret(told):
    text, _ = told
    assert "4. kvartal 2026:" in text
    assert "Vestersund Kommune er klar efter" in text
    assert "samspil-demo" not in text
