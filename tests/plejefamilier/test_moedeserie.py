"""Series of meetings: laid ahead, rolled by night, never drifting, ended with a reason."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from plejefamilier import actions, tasks
from plejefamilier.models import Moede, Moedeserie
from tests.plejefamilier.moeder import asked, call, in_circle, kontaktpaedagog

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 08:00")


def lay(by, familie, anker="2027-02-01", *, hver=3, enhed="maaneder", deltagere=None, **fields):
    return actions.plan_serie(
        by=by,
        kommune=familie.kommune,
        anker=datetime.date.fromisoformat(anker),
        hver=hver,
        enhed=enhed,
        klokken=datetime.time(9),
        minutter=90,
        plejefamilie=familie,
        deltagere=deltagere
        or [
            asked("konsulent", by),
            asked("plejefamilie", plejeforaelder=familie.plejeforaeldre.get()),
        ],
        **{
            "slags": "supervision_hjemme",
            "sted": "hjemme",
            "hjemme_oensket_paa": datetime.date(2027, 1, 3),
            **fields,
        },
    )


def days(serie):
    rows = Moede.objects.filter(serie=serie).order_by("start")
    return [timezone.localdate(row.start).isoformat() for row in rows]


def test_supervision_in_the_home_every_third_month_follows_its_anchor(familie, konsulent, at):
    """D6, R11, R12, scenario 1.6."""
    # Given the series of 1 February, laid for six months
    serie = lay(konsulent, familie)
    assert days(serie) == ["2027-02-01", "2027-05-03", "2027-08-02"]

    # When the nights of half a year pass
    at("2027-08-03 00:25")
    assert tasks.roll_moedeserier() == 2
    assert tasks.roll_moedeserier() == 0

    # Then 1 May and 1 August have been rolled to Mondays, and the rest have not moved
    assert days(serie)[3:] == ["2027-11-01", "2028-02-01"]
    assert [row.nominel.isoformat() for row in serie.moeder.order_by("nominel")] == [
        "2027-02-01",
        "2027-05-01",
        "2027-08-01",
        "2027-11-01",
        "2028-02-01",
    ]
    newest = serie.moeder.get(nominel="2028-02-01")
    assert newest.deltagere.count() == 2
    assert newest.sted == "hjemme"
    assert timezone.localtime(newest.start).hour == 9


def test_a_series_keeps_local_time_over_the_change_of_the_clock(familie, konsulent):
    serie = lay(konsulent, familie, "2027-03-15", hver=2, enhed="uger")
    hours = {timezone.localtime(row.start).hour for row in serie.moeder.all()}
    assert hours == {9}
    assert len({row.start.hour for row in serie.moeder.all()}) == 2


def test_a_busy_day_refuses_the_whole_series_and_says_which(familie, konsulent, barn):
    call(konsulent, "2027-05-03 09:30", barn=barn)
    with pytest.raises(ValidationError) as refused:
        lay(konsulent, familie)
    assert refused.value.messages[0].startswith("Mandag 3. maj: Lars Holt er optaget")
    assert not Moedeserie.objects.exists()


def test_a_busy_day_that_comes_later_is_left_out_and_told_once(familie, konsulent, barn, at):
    serie = lay(konsulent, familie)
    at("2027-06-01 00:25")
    call(konsulent, "2027-11-01 09:30", barn=barn)
    tasks.roll_moedeserier()
    tasks.roll_moedeserier()
    assert "2027-11-01" not in days(serie)
    assert konsulent.beskeder.filter(key__startswith="moedeserie-").count() == 1


def test_who_has_left_the_circle_is_not_in_the_next_meetings(barn, familie, konsulent, brohus, at):
    amira, plads = kontaktpaedagog(barn, brohus)
    outside = in_circle(barn, "skole", navn="Ida Lærer", til=datetime.date(2027, 9, 1))
    serie = actions.plan_serie(
        by=konsulent,
        kommune=barn.kommune,
        anker=datetime.date(2027, 1, 13),
        hver=1,
        enhed="ugedag",
        klokken=datetime.time(10),
        minutter=60,
        barn=barn,
        slags="samarbejdsmoede",
        deltagere=[
            asked("konsulent", konsulent),
            asked("kontaktpaedagog", kredsrolle=plads, bruger=amira),
            asked("skole", kredsrolle=outside),
        ],
    )
    at("2027-04-01 00:25")
    tasks.roll_moedeserier()
    last = serie.moeder.order_by("start").last()
    assert timezone.localdate(last.start) == datetime.date(2027, 9, 8)
    assert {*last.deltagere.values_list("plads", flat=True)} == {"konsulent", "kontaktpaedagog"}


def test_ending_a_series_cancels_what_lies_after_and_needs_a_reason(familie, konsulent):
    serie = lay(konsulent, familie)
    til = datetime.date(2027, 5, 3)
    with pytest.raises(ValidationError):
        actions.end_serie(by=konsulent, serie=serie, til=til, begrundelse=" ")
    actions.end_serie(by=konsulent, serie=serie, til=til, begrundelse="Målet er nået")
    standing = Moede.objects.filter(serie=serie).planned().order_by("start")
    assert [timezone.localdate(row.start).isoformat() for row in standing] == [
        "2027-02-01",
        "2027-05-03",
    ]
    assert tasks.roll_moedeserier() == 0
    with pytest.raises(ValidationError):
        actions.end_serie(by=konsulent, serie=serie, til=til, begrundelse="Igen")
