"""A konsulent leaves: the leader gives her families to others, in one act."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from akuttelefon.models import Opfoelgning
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions
from plejefamilier.models import Konsulenttildeling, Plejefamilie
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, PlejefamilieFactory, log_opkald

pytestmark = pytest.mark.django_db
HER = "plejefamilier:fordeling_create"


@pytest.fixture(autouse=True)
def _day(at):
    at("2026-11-23 09:00")


@pytest.fixture
def hver(team, kommune, konsulent, familie, barn):
    """Lars Holt has three families: two with a child, one without."""
    second = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Ærtebjerg, Åse")
    BarnFactory(kommune=kommune, plejefamilie=second)
    return [familie, second, PlejefamilieFactory(team=team, konsulent=konsulent, navn="Øst, Ib")]


@pytest.fixture
def anden(team):
    return BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Sara Vind")


def answers(familier, **changes):
    data = {"fra": "01-12-2026", "begrundelse": "Lars stopper", "alle": "", "trin": "vis"}
    for familie in familier:
        data[f"udgave_{familie.pk}"] = familie.konsulent_udgave()
    return data | changes


def test_the_leader_sees_what_happens_and_then_it_happens_at_once(
    client, teamleder, konsulent, kollega, anden, hver
):
    # Given three families, of which one is to go to Sara and the others to Mette
    client.force_login(teamleder)
    url = reverse(HER, args=[konsulent.pk])
    data = answers(hver, alle=str(kollega.pk), **{f"til_{hver[1].pk}": str(anden.pk)})

    # When she looks, nothing has happened yet
    page = client.post(url, data)
    sker = page.context["sker"]
    assert (sker["antal"], sker["bliver"]) == (3, 0)
    assert [(b.navn, b.familier, b.familier_efter, b.boern_efter) for b in sker["byrder"]] == [
        ("Mette Lindqvist", 0, 2, 1),
        ("Sara Vind", 0, 1, 1),
    ]
    assert not Konsulenttildeling.objects.filter(konsulent__in=[kollega, anden]).exists()

    # And when she says yes, all three have theirs from the day, and Lars until the day before
    done = client.post(url, data | {"trin": "gem", "vist": sker["aftryk"]})
    assert done.status_code == 302
    for familie, to in zip(hver, (kollega, anden, kollega), strict=True):
        before, after = familie.konsulenttildelinger.order_by("fra")
        assert (before.konsulent, before.til) == (konsulent, datetime.date(2026, 11, 30))
        assert (after.konsulent, after.fra) == (to, datetime.date(2026, 12, 1))
        assert after.begrundelse == "Lars stopper"

    # The receivers are told once each, with numbers and no names
    told = {besked.to: besked.tekst for besked in Besked.objects.filter(key__contains="fordeling")}
    assert told == {
        kollega: "Du er fast konsulent for 2 familier mere fra og med 1. december 2026",
        anden: "Du er fast konsulent for 1 familie mere fra og med 1. december 2026",
    }
    line = AuditEvent.objects.get(event="konsulent.fordelt")
    assert line.data == {"antal": 3, "modtagere": 2}


def test_what_is_shown_is_what_is_done(client, teamleder, konsulent, kollega, hver):
    client.force_login(teamleder)
    url = reverse(HER, args=[konsulent.pk])
    data = answers(hver, alle=str(kollega.pk))
    seen = client.post(url, data).context["sker"]["aftryk"]
    changed = client.post(url, data | {"trin": "gem", "vist": seen, "fra": "02-12-2026"})
    assert changed.status_code == 200
    assert changed.context["sker"]["fra"] == datetime.date(2026, 12, 2)
    assert not kollega.konsulenttildelinger.exists()


def test_a_family_may_stay_and_distributing_again_undoes(teamleder, konsulent, kollega, hver):
    day = datetime.date(2026, 12, 1)

    def give(to, familier):
        return actions.hand_over_familier(
            by=teamleder,
            konsulent=konsulent,
            fordeling=[(familie.pk, to) for familie in familier],
            udgaver={familie.pk: familie.konsulent_udgave() for familie in familier},
            fra=day,
            begrundelse="Prøve",
        )

    give(kollega, hver[:2])
    assert hver[2].konsulent_on(day).konsulent == konsulent
    give(konsulent, hver[:2])
    assert {familie.konsulent_on(day).konsulent for familie in hver} == {konsulent}


def test_somebody_was_there_first_and_nothing_is_lost(
    client, teamleder, konsulent, kollega, anden, hver
):
    client.force_login(teamleder)
    url = reverse(HER, args=[konsulent.pk])
    data = answers(hver, alle=str(kollega.pk))
    seen = client.post(url, data).context["sker"]["aftryk"]
    # another leader gives one family to Sara, from a later day, in between
    actions.assign_konsulent(
        by=teamleder,
        plejefamilie=hver[1],
        konsulent=anden,
        fra=datetime.date(2027, 1, 1),
        begrundelse="Flytter",
    )
    answer = client.post(url, data | {"trin": "gem", "vist": seen})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "En kollega har netop valgt konsulent for Ærtebjerg, Åse" in body
    assert "Lars stopper" in body, "nothing typed is lost"
    assert not kollega.konsulenttildelinger.exists(), "all or nothing"
    assert not Besked.objects.filter(to=kollega).exists()


def test_one_who_cannot_be_konsulent_that_day_stops_the_whole_act(
    teamleder, konsulent, kollega, anden, hver
):
    anden.roller.update(til=datetime.date(2026, 11, 30))
    with pytest.raises(ValidationError) as error:
        actions.hand_over_familier(
            by=teamleder,
            konsulent=konsulent,
            fordeling=[(hver[0].pk, kollega), (hver[1].pk, anden)],
            udgaver={familie.pk: familie.konsulent_udgave() for familie in hver},
            fra=datetime.date(2026, 12, 1),
            begrundelse="Prøve",
        )
    assert error.value.messages == ["Ærtebjerg: Personen er ikke familieplejekonsulent den dag."]
    assert not kollega.konsulenttildelinger.exists()


def test_open_follow_ups_are_told_and_go_along(
    client, teamleder, konsulent, kollega, hver, paa_vagt
):
    call = log_opkald(by=paa_vagt, plejefamilie=hver[0], start=local("2026-11-22 22:00"))
    assert call.opfoelgning.ansvarlig == konsulent
    client.force_login(teamleder)
    url = reverse(HER, args=[konsulent.pk])
    data = answers(hver, alle=str(kollega.pk), fra="23-11-2026")
    page = client.post(url, data)
    assert page.context["sker"]["foelger"] == "1 åben opfølgning"
    client.post(url, data | {"trin": "gem", "vist": page.context["sker"]["aftryk"]})
    assert Opfoelgning.objects.get(opkald=call).ansvarlig == kollega
    assert not Plejefamilie.objects.visible_to(konsulent).exists()


def test_nobody_else_may_and_only_her_own_teams_are_there(
    client, teamleder, konsulent, kommune, hver
):
    foreign = PlejefamilieFactory(konsulent=konsulent, navn="Fremmed, Ane")
    stranger = BrugerFactory(rolle=Rolle.KONSULENT, team=foreign.team)
    client.force_login(teamleder)
    assert "Fremmed" not in client.get(reverse(HER, args=[konsulent.pk])).content.decode()
    assert client.get(reverse(HER, args=[stranger.pk])).status_code == 404
    client.force_login(konsulent)
    assert client.get(reverse(HER, args=[konsulent.pk])).status_code == 403


def test_one_who_no_longer_is_a_konsulent_still_stands_in_the_list(
    client, teamleder, konsulent, hver
):
    konsulent.roller.update(til=datetime.date(2026, 11, 1))
    client.force_login(teamleder)
    page = client.get(reverse("plejefamilier:fordeling_list"))
    assert [(p.navn, p.antal) for p in page.context["people"]] == [("Lars Holt", 3)]


def test_the_page_asks_the_same_number_of_times_for_any_number_of_families(
    client, teamleder, konsulent, kollega, team, kommune, familie, django_assert_max_num_queries
):
    client.force_login(teamleder)
    url = reverse(HER, args=[konsulent.pk])
    client.get(url)
    data = answers([familie], alle=str(kollega.pk))
    with django_assert_max_num_queries(30) as one:
        client.post(url, data)
    more = [
        PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Nr{n}, Ane") for n in range(4)
    ]
    for row in more:
        BarnFactory(kommune=kommune, plejefamilie=row)
    data = answers([familie, *more], alle=str(kollega.pk))
    with django_assert_max_num_queries(30) as five:
        client.post(url, data)
    assert len(five) == len(one)
