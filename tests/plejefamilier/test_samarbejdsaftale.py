"""Agreements with institutions: written, reviewed by a day, read by the institution itself (D3)."""

import datetime

import pytest
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier.models import Samarbejdsaftale
from plejefamilier.queries import samarbejdsaftale as queries
from plejefamilier.raekker import PLIGT
from tests.factories import BrugerFactory, InstitutionFactory
from tests.plejefamilier.kredshjaelp import place
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Plan")


@pytest.fixture
def aftale(kommune, brohus, teamleder):
    return Samarbejdsaftale.objects.create(
        kommune=kommune,
        institution=brohus,
        indgaaet_paa=datetime.date(2026, 1, 5),
        revideres_paa=datetime.date(2026, 12, 20),
        tekst="Vi taler sammen før, under og efter hvert forløb.",
        ansvarlig=teamleder,
    )


def test_the_projektleder_writes_one_and_the_leader_is_told(
    client, brohus, projektleder, teamleder, karen, konsulent
):
    client.force_login(projektleder)
    assert "Ingen samarbejdsaftale med Brohus" in text_of(client.get(url("samarbejdsaftale_list")))
    data = {"version": 0, "institution": brohus.pk, "indgaaet_paa": "05-01-2026"}
    data |= {"revideres_paa": "05-01-2026", "tekst": "Rammen", "ansvarlig": teamleder.pk}
    data |= {"lokal_tovholder": karen.pk}
    address = url("samarbejdsaftale_create")
    assert "Vælg en dag efter" in text_of(client.post(address, data))
    # a konsulent cannot review it, so she cannot be the one who must
    refused = client.post(address, data | {"ansvarlig": konsulent.pk})
    assert refused.status_code == 200
    client.post(address, data | {"revideres_paa": "05-01-2027"})
    row = Samarbejdsaftale.objects.get()
    assert (row.lokal_tovholder, row.ansvarlig) == (karen, teamleder)  # B12
    assert Besked.objects.get(to=teamleder).url == url("samarbejdsaftale_detail", row.pk)
    again = client.post(address, data | {"revideres_paa": "05-01-2027"})
    assert "Der er allerede en aftale" in text_of(again)


def test_the_institution_reads_its_own_and_no_other(client, aftale, kommune, karen):
    nabo = InstitutionFactory(kommune=kommune, navn="Nabohus")
    per = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=nabo, navn="Per Nabo"
    )
    client.force_login(karen)
    assert "Brohus" in text_of(client.get(url("samarbejdsaftale_list")))
    assert "før, under og efter" in text_of(client.get(url("samarbejdsaftale_detail", aftale.pk)))
    assert client.get(url("samarbejdsaftale_update", aftale.pk)).status_code == 403
    assert AuditEvent.objects.filter(event="samarbejdsaftale.laest", bruger_id=karen.pk).exists()
    client.force_login(per)
    assert "Brohus" not in text_of(client.get(url("samarbejdsaftale_list")))
    assert client.get(url("samarbejdsaftale_detail", aftale.pk)).status_code == 404


def test_the_review_stands_on_min_dag_a_month_before(at, aftale, teamleder, projektleder):
    found = {}
    for day in ("2026-11-19", "2026-11-20", "2026-12-27"):
        at(f"{day} 08:00")
        rows = PLIGT.ask([queries.pligter(teamleder, timezone.localdate())], order="frist", limit=5)
        found[day] = [row.frist for row in rows]
    due = datetime.date(2026, 12, 20)
    assert found == {"2026-11-19": [], "2026-11-20": [due], "2026-12-27": [due]}
    assert not queries.pligter(projektleder, timezone.localdate()).exists()
    word = queries.pligt_ord(rows[0], datetime.date(2026, 12, 19))
    assert word.titel == "Gennemgå samarbejdsaftalen med Brohus"


def test_a_review_gives_a_new_day_and_takes_the_duty_away(client, at, aftale, teamleder):
    at("2026-12-15 10:00")
    client.force_login(teamleder)
    address = url("samarbejdsaftale_update", aftale.pk)
    data = {"version": 1, "indgaaet_paa": "05-01-2026", "revideres_paa": "20-12-2027"}
    data |= {"tekst": "Vi mødes også om sommeren.", "ansvarlig": teamleder.pk}
    client.post(address, data)
    aftale.refresh_from_db()
    assert aftale.revideres_paa == datetime.date(2027, 12, 20)
    assert not queries.pligter(teamleder, timezone.localdate()).exists()
    answer = client.post(address, data | {"tekst": "Skrevet på en gammel side"})
    assert answer.status_code == 409
    assert "Skrevet på en gammel side" in text_of(answer)


def test_an_ended_agreement_asks_for_nothing(client, aftale, teamleder):
    client.force_login(teamleder)
    client.post(url("samarbejdsaftale_end", aftale.pk), {"dato": "22-11-2026"})
    aftale.refresh_from_db()
    assert aftale.ophoert_paa == datetime.date(2026, 11, 22)
    assert not queries.pligter(teamleder, datetime.date(2027, 1, 1)).exists()
    text = text_of(client.get(url("samarbejdsaftale_list")))
    assert "Ophørt" in text


def test_the_leader_sees_how_much_there_is_with_each_institution(
    client, aftale, noah, karen, kommune, brohus, teamleder
):
    """B7, B13: children worked with, and how many of the people were on the shared training."""
    siv = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Siv Ask"
    )
    place(noah, bruger=karen, uddannet_paa=datetime.date(2026, 1, 1))
    place(noah, bruger=siv)
    client.force_login(teamleder)
    assert "1 barn · 1 af 2 på fælles kursus" in text_of(client.get(url("samarbejdsaftale_list")))


def test_the_list_asks_as_often_for_three_as_for_one(
    client, aftale, kommune, teamleder, django_assert_max_num_queries
):
    client.force_login(teamleder)
    client.get(url("samarbejdsaftale_list"))
    with django_assert_max_num_queries(8) as first:
        client.get(url("samarbejdsaftale_list"))
    for number in range(2):
        Samarbejdsaftale.objects.create(
            kommune=kommune, institution=InstitutionFactory(kommune=kommune, navn=f"Hus {number}"),
            indgaaet_paa=aftale.indgaaet_paa, revideres_paa=aftale.revideres_paa, tekst="Rammen",
            ansvarlig=teamleder,
        )  # fmt: skip
    with django_assert_max_num_queries(len(first)):
        client.get(url("samarbejdsaftale_list"))
