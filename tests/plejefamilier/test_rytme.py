"""Dates that come again (R9, R11, R12) and reminders (R17), against a slow independent count."""

from datetime import date, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faelles.workdays import Kalender
from plejefamilier import rytme

DEFAULT = Kalender(
    faste={(12, 24): "Juleaftensdag", (12, 31): "Nytårsaftensdag", (6, 5): "Grundlovsdag"}
)
DAYS = st.dates(date(2021, 1, 1), date(2035, 12, 31))
ONE = timedelta(days=1)


def slow_months_after(day, number):
    """Walk day by day into the right month; stop on the day number or on the month's last day."""
    year, month = day.year, day.month
    for _ in range(number):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    found = date(year, month, 1)
    while found.day < day.day and (found + ONE).month == month:
        found += ONE
    return found


def slow_weekday(day, number):
    """All days of the month with that weekday; the same place in the row, or the last one."""

    def same_weekday(first):
        days = takewhile(lambda d: d.month == first.month, (first + n * ONE for n in range(31)))
        return [d for d in days if d.weekday() == day.weekday()]

    place = same_weekday(day.replace(day=1)).index(day)
    later = same_weekday(slow_months_after(day.replace(day=1), number))
    return later[min(place, len(later) - 1)]


@settings(deadline=None)  # the holidays of a year are worked out once
@given(DAYS, st.integers(0, 60))
def test_months_after_is_the_same_day_or_the_last_of_the_month(day, number):
    assert rytme.months_after(day, number) == slow_months_after(day, number)


@settings(deadline=None)  # the holidays of a year are worked out once
@given(DAYS, st.integers(0, 60))
def test_months_back_and_forth_never_leave_the_month(day, number):
    back = rytme.months_after(day, -number)
    assert (day.year - back.year) * 12 + day.month - back.month == number
    assert back.day == day.day or (back + ONE).day == 1


@settings(deadline=None)  # the holidays of a year are worked out once
@given(DAYS, st.integers(0, 60))
def test_the_same_weekday_of_the_month(day, number):
    assert rytme.weekday_months_after(day, number) == slow_weekday(day, number)


@settings(deadline=None)  # the holidays of a year are worked out once
@given(DAYS, st.integers(1, 13), st.sampled_from(["uger", "maaneder", "ugedag"]))
def test_a_series_is_rolled_forward_and_never_drifts(anker, hver, enhed):
    pairs = [*islice(rytme.rolled(anker, hver, enhed, DEFAULT), 12)]
    for number, (nominel, dato) in enumerate(pairs):
        match enhed:
            case "uger":
                assert nominel == anker + timedelta(days=7 * hver * number)
            case "maaneder":
                assert nominel == slow_months_after(anker, hver * number)
            case "ugedag":
                assert nominel == slow_weekday(anker, hver * number)
        assert DEFAULT.is_hverdag(dato)
        assert dato >= nominel
        assert not any(DEFAULT.is_hverdag(nominel + n * ONE) for n in range((dato - nominel).days))


@settings(deadline=None)  # the holidays of a year are worked out once
@given(DAYS, st.sets(st.integers(0, 30), max_size=4), st.integers(-5, 40))
def test_reminders_lie_on_hverdage_at_or_before_their_day_and_never_in_the_past(
    event_day, offsets, notice
):
    created = event_day - timedelta(days=notice)
    found = rytme.reminder_days(event_day, offsets, DEFAULT, created)
    wanted = set()
    for offset in offsets:
        day = event_day
        for _ in range(offset):
            day -= ONE
        while not DEFAULT.is_hverdag(day):
            day -= ONE
        if not day < created:
            wanted.add(day)
    assert found == sorted(wanted)


@pytest.mark.parametrize(
    ("day", "number", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 2, 1), 0, date(2027, 2, 1)),
    ],
)
def test_months_by_hand(day, number, later):
    assert rytme.months_after(day, number) == later


def test_karens_second_wednesdays():
    """Scenario 4.1."""
    dates = [dato for _, dato in islice(rytme.rolled(date(2027, 1, 13), 1, "ugedag", DEFAULT), 6)]
    assert dates == [
        date(2027, 1, 13),
        date(2027, 2, 10),
        date(2027, 3, 10),
        date(2027, 4, 14),
        date(2027, 5, 12),
        date(2027, 6, 9),
    ]


def test_frejas_supervision_in_the_home_does_not_drift():
    """Scenario 1.6, with its reminders 14 and 2 days before."""
    after_anchor = islice(rytme.rolled(date(2027, 2, 1), 3, "maaneder", DEFAULT), 1, 5)
    assert [*after_anchor] == [
        (date(2027, 5, 1), date(2027, 5, 3)),
        (date(2027, 8, 1), date(2027, 8, 2)),
        (date(2027, 11, 1), date(2027, 11, 1)),
        (date(2028, 2, 1), date(2028, 2, 1)),
    ]
    assert rytme.reminder_days(date(2027, 5, 3), [14, 2], DEFAULT, date(2027, 1, 1)) == [
        date(2027, 4, 19),
        date(2027, 4, 30),
    ]


def test_two_offsets_that_roll_back_to_one_day_remind_once():
    monday = date(2027, 5, 3)
    assert rytme.reminder_days(monday, [2, 1], DEFAULT, date(2027, 1, 1)) == [date(2027, 4, 30)]
