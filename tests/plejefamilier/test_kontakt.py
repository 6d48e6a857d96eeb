"""Notes: who reads what, sharing, closing, correcting, and one press that is one note."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions
from plejefamilier.models import Aftale, Konsulenttildeling, Kontakt, Kredsrolle
from plejefamilier.queries import kontakt as queries
from tests.conftest import local
from tests.factories import LONG_AGO, BarnFactory, BrugerFactory, PlejefamilieFactory
from tests.parallel import at_once

TEXT = "Noah sover bedre, når han får læst højt."


def fresh(bruger):
    """The person as the next request sees her: roles are read anew."""
    return type(bruger).objects.get(pk=bruger.pk)


def log(by, **facts):
    """A note of half an hour ago, unless said otherwise."""
    given = {
        "kommune": by.kommune,
        "slags": Kontakt.Slags.SAMTALE,
        "tidspunkt": local("2026-12-01 10:00"),
        "tekst": TEXT,
        "idempotency_key": uuid.uuid4(),
        **facts,
    }
    return actions.log_kontakt(by=by, **given)


def reads(bruger, kontakt):
    return Kontakt.objects.visible_to(fresh(bruger)).filter(pk=kontakt.pk).exists()


@pytest.fixture(autouse=True)
def _december(at, db):
    at("2026-12-01 10:30")


@pytest.fixture
def noah(kommune, familie, raadgiver):
    return BarnFactory(
        kommune=kommune, plejefamilie=familie, navn="Noah Prøvesen", myndighedsraadgiver=raadgiver
    )


@pytest.fixture
def medarbejder(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Siv Lund"
    )


@pytest.fixture
def plads(kommune, noah, medarbejder):
    """Siv's place in the circle around Noah."""
    return Kredsrolle.objects.create(
        kommune=kommune,
        barn=noah,
        bruger=medarbejder,
        rolle="institutionsmedarbejder",
        opgave="Kender Noah fra Brohus",
        fra=LONG_AGO,
    )


class TestWhoReads:
    def test_a_note_about_the_family_is_read_by_those_who_work_with_it(
        self, familie, konsulent, teamleder, kollega, raadgiver, noah, medarbejder, plads
    ):
        kontakt = log(konsulent, familier=[familie])
        assert reads(konsulent, kontakt)
        assert reads(teamleder, kontakt)
        for outside in (kollega, raadgiver, medarbejder):
            assert not reads(outside, kontakt)

    def test_a_note_about_a_child_follows_the_child(
        self, team, kollega, familie, konsulent, raadgiver, noah
    ):
        other = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=familie.kommune)
        BarnFactory(kommune=familie.kommune, plejefamilie=familie, myndighedsraadgiver=other)
        kontakt = log(konsulent, barn=noah)
        assert reads(raadgiver, kontakt)
        assert not reads(other, kontakt), "the rådgiver of another child in the same home"
        # the child moves: the new konsulent reads it, the one it left does not, though she wrote it
        home = PlejefamilieFactory(team=team, konsulent=kollega)
        noah.anbringelser.update(til=date(2026, 11, 30), slutaarsag="flytning")
        noah.anbringelser.create(
            plejefamilie=home, slags="doegn", grundlag="samtykke", fra=date(2026, 12, 1)
        )
        assert reads(kollega, kontakt)
        assert not reads(konsulent, kontakt)
        assert raadgiver.pk != other.pk
        assert reads(raadgiver, kontakt)

    def test_with_the_assignment_the_notes_go_to_the_successor(self, familie, konsulent, kollega):
        kontakt = log(konsulent, familier=[familie])
        Konsulenttildeling.objects.filter(plejefamilie=familie).update(til=date(2026, 11, 30))
        Konsulenttildeling.objects.create(
            plejefamilie=familie, konsulent=kollega, fra=date(2026, 12, 1), begrundelse="Ny"
        )
        assert reads(kollega, kontakt)
        assert not reads(konsulent, kontakt)

    def test_one_note_for_several_families_tells_none_of_the_others(
        self, client, team, familie, konsulent, kollega
    ):
        anden = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Åkjær, Ida og Per")
        kontakt = log(konsulent, familier=[familie, anden])
        Konsulenttildeling.objects.filter(plejefamilie=anden).update(til=date(2026, 11, 30))
        Konsulenttildeling.objects.create(
            plejefamilie=anden, konsulent=kollega, fra=date(2026, 12, 1), begrundelse="Ny"
        )
        for bruger, own, foreign in ((konsulent, "Bruun", "Åkjær"), (kollega, "Åkjær", "Bruun")):
            client.force_login(bruger)
            for page in ("/plejefamilier/notater/", f"/plejefamilier/notater/{kontakt.pk}/"):
                html = client.get(page).content.decode()
                assert own in html
                assert foreign not in html
            assert len(queries.whole(fresh(bruger)).get(pk=kontakt.pk).kendte) == 1
        # the log of neither family says that there was another
        assert not AuditEvent.objects.filter(event="kontakt.skrevet", familie_id=anden.pk).exists()
        line = AuditEvent.objects.get(event="kontakt.skrevet")
        assert line.familie_id is None
        assert str(anden.pk) not in str(line.data)

    def test_the_timelines_show_the_note_where_it_belongs(self, familie, konsulent, noah, team):
        anden = PlejefamilieFactory(team=team, konsulent=konsulent)
        log(konsulent, familier=[familie, anden])
        log(konsulent, barn=noah)
        assert len(queries.haendelser(konsulent, familie)) == 2
        assert len(queries.haendelser(konsulent, anden)) == 1
        assert len(queries.barnets(konsulent, noah)) == 1


class TestSharing:
    def test_with_a_place_until_it_is_withdrawn_and_told_without_content(
        self, familie, konsulent, noah, medarbejder, plads
    ):
        kontakt = log(konsulent, barn=noah, del_med=[plads])
        assert reads(medarbejder, kontakt)
        besked = Besked.objects.get(to=medarbejder)
        assert besked.tekst == "Et notat er delt med dig"
        assert besked.url == f"/plejefamilier/notater/{kontakt.pk}/"
        for _ in range(2):
            actions.withdraw_deling(by=konsulent, deling=kontakt.delinger.get())
        assert not reads(medarbejder, kontakt)
        assert AuditEvent.objects.filter(event="kontakt.deling_trukket").count() == 1

    def test_a_share_ends_with_the_place_and_holds_for_the_stand_in(
        self, konsulent, noah, medarbejder, plads, kommune
    ):
        stand_in = BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune)
        Kredsrolle.objects.filter(pk=plads.pk).update(stedfortraeder=stand_in)
        kontakt = log(konsulent, barn=noah, del_med=[plads])
        assert reads(stand_in, kontakt)
        Kredsrolle.objects.filter(pk=plads.pk).update(til=date(2026, 11, 30))
        assert not reads(medarbejder, kontakt)
        assert not reads(stand_in, kontakt)

    def test_a_share_with_the_raadgiver_ends_when_the_child_gets_another(
        self, familie, konsulent, raadgiver, noah
    ):
        kontakt = log(konsulent, familier=[familie], del_med=[raadgiver])
        assert reads(raadgiver, kontakt)
        type(noah).objects.filter(pk=noah.pk).update(myndighedsraadgiver=None)
        assert not reads(raadgiver, kontakt)

    def test_not_with_another_circle_nor_somebody_without_the_case(
        self, konsulent, familie, noah, kollega, kommune, plads
    ):
        kontakt = log(konsulent, familier=[familie])
        with pytest.raises(ValidationError) as error:
            actions.share_kontakt(by=konsulent, kontakt=kontakt, modtager=plads)
        assert error.value.code == "sag"
        with pytest.raises(ValidationError) as error:
            actions.share_kontakt(by=konsulent, kontakt=kontakt, modtager=kollega)
        assert error.value.code == "sag"
        udenfor = Kredsrolle.objects.create(
            kommune=kommune, plejefamilie=familie, navn="Mormor", rolle="netvaerk", opgave="x",
            fra=LONG_AGO,
        )  # fmt: skip
        with pytest.raises(ValidationError) as error:
            actions.share_kontakt(by=konsulent, kontakt=kontakt, modtager=udenfor)
        assert error.value.code == "udenfor"

    def test_twice_is_once(self, konsulent, noah, plads, medarbejder):
        kontakt = log(konsulent, barn=noah, del_med=[plads])
        actions.share_kontakt(by=konsulent, kontakt=kontakt, modtager=plads)
        assert kontakt.delinger.count() == 1
        assert Besked.objects.filter(to=medarbejder).count() == 1


class TestClosed:
    def test_closed_to_konsulent_leader_and_raadgiver_until_the_family_agrees(
        self, konsulent, teamleder, raadgiver, noah, medarbejder, plads
    ):
        kontakt = log(medarbejder, barn=noah, lukket=True)
        assert reads(medarbejder, kontakt)
        for closed in (konsulent, teamleder, raadgiver):
            assert not reads(closed, kontakt)
        with pytest.raises(ValidationError) as error:
            actions.share_kontakt(by=medarbejder, kontakt=kontakt, modtager=konsulent)
        assert "begrundelse" in error.value.error_dict
        actions.share_kontakt(
            by=medarbejder, kontakt=kontakt, modtager=konsulent, begrundelse="Familien siger ja"
        )
        assert reads(konsulent, kontakt)
        assert not reads(teamleder, kontakt)

    def test_nothing_tells_the_konsulent_that_it_is_there(
        self, client, konsulent, familie, noah, medarbejder, plads
    ):
        kontakt = log(
            medarbejder, barn=noah, lukket=True, slags="bekymring", tilbyd_supervision=True
        )
        client.force_login(konsulent)
        assert client.get(f"/plejefamilier/notater/{kontakt.pk}/").status_code == 404
        assert len(queries.haendelser(konsulent, familie)) == 0
        assert TEXT not in client.get(f"/plejefamilier/{familie.pk}/").content.decode()
        aftale = Aftale.objects.get(ansvarlig=konsulent)
        assert aftale.kontakt is None
        assert "supervision" in aftale.tekst

    def test_the_konsulent_cannot_close_a_note_to_herself(self, konsulent, familie):
        with pytest.raises(ValidationError) as error:
            log(konsulent, familier=[familie], lukket=True)
        assert error.value.error_dict["lukket"][0].code == "egen"

    def test_whoever_left_the_circle_no_longer_reads_even_her_own(self, medarbejder, noah, plads):
        kontakt = log(medarbejder, barn=noah, lukket=True)
        Kredsrolle.objects.filter(pk=plads.pk).update(til=date(2026, 11, 30))
        assert not reads(medarbejder, kontakt)


class TestWriting:
    def test_the_next_step_with_a_day_is_an_agreement(self, konsulent, familie, teamleder):
        kontakt = log(
            konsulent,
            familier=[familie],
            naeste_skridt="Ring til skolen",
            naeste=(teamleder, date(2026, 12, 8)),
        )
        aftale = Aftale.objects.get()
        assert (aftale.tekst, aftale.ansvarlig) == ("Ring til skolen", teamleder)
        assert (aftale.kontakt, aftale.plejefamilie) == (kontakt, familie)

    def test_a_next_step_that_cannot_be_agreed_leaves_no_note(self, konsulent, familie):
        with pytest.raises(ValidationError) as error:
            log(
                konsulent,
                familier=[familie],
                naeste_skridt="Ring",
                naeste=(konsulent, date(2026, 11, 1)),
            )
        assert "frist" in error.value.error_dict
        assert not Kontakt.objects.exists()

    def test_a_worry_gives_the_konsulent_the_duty_to_offer_supervision(
        self, konsulent, familie, teamleder
    ):
        log(teamleder, familier=[familie], slags="bekymring", tilbyd_supervision=True)
        aftale = Aftale.objects.get()
        assert (aftale.ansvarlig, aftale.frist) == (konsulent, date(2026, 12, 8))
        assert TEXT not in aftale.tekst

    @pytest.mark.parametrize(
        ("facts", "code"),
        [({"tidspunkt": local("2026-12-01 11:00")}, "fremtid"), ({"familier": []}, "sag")],
    )
    def test_refused(self, konsulent, familie, facts, code):
        with pytest.raises(ValidationError) as error:
            log(konsulent, **{"familier": [familie], **facts})
        assert code in [one.code for one in _errors(error.value)]

    def test_the_key_of_somebody_else_is_refused(self, konsulent, kollega, familie, team):
        key = uuid.uuid4()
        log(konsulent, familier=[familie], idempotency_key=key)
        own = PlejefamilieFactory(team=team, konsulent=kollega)
        with pytest.raises(ValidationError) as error:
            log(kollega, familier=[own], idempotency_key=key)
        assert error.value.code == "key"

    def test_finished_is_finished_and_a_correction_stands_under_it(self, konsulent, familie):
        kontakt = log(konsulent, familier=[familie])
        with pytest.raises(DatabaseError), transaction.atomic():
            Kontakt.objects.filter(pk=kontakt.pk).update(tekst="Andet")
        key = uuid.uuid4()
        for _ in range(2):
            actions.correct_kontakt(
                by=konsulent, kontakt=kontakt, tekst="Det var i går.", idempotency_key=key
            )
        rettelse = kontakt.rettelser.get()
        assert (rettelse.tekst, rettelse.by) == ("Det var i går.", konsulent)
        with pytest.raises(DatabaseError), transaction.atomic():
            kontakt.rettelser.update(tekst="Andet")

    def test_nothing_personal_in_the_log(self, konsulent, familie, noah, plads):
        log(konsulent, barn=noah, del_med=[plads], hvem="Grete Bruun")
        for line in AuditEvent.objects.all():
            assert "Grete" not in str(line.data)
            assert TEXT not in str(line.data)


def _errors(error):
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return error.error_list


@pytest.mark.django_db(transaction=True)
def test_eight_presses_are_one_note(konsulent, familie):
    key = uuid.uuid4()
    answers = at_once(
        8,
        lambda number: log(
            konsulent,
            familier=[familie],
            idempotency_key=key,
            naeste_skridt="Ring",
            naeste=(konsulent, date(2026, 12, 8)),
        ),
    )
    assert {row.pk for row in answers} == {Kontakt.objects.get().pk}
    assert Aftale.objects.count() == 1
