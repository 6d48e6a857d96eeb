"""The calendar page and the municipality's closing days."""

from datetime import date

import pytest
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Lukkedag
from tests.factories import BrugerFactory, KommuneFactory, LukkedagFactory, TeamFactory

pytestmark = pytest.mark.django_db
STAR_FAST = "Frister, der allerede er sat, flytter sig ikke af sig selv."
NY = "/kalender/lukkedag/ny/"


@pytest.fixture(autouse=True)
def today(at):
    at("2026-11-21 12:00")


@pytest.fixture
def sommer(kommune):
    return LukkedagFactory(
        kommune=kommune, navn="Sommerlukning", fra=date(2027, 7, 12), til=date(2027, 7, 16)
    )


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def test_everybody_sees_why_a_day_is_closed(client, akutvagt, sommer):
    client.force_login(akutvagt)
    page = client.get("/kalender/2027/").content.decode()
    assert "<strong>12.–16.</strong> Sommerlukning" in page
    assert "<strong>1.</strong> Nytårsdag" in page
    assert '<td class="holiday">6<span class="sr-only"> Kristi himmelfartsdag</span></td>' in page
    assert NY not in page
    assert "Slet" not in page


def test_today_is_marked_in_words(client, konsulent):
    client.force_login(konsulent)
    page = client.get("/kalender/").content.decode()
    assert '21<span class="sr-only"> i dag</span>' in page
    assert "I dag, lørdag 21. november" in page
    assert "i dag</span>" not in client.get("/kalender/2027/").content.decode()


def test_the_years_go_from_2020_to_2040(client, konsulent):
    client.force_login(konsulent)
    assert "Forrige år" not in client.get("/kalender/2020/").content.decode()
    assert "Næste år" not in client.get("/kalender/2040/").content.decode()
    assert client.get("/kalender/2030/").status_code == 200
    for year in (0, 1, 2019, 2041, 9999, 10**20):
        assert client.get(f"/kalender/{year}/").status_code == 404


def test_store_bededag_stands_in_2023_and_not_in_2024(client, konsulent):
    client.force_login(konsulent)
    assert "Store bededag" in client.get("/kalender/2023/").content.decode()
    assert "Store bededag" not in client.get("/kalender/2024/").content.decode()


def test_another_municipalitys_closing_is_not_shown(client, konsulent):
    LukkedagFactory(
        kommune=KommuneFactory(), navn="Fremmed", fra=date(2026, 3, 2), til=date(2026, 3, 2)
    )
    client.force_login(konsulent)
    assert "Fremmed" not in client.get("/kalender/2026/").content.decode()


def test_the_administrator_closes_a_week_and_is_told_the_truth(as_administrator, administrator):
    answer = as_administrator.post(
        NY, {"navn": "Flytning", "fra": "1.3.2027", "til": "5.3.2027"}, follow=True
    )
    page = answer.content.decode()
    assert f"»Flytning« er gemt. {STAR_FAST}" in page
    row = Lukkedag.objects.get()
    assert (row.fra, row.til) == (date(2027, 3, 1), date(2027, 3, 5))
    line = AuditEvent.objects.get(event="lukkedag.oprettet")
    assert line.bruger_id == administrator.pk
    assert line.data == {"fra": "2027-03-01", "til": "2027-03-05"}


def test_one_day_needs_no_last_day(as_administrator):
    as_administrator.post(NY, {"navn": "Flytning", "fra": "01-03-2027", "til": ""})
    assert Lukkedag.objects.get().til == date(2027, 3, 1)


def test_the_same_sent_twice_is_one_row(as_administrator):
    for _ in range(2):
        as_administrator.post(NY, {"navn": "Flytning", "fra": "01-03-2027", "til": ""})
    assert Lukkedag.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"navn": "", "fra": "", "til": ""}, "Skriv en dato."),
        ({"fra": "05-03-2027", "til": "01-03-2027"}, "Slutdatoen ligger før startdatoen."),
        ({"til": "01-06-2027"}, "En lukkeperiode kan højst vare 60 dage."),
        ({"fra": "01-01-2041", "til": ""}, "Kalenderen går fra 2020 til 2040."),
        ({"fra": "31-12-2199", "til": ""}, "Kalenderen går fra 2020 til 2040."),
        ({"fra": "30-02-2027"}, "Den dato findes ikke."),
        ({"navn": "x" * 400}, "højst have 80 tegn"),
        ({"navn": "a\0b"}, "Null-tegn"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(as_administrator, typed, told):
    sent = {"navn": "Flytning", "fra": "01-03-2027", "til": "05-03-2027"} | typed
    answer = as_administrator.post(NY, sent)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    if sent["navn"] == "Flytning":
        assert 'value="Flytning"' in answer.content.decode()
    assert not Lukkedag.objects.exists()


def test_posting_another_municipality_changes_nothing(as_administrator, kommune):
    other = KommuneFactory()
    as_administrator.post(
        NY, {"navn": "Flytning", "fra": "01-03-2027", "til": "", "kommune": other.pk}
    )
    assert Lukkedag.objects.get().kommune == kommune


def change(client, row, **typed):
    """Open the form of a closing and send it with some fields changed."""
    url = reverse("faelles:lukkedag_update", args=[row.pk])
    initial = client.get(url).context["form"].initial
    sent = {"navn": row.navn, "fra": "12-07-2027", "til": "16-07-2027", "seen": initial["seen"]}
    return client.post(url, sent | typed)


def test_a_closing_is_changed(as_administrator, sommer):
    answer = change(as_administrator, sommer, til="23-07-2027")
    assert answer.url == "/kalender/2027/"
    sommer.refresh_from_db()
    assert sommer.til == date(2027, 7, 23)
    line = AuditEvent.objects.get(event="lukkedag.aendret")
    assert (line.data["til_foer"], line.data["til"]) == ("2027-07-16", "2027-07-23")


def test_the_second_of_two_who_change_it_sees_both(as_administrator, sommer):
    url = reverse("faelles:lukkedag_update", args=[sommer.pk])
    seen = as_administrator.get(url).context["form"].initial["seen"]
    change(as_administrator, sommer, navn="Ferielukket")

    sent = {"navn": "Sommerferie", "fra": "12-07-2027", "til": "16-07-2027"}
    answer = as_administrator.post(url, sent | {"seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ferielukket" in page
    assert 'value="Sommerferie"' in page
    sommer.refresh_from_db()
    assert sommer.navn == "Ferielukket"

    # having seen both, she may save hers
    again = as_administrator.post(url, sent | {"seen": answer.context["form"].data["seen"]})
    assert again.status_code == 302
    sommer.refresh_from_db()
    assert sommer.navn == "Sommerferie"


def test_deleting_asks_first_and_keeps_the_days_in_the_log(as_administrator, sommer):
    url = reverse("faelles:lukkedag_delete", args=[sommer.pk])
    page = as_administrator.get(url).content.decode()
    assert "12.–16. juli 2027" in page
    assert STAR_FAST in page
    assert Lukkedag.objects.exists()

    answer = as_administrator.post(url, follow=True)
    assert "»Sommerlukning« er slettet." in answer.content.decode()
    assert not Lukkedag.objects.exists()
    assert AuditEvent.objects.get(event="lukkedag.slettet").data["fra"] == "2027-07-12"
    assert as_administrator.post(url).status_code == 404


@pytest.mark.parametrize("name", ["lukkedag_update", "lukkedag_delete"])
def test_another_municipalitys_closing_is_not_found(as_administrator, name):
    foreign = LukkedagFactory(kommune=KommuneFactory(), fra=date(2026, 3, 2), til=date(2026, 3, 2))
    url = reverse(f"faelles:{name}", args=[foreign.pk])
    assert as_administrator.get(url).status_code == 404
    assert as_administrator.post(url).status_code == 404
    assert Lukkedag.objects.filter(pk=foreign.pk).exists()


def test_who_administers_one_municipality_and_works_in_another_edits_the_first_only(
    client, kommune
):
    # Given a konsulent here who is administrator elsewhere
    elsewhere = KommuneFactory()
    bruger = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    bruger.roller.create(rolle=Rolle.ADMINISTRATOR, kommune=elsewhere, fra=date(2020, 1, 1))
    here = LukkedagFactory(kommune=kommune, fra=date(2026, 3, 2), til=date(2026, 3, 2))
    client.force_login(bruger)

    # When she adds a closing and tries to delete one of the municipality she works in
    client.post(NY, {"navn": "Flytning", "fra": "01-03-2027", "til": ""})
    deleted = client.post(reverse("faelles:lukkedag_delete", args=[here.pk]))

    # Then the new one is of the municipality she administers, and the other stands
    assert Lukkedag.objects.get(navn="Flytning").kommune == elsewhere
    assert deleted.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_year_asks_the_same_number_of_queries(
    rows, as_administrator, kommune, django_assert_num_queries
):
    for number in range(rows):
        day = date(2026, 3, 2 + number)
        LukkedagFactory(kommune=kommune, fra=day, til=day)
    as_administrator.get("/kalender/2026/")
    with django_assert_num_queries(7):  # session, user, roles, rules, closed, list, unread
        as_administrator.get("/kalender/2026/")
