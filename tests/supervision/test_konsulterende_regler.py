"""What a konsulterende forløb holds to, on the days at the edge (R13, R9)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from supervision import konsulterende
from supervision.konsulterende import Tal, check_meeting, closing_gap, window

TAL = Tal(moeder_mindst=4, moeder_hoejst=6, minutter=120, maaneder_mindst=2, maaneder_hoejst=6)
FIRST = date(2027, 1, 12)
SIX = [
    FIRST,
    date(2027, 2, 2),
    date(2027, 2, 23),
    date(2027, 3, 16),
    date(2027, 4, 13),
    date(2027, 5, 11),
]


def refused(days, day):
    with pytest.raises(ValidationError) as error:
        check_meeting(days, day, TAL)
    return error.value


@pytest.mark.parametrize(
    ("first", "earliest", "latest"),
    [
        (date(2027, 1, 12), date(2027, 3, 12), date(2027, 7, 12)),
        (date(2027, 6, 8), date(2027, 8, 8), date(2027, 12, 8)),
        (date(2027, 11, 2), date(2028, 1, 2), date(2028, 5, 2)),
        (date(2026, 12, 31), date(2027, 2, 28), date(2027, 6, 30)),
        (date(2027, 12, 31), date(2028, 2, 29), date(2028, 6, 30)),
        (date(2027, 8, 31), date(2027, 10, 31), date(2028, 2, 29)),
    ],
)
def test_the_last_meeting_lies_two_to_six_months_after_the_first(first, earliest, latest):
    assert window(first, TAL) == (earliest, latest)


def test_six_meetings_are_accepted_in_whatever_order_they_are_planned():
    for number, day in enumerate(SIX):
        check_meeting(SIX[:number], day, TAL)
        check_meeting(SIX[:number] + SIX[number + 1 :], day, TAL)


def test_the_seventh_is_a_new_forloeb():
    error = refused(SIX, date(2027, 6, 1))
    assert error.code == konsulterende.NYT_FORLOEB
    assert error.message == (
        "Et konsulterende forløb har højst seks møder. Det er et nyt forløb. Bed om visitation."
    )


def test_the_last_day_of_the_six_months_is_still_inside():
    check_meeting([FIRST], date(2027, 7, 12), TAL)
    error = refused([FIRST], date(2027, 7, 13))
    assert error.code == konsulterende.UDEN_FOR
    assert "senest 12. juli 2027, 6 måneder efter" in error.message


def test_a_new_first_meeting_moves_the_window_of_them_all():
    days = [date(2027, 2, 2), date(2027, 7, 20)]
    check_meeting(days, date(2027, 1, 20), TAL)
    assert refused(days, date(2027, 1, 19)).code == konsulterende.UDEN_FOR


def test_a_short_forloeb_says_why_it_needs_a_begrundelse():
    assert closing_gap([], TAL).startswith("Der er holdt ingen møder")
    assert closing_gap(SIX[:3], TAL).startswith("Der er holdt 3 møder")
    four = [FIRST, date(2027, 1, 19), date(2027, 1, 26)]
    assert closing_gap([*four, date(2027, 3, 12)], TAL) == ""
    assert "mindst til 12. marts 2027" in closing_gap([*four, date(2027, 3, 11)], TAL)


def test_a_municipality_may_have_other_numbers():
    own = Tal(moeder_mindst=2, moeder_hoejst=2, minutter=90, maaneder_mindst=1, maaneder_hoejst=1)
    check_meeting([date(2027, 1, 31)], date(2027, 2, 28), own)
    with pytest.raises(ValidationError) as error:
        check_meeting([date(2027, 1, 31)], date(2027, 3, 1), own)
    assert "senest 28. februar 2027, 1 måned efter" in error.value.message


def test_four_months_are_four():
    assert round(konsulterende.months_between(FIRST, date(2027, 5, 11)), 1) == 3.9
