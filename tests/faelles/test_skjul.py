"""What a reader can work out of the numbers of a shared report (W4): never a hidden one."""

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faelles.skjul import (
    LILLE,
    MED,
    Celle,
    Viser,
    hide,
    hide_linked,
    hide_means,
    percent,
    share,
)

limits = st.integers(3, 6)  # the rule allows no less: »<2« is 1
breakdowns = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def words(celler):
    return [celle.tekst for celle in celler]


def is_withheld(celler):
    return all(celle.skjult == MED for celle in celler)


def possible(celle, others, total, mindste):
    """What one cell can be, for a reader who knows how the hiding works."""
    if celle.tal is not None:
        return [celle.tal]
    if celle.skjult == LILLE:
        return range(1, mindste)
    if is_withheld(others):
        return range(total + 1)
    shown = [other.tal for other in others if other.tal]
    return range(mindste, min(shown, default=total) + 1)


def readings(celler, total, mindste):
    """Every breakdown that looks the same: found by trying them all."""
    whole = range(1, mindste) if 0 < total < mindste else (total,)
    found = itertools.product(*(possible(c, celler, total, mindste) for c in celler))
    return [values for values in found if sum(values) in whole]


@settings(max_examples=400, deadline=None)
@given(breakdowns, limits)
@example([4, 10, 10], 5)
@example([1, 5, 40], 5)
@example([4, 4], 5)
@example([1, 1, 1, 1], 5)
@example([2], 5)
def test_no_hidden_number_can_be_worked_out(tal, mindste):
    celler = hide(tal, mindste)
    alike = readings(celler, sum(tal), mindste)
    assert tuple(tal) in alike
    for number, celle in enumerate(celler):
        if celle.skjult:
            assert len({values[number] for values in alike}) > 1, (tal, words(celler))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=24), limits)
def test_what_is_shown_is_true(tal, mindste):
    for value, celle in zip(tal, hide(tal, mindste), strict=True):
        if celle.tal is not None:
            assert celle.tal == value
            assert value == 0 or value >= mindste
        elif celle.skjult == LILLE:
            assert 0 < value < mindste


@given(st.lists(st.integers(0, 60), min_size=1, max_size=24))
def test_a_leader_sees_every_number(tal):
    assert [celle.tal for celle in Viser(0).split(tal)] == tal


@pytest.mark.parametrize(
    ("tal", "shown"),
    [
        ([0, 0], ["0", "0"]),
        ([12, 7], ["12", "7"]),
        ([12, 0, 7], ["12", "0", "7"]),
        ([2, 12, 7], ["<5", "12", "*"]),  # the smallest that is left goes with it
        ([2, 3, 12], ["<5", "<5", "12"]),  # together 5: 1 and 4, 2 and 3 …
        ([1, 1, 12], ["<5", "<5", "*"]),  # together 2 would be 1 and 1
        ([4, 4], ["*", "*"]),  # nothing left to hide: withheld whole
        ([3], ["<5"]),
        ([1, 0, 1], ["<5", "0", "<5"]),  # the total is hidden as well
    ],
)
def test_examples(tal, shown):
    assert words(hide(tal, 5)) == shown


@given(
    st.lists(st.integers(0, 30), min_size=7, max_size=7),
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    limits,
)
def test_of_linked_breakdowns_one_is_withheld_when_anything_is_hidden(first, second, mindste):
    one, two = hide_linked(first, second, mindste)
    hidden = [celle for celle in (*one, *two) if celle.skjult]
    assert not hidden or is_withheld(one) or is_withheld(two)


@settings(max_examples=400, deadline=None)
@given(st.tuples(st.integers(0, 24), st.integers(0, 12), st.integers(0, 8)), limits)
def test_a_share_settles_no_hidden_number(tal, mindste):
    celler = hide(tal, mindste)
    shown = share(tal, celler, mindste)
    if shown.skjult:
        assert any(celle.skjult for celle in celler)
        return
    assert shown.tal == percent(tal[0], tal[0] + tal[1])
    alike = [
        values
        for values in readings(celler, sum(tal), mindste)
        if percent(values[0], values[0] + values[1]) == shown.tal
    ]
    for number, celle in enumerate(celler):
        if celle.skjult and not is_withheld(celler):
            everything = {values[number] for values in alike}
            assert len(everything) > 1 or _needs_the_bound(celler, number, tal, mindste, shown)


def _needs_the_bound(celler, number, tal, mindste, shown):
    """True when only the bound of what was hidden with it narrows the cell."""
    loose = [
        range(1, mindste) if c.skjult == LILLE else range(sum(tal) + 1) if c.skjult else [c.tal]
        for c in celler
    ]
    whole = range(1, mindste) if 0 < sum(tal) < mindste else (sum(tal),)
    alike = {
        values[number]
        for values in itertools.product(*loose)
        if sum(values) in whole and percent(values[0], values[0] + values[1]) == shown.tal
    }
    return len(alike) > 1


def test_no_share_of_nothing():
    assert share([0, 0, 0], hide([0, 0, 0], 5), 5).tekst == "–"
    assert share([0, 0, 7], hide([0, 0, 7], 5), 5).tekst == "–"
    assert share([0, 7, 0], hide([0, 7, 0], 5), 5).tekst == "0 %"


def test_words():
    assert Celle(1234).tekst == "1.234"
    assert Celle(1.25, decimaler=1).tekst == "1,2"
    assert Celle(91, enhed="%").tekst == "91 %"
    assert Celle(None).tekst == "–"
    assert percent(1, 3) == 33
    assert percent(2, 3) == 67
    assert percent(1, 8) == 13  # half a percent is rounded up


@given(breakdowns, limits)
def test_what_means_leave_out_is_many_answers_or_everything(antal, mindste):
    hidden = hide_means(antal, mindste)
    shown = [value for n, value in enumerate(antal) if value and n not in hidden]
    assert all(value >= mindste for value in shown)
    if hidden and shown:
        # the mean of all less the means that are shown is that of so many
        assert sum(antal[n] for n in hidden) >= mindste


@given(st.integers(0, 60), st.integers(0, 60), limits)
def test_came_and_went_are_shown_together_or_not_at_all(kom, gik, mindste):
    # the difference of the two is known from what there was before and after
    celler = Viser(mindste).flow(kom, gik)
    if 0 < kom < mindste or 0 < gik < mindste:
        assert words(celler) == ["*", "*"]
    else:
        assert [celle.tal for celle in celler] == [kom, gik]
