"""Networks in the demo municipality: groups and mentors in every stage, for whoever logs in."""

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from faelles.models import Bruger
from netvaerk.models import (
    Gruppefremmoede,
    Gruppemoede,
    Koereafstand,
    Medlemskab,
    Mentorprofil,
    Mentorskab,
    Mentorspoergsmaal,
    Netvaerksgruppe,
    Netvaerkssvar,
)
from plejefamilier import pligter
from plejefamilier.models import Plejefamilie
from tests.demo.conftest import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(told):
    with time_machine.travel(MONDAY, tick=False):
        yield


def person(login):
    return Bruger.objects.get(email=f"{login}@vestersund.example")


def test_a_group_in_every_stage(demo):
    today = timezone.localdate()
    found = {row.navn: row for row in Netvaerksgruppe.objects.all()}
    assert {navn: row.trin_on(today) for navn, row in found.items()} == {
        "Nord": "faciliteret",
        "Teenagerne": "dannes",
        "Fjorden": "selvkoerende",
        "Kaffegruppen": "selvkoerende",
        "Østermose": "lukket",
    }
    seats = {
        navn: Medlemskab.objects.filter(gruppe=row).members().count() for navn, row in found.items()
    }
    assert seats == {
        "Nord": 5,
        "Teenagerne": 2,
        "Fjorden": 4,
        "Kaffegruppen": 5,
        "Østermose": 0,
    }
    assert Medlemskab.objects.asked().filter(gruppe=found["Teenagerne"]).count() == 3
    assert Medlemskab.objects.filter(gruppe=found["Teenagerne"], svar="nej").count() == 1
    assert found["Fjorden"].overdraget_at is None
    assert found["Kaffegruppen"].kontakt is not None


def test_meetings_are_held_planned_and_one_waits_for_its_attendance(demo):
    nord = Gruppemoede.objects.filter(gruppe__navn="Nord")
    assert nord.count() == 6
    assert nord.to_mark(timezone.now()).count() == 1
    assert [row.form for row in nord.order_by("start")].count("virtuelt") == 1
    assert nord.filter(start__gt=timezone.now()).count() == 2
    fourth = nord.order_by("start")[3]
    assert (fourth.emne, fourth.besluttet_af) == ("Samvær: før, under og efter", "familierne")
    kom = Gruppefremmoede.objects.filter(kom="kom").count()
    assert 0.6 < kom / Gruppefremmoede.objects.count() < 1
    assert Koereafstand.objects.count() == 6


def test_a_mentor_in_every_stage(demo):
    rows = Mentorskab.objects
    assert Mentorprofil.objects.willing().count() == 4
    running = rows.running().get()
    assert running.advarsler == ["opstart"]
    assert running.opfoelgninger.filter(paa=None).count() == 1
    assert rows.exclude(til=None).get().slutaarsag == "klarer_sig"
    assert rows.searching().count() == 2
    asked = Mentorspoergsmaal.objects.open().get()
    assert asked.mentor.konsulent == person("konsulent")
    assert Netvaerkssvar.objects.count() >= 20


@pytest.mark.parametrize(
    ("login", "slags"),
    [
        ("konsulent", {"netvaerkssvar", "mentorspoergsmaal"}),
        ("institution", {"gruppe_fremmoede", "gruppe_overdrag"}),
    ],
)
def test_networks_stand_on_min_dag(demo, login, slags):
    rows = pligter.of_bruger(person(login), timezone.localdate(), limit=100)
    assert slags <= {row.slags for row in rows}


@pytest.mark.parametrize(
    ("login", "url", "words"),
    [
        ("konsulent", "/netvaerk/", ["Nord", "Fjorden", "Kaffegruppen", "Teenagerne"]),
        ("konsulent", "/netvaerk/mentorer/", ["Ulstrup"]),
        ("institution", "/netvaerk/", ["Nord", "Fjorden"]),
        ("teamleder", "/netvaerk/rapport/", ["Netværk"]),
        ("projektleder", "/netvaerk/rapport/", ["Netværk"]),
    ],
)
def test_each_finds_a_living_page(demo, client, login, url, words):
    client.force_login(person(login))
    answer = client.get(url)
    for word in words:
        assertContains(answer, word)


def test_the_facilitator_hears_no_name_before_a_family_has_said_yes(demo, client):
    gruppe = Netvaerksgruppe.objects.get(navn="Teenagerne")
    asked = Plejefamilie.objects.filter(medlemskaber__in=Medlemskab.objects.asked())
    client.force_login(gruppe.facilitator)
    page = client.get(gruppe.get_absolute_url())
    assertContains(page, "3 spurgt")
    for familie in asked:
        assertNotContains(page, familie.kort_navn)
