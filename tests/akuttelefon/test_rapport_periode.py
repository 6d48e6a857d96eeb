"""The periods of the report."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akuttelefon.queries.rapport_periode import FIRST, LAST, Periode, aar, kvartal, maaned

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("periode", "navn", "adresse"),
    [
        (aar(2026), "2026", "aar=2026"),
        (kvartal(2026, 4), "4. kvartal 2026", "aar=2026&udsnit=k4"),
        (maaned(2026, 12), "december 2026", "maaned=2026-12"),
        (maaned(2024, 2), "februar 2024", "maaned=2024-02"),
        (
            Periode(date(2026, 3, 1), date(2026, 3, 15)),
            "1.–15. marts 2026",
            "fra=01-03-2026&til=15-03-2026",
        ),
        (
            Periode(date(2026, 2, 1), date(2026, 4, 30)),  # three months, no quarter
            "1. februar – 30. april 2026",
            "fra=01-02-2026&til=30-04-2026",
        ),
    ],
)
def test_names_and_addresses(periode, navn, adresse):
    assert (periode.navn, periode.adresse) == (navn, adresse)


def test_what_it_is_compared_with():
    later = date(2027, 6, 1)
    assert aar(2026).before(later) == aar(2025)
    assert kvartal(2026, 1).before(later) == kvartal(2025, 4)
    assert maaned(2026, 3).before(later) == maaned(2026, 2)
    week = Periode(date(2026, 3, 9), date(2026, 3, 15))
    assert week.before(later) == Periode(date(2026, 3, 2), date(2026, 3, 8))
    assert aar(2000).before(later) is None


def test_a_period_that_runs_is_compared_with_as_many_days():
    assert aar(2026).before(date(2026, 11, 22)) == Periode(date(2025, 1, 1), date(2025, 11, 22))
    assert maaned(2026, 3).before(date(2026, 3, 31)) == maaned(2026, 2)
    assert maaned(2026, 3).before(date(2026, 3, 30)) == maaned(2026, 2)  # February is over before
    assert maaned(2026, 3).before(date(2026, 3, 1)) == Periode(date(2026, 2, 1), date(2026, 2, 1))
    assert aar(2026).before(date(2026, 12, 31)) == aar(2025)


def test_whole_months():
    days = Periode(date(2026, 2, 27), date(2026, 4, 1))
    assert days.whole_months() == Periode(date(2026, 2, 1), date(2026, 4, 30))
    assert kvartal(2026, 2).whole_months() == kvartal(2026, 2)


@given(st.dates(FIRST, LAST), st.integers(0, 1000))
def test_periods_of_days_lie_side_by_side(first, more):
    last = min(first + more * DAY, LAST)
    periode = Periode(first, last)
    earlier = periode.shift(-1)
    if earlier is not None:
        assert earlier.til + DAY == periode.fra
        assert (earlier.dage == periode.dage) or (earlier.maaneder == periode.maaneder > 0)
    assert periode.months()[0] == first.replace(day=1)
    assert periode.months()[-1] == last.replace(day=1)
    assert periode.whole_months().fra <= first
    assert last <= periode.whole_months().til
