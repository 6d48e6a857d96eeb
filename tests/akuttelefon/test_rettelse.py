"""Corrections stand beside what they correct; the call itself never changes (notatpligt, 3.3)."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from akuttelefon import actions
from akuttelefon.models import Rettelse
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from tests.conftest import local
from tests.factories import BrugerFactory, log_opkald
from tests.parallel import at_once


@pytest.fixture
def opkald(at, familie, barn, akutvagt, teamleder):
    at("2026-11-24 20:00")
    return log_opkald(
        by=akutvagt, plejefamilie=familie, boern=[barn], situation="Drengen er løbet væk."
    )


def correct(by, opkald, felt="situation", tekst="Det var pigen.", key=None):
    return actions.correct_opkald(
        by=by, opkald=opkald, felt=felt, tekst=tekst, idempotency_key=key or uuid.uuid4()
    )


def test_a_correction_is_signed_and_the_one_who_follows_up_is_told(opkald, akutvagt, konsulent):
    row = correct(akutvagt, opkald)
    assert (row.by, row.at) == (akutvagt, local("2026-11-24 20:00"))
    besked = Besked.objects.get(to=konsulent, tekst__contains="rettet")
    assert besked.due_at == local("2026-11-25 08:00")  # when the municipality opens (R4)
    assert AuditEvent.objects.filter(event="opkald.rettet", objekt=str(opkald.pk)).exists()


def test_the_same_form_twice_is_one_correction(opkald, akutvagt):
    key = uuid.uuid4()
    assert correct(akutvagt, opkald, key=key) == correct(akutvagt, opkald, key=key)
    assert Rettelse.objects.count() == 1
    assert Besked.objects.filter(tekst__contains="rettet").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_times_at_once_is_one_correction(opkald, akutvagt):
    key = uuid.uuid4()
    answers = at_once(8, lambda _: correct(akutvagt, opkald, key=key).pk)
    assert len({*answers}) == 1
    assert Rettelse.objects.count() == 1


def test_a_key_of_somebody_else_is_refused(opkald, akutvagt, konsulent):
    key = uuid.uuid4()
    correct(akutvagt, opkald, key=key)
    with pytest.raises(ValidationError) as caught:
        correct(konsulent, opkald, key=key)
    assert caught.value.code == "key"


@pytest.mark.parametrize("felt", ["tidspunkt", "alvor"])
def test_no_correction_moves_the_due_date(opkald, akutvagt, felt):
    before = opkald.opfoelgning.frist
    correct(akutvagt, opkald, felt=felt, tekst="Det var dagen før")
    opkald.opfoelgning.refresh_from_db()
    assert opkald.opfoelgning.frist == before


def test_the_form_says_that_the_date_stays_and_keeps_what_was_typed(opkald, konsulent, client):
    client.force_login(konsulent)
    page = reverse("akuttelefon:rettelse_create", args=[opkald.pk])
    assert "Fristen flytter sig ikke" in client.get(page).content.decode()
    wrong = client.post(page, {"felt": "", "tekst": "Pigen", "idempotency_key": uuid.uuid4()})
    assert wrong.status_code == 200
    assert "Vælg, hvad du retter." in wrong.content.decode()
    assert "Pigen" in wrong.content.decode()


@pytest.mark.parametrize("felt", [value for value, _ in Rettelse.Felt.choices])
def test_it_stands_on_the_page_and_the_first_text_stays(opkald, konsulent, client, felt):
    client.force_login(konsulent)
    page = reverse("akuttelefon:rettelse_create", args=[opkald.pk])
    data = {"felt": felt, "tekst": "Sådan var det.", "idempotency_key": uuid.uuid4()}
    for _ in range(2):
        assert client.post(page, data).status_code == 302
    body = client.get(opkald.get_absolute_url()).content.decode()
    assert body.count("Sådan var det.") == 1
    assert "Rettet tirsdag 24. november kl. 20.00 af Lars Holt" in body
    assert "Drengen er løbet væk." in body


def test_the_familys_timeline_says_that_the_call_was_corrected(opkald, konsulent, client):
    client.force_login(konsulent)
    page = reverse("plejefamilier:plejefamilie_detail", args=[opkald.plejefamilie_id])
    assert "· rettet" not in client.get(page).content.decode()
    correct(konsulent, opkald)
    assert "· rettet" in client.get(page).content.decode()


def test_the_page_asks_the_same_number_of_questions_at_1_correction_and_3(
    opkald, konsulent, client, django_assert_num_queries
):
    client.force_login(konsulent)
    correct(konsulent, opkald)
    client.get(opkald.get_absolute_url())
    with django_assert_num_queries(17, exact=False) as first:
        client.get(opkald.get_absolute_url())
    correct(konsulent, opkald)
    correct(konsulent, opkald, felt="alvor")
    with django_assert_num_queries(len(first)):
        client.get(opkald.get_absolute_url())


def test_who_does_not_see_the_call_does_not_correct_it(opkald, kommune, client):
    client.force_login(BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=kommune))
    page = reverse("akuttelefon:rettelse_create", args=[opkald.pk])
    assert client.get(page).status_code == 404
    client.force_login(BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune))
    assert client.get(page).status_code == 403
