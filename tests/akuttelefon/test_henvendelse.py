"""Urgent contacts beside the line: by day, and privately at night (K8, K15)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from akuttelefon import actions
from akuttelefon.henvendelse import slags_at
from akuttelefon.models import Henvendelse
from akuttelefon.queries.henvendelse import SLAGS
from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import forloeb
from plejefamilier.queries.familie import page_context
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory, TeamFactory
from tests.parallel import at_once

DAGTID, PRIVAT = Henvendelse.Slags.DAGTID, Henvendelse.Slags.PRIVAT
TEKST = "Barnet vil ikke sove og råber."
URL = "/akuttelefon/henvendelse/ny/"


def log(by, familie, **fields):
    return actions.log_henvendelse(
        by=by,
        plejefamilie=familie,
        **{
            "slags": PRIVAT,
            "start": local("2026-11-22 21:40"),
            "minutter": 15,
            "tekst": TEKST,
            "idempotency_key": uuid.uuid4(),
            **fields,
        },
    )


def typed(plejefamilie, **fields):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "familie": plejefamilie.pk,
        "dato": "23-11-2026",
        "tid": "09.15",
        "minutter": "",
        "slags": "dagtid",
        "tekst": TEKST,
        **fields,
    }


# --- actions ----------------------------------------------------------------------------------


def test_a_contact_is_kept_once_and_gives_nobody_a_duty(at, konsulent, familie):
    at("2026-11-23 10:00")
    key = uuid.uuid4()
    one = log(konsulent, familie, idempotency_key=key)
    assert log(konsulent, familie, idempotency_key=key) == one
    assert Henvendelse.objects.count() == 1
    line = AuditEvent.objects.get(event="henvendelse.skrevet")
    assert (line.familie_id, line.data) == (familie.pk, {"art": "privat"})
    assert not konsulent.beskeder.exists()


def test_a_key_of_somebody_else_is_refused(at, konsulent, kollega, familie):
    at("2026-11-23 10:00")
    key = uuid.uuid4()
    log(konsulent, familie, idempotency_key=key)
    with pytest.raises(ValidationError) as error:
        log(kollega, familie, idempotency_key=key)
    assert error.value.code == "key"


@pytest.mark.parametrize(
    "wrong", [{"start": local("2026-11-23 10:01")}, {"tekst": " "}, {"minutter": 1441}]
)
def test_what_cannot_be_is_refused(wrong, at, konsulent, familie):
    at("2026-11-23 10:00")
    with pytest.raises(ValidationError):
        log(konsulent, familie, **wrong)
    assert not Henvendelse.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_keep_one(at, konsulent, familie):
    at("2026-11-23 10:00")
    key = uuid.uuid4()
    answers = at_once(8, lambda n: log(konsulent, familie, idempotency_key=key).pk)
    assert len({*answers}) == 1
    assert AuditEvent.objects.filter(event="henvendelse.skrevet").count() == 1


def test_only_the_writer_corrects_and_a_stale_save_writes_nothing(at, konsulent, kollega, familie):
    at("2026-11-23 10:00")
    row = log(konsulent, familie)
    facts = {"slags": PRIVAT, "start": row.start, "minutter": 20, "tekst": "Rettet"}
    with pytest.raises(ValidationError) as error:
        actions.update_henvendelse(by=kollega, henvendelse=row, version=1, **facts)
    assert error.value.code == "others"
    actions.update_henvendelse(by=konsulent, henvendelse=row, version=1, **facts)
    with pytest.raises(ValidationError) as error:
        actions.update_henvendelse(
            by=konsulent, henvendelse=row, version=1, **{**facts, "tekst": "Igen"}
        )
    assert error.value.code == "stale"
    row = Henvendelse.objects.get()
    assert (row.minutter, row.tekst, row.version) == (20, "Rettet", 2)
    assert AuditEvent.objects.get(event="henvendelse.aendret").data["felter"] == [
        "minutter",
        "tekst",
    ]


@pytest.mark.parametrize(
    ("moment", "slags"),
    [
        ("2026-11-23 07:59", PRIVAT),
        ("2026-11-23 08:00", DAGTID),
        ("2026-11-23 14:59", DAGTID),
        ("2026-11-23 15:00", PRIVAT),
        ("2026-11-22 10:00", PRIVAT),  # a Sunday
        ("2026-12-24 10:00", PRIVAT),  # closed
    ],
)
def test_the_kind_follows_the_opening_hours(moment, slags, kommune):
    assert slags_at(kommune, local(moment)) == slags


# --- pages ------------------------------------------------------------------------------------


def test_konsulent_writes_from_the_family_page_and_reads_it_in_the_timeline(
    at, client, konsulent, familie
):
    # Given her family's page, with the link
    at("2026-11-23 10:00")
    client.force_login(konsulent)
    page = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    link = f"{URL}?familie={familie.pk}"
    assert f'href="{link}"' in client.get(page).content.decode()

    # When she opens it, Then everything but the words is filled in
    form = client.get(link).context["form"]
    assert form["familie"].value() == familie.pk
    assert (form["slags"].value(), str(form["tid"].value())[:5]) == (DAGTID, "10:00")

    # When she saves
    answer = client.post(link, typed(familie), follow=True)

    # Then it stands in the timeline, under its own filter
    body = answer.content.decode()
    assert "Henvendelsen er gemt" in body
    assert "Akut henvendelse kl. 09.15" in body
    assert "Henvendelser (1)" in body
    only = client.get(page, {"vis": "henvendelser"})
    titles = [line.haendelse.titel for line in only.context["linjer"]]
    assert titles == ["Akut henvendelse kl. 09.15"]
    row = Henvendelse.objects.get()
    assert (row.start, row.modtaget_af) == (local("2026-11-23 09:15"), konsulent)


def test_the_kind_is_proposed_anew_when_the_time_changes(at, client, konsulent, familie):
    at("2026-11-23 10:00")
    client.force_login(konsulent)
    url = reverse("akuttelefon:henvendelse_slags")
    for tid, slags in (("09.15", "dagtid"), ("21.40", "privat"), ("vrøvl", "dagtid")):
        body = client.post(url, {"dato": "20-11-2026", "tid": tid}).content.decode()
        checked = body.split("checked")[0].rsplit('value="', 1)[1].split('"')[0]
        assert checked == slags


def test_errors_stand_at_the_field_and_nothing_typed_is_lost(at, client, konsulent, familie):
    at("2026-11-23 10:00")
    client.force_login(konsulent)
    for wrong, field in (
        ({"tid": "11.00"}, "tid"),
        ({"minutter": "1441"}, "minutter"),
        ({"slags": "x"}, "slags"),
        ({"familie": ""}, "familie"),
        ({"dato": "29-03-2026", "tid": "02.30"}, "tid"),
    ):
        answer = client.post(URL, typed(familie, **wrong))
        assert field in answer.context["form"].errors
        assert TEKST in answer.content.decode()
    assert not Henvendelse.objects.exists()


def test_without_a_family_in_the_address_one_is_chosen_among_ones_own(
    at, client, team, konsulent, kollega, familie
):
    at("2026-11-23 10:00")
    other = PlejefamilieFactory(team=team, konsulent=kollega, navn="Anden, Ane")
    client.force_login(konsulent)
    for value in ("", other.pk, "x", "9" * 30):
        body = client.get(URL, {"familie": value}).content.decode()
        assert "Bruun, Grete og Poul" in body
        assert "Anden" not in body
    answer = client.post(URL, typed(other))
    assert answer.context["form"].errors["familie"] == ["Vælg en familie på listen."]


def test_a_stale_save_shows_both(at, client, konsulent, familie):
    # Given two windows with the same contact
    at("2026-11-23 10:00")
    row = log(konsulent, familie)
    client.force_login(konsulent)
    url = reverse("akuttelefon:henvendelse_update", args=[row.pk])
    shown = client.get(url).context["form"]
    first = {"version": 1, "dato": "22-11-2026", "tid": "21.40", "minutter": "15"}
    first |= {"slags": "privat", "tekst": "Fra det ene vindue"}
    assert shown["version"].value() == 1
    assert client.post(url, first).status_code == 302

    # When the second is saved, Then both texts stand there
    second = {**first, "tekst": "Fra det andet vindue"}
    answer = client.post(url, second)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Fra det ene vindue" in body
    assert "Fra det andet vindue" in body
    assert [row.navn for row in answer.context["forskelle"]] == ["Hvad handlede det om?"]

    # When she saves again, Then hers is kept
    client.post(url, {**second, "version": 2})
    assert Henvendelse.objects.get().tekst == "Fra det andet vindue"
    assert AuditEvent.objects.filter(event="henvendelse.laest").exists()


def test_who_sees_it(at, client, kommune, team, konsulent, kollega, teamleder, raadgiver, familie):
    # Given a contact with the konsulent
    at("2026-11-23 10:00")
    row = log(konsulent, familie)
    url = reverse("akuttelefon:henvendelse_update", args=[row.pk])
    foreign = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory())

    # Then the leader reads it and does not correct it; others see nothing
    assert {*Henvendelse.objects.visible_to(teamleder)} == {row}
    for person, code in (
        (konsulent, 200),
        (teamleder, 404),
        (kollega, 404),
        (foreign, 404),
        (raadgiver, 403),
    ):
        client.force_login(person)
        assert client.get(url).status_code == code
    for person in (kollega, foreign, raadgiver):
        assert not Henvendelse.objects.visible_to(person).exists()


def test_a_raadgiver_reads_the_family_without_its_contacts(at, konsulent, raadgiver, familie, barn):
    at("2026-11-23 10:00")
    log(konsulent, familie)
    type(barn).objects.filter(pk=barn.pk).update(myndighedsraadgiver=raadgiver)
    context = page_context(raadgiver, familie, "rådgiver for barnet")
    assert not [line for line in context["linjer"] if "henvendelse" in line.haendelse.titel]
    assert [words for _, words in context["nye"]] == ["Se kalender"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_timeline_asks_once(rows, at, konsulent, familie, django_assert_num_queries):
    at("2026-11-23 10:00")
    for number in range(rows):
        log(konsulent, familie, start=local("2026-11-22 21:40") - datetime.timedelta(days=number))
    assert konsulent.aktive_roller
    with django_assert_num_queries(1):
        found = forloeb.raekker(konsulent, familie, limit=9)
    assert [row.slags for row in found.udsnit] == [SLAGS] * rows
