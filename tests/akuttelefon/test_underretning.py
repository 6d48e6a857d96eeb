"""The 24-hour clock of an underretning: whose it is, who is told, what ends it (domain 3.2)."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from akuttelefon import actions, tasks
from akuttelefon.models import Opkald, Underretning
from akuttelefon.queries.underretning import ur
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Bruger
from plejefamilier.models import Plejefamilie
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, FravaerFactory, log_opkald
from tests.parallel import at_once

UTC = datetime.UTC
HOUR = datetime.timedelta(hours=1)
NU = "2026-12-24 19:55"  # Christmas Eve, the municipality is closed until the 28th


def at_utc(moment):
    """The local text of a moment, for the clock of the cast."""
    return moment.astimezone(ZoneInfo("Europe/Copenhagen")).replace(tzinfo=None).isoformat(" ")


@pytest.fixture
def sag(at, familie, barn, raadgiver, teamleder, akutvagt):
    """A call at 19:10 that calls for an underretning; the child's rådgiver is Jonas Krogh."""
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    at(NU)
    opkald = log_opkald(
        by=akutvagt,
        plejefamilie=familie,
        boern=[barn],
        start=local("2026-12-24 19:10"),
        underretningssvar="ja",
        underretning_begrundelse="Mærker på armen",
    )
    return opkald.underretning


def told(bruger, tekst=""):
    return Besked.objects.filter(to=bruger, cancelled_at=None, tekst__contains=tekst).count()


# --- whose it is, and that she is told --------------------------------------------------------


def test_the_raadgiver_is_told_at_once_on_christmas_eve(sag, raadgiver):
    assert sag.ansvarlig == raadgiver
    assert sag.frist == local("2026-12-25 19:10")
    besked = Besked.objects.get(to=raadgiver)
    assert besked.due_at == local(NU)
    assert AuditEvent.objects.filter(event="underretning.oprettet", objekt=str(sag.pk)).exists()


def test_a_repeat_opens_no_second_one(sag, akutvagt):
    again = actions.open_underretning(by=akutvagt, opkald=sag.opkald, begrundelse="Igen")
    assert again.pk == sag.pk
    assert Underretning.objects.count() == 1


def opened(by, familie, boern=(), **fields):
    return log_opkald(
        by=by, plejefamilie=familie, boern=boern, underretningssvar="ja", **fields
    ).underretning


def test_without_a_marked_child_the_child_of_the_home_counts(
    familie, barn, raadgiver, akutvagt, teamleder
):
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    assert opened(akutvagt, familie).ansvarlig == raadgiver


def test_of_several_raadgivere_the_oldest_childs_has_it_and_the_other_is_told(
    kommune, familie, barn, raadgiver, akutvagt
):
    other = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    older = BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=other)
    type(older).objects.filter(pk=older.pk).update(foedselsdag=datetime.date(2012, 1, 1))
    row = opened(akutvagt, familie, [barn, older])
    assert row.ansvarlig == other
    assert told(raadgiver, "en kollega") == 1


def test_without_a_raadgiver_the_leader_has_it_with_the_reason(familie, barn, akutvagt, teamleder):
    row = opened(akutvagt, familie, [barn])
    assert (row.ansvarlig, row.grund) == (teamleder, "leder")


def test_an_absent_raadgiver_is_passed_over(familie, barn, raadgiver, akutvagt, teamleder, at):
    at("2026-11-25 20:00")
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    day = datetime.date(2026, 11, 25)
    FravaerFactory(bruger=raadgiver, fra=day, til=day)
    row = opened(akutvagt, familie, [barn])
    assert (row.ansvarlig, row.grund) == (teamleder, "leder_fravaer")


def test_an_unknown_caller_is_the_leaders_until_the_family_is_found(
    kommune, familie, barn, raadgiver, akutvagt, teamleder
):
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    row = opened(akutvagt, None, kommune=kommune)
    assert (row.ansvarlig, row.grund) == (teamleder, "leder_ukendt")
    actions.link_opkald(by=teamleder, opkald=row.opkald, plejefamilie=familie, boern=[barn])
    row.refresh_from_db()
    assert row.ansvarlig == raadgiver


def test_without_any_leader_it_waits_for_the_first(kommune, familie, barn, akutvagt, team):
    row = opened(akutvagt, familie, [barn])
    assert (row.ansvarlig, row.grund) == (None, "ingen")
    leader = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    tasks.reassign_underretninger()
    row.refresh_from_db()
    assert row.ansvarlig == leader
    assert told(leader) == 1


@pytest.mark.parametrize("leaves", ["role", "account", "absence"])
def test_it_moves_when_she_leaves_and_only_once(sag, raadgiver, teamleder, at, leaves):
    if leaves == "role":
        raadgiver.roller.update(til=datetime.date(2026, 12, 24))
    elif leaves == "account":
        Bruger.objects.filter(pk=raadgiver.pk).update(is_active=False)
    else:
        day = datetime.date(2026, 12, 25)
        FravaerFactory(bruger=raadgiver, fra=day, til=day)
    at("2026-12-25 00:01")
    assert tasks.reassign_underretninger() == 1
    assert tasks.reassign_underretninger() == 0
    sag.refresh_from_db()
    assert sag.ansvarlig == teamleder
    assert told(teamleder) == 1


def test_whoever_took_it_keeps_it_when_the_child_gets_another_raadgiver(
    sag, barn, kommune, raadgiver
):
    actions.take_underretning(by=raadgiver, underretning=sag, tekst="Ringer til familien")
    other = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=other)
    assert tasks.reassign_underretninger() == 0


# --- the clock --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "frist"),
    [
        ("2026-03-28 20:00", "2026-03-29 21:00"),  # the night of 23 hours
        ("2026-10-24 20:00", "2026-10-25 19:00"),  # the night of 25 hours
        ("2026-12-31 23:59", "2027-01-01 23:59"),
    ],
)
def test_24_real_hours_whatever_the_clock_on_the_wall_does(
    at, familie, barn, akutvagt, teamleder, begun, frist
):
    at(begun)
    row = opened(akutvagt, familie, [barn])
    assert row.frist == local(frist)
    assert (row.frist - row.begyndt_at).total_seconds() == 24 * 3600
    assert row.frist.astimezone(UTC) - row.begyndt_at.astimezone(UTC) == 24 * HOUR


def test_decided_later_the_clock_begins_then(at, familie, akutvagt, konsulent, teamleder):
    at("2026-11-24 20:00")
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, underretningssvar="nej")
    at("2026-11-26 10:00")
    row = actions.open_underretning(
        by=konsulent,
        opkald=opkald,
        begrundelse="Skolen ringede",
        begyndt_at=local("2026-11-26 10:00"),
    )
    assert row.frist == local("2026-11-27 10:00")


def test_a_later_decision_wants_a_reason(familie, akutvagt, teamleder, konsulent):
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, underretningssvar="nej")
    with pytest.raises(ValidationError) as caught:
        actions.open_underretning(by=konsulent, opkald=opkald)
    assert "begrundelse" in caught.value.message_dict


@pytest.mark.parametrize(
    ("now", "pille", "slags"),
    [
        ("2026-12-24 19:10", "24 timer tilbage", "today"),
        ("2026-12-25 17:00", "2 timer 10 min. tilbage", "late"),
        ("2026-12-25 19:09:59", "Under 1 min. tilbage", "late"),
        ("2026-12-25 19:10", "Under 1 min. tilbage", "late"),
        ("2026-12-25 20:15", "1 time 5 min. over fristen", "late"),
        ("2026-12-28 19:10", "3 dage over fristen", "late"),
    ],
)
def test_the_clock_in_words(sag, now, pille, slags):
    clock = ur(sag, local(now))
    assert (clock.pille, clock.slags) == (pille, slags)


def test_the_sentence_names_day_and_time(sag):
    clock = ur(sag, local("2026-12-25 17:00"))
    assert clock.saetning == "Vurderes senest i dag kl. 19.10 – 2 timer 10 min. tilbage"


# --- take, assess, hand over ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "on_time"),
    [("2026-12-25 19:09:59", True), ("2026-12-25 19:10", True), ("2026-12-25 19:10:01", False)],
)
def test_one_second_decides_what_is_on_time(sag, raadgiver, at, now, on_time):
    at(now)
    row = actions.assess_underretning(
        by=raadgiver, underretning=sag, vurdering="undersoeges", notat="Ser på det"
    )
    assert row.til_tiden is on_time
    assert Underretning.objects.on_time().exists() is on_time


def test_the_assessment_wants_a_word_and_is_never_the_systems_own(sag, raadgiver):
    for vurdering, notat in (("undersoeges", "  "), ("trukket", "x"), ("", "x")):
        with pytest.raises(ValidationError):
            actions.assess_underretning(
                by=raadgiver, underretning=sag, vurdering=vurdering, notat=notat
            )


def test_what_was_assessed_is_never_written_over(sag, raadgiver):
    actions.assess_underretning(by=raadgiver, underretning=sag, vurdering="kendt", notat="Kendt")
    for change in ({"notat": "andet"}, {"vurdering": "ingen"}, {"afsluttet_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Underretning.objects.filter(pk=sag.pk).update(**change)
    for sql in (
        "UPDATE akuttelefon_underretning SET frist = frist + interval '1 hour'",
        "DELETE FROM akuttelefon_underretning",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_handing_over_gives_sight_until_it_is_assessed(sag, kommune, raadgiver, familie):
    other = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    assert not Opkald.objects.visible_to(other).exists()
    actions.hand_over_underretning(
        by=raadgiver, underretning=sag, til=other, begrundelse="Jeg har ferie"
    )
    assert Opkald.objects.visible_to(other).exists()
    assert Plejefamilie.objects.visible_to(other).exists()
    assert told(other, "er nu din") == 1
    actions.assess_underretning(by=other, underretning=sag, vurdering="kendt", notat="Kendt")
    assert not Plejefamilie.objects.visible_to(other).exists()


def test_it_is_handed_only_to_somebody_who_may_assess(sag, raadgiver, konsulent):
    with pytest.raises(ValidationError):
        actions.hand_over_underretning(
            by=raadgiver, underretning=sag, til=konsulent, begrundelse="x"
        )


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_assess_at_once_one_wins(sag, raadgiver):
    answers = at_once(
        20,
        lambda n: actions.assess_underretning(
            by=raadgiver, underretning=sag, vurdering="kendt", notat=f"Nr. {n}"
        ),
    )
    won = [answer for answer in answers if isinstance(answer, Underretning)]
    lost = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert (len(won), len(lost)) == (1, 19)
    assert {error.code for error in lost} == {"closed"}
    assert AuditEvent.objects.filter(event="underretning.vurderet").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_has_it(sag, raadgiver, teamleder):
    people = [raadgiver, teamleder] * 4
    answers = at_once(
        8,
        lambda n: actions.take_underretning(by=people[n], underretning=sag, tekst="Jeg ringer"),
    )
    assert sum(isinstance(answer, Underretning) for answer in answers) == 1


# --- the leader hears of it -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "notices"),
    [
        ("2026-12-25 13:09:59", 0),
        ("2026-12-25 13:10", 1),  # six hours left, not taken
        ("2026-12-25 13:10:01", 1),
        ("2026-12-25 19:10", 1),  # the deadline itself is on time
        ("2026-12-25 19:10:01", 2),
        ("2026-12-25 23:09:59", 2),
        ("2026-12-25 23:10", 3),  # four hours after
        ("2026-12-26 03:10", 4),
    ],
)
def test_each_step_tells_the_leader_once(sag, teamleder, at, now, notices):
    start, end = local("2026-12-25 12:00"), local(now)
    while start < end:  # beat runs every now and then before
        at(at_utc(start))
        tasks.escalate_underretninger()
        start += datetime.timedelta(minutes=55)
    at(now)
    for _ in range(3):
        tasks.escalate_underretninger()
    assert told(teamleder) == notices


def test_taken_in_time_there_is_no_warning_but_the_deadline_counts(sag, raadgiver, teamleder, at):
    actions.take_underretning(by=raadgiver, underretning=sag, tekst="Ringer til familien")
    at("2026-12-25 18:00")
    tasks.escalate_underretninger()
    assert told(teamleder) == 0
    at("2026-12-25 19:11")
    tasks.escalate_underretninger()
    assert told(teamleder) == 1


def test_beat_away_for_two_days_is_one_notice(sag, teamleder, at):
    at("2026-12-27 20:00")
    assert tasks.escalate_underretninger() == 1
    assert tasks.escalate_underretninger() == 0
    assert told(teamleder) == 1
    at("2026-12-27 23:30")  # and the next step comes when it is due
    assert tasks.escalate_underretninger() == 1
    assert told(teamleder) == 2


def test_assessed_it_is_silent_and_what_waited_is_taken_back(sag, raadgiver, teamleder, at):
    at("2026-12-25 19:11")
    tasks.escalate_underretninger()
    actions.assess_underretning(by=raadgiver, underretning=sag, vurdering="kendt", notat="Kendt")
    assert told(teamleder) == 0  # nothing had been delivered yet
    at("2026-12-26 19:11")
    assert tasks.escalate_underretninger() == 0


def test_every_leader_of_the_team_hears_and_no_other(sag, kommune, team, teamleder, at):
    second = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    elsewhere = BrugerFactory(
        rolle=Rolle.TEAMLEDER,
        kommune=kommune,
        team=team.__class__.objects.create(kommune=kommune, navn="Team Øst"),
    )
    at("2026-12-25 19:11")
    tasks.escalate_underretninger()
    assert [told(one) for one in (teamleder, second, elsewhere)] == [1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_eight_sweeps_at_once_tell_once(sag, teamleder, at):
    at("2026-12-25 19:11")
    answers = at_once(8, lambda _: tasks.escalate_underretninger())
    assert sum(answers) == 1
    assert told(teamleder) == 1


# --- pages ------------------------------------------------------------------------------------


def test_it_stands_first_on_her_day_with_the_time_left(sag, raadgiver, client, at):
    at("2026-12-25 17:00")
    client.force_login(raadgiver)
    body = client.get("/").content.decode()
    assert "Vurderes senest i dag kl. 19.10 – 2 timer 10 min. tilbage" in body
    assert reverse("akuttelefon:underretning_assess", args=[sag.pk]) in body


def test_the_leader_sees_what_slips_away(sag, teamleder, client, at):
    client.force_login(teamleder)
    assert "Vurder underretningen" not in client.get("/").content.decode()
    at("2026-12-25 14:00")
    tasks.escalate_underretninger()
    client.force_login(teamleder)
    assert "Spørg Jonas" in client.get("/").content.decode()


def test_take_and_assess_on_the_page(sag, raadgiver, client):
    client.force_login(raadgiver)
    page = reverse("akuttelefon:underretning_assess", args=[sag.pk])
    assert "Mærker på armen" in client.get(page).content.decode()
    take = reverse("akuttelefon:underretning_take", args=[sag.pk])
    empty = client.post(take, {"tekst": ""})
    assert empty.status_code == 200
    assert "Skriv, hvad du gør nu." in empty.content.decode()
    assert client.post(take, {"tekst": "Jeg ringer"}).status_code == 302
    again = client.post(take, {"tekst": "Også mig"})
    assert again.status_code == 409
    assert "Også mig" in again.content.decode()
    done = client.post(page, {"vurdering": "kendt", "notat": "Kendt sag"})
    assert done.status_code == 302
    second = client.post(page, {"vurdering": "ingen", "notat": "Min lange tekst"})
    assert second.status_code == 409
    assert "Min lange tekst" in second.content.decode()
    body = client.get(sag.opkald.get_absolute_url()).content.decode()
    assert "Vurderet til tiden" in body
    assert "Kendt sag" in body


def test_opened_from_the_calls_page(familie, barn, akutvagt, konsulent, teamleder, client):
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, boern=[barn], underretningssvar="nej")
    client.force_login(konsulent)
    page = reverse("akuttelefon:underretning_create", args=[opkald.pk])
    assert client.post(page, {"begrundelse": ""}).status_code == 200
    assert client.post(page, {"begrundelse": "Skolen ringede"}).status_code == 302
    assert client.post(page, {"begrundelse": "Igen"}).status_code == 302
    assert Underretning.objects.get().begrundelse == "Skolen ringede"


@pytest.mark.parametrize(("svar", "rows"), [("ja", 1), ("nej", 0)])
def test_who_follows_up_answers_what_the_duty_desk_did_not_know(
    at, familie, barn, akutvagt, konsulent, teamleder, client, svar, rows
):
    at("2026-11-24 20:00")
    opkald = log_opkald(
        by=akutvagt, plejefamilie=familie, boern=[barn], underretningssvar="ved_ikke"
    )
    at("2026-11-25 10:00")
    client.force_login(konsulent)
    page = reverse("akuttelefon:opfoelgning_complete", args=[opkald.opfoelgning.pk])
    asked = client.post(page, {"notat": "Talt", "resultat": "talt"})
    assert "Svar på, om der er anledning til underretning." in asked.content.decode()
    answer = {"underretning": svar, "underretning_begrundelse": "Skolen siger det samme"}
    assert client.post(page, {"notat": "Talt", "resultat": "talt", **answer}).status_code == 302
    assert [row.frist for row in Underretning.objects.all()] == [local("2026-11-26 10:00")] * rows
    body = client.get(opkald.get_absolute_url()).content.decode()
    assert "Skolen siger det samme" in body


def test_the_question_is_asked_only_then(familie, akutvagt, konsulent, client):
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, underretningssvar="nej")
    client.force_login(konsulent)
    body = client.get(opkald.get_absolute_url()).content.decode()
    assert "Hvorfor, eller hvorfor ikke?" not in body


def test_strangers_find_nothing(sag, kommune, client, konsulent):
    for rolle, status in ((Rolle.MYNDIGHEDSRAADGIVER, 404), (Rolle.KONSULENT, 403)):
        team = konsulent.roller.get().team if rolle == Rolle.KONSULENT else None
        client.force_login(BrugerFactory(rolle=rolle, kommune=kommune, team=team))
        for name in ("assess", "take", "hand_over"):
            url = reverse(f"akuttelefon:underretning_{name}", args=[sag.pk])
            assert client.post(url, {}).status_code == status
