"""The roster against a slow, independent reading of K3: minute by minute, with its own calendar."""

import datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from akuttelefon import vagtplan
from akuttelefon.frist import Aabningstid
from akuttelefon.vagtplan import Hold, Moenster, Tidsrum, moment
from faelles.workdays import Kalender
from tests.akuttelefon import slow_rules as slow

UTC = datetime.UTC
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
STEP = 5 * MINUTE  # every time of these towns lies on one
YEARLY = frozenset({(12, 24), (12, 31), (6, 5)})
HOURS = [
    (datetime.time(8), datetime.time(15)),
    (datetime.time(7, 30), datetime.time(16, 15)),
    (datetime.time(0), datetime.time(12)),
    (datetime.time(9), datetime.time(9)),  # never open
]
# Clock changes, Christmas, Easter, and a day of no account
TURNS = [
    datetime.date(2027, 3, 27),
    datetime.date(2027, 10, 30),
    datetime.date(2026, 12, 22),
    datetime.date(2027, 3, 24),
    datetime.date(2027, 12, 30),
    datetime.date(2027, 9, 14),
]
few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
towns = st.builds(
    lambda hours, closed: slow.Town(yearly=YEARLY, periods=closed, opens=hours[0], shuts=hours[1]),
    st.sampled_from(HOURS),
    st.sampled_from([(), ((datetime.date(2026, 12, 27), datetime.date(2026, 12, 30)),)]),
)
spans = st.tuples(st.sampled_from(TURNS), st.integers(0, 4 * 288), st.integers(1, 3 * 288)).map(
    lambda t: (
        datetime.datetime.combine(t[0], datetime.time(0)) + t[1] * STEP,
        datetime.datetime.combine(t[0], datetime.time(0)) + (t[1] + t[2]) * STEP,
    )
)


def of(town):
    """The town as the program knows it."""
    closed = {
        first + n * DAY: "Lukket"
        for first, last in town.periods
        for n in range((last - first).days + 1)
    }
    kalender = Kalender(faste=dict.fromkeys(town.yearly, "Lukket"), lukket=closed)
    return kalender, Aabningstid(town.opens, town.shuts)


def aware(span):
    return Tidsrum(*(m.replace(tzinfo=UTC) for m in span))


def steps(start, slut):
    while start < slut:
        yield start
        start += STEP


def held(spans_, at_):
    return any(span.start <= at_ < span.slut for span in spans_)


@few
@given(town=towns, period=spans)
@example(town=slow.Town(), period=(datetime.datetime(2027, 3, 27), datetime.datetime(2027, 3, 30)))
@example(town=slow.Town(), period=(datetime.datetime(2027, 10, 30), datetime.datetime(2027, 11, 2)))
def test_manned_must_be_every_moment_outside_opening_hours(town, period):
    needed = vagtplan.required(*aware(period), *of(town))

    for at_ in steps(*period):
        assert held(needed, at_.replace(tzinfo=UTC)) != slow.is_open(at_, town), at_
    assert needed == vagtplan.union(needed)  # as few as possible, in order, half-open


@few
@given(
    town=towns,
    period=spans,
    cuts=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400)), max_size=6),
)
def test_a_gap_is_every_moment_that_must_be_manned_and_is_not(town, period, cuts):
    shifts = [
        Tidsrum(aware(period).start + begin * STEP, aware(period).start + (begin + length) * STEP)
        for begin, length in cuts
    ]
    found = vagtplan.gaps(vagtplan.required(*aware(period), *of(town)), shifts)

    for at_ in steps(*period):
        expected = not slow.is_open(at_, town) and not held(shifts, at_.replace(tzinfo=UTC))
        assert held(found, at_.replace(tzinfo=UTC)) == expected, at_


@few
@given(
    town=towns,
    first=st.sampled_from(TURNS),
    length=st.integers(0, 12),
    vagtskifte=st.sampled_from([datetime.time(8), datetime.time(10, 30), datetime.time(16)]),
    natskift=st.sampled_from([None, datetime.time(22), datetime.time(0), datetime.time(2, 30)]),
)
def test_the_pieces_tile_what_is_required(town, first, length, vagtskifte, natskift):
    kalender, hours = of(town)
    last = first + length * DAY
    pieces = vagtplan.doegnvagter(
        first - DAY, last + DAY, kalender, hours, vagtskifte=vagtskifte, natskift=natskift
    )
    period = moment(first, datetime.time(0)), moment(last + DAY, datetime.time(0))
    needed = vagtplan.required(*period, kalender, hours)

    # nothing is missing, nothing is manned twice, nothing lies in the opening hours
    assert vagtplan.gaps(needed, pieces) == []
    for before, after in pairwise(pieces):
        assert before.slut <= after.start
    inside = [p for p in pieces if p.start >= period[0] and p.slut <= period[1]]
    assert vagtplan.subtract(inside, needed) == []
    # and a duty is never longer than from one change to the next: a day and the hour of October
    assert all(p.slut - p.start <= datetime.timedelta(hours=40) for p in pieces)


# --- whose turn it is ------------------------------------------------------------------------

KALENDER, AABNINGSTID = of(slow.Town())
EIGHT = datetime.time(8)


def lay(moenster, fra, til, **more):
    pieces = vagtplan.doegnvagter(
        fra, til, KALENDER, AABNINGSTID, vagtskifte=EIGHT, natskift=moenster.natskift
    )
    return vagtplan.lay_plan(pieces, moenster, KALENDER, fra=fra, **more)


def test_weeks_change_from_monday_to_monday_in_the_order_of_the_pattern():
    fra = datetime.date(2027, 9, 6)  # a Monday
    plan = lay(Moenster((Hold(1), Hold(2), Hold(3))), fra, fra + 27 * DAY)

    weeks = [[v.udbyder for v in plan.vagter if (v.dag - fra).days // 7 == n] for n in range(4)]
    assert [{*week} for week in weeks] == [{1}, {2}, {3}, {1}]
    assert [len(week) for week in weeks] == [7, 7, 7, 7]


def test_people_change_at_each_shift_or_week_by_week():
    fra = datetime.date(2027, 9, 6)
    daily = lay(Moenster((Hold(1, (10, 11)),)), fra, fra + 4 * DAY)
    weekly = lay(Moenster((Hold(1, (10, 11), ugevis=True),)), fra, fra + 20 * DAY)

    assert [v.bruger for v in daily.vagter] == [10, 11, 10, 11, 10]
    assert [v.bruger for v in weekly.vagter] == [10] * 7 + [11] * 7 + [10] * 7


def test_a_change_in_the_middle_of_the_night_gives_the_second_half_to_the_next():
    fra = datetime.date(2027, 9, 6)
    plan = lay(Moenster((Hold(1, (10, 11)),), natskift=datetime.time(23)), fra, fra)

    first, second = plan.vagter
    assert (first.bruger, second.bruger) == (10, 11)
    assert first.slut == second.start == moment(fra, datetime.time(23))


def test_an_absent_person_is_skipped_and_with_nobody_left_the_name_is_missing():
    fra = datetime.date(2027, 9, 6)
    away = [Tidsrum(moment(fra, datetime.time(0)), moment(fra + DAY, datetime.time(0)))]
    moenster = Moenster((Hold(1, (10, 11), ugevis=True),))

    skipped = lay(moenster, fra, fra + 2 * DAY, busy={10: away})
    nobody = lay(moenster, fra, fra + DAY, busy={10: away, 11: away})

    assert [v.bruger for v in skipped.vagter] == [11, 10, 10]
    assert [v.bruger for v in nobody.vagter] == [None, 10]
    assert {v.udbyder for v in nobody.vagter} == {1}


def test_holidays_go_apart_and_christmas_to_another_every_year():
    moenster = Moenster((Hold(1),), helligdage=(Hold(1), Hold(2), Hold(3)))
    jul = {}
    for year in range(2026, 2033):
        plan = lay(moenster, datetime.date(year, 12, 20), datetime.date(year, 12, 29))
        by_day = {v.dag: v.udbyder for v in plan.vagter}
        assert len({by_day[datetime.date(year, 12, day)] for day in (24, 25, 26)}) == 1
        assert by_day[datetime.date(year, 12, 22)] == 1
        jul[year] = by_day[datetime.date(year, 12, 25)]
    assert all(jul[year] != jul[year + 1] for year in range(2026, 2032))


def test_a_weekend_inside_easter_stays_with_those_who_have_easter():
    plan = lay(
        Moenster((Hold(1),), helligdage=(Hold(2),)),
        datetime.date(2027, 3, 22),
        datetime.date(2027, 3, 31),
    )
    paaske = {v.dag.day for v in plan.vagter if v.udbyder == 2}
    assert paaske == {25, 26, 27, 28, 29}  # skærtorsdag to anden påskedag, the Saturday too


def test_half_open_shifts_touch_without_a_gap():
    day = datetime.date(2027, 9, 11)  # a Saturday
    eight, four, midnight = (
        moment(day, datetime.time(8)),
        moment(day, datetime.time(16)),
        moment(day + DAY, datetime.time(0)),
    )
    shifts = [SimpleNamespace(start=eight, slut=four), SimpleNamespace(start=four, slut=midnight)]
    needed = [Tidsrum(eight, midnight)]

    assert vagtplan.gaps(needed, shifts) == []
    shifts[1].start += MINUTE
    assert vagtplan.gaps(needed, shifts) == [Tidsrum(four, four + MINUTE)]


@pytest.mark.parametrize("number", [1, 3])
def test_neighbouring_gaps_are_one_stretch_until_somebody_is_on_duty(number):
    fra = datetime.date(2027, 9, 6)
    whole = moment(fra, datetime.time(0)), moment(fra + 5 * DAY, datetime.time(0))
    needed = vagtplan.required(*whole, KALENDER, AABNINGSTID)
    one = SimpleNamespace(
        start=moment(fra + 2 * DAY, datetime.time(15)), slut=moment(fra + 3 * DAY, EIGHT)
    )
    shifts = [one] if number == 3 else []

    stretches = vagtplan.runs(vagtplan.gaps(needed, shifts), shifts)

    assert len(stretches) == (2 if shifts else 1)
