"""The meetings of a course are added, moved and cancelled one by one (E10, E16, R16)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier.models import Lokalebooking, Optaget
from supervision.actions import kursus as kurser
from supervision.actions import kursusgang as actions
from supervision.actions.kursus import Gang
from supervision.models import Familiebesked, Kursus
from tests.conftest import local
from tests.factories import BrugerFactory
from tests.parallel import at_once
from tests.supervision import fakta

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture(autouse=True)
def _winter(at):
    at("2027-01-11 10:00")


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)


@pytest.fixture
def salen(brohus):
    return fakta.make_lokale(brohus, kapacitet=10)


def gang(day, fra="09:30", til="11:30", **where):
    return Gang(local(f"{day} {fra}"), local(f"{day} {til}"), **where)


@pytest.fixture
def kursus(jens, kommune, brohus, salen):
    row = kurser.create_kursus(
        by=jens,
        kommune=kommune,
        udbyder=brohus,
        gange=[gang(day, lokale=salen) for day in ("2027-02-18", "2027-02-25", "2027-03-04")],
        undervisere=[jens],
        titel="Tryghedscirklen",
        form="uddannelse",
        laengde="kort",
        pladser=10,
        tilmeldingsfrist=datetime.date(2027, 2, 10),
    )
    return kurser.publish_kursus(by=jens, kursus=row)


def days(kursus):
    return [
        (row.nr, f"{row.start.astimezone():%d-%m}") for row in kursus.gange.planned().order_by("nr")
    ]


def typed(kursus, **changes):
    return {
        "version": Kursus.objects.get().version,
        "dato": "02-03-2027",
        "fra": "9.30",
        "til": "11.30",
        "lokale": "",
        "sted_tekst": "Medborgerhuset",
        **changes,
    }


def test_moved_to_another_day_and_place_everything_follows(
    client, jens, kursus, salen, familie, konsulent
):
    familie.plejeforaeldre.update(email="ane@familie.example")
    fakta.make_tilmelding(kursus, familie, by=konsulent)
    client.force_login(jens)
    last = kursus.gange.get(nr=3)
    shown = client.get(url("kursusgang_move", last.pk)).content.decode()
    assert 'value="04-03-2027"' in shown
    client.post(url("kursusgang_move", last.pk), typed(kursus, dato="11-02-2027"))
    kursus.refresh_from_db()
    assert days(kursus) == [(1, "11-02"), (2, "18-02"), (3, "25-02")]
    assert (kursus.begynder_paa, kursus.slut_paa, kursus.navne_til) == (
        datetime.date(2027, 2, 11),
        datetime.date(2027, 2, 25),
        datetime.date(2027, 3, 27),
    )
    assert Optaget.objects.get(kilde=f"kursusgang-{last.pk}").start == local("2027-02-11 09:30")
    assert Lokalebooking.objects.count() == 2
    assert Familiebesked.objects.filter(tilmelding__kursus=kursus).exists()
    last.refresh_from_db()
    assert last.udgave == 1


def test_one_more_is_added_with_teacher_and_room(client, jens, kursus, salen):
    client.force_login(jens)
    client.post(url("kursusgang_create", kursus.pk), typed(kursus, lokale=salen.pk, sted_tekst=""))
    assert days(kursus) == [(1, "18-02"), (2, "25-02"), (3, "02-03"), (4, "04-03")]
    assert (Optaget.objects.count(), Lokalebooking.objects.count()) == (4, 4)
    again = client.post(
        url("kursusgang_create", kursus.pk),
        typed(kursus, lokale=salen.pk, sted_tekst="", fra="11.00", til="12.30"),
    )
    assert "er optaget tirsdag 2. marts kl. 11.00–12.30" in again.content.decode()
    assert Optaget.objects.count() == 4


def test_it_may_not_come_before_the_deadline_or_be_of_another_length(jens, kursus):
    first = kursus.gange.get(nr=1)
    for til, field in (
        (gang("2027-02-09", sted_tekst="Salen"), "tilmeldingsfrist"),
        (gang("2027-02-19", til="13:30", sted_tekst="Salen"), "afvigelse"),
        (gang("2027-01-10", sted_tekst="Salen"), "dato"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.move_gang(by=jens, gang=first, version=kursus.version, til=til)
        assert field in refused.value.error_dict
    long = gang("2027-02-19", til="13:30", sted_tekst="Salen")
    actions.move_gang(
        by=jens, gang=first, version=kursus.version, til=long, afvigelse="Med frokost"
    )
    assert Kursus.objects.get().afvigelse == "Med frokost"


def test_a_published_course_always_says_where(jens, kursus):
    with pytest.raises(ValidationError) as refused:
        actions.move_gang(
            by=jens, gang=kursus.gange.get(nr=2), version=kursus.version, til=gang("2027-02-26")
        )
    assert refused.value.code == "sted"


def test_one_meeting_is_cancelled_and_stays_to_be_read(client, jens, kursus):
    client.force_login(jens)
    second = kursus.gange.get(nr=2)
    empty = client.post(url("kursusgang_cancel", second.pk), {"version": kursus.version})
    assert "Skriv, hvorfor gangen aflyses." in empty.content.decode()
    client.post(url("kursusgang_cancel", second.pk), {"version": kursus.version, "fordi": "Sygdom"})
    assert Optaget.objects.count() == 2
    page = client.get(kursus.get_absolute_url()).content.decode()
    assert "Sygdom" in page
    assert client.get(url("kursusgang_move", second.pk)).status_code == 404


def test_the_last_one_left_is_not_cancelled_but_the_course(jens, kursus):
    for number in (1, 2):
        kursus.refresh_from_db()
        actions.cancel_gang(
            by=jens, gang=kursus.gange.get(nr=number), version=kursus.version, fordi="Sygdom"
        )
    kursus.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        actions.cancel_gang(
            by=jens, gang=kursus.gange.get(nr=3), version=kursus.version, fordi="Sygdom"
        )
    assert refused.value.code == "sidste"


def test_the_whole_course_is_cancelled_and_everybody_is_free(
    client, jens, kursus, konsulent, familie
):
    familie.plejeforaeldre.update(email="ane@familie.example")
    fakta.make_tilmelding(kursus, familie, by=konsulent)
    client.force_login(konsulent)
    client.post(
        url("kursus_cancel", kursus.pk), {"version": kursus.version, "fordi": "For få tilmeldte"}
    )
    kursus.refresh_from_db()
    assert kursus.aflyst_fordi == "For få tilmeldte"
    assert not Optaget.objects.exists()
    assert not Lokalebooking.objects.exists()
    assert AuditEvent.objects.filter(event="kursus.aflyst").count() == 1
    page = client.get(kursus.get_absolute_url()).content.decode()
    assert "For få tilmeldte" in page
    assert "button-primary" not in page.split("<main")[1].split("</main")[0]
    with pytest.raises(ValidationError) as refused:
        kurser.update_kursus(by=jens, kursus=kursus, version=kursus.version, titel="Nyt")
    assert refused.value.code == "aflyst"


def test_somebody_else_was_first(client, jens, kursus):
    client.force_login(jens)
    old = typed(kursus)
    client.post(url("kursusgang_move", kursus.gange.get(nr=1).pk), old)
    stale = client.post(url("kursusgang_move", kursus.gange.last().pk), old | {"dato": "9-3-2027"})
    assert stale.status_code == 409
    assert "9-3-2027" in stale.content.decode()


@pytest.mark.django_db(transaction=True)
def test_eight_book_the_same_teacher_and_room_and_one_has_them(jens, kommune, brohus, salen):
    def act(number):
        return kurser.create_kursus(
            by=jens,
            kommune=kommune,
            udbyder=brohus,
            gange=[gang("2027-02-18", lokale=salen), gang("2027-02-25", lokale=salen)],
            undervisere=[jens],
            titel=f"Kursus {number}",
            form="oplaeg",
            laengde="kort",
            pladser=5,
            tilmeldingsfrist=datetime.date(2027, 2, 10),
        )

    answers = at_once(8, act)
    made = [one for one in answers if isinstance(one, Kursus)]
    assert len(made) == 1, answers
    assert all(isinstance(one, Kursus | ValidationError) for one in answers), answers
    assert (Optaget.objects.count(), Lokalebooking.objects.count()) == (2, 2)
