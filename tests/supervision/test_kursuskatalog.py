"""The catalogue: what is on, why sign-up is closed, and what comes after (E3, E4, E5, E8, D5)."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent
from supervision import kursusregler
from supervision.actions import kursus as actions
from supervision.actions import temaspor
from supervision.models import Kursus, Sporled, Temaspor
from supervision.queries import kursus as queries
from supervision.queries.kursusspor import next_step
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.supervision import fakta

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture(autouse=True)
def _winter(at):
    at("2027-01-11 10:00")


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)


@pytest.fixture
def lars(client, konsulent):
    client.force_login(konsulent)
    return client


def titles(response):
    return [row.kursus.titel for row in response.context["rows"]]


def days(first, number=1, *, minutes=120):
    """Meetings at 9.30 every week from a day."""
    start = local(f"{first} 09:30")
    return [
        (start + 7 * DAY * n, start + 7 * DAY * n + datetime.timedelta(minutes=minutes))
        for n in range(number)
    ]


# --- why sign-up is closed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"udgivet": False}, "Kurset er et udkast. Der kan tilmeldes, når det er udgivet."),
        ({"tilmeldingsfrist": datetime.date(2027, 1, 8)}, "Fristen for tilmelding var fredag 8."),
        ({"begynder_paa": datetime.date(2027, 1, 8)}, "Kurset begyndte fredag 8. januar."),
        ({"aflyst_at": local("2027-01-10 10:00"), "aflyst_fordi": "Sygdom"}, "Kurset er aflyst."),
        ({"optaget": 10}, ""),
    ],
)
def test_always_why(jens, brohus, changes, words):
    kursus = fakta.make_kursus(brohus, ansvarlig=jens, **changes)
    now = timezone.now()
    said = kursusregler.closed_reason(kursus, now.date(), now)
    assert said.startswith(words)
    assert bool(said) is bool(words)


def test_on_the_day_it_is_open_until_the_minute_it_begins(jens, brohus):
    today = datetime.date(2027, 1, 11)
    kursus = fakta.make_kursus(
        brohus, ansvarlig=jens, gange=days("2027-01-11"), tilmeldingsfrist=today
    )
    begins = local("2027-01-11 09:30")
    second = datetime.timedelta(seconds=1)
    assert kursusregler.closed_reason(kursus, today, begins - second, begins) == ""
    assert kursusregler.closed_reason(kursus, today, begins, begins).startswith("Kurset begyndte")


def test_seats_in_words(jens, brohus):
    kursus = fakta.make_kursus(brohus, ansvarlig=jens, pladser=3)
    assert kursusregler.seats(kursus) == "3 af 3 ledige"
    kursus.optaget = 3
    assert kursusregler.seats(kursus) == "Fuldt: nye kommer på venteliste"


# --- the list ---------------------------------------------------------------------------------


def test_what_comes_stands_in_order_with_filters_in_the_address(lars, jens, brohus, kommune):
    tema = fakta.make_tema(kommune)
    make = lambda titel, **facts: fakta.make_kursus(  # noqa: E731
        brohus, ansvarlig=jens, titel=titel, **facts
    )
    make("Senere", gange=days("2027-03-04"), tema=tema)
    make("Før", gange=days("2027-02-04", 3), form="oplaeg")
    make("Fuldt", gange=days("2027-02-11"), pladser=1, optaget=1, levering="virtuel")
    make("Udkast", udgivet=False)
    make("Forbi", gange=days("2027-01-05"))
    make("Aflyst", aflyst_at=timezone.now(), aflyst_fordi="Sygdom")
    shown = lars.get(url("kursus_list"))
    assert titles(shown) == ["Før", "Fuldt", "Senere"]
    page = shown.content.decode()
    assert "torsdag 4. februar kl. 09.30–11.30, 3 gange" in page
    assert "Fuldt: nye kommer på venteliste" in page

    def asked(**query):
        return titles(lars.get(url("kursus_list"), query))

    assert asked(tema=tema.pk) == ["Senere"]
    assert asked(form="oplaeg") == ["Før"]
    assert asked(levering="virtuel") == ["Fuldt"]
    assert asked(plads="1") == ["Før", "Senere"]
    assert asked(q="sEnE") == ["Senere"]
    assert asked(vis="udkast") == ["Udkast"]
    assert asked(vis="tidligere") == ["Aflyst", "Forbi"]
    for query in ({"tema": "x"}, {"tema": "9" * 30}, {"form": "x"}, {"vis": "x"}, {"q": "\0"}):
        assert asked(**query) == ["Før", "Fuldt", "Senere"]


def test_what_is_not_hers_is_not_in_the_list(client, jens, brohus, kommune, konsulent, team):
    fakta.make_kursus(brohus, ansvarlig=jens, titel="Udkast", udgivet=False)
    lukket = fakta.make_kursus(brohus, ansvarlig=jens, titel="Kun for nogle", lukket=True)
    away = InstitutionFactory()
    fakta.make_kursus(away, ansvarlig=BrugerFactory(kommune=away.kommune), titel="Anden kommune")
    stranger = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER,
        kommune=kommune,
        ansat_hos=InstitutionFactory(kommune=kommune),
    )
    client.force_login(stranger)
    for vis in ("kommende", "udkast", "tidligere"):
        assert titles(client.get(url("kursus_list"), {"vis": vis})) == []
    assert client.get(lukket.get_absolute_url()).status_code == 404
    client.force_login(konsulent)
    assert titles(client.get(url("kursus_list"))) == []
    fakta.make_tilmelding(lukket, PlejefamilieFactory(team=team, konsulent=konsulent), by=jens)
    assert titles(client.get(url("kursus_list"))) == ["Kun for nogle"]


def test_the_list_asks_as_often_for_three_as_for_one(
    lars, jens, brohus, kommune, django_assert_max_num_queries
):
    def asked():
        with django_assert_max_num_queries(8) as seen:
            lars.get(url("kursus_list"))
        return len(seen)

    tema = fakta.make_tema(kommune)
    fakta.make_kursus(brohus, ansvarlig=jens, tema=tema)
    lars.get(url("kursus_list"))  # the first page of a session keeps it
    one = asked()
    for _ in range(2):
        fakta.make_kursus(brohus, ansvarlig=jens, tema=tema)
    assert asked() == one


# --- one course -------------------------------------------------------------------------------


def test_the_page_of_a_course_asks_as_often_for_three_as_for_one(
    lars, jens, brohus, kommune, django_assert_max_num_queries
):
    tema = fakta.make_tema(kommune)
    spor = Temaspor.objects.create(kommune=kommune, navn="Spor", tema=tema)

    def asked(number):
        teachers = [
            BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)
            for _ in range(number)
        ]
        kursus = fakta.make_kursus(
            brohus,
            ansvarlig=jens,
            gange=days("2027-02-04", number),
            undervisere=teachers,
            tema=tema,
        )
        kursus.gange.update(lokale=fakta.make_lokale(brohus, f"Sal {number}"))
        Sporled.objects.create(spor=spor, nr=number, slags="kursus", titel="Led", kursus=kursus)
        lars.get(kursus.get_absolute_url())
        with django_assert_max_num_queries(20) as seen:
            lars.get(kursus.get_absolute_url())
        return [query["sql"][:140] for query in seen.captured_queries]

    one, three = asked(1), asked(3)
    assert len(one) == len(three), "\n".join(three)
    assert len(one) <= 12, "\n".join(one)


def test_the_one_next_act_of_each(client, jens, konsulent, brohus, kommune):
    teacher = BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)
    kursus = fakta.make_kursus(
        brohus,
        ansvarlig=jens,
        gange=[*days("2027-01-05"), *days("2027-02-04")],
        undervisere=[teacher],
    )
    new = fakta.make_kursus(brohus, ansvarlig=jens, undervisere=[teacher])
    full = fakta.make_kursus(brohus, ansvarlig=jens, pladser=1, optaget=1)

    def acts(bruger, row):
        client.force_login(bruger)
        return client.get(row.get_absolute_url()).context["knap"]

    assert acts(konsulent, new)[:2] == ("Tilmeld", url("tilmelding_create", new.pk))
    assert acts(konsulent, full)[0] == "Sæt på venteliste"
    assert acts(teacher, new) is None
    assert acts(teacher, kursus)[:2] == ("Notér fremmøde", url("fremmoede_list", kursus.pk))
    assert acts(jens, kursus)[0] == "Notér fremmøde"
    assert acts(konsulent, kursus) is None


# --- one child (D5) ---------------------------------------------------------------------------


def test_a_course_around_one_child_is_made_by_who_sees_the_child(
    client, konsulent, kollega, barn, brohus, jens
):
    fakta.make_lokale(brohus)
    data = {
        "noegle": "8d1f2b0e-6f0f-4b39-9d44-5b0a4d1b7f10",
        "titel": "Autisme og piktogrammer",
        "form": "uddannelse",
        "laengde": "kort",
        "dato": "18-02-2027",
        "fra": "9.30",
        "til": "11.30",
        "antal": "1",
        "hver": "1",
        "levering": "virtuel",
        "udbyder": brohus.pk,
        "pladser": "1",
        "taeller": "familier",
    }
    address = f"{url('kursus_create')}?barn={barn.pk}"
    client.force_login(kollega)
    assert client.post(address, data).status_code == 404
    assert client.get(f"{url('kursus_create')}?barn=x").status_code == 404
    client.force_login(konsulent)
    assert barn.fornavn in client.get(address).content.decode()
    client.post(address, data)
    kursus = Kursus.objects.get()
    assert (kursus.barn, kursus.lukket) == (barn, True)
    page = client.get(kursus.get_absolute_url())
    assert barn.fornavn in page.content.decode()
    assert barn.fornavn not in re.search(r"<title>.*?</title>", page.content.decode(), re.S)[0]
    read = AuditEvent.objects.filter(event="barn.laest", formaal="kursus om barnet")
    assert read.filter(bruger_id=konsulent.pk).count() >= 1

    client.force_login(jens)  # her own house's course, but not her child
    page = client.get(kursus.get_absolute_url()).content.decode()
    assert "Ét barn" in page
    assert barn.fornavn not in page
    client.force_login(kollega)
    assert client.get(kursus.get_absolute_url()).status_code == 404


# --- what comes after (E3, E4) ----------------------------------------------------------------


@pytest.fixture
def oplaeg(jens, brohus, kommune):
    return fakta.make_kursus(
        brohus,
        ansvarlig=jens,
        titel="Oplæg",
        form="oplaeg",
        gange=days("2027-02-04", minutes=90),
        tema=fakta.make_tema(kommune, "Forældresamarbejde", gruppe="samarbejde"),
    )


def test_after_a_talk_the_next_group_of_the_theme_is_proposed(
    lars, oplaeg, konsulent, kollega, familie, kommune, brohus, jens
):
    assert next_step(konsulent, oplaeg) is None
    later = fakta.make_kursus(
        brohus, ansvarlig=jens, titel="Mere", tema=oplaeg.tema, gange=days("2027-03-04")
    )
    assert next_step(konsulent, oplaeg).titel == "Mere"
    supervisor = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus
    )
    gruppe = fakta.make_gruppe(supervisor, [familie], tema=oplaeg.tema)
    fakta.make_session(gruppe, local("2027-02-20 10:00"))
    naeste = next_step(konsulent, oplaeg)
    assert naeste.titel == "Gruppesupervision: Gruppe Nord"
    assert naeste.hvornaar == "lørdag 20. februar kl. 10.00"
    assert naeste.url == url("forloeb_detail", gruppe.pk)
    assert next_step(kollega, oplaeg).url == ""  # none of her families is in it
    page = lars.get(oplaeg.get_absolute_url()).content.decode()
    assert "Samme tema: Forældresamarbejde" in page
    assert familie.navn not in page
    assert next_step(konsulent, later).titel == "Gruppesupervision: Gruppe Nord"


def test_a_track_has_its_own_order_and_may_hold_a_network_meeting(
    konsulent, oplaeg, kommune, brohus, jens
):
    spor = Temaspor.objects.create(kommune=kommune, navn="Forældresamarbejde")
    second = fakta.make_kursus(brohus, ansvarlig=jens, titel="Nr. to", gange=days("2027-03-04"))
    add = lambda **facts: temaspor.add_sporled(by=konsulent, spor=spor, **facts)  # noqa: E731
    add(slags="kursus", titel="Oplæg", kursus=oplaeg)
    led = add(slags="kursus", titel="Fortsættelsen", kursus=second)
    add(slags="netvaerk", titel="Mød de andre")
    assert next_step(konsulent, oplaeg).url == second.get_absolute_url()
    assert next_step(konsulent, second).titel == "Mød de andre (netværksmøde)"
    temaspor.move_sporled(by=konsulent, led=led, op=False)
    assert next_step(konsulent, oplaeg).titel == "Mød de andre (netværksmøde)"
    temaspor.remove_sporled(by=konsulent, led=led)
    assert [*spor.led.values_list("nr", "titel")] == [(1, "Oplæg"), (2, "Mød de andre")]


def test_a_closed_course_is_not_given_away_by_its_track(konsulent, oplaeg, kommune, brohus, jens):
    kollega = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    spor = Temaspor.objects.create(kommune=kommune, navn="Spor")
    hidden = fakta.make_kursus(brohus, ansvarlig=jens, titel="Hemmeligt", lukket=True)
    for nr, kursus in enumerate((oplaeg, hidden), 1):
        Sporled.objects.create(spor=spor, nr=nr, slags="kursus", titel="Led", kursus=kursus)
    assert next_step(kollega, oplaeg).url == ""


# --- on paper ---------------------------------------------------------------------------------


def test_half_a_year_on_paper(lars, jens, brohus, konsulent):
    spring = datetime.date(2027, 1, 1), datetime.date(2027, 6, 30)
    assert queries.halvaar_of("2027-1", datetime.date(2027, 8, 1)) == spring
    autumn = datetime.date(2027, 7, 1), datetime.date(2027, 12, 31)
    assert queries.halvaar_of("x", datetime.date(2027, 7, 1)) == autumn
    assert queries.halvaar_of("0000-1", datetime.date(2027, 2, 1)) == spring
    make = lambda titel, day, **facts: fakta.make_kursus(  # noqa: E731
        brohus, ansvarlig=jens, titel=titel, gange=days(day), **facts
    )
    make("Foråret", "2027-02-04")
    make("Efteråret", "2027-08-05")
    make("Kun for nogle", "2027-02-04", lukket=True)
    make("Udkast", "2027-02-04", udgivet=False)
    rows = queries.kursusliste(konsulent, *spring)
    assert [row.kursus.titel for row in rows] == ["Foråret"]
    answer = lars.get(url("kursus_pdf"), {"halvaar": "2027-1"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="kurser-2027-01.pdf"'
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.get(event="kursusliste.udskrevet").data["antal"] == 1


def test_only_what_is_published_begins(konsulent, jens, brohus):
    gone = fakta.make_kursus(brohus, ansvarlig=jens, udgivet=False, gange=days("2027-01-05"))
    with pytest.raises(ValidationError) as refused:
        actions.publish_kursus(by=konsulent, kursus=gone)
    assert refused.value.code == "fortid"
