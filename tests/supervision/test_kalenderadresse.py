"""Times in one's own calendar: a secret address, neutral words, closed with the right (E10)."""

import datetime
import logging

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pytest_django.asserts import assertContains, assertNotContains

from faelles.access import Rolle
from faelles.logs import Line
from faelles.models import AuditEvent
from plejefamilier.models import Lokalebooking, Moede, Optaget
from supervision.actions.kalenderadresse import close_kalenderadresse, open_kalenderadresse
from supervision.models import Kalenderadresse
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory
from tests.supervision import fakta
from tests.supervision.kalenderfakta import seat

pytestmark = pytest.mark.django_db
PAGE = "/supervision/kalender/adresser/"
NOW = "2026-11-16 09:00"
HOUR = fakta.HOUR
MARKS = ("Bruun", "Grete", "Poul", "Noah", "Rikke", "Thorup", "Mærkeord", "Prøvevej")


@pytest.fixture
def now(at):
    at(NOW)
    return timezone.now()


@pytest.fixture
def supervisor(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Rikke Thorup"
    )


@pytest.fixture
def sal(brohus):
    return fakta.make_lokale(brohus, "Salen")


@pytest.fixture
def planned(now, familie, barn, supervisor, sal):
    """A session in the room, one at home, a course and a meeting; every word of them marked."""
    forloeb = fakta.make_forloeb(
        familie, supervisor=supervisor, barn=barn, titel="Mærkeord", problem="Mærkeord"
    )
    wished = {"hjemme_oensket_paa": now.date(), "sted": "hjemme"}
    inde = fakta.make_session(
        forloeb, local("2026-11-18 10:00"), lokale=sal, tema="Mærkeord", link="https://x.example/M"
    )
    hjemme = fakta.make_session(forloeb, local("2026-11-25 10:00"), tema="Mærkeord", **wished)
    start = local("2026-11-20 17:00")
    kursus = fakta.make_kursus(
        supervisor.organisation,
        ansvarlig=supervisor,
        gange=[(start, start + 2 * HOUR)],
        undervisere=[supervisor],
        titel="Mærkeord",
        beskrivelse="Mærkeord",
    )
    kursus.gange.update(titel="Mærkeord", sted_tekst="Prøvevej 1")
    moede = Moede.objects.create(
        kommune=familie.kommune,
        plejefamilie=familie,
        barn=barn,
        indkalder=supervisor,
        slags="andet",
        titel="Mærkeord",
        sted="andet",
        sted_tekst="Prøvevej 1",
        start=local("2026-11-19 13:00"),
        slut=local("2026-11-19 14:00"),
        udgave=2,
    )
    seat(moede, supervisor)
    Lokalebooking.objects.create(
        lokale=sal, start=inde.start, slut=inde.slut, kilde=f"session-{inde.pk}"
    )
    for kilde, row in ((f"session-{inde.pk}", inde), (f"moede-{moede.pk}", moede)):
        Optaget.objects.create(bruger=supervisor, start=row.start, slut=row.slut, kilde=kilde)
    return {"inde": inde, "hjemme": hjemme, "gang": kursus.gange.get(), "moede": moede}


def address(secret):
    return reverse("supervision:kalenderadresse_feed", args=[secret])


@pytest.fixture
def read(client):
    """The events of a feed as {uid without host: event}."""

    def get(secret):
        answer = client.get(address(secret))
        assert answer.status_code == 200
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        return {str(event["UID"]).split("@")[0]: event for event in events}

    return get


def test_my_feed_holds_times_neutral_words_and_public_places(read, planned, supervisor):
    found = read(open_kalenderadresse(by=supervisor, slags="mig"))
    inde, hjemme, gang, moede = (
        found[f"{kind}-{planned[name].pk}"]
        for kind, name in (
            ("session", "inde"),
            ("session", "hjemme"),
            ("kursusgang", "gang"),
            ("moede", "moede"),
        )
    )
    assert len(found) == 4
    assert (inde["SUMMARY"], inde["LOCATION"]) == ("Supervision", "Salen, Brohus")
    assert inde["DTSTART"].dt == local("2026-11-18 10:00")
    assert hjemme["SUMMARY"] == "Supervision"
    assert "LOCATION" not in hjemme
    assert (gang["SUMMARY"], "LOCATION" in gang) == ("Kursus", False)
    assert (moede["SUMMARY"], moede["SEQUENCE"], moede["STATUS"]) == ("Møde", 2, "CONFIRMED")


@pytest.mark.parametrize("slags", ["mig", "lokale", "institution"])
def test_no_name_and_no_word_of_a_case_is_in_any_feed(
    slags, client, planned, supervisor, sal, familie
):
    lokale = sal if slags == "lokale" else None
    text = client.get(
        address(open_kalenderadresse(by=supervisor, slags=slags, lokale=lokale))
    ).content.decode()
    assert "BEGIN:VEVENT" in text
    for word in (*MARKS, familie.telefon, "x.example"):
        assert word not in text


def test_what_is_cancelled_says_so_with_a_higher_sequence(read, planned, supervisor):
    inde = planned["inde"]
    inde.aflyst_at, inde.aflyst_fordi, inde.udgave = timezone.now(), "Sygdom", 3
    inde.save()
    Optaget.objects.filter(kilde=f"session-{inde.pk}").delete()
    event = read(open_kalenderadresse(by=supervisor, slags="mig"))[f"session-{inde.pk}"]
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 3, "TRANSPARENT")


def test_a_room_tells_its_own_house_more_than_others(read, planned, kommune, supervisor, sal):
    booker = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=supervisor.organisation
    )
    inde = f"session-{planned['inde'].pk}"
    found = read(open_kalenderadresse(by=booker, slags="lokale", lokale=sal))
    assert {uid: str(event["SUMMARY"]) for uid, event in found.items()} == {inde: "Supervision"}
    andre = InstitutionFactory(kommune=kommune)
    fremmed = BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=andre)
    found = read(open_kalenderadresse(by=fremmed, slags="lokale", lokale=sal))
    assert {uid: str(event["SUMMARY"]) for uid, event in found.items()} == {inde: "Optaget"}
    assert read(open_kalenderadresse(by=fremmed, slags="institution")) == {}
    assert {*read(open_kalenderadresse(by=booker, slags="institution"))} == {
        inde,
        f"session-{planned['hjemme'].pk}",
        f"kursusgang-{planned['gang'].pk}",
    }


def test_the_feed_ends_with_the_role_the_forloeb_and_the_room(
    at, client, read, planned, supervisor, sal
):
    mine = open_kalenderadresse(by=supervisor, slags="mig")
    room = open_kalenderadresse(by=supervisor, slags="lokale", lokale=sal)
    forloeb = planned["inde"].forloeb
    forloeb.ser_til = datetime.date(2026, 11, 16)
    forloeb.save()
    assert f"session-{planned['inde'].pk}" in read(mine)
    at("2026-11-17 00:00")
    assert f"session-{planned['inde'].pk}" not in read(mine)
    sal.aktiv = False
    sal.save()
    assert client.get(address(room)).status_code == 404
    sal.aktiv = True
    sal.save()
    supervisor.roller.update(til=datetime.date(2026, 11, 17))
    assert client.get(address(mine)).status_code == 200
    at("2026-11-18 00:00")
    assert client.get(address(mine)).status_code == 404
    assert client.get(address(room)).status_code == 404


def test_every_wrong_secret_answers_alike_and_leaves_nothing(client, planned, supervisor):
    secret = open_kalenderadresse(by=supervisor, slags="mig")
    answer = client.get(address(secret))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    unknown = client.get(address("k" * 43))
    adresse = Kalenderadresse.objects.get()
    assert close_kalenderadresse(by=supervisor, adresse=adresse) is True
    assert close_kalenderadresse(by=supervisor, adresse=adresse) is False
    for text in (secret, secret[:-1], "x", "æøå", "a\0b", "x" * 5000):
        wrong = client.get(address(text))
        assert (wrong.status_code, wrong.content) == (404, unknown.content)
    assert secret not in str([*AuditEvent.objects.values()])
    record = logging.makeLogRecord({"msg": "GET %s", "args": (address(secret),)})
    assert secret not in Line("%(message)s").format(record)


def test_one_open_address_of_each_kind_and_room(planned, supervisor, sal, brohus):
    andet = fakta.make_lokale(brohus, "Stuen")
    for lokale in (sal, sal, andet):
        open_kalenderadresse(by=supervisor, slags="lokale", lokale=lokale)
    for _ in range(2):
        open_kalenderadresse(by=supervisor, slags="mig")
    assert Kalenderadresse.objects.filter(lukket_at=None).count() == 3
    assert Kalenderadresse.objects.count() == 5


def test_the_page_shows_an_address_once_and_closes_it(client, planned, supervisor, sal):
    client.force_login(supervisor)
    assertContains(client.get(PAGE), "Ingen adresser endnu")
    made = client.post(f"{PAGE}ny/", {"slags": "lokale", "lokale": sal.pk})
    assertContains(made, "Den vises kun denne ene gang.")
    assertContains(made, ".ics")
    page = client.get(PAGE)
    assertNotContains(page, ".ics")
    assertContains(page, "Salen, Brohus")
    row = Kalenderadresse.objects.get()
    assertContains(client.post(f"{PAGE}{row.pk}/luk/", follow=True), "Kalenderadressen er lukket")
    assertContains(client.post(f"{PAGE}ny/", {"slags": "lokale"}), "Vælg et lokale.")
    assert "gyldig" in client.post(f"{PAGE}ny/", {"slags": "x"}).content.decode()


def test_nobody_makes_or_closes_the_address_of_another(client, planned, supervisor, sal, kommune):
    fremmed = BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=InstitutionFactory().kommune)
    open_kalenderadresse(by=supervisor, slags="mig")
    client.force_login(fremmed)
    row = Kalenderadresse.objects.get()
    assert client.post(f"{PAGE}{row.pk}/luk/").status_code == 404
    assert client.post(f"{PAGE}ny/", {"slags": "lokale", "lokale": sal.pk}).status_code == 200
    assert Kalenderadresse.objects.filter(bruger=fremmed).count() == 0


@pytest.mark.parametrize("rows", [1, 30])
def test_a_fetch_takes_few_queries(
    rows, client, now, familie, supervisor, django_assert_num_queries
):
    forloeb = fakta.make_forloeb(familie, supervisor=supervisor)
    for number in range(rows):
        fakta.make_session(forloeb, now + number * fakta.DAY)
    secret = open_kalenderadresse(by=supervisor, slags="mig")
    client.get(address(secret))
    # whose it is, her roles, when it was read (its savepoint twice), the times
    with django_assert_num_queries(6):
        client.get(address(secret))
