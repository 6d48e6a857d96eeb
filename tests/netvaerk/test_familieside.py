"""Networks on a family's page: the fact, the time line, the link; and who reads none of it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.models import AuditEvent
from tests.factories import BarnFactory, PlejefamilieFactory
from tests.netvaerk.fakta import (
    make_forslag,
    make_gruppe,
    make_medlem,
    make_mentorskab,
    make_spoergsmaal,
)
from tests.plejefamilier.sider import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def nord(kommune, kollega):
    return make_gruppe(kommune, facilitator=kollega, navn="Nord")


@pytest.fixture
def page(client):
    def opened(bruger, familie):
        client.force_login(bruger)
        return client.get(reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]))

    return opened


def side(familie):
    return reverse("netvaerk:familienetvaerk_detail", args=[familie.pk])


def fact(response):
    """The words of the fact »Netværk«, or None."""
    found = [one for one in response.context["fakta"] if one.navn == "Netværk"]
    return found[0].data["ord"] if found else None


def told(response):
    """[(day, title, text, pill)] of the lines of networks on the time line."""
    return [
        (str(one.tid), one.titel, one.tekst, one.pille)
        for one in (linje.haendelse for linje in response.context["linjer"])
        if one.url.startswith("/netvaerk/")
    ]


def test_the_fact_says_what_the_family_is_in(page, konsulent, familie, kollega, team, nord, today):
    # Given a family without a network: no fact, but the way to its page
    first = page(konsulent, familie)
    assert fact(first) is None
    assert f'href="{side(familie)}"' in text_of(first)

    # When it is asked about a group, Then the fact says so
    asked = make_forslag(nord, familie, by=kollega)
    assert fact(page(konsulent, familie)) == "Skal svare om Nord"

    # When it is in two groups and helps another family
    asked.delete()
    make_medlem(nord, familie, by=konsulent)
    make_medlem(make_gruppe(team.kommune, facilitator=kollega, navn="Syd"), familie, by=konsulent)
    anden = PlejefamilieFactory(team=team, konsulent=konsulent)
    make_mentorskab(anden, familie)
    assert fact(page(konsulent, familie)) == "Grupperne Nord og Syd, mentor for 1 familie"

    # And the other one has a mentor, a third waits for one
    assert fact(page(konsulent, anden)) == "Har en mentor"
    tredje = PlejefamilieFactory(team=team, konsulent=konsulent)
    soeger = make_mentorskab(tredje)
    assert fact(page(konsulent, tredje)) == "Venter på en mentor"
    make_spoergsmaal(soeger, familie, by=konsulent)
    assert fact(page(konsulent, tredje)) == "En mentor er spurgt"


def test_the_time_line_tells_of_groups_and_mentors(
    page, konsulent, familie, team, nord, kollega, today
):
    # Given a family that has been in a group and a pair, and is in others now
    past = {"fra": today - 90 * DAY, "til": today - 30 * DAY}
    syd = make_gruppe(team.kommune, facilitator=kollega, navn="Syd")
    make_medlem(syd, familie, by=konsulent, slutaarsag="tid", **past)
    make_medlem(nord, familie, by=konsulent, fra=today - DAY)
    make_medlem(
        make_gruppe(team.kommune, facilitator=kollega, navn="Øst"),
        familie,
        by=konsulent,
        fra=today + DAY,
    )
    make_forslag(make_gruppe(team.kommune, facilitator=kollega, navn="Vest"), familie, by=kollega)
    anden = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Anden, Ane")
    make_mentorskab(familie, anden, slutaarsag="klarer_sig", **past)
    make_mentorskab(anden, familie, fra=today - 2 * DAY)

    # Then its page tells all of it, newest first, and names no other family
    response = page(konsulent, familie)
    assert sorted(told(response), reverse=True) == [
        ("2026-11-22", "Kom med i netværksgruppen Nord", "", ""),
        ("2026-11-21", "Blev mentor for en anden familie", "", "I gang"),
        ("2026-10-24", "Mentorskabet er slut", "Familien klarer sig uden mentor", ""),
        ("2026-10-24", "Gik ud af netværksgruppen Syd", "Tid eller afstand passer ikke", ""),
        ("2026-08-25", "Kom med i netværksgruppen Syd", "", "Ikke med mere"),
        ("2026-08-25", "Fik en mentor", "", ""),
    ]
    assert "Anden" not in text_of(response)
    # And the chip counts them, and every line leads somewhere
    assert "Netværk (6)" in [chip.label for chip in response.context["chips"]]


def test_a_raadgiver_of_a_child_reads_none_of_it(
    page, raadgiver, konsulent, kommune, familie, nord, today
):
    make_medlem(nord, familie, by=konsulent)
    make_mentorskab(familie)
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    response = page(raadgiver, familie)
    assert fact(response) is None
    assert told(response) == []
    assert "/netvaerk/" not in text_of(response)
    # though the family's own konsulent does
    assert fact(page(konsulent, familie)) == "Gruppen Nord, venter på en mentor"


def test_without_networks_in_the_municipality_there_is_no_link(
    page, konsulent, kommune, familie, administrator, today
):
    change = {"by": administrator, "kommune": kommune, "fra": today, "begrundelse": "Fravalgt"}
    regler.set_value(key="netvaerk.grupper", vaerdi="fra", **change)
    assert side(familie) in text_of(page(konsulent, familie))
    regler.set_value(key="netvaerk.mentor", vaerdi="nej", **change)
    assert side(familie) not in text_of(page(konsulent, familie))


def test_a_family_that_has_ended_has_no_link(page, konsulent, familie, today):
    type(familie).objects.update(ophoert_paa=today, ophoersgrund="Flyttet")
    assert side(familie) not in text_of(page(konsulent, familie))


@pytest.mark.parametrize("rows", [1, 3])
def test_networks_cost_the_page_no_query(
    rows, page, client, konsulent, kollega, team, familie, today, django_assert_num_queries
):
    for _ in range(rows):
        gruppe = make_gruppe(team.kommune, facilitator=kollega)
        make_medlem(gruppe, familie, by=konsulent)
        anden = PlejefamilieFactory(team=team, konsulent=konsulent)
        make_mentorskab(familie, anden)
    page(konsulent, familie)
    with django_assert_num_queries(12):
        response = client.get(reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]))
    assert len(told(response)) == 2 * rows
    assert AuditEvent.objects.filter(event="plejefamilie.laest").exists()
