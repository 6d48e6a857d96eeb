"""A duty is closed once, handed over with a reason, and escalated until a person has taken it."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from akuttelefon import actions, tasks
from akuttelefon.models import Opfoelgning, Overdragelse
from akuttelefon.plan import stale_frister
from faelles import notices
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Lukkedag
from plejefamilier.models import Plejefamilie, Sagsadgang
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory, TeamFactory, log_opkald
from tests.parallel import at_once

pytestmark = pytest.mark.django_db

Grund = Opfoelgning.Grund
TALT = Opfoelgning.Resultat.TALT


def complete(opfoelgning, by, notat="Vi talte længe om aftenen."):
    return actions.complete_opfoelgning(by=by, opfoelgning=opfoelgning, notat=notat, resultat=TALT)


def hand_over(opfoelgning, til, by, begrundelse="Jeg er på kursus."):
    return actions.hand_over_opfoelgning(
        by=by, opfoelgning=opfoelgning, til=til, begrundelse=begrundelse
    )


@pytest.fixture
def opfoelgning(at, akutvagt, familie, teamleder):
    """The duty of a call on the evening of Tuesday 24 November 2026: due on the 25th."""
    at("2026-11-24 20:00")
    return log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning


# --- closing ---------------------------------------------------------------------------------


def test_konsulent_closes_her_duty_with_note_and_result(at, opfoelgning, konsulent, familie):
    # When Lars follows up the next morning
    at("2026-11-25 10:15")
    row = complete(opfoelgning, konsulent)

    # Then the duty is closed, in time, and the log says so without a word of the note
    assert (row.completed_at, row.completed_by) == (local("2026-11-25 10:15"), konsulent)
    assert row.til_tiden is True
    assert not Opfoelgning.objects.open().exists()
    line = AuditEvent.objects.get(event="opfoelgning.afsluttet")
    assert (line.familie_id, line.data) == (familie.pk, {"til_tiden": True})


@pytest.mark.parametrize(
    ("moment", "in_time"), [("2026-11-25 23:59", True), ("2026-11-26 00:00", False)]
)
def test_in_time_ends_at_the_midnight_after_the_due_date(
    moment, in_time, at, opfoelgning, konsulent
):
    at(moment)
    assert complete(opfoelgning, konsulent).til_tiden is in_time


def test_a_duty_is_not_closed_without_words(at, opfoelgning, konsulent):
    at("2026-11-25 10:00")
    for notat in ("", " \n\t "):
        with pytest.raises(ValidationError) as refused:
            complete(opfoelgning, konsulent, notat=notat)
        assert refused.value.message_dict.keys() == {"notat"}
    assert Opfoelgning.objects.open().exists()


def test_closing_takes_back_the_notice_that_waits(at, opfoelgning, konsulent, mailoutbox):
    # Given that the duty is closed the same evening, before anybody was told
    at("2026-11-24 21:00")
    complete(opfoelgning, konsulent)

    # Then nobody is told the next morning
    at("2026-11-25 08:00")
    assert notices.deliver_due() == 0
    assert not mailoutbox
    assert not Besked.objects.visible_to(konsulent).exists()


def test_the_second_is_told_who_was_first_and_when(at, opfoelgning, konsulent, kollega):
    at("2026-11-25 10:15")
    complete(opfoelgning, konsulent)
    at("2026-11-25 10:20")
    with pytest.raises(ValidationError) as refused:
        complete(opfoelgning, kollega, notat="En anden note")
    assert refused.value.code == "closed"
    assert refused.value.message == (
        "Lars har allerede lukket opgaven 25-11-2026 kl. 10.15. Din note er ikke tabt."
    )
    row = Opfoelgning.objects.get()
    assert (row.notat, row.completed_by) == ("Vi talte længe om aftenen.", konsulent)


def test_the_seconds_words_stand_on_the_page_that_tells_her(
    at, opfoelgning, konsulent, teamleder, client
):
    # Given that Lars closed the duty while Birgit wrote
    at("2026-11-25 10:15")
    complete(opfoelgning, konsulent)
    at("2026-11-25 10:20")
    client.force_login(teamleder)

    # When she saves, Then she is told, and her words are still there
    response = client.post(
        reverse("akuttelefon:opfoelgning_complete", args=[opfoelgning.pk]),
        {"notat": "Grete græd og bad om hjælp.", "resultat": TALT},
    )
    body = response.content.decode()
    assert response.status_code == 409
    assert "Lars har allerede lukket opgaven 25-11-2026 kl. 10.15." in body
    assert "Grete græd og bad om hjælp." in body


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", range(3))
def test_twenty_close_at_once_and_one_wins(_, akutvagt, familie, team):
    # Given five duties and twenty people
    people = [BrugerFactory(rolle=Rolle.KONSULENT, team=team) for _ in range(20)]
    for _ in range(5):
        duty = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning

        # When all close the same duty at the same moment
        answers = at_once(20, lambda n, duty=duty: complete(duty, people[n], f"Note {n}"))

        # Then one has closed it, with her own note, and nineteen are told so
        winners = [n for n, answer in enumerate(answers) if isinstance(answer, Opfoelgning)]
        assert len(winners) == 1
        assert sorted(getattr(a, "code", "won") for a in answers) == ["closed"] * 19 + ["won"]
        duty.refresh_from_db()
        assert (duty.completed_by, duty.notat) == (people[winners[0]], f"Note {winners[0]}")
        closed = AuditEvent.objects.filter(event="opfoelgning.afsluttet", objekt=str(duty.pk))
        assert closed.count() == 1


# --- handing over ----------------------------------------------------------------------------


def test_handing_over_leaves_a_trail_and_keeps_the_day(at, opfoelgning, konsulent, kollega):
    # When Lars gives the duty to Mette
    at("2026-11-25 09:00")
    row = hand_over(opfoelgning, kollega, by=konsulent)

    # Then it is hers, on the same day, and the trail says who, to whom and why
    assert (row.ansvarlig, row.grund) == (kollega, Grund.OVERDRAGET)
    assert row.frist == datetime.date(2026, 11, 25)
    trail = Overdragelse.objects.get()
    assert (trail.fra, trail.til, trail.by) == (konsulent, kollega, konsulent)
    assert trail.begrundelse == "Jeg er på kursus."
    # … and she is told at once
    assert Besked.objects.visible_to(kollega).unread().count() == 1
    assert AuditEvent.objects.filter(event="opfoelgning.overdraget").count() == 1


def test_handing_over_needs_a_reason_and_another_person(at, opfoelgning, konsulent, kollega):
    at("2026-11-25 09:00")
    for til, begrundelse, field in (
        (kollega, " ", "begrundelse"),
        (konsulent, "Derfor", "til"),
    ):
        with pytest.raises(ValidationError) as refused:
            hand_over(opfoelgning, til, by=konsulent, begrundelse=begrundelse)
        assert refused.value.message_dict.keys() == {field}
    assert not Overdragelse.objects.exists()


def test_a_duty_is_never_handed_to_one_who_cannot_follow_up(
    at, opfoelgning, konsulent, kollega, akutvagt, team
):
    at("2026-11-25 09:00")
    foreign = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory())
    gone = BrugerFactory(rolle=Rolle.KONSULENT, team=team, is_active=False)
    former = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
    former.roller.update(til=datetime.date(2026, 11, 24))
    kollega.fravaer.create(fra=datetime.date(2026, 11, 25), til=datetime.date(2026, 11, 27))
    for person in (akutvagt, foreign, gone, former, kollega):
        with pytest.raises(ValidationError) as refused:
            hand_over(opfoelgning, person, by=konsulent)
        assert refused.value.message_dict.keys() == {"til"}
    opfoelgning.refresh_from_db()
    assert opfoelgning.ansvarlig == konsulent


def test_a_closed_duty_is_not_handed_over(at, opfoelgning, konsulent, kollega):
    at("2026-11-25 09:00")
    complete(opfoelgning, konsulent)
    with pytest.raises(ValidationError) as refused:
        hand_over(opfoelgning, kollega, by=konsulent)
    assert refused.value.code == "closed"


def test_handed_over_duty_opens_the_family_until_it_is_closed(
    at, opfoelgning, konsulent, kollega, familie
):
    # Given a colleague who has nothing to do with the family
    at("2026-11-25 09:00")
    assert not Plejefamilie.objects.visible_to(kollega).exists()

    # When the duty is hers, Then she sees the family, and Lars still does
    hand_over(opfoelgning, kollega, by=konsulent)
    assert Plejefamilie.objects.visible_to(kollega).get() == familie
    assert Plejefamilie.objects.visible_to(konsulent).get() == familie
    assert Opfoelgning.objects.visible_to(konsulent).exists()

    # When she has closed it, Then the family is closed to her too
    complete(opfoelgning, kollega)
    assert not Plejefamilie.objects.visible_to(kollega).exists()
    assert Plejefamilie.objects.visible_to(konsulent).get() == familie
    assert Sagsadgang.objects.get().til_at == timezone.now()
    events = AuditEvent.objects.filter(event__startswith="sagsadgang.")
    assert [*events.order_by("pk").values_list("event", flat=True)] == [
        "sagsadgang.givet",
        "sagsadgang.slut",
    ]


def test_handing_on_closes_the_family_to_the_one_between(
    at, opfoelgning, konsulent, kollega, team, familie
):
    at("2026-11-25 09:00")
    third = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
    hand_over(opfoelgning, kollega, by=konsulent)
    hand_over(opfoelgning, third, by=kollega, begrundelse="Jeg er syg.")
    assert not Plejefamilie.objects.visible_to(kollega).exists()
    assert not Opfoelgning.objects.visible_to(kollega).exists()
    assert Plejefamilie.objects.visible_to(third).get() == familie


def test_handing_back_and_forth_tells_each_time(at, opfoelgning, konsulent, kollega):
    at("2026-11-25 09:00")
    notices.deliver_due()
    hand_over(opfoelgning, kollega, by=konsulent)
    notices.deliver_due()
    hand_over(opfoelgning, konsulent, by=kollega)
    notices.deliver_due()
    hand_over(opfoelgning, kollega, by=konsulent)
    assert Besked.objects.filter(to=kollega, cancelled_at=None).count() == 2
    assert Besked.objects.filter(to=konsulent, cancelled_at=None).count() == 2


# --- overdue and escalation ------------------------------------------------------------------


def test_leader_is_told_once_at_eight_on_the_next_hverdag(
    at, akutvagt, familie, konsulent, teamleder
):
    # Given a call on Thursday evening, due on Friday, that nobody follows up
    at("2026-11-26 20:00")
    duty = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    assert duty.frist == datetime.date(2026, 11, 27)

    # When Friday ends, the duty is overdue, and the leader hears nothing all weekend
    for moment, overdue in (
        ("2026-11-27 23:59:59", 0),
        ("2026-11-28 00:00:00", 1),
        ("2026-11-29 12:00:00", 1),
        ("2026-11-30 07:59:59", 1),
    ):
        at(moment)
        assert Opfoelgning.objects.overdue(timezone.localdate()).count() == overdue
        assert tasks.escalate_overdue() == 0
    assert not Besked.objects.filter(to=teamleder).exists()

    # When it is Monday at eight, Then she is told, exactly once, and the duty stays where it is
    at("2026-11-30 08:00:00")
    assert tasks.escalate_overdue() == 1
    at("2026-12-01 08:00:00")
    assert tasks.escalate_overdue() == 0
    notice = Besked.objects.get(to=teamleder)
    assert notice.due_at == local("2026-11-30 08:00:00")
    assert notice.url == duty.opkald.get_absolute_url()
    duty.refresh_from_db()
    assert (duty.ansvarlig, duty.escalated_at) == (konsulent, local("2026-11-30 08:00:00"))


def test_a_closed_duty_is_not_escalated(at, opfoelgning, konsulent, teamleder):
    at("2026-11-26 07:00")
    complete(opfoelgning, konsulent)
    at("2026-11-26 08:00")
    assert actions.escalate_opfoelgning(by=None, opfoelgning=opfoelgning) is False
    assert tasks.escalate_overdue() == 0
    assert not Besked.objects.filter(to=teamleder).exists()


def test_closing_takes_back_an_escalation_that_was_not_sent(at, opfoelgning, konsulent, teamleder):
    at("2026-11-26 08:00")
    tasks.escalate_overdue()
    complete(opfoelgning, konsulent)
    assert notices.deliver_due() == 0


def test_one_bad_row_does_not_silence_the_rest(at, opfoelgning, akutvagt, familie, monkeypatch):
    # Given two overdue duties, of which the first cannot be told
    other = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    escalate = actions.escalate_opfoelgning

    def sometimes(*, by, opfoelgning):
        if opfoelgning.pk != other.pk:
            raise RuntimeError("broken row")
        return escalate(by=by, opfoelgning=opfoelgning)

    monkeypatch.setattr(actions, "escalate_opfoelgning", sometimes)
    at("2026-11-26 08:00")
    assert tasks.escalate_overdue() == 1
    # … and the first is tried again at the next round
    monkeypatch.setattr(actions, "escalate_opfoelgning", escalate)
    assert tasks.escalate_overdue() == 1


def test_without_a_leader_the_escalation_waits_for_one(at, akutvagt, familie, team):
    # Given an overdue duty in a municipality without a leader
    at("2026-11-24 20:00")
    duty = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    at("2026-11-26 08:00")
    assert tasks.escalate_overdue() == 0

    # When a leader comes, Then she is told
    leader = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    assert tasks.escalate_overdue() == 1
    assert Besked.objects.filter(to=leader, key=f"{duty.kilde}-eskaleret").exists()


# --- unknown callers -------------------------------------------------------------------------


def test_unknown_caller_is_the_leaders_until_the_family_is_found(
    at, akutvagt, familie, konsulent, teamleder, kommune
):
    # Given a call from somebody who hung up
    at("2026-11-24 20:00")
    opkald = log_opkald(by=akutvagt, plejefamilie=None, kommune=kommune)
    assert opkald.opfoelgning.ansvarlig == teamleder
    assert opkald.opfoelgning.grund == Grund.LEDER_UKENDT

    # When the leader finds out that it was the Bruuns
    at("2026-11-25 08:30")
    notices.deliver_due()
    actions.link_opkald(by=teamleder, opkald=opkald, plejefamilie=familie)

    # Then Lars follows up, on the same day, and is told
    duty = Opfoelgning.objects.get()
    assert (duty.ansvarlig, duty.grund) == (konsulent, Grund.FAST)
    assert duty.frist == datetime.date(2026, 11, 25)
    assert Besked.objects.visible_to(konsulent).count() == 1
    with pytest.raises(ValidationError) as refused:
        actions.link_opkald(by=teamleder, opkald=opkald, plejefamilie=familie)
    assert refused.value.code == "linked"


def test_call_is_not_linked_to_a_family_elsewhere(at, akutvagt, teamleder, kommune):
    at("2026-11-24 20:00")
    opkald = log_opkald(by=akutvagt, plejefamilie=None, kommune=kommune)
    with pytest.raises(ValidationError, match="en anden kommune"):
        actions.link_opkald(by=teamleder, opkald=opkald, plejefamilie=PlejefamilieFactory())


# --- the calendar changes --------------------------------------------------------------------


def close_town(kommune, first, last):
    return Lukkedag.objects.create(
        kommune=kommune,
        navn="Rådhuset flytter",
        fra=datetime.date.fromisoformat(first),
        til=datetime.date.fromisoformat(last),
    )


def test_due_dates_move_only_when_asked_and_closed_duties_never(
    at, akutvagt, familie, konsulent, teamleder, kommune
):
    # Given two calls on Tuesday evening, one of them already closed
    at("2026-11-24 20:00")
    open_duty = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    closed = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    complete(closed, konsulent)

    # When the municipality closes Wednesday and Thursday
    close_town(kommune, "2026-11-25", "2026-11-26")

    # Then nothing has moved, and the duty is shown as one that could
    tasks.reassign_open()
    assert {*Opfoelgning.objects.values_list("frist", flat=True)} == {datetime.date(2026, 11, 25)}
    ((stale, new),) = stale_frister(kommune)
    assert (stale, new.frist) == (open_duty, datetime.date(2026, 11, 27))

    # When the leader asks for it, Then only the open one moves, and its notice with it
    assert actions.move_frister(by=teamleder, kommune=kommune) == 1
    assert actions.move_frister(by=teamleder, kommune=kommune) == 0
    open_duty.refresh_from_db()
    closed.refresh_from_db()
    assert open_duty.frist == datetime.date(2026, 11, 27)
    assert [day for day, _ in open_duty.oversprungne] == ["2026-11-25", "2026-11-26"]
    assert closed.frist == datetime.date(2026, 11, 25)
    waiting = Besked.objects.get(to=konsulent, cancelled_at=None)
    assert waiting.due_at == local("2026-11-27 08:00")
    assert AuditEvent.objects.get(event="opfoelgning.frist_flyttet").data == {
        "fra": "2026-11-25",
        "til": "2026-11-27",
    }


def test_a_sent_notice_is_not_sent_again_when_the_day_moves(
    at, opfoelgning, konsulent, teamleder, kommune
):
    at("2026-11-25 08:00")
    assert notices.deliver_due() == 1
    close_town(kommune, "2026-11-25", "2026-11-25")
    actions.move_frister(by=teamleder, kommune=kommune)
    at("2026-11-26 08:00")
    assert notices.deliver_due() == 0
    assert Besked.objects.filter(to=konsulent).count() == 1


def test_the_new_day_has_its_own_responsible_person(
    at, opfoelgning, konsulent, kollega, teamleder, kommune
):
    # Given that Lars is away on the day the duty moves to
    day = datetime.date(2026, 11, 26)
    konsulent.fravaer.create(fra=day, til=day, stedfortraeder=kollega)
    close_town(kommune, "2026-11-25", "2026-11-25")
    actions.move_frister(by=teamleder, kommune=kommune)
    opfoelgning.refresh_from_db()
    assert (opfoelgning.frist, opfoelgning.ansvarlig) == (day, kollega)


def test_another_municipality_is_not_moved(at, opfoelgning, teamleder, kommune):
    close_town(kommune, "2026-11-25", "2026-11-25")
    other = TeamFactory().kommune
    assert actions.move_frister(by=teamleder, kommune=other) == 0
    opfoelgning.refresh_from_db()
    assert opfoelgning.frist == datetime.date(2026, 11, 25)


# --- what leaves the house -------------------------------------------------------------------


def test_no_word_of_the_case_leaves_the_house(
    at, opfoelgning, konsulent, kollega, teamleder, familie, mailoutbox
):
    # Given a duty that is told, handed over, overdue and escalated
    at("2026-11-25 08:00")
    notices.deliver_due()
    hand_over(opfoelgning, kollega, by=konsulent, begrundelse="Noah kender Mette.")
    notices.deliver_due()
    at("2026-11-26 08:00")
    tasks.escalate_overdue()
    notices.deliver_due()

    # Then three mails have left, each a link to the inbox and nothing of the case
    assert [m.to for m in mail.outbox] == [[konsulent.email], [kollega.email], [teamleder.email]]
    texts = [text for m in mail.outbox for text in (m.subject, m.body)]
    texts += [text for pair in Besked.objects.values_list("tekst", "url") for text in pair]
    for word in ("Bruun", "Noah", "Lars", "Mette", "Lindqvist", "Nadia", "råber", "kursus"):
        assert not [text for text in texts if word in text]
    assert len({m.body for m in mail.outbox}) == 1
