"""Attendance: came, sent word, stayed away; no text, no minutes; physical and virtual (I7, I8)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from faelles.access import Rolle
from faelles.models import AuditEvent
from netvaerk.actions.gruppefremmoede import noted_at, record_gruppefremmoede, state_of
from netvaerk.actions.gruppemoede import move_moede, plan_moeder
from netvaerk.models import Gruppefremmoede, Gruppemoede, Medlemskab
from netvaerk.queries.gruppepligt import fremmoede_pligter
from plejefamilier.pligter import of_bruger
from tests.factories import BrugerFactory, PlejefamilieFactory, TeamFactory
from tests.netvaerk.fakta import make_forslag
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

D = datetime.date
KOM, AFBUD, UDEBLEV = Gruppefremmoede.Kom
AFTER = "2027-01-06 08:30"


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def gruppe(amira, kommune, team, konsulent):
    familier = make_familier(team, konsulent, ["Winther, Ane", "Kjær, Bo", "Brandt, Cia"])
    return begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)


@pytest.fixture
def moeder(gruppe, amira):
    return plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)


def url_of(moede):
    return reverse("netvaerk:gruppemoede_fremmoede", args=[moede.pk])


def marks(form, *values):
    return {
        f"kom_{one.medlemskab.pk}": value for one, value in zip(form.ventede, values, strict=True)
    }


def test_amira_marks_who_came_in_few_taps(client, at, moeder, amira):
    at(AFTER)
    client.force_login(amira)
    page = client.get(url_of(moeder[0]))
    assertContains(page, "Ane Winther")
    assertContains(page, "Der skrives intet andet.")
    everybody = client.post(url_of(moeder[0]), {"alle": "1"})
    assertContains(everybody, "checked", count=3)
    assert not Gruppefremmoede.objects.exists()  # nothing is saved yet
    form = page.context["form"]
    seen = {"seen": form["seen"].value()}
    lacking = client.post(url_of(moeder[0]), seen | {"kom_0": "kom"})
    assertContains(lacking, "Vælg, om Ane Winther kom.")
    sent = seen | marks(form, KOM, AFBUD, UDEBLEV)
    assert client.post(url_of(moeder[0]), sent).status_code == 302
    page = client.get(moeder[0].get_absolute_url())
    assertContains(page, "1 af 3 kom")
    row = AuditEvent.objects.get(event="gruppefremmoede.noteret")
    assert row.data == {"kom": 1, "afbud": 1, "udeblev": 1}


def test_a_meeting_has_nowhere_to_write_what_was_said():
    """I8: a topic, places and the reason of a cancelled one; of attendance one word, no text."""
    texts = {
        field.name
        for field in Gruppemoede._meta.get_fields()
        if field.get_internal_type() in ("CharField", "TextField") and not field.choices
    }
    assert texts == {"sted_tekst", "link", "emne", "aflyst_fordi"}
    columns = {field.name for field in Gruppefremmoede._meta.concrete_fields}
    assert columns == {"id", "moede", "medlemskab", "kom"}


def test_not_before_the_day(client, moeder, amira):
    client.force_login(amira)
    assertContains(client.get(url_of(moeder[0])), "Mødet er ikke holdt endnu")
    with pytest.raises(ValidationError) as refused:
        record_gruppefremmoede(by=amira, moede=moeder[0], kom={1: KOM}, seen="")
    assert refused.value.code == "for_tidligt"


def test_only_members_of_that_day_stand_there_and_who_left_has_no_name(
    client, at, moeder, amira, gruppe, team, kollega
):
    asked = PlejefamilieFactory(team=team, konsulent=kollega, navn="Mærkeord, Ida")
    make_forslag(gruppe, asked, by=amira)
    left = Medlemskab.objects.get(plejefamilie__navn="Kjær, Bo")
    Medlemskab.objects.filter(pk=left.pk).update(til=D(2027, 1, 5), slutaarsag="tid")
    at(AFTER)
    client.force_login(amira)
    page = client.get(url_of(moeder[0]))
    assertNotContains(page, "Mærkeord")
    assertNotContains(page, "Bo Kjær")
    assertContains(page, "En familie, der ikke er med længere")
    at("2027-02-03 08:30")
    client.force_login(amira)
    page = client.get(url_of(moeder[1]))
    assertNotContains(page, "ikke er med længere")
    assert len(page.context["form"].ventede) == 2


def test_a_stranger_to_the_group_reads_numbers_and_no_name(client, at, moeder, kommune):
    """Another konsulent of the municipality: the meeting is no secret, its families are."""
    fjern = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    at(AFTER)
    client.force_login(fjern)
    page = client.get(moeder[0].get_absolute_url())
    assertContains(page, "3 familier er med. Du ser ikke deres navne.")
    for name in ("Winther", "Kjær", "Brandt"):
        assertNotContains(page, name)
    assert client.get(url_of(moeder[0])).status_code == 404


def test_a_leader_by_her_rank_alone_marks_nobody(client, at, moeder, kommune):
    leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune))
    at(AFTER)
    client.force_login(leder)
    assert client.get(url_of(moeder[0])).status_code == 404
    assertNotContains(client.get(moeder[0].get_absolute_url()), "Winther")


def test_a_colleague_noted_it_meanwhile(client, at, moeder, amira):
    at(AFTER)
    client.force_login(amira)
    form = client.get(url_of(moeder[0])).context["form"]
    typed = {"seen": form["seen"].value()} | marks(form, KOM, KOM, KOM)
    assert client.post(url_of(moeder[0]), typed).status_code == 302
    other = {"seen": form["seen"].value()} | marks(form, KOM, AFBUD, KOM)
    stale = client.post(url_of(moeder[0]), other)
    assert stale.status_code == 409
    assertContains(stale, "en kollega har noteret fremmødet imens", status_code=409)
    assert AFBUD not in noted_at(moeder[0]).values()
    again = {"seen": stale.context["form"]["seen"].value()} | marks(form, KOM, AFBUD, KOM)
    assert client.post(url_of(moeder[0]), again).status_code == 302
    assert AFBUD in noted_at(moeder[0]).values()


def test_the_same_again_changes_nothing(at, moeder, amira, gruppe):
    at(AFTER)
    members = [*gruppe.medlemskaber.all()]
    kom = {one.pk: KOM for one in members}
    seen = state_of(members, {})
    for _ in range(2):
        record_gruppefremmoede(by=amira, moede=moeder[0], kom=kom, seen=seen)
    assert AuditEvent.objects.filter(event="gruppefremmoede.noteret").count() == 1


def test_the_duty_stands_until_it_is_noted(at, moeder, amira, gruppe):
    at("2027-01-05 20:00")
    assert not of_bruger(amira, D(2027, 1, 5), limit=9)
    at(AFTER)
    (row,) = of_bruger(amira, D(2027, 1, 6), limit=9)
    assert (row.noegle, row.frist) == (str(moeder[0].pk), D(2027, 1, 7))
    members = [*gruppe.medlemskaber.all()]
    record_gruppefremmoede(
        by=amira,
        moede=moeder[0],
        kom={one.pk: KOM for one in members},
        seen=state_of(members, {}),
    )
    assert not fremmoede_pligter(amira, D(2027, 1, 6)).exists()


def test_the_group_says_how_many_are_physical_and_warns_when_none_is(client, moeder, amira, gruppe):
    client.force_login(amira)
    video = {"form": "virtuelt", "lokale": None, "sted_tekst": "", "link": "https://video.example"}

    def on_video(moede):
        move_moede(by=amira, moede=moede, start=moede.start, slut=moede.slut, **video)

    on_video(moeder[3])
    page = client.get(gruppe.get_absolute_url())
    assertContains(page, "5 af 6 fysisk")
    assertNotContains(page, "Alle møder er på video.")
    for moede in (*moeder[:3], *moeder[4:]):
        on_video(moede)
    page = client.get(gruppe.get_absolute_url())
    assertContains(page, "0 af 6 fysisk")
    assertContains(page, "Alle møder er på video.")
