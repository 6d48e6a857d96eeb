"""Bars as SVG: true to the numbers, readable aloud, without style or script."""

from xml.etree import ElementTree

import pytest

from faelles.diagram import BOTTOM, TOP, Bjaelke, liggende, staaende

SVG = "{http://www.w3.org/2000/svg}"
BARS = [
    Bjaelke("man", 10, "10"),
    Bjaelke("tir", 0, "0"),
    Bjaelke("ons", None, "<5"),
    Bjaelke("tor", 20, "20"),
]
WORDS = {"noegle": "ugedage", "titel": "Ugedage: opkald", "beskrivelse": "man 10, tir 0"}


def drawn(draw, bars=BARS, **kwargs):
    return ElementTree.fromstring(draw(bars, **WORDS, **kwargs))


def solid(root):
    return [r for r in root.iter(f"{SVG}rect") if r.get("stroke-dasharray") is None]


def test_standing_bars_are_as_high_as_their_numbers():
    root = drawn(staaende, hoejde=148)
    heights = [float(rect.get("height")) for rect in solid(root)]
    assert heights == [50, 100]  # half of the room, and all of it
    assert all(float(r.get("y")) + float(r.get("height")) == 148 - BOTTOM for r in solid(root))
    assert min(float(r.get("y")) for r in solid(root)) == TOP


def test_lying_bars_are_as_long_as_their_numbers():
    assert [r.get("width") for r in solid(drawn(liggende))] == ["50.000%", "100.000%"]
    assert [r.get("width") for r in solid(drawn(liggende, bredde=600))] == ["300.00", "600.00"]


@pytest.mark.parametrize("draw", [staaende, liggende])
@pytest.mark.parametrize("bredde", [None, 600])
def test_every_value_stands_in_words_and_a_hidden_one_is_dashed(draw, bredde):
    root = drawn(draw, bredde=bredde)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"10", "0", "<5", "20", "man", "tir", "ons", "tor"} <= {*texts}
    dashed = [r for r in root.iter(f"{SVG}rect") if r.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert len(solid(root)) == 2  # nothing is drawn for zero


@pytest.mark.parametrize("draw", [staaende, liggende])
def test_it_has_a_name_and_neither_style_nor_script(draw):
    root = drawn(draw)
    assert root.get("role") == "img"
    ids = root.get("aria-labelledby").split()
    named = {e.get("id"): e.text for e in root if e.get("id")}
    assert [named[one] for one in ids] == [WORDS["titel"], WORDS["beskrivelse"]]
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}a")
        assert not any(name.startswith("on") for name in element.attrib)


@pytest.mark.parametrize("draw", [staaende, liggende])
@pytest.mark.parametrize("bars", [[], [Bjaelke("a", 0, "0")], [Bjaelke("a", None, "*")]])
def test_nothing_to_show_is_drawn_too(draw, bars):
    assert drawn(draw, bars).tag == f"{SVG}svg"


def test_words_are_escaped():
    bar = Bjaelke('<script>"', 1, "&1")
    texts = [text.text for text in drawn(liggende, [bar]).iter(f"{SVG}text")]
    assert texts == ['<script>"', "&1"]


def test_many_bars_leave_room_on_a_phone():
    bars = [Bjaelke(str(hour), hour, str(hour)) for hour in range(24)]
    texts = [*drawn(staaende, bars, hver=3).iter(f"{SVG}text")]
    values, under = texts[::2], texts[1::2]
    assert [t.text for t in under if not t.get("class")] == [str(h) for h in range(0, 24, 3)]
    assert [t.text for t in values if not t.get("class")] == ["23"]
