"""What is typed about a call is never lost: drafts on the server."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from akuttelefon import actions, tasks
from akuttelefon.actions.kladde import DELT, GEMT, OPKALD, TOM
from akuttelefon.models import Opkald, Opkaldskladde
from faelles.kladder import LONGEST_FELT
from faelles.models import AuditEvent, Besked
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory, log_opkald, on_duty
from tests.parallel import at_once

NYT, GEM = "/akuttelefon/opkald/nyt/", "/akuttelefon/opkald/nyt/kladde/"
HTMX = {"HX-Request": "true"}
TEXT = "Drengen har låst sig inde på badeværelset."


def save(by, noegle, fane, text=TEXT, *, nr=1, plejefamilie=None, **felter):
    """One save of a form, as the page does it while somebody types."""
    return actions.save_kladde(
        by=by,
        kommune=by.kommune,
        noegle=noegle,
        fane=fane,
        nr=nr,
        plejefamilie=plejefamilie,
        felter={
            "situation": text,
            "dato": "24-12-2026",
            "starttid": "19.10",
            **({"familie": str(plejefamilie.pk)} if plejefamilie else {}),
            **felter,
        },
    )


@pytest.fixture
def noegle():
    return uuid.uuid4()


@pytest.fixture
def fane():
    return uuid.uuid4()


@pytest.fixture
def night(at, client, akutvagt):
    """Christmas Eve 2026 at 19.55; Nadia has the line and is logged in."""
    at("2026-12-24 19:55")
    on_duty(akutvagt)
    client.force_login(akutvagt)
    return client


def typed(noegle, fane, **changes):
    return {
        "idempotency_key": str(noegle),
        "fane": str(fane),
        "nr": "1",
        "dato": "24-12-2026",
        "starttid": "19.10",
        "situation": TEXT,
        **changes,
    }


def whole(noegle, fane, familie, **changes):
    """A form that can be saved as a call."""
    return typed(
        noegle,
        fane,
        familie=str(familie.pk),
        opkalder="barn",
        alvor="alvorligt",
        udfald="roligt",
        underretningssvar="nej",
        **changes,
    )


@pytest.mark.django_db
class TestSaving:
    def test_everything_typed_is_there_again_word_for_word(
        self, night, familie, barn, noegle, fane
    ):
        # Given a form with half a phone number, letters for a time and a child
        night.post(
            GEM,
            typed(
                noegle,
                fane,
                soeg="bru",
                familie=str(familie.pk),
                boern=[str(barn.pk)],
                telefon="2000 12",
                sluttid="lidt over otte",
                alvor="fare",
                opkalder="anden",
                opkalder_navn="Naboen",
            ),
            headers=HTMX,
        )

        # When she comes back to it
        kladde = Opkaldskladde.objects.get()
        page = night.get(kladde.get_absolute_url())

        # Then all of it stands there
        assert kladde.plejefamilie == familie
        for text in (TEXT, "2000 12", "lidt over otte", "Naboen", "Grete og Poul Bruun"):
            assertContains(page, text)
        assertContains(page, f'value="{barn.pk}" id="id_boern_0" checked')
        assertContains(page, 'value="fare" id="id_alvor_2" checked')
        assertContains(page, str(noegle))
        assertContains(page, "Lars Holt følger op senest mandag 28. december")

    def test_the_answer_says_when_it_was_saved(self, night, noegle, fane):
        answer = night.post(GEM, typed(noegle, fane), headers=HTMX)
        assertContains(answer, "Kladden er gemt kl. 19.55")
        assertContains(answer, "Slet kladden")

    def test_an_untouched_form_leaves_nothing(self, night, noegle, fane):
        answer = night.post(GEM, typed(noegle, fane, situation="  "), headers=HTMX)
        assertContains(answer, "Der er ingen kladde, før du skriver.")
        assert not Opkaldskladde.objects.exists()
        assert not AuditEvent.objects.filter(event__startswith="opkaldskladde").exists()

    def test_a_text_that_is_wiped_out_takes_the_draft_away_until_she_writes_again(
        self, akutvagt, noegle, fane
    ):
        save(akutvagt, noegle, fane, nr=1)
        assert save(akutvagt, noegle, fane, "", nr=2).slags == TOM
        assert not Opkaldskladde.objects.open().exists()
        assert save(akutvagt, noegle, fane, "Igen", nr=3).slags == GEMT
        assert Opkaldskladde.objects.open().get().felter["situation"] == "Igen"

    def test_a_save_that_was_overtaken_changes_nothing(self, akutvagt, noegle, fane):
        save(akutvagt, noegle, fane, "Nyere tekst", nr=7)
        save(akutvagt, noegle, fane, "Ældre", nr=6)
        assert Opkaldskladde.objects.get().felter["situation"] == "Nyere tekst"

    def test_70_000_characters_are_kept_and_more_than_there_is_room_for_is_told(
        self, night, noegle, fane
    ):
        night.post(GEM, typed(noegle, fane, situation="x" * 70_000), headers=HTMX)
        assert len(Opkaldskladde.objects.get().felter["situation"]) == 70_000
        answer = night.post(
            GEM, typed(noegle, fane, nr="2", situation="x" * (LONGEST_FELT + 1)), headers=HTMX
        )
        assertContains(answer, "Kladden er ikke gemt: et felt har 100.001 tegn")
        # and the call itself says how much it holds, instead of cutting the text without a word
        page = night.get(Opkaldskladde.objects.get().get_absolute_url())
        assertNotContains(page, 'maxlength="20000"')

    def test_the_character_nul_breaks_nothing(self, night, noegle, fane):
        night.post(GEM, typed(noegle, fane, situation="a\0b", boern=["\0"]), headers=HTMX)
        assert Opkaldskladde.objects.get().felter["situation"] == "ab"

    @pytest.mark.parametrize("key", ["", "x", "\0"])
    def test_a_form_without_its_key_is_told(self, night, fane, key):
        answer = night.post(GEM, typed(key, fane), headers=HTMX)
        assertContains(answer, "Åbn siden igen")

    def test_only_the_first_save_is_a_line_in_the_log_and_none_holds_a_word(
        self, akutvagt, familie, noegle, fane
    ):
        for number in range(3):
            save(akutvagt, noegle, fane, f"{TEXT} {number}", nr=number, plejefamilie=familie)
        [line] = AuditEvent.objects.filter(event__startswith="opkaldskladde")
        assert (line.event, line.familie_id) == ("opkaldskladde.paabegyndt", familie.pk)
        assert "badeværelset" not in str(line.data)

    def test_a_family_one_cannot_find_is_not_tied_to_the_draft(self, night, noegle, fane):
        foreign = PlejefamilieFactory()
        night.post(GEM, typed(noegle, fane, familie=str(foreign.pk)), headers=HTMX)
        kladde = Opkaldskladde.objects.get()
        assert kladde.plejefamilie is None
        assertNotContains(night.get(kladde.get_absolute_url()), foreign.visningsnavn)

    def test_without_script_buttons_save_open_an_empty_form_and_turn_to_another(
        self, night, familie, noegle, fane
    ):
        first = night.post(GEM, typed(noegle, fane, familie=str(familie.pk)))
        kladde = Opkaldskladde.objects.get()
        assert first.url == kladde.get_absolute_url()
        other, tab = uuid.uuid4(), uuid.uuid4()
        assert night.post(GEM, typed(other, tab, nyt="1", situation="Et andet")).url == NYT
        turned = night.post(
            GEM, typed(uuid.uuid4(), uuid.uuid4(), skift=str(kladde.pk), situation="Et tredje")
        )
        assert turned.url == kladde.get_absolute_url()
        assert Opkaldskladde.objects.open().count() == 3

    def test_what_cannot_be_kept_is_not_left_behind_by_a_button(self, night, noegle, fane):
        answer = night.post(GEM, typed(noegle, fane, nyt="1", situation="x" * 100_001))
        assertContains(answer, "Kladden er ikke gemt")
        assertContains(answer, "x" * 100_001)


@pytest.mark.django_db
class TestCalls:
    def test_the_call_takes_the_draft_with_it(self, night, familie, noegle, fane):
        night.post(GEM, typed(noegle, fane), headers=HTMX)
        night.post(NYT, whole(noegle, fane, familie, nr="2"))
        assert Opkald.objects.get().idempotency_key == noegle
        kladde = Opkaldskladde.objects.get()
        assert kladde.slettet_at
        assert kladde.felter == {}

    def test_a_late_save_does_not_bring_it_back(self, night, familie, noegle, fane):
        night.post(GEM, typed(noegle, fane), headers=HTMX)
        night.post(NYT, whole(noegle, fane, familie, nr="2"))
        answer = night.post(GEM, typed(noegle, fane, nr="3", situation="sent"), headers=HTMX)
        assertContains(answer, "Opkaldet er allerede gemt.")
        assert not Opkaldskladde.objects.open().exists()

    def test_nor_when_the_call_was_saved_before_any_draft(self, night, familie, noegle, fane):
        night.post(NYT, whole(noegle, fane, familie))
        night.post(GEM, typed(noegle, fane, nr="3"), headers=HTMX)
        assert not Opkaldskladde.objects.exists()

    def test_what_cannot_be_saved_yet_is_in_the_draft(self, night, familie, noegle, fane):
        answer = night.post(NYT, {**whole(noegle, fane, familie), "alvor": ""})
        assertContains(answer, "Vælg, hvor alvorligt det er.")
        kladde = Opkaldskladde.objects.get()
        assert kladde.felter["situation"] == TEXT
        # the page goes on with the same draft, and saving leads to one call
        night.post(NYT, whole(noegle, fane, familie, nr="5"))
        assert Opkald.objects.count() == 1
        assert not Opkaldskladde.objects.open().exists()

    def test_no_text_of_a_refused_save_is_lost_even_when_it_is_too_long(
        self, night, familie, noegle, fane
    ):
        answer = night.post(NYT, whole(noegle, fane, familie) | {"situation": "x" * 70_000})
        assertContains(answer, "x" * 70_000)
        assertContains(answer, "20.000")
        assert len(Opkaldskladde.objects.get().felter["situation"]) == 70_000

    def test_the_family_stays_hers_to_save_after_the_shift(self, at, night, akutvagt, familie):
        # Given a draft about a family that she found on her shift
        noegle, fane = uuid.uuid4(), uuid.uuid4()
        night.post(GEM, typed(noegle, fane, familie=str(familie.pk)), headers=HTMX)
        akutvagt.vagter.all().update(slut=local("2026-12-24 20:00"))
        # When the shift is long over and she can find no family any more
        at("2026-12-25 09:00")
        night.force_login(akutvagt)
        assertNotContains(
            night.post(reverse("akuttelefon:opkald_familier"), {"soeg": "bruun"}), "Grete"
        )
        # Then she can still finish the call
        kladde = Opkaldskladde.objects.get()
        page = night.get(kladde.get_absolute_url())
        assertContains(page, "Grete og Poul Bruun")
        kladde.refresh_from_db()
        answer = night.post(NYT, whole(noegle, kladde.fane, familie, nr="1"))
        assert answer.status_code == 302
        assert Opkald.objects.get().plejefamilie == familie


@pytest.mark.django_db
class TestTabs:
    def test_opening_it_in_a_new_tab_leaves_the_old_tab_its_own_draft(
        self, night, akutvagt, noegle, fane
    ):
        night.post(GEM, typed(noegle, fane, situation="fælles"), headers=HTMX)
        night.get(Opkaldskladde.objects.get().get_absolute_url())
        new = Opkaldskladde.objects.get().fane
        assert new != fane

        # the old tab types on: both texts live, and it says so; a repeat makes no third
        for number in ("2", "3"):
            answer = night.post(
                GEM, typed(noegle, fane, nr=number, situation="gammel fane"), headers=HTMX
            )
            assertContains(answer, "Opkaldet er åbnet et andet sted.")
        night.post(GEM, typed(noegle, new, nr="1", situation="ny fane"), headers=HTMX)
        texts = {row.felter["situation"] for row in Opkaldskladde.objects.open()}
        assert texts == {"gammel fane", "ny fane"}
        own = uuid.uuid5(noegle, str(fane))
        assertContains(answer, f'value="{own}"')

    def test_a_call_saved_in_one_tab_does_not_take_the_other_tabs_text(
        self, night, familie, noegle, fane
    ):
        night.post(GEM, typed(noegle, fane), headers=HTMX)
        night.get(Opkaldskladde.objects.get().get_absolute_url())
        night.post(NYT, whole(noegle, Opkaldskladde.objects.get().fane, familie))
        night.post(GEM, typed(noegle, fane, nr="9", situation="noget andet"), headers=HTMX)
        assert Opkaldskladde.objects.open().get().felter["situation"] == "noget andet"

    def test_the_old_tab_saves_a_call_of_its_own_and_the_new_tab_keeps_its_draft(
        self, night, familie, noegle, fane
    ):
        night.post(GEM, typed(noegle, fane), headers=HTMX)
        night.get(Opkaldskladde.objects.get().get_absolute_url())
        night.post(NYT, whole(noegle, fane, familie, nr="2"))
        assert Opkald.objects.get().idempotency_key != noegle
        assert Opkaldskladde.objects.open().get().noegle == noegle

    def test_the_key_of_somebody_else_leads_to_a_draft_of_ones_own(
        self, akutvagt, kollega, noegle, fane
    ):
        save(akutvagt, noegle, fane, "Nadias")
        assert save(kollega, noegle, fane, "Mettes").slags == DELT
        assert Opkaldskladde.objects.get(noegle=noegle).felter["situation"] == "Nadias"
        assert Opkaldskladde.objects.get(bruger=kollega).felter["situation"] == "Mettes"


@pytest.mark.django_db
class TestWaiting:
    def test_a_new_call_offers_the_drafts_and_min_dag_puts_them_first(
        self, night, akutvagt, familie
    ):
        save(akutvagt, uuid.uuid4(), uuid.uuid4(), plejefamilie=familie)
        page = night.get(NYT)
        assertContains(page, "Du har et opkald, der ikke er gemt.")
        assertContains(page, "kl. 19.55 · Bruun")
        day = night.get("/")
        assertContains(day, "Skriv opkaldet færdigt")
        assert day.context["side"].i_dag[0].titel == "Grete og Poul Bruun"

    def test_min_dag_of_a_konsulent_has_it_before_every_duty(
        self, at, client, akutvagt, familie, konsulent
    ):
        at("2026-12-27 22:00")
        log_opkald(by=akutvagt, plejefamilie=familie)
        at("2026-12-28 09:00")
        save(konsulent, uuid.uuid4(), uuid.uuid4(), plejefamilie=familie)
        client.force_login(konsulent)
        rows = client.get("/").context["side"].i_dag
        assert [row.pille for row in rows] == ["Ikke gemt", "Frist i dag"]

    def test_a_deleted_draft_can_be_brought_back(self, night, akutvagt, noegle, fane):
        kladde = save(akutvagt, noegle, fane).kladde
        page = reverse("akuttelefon:kladde_delete", args=[kladde.pk])
        assertContains(night.get(page), "Slet kladden?")
        assertContains(night.post(page, follow=True), "Fortryd")
        assert night.get(kladde.get_absolute_url()).url == page
        answer = night.post(reverse("akuttelefon:kladde_restore", args=[kladde.pk]), follow=True)
        assertContains(answer, TEXT)
        events = AuditEvent.objects.filter(event__startswith="opkaldskladde").order_by("pk")
        assert [row.event.split(".")[1] for row in events] == [
            "paabegyndt",
            "slettet",
            "gendannet",
            "laest",
        ]

    def test_a_saved_call_cannot_be_brought_back_as_a_draft(
        self, night, akutvagt, familie, noegle, fane
    ):
        kladde = save(akutvagt, noegle, fane).kladde
        log_opkald(by=akutvagt, plejefamilie=familie, idempotency_key=noegle)
        with pytest.raises(ValidationError):
            actions.restore_kladde(by=akutvagt, kladde=kladde)
        opkald = Opkald.objects.get()
        answer = night.get(kladde.get_absolute_url(), follow=True)
        assert answer.redirect_chain[-1][0] == opkald.get_absolute_url()

    def test_another_persons_draft_is_not_there(self, client, akutvagt, kollega, teamleder):
        kladde = save(akutvagt, uuid.uuid4(), uuid.uuid4()).kladde
        for name in ("continue", "delete", "take_over"):
            url = reverse(f"akuttelefon:kladde_{name}", args=[kladde.pk])
            for person in (kollega, teamleder):
                client.force_login(person)
                assert client.get(url).status_code in (403, 404)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_form_asks_as_often_for_one_draft_as_for_three(
        self, rows, night, akutvagt, familie, django_assert_num_queries
    ):
        for _ in range(rows):
            save(akutvagt, uuid.uuid4(), uuid.uuid4(), plejefamilie=familie)
        night.get(NYT)
        with django_assert_num_queries(9):
            night.get(NYT)

    def test_a_save_while_typing_is_few_queries(
        self, night, familie, noegle, fane, django_assert_max_num_queries
    ):
        first = typed(noegle, fane, familie=str(familie.pk))
        night.post(GEM, first, headers=HTMX)
        with django_assert_max_num_queries(14):
            night.post(GEM, {**first, "nr": "2", "situation": TEXT + "!"}, headers=HTMX)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_eight_saves_at_once_are_one_draft_with_the_last_text(self, akutvagt, noegle, fane):
        akutvagt.aktive_roller  # noqa: B018 - read once, before the threads share it
        answers = at_once(8, lambda n: save(akutvagt, noegle, fane, f"tekst {n}", nr=n + 1).slags)
        assert answers == [GEMT] * 8
        assert Opkaldskladde.objects.get().felter["situation"] == "tekst 7"

    @pytest.mark.parametrize("begun", [True, False], ids=["draft", "no draft yet"])
    def test_a_save_that_races_the_call_never_leaves_a_draft(
        self, begun, akutvagt, familie, konsulent
    ):
        for _ in range(6):
            noegle, fane = uuid.uuid4(), uuid.uuid4()
            if begun:
                save(akutvagt, noegle, fane)

            def act(n, noegle=noegle, fane=fane):
                if n == 0:
                    return log_opkald(by=akutvagt, plejefamilie=familie, idempotency_key=noegle)
                return save(akutvagt, noegle, fane, f"mere {n}", nr=n + 1)

            at_once(3, act)
            assert Opkald.objects.filter(idempotency_key=noegle).count() == 1
            assert not Opkaldskladde.objects.open().exists()
            assert save(akutvagt, noegle, fane, "for sent", nr=99).slags == OPKALD


@pytest.mark.django_db
class TestLeft:
    @pytest.fixture
    def left(self, at, akutvagt, teamleder, familie):
        """A draft of 19.55 that nobody has come back to."""
        at("2026-12-24 19:55")
        return save(akutvagt, uuid.uuid4(), uuid.uuid4(), plejefamilie=familie).kladde

    def test_the_writer_is_reminded_after_two_hours_and_the_leader_told_after_twelve(
        self, at, left, akutvagt, teamleder
    ):
        for moment, told, to in (
            ("2026-12-24 21:54", 0, None),
            ("2026-12-24 21:55", 1, akutvagt),
            ("2026-12-25 07:54", 0, None),
            ("2026-12-25 07:55", 1, teamleder),
            ("2026-12-27 07:55", 0, None),
        ):
            at(moment)
            before = Besked.objects.count()
            assert tasks.remind_kladder() == told
            assert tasks.remind_kladder() == 0
            assert Besked.objects.count() == before + told
            if to:
                besked = Besked.objects.order_by("-pk").first()
                assert (besked.to, besked.url) == (to, left.get_absolute_url())
                assert "Bruun" not in besked.tekst

    def test_writing_on_starts_the_clock_again(self, at, left, akutvagt):
        at("2026-12-24 21:00")
        save(akutvagt, left.noegle, left.fane, "mere", nr=2)
        at("2026-12-24 22:30")
        assert tasks.remind_kladder() == 0

    def test_the_leader_reads_it_only_by_taking_it_over_and_the_writer_is_told(
        self, at, client, left, akutvagt, teamleder
    ):
        at("2026-12-25 08:00")
        assert actions.report_kladde(by=None, kladde=left)
        client.force_login(teamleder)
        [pligt] = client.get("/").context["side"].i_dag
        assert pligt.tekst == "Sidst skrevet i går kl. 19.55."
        page = client.get(left.get_absolute_url(), follow=True)
        assertContains(page, "Overtag kladden")
        assertContains(page, "Nadia Friis")
        assertNotContains(page, "badeværelset")

        answer = client.post(reverse("akuttelefon:kladde_take_over", args=[left.pk]), follow=True)
        assertContains(answer, TEXT)
        left.refresh_from_db()
        assert left.bruger == teamleder
        line = AuditEvent.objects.get(event="opkaldskladde.overtaget")
        assert (line.bruger_id, line.data) == (teamleder.pk, {"fra": akutvagt.pk})
        assert AuditEvent.objects.filter(
            event="opkaldskladde.laest", bruger_id=teamleder.pk
        ).exists()
        besked = Besked.objects.filter(to=akutvagt).order_by("-pk").first()
        assert besked.tekst == "En leder har overtaget et akutopkald, du ikke fik gemt"
        # what Nadia types on in her old tab is hers
        assert save(akutvagt, left.noegle, left.fane, "mere", nr=9).slags == DELT

    def test_only_one_of_two_leaders_takes_it(self, left, teamleder, team):
        other = BrugerFactory(rolle="teamleder", team=team)
        Opkaldskladde.objects.filter(pk=left.pk).update(leder_besked_at=left.updated_at)
        actions.take_over_kladde(by=teamleder, kladde=left)
        actions.take_over_kladde(by=teamleder, kladde=left)
        with pytest.raises(ValidationError, match="Birgit Sand skriver på opkaldet nu"):
            actions.take_over_kladde(by=other, kladde=left)

    def test_a_call_that_is_saved_needs_no_reminder(self, at, left, akutvagt, familie):
        at("2026-12-24 22:00")
        assert actions.remind_kladde(by=None, kladde=left)
        log_opkald(by=akutvagt, plejefamilie=familie, idempotency_key=left.noegle)
        besked = Besked.objects.get(to=akutvagt)
        assert besked.cancelled_at or besked.read_at

    def test_without_a_leader_it_waits_for_one(self, at, left, team, teamleder):
        teamleder.roller.all().delete()
        at("2026-12-25 08:00")
        assert not actions.report_kladde(by=None, kladde=left)
        leader = BrugerFactory(rolle="teamleder", team=team)
        assert actions.report_kladde(by=None, kladde=left)
        assert Besked.objects.filter(to=leader).count() == 1
