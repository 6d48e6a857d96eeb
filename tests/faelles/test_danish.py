"""Dates, times, money, ages and names as Danes write them."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from faelles import danish

JULEAFTEN = date(2026, 12, 24)


def test_a_date_is_written_with_the_name_of_the_month():
    assert danish.dato(JULEAFTEN) == "24. december 2026"
    assert danish.dato(date(2027, 1, 3)) == "3. januar 2027"
    assert danish.dato_tal(date(2026, 2, 3)) == "03-02-2026"


@pytest.mark.parametrize(
    ("month", "text"),
    [(1, "5. jan."), (3, "5. mar."), (5, "5. maj"), (6, "5. juni"), (7, "5. juli"), (9, "5. sep.")],
)
def test_a_short_date_shortens_long_months_only(month, text):
    assert danish.dato_kort(date(2026, month, 5), today=JULEAFTEN) == text


def test_a_short_date_of_another_year_says_the_year():
    assert danish.dato_kort(date(2027, 1, 4), today=JULEAFTEN) == "4. jan. 2027"
    assert danish.dato_kort(JULEAFTEN) == "24. dec. 2026"


def test_a_deadline_is_written_with_its_weekday():
    assert danish.ugedag(date(2026, 12, 28), today=JULEAFTEN) == "mandag 28. december"
    assert danish.ugedag(date(2027, 1, 4), today=JULEAFTEN) == "mandag 4. januar 2027"
    assert danish.ugedag_kort(date(2026, 12, 26)) == "lør 26."


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (23, "i går"),
        (24, "i dag"),
        (25, "i morgen"),
        (28, "mandag 28. december"),
        (22, "tirsdag 22. december"),
    ],
)
def test_near_days_are_said_as_people_say_them(day, text):
    assert danish.naer_dag(date(2026, 12, day), today=JULEAFTEN) == text


def test_week_numbers_follow_iso():
    assert danish.uge(date(2026, 11, 23)) == "uge 48"
    assert danish.uge(date(2027, 1, 3)) == "uge 53"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 12, 1), date(2026, 12, 7), "1.–7. december 2026"),
        (date(2026, 11, 28), date(2026, 12, 4), "28. november – 4. december 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28. december 2026 – 3. januar 2027"),
        (JULEAFTEN, JULEAFTEN, "24. december 2026"),
    ],
)
def test_a_period_repeats_nothing(first, last, text):
    assert danish.periode(first, last) == text


def test_a_time_of_day_has_a_full_stop():
    assert danish.ur(time(3, 5)) == "03.05"
    assert danish.kl(datetime(2026, 12, 24, 15, 40)) == "kl. 15.40"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 min."), (3, "3 min."), (60, "1 time"), (70, "1 time 10 min."), (125, "2 timer 5 min.")],
)
def test_a_duration_is_written_in_hours_and_minutes(minutes, text):
    assert danish.varighed(minutes) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (13500, "13.500,00 kr."),
        (Decimal("0.5"), "0,50 kr."),
        (Decimal("-1234567.891"), "-1.234.567,89 kr."),
    ],
)
def test_money_has_dots_between_thousands_and_a_comma(amount, text):
    assert danish.kroner(amount) == text


def test_numbers_agree_with_their_noun():
    assert danish.antal(1, "hverdag", "hverdage") == "1 hverdag"
    assert danish.antal(0, "familie", "familier") == "0 familier"
    assert danish.antal(1200, "familie", "familier") == "1.200 familier"
    assert danish.over_frist(1) == "1 hverdag over frist"
    assert danish.over_frist(3) == "3 hverdage over frist"


def test_a_deadline_passed_on_a_day_that_does_not_count_is_over_frist_without_a_number():
    assert danish.over_frist(0) == "over frist"


@pytest.mark.parametrize(
    ("born", "today", "text"),
    [
        (date(2017, 3, 9), date(2026, 3, 8), "8 år"),
        (date(2017, 3, 9), date(2026, 3, 9), "9 år"),
        (date(2012, 2, 29), date(2026, 2, 28), "13 år"),
        (date(2012, 2, 29), date(2026, 3, 1), "14 år"),
        (date(2025, 10, 20), date(2026, 12, 24), "14 måneder"),
        (date(2026, 11, 19), date(2026, 12, 24), "5 uger"),
        (date(2026, 12, 23), date(2026, 12, 24), "1 dag"),
        (date(2027, 1, 1), date(2026, 12, 24), "0 dage"),
    ],
)
def test_an_age_is_years_and_for_the_small_ones_months_weeks_or_days(born, today, text):
    assert danish.alder(born, today) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("12345678", "12 34 56 78"),
        ("12 34 56 78", "12 34 56 78"),
        ("+4512345678", "12 34 56 78"),
        ("004512345678", "12 34 56 78"),
        ("+46701234567", "+46 701 234 567"),
        ("112", "112"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_number_is_written_in_pairs(number, text):
    assert danish.telefon(number) == text


def test_a_phone_number_can_be_pressed():
    assert danish.telefon_link("12345678") == "tel:+4512345678"
    assert danish.telefon_link("+46701234567") == "tel:+46701234567"
    assert danish.telefon_link("112") == "tel:112"


def test_names_are_listed_and_put_in_the_genitive():
    assert danish.opregning([]) == ""
    assert danish.opregning(["Bodil"]) == "Bodil"
    assert danish.opregning(["Bodil", "Karsten", "Noah"]) == "Bodil, Karsten og Noah"
    assert danish.ejefald("Mette") == "Mettes"
    assert danish.ejefald("Jonas") == "Jonas’"


def test_small_numbers_are_words():
    assert danish.talord(0) == "ingen"
    assert danish.talord(3) == "tre"
    assert danish.talord(13) == "13"
