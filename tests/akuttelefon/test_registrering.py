"""What the call form knows and asks: the minimal sheet, late calls, underretning."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from akuttelefon.models import Opkald, Underretning
from faelles.models import AuditEvent
from tests.akuttelefon.test_opkald_views import NYT, typed
from tests.conftest import local
from tests.factories import log_opkald, on_duty

pytestmark = pytest.mark.django_db
PICKED = {"HX-Request": "true", "HX-Trigger": "id_familie"}


@pytest.fixture
def night(at, client, akutvagt):
    at("2026-12-24 19:55")
    on_duty(akutvagt)
    client.force_login(akutvagt)
    return client


def preview(client, familie, headers=PICKED, **fields):
    data = {"familie": familie.pk, "dato": "24-12-2026", "starttid": "19.10", **fields}
    return client.post(reverse("akuttelefon:opkald_forloeb"), data, headers=headers)


def test_the_sheet_has_the_numbers_to_ring_and_no_address(night, familie, konsulent, teamleder):
    for person, number in ((konsulent, "20000801"), (teamleder, "20000802")):
        person.telefon = number
        person.save()
    familie.plejeforaeldre.update(telefon="20000803")
    familie.adresse_beskyttet = True
    familie.save()
    answer = preview(night, familie)
    for text in ("20 00 08 01", "20 00 08 02", "20 00 08 03", "Lars Holt", "Beskyttet adresse"):
        assertContains(answer, text)
    assertNotContains(answer, familie.adresse)
    line = AuditEvent.objects.get(event="plejefamilie.laest")
    assert (line.formaal, line.familie_id) == ("akuttelefonen", familie.pk)


def test_a_family_that_rings_again_is_met_by_somebody_who_knows(
    at, client, akutvagt, kollega, familie
):
    at("2026-12-26 22:40")
    first = log_opkald(by=kollega, plejefamilie=familie, raad="Lad ham sove hos jer.")
    at("2026-12-27 03:00")
    on_duty(akutvagt)
    client.force_login(akutvagt)
    answer = preview(client, familie, dato="27-12-2026", starttid="03.00")
    assertContains(answer, "Familien ringede også i går kl. 22.40.")
    assertContains(answer, "Rådet var: Lad ham sove hos jer.")
    assertContains(answer, first.get_absolute_url())
    # beyond what the duty desk may read it says nothing
    at("2026-12-28 03:00")
    client.force_login(akutvagt)
    assertNotContains(preview(client, familie), "Familien ringede også")


def test_a_call_of_yesterday_is_easy_to_date_and_late_ones_are_told_before_saving(night, familie):
    warning = "Det er mere end 24 timer siden"
    assertNotContains(preview(night, familie), warning)
    assertNotContains(preview(night, familie, dato="i går", starttid="19.56"), warning)
    assertContains(preview(night, familie, dato="i går", starttid="19.54"), warning)
    night.post(NYT, typed(familie, dato="I går"))
    assert Opkald.objects.get().start == local("2026-12-23 19:10")


def test_yes_names_who_assesses_it_and_by_when_in_clock_hours(night, familie, barn, raadgiver):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    answer = preview(night, familie, underretningssvar="ja")
    assertContains(
        answer, "Jonas Krogh vurderer underretningen senest fredag 25. december kl. 19.10."
    )
    assertNotContains(preview(night, familie, underretningssvar="nej"), "Jonas Krogh")
    night.post(NYT, typed(familie, underretningssvar="ja", underretning_begrundelse="Blå mærker."))
    row = Underretning.objects.get()
    assert (row.ansvarlig, row.frist) == (raadgiver, local("2026-12-25 19:10"))
    assert row.begrundelse == "Blå mærker."


def test_the_question_is_answered_and_a_reason_left_from_a_yes_does_not_count(night, familie):
    answer = night.post(NYT, typed(familie, underretningssvar=""))
    assertContains(answer, "Svar på, om opkaldet giver anledning til underretning.")
    night.post(NYT, typed(familie, underretningssvar="nej", underretning_begrundelse="Nej dog"))
    assert Opkald.objects.get().underretningssvar == "nej"
    assert not Underretning.objects.exists()


@pytest.mark.parametrize("value", ["²³", "\0", "x" * 70_000, "9" * 40, "31-02-2026", "25.61"])
def test_hostile_words_in_a_draft_break_no_page(value, night, familie):
    data = dict.fromkeys(typed(familie), value) | {
        "idempotency_key": typed(familie)["idempotency_key"]
    }
    data |= {"boern": [value, value], "underretningssvar": "ja", "situation": f"S{value}"}
    url = night.post(reverse("akuttelefon:kladde_save"), data).url
    assert night.get(url).status_code == 200
    assert night.post(NYT, data).status_code == 200
