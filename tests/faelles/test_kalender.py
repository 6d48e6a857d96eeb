"""The municipality's own calendar: rules and closing days together, and the page's year."""

from datetime import date

import pytest

from faelles.kalender import kalender_for, year_view
from faelles.models import Lukkedag, Regelvaerdi
from tests.factories import KommuneFactory, LukkedagFactory

pytestmark = pytest.mark.django_db


def own(kommune, administrator, key, vaerdi, fra=date(2026, 1, 1)):
    Regelvaerdi.objects.create(
        kommune=kommune, key=key, vaerdi=vaerdi, fra=fra, begrundelse="byråd", set_by=administrator
    )


def test_the_default_closing_days_are_those_of_r1(kommune):
    kalender = kalender_for(kommune)
    closed = [(5, 1), (6, 5), (12, 24), (12, 28), (12, 30), (12, 31)]
    assert [kalender.is_hverdag(date(2026, *day)) for day in closed] == [
        True,  # 1 May
        False,
        False,
        True,  # between Christmas and New Year
        True,
        False,
    ]
    assert kalender.is_hverdag(date(2026, 5, 15))


def test_own_rules_switch_days_on_and_off(kommune, administrator):
    own(kommune, administrator, "kalender.lukket_juleaftensdag", False)
    own(kommune, administrator, "kalender.lukket_1_maj", True)
    own(kommune, administrator, "kalender.lukket_28_december", True)
    own(kommune, administrator, "kalender.lukket_efter_kristi_himmelfart", True)
    kalender = kalender_for(kommune)
    assert kalender.is_hverdag(date(2026, 12, 24))
    assert kalender.why_closed(date(2026, 5, 1)) == "1. maj"
    assert kalender.why_closed(date(2026, 12, 28)) == "Lukket mellem jul og nytår"
    assert kalender.why_closed(date(2026, 5, 15)) == "Dagen efter Kristi himmelfartsdag"


def test_a_closed_period_holds_both_its_ends(kommune):
    LukkedagFactory(kommune=kommune, navn="Sommer", fra=date(2026, 7, 13), til=date(2026, 7, 17))
    kalender = kalender_for(kommune)
    assert kalender.is_hverdag(date(2026, 7, 10))
    assert kalender.why_closed(date(2026, 7, 13)) == "Sommer"
    assert kalender.why_closed(date(2026, 7, 17)) == "Sommer"
    assert kalender.is_hverdag(date(2026, 7, 20))


def test_another_municipality_has_its_own_calendar(kommune, administrator):
    LukkedagFactory(kommune=kommune, fra=date(2026, 7, 13), til=date(2026, 7, 13))
    own(kommune, administrator, "kalender.lukket_1_maj", True)
    other = kalender_for(KommuneFactory())
    assert other.is_hverdag(date(2026, 7, 13))
    assert other.is_hverdag(date(2026, 5, 1))


def test_a_day_can_be_tried_before_it_is_saved(kommune):
    extra = Lukkedag(kommune=kommune, navn="Prøve", fra=date(2026, 7, 13), til=date(2026, 7, 13))
    assert kalender_for(kommune, extra=[extra]).why_closed(date(2026, 7, 13)) == "Prøve"
    assert kalender_for(kommune).is_hverdag(date(2026, 7, 13))


def test_the_calendar_takes_two_queries(kommune, django_assert_num_queries):
    with django_assert_num_queries(2):  # own values of the rules, closing days
        kalender_for(kommune)


def test_the_year_of_the_page_tells_for_every_day_why(kommune):
    LukkedagFactory(kommune=kommune, navn="Jul", fra=date(2026, 12, 21), til=date(2026, 12, 23))
    kalender = kalender_for(kommune)
    months = year_view(kalender, 2026)

    # every day of the year is there once, under its week, and tells what the calendar says
    days = [dag for month in months for _, week in month.uger for dag in week if dag]
    assert len(days) == 365
    assert all(dag.grund == kalender.why_closed(dag.dag) for dag in days)
    assert all(len(week) == 7 for month in months for _, week in month.uger)
    assert [number for number, _ in months[0].uger] == [1, 2, 3, 4, 5]
    assert [number for number, _ in months[11].uger] == [49, 50, 51, 52, 53]

    # neighbouring days with one reason are one line
    assert months[11].lukket == [
        (date(2026, 12, 21), date(2026, 12, 23), "Jul"),
        (date(2026, 12, 24), date(2026, 12, 24), "Juleaftensdag"),
        (date(2026, 12, 25), date(2026, 12, 25), "Juledag"),
        (date(2026, 12, 26), date(2026, 12, 26), "Anden juledag"),
        (date(2026, 12, 31), date(2026, 12, 31), "Nytårsaftensdag"),
    ]
    kinds = {dag.dag.day: dag.slags for _, week in months[11].uger for dag in week if dag}
    assert [kinds[day] for day in (18, 19, 21, 24, 25, 26)] == [
        "",
        "weekend",
        "closed",
        "closed",
        "holiday",
        "holiday",
    ]
