"""Training and supervision in the demo municipality: whoever logs in finds it alive."""

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains

from faelles.models import Bruger
from plejefamilier import pligter
from supervision.models import (
    Aarshjul,
    Evaluering,
    Forloeb,
    Fremmoede,
    Kursus,
    Raadgivernotat,
    Session,
    Sporled,
    Timeaftale,
    Udviklingsplan,
    Visitation,
)
from tests.demo.conftest import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(told):
    with time_machine.travel(MONDAY, tick=False):
        yield


def person(login):
    return Bruger.objects.get(email=f"{login}@vestersund.example")


def test_the_catalogue_has_courses_of_every_kind(demo):
    kurser = Kursus.objects.all()
    today = timezone.localdate()
    assert kurser.count() == 8
    assert kurser.published().filter(slut_paa__lt=today).count() == 3
    fuldt = kurser.get(titel="Ro på aftenen")
    assert fuldt.ledige == 0
    assert fuldt.tilmeldinger.in_line().count() >= 2
    skal = kurser.get(obligatorisk=True)
    assert skal.tilmeldinger.seated().filter(pligt=True).count() >= 9
    udkast = kurser.get(publiceret_at=None)
    assert udkast.sendt_til_kommunen_at is not None
    assert Evaluering.objects.filter(deltager__isnull=False).count() >= 10
    kom = Fremmoede.objects.filter(kom=True).count()
    assert 0.75 < kom / Fremmoede.objects.count() < 1
    assert Sporled.objects.filter(kursus=fuldt).exists()


def test_no_course_and_no_session_is_double_booked_or_too_full(demo):
    for kursus in Kursus.objects.all():
        seats = sum(row.pladser for row in kursus.tilmeldinger.active().exclude(status="venter"))
        assert kursus.optaget == seats <= kursus.pladser


def test_forloeb_of_every_kind_go_on(demo):
    found = Forloeb.objects.all()
    individuelle = found.filter(slags="individuel")
    assert individuelle.running().count() >= 2
    lukket = individuelle.get(afsluttet_at__isnull=False)
    assert (lukket.maalopfyldelse, lukket.sessioner.held().count()) == (4, 3)
    assert lukket.efterfoelgere.count() == 1
    gruppe = found.get(slags="gruppe")
    assert gruppe.deltagere.count() == 4
    assert gruppe.sessioner.held().count() == 2
    konsulterende = found.get(slags="konsulterende")
    assert konsulterende.aftale.supervisor_at
    assert konsulterende.aftale.konsulent_at
    assert konsulterende.sessioner.held().count() == 2
    assert Visitation.objects.waiting().count() == 1
    assert Raadgivernotat.objects.exists()
    assert Udviklingsplan.objects.count() == 2
    assert Timeaftale.objects.exists()


def test_there_is_a_session_to_write_down_and_it_stands_on_min_dag(demo):
    dennis = person("institution")
    row = Session.objects.to_log(timezone.now()).get(supervisor=dennis)
    duties = pligter.of_bruger(dennis, timezone.localdate(), limit=50)
    assert ("supervision", str(row.pk)) in {(one.slags, one.noegle) for one in duties}


def test_the_wheel_is_laid_for_this_year_and_the_next(demo):
    nu, naeste = Aarshjul.objects.order_by("aar")
    assert (nu.aar, naeste.aar) == (2026, 2027)
    assert nu.plejefamilie == naeste.plejefamilie
    assert nu.endelig_at
    assert nu.begrundelse
    planned = Session.objects.planned().filter(start__year=2027, forloeb__slags="individuel")
    assert planned.count() == 4


@pytest.mark.parametrize(
    ("login", "url", "words"),
    [
        ("konsulent", "/supervision/kurser/", ["Ro på aftenen", "Teenagere, skærm og grænser"]),
        ("konsulent", "/supervision/kalender/", ["Statusmøde"]),
        ("booker", "/supervision/kurser/?vis=udkast", ["Søskende under samme tag"]),
        ("booker", "/supervision/kalender/", ["Mentalisering i praksis", "Supervision"]),
        ("institution", "/supervision/kalender/", ["Supervision"]),
        ("teamleder", "/supervision/timer/", ["Fjordblink"]),
    ],
)
def test_each_finds_a_living_page(demo, client, login, url, words):
    client.force_login(person(login))
    answer = client.get(url)
    for word in words:
        assertContains(answer, word)
