"""The dates of a series of meetings: counted from the anchor, moved to hverdage, never drifting."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faelles.workdays import Kalender
from netvaerk.moedeplan import anchor_of, dates, light_reminder, next_nominal
from plejefamilier.rytme import MAANEDER, UGEDAG, months_after

D = datetime.date
OPEN = Kalender()


def held(anker, rytme, antal, kalender=OPEN, **more):
    return [dag.dag for dag in dates(anker, 1, rytme, antal, kalender, **more)]


def test_first_tuesdays_of_scenario_11():
    assert held(D(2027, 1, 5), UGEDAG, 6) == [
        D(2027, 1, 5),
        D(2027, 2, 2),
        D(2027, 3, 2),
        D(2027, 4, 6),
        D(2027, 5, 4),
        D(2027, 6, 1),
    ]


def test_the_end_of_a_month_does_not_drift():
    found = dates(D(2027, 1, 31), 1, MAANEDER, 5, OPEN)
    assert [dag.nominel for dag in found] == [
        D(2027, 1, 31),
        D(2027, 2, 28),
        D(2027, 3, 31),
        D(2027, 4, 30),
        D(2027, 5, 31),
    ]
    # 31 January and 28 February are Sundays: each is held the day after, and the rest stay
    assert [dag.dag for dag in found] == [
        D(2027, 2, 1),
        D(2027, 3, 1),
        D(2027, 3, 31),
        D(2027, 4, 30),
        D(2027, 5, 31),
    ]


def test_closed_days_move_their_own_meeting_and_no_other():
    closed = Kalender(lukket={D(2027, 3, 31): "Uddannelse", D(2027, 4, 1): "Uddannelse"})
    found = dates(D(2027, 1, 31), 1, MAANEDER, 4, closed)
    assert [dag.dag for dag in found][2:] == [D(2027, 4, 2), D(2027, 4, 30)]
    assert found[2].hvorfor.startswith("Onsdag 31. marts")
    assert found[2].hvorfor.endswith("er lukket: Uddannelse. Rykket til næste hverdag.")
    assert "i en weekend" in found[0].hvorfor
    assert found[3].hvorfor == ""


def test_a_series_that_is_continued_keeps_its_anchor():
    """On 28 February the series from 31 January goes on; March is held on the 31st again."""
    before = (D(2027, 1, 31), 1, MAANEDER)
    anker = anchor_of(D(2027, 2, 28), 1, MAANEDER, before=before)
    assert anker == D(2027, 1, 31)
    more = dates(anker, 1, MAANEDER, 3, OPEN, first=D(2027, 2, 28))
    assert [dag.nominel for dag in more] == [D(2027, 2, 28), D(2027, 3, 31), D(2027, 4, 30)]


@pytest.mark.parametrize(
    ("first", "hver", "rytme"),
    [
        (D(2027, 2, 27), 1, MAANEDER),  # not a day of the series
        (D(2027, 2, 28), 2, MAANEDER),  # another step
        (D(2027, 2, 28), 1, UGEDAG),
    ],
)
def test_another_rhythm_begins_anew(first, hver, rytme):
    assert anchor_of(first, hver, rytme, before=(D(2027, 1, 31), 1, MAANEDER)) == first


def test_a_fifth_tuesday_is_the_last_of_a_shorter_month():
    assert held(D(2027, 3, 30), UGEDAG, 4) == [
        D(2027, 3, 30),
        D(2027, 4, 27),
        D(2027, 5, 25),
        D(2027, 6, 29),
    ]


@given(
    anker=st.dates(D(2020, 1, 1), D(2035, 12, 31)),
    number=st.integers(0, 30),
    rytme=st.sampled_from([UGEDAG, MAANEDER]),
)
def test_every_meeting_is_in_the_month_it_counts_to_and_on_an_open_day(anker, number, rytme):
    dag = dates(anker, 1, rytme, number + 1, OPEN)[number]
    wanted = months_after(anker.replace(day=1), number)
    assert (dag.nominel.year, dag.nominel.month) == (wanted.year, wanted.month)
    assert OPEN.is_hverdag(dag.dag)
    assert dag.dag >= dag.nominel
    if rytme == UGEDAG:
        assert dag.nominel.weekday() == anker.weekday()
    else:
        assert dag.nominel.day == min(anker.day, months_after(anker, number).day)


def test_the_light_reminder_is_a_week_before_and_dropped_when_that_has_passed():
    coming = next_nominal(D(2027, 1, 5), 1, UGEDAG, D(2027, 6, 1), OPEN)
    assert coming.dag == D(2027, 7, 6)
    assert light_reminder(coming.dag, 7, OPEN, D(2027, 6, 2)) == D(2027, 6, 29)
    assert light_reminder(coming.dag, 7, OPEN, D(2027, 6, 30)) is None
