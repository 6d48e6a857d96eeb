"""The right to find any family follows the shift; »Jeg har telefonen nu« gives one at a press."""

import datetime

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from akuttelefon.actions.linje import release_line, take_line
from akuttelefon.models import Opkald, Vagt
from akuttelefon.queries.min_linje import min_linje
from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Bruger
from plejefamilier.linje import kommuner_paa_linjen
from plejefamilier.models import Plejefamilie
from tests.conftest import local
from tests.factories import (
    BrugerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
    on_duty,
)
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
TAG, SLIP = "/akuttelefon/telefonen/tag/", "/akuttelefon/telefonen/slip/"
NYT, MINE = "/akuttelefon/opkald/nyt/", "/akuttelefon/vagter/mine/"


def finds(bruger):
    """The names of the families she finds, asked as each request does."""
    fresh = Bruger.objects.get(pk=bruger.pk)
    return {*Plejefamilie.objects.findable_by(fresh).values_list("navn", flat=True)}


def rule(administrator, kommune, key, vaerdi):
    regler.set_value(
        by=administrator,
        kommune=kommune,
        key=key,
        vaerdi=vaerdi,
        fra=timezone.localdate(),
        begrundelse="Prøve",
    )


@pytest.fixture
def shift(akutvagt):
    """Nadia's shift from Saturday 28 November at 08.00 to Sunday at 08.00."""
    return on_duty(akutvagt, start=local("2026-11-28 08:00"), slut=local("2026-11-29 08:00"))


# --- one second before, at, and after ----------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "sees"),
    [
        ("2026-11-28 07:59:59", False),
        ("2026-11-28 08:00:00", True),
        ("2026-11-28 08:00:01", True),
        ("2026-11-29 07:59:59", True),
        ("2026-11-29 08:00:00", True),  # the hour after, to write the last call
        ("2026-11-29 08:59:59", True),
        ("2026-11-29 09:00:00", False),
        ("2026-11-29 09:00:01", False),
    ],
)
def test_the_shift_opens_the_families_and_its_end_closes_them(
    moment, sees, at, akutvagt, familie, shift
):
    at(moment)
    assert bool(finds(akutvagt)) is sees


@pytest.mark.parametrize(
    ("moment", "sees"), [("2026-11-29 07:59:59", True), ("2026-11-29 08:00:00", False)]
)
def test_with_no_minutes_after_it_the_end_is_the_end(
    moment, sees, at, akutvagt, familie, shift, kommune, administrator
):
    at("2026-11-28 09:00")
    rule(administrator, kommune, "akut.efter_vagten_minutter", "0")
    at(moment)
    assert bool(finds(akutvagt)) is sees


def test_konsulent_on_duty_finds_every_family_and_without_a_shift_her_own(
    at, kommune, konsulent, kollega, familie, team
):
    PlejefamilieFactory(team=TeamFactory(kommune=kommune), navn="Fuglsang, Gitte")
    other = PlejefamilieFactory(team=TeamFactory(kommune=KommuneFactory()), navn="Fremmed, Ane")
    at("2026-11-28 09:00")
    assert finds(konsulent) == {familie.navn}
    assert finds(kollega) == set()
    on_duty(konsulent)
    assert finds(konsulent) == {familie.navn, "Fuglsang, Gitte"}
    assert other.navn not in finds(konsulent)


def test_a_shift_called_off_or_given_away_opens_nothing_any_more(
    at, akutvagt, kollega, familie, shift
):
    at("2026-11-28 12:00")
    Vagt.objects.filter(pk=shift.pk).update(bruger=kollega)
    assert finds(akutvagt) == set()
    assert finds(kollega) == {familie.navn}
    Vagt.objects.update(aflyst_at=local("2026-11-28 12:00"), aflyst_by=kollega)
    assert finds(kollega) == set()


def test_a_shift_gives_nothing_to_somebody_whose_role_is_gone(at, akutvagt, familie, shift):
    at("2026-11-28 12:00")
    akutvagt.roller.update(til=datetime.date(2026, 11, 27))
    assert finds(akutvagt) == set()


def test_with_the_rule_off_the_role_is_enough_for_the_desk_only(
    at, kommune, administrator, akutvagt, kollega, familie
):
    at("2026-11-28 12:00")
    rule(administrator, kommune, "akut.kun_paa_vagt", "nej")
    assert finds(akutvagt) == {familie.navn}
    assert finds(kollega) == set()
    # … in the municipality of the rule, and not before its day
    rule(administrator, kommune, "akut.kun_paa_vagt", "ja")
    assert finds(akutvagt) == set()


def test_colleagues_calls_are_hers_to_read_while_the_shift_lasts(
    at, akutvagt, brohus, kommune, familie, shift
):
    other = BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=brohus)
    at("2026-11-28 20:00")
    theirs = log_opkald(by=other, plejefamilie=familie)
    for moment, sees in (("2026-11-29 08:59:59", True), ("2026-11-29 09:00:00", False)):
        at(moment)
        fresh = Bruger.objects.get(pk=akutvagt.pk)
        assert Opkald.objects.visible_to(fresh).filter(pk=theirs.pk).exists() is sees


def test_off_duty_she_reads_the_calls_she_took_herself(at, akutvagt, familie, client):
    at("2026-11-28 20:00")
    log_opkald(by=akutvagt, plejefamilie=familie)
    client.force_login(akutvagt)
    answer = client.get("/")
    assert [row.vagt for row in answer.context["side"].linjen.seneste] == ["Dig"]


def test_the_question_costs_no_query_of_its_own(
    at, akutvagt, raadgiver, familie, shift, django_assert_num_queries
):
    at("2026-11-28 12:00")
    assert akutvagt.aktive_roller
    assert raadgiver.aktive_roller
    with django_assert_num_queries(0):
        kommuner_paa_linjen(akutvagt)
    with django_assert_num_queries(1):
        assert len(Plejefamilie.objects.findable_by(akutvagt)) == 1
    with django_assert_num_queries(1):
        assert min_linje(akutvagt).til == shift.slut
    with django_assert_num_queries(0):
        assert min_linje(raadgiver).skriver is False


def test_a_call_is_always_written_down_shift_or_not(at, akutvagt, kommune, client):
    at("2026-11-28 20:00")
    client.force_login(akutvagt)
    typed = {
        "idempotency_key": "7e1fd6c9-0d0f-4f7b-8f3f-6a5a1f3a0001",
        "familie": "ukendt",
        "opkalder": "anden",
        "dato": "28-11-2026",
        "starttid": "19.50",
        "situation": "Nogen græd.",
        "alvor": "alvorligt",
        "udfald": "roligt",
        "underretningssvar": "nej",
    }
    answer = client.post(NYT, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Opkald.objects.get().plejefamilie is None


def test_search_off_duty_finds_nothing_and_says_why(at, akutvagt, familie, client):
    at("2026-11-28 20:00")
    client.force_login(akutvagt)
    answer = client.post("/soeg/", {"q": "bruun"}, follow=True)
    assert answer.context["fundet"].familier == []
    assertContains(answer, "Du står ikke på vagtplanen lige nu")


# --- »Jeg har telefonen nu« --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "slut"),
    [
        ("2026-11-27 20:00", "2026-11-28 08:00"),  # Friday: the change of the closed day
        ("2026-11-28 20:00", "2026-11-29 08:00"),  # Saturday: the same
        ("2026-11-29 20:00", "2026-11-30 08:00"),  # Sunday: the opening
        ("2026-11-30 03:00", "2026-11-30 08:00"),  # at night, before a hverdag
        ("2026-11-28 08:00", "2026-11-29 08:00"),  # at the change: to the next one
        ("2026-11-30 14:30", "2026-12-01 08:00"),  # inside opening hours: to the next opening
        ("2026-12-23 22:00", "2026-12-24 08:00"),  # Christmas Eve is closed
        ("2026-10-24 20:00", "2026-10-25 08:00"),  # the clock is put back: 13 real hours
    ],
)
def test_the_line_is_hers_until_the_duty_would_change(now, slut, at, akutvagt, kommune, familie):
    at(now)
    vagt = take_line(by=akutvagt, kommune=kommune)
    assert (vagt.start, vagt.slut) == (local(now), local(slut))
    assert (vagt.anledning, vagt.udbyder) == (Vagt.Anledning.OVERTAGET, akutvagt.organisation)
    assert finds(akutvagt) == {familie.navn}


def test_her_own_next_shift_ends_it(at, akutvagt, kommune):
    on_duty(akutvagt, start=local("2026-11-28 06:00"), slut=local("2026-11-28 20:00"))
    at("2026-11-28 01:00")
    assert take_line(by=akutvagt, kommune=kommune).slut == local("2026-11-28 06:00")


def test_the_leaders_are_told_once_and_the_log_says_so(at, akutvagt, kommune, teamleder):
    at("2026-11-28 20:00")
    first = take_line(by=akutvagt, kommune=kommune)
    at("2026-11-28 20:01")
    assert take_line(by=akutvagt, kommune=kommune) == first
    besked = Besked.objects.get(to=teamleder)
    assert besked.tekst == "En kollega har taget akuttelefonen uden for vagtplanen"
    assert akutvagt.navn not in besked.tekst
    assert AuditEvent.objects.filter(event="vagt.overtaget").count() == 1


def test_whoever_is_on_duty_already_keeps_her_shift(at, akutvagt, kommune, shift):
    at("2026-11-28 12:00")
    assert take_line(by=akutvagt, kommune=kommune) == shift
    assert Vagt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_make_one_shift(akutvagt, kommune, teamleder):
    answers = at_once(20, lambda n: take_line(by=akutvagt, kommune=kommune))
    assert {answer.pk for answer in answers} == {Vagt.objects.get().pk}
    assert Besked.objects.filter(to=teamleder).count() == 1
    assert AuditEvent.objects.filter(event="vagt.overtaget").count() == 1


def test_it_is_given_up_early_and_an_hour_is_left_to_write(
    at, akutvagt, kommune, familie, teamleder
):
    at("2026-11-28 20:00")
    vagt = take_line(by=akutvagt, kommune=kommune)
    at("2026-11-28 21:00")
    assert release_line(by=akutvagt) == vagt
    assert release_line(by=akutvagt) is None
    vagt.refresh_from_db()
    assert (vagt.slut, vagt.version) == (local("2026-11-28 21:00"), 2)
    assert "Ingen står på vagt på akuttelefonen lige nu" in {
        besked.tekst for besked in Besked.objects.filter(to=teamleder)
    }
    for moment, sees in (("2026-11-28 21:59:59", True), ("2026-11-28 22:00:00", False)):
        at(moment)
        assert bool(finds(akutvagt)) is sees


def test_a_planned_shift_is_not_given_up_with_a_press(at, akutvagt, shift):
    at("2026-11-28 12:00")
    assert release_line(by=akutvagt) is None
    shift.refresh_from_db()
    assert shift.slut == local("2026-11-29 08:00")


# --- the pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", NYT, MINE])
def test_the_note_and_the_press_stand_where_she_needs_them(path, at, akutvagt, client):
    at("2026-11-28 20:00")
    client.force_login(akutvagt)
    assertContains(client.get(path), "Du står ikke på vagtplanen lige nu")
    assertContains(client.get(path), "Jeg har telefonen nu")
    client.post(TAG)
    taken = "På vagt nu: <strong>Dig</strong>" if path == NYT else "til i morgen kl. 08.00"
    assertContains(client.get(path), taken)
    client.post(SLIP)
    assertContains(client.get(path), "Du står ikke på vagtplanen lige nu")


def test_the_line_is_given_up_from_her_shifts(at, akutvagt, client):
    at("2026-11-28 20:00")
    client.force_login(akutvagt)
    client.post(TAG)
    assertContains(client.get(MINE), "Jeg har ikke telefonen længere")
    at("2026-11-28 20:10")
    client.post(SLIP)
    assertNotContains(client.get(MINE), "Jeg har ikke telefonen længere")
    assertContains(client.get(MINE), "Din vagt er slut")


def test_konsulent_is_asked_on_the_call_form_and_not_on_min_dag(at, konsulent, client):
    at("2026-11-26 15:00")
    client.force_login(konsulent)
    assertNotContains(client.get("/"), "Jeg har telefonen nu")
    assertContains(client.get("/akuttelefon/opkald/nyt/"), "Jeg har telefonen nu")


def test_pressed_in_the_form_with_script_only_the_note_changes(at, akutvagt, client):
    at("2026-11-28 20:00")
    client.force_login(akutvagt)
    answer = client.post(TAG, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assertContains(answer, "Du har akuttelefonen til i morgen kl. 08.00")
    assert "<html" not in answer.content.decode()
    assert "#id_soeg" in answer["HX-Trigger-After-Swap"]


def test_pressed_in_the_form_without_script_every_word_stays(at, akutvagt, familie, client):
    at("2026-11-28 20:00")
    client.force_login(akutvagt)
    typed = {
        "idempotency_key": "7e1fd6c9-0d0f-4f7b-8f3f-6a5a1f3a0002",
        "soeg": "bruun",
        "situation": "Drengen har låst sig inde.",
        "raad": "Tale roligt.",
        "dato": "28-11-2026",
        "starttid": "19.50",
    }
    answer = client.post(TAG, typed)
    assertContains(answer, "Drengen har låst sig inde.")
    assertContains(answer, "Grete og Poul Bruun")
    assertContains(answer, "Du har akuttelefonen nu.")
    assert Opkald.objects.count() == 0


def test_a_role_without_the_line_cannot_take_it(at, raadgiver, client):
    at("2026-11-28 20:00")
    client.force_login(raadgiver)
    assert client.post(TAG).status_code == 403
    assert client.post(SLIP).status_code == 403
