"""Deadlines about a child: plan, follow-up, needs (barnets lov §§ 91 and 95; A7; scenario 1.7)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import DateField, F, Value
from django.utils import timezone

from faelles import regler
from faelles.hverdage_i_query import HverdagBefore, MonthsAfter
from faelles.kalender import kalender_for
from faelles.models import Lukkedag, Organisation
from plejefamilier import actions, pligter
from plejefamilier.queries import barnepligt
from plejefamilier.raekker import PLIGT
from plejefamilier.rytme import months_after
from tests.factories import BarnFactory, PlejefamilieFactory
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def placed(kommune, familie, konsulent, raadgiver):
    """Freja moves in with Bruun on the day given, in 2027 or when said."""

    def place(fra, grundlag="samtykke", **fields):
        barn = BarnFactory(
            kommune=kommune, navn="Freja Prøvesen", myndighedsraadgiver=raadgiver, **fields
        )
        actions.place_barn(
            by=konsulent,
            barn=barn,
            plejefamilie=familie,
            slags="doegn",
            grundlag=grundlag,
            fra=day(fra),
        )
        return barn

    return place


def due(source, bruger, on):
    """When the duties of one kind are due for a person, on a day."""
    rows = source(bruger, day(on))
    return [row.frist for row in PLIGT.ask([rows], order="frist", limit=9)]


# --- days inside a query ----------------------------------------------------------------------


def test_a_query_rolls_back_as_the_calendar_does(at, kommune, administrator):
    """Every day of three years, with closing days of the municipality's own and a changed rule."""
    at("2026-11-23 09:00")
    for name, value in (("grundlovsdag", "nej"), ("efter_kristi_himmelfart", "ja")):
        regler.set_value(
            by=administrator,
            kommune=kommune,
            key=f"kalender.lukket_{name}",
            vaerdi=value,
            fra=timezone.localdate(),
            begrundelse="Prøve",
        )
    Lukkedag.objects.create(
        kommune=kommune, navn="Sommer", fra=day("2027-07-12"), til=day("2027-08-01")
    )
    kalender = kalender_for(kommune)
    days = [day("2026-01-01") + datetime.timedelta(days=n) for n in range(3 * 365)]
    rows = Organisation.objects.filter(pk=kommune.pk)
    wanted = {
        f"d{n}": HverdagBefore(Value(each, DateField()), F("pk")) for n, each in enumerate(days)
    }
    for start in range(0, len(days), 365):
        part = {f"d{n}": wanted[f"d{n}"] for n in range(start, start + 365)}
        found = rows.values(**part).get()
        for n in range(start, start + 365):
            assert found[f"d{n}"] == kalender.roll_back(days[n]), days[n]


@pytest.mark.parametrize("start", ["2026-11-30", "2027-01-31", "2028-02-29", "2027-08-31"])
def test_a_query_counts_months_as_r9_does(kommune, start):
    rows = Organisation.objects.filter(pk=kommune.pk)
    for months in range(13):
        found = rows.values(d=MonthsAfter(Value(day(start), DateField()), Value(months))).get()
        assert found["d"] == months_after(day(start), months)


# --- the first follow-up, and those after it ---------------------------------------------------


def test_scenario_1_step_7_the_first_follow_up_is_due_on_the_friday_before(
    at, client, placed, raadgiver
):
    # Given Freja, who moved in on 1 February 2027: three months later is Saturday 1 May
    at("2027-04-20 09:00")
    barn = placed("2027-02-01")

    # Then it is due on Friday 30 April 2027, on Min dag and on her page
    assert due(barnepligt.opfoelgning, raadgiver, "2027-04-20") == [day("2027-04-30")]
    client.force_login(raadgiver)
    text = text_of(client.get(url("barn_detail", barn.pk)))
    assert "Senest fredag 30. april" in text
    assert "kontrolleres af kommunen" in text


def test_the_duty_appears_some_days_before_and_stays_when_late(at, placed, raadgiver):
    at("2027-04-10 09:00")
    placed("2027-02-01")
    assert due(barnepligt.opfoelgning, raadgiver, "2027-04-15") == []
    assert due(barnepligt.opfoelgning, raadgiver, "2027-04-16") == [day("2027-04-30")]
    assert due(barnepligt.opfoelgning, raadgiver, "2027-06-01") == [day("2027-04-30")]


def test_after_the_first_the_municipality_chooses_and_reasons_the_rhythm(
    at, client, placed, raadgiver
):
    """At most six months, with a reason (3.1); the next day rolls back to a hverdag."""
    at("2027-04-29 09:00")
    barn = placed("2027-02-01")
    client.force_login(raadgiver)
    data = {"dato": "29-04-2027", "maaneder": "6", "begrundelse": ""}
    assert "Skriv, hvorfor I har valgt den rytme." in text_of(
        client.post(url("barnsopfoelgning_create", barn.pk), data)
    )
    data["begrundelse"] = "Freja er faldet til."
    client.post(url("barnsopfoelgning_create", barn.pk), {**data, "maaneder": "7"})
    assert not barn.opfoelgninger.exists()
    client.post(url("barnsopfoelgning_create", barn.pk), data)
    row = barn.opfoelgninger.get()
    assert row.naeste == day("2027-10-29")
    assert due(barnepligt.opfoelgning, raadgiver, "2027-05-01") == []
    assert due(barnepligt.opfoelgning, raadgiver, "2027-10-20") == [day("2027-10-29")]
    with pytest.raises(ValidationError) as error:
        actions.record_barnsopfoelgning(
            by=raadgiver, barn=barn, dato=day("2027-04-29"), maaneder=7, begrundelse="x"
        )
    assert [*error.value.error_dict] == ["maaneder"]


def test_a_move_begins_the_three_months_again(at, placed, team, konsulent, raadgiver):
    at("2027-04-29 09:00")
    barn = placed("2027-02-01")
    actions.record_barnsopfoelgning(
        by=raadgiver, barn=barn, dato=day("2027-04-29"), maaneder=6, begrundelse="Ro"
    )
    other = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Dahl, Per")
    at("2027-06-01 09:00")
    actions.move_barn(
        by=konsulent,
        barn=barn,
        plejefamilie=other,
        slags="doegn",
        grundlag="samtykke",
        fra=day("2027-06-01"),
    )
    assert due(barnepligt.opfoelgning, raadgiver, "2027-08-25") == [day("2027-09-01")]


# --- the plan -----------------------------------------------------------------------------------


def test_the_plan_is_due_three_months_after_and_shown_28_days_before(
    at, client, placed, raadgiver, konsulent
):
    at("2027-04-03 09:00")
    barn = placed("2027-02-01")
    assert due(barnepligt.plan, raadgiver, "2027-04-01") == []
    assert due(barnepligt.plan, raadgiver, "2027-04-02") == [day("2027-04-30")]
    assert due(barnepligt.plan, konsulent, "2027-04-02") == []

    # When the plan is written on, the duty is gone
    client.force_login(raadgiver)
    data = {"version": barn.version, "plan_reference": "2027-1", "plan_faerdig_paa": "03-04-2027"}
    text = text_of(client.post(url("barneplan_update", barn.pk), data, follow=True))
    assert "2027-1" in text
    assert due(barnepligt.plan, raadgiver, "2027-04-03") == []


def test_without_consent_the_plan_is_due_before_the_placement(at, placed, raadgiver):
    """The placement begins on Monday 1 March; it stands on Min dag 28 days before."""
    at("2027-01-20 09:00")
    placed("2027-03-01", grundlag="uden_samtykke")
    assert due(barnepligt.plan, raadgiver, "2027-01-31") == []
    assert due(barnepligt.plan, raadgiver, "2027-02-01") == [day("2027-03-01")]


def test_old_placements_flood_nobody_when_a_municipality_begins(at, placed, barn, raadgiver):
    """Noah moved in in 2020: no duty about the first months, only the yearly visits."""
    at("2026-11-23 09:00")
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    found = pligter.of_bruger(raadgiver, timezone.localdate(), limit=50)
    assert {row.slags for row in found} == {"tilsyn"}


def test_the_plan_is_reminded_of_28_and_7_days_before_once(at, placed, raadgiver):
    at("2027-02-01 09:00")
    placed("2027-02-01")
    placed("2027-02-01", grundlag="uden_samtykke")
    for moment, told in (
        ("2027-04-01 08:00", 0),
        ("2027-04-02 08:00", 1),
        ("2027-04-02 20:00", 1),
        ("2027-04-23 08:00", 2),
        ("2027-04-24 08:00", 2),
    ):
        at(moment)
        actions.remind_barneplaner(by=None)
        assert raadgiver.beskeder.filter(key__startswith="barneplan-").count() == told, moment
    besked = raadgiver.beskeder.filter(key__startswith="barneplan-").first()
    assert "Freja" not in besked.tekst + besked.key


# --- needs ---------------------------------------------------------------------------------------


def test_needs_are_seen_again_after_the_first_months(at, placed, konsulent, raadgiver, kollega):
    """A7: the konsulent's, three months after the child moved in, until needs are written again."""
    at("2027-04-29 09:00")
    barn = placed("2027-02-01")
    facts = {"by": konsulent, "barn": barn, "koder": ["traumer"], "omfang": 1}
    actions.record_behov(hvornaar="matchning", dato=day("2027-02-01"), **facts)
    assert due(barnepligt.behov, konsulent, "2027-04-15") == []
    assert due(barnepligt.behov, konsulent, "2027-04-29") == [day("2027-04-30")]
    assert due(barnepligt.behov, raadgiver, "2027-04-29") == []
    assert due(barnepligt.behov, kollega, "2027-04-29") == []
    actions.record_behov(hvornaar="senere", dato=day("2027-04-29"), **facts)
    assert due(barnepligt.behov, konsulent, "2027-04-29") == []


def test_every_kind_of_duty_has_words_and_leads_to_its_form(at, client, placed, raadgiver):
    at("2027-04-29 09:00")
    barn = placed("2027-02-01")
    barn.myndighedsraadgiver = None
    barn.save()
    konsulent = barn.anbringelser.get().plejefamilie.konsulent
    client.force_login(konsulent)
    found = pligter.of_bruger(konsulent, timezone.localdate(), limit=50)
    kinds = {"behov", "barneplan", "barnsopfoelgning"}
    assert kinds <= {row.slags for row in found}
    for row in found:
        ord_ = pligter.kilder()[row.slags].vis(row, timezone.localdate())
        assert ord_.titel
        assert ord_.knap
        assert client.get(ord_.url).status_code == 200


def test_those_who_may_not_write_are_asked_nothing(akutvagt, revisor):
    for person in (akutvagt, revisor):
        for source in (barnepligt.behov, barnepligt.plan, barnepligt.opfoelgning):
            assert source(person, timezone.localdate()) is None
