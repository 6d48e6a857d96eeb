"""The calendar of hverdage (R1): the years of domain.md 3.4 are pinned here."""

from datetime import date, timedelta

import pytest

from faelles.workdays import Kalender, helligdage

DANISH_NAMES = {
    "Nytårsdag",
    "Skærtorsdag",
    "Langfredag",
    "Påskedag",
    "Anden påskedag",
    "Kristi himmelfartsdag",
    "Pinsedag",
    "Anden pinsedag",
    "Juledag",
    "Anden juledag",
}
R1 = Kalender(
    faste={(6, 5): "Grundlovsdag", (12, 24): "Juleaftensdag", (12, 31): "Nytårsaftensdag"}
)


def days(year, text):
    """The dates written as 1.1 2.4 3.4 in one year."""
    return [
        date(year, int(month), int(day))
        for day, month in (part.split(".") for part in text.split())
    ]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, "1.1 2.4 3.4 5.4 6.4 14.5 24.5 25.5 25.12 26.12"),
        (2027, "1.1 25.3 26.3 28.3 29.3 6.5 16.5 17.5 25.12 26.12"),
        (2028, "1.1 13.4 14.4 16.4 17.4 25.5 4.6 5.6 25.12 26.12"),
    ],
)
def test_the_ten_holidays_are_those_of_the_law(year, expected):
    assert sorted(helligdage(year)) == days(year, expected)
    assert set(helligdage(year).values()) == DANISH_NAMES


def test_store_bededag_is_a_holiday_until_2023():
    # the fourth Friday after Easter
    assert helligdage(2023)[date(2023, 5, 5)] == "Store bededag"
    assert not Kalender().is_hverdag(date(2023, 5, 5))
    assert Kalender().is_hverdag(date(2024, 4, 26))
    assert not any("bededag" in name for name in helligdage(2024).values())


def test_every_closed_day_says_why():
    kalender = Kalender(
        faste=R1.faste,
        kristi_fredag=True,
        lukket={date(2026, 7, 13): "Sommerlukning", date(2026, 12, 25): "Lukket"},
    )
    assert kalender.why_closed(date(2026, 12, 25)) == "Juledag"  # a holiday stays a holiday
    assert kalender.why_closed(date(2026, 7, 13)) == "Sommerlukning"
    assert kalender.why_closed(date(2026, 12, 24)) == "Juleaftensdag"
    assert kalender.why_closed(date(2026, 5, 15)) == "Dagen efter Kristi himmelfartsdag"
    assert kalender.why_closed(date(2026, 11, 21)) == "weekend"
    assert kalender.why_closed(date(2026, 11, 23)) == ""


def test_grundlovsdag_and_anden_pinsedag_on_one_day_is_one_reason():
    assert R1.why_closed(date(2028, 6, 5)) == "Anden pinsedag"


def test_the_friday_after_kristi_himmelfart_is_open_unless_switched_on():
    assert R1.is_hverdag(date(2026, 5, 15))


def test_the_first_hverdag_after_christmas_eve_2026_is_monday():
    assert R1.next_hverdag(date(2026, 12, 24)) == date(2026, 12, 28)
    assert R1.next_hverdag(date(2026, 12, 30)) == date(2027, 1, 4)


def test_next_hverdag_is_strictly_after():
    assert R1.next_hverdag(date(2026, 11, 23)) == date(2026, 11, 24)


def test_rolling_leaves_a_hverdag_alone():
    monday, saturday = date(2026, 11, 23), date(2026, 11, 21)
    assert R1.roll_forward(monday) == R1.roll_back(monday) == monday
    assert R1.roll_forward(saturday) == monday
    assert R1.roll_back(saturday) == date(2026, 11, 20)


def test_counting_hverdage_forth_and_back():
    start = date(2026, 12, 23)
    after = R1.add_hverdage(start, 4)
    assert after == date(2027, 1, 4)  # 28, 29, 30 December and 4 January
    assert R1.hverdage_between(start, after) == 4
    assert R1.hverdage_between(after, start) == 0
    assert R1.add_hverdage(start, 0) == start


def test_closed_days_are_listed_in_order_with_their_reason():
    assert R1.closed_days(date(2026, 12, 23), date(2026, 12, 27)) == [
        (date(2026, 12, 24), "Juleaftensdag"),
        (date(2026, 12, 25), "Juledag"),
        (date(2026, 12, 26), "Anden juledag"),
        (date(2026, 12, 27), "weekend"),
    ]


def test_a_year_has_as_many_hverdage_as_the_slow_count_says():
    slow = sum(
        day.weekday() < 5
        and day not in helligdage(2027)
        and (day.month, day.day) not in ((6, 5), (12, 24), (12, 31))
        for day in (date(2027, 1, 1) + timedelta(days=n) for n in range(365))
    )
    assert R1.hverdage_between(date(2026, 12, 31), date(2027, 12, 31)) == slow
