"""Network meetings in the calendar and its feeds: words for who has to do with them (R16)."""

import datetime

import pytest
from icalendar import Calendar
from pytest_django.asserts import assertContains, assertNotContains

from faelles.access import Rolle
from faelles.models import AuditEvent
from netvaerk.actions.gruppemoede import cancel_moede, plan_moeder
from netvaerk.models import Medlemskab
from plejefamilier.models import Lokale
from supervision.actions.kalenderadresse import open_kalenderadresse
from supervision.actions.sessionstid import family_times
from tests.factories import BarnFactory, BrugerFactory, InstitutionFactory
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

pytestmark = pytest.mark.django_db
URL = "/supervision/kalender/?vis=uge&uge=2027-01&hvem="
WORDS = ("Nord", "Netværksmøde")


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def familier(amira, team, konsulent):
    return make_familier(team, konsulent, ["Mærkeord, Ane", "Kjær, Bo"])


@pytest.fixture
def sal(kommune, brohus):
    return Lokale.objects.create(kommune=kommune, organisation=brohus, navn="Salen", kapacitet=20)


@pytest.fixture
def moede(kommune, amira, konsulent, familier, sal):
    """On Tuesday 5 January from 19 to 21, in a room of the facilitator's house."""
    gruppe = begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)
    place = {**PLACE, "lokale": sal}
    (row,) = plan_moeder(by=amira, gruppe=gruppe, tider=evenings(["2027-01-05"]), **RHYTHM, **place)
    return row


def show(client, bruger, hvem):
    client.force_login(bruger)
    return client.get(URL + hvem)


@pytest.mark.parametrize("hvem", ["mig", "hus"])
def test_the_facilitator_reads_it_in_her_own_calendar_and_her_house(client, moede, amira, hvem):
    page = show(client, amira, hvem)
    for word in WORDS:
        assertContains(page, word)
    assertContains(page, moede.get_absolute_url())
    assertContains(page, "19.00–21.00")
    assertNotContains(page, "Mærkeord")
    assert AuditEvent.objects.filter(event="gruppemoede.liste_vist", bruger_id=amira.pk).exists()


def test_a_colleague_of_the_house_reads_what_kind_it_is_and_others_that_the_room_is_taken(
    client, moede, kommune, brohus, sal
):
    colleague = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Ole Bak"
    )
    page = show(client, colleague, "hus")
    assertContains(page, "Netværksmøde")
    assertNotContains(page, moede.get_absolute_url())
    other = InstitutionFactory(kommune=kommune, navn="Skovbo")
    stranger = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=other, navn="Per Juul"
    )
    page = show(client, stranger, f"lokale-{sal.pk}")
    assertContains(page, "Optaget")
    for word in WORDS:
        assertNotContains(page, word)


def test_a_member_family_s_konsulent_reads_it_in_the_family_s_calendar(
    client, moede, konsulent, familier
):
    page = show(client, konsulent, f"familie-{familier[0].pk}")
    assertContains(page, "Nord")
    assertContains(page, moede.get_absolute_url())


def test_a_family_that_has_left_or_only_was_asked_has_no_such_meeting(
    client, moede, konsulent, familier
):
    left, asked = familier
    Medlemskab.objects.filter(plejefamilie=left).update(
        til=datetime.date(2027, 1, 4), slutaarsag="tid"
    )
    Medlemskab.objects.filter(plejefamilie=asked).update(
        svar="", svar_paa=None, besvaret_at=None, besvaret_af=None, fra=None
    )
    for familie in familier:
        page = show(client, konsulent, f"familie-{familie.pk}")
        assertNotContains(page, "Nord")
        assertNotContains(page, "Optaget")


def test_who_sees_the_family_but_no_networks_reads_only_that_it_is_busy(
    client, moede, familier, kommune
):
    """A rådgiver of a child in the family: the time is taken, and no word of a group."""
    raadgiver = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Ida Lund")
    BarnFactory(kommune=kommune, plejefamilie=familier[0], myndighedsraadgiver=raadgiver)
    page = show(client, raadgiver, f"familie-{familier[0].pk}")
    assertContains(page, "Optaget")
    for word in WORDS:
        assertNotContains(page, word)


def feed(client, bruger, slags):
    secret = open_kalenderadresse(by=bruger, slags=slags, lokale=None)
    client.logout()
    answer = client.get(f"/supervision/kalender/feed/{secret}.ics")
    return answer, [*Calendar.from_ical(answer.content).walk("VEVENT")]


@pytest.mark.parametrize("slags", ["mig", "institution"])
def test_a_feed_tells_the_time_and_the_room_and_no_name(client, moede, amira, slags):
    answer, events = feed(client, amira, slags)
    (one,) = events
    assert one["summary"] == "Netværksmøde"
    assert one["location"] == "Salen, Brohus"
    assert one.decoded("dtstart") == moede.start
    for word in ("Nord", "Mærkeord", "Amira"):
        assertNotContains(answer, word)


def test_a_cancelled_meeting_goes_away_in_the_calendar_that_read_it(client, moede, amira):
    cancel_moede(by=amira, moede=moede, fordi="Sne")
    _, events = feed(client, amira, "mig")
    (one,) = events
    assert one["status"] == "CANCELLED"
    assert one["sequence"] >= 1
    assertNotContains(show(client, amira, "mig"), moede.get_absolute_url())


def test_supervision_at_the_same_time_is_warned_of(moede, familier, amira):
    """R16: a family may split; whoever plans supervision hears that it has something else."""
    begins, ends = moede.start, moede.slut
    assert family_times([familier[0].pk], begins, ends) == [(begins, ends)]
    assert family_times([familier[0].pk], ends, ends + (ends - begins)) == []  # half-open
    cancel_moede(by=amira, moede=moede, fordi="Sne")
    assert family_times([familier[0].pk], begins, ends) == []
