"""Whose duty it is (R6), told as stories; test_rules_property.py goes through the rest."""

import datetime

import pytest

from akuttelefon import actions, tasks
from akuttelefon.models import Opfoelgning, Opkald
from faelles import notices
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions as ground
from plejefamilier.models import Plejefamilie
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory, TeamFactory, log_opkald

pytestmark = pytest.mark.django_db

Grund = Opfoelgning.Grund
TUESDAY, DUE, DAY_AFTER = (datetime.date(2026, 11, day) for day in (24, 25, 26))


@pytest.fixture
def opkald(at, akutvagt, familie, teamleder):
    """A call on Tuesday evening: due on Wednesday 25 November 2026, told then at eight."""
    at("2026-11-24 20:00")
    return log_opkald(by=akutvagt, plejefamilie=familie)


def duty():
    return Opfoelgning.objects.select_related("ansvarlig").get()


def absent(person, fra, til=None, stand_in=None):
    return ground.register_fravaer(
        by=person, bruger=person, fra=fra, til=til or fra, stedfortraeder=stand_in
    )


def waiting(person):
    """The notices that person will get or has got."""
    return Besked.objects.filter(to=person, cancelled_at=None)


def test_absence_moves_the_duty_to_the_stand_in_and_takes_the_notice_back(
    opkald, konsulent, kollega, familie
):
    # Given that Lars would be told on Wednesday at eight
    assert waiting(konsulent).get().due_at == local("2026-11-25 08:00")

    # When he calls in sick for Wednesday, with Mette as his stand-in
    absent(konsulent, DUE, stand_in=kollega)

    # Then the duty is hers, she is told at eight, and he is not
    assert (duty().ansvarlig, duty().grund) == (kollega, Grund.STEDFORTRAEDER)
    assert waiting(kollega).get().due_at == local("2026-11-25 08:00")
    assert not waiting(konsulent).exists()
    assert AuditEvent.objects.get(event="opfoelgning.flyttet").data == {
        "til": kollega.pk,
        "grund": Grund.STEDFORTRAEDER,
    }
    # … and both see the family and the call
    for person in (konsulent, kollega):
        assert Plejefamilie.objects.visible_to(person).get() == familie
        assert Opkald.objects.visible_to(person).get() == opkald


def test_a_notice_that_was_sent_stays_in_the_inbox(at, opkald, konsulent, kollega):
    at("2026-11-25 08:00")
    notices.deliver_due()
    absent(konsulent, DUE, stand_in=kollega)
    assert waiting(konsulent).count() == 1
    assert waiting(kollega).get().due_at == local("2026-11-25 08:00")


def test_back_again_the_duty_comes_home(opkald, konsulent, kollega, familie):
    fravaer = absent(konsulent, DUE, stand_in=kollega)
    ground.remove_fravaer(by=konsulent, fravaer=fravaer)
    assert (duty().ansvarlig, duty().grund) == (konsulent, Grund.FAST)
    assert not waiting(kollega).exists()
    assert not Plejefamilie.objects.visible_to(kollega).exists()


@pytest.mark.parametrize(("fra", "til"), [(TUESDAY, TUESDAY), (DAY_AFTER, DAY_AFTER)])
def test_only_the_due_day_counts(opkald, konsulent, kollega, fra, til):
    absent(konsulent, fra, til, stand_in=kollega)
    assert duty().ansvarlig == konsulent


def test_without_stand_in_the_leader_follows_up(opkald, konsulent, teamleder):
    absent(konsulent, DUE)
    assert (duty().ansvarlig, duty().grund) == (teamleder, Grund.LEDER_FRAVAER)


def test_stand_in_who_is_away_too_does_not_count(opkald, konsulent, kollega, teamleder):
    absent(kollega, DUE)
    absent(konsulent, DUE, stand_in=kollega)
    assert (duty().ansvarlig, duty().grund) == (teamleder, Grund.LEDER_FRAVAER)


def test_stand_in_who_calls_in_sick_later_gives_the_duty_to_the_leader(
    at, opkald, konsulent, kollega, teamleder
):
    absent(konsulent, DUE, stand_in=kollega)
    absent(kollega, DUE)
    tasks.reassign_open()
    assert duty().ansvarlig == teamleder


def test_leader_who_is_away_has_a_stand_in_or_another_leader(opkald, konsulent, kollega, teamleder):
    absent(konsulent, DUE)
    absent(teamleder, DUE, stand_in=kollega)
    assert duty().ansvarlig == kollega
    other = BrugerFactory(
        rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=konsulent.organisation), navn="Anden Leder"
    )
    absent(kollega, DUE)
    tasks.reassign_open()
    assert duty().ansvarlig == other


def test_family_without_konsulent_is_the_leaders_and_stands_in_her_list(
    at, akutvagt, team, teamleder
):
    at("2026-11-24 20:00")
    familie = PlejefamilieFactory(team=team)
    row = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    assert (row.ansvarlig, row.grund) == (teamleder, Grund.LEDER_INGEN)
    listed = Plejefamilie.objects.visible_to(teamleder).without_konsulent()
    assert listed.get() == familie


def test_new_konsulent_takes_over_the_open_duty(opkald, konsulent, kollega, familie, teamleder):
    ground.assign_konsulent(
        by=teamleder, plejefamilie=familie, konsulent=kollega, fra=DUE, begrundelse="Ny fordeling"
    )
    assert (duty().ansvarlig, duty().grund) == (kollega, Grund.FAST)
    # … but not a duty that is closed
    actions.complete_opfoelgning(
        by=kollega, opfoelgning=duty(), notat="Talt", resultat=Opfoelgning.Resultat.TALT
    )
    ground.end_konsulent(by=teamleder, plejefamilie=familie, til=DUE)
    assert duty().ansvarlig == kollega


def test_assignment_that_begins_after_the_due_day_changes_nothing(
    opkald, konsulent, kollega, familie, teamleder
):
    ground.assign_konsulent(
        by=teamleder, plejefamilie=familie, konsulent=kollega, fra=DAY_AFTER, begrundelse="Ny"
    )
    assert duty().ansvarlig == konsulent


def test_without_assignment_on_the_due_day_the_leader_follows_up(
    opkald, familie, teamleder, konsulent
):
    ground.end_konsulent(by=teamleder, plejefamilie=familie, til=TUESDAY)
    assert (duty().ansvarlig, duty().grund) == (teamleder, Grund.LEDER_INGEN)


def test_an_overdue_duty_follows_whoever_is_there_today(at, opkald, konsulent, kollega):
    # Given a duty that nobody took on Wednesday
    absent(konsulent, DAY_AFTER, stand_in=kollega)
    assert duty().ansvarlig == konsulent

    # When Thursday begins and Lars is away, Then it is his stand-in's
    at("2026-11-26 00:00")
    assert tasks.reassign_open() == 1
    assert tasks.reassign_open() == 0
    assert duty().ansvarlig == kollega


def test_handed_over_stays_until_that_colleague_is_away(opkald, konsulent, kollega, teamleder):
    actions.hand_over_opfoelgning(
        by=konsulent, opfoelgning=duty(), til=kollega, begrundelse="Kursus"
    )
    absent(konsulent, DUE, stand_in=teamleder)
    assert duty().ansvarlig == kollega
    absent(kollega, DUE)
    tasks.reassign_open()
    assert duty().ansvarlig == teamleder


def test_konsulent_whose_account_or_role_has_ended_is_not_given_duties(
    opkald, konsulent, teamleder
):
    # Her role ends before the due day; her assignment was forgotten
    konsulent.roller.update(til=TUESDAY)
    tasks.reassign_open()
    assert (duty().ansvarlig, duty().grund) == (teamleder, Grund.LEDER_FRAVAER)
    # … and so for a closed account
    konsulent.roller.update(til=None)
    tasks.reassign_open()
    assert duty().ansvarlig == konsulent
    type(konsulent).objects.filter(pk=konsulent.pk).update(is_active=False)
    tasks.reassign_open()
    assert duty().ansvarlig == teamleder


def test_no_leader_at_all_leaves_the_duty_open_and_says_so(at, akutvagt, team):
    at("2026-11-24 20:00")
    row = log_opkald(by=akutvagt, plejefamilie=PlejefamilieFactory(team=team)).opfoelgning
    assert (row.ansvarlig, row.grund) == (None, Grund.INGEN)
    assert not Besked.objects.exists()
    # When a leader comes, Then it is hers, and she is told
    leader = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    assert tasks.reassign_open() == 1
    assert duty().ansvarlig == leader
    assert waiting(leader).get().due_at == local("2026-11-25 08:00")


def test_family_that_changes_team_has_the_new_teams_leader(opkald, familie, konsulent, teamleder):
    absent(konsulent, DUE)
    team = TeamFactory(kommune=familie.kommune)
    leader = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    fresh = Plejefamilie.objects.get(pk=familie.pk)
    ground.update_plejefamilie(by=teamleder, plejefamilie=fresh, version=fresh.version, team=team)
    assert duty().ansvarlig == leader


def test_history_says_who_moved_the_duty_and_how(opkald, konsulent, kollega):
    absent(konsulent, DUE, stand_in=kollega)
    moves = opkald.opfoelgning.events.order_by("pgh_id").values_list(
        "pgh_context__metadata", flat=True
    )
    assert [(data["user"], data["action"]) for data in moves][-1] == (
        konsulent.pk,
        "plejefamilier.register_fravaer",
    )
