"""Drafts of long forms: what is typed is never lost, never overwritten and nobody else's."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from pytest_django.asserts import assertContains, assertNotContains

from faelles import kladder
from faelles.actions import kladde as actions
from faelles.actions.kladde import DELT, FORM, GEMT, TOM
from faelles.models import AuditEvent, Kladde
from plejefamilier.models import Kontakt

HTMX = {"HX-Request": "true"}
GEM = "/kladder/notat/gem/"
TEXT = "Grete ringede om aftenerne, som stadig er svære."

pytestmark = pytest.mark.django_db


@pytest.fixture
def noegle():
    return uuid.uuid4()


@pytest.fixture
def fane():
    return uuid.uuid4()


@pytest.fixture
def address(familie):
    return f"/plejefamilier/{familie.pk}/notat/"


@pytest.fixture
def gem(konsulent, noegle, fane, address):
    """One save, as the page does it while somebody types."""

    def save(text=TEXT, *, nr=1, fane=fane, by=konsulent, noegle=noegle, **felter):
        return actions.save_kladde(
            by=by,
            formular=kladder.formular("notat"),
            noegle=noegle,
            fane=fane,
            nr=nr,
            url=address,
            felter={"tekst": text, "dato": "24-12-2026", "klokken": "19.10", **felter},
        )

    return save


def open_kladder(bruger):
    """What the pages offer her, the newest first."""
    return [kladder.shown(row) for row in kladder.open_for(bruger).newest_first()]


def typed(noegle, fane, address, **changes):
    return {
        "idempotency_key": str(noegle),
        "fane": str(fane),
        "nr": "1",
        "kladde_side": address,
        "tekst": TEXT,
        "dato": "24-12-2026",
        "klokken": "19.10",
        **changes,
    }


class TestSaving:
    def test_a_reload_of_the_page_finds_every_word(
        self, at, client, konsulent, noegle, fane, address
    ):
        at("2026-12-24 19:15")
        client.force_login(konsulent)
        sent = typed(noegle, fane, address, slags="telefon", frist="snart", hvem="Grete æøå")
        assertContains(client.post(GEM, sent, headers=HTMX), "Kladden er gemt kl. 19.15")
        page = client.get(address)
        for text in (TEXT, "snart", "Grete æøå", "påbegyndt kl. 19.15", str(noegle)):
            assertContains(page, text)
        assertContains(page, 'value="telefon" id="id_slags_2" checked')
        assertNotContains(client.get(f"{address}?ny=1"), f">\n{TEXT}</textarea>")
        assertContains(client.get(f"{address}?ny=1"), "Skriv videre på notat fra kl. 19.15")

    def test_an_untouched_form_leaves_nothing(self, gem):
        assert gem("  ").slags == TOM
        assert not Kladde.objects.exists()

    def test_a_save_that_was_overtaken_changes_nothing(self, gem):
        gem("Nyere", nr=7)
        gem("Ældre", nr=6)
        assert Kladde.objects.get().felter["tekst"] == "Nyere"

    def test_another_tab_gets_a_draft_of_its_own(self, gem):
        gem("Første fane")
        other = uuid.uuid4()
        assert gem("Anden fane", fane=other).slags == DELT
        assert gem("Anden fane skrev mere", fane=other, nr=2).slags == DELT
        texts = {row.felter["tekst"] for row in Kladde.objects.open()}
        assert texts == {"Første fane", "Anden fane skrev mere"}

    def test_only_the_fields_of_the_form_at_an_address_of_the_form_are_kept(
        self, client, konsulent, noegle, fane, address
    ):
        client.force_login(konsulent)
        client.post(GEM, typed(noegle, fane, address, admin="ja", skabelon="7"), headers=HTMX)
        assert {*Kladde.objects.get().felter} == {"tekst", "dato", "klokken"}
        for side in ("https://ond.example/", "/regler/", "//ond.example", ""):
            answer = client.post(
                GEM, typed(uuid.uuid4(), fane, address, kladde_side=side), headers=HTMX
            )
            assertContains(answer, "Åbn siden igen")
        assert Kladde.objects.count() == 1

    def test_a_wiped_text_takes_the_draft_away_until_there_is_text_again(self, gem):
        gem()
        assert gem("", nr=2).slags == TOM
        assert not Kladde.objects.open().exists()
        assert gem("Igen", nr=3).slags == GEMT


class TestClosing:
    def test_the_note_takes_its_draft_with_it_and_a_late_save_brings_nothing_back(
        self, at, client, konsulent, noegle, fane, address, gem
    ):
        at("2026-12-24 19:30")
        gem()
        client.force_login(konsulent)
        client.post(address, typed(noegle, fane, address, nr="2", slags="telefon"))
        assert Kontakt.objects.get().tekst == TEXT
        row = Kladde.objects.get()
        assert (row.felter, open_kladder(konsulent)) == ({}, [])
        assert gem("For sent", nr=3).slags == FORM
        assert Kladde.objects.get().felter == {}

    def test_a_save_on_its_way_when_the_form_was_saved_at_once_comes_too_late(
        self, konsulent, noegle, gem
    ):
        actions.close_kladde(by=konsulent, noegle=noegle)
        assert gem().slags == FORM
        assert not Kladde.objects.open().exists()

    def test_what_another_tab_wrote_outlives_the_saved_form(self, konsulent, noegle, gem):
        gem("Første fane")
        gem("Anden fane", fane=uuid.uuid4())
        actions.close_kladde(by=konsulent, noegle=noegle)
        assert [row.uddrag for row in open_kladder(konsulent)] == ["Anden fane"]

    def test_a_note_that_is_refused_keeps_its_draft(
        self, at, client, konsulent, noegle, fane, address
    ):
        at("2026-12-24 19:15")
        client.force_login(konsulent)
        page = client.post(address, typed(noegle, fane, address, slags="", frist="31-02-2027"))
        assertContains(page, "Vælg, hvad det var.")
        assertContains(page, TEXT)
        assert Kladde.objects.open().get().felter["frist"] == "31-02-2027"


class TestWaiting:
    def test_delete_and_undo(self, client, konsulent, gem):
        row = gem().kladde
        client.force_login(konsulent)
        client.post(f"/kladder/{row.pk}/slet/")
        assert open_kladder(konsulent) == []
        assertContains(client.get(f"/kladder/{row.pk}/slet/"), "Kladden er slettet")
        client.post(f"/kladder/{row.pk}/hent/")
        assert [one.pk for one in open_kladder(konsulent)] == [row.pk]
        events = AuditEvent.objects.filter(event__startswith="kladde.").order_by("pk")
        assert [line.event for line in events] == [
            "kladde.paabegyndt",
            "kladde.slettet",
            "kladde.gendannet",
        ]
        assert not any(line.data for line in events)

    def test_nobody_else_reads_it(self, client, gem, teamleder, kollega):
        row = gem().kladde
        for other in (teamleder, kollega):
            client.force_login(other)
            for page in ("", "slet/"):
                assert client.get(f"/kladder/{row.pk}/{page}").status_code == 404
            assert client.post(f"/kladder/{row.pk}/hent/").status_code == 404
            assert open_kladder(other) == []

    def test_the_key_of_a_colleague_overwrites_nothing(self, gem, kollega):
        gem()
        assert gem("En andens", by=kollega).slags == DELT
        assert {row.felter["tekst"] for row in Kladde.objects.all()} == {TEXT, "En andens"}

    def test_whoever_may_no_longer_write_notes_saves_and_is_offered_none(
        self, client, revisor, konsulent, noegle, fane, address, gem
    ):
        client.force_login(revisor)
        answer = client.post(GEM, typed(noegle, fane, address), headers=HTMX)
        assertContains(answer, "Du kan ikke længere skrive her")
        assert not Kladde.objects.exists()
        assert AuditEvent.objects.filter(event="adgang.afvist").count() == 1
        gem()
        konsulent.roller.update(til="2020-02-01")
        assert open_kladder(type(konsulent).objects.get(pk=konsulent.pk)) == []

    def test_a_saved_form_is_not_brought_back(self, konsulent, noegle, gem):
        row = gem().kladde
        actions.close_kladde(by=konsulent, noegle=noegle)
        with pytest.raises(ValidationError) as error:
            actions.restore_kladde(by=konsulent, kladde=row)
        assert error.value.code == "gemt"

    @pytest.mark.parametrize("number", [1, 3])
    def test_one_query_whatever_their_number(
        self, django_assert_num_queries, konsulent, gem, number
    ):
        for _ in range(number):
            gem(noegle=uuid.uuid4())
        assert konsulent.aktive_roller
        with django_assert_num_queries(1):
            assert len(open_kladder(konsulent)) == number
