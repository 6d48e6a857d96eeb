"""The pages that plan: one time, a whole forløb at once, another time, a cancelled one (F3–F8)."""

import datetime

import pytest
from django.urls import reverse

from faelles.access import Rolle
from plejefamilier.models import Optaget
from supervision.models import Session
from supervision.queries.sessionsforslag import Rytme, between, next_time, series
from tests.conftest import local
from tests.factories import BrugerFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_lokale, make_session

D = datetime.date


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )


@pytest.fixture
def forloeb(at, familie, dorthe):
    at("2026-11-23 09:00")
    return make_forloeb(familie, supervisor=dorthe, sted="institutionen")


def plan_url(forloeb):
    return reverse("supervision:session_create", args=[forloeb.pk])


TYPED = {
    "dato": "18-03-2027",
    "klokken": "10.00",
    "minutter": "90",
    "form": "fysisk",
    "sted": "institutionen",
    "konsulent_med": "nej",
}


def test_supervisor_and_konsulent_plan_one_more_time(client, forloeb, dorthe, konsulent, brohus):
    room = make_lokale(brohus)
    client.force_login(konsulent)
    assert client.post(plan_url(forloeb), {**TYPED, "lokale": room.pk}).status_code == 302
    client.force_login(dorthe)
    assert client.post(plan_url(forloeb), {**TYPED, "dato": "08-04-2027"}).status_code == 302
    assert Session.objects.filter(forloeb=forloeb).count() == 2


def test_who_has_nothing_to_do_with_it_gets_404(client, forloeb, kollega):
    client.force_login(kollega)
    assert client.get(plan_url(forloeb)).status_code == 404


def test_home_without_the_wish_is_said_at_its_field_and_nothing_is_lost(client, forloeb, dorthe):
    client.force_login(dorthe)
    answer = client.post(plan_url(forloeb), {**TYPED, "sted": "hjemme", "tema": "Ro om aftenen"})
    assert answer.context["form"].errors["hjemme_oensket_paa"] == [
        "Hjemme kun, når familien selv ønsker det."
    ]
    assert "Ro om aftenen" in answer.content.decode()


def test_a_long_group_is_asked_about_and_can_be_confirmed(client, at, dorthe, familie):
    at("2026-11-23 09:00")
    gruppe = make_gruppe(dorthe, [familie], sted="kommunen")
    client.force_login(dorthe)
    typed = {**TYPED, "dato": "04-08-2027", "klokken": "17", "minutter": "210"}
    answer = client.post(plan_url(gruppe), typed)
    page = answer.content.decode()
    assert "Gruppesupervision varer 120–180 minutter, og her er 210." in page
    assert "Længden er rigtig" in page
    assert not Session.objects.exists()
    assert client.post(plan_url(gruppe), {**typed, "minutter": "150"}).status_code == 302
    longer = {**typed, "dato": "03-11-2027", "bekraeft": ["laengde"]}
    assert client.post(plan_url(gruppe), longer).status_code == 302


def test_a_whole_forloeb_is_proposed_each_date_can_be_moved_and_is_checked(client, forloeb, dorthe):
    Optaget.objects.create(
        bruger=dorthe,
        start=local("2027-02-01 09:00"),
        slut=local("2027-02-01 12:00"),
        kilde="moede-1",
    )
    client.force_login(dorthe)
    url = reverse("supervision:session_series", args=[forloeb.pk])
    asked = {"antal": "5", "first": "11-01-2027", "klokken": "10", "hver": "3", "enhed": "uger"}
    page = client.get(url, asked)
    form = page.context["form"]
    days = [dag.value() for _, dag, _, _ in form.raekker]
    assert days == [D(2027, 1, 11), D(2027, 2, 1), D(2027, 2, 22), D(2027, 3, 15), D(2027, 4, 5)]
    assert [warning for *_, warning in form.raekker if warning] == [
        "Dorthe Krag er optaget. Vælg en anden tid."
    ]
    typed = {**TYPED, "gange": "5"}
    for number, day in enumerate(days):
        typed |= {f"dato_{number}": f"{day:%d-%m-%Y}", f"klokken_{number}": "10.00"}
    answer = client.post(url, typed)
    assert list(answer.context["form"].errors) == ["klokken_1"]
    assert not Session.objects.exists()
    typed |= {"klokken_1": "13.00", "dato_4": ""}
    assert client.post(url, typed).status_code == 302
    assert Session.objects.count() == 4


def test_a_series_rolls_closed_days_without_moving_the_rest(kommune):
    # 24 December 2026 is closed, and 25 and 26 are holidays; then a weekend
    assert series(kommune, D(2026, 12, 10), 2, "uger", 3) == [
        D(2026, 12, 10),
        D(2026, 12, 28),
        D(2027, 1, 7),
    ]


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        (D(2027, 2, 3), D(2027, 5, 5), Rytme(3, "maaneder")),
        (D(2027, 1, 12), D(2027, 2, 2), Rytme(3, "uger")),
        (D(2027, 1, 12), D(2027, 1, 13), Rytme(1, "uger")),
        (D(2027, 1, 29), D(2027, 2, 26), Rytme(1, "maaneder")),
    ],
)
def test_the_rhythm_is_read_from_the_last_two_times(first, last, step):
    assert between(first, last) == step


def test_the_next_time_is_on_a_hverdag_when_the_supervisor_is_free(forloeb, dorthe):
    make_session(forloeb, local("2026-12-03 10:00"))
    forslag = next_time(forloeb)  # three weeks later is 24 December
    assert forslag.dag == D(2026, 12, 28)
    Optaget.objects.create(
        bruger=dorthe,
        start=local("2026-12-28 11:00"),
        slut=local("2026-12-28 12:00"),
        kilde="moede-1",
    )
    assert next_time(forloeb).dag == D(2026, 12, 29)


def test_no_next_time_when_all_are_planned_or_the_forloeb_is_full(forloeb):
    first = make_session(forloeb, local("2026-12-03 10:00"))
    make_session(forloeb, local("2027-01-07 10:00"))
    assert next_time(forloeb, first) is None
    forloeb.antal = 2
    assert next_time(forloeb) is None


def test_to_move_and_to_cancel_from_the_page(client, forloeb, dorthe):
    session = make_session(forloeb, local("2027-03-18 10:00"))
    client.force_login(dorthe)
    move = reverse("supervision:session_move", args=[session.pk])
    assert client.post(move, {**TYPED, "dato": "19-03-2027", "version": "1"}).status_code == 302
    stale = client.post(move, {**TYPED, "dato": "22-03-2027", "version": "1"})
    assert stale.status_code == 409
    cancel = reverse("supervision:session_cancel", args=[session.pk])
    assert client.post(cancel, {"version": "2"}).context["form"].errors["begrundelse"]
    typed = {"version": "2", "begrundelse": "Sygdom"}
    assert client.post(cancel, typed).status_code == 302
    page = client.get(session.get_absolute_url()).content.decode()
    assert "Aflyst" in page
    assert "Sygdom" in page
