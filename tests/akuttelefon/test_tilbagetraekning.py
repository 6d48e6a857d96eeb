"""A call written by mistake is withdrawn with a reason; call and trail stay (domain 3.3)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from akuttelefon import actions, tasks
from akuttelefon.actions.rettelse import withdraw_state
from akuttelefon.models import Opfoelgning, Opkald, Tilbagetraekning, Underretning
from faelles.models import AuditEvent, Besked
from faelles.notices import deliver_due
from tests.conftest import local
from tests.factories import log_opkald
from tests.parallel import at_once


@pytest.fixture
def opkald(at, familie, barn, akutvagt, teamleder, raadgiver):
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    at("2026-11-24 20:00")
    return log_opkald(by=akutvagt, plejefamilie=familie, boern=[barn], underretningssvar="ja")


def withdraw(by, opkald, **more):
    return actions.withdraw_opkald(by=by, opkald=opkald, begrundelse="Skrevet to gange", **more)


def fresh(opkald):
    return Opkald.objects.select_related("opfoelgning", "underretning").get(pk=opkald.pk)


def test_it_closes_the_duties_and_takes_back_what_waits(
    opkald, akutvagt, konsulent, raadgiver, teamleder
):
    withdraw(akutvagt, opkald)
    row = fresh(opkald)
    assert row.opfoelgning.resultat == "trukket"
    assert row.underretning.vurdering == "trukket"
    assert not Opfoelgning.objects.open().exists()
    waiting = Besked.objects.filter(cancelled_at=None)
    assert {besked.tekst for besked in waiting} == {"Et akutopkald er trukket tilbage"}
    due = {besked.to: besked.due_at for besked in waiting}
    morning = local("2026-11-25 08:00")
    assert due == {raadgiver: local("2026-11-24 20:00"), konsulent: morning, teamleder: morning}
    assert AuditEvent.objects.filter(event="opkald.trukket", objekt=str(opkald.pk)).exists()


def test_it_counts_nowhere_and_can_still_be_read(opkald, akutvagt, konsulent, client, at):
    withdraw(akutvagt, opkald)
    assert not Opkald.objects.valid().exists()
    assert not Underretning.objects.valid().exists()
    assert Opkald.objects.withdrawn().get() == opkald
    client.force_login(konsulent)
    body = client.get(opkald.get_absolute_url()).content.decode()
    assert "Opkaldet er trukket tilbage" in body
    assert "Skrevet to gange" in body
    assert opkald.situation in body
    assert "Følg op på opkaldet" not in client.get("/").content.decode()
    at("2026-11-27 08:01")
    assert tasks.escalate_overdue() == tasks.escalate_underretninger() == 0


def test_the_desk_sees_it_struck_through_with_words(opkald, akutvagt, client):
    withdraw(akutvagt, opkald)
    client.force_login(akutvagt)
    for page in ("/", reverse("akuttelefon:opkald_list")):
        body = client.get(page).content.decode()
        assert "<s>" in body
        assert "Trukket tilbage" in body


@pytest.mark.parametrize(
    ("vis", "rows"), [("", 1), ("trukket", 1), ("aabne", 0), ("ukendt", 0), ("underretning", 1)]
)
def test_the_chips_of_the_list(opkald, akutvagt, client, vis, rows):
    withdraw(akutvagt, opkald)
    client.force_login(akutvagt)
    body = client.get(reverse("akuttelefon:opkald_list"), {"vis": vis}).content.decode()
    assert body.count(opkald.get_absolute_url()) == rows


def test_undone_the_duties_are_open_with_their_old_deadlines(
    opkald, akutvagt, konsulent, raadgiver, at
):
    before = fresh(opkald)
    withdraw(akutvagt, opkald)
    at("2026-11-25 09:00")
    actions.restore_opkald(by=akutvagt, opkald=opkald)
    row = fresh(opkald)
    assert (row.opfoelgning.frist, row.opfoelgning.completed_at) == (before.opfoelgning.frist, None)
    assert (row.underretning.frist, row.underretning.vurdering) == (before.underretning.frist, "")
    assert row.opfoelgning.ansvarlig == konsulent
    assert row.underretning.ansvarlig == raadgiver
    assert Opkald.objects.valid().get() == opkald
    for bruger in (konsulent, raadgiver):
        waiting = Besked.objects.filter(to=bruger, cancelled_at=None).order_by("pk")
        assert waiting.last().url == opkald.get_absolute_url()
        assert waiting.last().due_at == local("2026-11-25 09:00")
    deliver_due()
    with pytest.raises(ValidationError):
        actions.restore_opkald(by=akutvagt, opkald=opkald)


def test_a_duty_that_was_done_before_stays_done(opkald, akutvagt, konsulent):
    actions.complete_opfoelgning(
        by=konsulent, opfoelgning=opkald.opfoelgning, notat="Talt", resultat="talt"
    )
    withdraw(akutvagt, opkald)
    actions.restore_opkald(by=akutvagt, opkald=opkald)
    assert fresh(opkald).opfoelgning.resultat == "talt"


def test_it_can_be_withdrawn_again_after_it_was_undone(opkald, akutvagt):
    for _ in range(2):
        withdraw(akutvagt, opkald)
        actions.restore_opkald(by=akutvagt, opkald=opkald)
    assert Tilbagetraekning.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_followed_up_at_once_exactly_one_happens(opkald, akutvagt, konsulent):
    seen = withdraw_state(opkald)
    duty = opkald.opfoelgning

    def act(n):
        if n % 2:
            return withdraw(akutvagt, opkald, udgave=seen)
        return actions.complete_opfoelgning(
            by=konsulent, opfoelgning=duty, notat="Talt", resultat="talt"
        )

    answers = at_once(8, act)
    errors = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(errors) == 7, answers
    done = fresh(opkald).opfoelgning.resultat
    assert (done == "trukket") is Opkald.objects.withdrawn().exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_withdrawals_at_once_are_one(opkald, akutvagt):
    answers = at_once(20, lambda _: withdraw(akutvagt, opkald))
    assert sum(isinstance(answer, Tilbagetraekning) for answer in answers) == 1
    assert {a.code for a in answers if isinstance(a, ValidationError)} == {"trukket"}


# --- pages ------------------------------------------------------------------------------------


def page(opkald):
    return reverse("akuttelefon:opkald_withdraw", args=[opkald.pk])


def test_it_asks_first_and_names_what_happens(opkald, akutvagt, client):
    client.force_login(akutvagt)
    body = client.get(page(opkald)).content.decode()
    assert "Lars Holt skal ikke følge op." in body
    assert "Jonas Krogh skal ikke vurdere den." in body
    empty = client.post(page(opkald), {"begrundelse": "", "udgave": withdraw_state(opkald)})
    assert "Skriv, hvorfor opkaldet trækkes tilbage." in empty.content.decode()
    data = {"begrundelse": "Dobbelt", "udgave": withdraw_state(opkald)}
    assert client.post(page(opkald), data).status_code == 302
    body = client.get(opkald.get_absolute_url()).content.decode()
    assert "Fortryd tilbagetrækningen" in body
    undo = reverse("akuttelefon:opkald_restore", args=[opkald.pk])
    assert client.post(undo).status_code == 302
    assert Opkald.objects.valid().exists()
    assert "Dobbelt" in client.get(opkald.get_absolute_url()).content.decode()


def test_a_colleague_was_at_it_in_between(opkald, akutvagt, konsulent, client):
    seen = withdraw_state(opkald)
    actions.complete_opfoelgning(
        by=konsulent, opfoelgning=opkald.opfoelgning, notat="Talt", resultat="talt"
    )
    client.force_login(akutvagt)
    answer = client.post(page(opkald), {"begrundelse": "Min grund", "udgave": seen})
    assert "En kollega har netop arbejdet på opkaldet" in answer.content.decode()
    assert "Min grund" in answer.content.decode()
    new = withdraw_state(opkald)
    assert f'value="{new}"' in answer.content.decode()
    assert client.post(page(opkald), {"begrundelse": "x", "udgave": new}).status_code == 302


def test_only_the_writer_and_the_leader(opkald, konsulent, kollega, teamleder, akutvagt, client):
    for bruger, status in ((konsulent, 404), (kollega, 404), (teamleder, 200), (akutvagt, 200)):
        client.force_login(bruger)
        assert client.get(page(opkald)).status_code == status
    withdraw(akutvagt, opkald)
    undo = reverse("akuttelefon:opkald_restore", args=[opkald.pk])
    client.force_login(konsulent)
    assert client.post(undo).status_code == 404
    client.force_login(teamleder)
    assert client.post(undo).status_code == 302


def test_no_form_offers_the_systems_own_result(opkald, konsulent, client):
    client.force_login(konsulent)
    complete = reverse("akuttelefon:opfoelgning_complete", args=[opkald.opfoelgning.pk])
    client.post(complete, {"notat": "Talt", "resultat": "trukket"})
    assert fresh(opkald).opfoelgning.completed_at is None
    with pytest.raises(ValidationError):
        actions.complete_opfoelgning(
            by=konsulent, opfoelgning=opkald.opfoelgning, notat="Talt", resultat="trukket"
        )
