"""Groups made, changed, begun and closed: what happens, what is refused, and who is told."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Regelvaerdi
from netvaerk.actions import gruppe as actions
from netvaerk.actions.gruppemoede import plan_moeder
from netvaerk.models import Gruppebesked, Medlemskab, Netvaerksgruppe
from plejefamilier.models import Optaget, Plejeforaelder
from tests.conftest import local
from tests.factories import (
    BrugerFactory,
    InstitutionFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.netvaerk.fakta import make_forslag, make_gruppe, make_medlem, make_moede
from tests.supervision.fakta import make_lokale

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
Trin = Netvaerksgruppe.Trin


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def solgaarden(kommune):
    return InstitutionFactory(kommune=kommune, navn="Solgården")


@pytest.fixture
def amira(kommune, solgaarden):
    """She holds groups at Solgården."""
    return _employee(kommune, solgaarden, "Amira Said")


@pytest.fixture
def familier(team, konsulent):
    """Eight families of Lars Holt's."""
    return PlejefamilieFactory.create_batch(8, team=team, konsulent=konsulent)


def _employee(kommune, hus, navn):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=hus, navn=navn
    )


def made(by, kommune, **felter):
    facts = {"navn": "Nord", "facilitator": by, "ansvarlig": by} | felter
    key = facts.pop("key", None) or uuid.uuid4()
    return actions.create_gruppe(by=by, kommune=kommune, idempotency_key=key, **facts)


def refused(act, code, field=None):
    with pytest.raises(ValidationError) as error:
        act()
    found = error.value
    if field:
        assert [one.code for one in found.error_dict[field]] == [code]
    else:
        assert found.code == code
    return found


def assert_still_open(gruppe):
    """Nothing of a closing that was refused is left behind."""
    gruppe.refresh_from_db()
    assert (gruppe.lukket_paa, gruppe.lukket_fordi) == (None, "")
    assert not gruppe.medlemskaber.exclude(til=None).exists()


def rule(by, key, value):
    facts = {"kommune": by.kommune, "fra": timezone.localdate(), "begrundelse": "Prøve"}
    Regelvaerdi.objects.create(key=f"netvaerk.{key}", vaerdi=value, set_by=by, **facts)


def told(person):
    return {*Besked.objects.filter(to=person).values_list("tekst", flat=True)}


class TestANewGroup:
    def test_is_forming_with_the_municipalitys_numbers_and_the_facilitators_house(
        self, amira, konsulent, kommune, solgaarden
    ):
        rule(konsulent, "faciliterede", 8)

        row = made(amira, kommune, ansvarlig=konsulent)

        assert row.trin == Trin.DANNES
        assert (row.faciliterede, row.emner_foerst) == (8, 3)
        assert row.institution == solgaarden
        assert told(konsulent) == {actions.ANSVARLIG}
        assert told(amira) == set()
        assert (
            AuditEvent.objects.filter(event="netvaerksgruppe.oprettet", bruger_id=amira.pk).count()
            == 1
        )

    def test_of_a_konsulent_alone_has_no_house(self, konsulent, kommune):
        assert made(konsulent, kommune).institution is None

    def test_is_made_once_however_often_one_presses(self, konsulent, kommune):
        key = uuid.uuid4()
        assert made(konsulent, kommune, key=key) == made(konsulent, kommune, key=key)
        assert Netvaerksgruppe.objects.count() == 1

    def test_of_another_municipality_has_another_key(self, konsulent, kommune):
        key = uuid.uuid4()
        made(konsulent, kommune, key=key)
        other = KommuneFactory()
        refused(lambda: made(konsulent, other, key=key), "key")
        assert Netvaerksgruppe.objects.get().kommune == kommune

    def test_needs_people_who_hold_the_right_today(
        self, konsulent, amira, kommune, raadgiver, team
    ):
        refused(
            lambda: made(konsulent, kommune, facilitator=raadgiver), "facilitator", "facilitator"
        )
        refused(lambda: made(konsulent, kommune, ansvarlig=amira), "ansvarlig", "ansvarlig")
        elsewhere = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory())
        refused(lambda: made(konsulent, kommune, ansvarlig=elsewhere), "ansvarlig", "ansvarlig")
        gone = BrugerFactory(rolle=Rolle.KONSULENT, team=team, is_active=False)
        refused(lambda: made(konsulent, kommune, facilitator=gone), "facilitator", "facilitator")
        assert not Netvaerksgruppe.objects.exists()

    def test_has_a_name_of_its_own_among_the_open_ones(self, konsulent, kommune):
        first = made(konsulent, kommune)
        with pytest.raises(ValidationError) as error:
            made(konsulent, kommune, navn="  nord ")
        assert "En anden gruppe har det navn." in str(error.value)
        actions.close_gruppe(by=konsulent, gruppe=first, paa=TODAY, fordi="andet")
        assert made(konsulent, kommune, navn="Nord").pk != first.pk

    def test_takes_the_postal_number_of_its_room_and_none_on_video(
        self, konsulent, kommune, solgaarden
    ):
        room = make_lokale(solgaarden, adresse="Solvej 1, 9610 Nørager")
        assert made(konsulent, kommune, lokale=room).postnummer == "9610"
        typed = made(konsulent, kommune, navn="Syd", lokale=room, postnummer="9000")
        assert typed.postnummer == "9000"
        video = made(
            konsulent, kommune, navn="Video", form="virtuelt", lokale=room, postnummer="9000"
        )
        assert (video.lokale, video.postnummer) == (None, "")

    def test_does_not_meet_in_a_room_of_another_municipality(self, konsulent, kommune):
        room = make_lokale(InstitutionFactory(kommune=KommuneFactory()))
        refused(lambda: made(konsulent, kommune, lokale=room), "lokale", "lokale")
        assert not Netvaerksgruppe.objects.exists()

    @pytest.mark.parametrize(("fra", "til"), [(9, 6), (None, 6), (6, None), (1, 23)])
    def test_has_both_ages_the_lower_one_first(self, konsulent, kommune, fra, til):
        with pytest.raises(ValidationError):
            made(konsulent, kommune, alder_fra=fra, alder_til=til)

    def test_is_not_made_where_groups_are_not_used(self, konsulent, kommune):
        rule(konsulent, "grupper", "fra")
        refused(lambda: made(konsulent, kommune), "fra")
        assert not Netvaerksgruppe.objects.exists()


class TestAChange:
    def test_keeps_what_a_colleague_saved_first(self, konsulent, kommune):
        row = made(konsulent, kommune)
        actions.update_gruppe(by=konsulent, gruppe=row, version=1, beskrivelse="For teenagere")
        refused(
            lambda: actions.update_gruppe(
                by=konsulent, gruppe=row, version=1, beskrivelse="For de små"
            ),
            "stale",
        )
        row.refresh_from_db()
        assert row.beskrivelse == "For teenagere"

    def test_of_nothing_leaves_no_trace(self, konsulent, kommune):
        row = made(konsulent, kommune)
        actions.update_gruppe(by=konsulent, gruppe=row, version=1, navn="Nord")
        row.refresh_from_db()
        assert not AuditEvent.objects.filter(event="netvaerksgruppe.aendret").exists()

    def test_gives_the_coming_meetings_to_the_new_facilitator(
        self, konsulent, amira, kommune, solgaarden
    ):
        row = make_gruppe(kommune, facilitator=konsulent, aktiv_fra=TODAY)
        start = local("2026-12-01 19:00")
        plan_moeder(
            by=konsulent,
            gruppe=row,
            tider={1: (start, start + 2 * HOUR)},
            first=start.date(),
            hver=1,
            rytme=Netvaerksgruppe.Rytme.UGEDAG,
        )
        actions.update_gruppe(by=konsulent, gruppe=row, version=row.version, facilitator=amira)

        row.refresh_from_db()
        assert row.institution == solgaarden
        assert row.moeder.get().facilitator == amira
        assert [one.bruger for one in Optaget.objects.all()] == [amira]
        assert actions.FACILITATOR in told(amira)

    def test_to_a_facilitator_who_is_busy_at_a_meeting_is_refused(self, konsulent, amira, kommune):
        row = make_gruppe(kommune, facilitator=konsulent, aktiv_fra=TODAY)
        start = local("2026-12-01 19:00")
        make_moede(row, start=start)
        Optaget.objects.create(bruger=amira, start=start, slut=start + HOUR, kilde="andet")
        refused(
            lambda: actions.update_gruppe(
                by=konsulent, gruppe=row, version=row.version, facilitator=amira
            ),
            "optaget",
            "facilitator",
        )
        row.refresh_from_db()
        assert row.facilitator == konsulent

    def test_of_the_number_of_meetings_moves_the_hand_over(self, konsulent, kommune):
        row = make_gruppe(kommune, facilitator=konsulent, aktiv_fra=TODAY, faciliterede=2)
        make_moede(row, start=local("2026-12-01 19:00"))
        assert row.selvkoerende_fra is None
        actions.update_gruppe(by=konsulent, gruppe=row, version=row.version, faciliterede=1)
        row.refresh_from_db()
        assert row.selvkoerende_fra == datetime.date(2026, 12, 2)

    def test_below_the_meetings_that_are_planned_is_refused(self, konsulent, kommune):
        row = make_gruppe(kommune, facilitator=konsulent, aktiv_fra=TODAY, faciliterede=2)
        make_moede(row, start=local("2026-12-01 19:00"))
        make_moede(row, start=local("2027-01-05 19:00"))
        refused(
            lambda: actions.update_gruppe(
                by=konsulent, gruppe=row, version=row.version, faciliterede=1
            ),
            "planlagt",
            "faciliterede",
        )
        row.refresh_from_db()
        assert row.faciliterede == 2


class TestTheBeginning:
    def test_needs_four_families(self, amira, konsulent, kommune, familier):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier[:3])
        make_forslag(row, familier[3], by=amira)  # asked, and has not said yes
        error = refused(lambda: actions.activate_gruppe(by=amira, gruppe=row), "for_faa")
        assert error.messages == [
            "En gruppe begynder med mindst 4 familier. Indtil videre er 3 med."
        ]
        row.refresh_from_db()
        assert row.trin == Trin.DANNES

    def test_is_told_once_to_those_who_run_it_and_to_the_families_konsulenter(
        self, amira, konsulent, kollega, team, kommune, familier
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier[:3])
        make_medlem(row, PlejefamilieFactory(team=team, konsulent=kollega), by=kollega)

        actions.activate_gruppe(by=amira, gruppe=row)
        actions.activate_gruppe(by=amira, gruppe=row)

        row.refresh_from_db()
        assert (row.trin, row.aktiv_fra) == (Trin.FACILITERET, TODAY)
        beskeder = Besked.objects.filter(tekst=actions.BEGYNDT)
        assert {one.to for one in beskeder} == {konsulent, kollega}
        assert len(beskeder) == 2
        assert AuditEvent.objects.filter(event="netvaerksgruppe.begyndt").count() == 1

    def test_is_not_taken_back_when_the_group_shrinks_or_the_rule_rises(
        self, konsulent, kommune, familier
    ):
        row = make_gruppe(kommune, facilitator=konsulent, familier=familier[:4])
        actions.activate_gruppe(by=konsulent, gruppe=row)
        rule(konsulent, "gruppe_mindst", 6)
        row.refresh_from_db()
        assert row.trin == Trin.FACILITERET
        assert Medlemskab.objects.filter(gruppe=row).members().count() == 4


class TestTheEnd:
    @pytest.fixture
    def gruppe(self, amira, konsulent, kommune, familier):
        """Made in October, with four families, one that is asked, and a meeting to come."""
        row = make_gruppe(
            kommune,
            facilitator=amira,
            ansvarlig=konsulent,
            aktiv_fra=datetime.date(2026, 10, 1),
            oprettet_at=local("2026-10-01 09:00"),
        )
        Plejeforaelder.objects.filter(plejefamilie__in=familier).update(email="a@example.org")
        for familie in familier[:4]:
            make_medlem(
                row,
                familie,
                by=konsulent,
                fra=datetime.date(2026, 10, 1),
                deler=["navn"],
                deler_paa=datetime.date(2026, 10, 1),
            )
        make_forslag(row, familier[4], by=amira)
        start = local("2026-12-01 19:00")
        plan_moeder(
            by=amira,
            gruppe=row,
            tider={1: (start, start + 2 * HOUR)},
            first=start.date(),
            hver=1,
            rytme=Netvaerksgruppe.Rytme.UGEDAG,
        )
        return row

    def test_ends_memberships_proposals_and_meetings(self, gruppe, amira, konsulent):
        actions.close_gruppe(by=amira, gruppe=gruppe, paa=TODAY, fordi="for_faa")

        gruppe.refresh_from_db()
        assert gruppe.trin == Trin.LUKKET
        inside = Medlemskab.objects.filter(gruppe=gruppe)
        assert not inside.members().exists()
        assert not inside.asked().exists()
        assert {row.til for row in inside.filter(svar="ja")} == {TODAY}
        assert gruppe.moeder.get().aflyst_fordi == actions.AFLYST
        assert not Optaget.objects.exists()
        assert actions.LUKKET in told(konsulent)
        assert AuditEvent.objects.filter(event="netvaerksgruppe.lukket").count() == 1

    def test_leaves_no_mail_but_the_one_that_says_the_meeting_is_cancelled(self, gruppe, amira):
        waiting = Gruppebesked.objects.waiting()
        assert waiting.filter(slags="paamindelse").exists()
        actions.close_gruppe(by=amira, gruppe=gruppe, paa=TODAY, fordi="for_faa")
        assert {row.slags for row in waiting.filter(moede__isnull=False)} == {"aflyst"}
        assert not Besked.objects.undelivered().filter(due_at__gt=timezone.now()).exists()

    def test_comes_once(self, gruppe, amira):
        for _ in range(2):
            actions.close_gruppe(by=amira, gruppe=gruppe, paa=TODAY, fordi="for_faa")
        assert AuditEvent.objects.filter(event="netvaerksgruppe.lukket").count() == 1

    @pytest.mark.parametrize(
        ("paa", "code"),
        [
            (TODAY + DAY, "fremtid"),
            (datetime.date(2026, 9, 30), "baglaens"),
            (datetime.date(2026, 11, 2), "holdt"),
        ],
    )
    def test_has_a_day_that_can_be(self, gruppe, amira, paa, code):
        make_moede(gruppe, start=local("2026-11-03 19:00"))
        refused(
            lambda: actions.close_gruppe(by=amira, gruppe=gruppe, paa=paa, fordi="andet"),
            code,
            "paa",
        )
        assert_still_open(gruppe)

    def test_has_a_reason(self, gruppe, amira):
        refused(
            lambda: actions.close_gruppe(by=amira, gruppe=gruppe, paa=TODAY, fordi=""),
            "fordi",
            "fordi",
        )
        assert_still_open(gruppe)

    def test_waits_for_whoever_reads_what_a_colleague_saved(self, gruppe, amira, konsulent):
        actions.update_gruppe(by=konsulent, gruppe=gruppe, version=gruppe.version, navn="Syd")
        refused(
            lambda: actions.close_gruppe(
                by=amira, gruppe=gruppe, version=gruppe.version, paa=TODAY, fordi="andet"
            ),
            "stale",
        )
        assert_still_open(gruppe)

    def test_cannot_be_changed_or_begun_again(self, gruppe, amira):
        actions.close_gruppe(by=amira, gruppe=gruppe, paa=TODAY, fordi="andet")
        gruppe.refresh_from_db()
        refused(
            lambda: actions.update_gruppe(
                by=amira, gruppe=gruppe, version=gruppe.version, navn="Syd"
            ),
            "lukket",
        )
        refused(lambda: actions.activate_gruppe(by=amira, gruppe=gruppe), "lukket")
        before = (gruppe.navn, gruppe.aktiv_fra, gruppe.lukket_paa)
        gruppe.refresh_from_db()
        assert (gruppe.navn, gruppe.aktiv_fra, gruppe.lukket_paa) == before

    def test_ends_a_membership_that_had_not_begun_on_its_first_day(
        self, gruppe, amira, konsulent, familier
    ):
        later = make_medlem(gruppe, familier[5], by=konsulent, fra=TODAY + 9 * DAY)
        actions.close_gruppe(by=amira, gruppe=gruppe, paa=TODAY, fordi="andet")
        later.refresh_from_db()
        assert later.til == later.fra
        assert reverse("netvaerk:gruppe_detail", args=[gruppe.pk]) == gruppe.get_absolute_url()
