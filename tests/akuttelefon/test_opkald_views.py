"""Registering a call in the browser: quick, forgiving, and truthful about what happens next."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from akuttelefon.models import Opkald
from faelles.models import AuditEvent, Lukkedag
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paa_vagt")]
NYT = "/akuttelefon/opkald/nyt/"


def typed(familie, **changes):
    """A form filled in the way the duty desk would."""
    parent = familie.plejeforaeldre.get() if familie != "ukendt" else None
    return {
        "idempotency_key": str(uuid.uuid4()),
        "soeg": "",
        "familie": familie if familie == "ukendt" else str(familie.pk),
        "opkalder": f"foraelder-{parent.pk}" if parent else "anden",
        "dato": "24-12-2026",
        "starttid": "19.10",
        "sluttid": "19.42",
        "situation": "Drengen har låst sig inde på badeværelset.",
        "raad": "Tale roligt gennem døren.",
        "alvor": "alvorligt",
        "udfald": "kraever_konsulent",
        "underretningssvar": "nej",
        **changes,
    }


@pytest.fixture
def night(at, client, akutvagt):
    """Christmas Eve 2026 at 19.55; the duty desk is logged in."""
    at("2026-12-24 19:55")
    client.force_login(akutvagt)
    return client


def test_call_is_saved_with_its_duty_and_the_page_says_what_happens(night, familie, barn):
    answer = night.post(NYT, typed(familie, boern=[str(barn.pk)]), follow=True)

    opkald = Opkald.objects.get()
    assert opkald.minutter == 32
    assert opkald.forsinkelse == 13
    assert [*opkald.boern.all()] == [barn]
    assertContains(
        answer,
        "Opkaldet er gemt. Lars Holt får besked mandag 28. december kl. 08.00 "
        "og følger op senest mandag 28. december.",
    )


def test_same_form_sent_twice_is_one_call(night, familie):
    form = typed(familie)
    first, second = night.post(NYT, form), night.post(NYT, form)
    assert Opkald.objects.count() == 1
    assert first.url == second.url


def test_nothing_typed_is_lost_when_something_is_missing(night, familie):
    answer = night.post(NYT, typed(familie, alvor="", udfald=""))
    assert Opkald.objects.count() == 0
    assertContains(answer, "Vælg, hvor alvorligt det er.")
    assertContains(answer, "Drengen har låst sig inde på badeværelset.")
    assertContains(answer, "Tale roligt gennem døren.")


@pytest.mark.parametrize(
    ("now", "changes", "sentence"),
    [
        ("2026-12-24 19:55", {"starttid": "21.00"}, "Opkaldet kan ikke ligge i fremtiden."),
        ("2026-12-24 19:55", {"sluttid": "20.30"}, "Samtalen kan ikke slutte i fremtiden."),
        (
            "2027-03-28 09:00",
            {"dato": "28-03-2027", "starttid": "02.30", "sluttid": ""},
            "Det klokkeslæt fandtes ikke. Uret blev stillet en time frem den nat.",
        ),
        (
            "2026-10-25 09:00",
            {"dato": "25-10-2026", "starttid": "02.30", "sluttid": ""},
            "Klokken 02.30 findes to gange den nat.",
        ),
    ],
)
def test_times_that_cannot_be_are_told_at_the_field(
    at, client, akutvagt, familie, now, changes, sentence
):
    at(now)
    client.force_login(akutvagt)
    answer = client.post(NYT, typed(familie, **changes))
    assertContains(answer, sentence)
    assert Opkald.objects.count() == 0


@pytest.mark.parametrize(("gang", "utc_hour"), [("foerste", 0), ("anden", 1)])
def test_the_doubled_hour_of_october_is_asked_about(at, client, akutvagt, familie, gang, utc_hour):
    at("2026-10-25 09:00")
    client.force_login(akutvagt)
    form = typed(familie, dato="25-10-2026", starttid="02.30", sluttid="", start_gang=gang)
    client.post(NYT, form)
    assert Opkald.objects.get().start.astimezone(local("2026-10-25 09:00").tzinfo).hour == 2
    assert Opkald.objects.get().start.utctimetuple().tm_hour == utc_hour


def test_call_over_midnight_ends_the_next_day(at, client, akutvagt, familie):
    at("2026-12-25 00:30")
    client.force_login(akutvagt)
    client.post(NYT, typed(familie, starttid="23.50", sluttid="00.20"))
    assert Opkald.objects.get().minutter == 30


def test_search_finds_by_name_child_and_digits_and_shows_the_minimum(night, familie, barn):
    for text in ("bruun", "grete", "noah", familie.telefon[:2] + " " + familie.telefon[2:6]):
        answer = night.post(reverse("akuttelefon:opkald_familier"), {"soeg": text})
        assertContains(answer, "Grete og Poul Bruun")
        assertContains(answer, f"slutter på {familie.telefon[-4:]}")
        assertNotContains(answer, familie.adresse)
        assertNotContains(answer, familie.telefon)
        assertNotContains(answer, "Prøvesen")
    assert AuditEvent.objects.filter(event="plejefamilie.liste_vist").count() == 4


def test_search_never_stands_in_an_address(night):
    assert night.get(reverse("akuttelefon:opkald_familier"), {"soeg": "bruun"}).status_code == 405


def test_search_finds_only_the_own_municipality_and_active_families(night, familie):
    foreign = PlejefamilieFactory(team=TeamFactory(), navn="Bruun, Fremmede")
    familie.ophoert_paa, familie.ophoersgrund = local("2026-12-01 12:00").date(), "Stoppet"
    familie.save()
    answer = night.post(reverse("akuttelefon:opkald_familier"), {"soeg": "bruun"})
    assertNotContains(answer, "Grete og Poul Bruun")
    assertNotContains(answer, "Fremmede")
    assert night.post(NYT, typed(foreign)).status_code == 200
    assert Opkald.objects.count() == 0


def test_preview_tells_who_when_and_why_before_saving(night, familie):
    answer = night.post(
        reverse("akuttelefon:opkald_forloeb"),
        {"familie": familie.pk, "dato": "24-12-2026", "starttid": "19.10"},
        headers={"HX-Request": "true", "HX-Trigger": "id_familie"},
    )
    assertContains(answer, "Lars Holt følger op senest mandag 28. december")
    assertContains(answer, "Lars får besked mandag 28. december kl. 08.00, når kommunen åbner.")
    assertContains(answer, "»Juledag«, »Anden juledag« og weekend tæller ikke med.")
    assertContains(answer, 'hx-swap-oob="true"')
    assertNotContains(answer, "midlertidig_kontakt")


def test_a_long_wait_asks_for_somebody_to_call_meanwhile(night, familie):
    Lukkedag.objects.create(
        kommune=familie.kommune,
        navn="Lukket mellem jul og nytår",
        fra=local("2026-12-28 00:00").date(),
        til=local("2026-12-30 00:00").date(),
    )
    answer = night.post(NYT, {**typed(familie), "situation": ""})
    assertContains(answer, "Næste hverdag er 4. januar 2027")
    night.post(NYT, typed(familie, midlertidig_kontakt="Brohus, døgnet rundt"))
    opkald = Opkald.objects.get()
    assert opkald.midlertidig_kontakt == "Brohus, døgnet rundt"
    assert opkald.opfoelgning.frist == local("2027-01-04 00:00").date()


def test_without_script_a_button_finds_the_family(night, familie):
    answer = night.post(NYT, {"soeg": "bruun", "find": "1", "situation": "Begyndt at skrive"})
    assertContains(answer, "Grete og Poul Bruun")
    assertContains(answer, "Begyndt at skrive")
    assertNotContains(answer, "Der er problemer")


def test_unknown_caller_is_saved_and_linked_by_the_leader(
    night, client, familie, konsulent, teamleder
):
    night.post(NYT, typed("ukendt", opkalder_navn="En grædende kvinde", telefon="20 00 99 88"))
    opkald = Opkald.objects.get()
    assert opkald.plejefamilie is None
    assert opkald.opfoelgning.ansvarlig == teamleder

    client.force_login(teamleder)
    page = reverse("akuttelefon:opkald_link", args=[opkald.pk])
    assertContains(client.get(page), "En grædende kvinde")
    assertContains(client.post(page, {"find": "1", "soeg": "bruun"}), "Grete og Poul Bruun")
    answer = client.post(page, {"familie": familie.pk}, follow=True)
    assertContains(answer, "Familien er sat på opkaldet. Lars Holt får besked")
    opkald.opfoelgning.refresh_from_db()
    assert opkald.opfoelgning.ansvarlig == konsulent


def test_second_to_close_is_told_and_keeps_her_text(
    at, client, akutvagt, familie, konsulent, teamleder
):
    at("2026-12-24 19:55")
    opkald = log_opkald(by=akutvagt, plejefamilie=familie)
    close = reverse("akuttelefon:opfoelgning_complete", args=[opkald.opfoelgning.pk])
    at("2026-12-28 09:14")
    client.force_login(konsulent)
    client.post(close, {"notat": "Talte med Grete.", "resultat": "talt"})
    client.force_login(teamleder)
    answer = client.post(close, {"notat": "Jeg ringede også.", "resultat": "talt"})
    assert answer.status_code == 409
    assertContains(
        answer,
        "Lars har allerede lukket opgaven 28-12-2026 kl. 09.14. Din note er ikke tabt.",
        status_code=409,
    )
    assertContains(answer, "Jeg ringede også.", status_code=409)
    opkald.opfoelgning.refresh_from_db()
    assert opkald.opfoelgning.notat == "Talte med Grete."


def test_opening_a_call_is_logged_with_its_purpose(client, akutvagt, familie, konsulent):
    opkald = log_opkald(by=akutvagt, plejefamilie=familie)
    client.force_login(konsulent)
    client.get(opkald.get_absolute_url())
    line = AuditEvent.objects.get(event="opkald.laest")
    assert (line.bruger_id, line.formaal) == (konsulent.pk, "følger op på opkaldet")
    assert line.familie_id == familie.pk


def test_duty_desk_reads_colleagues_calls_of_the_last_day_only(
    at, client, akutvagt, familie, kommune
):
    at("2026-12-24 19:55")
    colleague = BrugerFactory(
        rolle="akutvagt", kommune=kommune, ansat_hos=InstitutionFactory(kommune=kommune)
    )
    opkald = log_opkald(by=colleague, plejefamilie=familie)
    at("2026-12-25 19:54")
    client.force_login(akutvagt)
    assert client.get(opkald.get_absolute_url()).status_code == 200
    at("2026-12-25 19:56")
    assert client.get(opkald.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_has_the_same_queries_for_one_row_and_three(
    rows, client, akutvagt, familie, konsulent, django_assert_num_queries
):
    for _ in range(rows):
        log_opkald(by=akutvagt, plejefamilie=familie)
    client.force_login(konsulent)
    client.get("/akuttelefon/")
    with django_assert_num_queries(9):
        answer = client.get("/akuttelefon/")
    assert len(answer.context["side"].rows) == rows


def test_list_goes_back_and_forth_without_losing_a_call(
    client, akutvagt, familie, konsulent, monkeypatch
):
    monkeypatch.setattr("akuttelefon.queries.liste.PAGE", 2)
    calls = [
        log_opkald(by=akutvagt, plejefamilie=familie, start=local(f"2026-01-0{day} 03:00")).pk
        for day in range(1, 6)
    ]
    client.force_login(konsulent)
    seen, url = [], "/akuttelefon/"
    for _ in range(3):
        answer = client.get(url)
        seen += [row.pk for row in answer.context["side"].rows]
        url = "/akuttelefon/" + (answer.context["naeste_url"] or "")
    assert seen == calls[::-1]
    assert answer.context["naeste_url"] == ""
    back = client.get("/akuttelefon/" + answer.context["forrige_url"])
    assert [row.pk for row in back.context["side"].rows] == [calls[2], calls[1]]
    for token in ("x", "1-", "9" * 30 + "-1", "-", "1-1-1"):
        assert client.get("/akuttelefon/", {"efter": token}).status_code == 200


def test_child_of_the_family_is_offered_by_first_name(night, familie):
    BarnFactory(kommune=familie.kommune, plejefamilie=familie, navn="Elias Hemmelig")
    answer = night.post(NYT, typed(familie, alvor=""))
    assertContains(answer, "Elias, ")
    assertNotContains(answer, "Hemmelig")
