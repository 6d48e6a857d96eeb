"""The wheel as a picture: its facts in words, no colour alone, nothing that could be script."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.hjul import GRUPPE, HOLDT, INDIVIDUEL, Gang, huller
from supervision.hjulbillede import MOST_WORDS, ROOM, hjul, spread, turn

SVG = "{http://www.w3.org/2000/svg}"
GANGE = [
    Gang(date(2027, 2, 3), GRUPPE, HOLDT),
    Gang(date(2027, 3, 18), INDIVIDUEL, HOLDT),
    Gang(date(2027, 5, 5), GRUPPE),
    Gang(date(2027, 6, 17), INDIVIDUEL),
]
TURNS = st.lists(st.floats(0, 0.999), max_size=40).map(sorted)


def draw(gange=GANGE, navn="Familien Nørgaard", i_dag=date(2027, 4, 1), **facts):
    picture = hjul(gange, aar=2027, navn=navn, i_dag=i_dag, noegle="hjul-7", **facts)
    return ET.fromstring(picture)


def words(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def test_the_picture_says_what_it_is_and_all_its_facts_to_who_cannot_see_it():
    root = draw()
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "hjul-7-titel hjul-7-tekst"
    assert root.find(f"{SVG}title").text == "Årshjul 2027"
    assert root.find(f"{SVG}desc").text == (
        "I dag er det 1. april 2027. 3. februar: gruppe, holdt. 18. marts: individuel, holdt. "
        "5. maj: gruppe, planlagt. 17. juni: individuel, planlagt."
    )


def test_every_mark_has_its_date_and_kind_beside_it_and_a_shape_of_its_own():
    root = draw()
    told = words(root)
    for day in ("3. feb", "18. mar", "5. maj", "17. jun"):
        assert day in told
    assert (told.count("Gruppe"), told.count("Individuel")) == (2, 2)
    assert "2 af 4 er holdt" in told
    assert "I dag: 1. april" in told
    circles = [one for one in root.iter(f"{SVG}circle") if one.get("r") == "13"]
    assert len(circles) == 2
    ticks = [p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "2.6"]
    assert len(ticks) == 2 + 2  # the held ones, and those of the legend


def test_what_is_lacking_stands_dashed_in_its_place():
    gange = [gang for gang in GANGE if gang.slags == GRUPPE]
    root = draw(gange, huller=huller(gange))
    assert words(root).count("Mangler") == 2
    dashed = [one for one in root.iter(f"{SVG}polygon") if one.get("stroke-dasharray")]
    assert len(dashed) == 2
    assert "mangler individuel mellem 3. februar og 5. maj." in root.find(f"{SVG}desc").text


def test_today_is_marked_only_in_its_own_year():
    assert not any(text.startswith("I dag") for text in words(draw(i_dag=date(2026, 4, 1))))


def test_nothing_of_a_name_becomes_markup_and_nothing_is_styled_or_scripted():
    root = draw(navn='<script>alert("1")</script> & Søn')
    assert any("<script>" in text for text in words(root))
    assert not [*root.iter(f"{SVG}script")]
    for element in root.iter():
        assert not {"style", "class", "href", "onclick"} & {*element.attrib}


def test_a_long_name_is_wrapped_and_never_cut():
    navn = "Familien Nørgaard-Ravnsborg Østergaard Kjeldsen"
    told = words(draw(navn=navn))
    assert not {*navn.split()} - {*" ".join(told).split()}


def test_many_marks_keep_their_dates():
    many = [Gang(date(2027, 1, 4) + timedelta(days=14 * n), INDIVIDUEL) for n in range(25)]
    assert len(many) > MOST_WORDS
    told = words(draw(many))
    assert told.count("Individuel") == 0
    assert {"4. jan", "6. dec"} <= {*told}


def test_an_empty_year_is_drawn_too():
    assert "Ingen supervisioner er planlagt." in draw([]).find(f"{SVG}desc").text


def test_on_paper_it_has_a_size():
    assert draw(bredde=560).get("width") == "560"
    assert draw().get("width") is None


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 12, 31)])
def test_a_day_is_somewhere_between_the_beginning_and_the_end(day):
    assert 0 <= turn(day, day.year) < 1


@given(TURNS)
def test_marks_never_stand_on_each_other(turns):
    found = spread(turns)
    assert len(found) == len(turns)
    room = min(ROOM, 0.98 / len(turns)) if turns else 0
    around = sorted(value % 1 for value in found)
    gaps = [(b - a) % 1 for a, b in zip(around, [*around[1:], *around[:1]], strict=True)]
    if len(turns) > 1:
        assert min(gaps) >= room - 1e-6


@given(st.lists(st.integers(0, 9), unique=True).map(sorted))
def test_marks_with_room_enough_stay_where_they_are(tenths):
    turns = [number / 10 for number in tenths]
    moved = [abs(a - b) for a, b in zip(spread(turns), turns, strict=True)]
    assert all(min(by, 1 - by) < 1e-9 for by in moved)
