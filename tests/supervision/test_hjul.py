"""What a year of supervision has and lacks (F8, F10), and the days proposed for it (R9–R12)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faelles.workdays import Kalender
from plejefamilier.rytme import UGEDAG
from supervision.hjul import (
    GRUPPE,
    HOLDT,
    INDIVIDUEL,
    UDEBLEV,
    Gang,
    Hul,
    Krav,
    aendret,
    holdt_ord,
    huller,
    midtdage,
    naeste_aar,
    nyt_anker,
    rytmedage,
    status,
)

YEAR = 2027
GROUPS = [date(YEAR, 2, 3), date(YEAR, 5, 5), date(YEAR, 8, 4), date(YEAR, 11, 3)]
ALONE = [date(YEAR, 3, 18), date(YEAR, 6, 17), date(YEAR, 9, 16), date(YEAR, 12, 9)]
KRAV = Krav(gruppe=4, individuelle=4, i_hvert_interval=True, gruppe_hoejst=4)
KALENDER = Kalender(faste={(6, 5): "Grundlovsdag", (12, 24): "Juleaftensdag", (12, 31): "Nytår"})
DAYS = st.integers(0, 364).map(lambda n: date(YEAR, 1, 1) + timedelta(days=n))
DAYLISTS = st.lists(DAYS, max_size=12)


def year(groups=GROUPS, alone=ALONE):
    rows = [Gang(day, GRUPPE) for day in groups] + [Gang(day, INDIVIDUEL) for day in alone]
    return sorted(rows, key=lambda gang: gang.dag)


def test_four_and_four_one_in_every_interval_fulfil_the_wheel():
    found = status(year(), KRAV)
    assert (found.opfyldt, found.ord, found.mangler) == (True, "opfyldt 4/4, 4/4", [])


def test_without_the_one_in_june_it_says_between_which_groups_one_is_lacking():
    found = status(year(alone=[day for day in ALONE if day.month != 6]), KRAV)
    assert found.ord == "ikke opfyldt 4/4, 3/4"
    assert found.mangler == ["mangler individuel mellem 5. maj og 4. august"]


def test_the_interval_over_the_new_year_takes_a_day_on_either_side():
    for day in (date(YEAR, 12, 9), date(YEAR, 1, 12)):
        assert status(year(alone=[*ALONE[:3], day]), KRAV).opfyldt
    found = status(year(alone=[*ALONE[:3], date(YEAR, 9, 30)]), KRAV)
    assert found.mangler == ["mangler individuel efter 3. november eller før 3. februar"]
    assert found.ord == "ikke opfyldt 4/4, 4/4"


def test_four_in_one_interval_are_not_one_in_every_interval():
    crowded = year(alone=[date(YEAR, 3, day) for day in (1, 8, 15, 22)])
    assert len(status(crowded, KRAV).huller) == 3
    free = Krav(gruppe=4, individuelle=4, i_hvert_interval=False)
    assert status(crowded, free).opfyldt


@pytest.mark.parametrize(
    ("groups", "alone", "lacks"),
    [
        (GROUPS[:3], ALONE, ["mangler 1 gruppesupervision"]),
        ([], [], ["mangler 4 individuelle supervisioner", "mangler 4 gruppesupervisioner"]),
        (GROUPS[:1], [], ["mangler 4 individuelle supervisioner", "mangler 3 gruppesupervisioner"]),
    ],
)
def test_what_is_lacking_is_said_with_its_number(groups, alone, lacks):
    assert status(year(groups, alone), KRAV).mangler == lacks


def test_gaps_and_a_number_are_both_said_when_the_gaps_do_not_explain_it():
    few = Krav(gruppe=2, individuelle=4, i_hvert_interval=True)
    found = status(year(GROUPS[::2], [date(YEAR, 3, 1)]), few)
    assert found.mangler == [
        "mangler individuel efter 4. august eller før 3. februar",
        "mangler 3 individuelle supervisioner",
    ]


def test_a_supervision_the_family_missed_is_none():
    rows = [Gang(gang.dag, gang.slags, HOLDT) for gang in year()]
    missed = [Gang(rows[0].dag, rows[0].slags, UDEBLEV), *rows[1:]]
    assert status(missed, KRAV).mangler == ["mangler 1 gruppesupervision"]
    assert holdt_ord(missed) == "7 af 8 er holdt"
    assert holdt_ord([]) == "Intet er planlagt endnu"


def test_on_demand_asks_for_no_number():
    found = status([], KRAV, efter_behov=True)
    assert (found.opfyldt, found.ord, found.bemaerk) == (True, "efter behov", [])


def test_more_groups_than_usual_are_told_of_and_allowed():
    five = year([*GROUPS, date(YEAR, 12, 1)], [*ALONE, date(YEAR, 11, 20)])
    found = status(five, KRAV)
    assert found.opfyldt
    assert found.bemaerk == ["5 grupper på et år er flere end 4"]


def test_a_group_has_no_individual_ones_and_a_municipality_may_have_no_groups():
    group = Krav(gruppe=4, individuelle=None, i_hvert_interval=True)
    assert status(year(alone=[]), group).ord == "opfyldt 4/4"
    alone = Krav(gruppe=None, individuelle=4, i_hvert_interval=True)
    assert status(year(groups=[]), alone).ord == "opfyldt 4/4"


@given(DAYLISTS, DAYLISTS)
def test_there_is_a_gap_exactly_where_no_individual_day_lies(groups, alone):
    found = huller(year(groups, alone))
    distinct = sorted(set(groups))
    assert len(found) <= len(distinct)
    assert not any(hul.holds(day) for hul in found for day in alone)
    filled = huller(year(groups, [*alone, *(hul.midte for hul in found)]))
    assert filled == []


@given(DAYLISTS, DAYS)
def test_every_day_lies_in_exactly_one_interval(groups, day):
    intervals = huller(year(groups, []))
    assert sum(hul.holds(day) for hul in intervals) == (1 if groups else 0)


@given(DAYLISTS, DAYLISTS, DAYS)
def test_one_more_individual_day_never_makes_the_wheel_poorer(groups, alone, more):
    before, after = status(year(groups, alone), KRAV), status(year(groups, [*alone, more]), KRAV)
    assert len(after.huller) <= len(before.huller)
    assert after.opfyldt or not before.opfyldt


@given(DAYLISTS, DAYLISTS)
def test_what_fell_out_and_what_came_make_the_one_year_the_other(foer, nu):
    before = [(day, GRUPPE) for day in foer]
    now = [(day, GRUPPE) for day in nu]
    gone, new = aendret(before, now)
    assert sorted([*before, *new]) == sorted([*now, *gone])
    assert not {*gone} & {*new}


def test_a_cadence_keeps_its_anchor_and_rolls_each_day_forward():
    assert rytmedage(date(YEAR, 2, 3), 4, 3, KALENDER) == [
        date(YEAR, 2, 3),
        date(YEAR, 5, 3),
        date(YEAR, 8, 3),
        date(YEAR, 11, 3),
    ]
    may_first = rytmedage(date(YEAR, 1, 1), 3, 2, KALENDER)
    assert may_first == [date(YEAR, 1, 4), date(YEAR, 3, 1), date(YEAR, 5, 3)]


def test_the_same_weekday_gives_the_first_wednesdays_of_the_groups():
    assert rytmedage(date(YEAR, 2, 3), 9, 3, KALENDER, enhed=UGEDAG) == GROUPS


@given(DAYS, st.integers(1, 24), st.integers(1, 12), st.sampled_from(["maaneder", "ugedag"]))
def test_proposed_days_are_hverdage_of_the_year_in_order(anker, antal, hver, enhed):
    found = rytmedage(anker, antal, hver, KALENDER, enhed=enhed)
    assert 1 <= len(found) <= antal
    assert found == sorted(found)
    assert all(KALENDER.is_hverdag(day) and day.year == YEAR for day in found)


@given(DAYLISTS)
def test_next_year_has_the_same_weekdays_on_hverdage(days):
    found = naeste_aar(days, KALENDER)
    assert len(found) == len(days)
    assert all(KALENDER.is_hverdag(day) and day.year == YEAR + 1 for day in found)


def test_next_year_keeps_first_wednesdays():
    assert naeste_aar(GROUPS, KALENDER) == [
        date(2028, 2, 2),
        date(2028, 5, 3),
        date(2028, 8, 2),
        date(2028, 11, 1),
    ]


def test_a_day_in_the_middle_of_every_gap_fills_the_wheel():
    middle = midtdage(year(alone=[]), KALENDER)
    assert len(middle) == 4
    assert status(year(alone=middle), KRAV).opfyldt


def test_a_cadence_begins_in_its_month_or_in_two_weeks():
    assert nyt_anker(YEAR, date(2026, 12, 1), 2, KALENDER) == date(YEAR, 2, 1)
    assert nyt_anker(YEAR, date(YEAR, 6, 10), 2, KALENDER) == date(YEAR, 6, 24)
    assert nyt_anker(2026, date(2026, 12, 24), 2, KALENDER) is None


def test_a_gap_over_the_new_year_is_filled_in_the_year_of_the_wheel():
    assert Hul(date(YEAR, 11, 3), date(YEAR, 2, 3)).midte == date(YEAR, 12, 2)
