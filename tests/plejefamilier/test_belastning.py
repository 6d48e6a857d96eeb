"""Strain of families and children: dated, in a picture and a table, withdrawn with a reason."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from faelles.models import AuditEvent
from plejefamilier import actions
from plejefamilier.models import Belastning
from plejefamilier.queries.belastning import billede
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db
D = datetime.date
NOVEMBER = D(2026, 11, 1)


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-22 10:00")


def note(by, score=6, dato=NOVEMBER, **subject):
    return actions.record_belastning(by=by, dato=dato, score=score, kilde="familien", **subject)


def test_a_score_is_noted_on_its_page_and_stands_on_the_familys(client, familie, konsulent):
    # When the konsulent notes the family's own strain twice by pressing twice
    client.force_login(konsulent)
    typed = {
        "dato": "1-11-2026",
        "score": "7",
        "kilde": "familien",
        "bemaerkning": "Få timers søvn",
    }
    for _ in range(2):
        assert client.post(url("belastning_create", familie.pk), typed).status_code == 302

    # Then it is one row, told in the facts, the table and the timeline
    assert Belastning.objects.count() == 1
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "7 af 10" in page
    assert "Få timers søvn" in page
    assert "Belastning 7 af 10" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"score": "11"}, "Vælg et tal fra 1 til 10."),
        ({"dato": "23-11-2026"}, "Datoen ligger i fremtiden."),
        ({"kilde": ""}, "Vælg, hvem der siger det."),
    ],
)
def test_a_score_that_cannot_be_is_refused_with_a_sentence(
    typed, words, client, familie, konsulent
):
    client.force_login(konsulent)
    good = {"dato": "1-11-2026", "score": "7", "kilde": "familien", "bemaerkning": "Søvn"}
    response = client.post(url("belastning_create", familie.pk), {**good, **typed})
    assert words in text_of(response)
    assert "Søvn" in text_of(response)
    assert not Belastning.objects.exists()


def test_a_wrong_score_is_withdrawn_and_stays_struck_through(client, familie, konsulent):
    row = note(konsulent, plejefamilie=familie)
    client.force_login(konsulent)
    address = url("belastning_withdraw", row.pk)
    assert "Skriv, hvorfor tallet er forkert." in text_of(client.post(address, {"fordi": " "}))
    assert client.post(address, {"fordi": "Skrevet på den forkerte familie"}).status_code == 302
    page = text_of(client.get(url("belastning_list", familie.pk)))
    assert "<del>6</del>" in page
    assert "Trukket tilbage: Skrevet på den forkerte familie" in page
    assert billede(familie.belastninger.all(), noegle="x", titel="x").seneste is None
    assert client.get(address).status_code == 404
    with pytest.raises(ValidationError, match="allerede"):
        actions.withdraw_belastning(by=konsulent, belastning=row, fordi="Igen")
    assert "forkerte familie" not in str([*AuditEvent.objects.values_list("data")])


def test_the_picture_says_in_words_what_it_shows(familie, konsulent):
    for number, score in enumerate((4, 9, 7)):
        note(konsulent, score, D(2026, 8, 1 + number), plejefamilie=familie)
    shown = billede(familie.belastninger.all(), noegle="b", titel="Familiens belastning")
    assert shown.seneste.score == 7
    assert "4 den 1. august 2026, 9 den 2. august 2026, 7 den 3. august 2026" in shown.svg
    assert 'role="img"' in shown.svg


def test_a_raadgiver_writes_of_her_child_and_never_reads_the_familys_own(
    client, familie, barn, raadgiver, konsulent
):
    # Given a strain of the family, and the rådgiver of a child who lives there
    own = note(konsulent, 9, plejefamilie=familie)
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    client.force_login(raadgiver)

    # When she opens the family, Then its strain is not there; she writes about the child
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Familiens belastning" not in page
    assert "9 af 10" not in page
    assert client.get(url("belastning_withdraw", own.pk)).status_code == 404
    assert "Ingen har skrevet et tal endnu" in text_of(
        client.get(url("belastning_list", familie.pk))
    )
    typed = {"dato": "1-11-2026", "score": "5", "kilde": "fagperson"}
    assert client.post(url("barn_belastning_create", barn.pk), typed).status_code == 302
    assert barn.belastninger.get().score == 5
