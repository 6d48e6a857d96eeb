"""Offers by theme, and how many there are (A12, A13, A16)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import Tilbud
from tests.factories import BrugerFactory, InstitutionFactory, KommuneFactory, TeamFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def leder(client, teamleder):
    client.force_login(teamleder)
    return client


def make(kommune, **changes):
    fields = {"navn": "Weekendophold", "tema": "fleksibel", "fra": TODAY} | changes
    return actions.create_tilbud(by=None, kommune=kommune, **fields)


def test_under_its_theme_with_number_and_kind_in_use(leder, kommune):
    make(kommune, aflastning=True)
    make(kommune, navn="Åben rådgivning", tema="adgang")
    make(kommune, navn="Til januar", tema="helhed", fra=TODAY + 40 * DAY)
    response = leder.get(url("tilbud_list"))
    assert [(label, len(rows)) for label, rows in response.context["temaer"]] == [
        ("Adgang til støtte og sparring", 1),
        ("Løbende, fleksibel rådgivning", 1),
        ("Samlet indsats for hele familien", 1),
    ]
    assert "2 tilbud kan fås nu, heraf 1 med aflastning" in response.content.decode()


def test_a_leader_writes_it_and_names_who_gives_it(leder, kommune, brohus):
    foreign = InstitutionFactory()
    data = {"navn": "Sparring", "tema": "adgang", "fra": "01-12-2026", "leverandoer": brohus.pk}
    refused = leder.post(url("tilbud_create"), data | {"leverandoer": foreign.pk})
    assert refused.status_code == 200
    assert leder.post(url("tilbud_create"), data).status_code == 302
    row = Tilbud.objects.get()
    assert (row.kommune, row.leverandoer) == (kommune, brohus)


def test_it_goes_out_of_use_and_stays_on_record(leder, kommune):
    row = make(kommune, fra=TODAY - 9 * DAY)
    leder.post(url("tilbud_end", row.pk), {"til": "22-11-2026"})
    assert "Weekendophold" not in leder.get(url("tilbud_list")).content.decode()
    page = leder.get(url("tilbud_list"), {"vis": "alle"}).content.decode()
    assert "Udgik 22. nov." in page
    assert leder.get(url("tilbud_end", row.pk)).status_code == 404
    with pytest.raises(ValidationError) as refused:
        actions.end_tilbud(by=None, tilbud=row, til=TODAY)
    assert refused.value.code == "slut"


def test_it_cannot_end_before_it_begins(kommune):
    with pytest.raises(ValidationError) as refused:
        actions.end_tilbud(by=None, tilbud=make(kommune), til=TODAY - DAY)
    assert "til" in refused.value.error_dict


def test_the_second_of_two_is_shown_both(leder, kommune):
    row = make(kommune)
    page = url("tilbud_update", row.pk)
    udgave = leder.get(page).context["form"]["udgave"].value()
    data = {"udgave": udgave, "navn": "Mit navn", "tema": "adgang", "fra": "23-11-2026"}
    assert leder.post(page, data).status_code == 302
    stale = leder.post(page, data | {"navn": "Hendes navn"})
    assert stale.status_code == 409
    words = stale.content.decode()
    assert "Mit navn" in words
    assert "Hendes navn" in words
    again = data | {"navn": "Hendes navn", "udgave": stale.context["form"]["udgave"].value()}
    assert leder.post(page, again).status_code == 302
    assert Tilbud.objects.get().navn == "Hendes navn"


def test_a_konsulent_reads_and_does_not_write(client, konsulent, kommune):
    row = make(kommune)
    client.force_login(konsulent)
    page = client.get(url("tilbud_list")).content.decode()
    assert "Weekendophold" in page
    assert "Lad udgå" not in page
    assert client.get(url("tilbud_update", row.pk)).status_code == 403


def test_another_municipality_sees_none_of_it(client, kommune):
    row = make(kommune)
    client.force_login(
        BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=KommuneFactory()))
    )
    assert "Weekendophold" not in client.get(url("tilbud_list"), {"vis": "alle"}).content.decode()
    for name in ("tilbud_update", "tilbud_end"):
        assert client.get(url(name, row.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_same_number_of_queries(rows, leder, kommune, django_assert_max_num_queries):
    for number in range(rows):
        make(kommune, navn=f"Nr. {number}", leverandoer=InstitutionFactory(kommune=kommune))
    leder.get(url("tilbud_list"))
    with django_assert_max_num_queries(7):
        leder.get(url("tilbud_list"))
