"""The page Regler: default and own value side by side, and the presets."""

from datetime import date

import pytest
from django.urls import reverse

from faelles import regler
from faelles.access import Rolle
from faelles.models import Regelvaerdi
from tests.factories import BrugerFactory, KommuneFactory, TeamFactory

pytestmark = pytest.mark.django_db
VENTETID = "/regler/akut.lang_ventetid_dage/"


@pytest.fixture(autouse=True)
def today(at):
    at("2026-11-21 12:00")


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def send(client, url=VENTETID, **typed):
    sent = {"vaerdi": "7", "fra": "21-11-2026", "begrundelse": "Byrådet 3. november"} | typed
    return client.post(url, sent)


def test_default_and_own_value_stand_side_by_side(as_administrator, administrator, kommune):
    send(as_administrator)
    page = as_administrator.get("/regler/").content.decode()
    row = page[page.index("<strong>Vis feltet") :][:1500]
    assert "5 dage" in row
    assert '<span class="value">7 dage</span>' in row
    assert "Fra 21. november 2026 · Else Bang" in row
    assert "Byrådet 3. november" in row
    assert "2–30 dage" in row
    assert "Kilde: " in row
    assert "Vejledende" in row


def test_a_value_to_come_is_told_with_its_day(as_administrator):
    send(as_administrator, fra="01-01-2027")
    page = as_administrator.get("/regler/").content.decode()
    assert "Fra 1. januar 2027: <strong>7 dage</strong>" in page


def test_every_rule_of_every_group_is_there(as_administrator):
    page = as_administrator.get("/regler/").content.decode()
    for regel in regler.REGLER.values():
        assert regel.gruppe in page
        assert reverse("faelles:regel_update", args=[regel.key]) in page


@pytest.mark.parametrize("key", regler.REGLER)
def test_every_rule_has_a_form_that_saves_what_it_shows(as_administrator, kommune, key):
    url = reverse("faelles:regel_update", args=[key])
    form = as_administrator.get(url).context["form"]
    answer = send(as_administrator, url, vaerdi=form.initial["vaerdi"])
    assert answer.status_code == 302
    assert Regelvaerdi.objects.get(key=key).vaerdi == regler.REGLER[key].standard


def test_saving_tells_the_new_value_and_its_day(as_administrator):
    page = as_administrator.post(
        VENTETID, {"vaerdi": "7", "fra": "1/1 2027", "begrundelse": "Byrådet"}, follow=True
    ).content.decode()
    assert "Reglen er gemt: 7 dage fra 1. januar 2027." in page


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"vaerdi": "31"}, "vaerdi", "Skriv et tal fra 2 til 30."),
        ({"vaerdi": ""}, "vaerdi", "Skriv en værdi."),
        ({"vaerdi": "syv"}, "vaerdi", "Skriv et helt tal."),
        ({"vaerdi": "9" * 70_000}, "vaerdi", "højst have 1000 tegn"),
        ({"vaerdi": "a\0"}, "vaerdi", "Null-tegn"),
        ({"fra": "20-11-2026"}, "fra", "tidligst gælde fra i dag"),
        ({"fra": "31-12-2199"}, "fra", "inden for ti år"),
        ({"begrundelse": "   "}, "begrundelse", "Skriv, hvorfor reglen ændres."),
        ({"begrundelse": "a\0"}, "begrundelse", "Null-tegn"),
    ],
)
def test_errors_stand_at_their_field_and_nothing_typed_is_lost(
    as_administrator, typed, field, told
):
    answer = send(as_administrator, **typed)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert [*form.errors] == [field]
    assert told in form.errors[field][0]
    assert form.data["begrundelse"] == typed.get("begrundelse", "Byrådet 3. november")
    assert not Regelvaerdi.objects.exists()


def test_all_errors_are_told_at_once(as_administrator):
    answer = send(as_administrator, vaerdi="99", fra="1/1/2020", begrundelse="")
    assert [*answer.context["form"].errors] == ["vaerdi", "fra", "begrundelse"]


@pytest.mark.parametrize("vaerdi", ["måske", "", "\0", "x" * 70_000, "<b>"])
def test_hostile_choices_are_refused(as_administrator, vaerdi):
    for key in ("kalender.lukket_1_maj", "akut.udbyder", "akut.aabner", "supervision.kurser"):
        answer = send(as_administrator, f"/regler/{key}/", vaerdi=vaerdi)
        assert answer.status_code in (200, 302)
    stored = Regelvaerdi.objects.values_list("key", "vaerdi")
    assert {key for key, _ in stored} <= {"supervision.kurser"}  # the only free text


def test_what_is_typed_is_text_and_never_markup(as_administrator):
    send(as_administrator, "/regler/supervision.kurser/", vaerdi="<b>Fed</b>", begrundelse="<i>x")
    for url in ("/regler/", "/regler/supervision.kurser/"):
        page = as_administrator.get(url).content.decode()
        assert "&lt;b&gt;Fed&lt;/b&gt;" in page
        assert "<b>Fed" not in page
        assert "<i>x" not in page


def test_the_history_shows_who_when_and_why_newest_first(as_administrator):
    send(as_administrator, vaerdi="7")
    send(as_administrator, vaerdi="9", begrundelse="Alligevel ikke")
    page = as_administrator.get(VENTETID).content.decode()
    assert page.index("Alligevel ikke") < page.index("Byrådet 3. november")
    assert "Else Bang · skrevet 21. nov. kl. 12.00" in page


def test_a_rule_that_does_not_exist_is_not_found(as_administrator):
    for key in ("findes.ikke", "akut", "a" * 400, "%00"):
        assert as_administrator.get(f"/regler/{key}/").status_code == 404
    assert as_administrator.get("/regler/startvalg/odense/").status_code == 404


def test_a_preset_is_shown_before_it_is_applied(as_administrator):
    page = as_administrator.get("/regler/startvalg/vejle/").content.decode()
    assert "Indlæs Vejle" in page
    assert "10 regler ændres fra i dag" in page
    assert "ikke i brug" in page
    assert not Regelvaerdi.objects.exists()


def test_one_button_applies_it(as_administrator):
    page = as_administrator.post("/regler/startvalg/vejle/", follow=True).content.decode()
    assert "Vejle er indlæst. 10 regler er ændret fra i dag." in page
    again = as_administrator.post("/regler/startvalg/vejle/", follow=True).content.decode()
    assert "Kommunen følger allerede Vejle. Intet er ændret." in again
    assert "Intet at ændre" in as_administrator.get("/regler/startvalg/vejle/").content.decode()


def test_a_planned_value_that_follows_the_preset_is_told(as_administrator):
    send(as_administrator, "/regler/netvaerk.grupper/", vaerdi="tilskyndes", fra="01-01-2027")
    page = as_administrator.get("/regler/startvalg/vejle/").content.decode()
    assert "Ændres igen 1. januar 2027 til tilskyndes, ikke fast" in page


@pytest.mark.parametrize("who", ["teamleder", "revisor"])
def test_some_read_the_rules_and_cannot_change_them(request, client, who):
    client.force_login(request.getfixturevalue(who))
    page = client.get("/regler/").content.decode()
    assert "Kommunen åbner" in page
    assert VENTETID not in page
    assert "/regler/startvalg/" not in page
    assert client.get(VENTETID).status_code == 403
    assert send(client).status_code == 403
    assert client.post("/regler/startvalg/vejle/").status_code == 403
    assert not Regelvaerdi.objects.exists()


@pytest.mark.parametrize("who", ["konsulent", "akutvagt", "raadgiver"])
def test_others_do_not_open_the_page(request, client, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/regler/").status_code == 403


def test_an_administrator_elsewhere_changes_the_rules_there_only(client, kommune):
    # Given a teamleder here who is administrator elsewhere
    elsewhere = KommuneFactory(navn="Anden Kommune")
    bruger = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune))
    bruger.roller.create(rolle=Rolle.ADMINISTRATOR, kommune=elsewhere, fra=date(2020, 1, 1))
    client.force_login(bruger)

    send(client)
    client.post("/regler/startvalg/vejle/")

    assert {*Regelvaerdi.objects.values_list("kommune", flat=True)} == {elsewhere.pk}
    assert "Anden Kommune" in client.get("/regler/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(
    rows, as_administrator, administrator, kommune, django_assert_num_queries
):
    for key in [*regler.REGLER][:rows]:
        Regelvaerdi.objects.create(
            kommune=kommune,
            key=key,
            vaerdi=regler.REGLER[key].standard,
            fra=date(2026, 1, 1),
            set_by=administrator,
        )
    as_administrator.get("/regler/")
    with django_assert_num_queries(5):  # session, user, roles, own values, unread
        as_administrator.get("/regler/")
