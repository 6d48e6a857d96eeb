"""Visits of control: apart from supervision, two a year, never changed (A10, barnets lov § 156)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions, pligter
from plejefamilier.models import Tilsynsbesoeg
from plejefamilier.queries import barnepligt
from plejefamilier.raekker import PLIGT
from tests.factories import BarnFactory, BrugerFactory, PlejefamilieFactory
from tests.parallel import at_once
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def barnet(barn, raadgiver):
    """Noah with his rådgiver."""
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    return barn


def visit(barn, by, day, **more):
    facts = {"talt_med_barnet": "alene", "notat": "Trives."} | more
    return actions.record_tilsyn(by=by, barn=barn, dato=datetime.date(2026, *day), **facts)


def duties(bruger, day):
    """The children `bruger` must visit, as (first name, visits and how many are asked for)."""
    rows = barnepligt.tilsyn(bruger, day)
    found = PLIGT.ask([rows] if rows is not None else [], order="frist", limit=99)
    return [(row.barnenavn, row.tekst) for row in found]


def test_a_visit_tells_whether_the_child_was_talked_with_alone_or_why_not(
    at, client, barnet, raadgiver
):
    at("2026-11-23 09:00")
    client.force_login(raadgiver)
    data = {
        "slags": "personrettet",
        "dato": "20-11-2026",
        "talt_med_barnet": "med_andre",
        "notat": "Vi gik en tur.",
        "til_socialtilsynet": "Der sov fem børn i huset.",
    }
    answer = client.post(url("tilsyn_create", barnet.pk), data)
    assert "Skriv, hvorfor I ikke talte alene." in text_of(answer)
    data["hvorfor_ikke"] = "Noah ville have Grete med."
    text = text_of(client.post(url("tilsyn_create", barnet.pk), data, follow=True))
    assert "Noah ville have Grete med." in text
    assert "Der sov fem børn i huset." in text
    assert "1 af mindst 2 besøg i år" in text
    row = barnet.tilsynsbesoeg.get()
    assert (row.af, row.by) == (raadgiver, raadgiver)


def test_a_visit_is_withdrawn_with_a_reason_and_never_changed(at, client, barnet, raadgiver):
    at("2026-11-23 09:00")
    row = visit(barnet, raadgiver, (11, 20))
    client.force_login(raadgiver)
    assert "Skriv, hvorfor" in text_of(client.post(url("tilsyn_withdraw", row.pk), {"fordi": " "}))
    text = text_of(
        client.post(url("tilsyn_withdraw", row.pk), {"fordi": "Forkert barn"}, follow=True)
    )
    assert "Trukket tilbage: Forkert barn" in text
    assert "0 af mindst 2 besøg i år" in text
    with pytest.raises(ValidationError) as error:
        actions.withdraw_tilsyn(by=raadgiver, tilsyn=row, fordi="Igen")
    assert error.value.code == "trukket"
    versions = Tilsynsbesoeg.pgh_event_model.objects.filter(pgh_obj=row)
    assert {version.notat for version in versions} == {"Trives."}


def test_the_duty_begins_on_1_october_and_ends_with_the_second_visit(at, barnet, raadgiver):
    """3.1: fewer than two by 1 October; a withdrawn visit and socialtilsynet's own do not count."""
    at("2026-12-31 09:00")
    visit(barnet, raadgiver, (3, 2))
    trukket = visit(barnet, raadgiver, (4, 2))
    actions.withdraw_tilsyn(by=raadgiver, tilsyn=trukket, fordi="Skrevet to gange")
    visit(barnet, raadgiver, (5, 2), slags="driftsorienteret", af_navn="Socialtilsyn Nord")
    assert duties(raadgiver, datetime.date(2026, 9, 30)) == []
    assert duties(raadgiver, datetime.date(2026, 10, 1)) == [("Noah", "1 2")]
    assert duties(raadgiver, datetime.date(2026, 12, 31)) == [("Noah", "1 2")]
    visit(barnet, raadgiver, (12, 30))
    assert duties(raadgiver, datetime.date(2026, 12, 31)) == []


def test_the_duty_is_due_on_the_last_hverdag_and_says_what_to_do(at, barnet, raadgiver):
    at("2026-11-23 09:00")
    [row] = [
        row
        for row in pligter.of_bruger(raadgiver, timezone.localdate(), limit=50)
        if row.slags == "tilsyn"
    ]
    assert row.frist == datetime.date(2026, 12, 30)  # 31 December is closed
    ord_ = barnepligt.tilsyn_ord(row, timezone.localdate())
    assert ord_.titel == "Besøg barnet: 0 af 2 tilsynsbesøg i år"
    assert ord_.url == url("tilsyn_create", barnet.pk)


def test_without_a_raadgiver_it_is_the_konsulents_and_in_her_absence_the_leaders(
    at, barn, konsulent, kollega, teamleder, raadgiver
):
    at("2026-11-23 09:00")
    today = timezone.localdate()
    assert duties(konsulent, today) == [("Noah", "0 2")]
    assert duties(teamleder, today) == duties(kollega, today) == duties(raadgiver, today) == []

    # a rådgiver who has stopped is none
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    assert duties(konsulent, today) == []
    raadgiver.roller.update(til=datetime.date(2026, 11, 22))
    assert duties(konsulent, today) == [("Noah", "0 2")]

    # absence without a stand-in leaves it to the leader; with one, to her
    konsulent.fravaer.create(fra=today, til=today)
    assert duties(teamleder, today) == [("Noah", "0 2")]
    assert duties(konsulent, today) == []
    konsulent.fravaer.update(stedfortraeder=kollega)
    assert duties(kollega, today) == [("Noah", "0 2")]
    assert duties(teamleder, today) == []


def test_an_ended_placement_and_another_municipality_give_no_duty(at, barnet, raadgiver, kommune):
    at("2026-11-23 09:00")
    barnet.anbringelser.update(til=datetime.date(2026, 11, 22), slutaarsag="hjemgivelse")
    assert duties(raadgiver, timezone.localdate()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_too_few_visits_is_ones_own_and_asks_the_same_number_of_queries(
    number, at, client, familie, barnet, raadgiver, kommune, team, django_assert_num_queries
):
    at("2026-11-23 09:00")
    for n in range(number - 1):
        BarnFactory(
            kommune=kommune,
            plejefamilie=familie,
            myndighedsraadgiver=raadgiver,
            navn=f"Barn{n} Mangler",
        )
    done = BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    for month in (2, 8):
        visit(done, raadgiver, (month, 1))
    BarnFactory(kommune=kommune, plejefamilie=PlejefamilieFactory(team=team), navn="Andens Barn")
    client.force_login(raadgiver)
    client.get(url("tilsyn_list"))
    with django_assert_num_queries(6):  # session, user, roles, rows, log, unread
        page = client.get(url("tilsyn_list"))
    rows = page.context["side"].rows
    assert len(rows) == number
    assert "Andens Barn" not in text_of(page)
    assert {row.besoeg for row in rows} == {0}
    read = AuditEvent.objects.filter(event="barn.liste_vist", formaal="tilsyn i år").latest("pk")
    assert {*read.data["viste"]} == {str(row.barn_id) for row in rows}


def test_visits_are_no_supervision(at, client, barnet, raadgiver):
    """A10: a visit says what it is, and stands under its own heading."""
    at("2026-11-23 09:00")
    visit(barnet, raadgiver, (11, 20))
    client.force_login(raadgiver)
    text = text_of(client.get(url("barn_detail", barnet.pk)))
    assert "Tilsyn er kontrol og ikke supervision." in text
    assert "Kommunens tilsyn med barnet" in text


def test_the_institution_may_not_write_visits(at, client, barnet, brohus, kommune):
    person = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens"
    )
    client.force_login(person)
    assert client.get(url("tilsyn_create", barnet.pk)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_write_one_visit(barn, raadgiver):
    def press(_):
        return actions.record_tilsyn(
            by=raadgiver,
            barn=barn,
            dato=timezone.localdate(),
            talt_med_barnet="alene",
            notat="Trives.",
        )

    rows = at_once(4, press)
    assert len({row.pk for row in rows}) == 1
    assert Tilsynsbesoeg.objects.count() == 1
