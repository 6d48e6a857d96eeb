"""The pages of notes: written from a family, a child or a circle; templates; the report."""

import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from faelles.models import AuditEvent
from plejefamilier import actions
from plejefamilier.models import Aftale, Kontakt, Notatskabelon
from plejefamilier.pligter import of_bruger
from plejefamilier.queries import kontaktrapport
from tests.conftest import local
from tests.factories import BarnFactory, PlejefamilieFactory
from tests.plejefamilier.test_kontakt import log, medarbejder, noah, plads

__all__ = ["medarbejder", "noah", "plads"]
LISTE = "/plejefamilier/notater/"


@pytest.fixture(autouse=True)
def _december(at, db):
    at("2026-12-01 10:30")


def typed(**changes):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "slags": "telefon",
        "dato": "01-12-2026",
        "klokken": "10.15",
        "tekst": "Ringede om aftenerne.",
        **changes,
    }


def test_a_konsulent_writes_from_the_familys_page(client, konsulent, familie):
    client.force_login(konsulent)
    assertContains(client.get(f"/plejefamilier/{familie.pk}/"), "Skriv notat")
    form = client.get(f"/plejefamilier/{familie.pk}/notat/")
    assertContains(form, 'value="10.30"')
    assertContains(form, 'value="01-12-2026"')
    sent = typed(naeste_skridt="Ring igen", frist="08-12-2026", ansvarlig=str(konsulent.pk))
    answer = client.post(f"/plejefamilier/{familie.pk}/notat/", sent, follow=True)
    assertContains(answer, "Notatet er gemt. Næste skridt står på Min dag.")
    assertContains(answer, "Ringede om aftenerne.")
    kontakt = Kontakt.objects.get()
    assert kontakt.tidspunkt == local("2026-12-01 10:15")
    assert Aftale.objects.get().tekst == "Ring igen"
    # the same form pressed again is the same note
    client.post(f"/plejefamilier/{familie.pk}/notat/", sent)
    assert Kontakt.objects.count() == 1


def test_about_a_child_of_the_home_and_about_several_families(
    client, konsulent, familie, team, noah
):
    anden = PlejefamilieFactory(team=team, konsulent=konsulent)
    fremmed = PlejefamilieFactory(team=team)
    client.force_login(konsulent)
    address = f"/plejefamilier/{familie.pk}/notat/"
    client.post(address, typed(om=str(noah.pk)))
    assert Kontakt.objects.get().barn == noah
    page = client.post(address, typed(om=str(noah.pk), flere=[str(anden.pk)]))
    assertContains(page, "kan ikke også handle om andre familier")
    page = client.post(address, typed(om="familie", flere=[str(fremmed.pk)]))
    assert Kontakt.objects.count() == 1
    client.post(address, typed(om="familie", flere=[str(anden.pk)]))
    newest = Kontakt.objects.exclude(barn=noah).get()
    assert {row.plejefamilie for row in newest.kontaktfamilier.all()} == {familie, anden}


def test_somebody_in_the_circle_writes_and_closes_it_but_sees_no_record(
    client, medarbejder, plads, familie, noah
):
    client.force_login(medarbejder)
    address = f"/plejefamilier/samarbejde/plads/{plads.pk}/notat/"
    form = client.get(address)
    assertContains(form, "Luk notatet for familiens konsulent")
    assertNotContains(form, "Bruun")
    client.post(address, typed(lukket="on"))
    kontakt = Kontakt.objects.get()
    assert (kontakt.lukket, kontakt.barn) == (True, noah)
    page = client.get(f"{LISTE}{kontakt.pk}/")
    assertContains(page, "Ringede om aftenerne.")
    assertNotContains(page, "Bruun")
    for other in (f"/plejefamilier/{familie.pk}/notat/", f"/plejefamilier/boern/{noah.pk}/notat/"):
        assert client.get(other).status_code == 404


def test_a_place_that_is_over_or_somebody_elses_writes_nothing(client, medarbejder, kollega, plads):
    client.force_login(kollega)
    assert client.get(f"/plejefamilier/samarbejde/plads/{plads.pk}/notat/").status_code == 404
    type(plads).objects.update(til="2026-11-30")
    client.force_login(medarbejder)
    assert client.get(f"/plejefamilier/samarbejde/plads/{plads.pk}/notat/").status_code == 404


def test_a_template_fills_in_below_what_is_typed(client, konsulent, teamleder, familie, kommune):
    skabelon = actions.create_notatskabelon(
        by=teamleder, kommune=kommune, navn="Besøg", slags="vejledning", tekst="Hvad fylder?",
        faelles=True,
    )  # fmt: skip
    client.force_login(konsulent)
    address = f"/plejefamilier/{familie.pk}/notat/"
    assertContains(client.get(address), "Besøg")
    for _ in range(2):
        page = client.post(
            address, typed(slags="", tekst="Først dette.", skabelon=str(skabelon.pk))
        )
        assertContains(page, "Først dette.\n\nHvad fylder?", count=1)
        assertContains(page, 'value="vejledning" id="id_slags_0" checked')
    assert not Kontakt.objects.exists()


def test_own_templates_are_ones_own_and_the_municipalitys_the_leaders(
    client, konsulent, kollega, teamleder, kommune
):
    client.force_login(konsulent)
    new = {"navn": "Mit opkald", "slags": "telefon", "tekst": "Ringede om:", "faelles": "on"}
    client.post("/plejefamilier/notater/skabeloner/ny/", new)
    own = Notatskabelon.objects.get()
    assert own.bruger == konsulent, "a konsulent makes none for everybody"
    client.force_login(teamleder)
    client.post("/plejefamilier/notater/skabeloner/ny/", {**new, "navn": "Besøg"})
    faelles = Notatskabelon.objects.get(bruger=None)
    client.force_login(kollega)
    page = client.get("/plejefamilier/notater/skabeloner/")
    assertContains(page, "Besøg")
    assertNotContains(page, "Mit opkald")
    for row in (own, faelles):
        assert client.get(f"/plejefamilier/notater/skabeloner/{row.pk}/").status_code == 404
        removed = client.post(f"/plejefamilier/notater/skabeloner/{row.pk}/fjern/")
        assert removed.status_code == 404


def test_share_withdraw_and_correct_on_the_page(client, konsulent, medarbejder, noah, plads):
    kontakt = log(konsulent, barn=noah)
    client.force_login(konsulent)
    page = f"{LISTE}{kontakt.pk}/"
    client.post(f"{page}del/", {"modtager": f"rolle-{plads.pk}"})
    client.post(f"{page}ret/", {"tekst": "Det var i går.", "idempotency_key": str(uuid.uuid4())})
    client.force_login(medarbejder)
    shown = client.get(page)
    assertContains(shown, "Det var i går.")
    assertNotContains(shown, "Hvem kan læse det?")
    assert client.post(f"{page}ret/", {"tekst": "Nej"}).status_code == 404
    assert client.post(f"{page}del/", {}).status_code == 404
    deling = kontakt.delinger.get()
    away = f"{LISTE}deling/{deling.pk}/fjern/"
    assert client.post(away).status_code == 404
    client.force_login(konsulent)
    client.post(away)
    client.force_login(medarbejder)
    assert client.get(page).status_code == 404
    assert AuditEvent.objects.filter(event="kontakt.laest", bruger_id=medarbejder.pk).count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    client, django_assert_max_num_queries, konsulent, familie, team, number
):
    for _ in range(number):
        log(konsulent, familier=[familie, PlejefamilieFactory(team=team, konsulent=konsulent)])
    client.force_login(konsulent)
    client.get(LISTE)
    with django_assert_max_num_queries(12) as found:
        client.get(LISTE)
    COUNTS.setdefault("list", len(found))
    assert len(found) == COUNTS["list"]


COUNTS = {}


def test_the_page_of_a_note_stays_within_its_queries(
    client, django_assert_max_num_queries, konsulent, noah, plads
):
    kontakt = log(konsulent, barn=noah, del_med=[plads])
    client.force_login(konsulent)
    client.get(f"{LISTE}{kontakt.pk}/")
    with django_assert_max_num_queries(12):
        client.get(f"{LISTE}{kontakt.pk}/")


class TestRapport:
    def test_contacts_per_quarter_and_who_has_waited(self, konsulent, team, familie):
        venter, uden = (PlejefamilieFactory(team=team, konsulent=konsulent) for _ in range(2))
        for _ in range(3):
            log(konsulent, familier=[familie])
        log(konsulent, familier=[venter], tidspunkt=local("2026-08-01 10:00"))
        log(konsulent, familier=[uden], slags="sparring")
        found = {row.pk: row for row in kontaktrapport.rapport(konsulent).linjer}
        assert found[familie.pk].kvartaler == [0, 0, 0, 3]
        assert found[familie.pk].afviger == kontaktrapport.HOEJ
        assert found[venter.pk].kvartaler == [0, 0, 1, 0]
        assert found[venter.pk].dage == 122
        assert (found[uden.pk].i_alt, found[uden.pk].sidst) == (0, None)

    def test_closed_notes_and_those_of_the_institution_count_nowhere(
        self, konsulent, familie, medarbejder, noah, plads
    ):
        log(medarbejder, barn=noah, lukket=True)
        log(medarbejder, barn=noah)
        (linje,) = kontaktrapport.rapport(konsulent).linjer
        assert linje.i_alt == 0

    def test_sparring_is_counted_by_month(self, konsulent, familie, medarbejder, plads, noah):
        log(konsulent, familier=[familie], slags="sparring")
        log(medarbejder, barn=noah, slags="sparring", tidspunkt=local("2026-11-30 23:30"))
        log(medarbejder, barn=noah, slags="sparring", lukket=True)
        assert kontaktrapport.rapport(konsulent).sparring[-2:] == [
            ("november 2026", 1),
            ("december 2026", 1),
        ]

    def test_the_duty_stands_there_in_time_and_goes_with_a_note(self, at, konsulent, familie):
        def frister():
            dag = timezone.localdate()
            rows = of_bruger(konsulent, dag, limit=20)
            return [row.frist for row in rows if row.slags == "kontakt"]

        assert frister() == [], "nobody knows how long it is before the first note"
        log(konsulent, familier=[familie])
        assert frister() == []
        at("2027-02-23 09:00")
        assert frister() == [local("2026-12-01 00:00").date() + timedelta(days=90)]
        log(konsulent, familier=[familie], tidspunkt=timezone.now())
        assert frister() == []

    def test_others_families_are_not_in_the_page_nor_in_the_workbook(
        self, client, konsulent, familie, team, kollega
    ):
        PlejefamilieFactory(team=team, konsulent=kollega, navn="Åkjær, Ida")
        log(konsulent, familier=[familie])
        client.force_login(konsulent)
        page = client.get("/plejefamilier/kontakt/")
        assertContains(page, "Grete og Poul Bruun")
        assertNotContains(page, "Åkjær")
        answer = client.get("/plejefamilier/kontakt/excel/")
        assert answer["Content-Type"].startswith("application/vnd.openxml")
        book = load_workbook(io.BytesIO(answer.content))
        cells = str([[*sheet.values] for sheet in book])
        assert "Bruun" in cells
        assert "Åkjær" not in cells
        assert AuditEvent.objects.filter(event="kontaktrapport.hentet").count() == 1

    @pytest.mark.parametrize("number", [1, 3])
    def test_as_many_queries_for_one_family_as_for_three(
        self, django_assert_max_num_queries, konsulent, team, number
    ):
        for _ in range(number):
            log(konsulent, familier=[PlejefamilieFactory(team=team, konsulent=konsulent)])
        assert konsulent.kommune
        with django_assert_max_num_queries(8) as found:
            kontaktrapport.rapport(konsulent)
        COUNTS.setdefault("rapport", len(found))
        assert len(found) == COUNTS["rapport"]


def test_hostile_words_of_the_address_break_no_page(client, konsulent, familie):
    client.force_login(konsulent)
    for query in ("vis=x", "efter=1", "efter=" + "9" * 40, "vis=delt&foer=nej"):
        assert client.get(f"{LISTE}?{query}").status_code == 200
    for query in ("kladde=²", "kladde=" + "9" * 40, "kladde=x"):
        assert client.get(f"/plejefamilier/{familie.pk}/notat/?{query}").status_code == 200
    page = client.post(f"/plejefamilier/{familie.pk}/notat/", typed(tekst="\0", skabelon="²"))
    assert page.status_code == 200


def test_a_child_of_another_home_is_not_offered(client, konsulent, familie, kommune, noah):
    BarnFactory(kommune=kommune, navn="Liva Prøvesen")
    client.force_login(konsulent)
    form = client.get(f"/plejefamilier/{familie.pk}/notat/")
    assertContains(form, "Noah")
    assertNotContains(form, "Liva")
