"""The page of implementation: questions, statuses, obstacles, people, the report (L1–L12)."""

import datetime
import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions, pligter
from plejefamilier.implementering import FORAELDRE, SAMARBEJDE, SKABELONER, punkt_of
from plejefamilier.models import (
    Implementeringsperson,
    Implementeringspunkt,
    Implementeringssag,
    Implementeringsstatus,
    Sparringskontakt,
)
from plejefamilier.queries import implementering as queries
from plejefamilier.tasks import remind_status
from plejefamilier.views import implementering as views
from tests.factories import BrugerFactory, KommuneFactory, LukkedagFactory, TeamFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Projekt")


@pytest.fixture
def pia(client, projektleder):
    client.force_login(projektleder)
    return client


def save(by, kommune, **changes):
    asked = {
        "skabelon": "samarbejde",
        "kode": "dele",
        "version": 1,
        "status": "i_gang",
        "ansvarlig": None,
        "dato": None,
        "svar": "",
    } | changes
    return actions.save_punkt(by=by, kommune=kommune, **asked)


def status(by, kommune, **changes):
    asked = {"skabelon": "samarbejde", "tekst": "Det går fremad."} | changes
    return actions.write_status(by=by, kommune=kommune, **asked)


def duties(slags, bruger, day=MONDAY):
    rows = pligter.kilder()[slags].raekker(bruger, day)
    return [] if rows is None else [*rows]


# --- the templates ----------------------------------------------------------------------------


def test_five_areas_and_twenty_three_questions():
    assert [len(area.punkter) for area in SAMARBEJDE] == [5, 4, 7, 4, 3]
    assert [area.kilde for area in SAMARBEJDE] == ["L2", "L3", "L4", "L5", "L6"]


def test_the_parent_effort_asks_for_structure_introduction_group_and_training():
    assert {area.kilde for area in FORAELDRE} == {"L11", "L12"}
    for kode in ("moeder", "introduktion", "faggrupper", "loeft"):
        assert punkt_of("foraeldre", kode)


@pytest.mark.parametrize("skabelon", SKABELONER)
def test_every_question_has_its_own_code_and_is_a_question(skabelon):
    punkter = [punkt for area in SKABELONER[skabelon] for punkt in area.punkter]
    assert len({punkt.kode for punkt in punkter}) == len(punkter)
    assert all(punkt.spoergsmaal.endswith("?") for punkt in punkter)
    assert all(punkt.kode.isascii() and len(punkt.kode) <= 30 for punkt in punkter)


# --- answers ----------------------------------------------------------------------------------


class TestAnswers:
    def test_owner_status_date_and_answer(self, projektleder, konsulent, kommune):
        row = save(
            projektleder,
            kommune,
            status="afklaret",
            ansvarlig=konsulent,
            dato=MONDAY,
            svar="Familieplejen og to institutioner",
        )
        assert (row.status, row.ansvarlig, row.version) == ("afklaret", konsulent, 2)
        event = AuditEvent.objects.get(event="implementeringspunkt.aendret")
        assert {*event.data["felter"]} == {"status", "ansvarlig", "dato", "svar"}

    def test_settled_without_an_answer_is_refused(self, projektleder, kommune):
        with pytest.raises(ValidationError) as refused:
            save(projektleder, kommune, status="afklaret", svar=" ")
        assert refused.value.error_dict["svar"][0].code == "svar"
        save(projektleder, kommune, status="ikke_relevant")

    def test_a_question_that_does_not_exist_is_refused(self, projektleder, kommune):
        with pytest.raises(ValidationError) as refused:
            save(projektleder, kommune, kode="findes-ikke")
        assert refused.value.code == "ukendt"

    def test_the_second_of_two_is_shown_both_texts(self, pia, projektleder, kommune):
        page = url("punkt_update", "samarbejde", "dele")
        data = {"version": 1, "status": "i_gang", "svar": "Mit svar", "ansvarlig": "", "dato": ""}
        save(projektleder, kommune, svar="Kollegaens svar")
        answer = pia.post(page, data)
        words = answer.content.decode()
        assert answer.status_code == 409
        assert "Mit svar" in words
        assert "Kollegaens svar" in words
        assert Implementeringspunkt.objects.get().svar == "Kollegaens svar"
        again = pia.post(page, data | {"version": answer.context["form"]["version"].value()})
        assert again.status_code == 302
        assert Implementeringspunkt.objects.get().svar == "Mit svar"

    def test_in_its_place_by_htmx_and_without(self, pia):
        page = url("punkt_update", "samarbejde", "driver")
        htmx = {"headers": {"HX-Request": "true"}}
        form = pia.get(page, **htmx).content.decode()
        assert form.lstrip().startswith("<li")
        data = {"version": 1, "status": "i_gang", "svar": "Lederen", "ansvarlig": "", "dato": ""}
        saved = pia.post(page, data, **htmx).content.decode()
        assert "Gemt" in saved
        assert "Lederen" in saved
        stale = pia.post(page, data | {"svar": "Andet"}, **htmx)
        assert stale.status_code == 409
        assert "Andet" in stale.content.decode()
        undone = pia.get(page, {"fortryd": "1"}, **htmx).content.decode()
        assert "<form" not in undone
        done = pia.post(page, data | {"version": 2, "svar": "Byrådet"})
        assert done.url.endswith("?skabelon=samarbejde#samarbejde-driver")

    def test_each_municipality_has_its_own(self, projektleder, kommune, pia):
        save(None, KommuneFactory(), svar="Fremmed svar")
        assert "Fremmed svar" not in pia.get(url("implementering")).content.decode()
        save(projektleder, kommune, svar="Eget svar")
        assert Implementeringspunkt.objects.count() == 2


# --- the page ---------------------------------------------------------------------------------


class TestPage:
    def test_progress_by_area(self, pia, projektleder, kommune):
        save(projektleder, kommune, status="afklaret", svar="Ja")
        save(projektleder, kommune, kode="driver", status="ikke_relevant")
        save(projektleder, kommune, kode="drift")
        response = pia.get(url("implementering"))
        first = response.context["afsnit"][0]
        assert (first.afklaret, first.i_gang, first.antal) == (2, 1, 5)
        page = response.content.decode()
        assert 'aria-label="Forankring: 2 af 5 afklaret"' in page
        assert "2 af 23 spørgsmål er afklaret" in page

    def test_a_konsulent_reads_and_does_not_edit(self, client, konsulent):
        client.force_login(konsulent)
        page = client.get(url("implementering")).content.decode()
        assert "Ret svaret" not in page
        assert client.get(url("punkt_update", "samarbejde", "dele")).status_code == 404

    def test_its_owner_answers_what_stands_on_her_day(self, client, projektleder, konsulent):
        today = timezone.localdate()
        save(projektleder, konsulent.kommune, ansvarlig=konsulent, dato=today)
        client.force_login(konsulent)
        (row,) = pligter.of_bruger(konsulent, today, limit=5)
        assert client.get(queries.punkt_ord(row, today).url).status_code == 200
        assert client.get(url("punkt_update", "samarbejde", "driver")).status_code == 404

    def test_institution_staff_are_not_shown_it(self, client, kommune, brohus):
        client.force_login(
            BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)
        )
        assert client.get(url("implementering")).status_code == 403

    def test_the_gate_before_the_first_parents(self, pia, projektleder, kommune):
        parents = {"skabelon": "foraeldre"}
        warning = "Ikke klar til at begynde"
        assert warning in pia.get(url("implementering"), parents).content.decode()
        assert warning not in pia.get(url("implementering")).content.decode()
        save(
            projektleder,
            kommune,
            skabelon="foraeldre",
            kode="loeft",
            status="afklaret",
            svar="Alle otte har været på kursus",
        )
        assert warning not in pia.get(url("implementering"), parents).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_number_of_queries(
        self, rows, pia, projektleder, kommune, django_assert_max_num_queries
    ):
        for number in range(rows):
            punkt = SAMARBEJDE[0].punkter[number]
            save(projektleder, kommune, kode=punkt.kode, ansvarlig=projektleder)
            status(projektleder, kommune, dato=MONDAY - number * DAY)
            actions.raise_sag(
                by=projektleder,
                kommune=kommune,
                tekst="Lokaler",
                ansvarlig=projektleder,
                frist=MONDAY,
            )
            actions.add_sparring(by=None, kommune=kommune, hvem="X", kontakt="Y", om="Z")
            actions.add_person(by=None, kommune=kommune, rolle="gruppe", bruger=projektleder)
        pia.get(url("implementering"))
        with django_assert_max_num_queries(11):
            pia.get(url("implementering"))

    def test_unknown_words_in_the_address(self, pia):
        assert pia.get(url("implementering"), {"skabelon": "x"}).status_code == 200
        assert pia.get(url("punkt_update", "x", "dele")).status_code == 404
        assert pia.get(url("punkt_update", "samarbejde", "x")).status_code == 404
        assert pia.get(url("implementering_pdf"), {"skabelon": "x"}).status_code == 404
        assert pia.get(url("implementeringsstatus_create", "x")).status_code == 404


# --- the quarterly status ---------------------------------------------------------------------


class TestStatus:
    def test_every_third_month_from_the_first(self, at, projektleder, kommune):
        first = status(projektleder, kommune)
        assert first.naeste == datetime.date(2027, 2, 23)
        at("2027-03-01 10:00")  # six days late: the rhythm does not move
        second = status(projektleder, kommune)
        assert second.naeste == datetime.date(2027, 5, 24)  # 23 May 2027 is a Sunday
        at("2027-05-20 10:00")  # early: the same rhythm
        assert status(projektleder, kommune).naeste == datetime.date(2027, 5, 24)

    def test_a_first_one_on_a_sunday_is_its_own_day(self, at, projektleder, kommune):
        at("2026-11-22 10:00")
        assert status(projektleder, kommune).naeste == datetime.date(2027, 2, 22)

    def test_a_day_that_is_closed_rolls_forward(self, projektleder, kommune):
        LukkedagFactory(
            kommune=kommune, fra=datetime.date(2027, 2, 23), til=datetime.date(2027, 2, 26)
        )
        assert status(projektleder, kommune).naeste == datetime.date(2027, 3, 1)

    def test_the_numbers_of_the_day_stay_with_it(self, projektleder, kommune):
        save(projektleder, kommune, status="afklaret", svar="Ja")
        row = status(projektleder, kommune)
        save(projektleder, kommune, kode="driver", status="afklaret", svar="Ja")
        row.refresh_from_db()
        assert row.taelling == {
            "ikke_begyndt": 22,
            "i_gang": 0,
            "afklaret": 1,
            "ikke_relevant": 0,
        }

    def test_one_a_day(self, projektleder, kommune):
        status(projektleder, kommune)
        with pytest.raises(ValidationError, match="allerede skrevet en status"):
            status(projektleder, kommune)
        status(projektleder, kommune, skabelon="foraeldre")

    def test_the_duty_stands_two_weeks_before_with_the_project_leader(
        self, projektleder, teamleder, kommune
    ):
        row = status(projektleder, kommune)
        day = row.naeste - 14 * DAY
        assert duties("implementeringsstatus", projektleder, day - DAY) == []
        assert len(duties("implementeringsstatus", projektleder, day)) == 1
        assert duties("implementeringsstatus", teamleder, day) == []
        (found,) = [
            r
            for r in pligter.of_bruger(projektleder, day, limit=9)
            if r.slags == "implementeringsstatus"
        ]
        ord_ = pligter.kilder()["implementeringsstatus"].vis(found, day)
        assert ord_.titel == "Skriv status: Samarbejde om plejefamilier"
        assert ord_.url == url("implementeringsstatus_create", "samarbejde")

    def test_a_new_status_ends_the_duty_of_the_old(self, at, projektleder, kommune):
        row = status(projektleder, kommune)
        at("2027-02-20 10:00")
        new = status(projektleder, kommune)
        assert new.naeste == row.naeste  # still due: the twentieth was early
        at("2027-02-23 10:00")
        status(projektleder, kommune)
        assert duties("implementeringsstatus", projektleder, datetime.date(2027, 2, 23)) == []

    def test_the_municipality_s_own_rhythm(self, administrator, projektleder, kommune):
        regler.set_value(
            by=administrator,
            kommune=kommune,
            key="plejefamilier.status_maaneder",
            vaerdi="1",
            fra=MONDAY,
            begrundelse="Prøve",
        )
        assert status(projektleder, kommune).naeste == datetime.date(2026, 12, 23)

    def test_the_reminder_comes_once_at_eight(self, at, projektleder, kommune):
        status(projektleder, kommune)  # next 23 Feb 2027, a Tuesday
        at("2027-02-09 07:59")
        remind_status()
        assert not Besked.objects.exists()
        at("2027-02-09 08:00")
        remind_status()
        remind_status()
        besked = Besked.objects.get()
        assert besked.to == projektleder
        at("2027-02-22 09:00")
        status(projektleder, kommune)
        besked.refresh_from_db()
        assert besked.cancelled_at or besked.read_at

    def test_from_the_page(self, pia, kommune):
        done = pia.post(
            url("implementeringsstatus_create", "samarbejde"), {"tekst": "Godt i gang"}, follow=True
        )
        assert "Den næste skrives senest tirsdag 23. februar 2027" in done.content.decode()
        assert Implementeringsstatus.objects.get().kommune == kommune


# --- owners and obstacles ---------------------------------------------------------------------


class TestOwners:
    def test_a_question_stands_with_its_owner_before_its_day(
        self, projektleder, konsulent, kollega, kommune
    ):
        save(projektleder, kommune, ansvarlig=konsulent, dato=MONDAY + 20 * DAY)
        assert duties("implementering", konsulent) == []
        assert len(duties("implementering", konsulent, MONDAY + 6 * DAY)) == 1
        assert duties("implementering", kollega, MONDAY + 6 * DAY) == []
        (found,) = pligter.of_bruger(konsulent, MONDAY + 6 * DAY, limit=9)
        ord_ = pligter.kilder()["implementering"].vis(found, MONDAY)
        assert ord_.titel == "Hvilke dele af kommunen skal være med?"
        save(projektleder, kommune, version=2, ansvarlig=konsulent, status="ikke_relevant")
        assert duties("implementering", konsulent, MONDAY + 60 * DAY) == []

    def test_an_obstacle_has_an_owner_and_is_solved_with_words(
        self, client, projektleder, konsulent, kollega, kommune
    ):
        row = actions.raise_sag(
            by=projektleder,
            kommune=kommune,
            tekst="Der mangler et lokale",
            ansvarlig=konsulent,
            frist=MONDAY + DAY,
        )
        assert Besked.objects.get().to == konsulent
        assert len(duties("implementeringssag", konsulent)) == 1
        client.force_login(kollega)
        assert client.get(url("implementeringssag_solve", row.pk)).status_code == 404
        client.force_login(konsulent)
        page = url("implementeringssag_solve", row.pk)
        assert client.post(page, {"loesning": ""}).status_code == 200
        assert client.post(page, {"loesning": "Vi låner biblioteket"}).status_code == 302
        assert duties("implementeringssag", konsulent) == []
        assert client.get(page).status_code == 404
        with pytest.raises(ValidationError) as refused:
            actions.solve_sag(by=konsulent, sag=row, loesning="Igen")
        assert refused.value.code == "loest"

    def test_an_obstacle_s_day_cannot_have_passed(self, projektleder, kommune):
        with pytest.raises(ValidationError) as refused:
            actions.raise_sag(
                by=projektleder,
                kommune=kommune,
                tekst="Lokaler",
                ansvarlig=projektleder,
                frist=MONDAY - DAY,
            )
        assert refused.value.error_dict["frist"][0].code == "frist"

    def test_another_municipality_s_obstacle_is_not_there(self, client, konsulent):
        away = TeamFactory(kommune=KommuneFactory())
        leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=away)
        row = actions.raise_sag(
            by=leder, kommune=away.kommune, tekst="Fremmed", ansvarlig=leder, frist=MONDAY
        )
        client.force_login(konsulent)
        assert client.get(url("implementeringssag_solve", row.pk)).status_code == 404
        assert Implementeringssag.objects.visible_to(konsulent).count() == 0


# --- people and sparring ----------------------------------------------------------------------


class TestPeople:
    def test_the_project_leader_s_places_and_the_group(self, pia, konsulent):
        pia.post(
            url("person_create"),
            {"rolle": "projektleder", "bruger": konsulent.pk, "til_stede": "Brohus mandag"},
        )
        pia.post(url("person_create"), {"rolle": "gruppe", "navn": "Lise Lærer", "fag": "Skole"})
        page = pia.get(url("implementering")).content.decode()
        assert "Projektleder · Brohus mandag" in page
        assert "Lise Lærer" in page
        row = Implementeringsperson.objects.get(rolle="gruppe")
        pia.post(url("person_end", row.pk), {"til": "22-11-2026"})
        row.refresh_from_db()
        assert row.til is None  # before her first day
        pia.post(url("person_end", row.pk), {"til": "23-11-2026"})
        row.refresh_from_db()
        assert row.til == MONDAY

    def test_nobody_is_refused(self, pia):
        page = pia.post(url("person_create"), {"rolle": "gruppe"}).content.decode()
        assert "Vælg en person, eller skriv et navn." in page

    def test_experienced_municipalities(self, pia):
        pia.post(
            url("sparring_create"),
            {"hvem": "Østerby", "kontakt": "Koordinator, 12 34 56 78", "om": "Opstart af grupper"},
        )
        assert "Østerby" in pia.get(url("implementering")).content.decode()
        row = Sparringskontakt.objects.get()
        pia.post(url("sparring_retire", row.pk))
        pia.post(url("sparring_retire", row.pk))
        assert "Østerby" not in pia.get(url("implementering")).content.decode()
        assert AuditEvent.objects.filter(event="sparringskontakt.fjernet").count() == 1


# --- the report -------------------------------------------------------------------------------


@pytest.fixture
def paper(monkeypatch):
    """The words of the document instead of its PDF."""

    def words(template, context, **about):
        return render_to_string(template, context | about).encode()

    monkeypatch.setattr(views, "render_pdf", words)


def told(projektleder, konsulent, kommune):
    save(projektleder, kommune, status="afklaret", svar="Familieplejen og to institutioner")
    save(projektleder, kommune, kode="driver", ansvarlig=konsulent, dato=MONDAY - DAY)
    status(projektleder, kommune, tekst="Vi er kommet godt fra start.")
    actions.raise_sag(
        by=projektleder,
        kommune=kommune,
        tekst="Der mangler et lokale",
        ansvarlig=konsulent,
        frist=MONDAY,
    )


def test_the_leadership_reads_how_far_it_is(paper, pia, projektleder, konsulent, kommune):
    told(projektleder, konsulent, kommune)
    text = pia.get(url("implementering_pdf")).content.decode()
    for words in (
        "1 af 23 spørgsmål er afklaret pr. 23. november 2026",
        "Vi er kommet godt fra start.",
        "Familieplejen og to institutioner",
        "Der mangler et lokale",
        "over fristen",
        "Lars Holt",
    ):
        assert words in text
    assert AuditEvent.objects.filter(event="implementeringsstatus.hentet").count() == 1


READERS = {  # who reads it: what it says to them, and what it does not
    "byraadet": (
        ["Orientering til byrådet", "1 af 23", "Vi er kommet godt fra start.", "løse 1 hindring."],
        ["Lars Holt", "Der mangler et lokale", "Familieplejen og to institutioner"],
    ),
    "medarbejderne": (
        ["Familieplejen og to institutioner", "Hvem driver", "Lars Holt", "Der mangler et lokale"],
        ["Vi er kommet godt fra start."],
    ),
    "familierne": (
        ["Weekendophold", "Spørg din konsulent", "Sig det til jeres familieplejekonsulent"],
        ["Lars Holt", "Der mangler et lokale", "Vi er kommet godt fra start.", "af 23"],
    ),
}


@pytest.mark.parametrize("til", READERS)
def test_each_reader_gets_the_same_facts_in_a_report_of_her_own(
    paper, pia, projektleder, konsulent, kommune, til
):
    told(projektleder, konsulent, kommune)
    actions.create_tilbud(
        by=projektleder,
        kommune=kommune,
        navn="Weekendophold",
        tema="fleksibel",
        aflastning=True,
        leverandoer=kommune,
        beskrivelse="",
        saadan="Spørg din konsulent",
        fra=MONDAY,
    )
    text = pia.get(url("implementering_pdf"), {"til": til}).content.decode()
    says, hides = READERS[til]
    assert [words for words in says if words not in text] == []
    assert [words for words in hides if words in text] == []
    assert AuditEvent.objects.get(event="implementeringsstatus.hentet").data["til"] == til


def test_a_report_for_nobody_is_not_there(pia):
    assert pia.get(url("implementering_pdf"), {"til": "pressen"}).status_code == 404
    foraeldre = {"skabelon": "foraeldre", "til": "familierne"}
    assert pia.get(url("implementering_pdf"), foraeldre).status_code == 404


def test_it_is_a_tagged_document(pia, projektleder, konsulent, kommune):
    told(projektleder, konsulent, kommune)
    response = pia.get(url("implementering_pdf"))
    assert response["Content-Type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(response.content))
    assert str(pdf.Root.Lang).startswith("da")
    assert len(pdf.pages) <= 4
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_report_of_another_municipality_holds_nothing_of_this_one(
    paper, client, projektleder, kommune
):
    save(projektleder, kommune, status="afklaret", svar="Kun for Vestersund")
    client.force_login(BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=KommuneFactory()))
    text = client.get(url("implementering_pdf")).content.decode()
    assert "Kun for Vestersund" not in text
    assert "0 af 23" in text
