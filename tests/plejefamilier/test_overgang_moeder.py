"""The running meetings of a move, and the day it happens: the forms, posted as people post them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from plejefamilier.models import Anbringelse, Moede, Moedeserie
from tests.plejefamilier.overgange import add_parent, make_barn, make_overgang, make_paedagog

pytestmark = pytest.mark.django_db
FLYTNING = datetime.date(2027, 2, 1)


@pytest.fixture
def overgang(at, kommune, familie, brohus, raadgiver):
    at("2026-11-23 09:00")
    freja = make_barn(kommune, raadgiver)
    add_parent(freja)
    return make_overgang(
        by=raadgiver,
        barn=freja,
        familie=familie,
        institution=brohus,
        flytning=FLYTNING,
        kontaktpaedagog=make_paedagog(brohus),
    )


def url(name, overgang):
    return reverse(f"plejefamilier:{name}", args=[overgang.pk])


def chosen(client, address):
    """The keys of everybody the form proposes."""
    form = client.get(address).context["form"]
    return [key for key, _ in form.fields["deltagere"].choices]


def test_a_fixed_rhythm_of_meetings_is_laid_from_the_move(client, raadgiver, overgang):
    client.force_login(raadgiver)
    address = url("overgang_samarbejdsmoeder", overgang)
    people = chosen(client, address)
    typed = {
        "dato": "07-12-2026",
        "fra_kl": "13.00",
        "minutter": "60",
        "hver": "4",
        "antal": "3",
        "sted": "kommunen",
        "deltagere": people,
        "accepteret_paa": "20-11-2026",
    }
    wrong = client.post(address, typed | {"dato": "31-02-2027", "hver": "0"})
    page = wrong.content.decode()
    assert wrong.status_code == 200
    assert "Den dato findes ikke" in page
    assert 'value="31-02-2027"' in page
    assert set(wrong.context["form"].errors) == {"dato", "hver"}
    assert not Moedeserie.objects.exists()

    answer = client.post(address, typed)
    assert answer.headers["Location"] == url("overgang_detail", overgang)
    serie = Moedeserie.objects.get()
    assert (serie.hver, serie.enhed, serie.barn) == (4, "uger", overgang.barn)
    moeder = Moede.objects.filter(serie=serie).order_by("start")
    days = [timezone.localtime(row.start).strftime("%d-%m %H.%M") for row in moeder]
    assert days == ["07-12 13.00", "04-01 13.00", "01-02 13.00"]
    assert {row.overgang for row in moeder} == {overgang}
    assert {row.deltagere.count() for row in moeder} == {len(people)}


def test_who_only_reads_the_move_lays_no_meetings(client, overgang, brohus):
    client.force_login(make_paedagog(brohus, "Bo Fremmed"))
    answer = client.post(url("overgang_samarbejdsmoeder", overgang), {"dato": "07-12-2026"})
    assert answer.status_code in (403, 404)
    assert not Moedeserie.objects.exists()


def test_a_move_that_meets_a_warning_asks_why_and_keeps_the_reason(
    at, client, raadgiver, overgang, familie
):
    familie.plejeforaeldre.update(grundkursus_paa=None)
    at("2027-02-01 16:00")
    client.force_login(raadgiver)
    address = url("overgang_flyt", overgang)
    typed = {"flyttet_paa": "01-02-2027", "grundlag": "samtykke"}
    warned = client.post(address, typed)
    page = warned.content.decode()
    assert warned.status_code == 200
    assert 'name="afvigelse"' in page
    assert "mangler grundkurset" in page
    assert 'value="01-02-2027"' in page
    assert not Anbringelse.objects.filter(barn=overgang.barn).exists()

    shown = warned.context["form"].data["advarsler"]
    silent = client.post(address, typed | {"advarsler": shown})
    assert silent.status_code == 200
    assert not Anbringelse.objects.filter(barn=overgang.barn).exists()

    reason = "Kurset begynder i næste uge."
    answer = client.post(address, typed | {"advarsler": shown, "afvigelse": reason})
    assert answer.status_code == 302
    home = Anbringelse.objects.get(barn=overgang.barn)
    assert (home.plejefamilie, home.afvigelse) == (familie, reason)
