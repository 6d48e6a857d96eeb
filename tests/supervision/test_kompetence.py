"""What families complete here is written on the ground for R15: courses and forløb."""

import datetime

import pytest
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier.models import Kompetenceforloeb
from supervision.actions import forloeb_slut
from supervision.actions.fremmoede import expected_at, noted_at, record_fremmoede, state_of
from supervision.models import Forloebsdeltager, Kursus, Kursusdeltager
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_forloeb, make_kursus, make_session, make_tilmelding

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
FIRST = (local("2027-02-18 09:30"), local("2027-02-18 11:30"))
LAST = (local("2027-02-25 09:30"), local("2027-02-25 11:30"))


@pytest.fixture
def jens(at, kommune, brohus):
    at("2027-02-25 12:00")
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens Bro"
    )


def completed():
    rows = Kompetenceforloeb.objects.values_list("plejefamilie__navn", "titel", "gennemfoert_paa")
    return {*rows}


def note(gang, came, *, by):
    seen = state_of(expected_at(gang), noted_at(gang))
    return record_fremmoede(by=by, gang=gang, kom={(one.pk, 1) for one in came}, seen=seen)


class TestKursus:
    def test_the_last_meeting_makes_it_completed_and_a_correction_undoes_it(
        self, brohus, jens, familie, team
    ):
        other = PlejefamilieFactory(team=team, navn="Friis, Ulla")
        kursus = make_kursus(brohus, ansvarlig=jens, gange=[FIRST, LAST], undervisere=[jens])
        for one in (familie, other):
            make_tilmelding(kursus, one, by=jens)
        ane, ulla = Kursusdeltager.objects.filter(tilmelding__kursus=kursus).order_by("pk")
        first, last = kursus.gange.order_by("start")

        # Half of the course is not enough for a certificate
        note(first, [ane, ulla], by=jens)
        assert completed() == set()

        note(last, [ane], by=jens)
        assert completed() == {("Bruun, Grete og Poul", "Tryghedscirklen", D(2027, 2, 25))}
        assert AuditEvent.objects.filter(event="kompetenceforloeb.noteret").count() == 1

        # It was Ulla who came
        note(last, [ulla], by=jens)
        assert completed() == {("Friis, Ulla", "Tryghedscirklen", D(2027, 2, 25))}
        assert AuditEvent.objects.filter(event="kompetenceforloeb.slettet").count() == 1

    def test_a_single_talk_is_no_course(self, brohus, jens, familie):
        kursus = make_kursus(
            brohus, ansvarlig=jens, gange=[FIRST], undervisere=[jens], form=Kursus.Form.OPLAEG
        )
        make_tilmelding(kursus, familie, by=jens)
        note(kursus.gange.get(), Kursusdeltager.objects.all(), by=jens)
        assert completed() == set()


def close(forloeb, by, **facts):
    forloeb.refresh_from_db()
    facts = {"slut_paa": timezone.localdate(), "maalopfyldelse": 4, "afvigelse": "Aftalt", **facts}
    return forloeb_slut.close_forloeb(by=by, forloeb=forloeb, version=forloeb.version, **facts)


def held(forloeb, number):
    for nr in range(number):
        start = timezone.now() - (nr + 1) * DAY
        make_session(forloeb, start, logget_at=start + DAY / 2, logget_af=forloeb.supervisor)


class TestForloeb:
    def test_closed_as_agreed_it_is_completed_and_opened_again_it_is_not(self, jens, familie):
        forloeb = make_forloeb(familie, supervisor=jens, antal=2)
        held(forloeb, 2)
        close(forloeb, jens)
        assert completed() == {
            ("Bruun, Grete og Poul", forloeb.get_slags_display(), D(2027, 2, 25))
        }
        forloeb_slut.reopen_forloeb(by=jens, forloeb=forloeb)
        assert completed() == set()

    def test_one_that_was_cut_short_is_not_completed(self, jens, familie):
        forloeb = make_forloeb(familie, supervisor=jens, antal=2)
        held(forloeb, 1)
        close(forloeb, jens)
        assert completed() == set()

    def test_of_a_group_only_those_who_stayed(self, jens, familie, team, kommune):
        left = PlejefamilieFactory(team=team, navn="Friis, Ulla")
        gruppe = make_forloeb(
            None, supervisor=jens, slags="gruppe", kommune=kommune, antal=None, titel="Onsdag"
        )
        since = timezone.localdate() - 20 * DAY
        Forloebsdeltager.objects.create(forloeb=gruppe, plejefamilie=familie, fra=since)
        Forloebsdeltager.objects.create(
            forloeb=gruppe, plejefamilie=left, fra=since, til=since + DAY
        )
        held(gruppe, 2)
        close(gruppe, jens)
        assert {navn for navn, *_ in completed()} == {"Bruun, Grete og Poul"}
