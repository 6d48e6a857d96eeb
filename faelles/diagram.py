"""Bars drawn on the server as SVG: no script, no style attribute, readable without colour.

The same drawing serves the screen, where it follows the width of the page (positions in percent,
letters of a fixed size), and the PDF, which gets a width in pixels. A hidden or missing number is
a dashed box with its words. Each picture has a title and a description; the table behind it is the
page's own.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

INK, MUTED, BAR, LINE = "#1b2427", "#54605f", "#0f4c5c", "#717b79"
TOP, BOTTOM, BOX = 22, 26, 16  # pixels: over the bars, under them, the height of a dashed box
ROW = 42  # pixels of one lying bar with its words
TIGHT = 13  # from so many standing bars on, phones see the largest number only
FONT = 13


@dataclass(frozen=True)
class Bjaelke:
    """One bar: `kort` stands at it, `tal` is None when hidden or missing, `tekst` is the value."""

    kort: str
    tal: int | float | None
    tekst: str


def staaende(bjaelker, *, noegle, titel, beskrivelse, hver=1, hoejde=220, bredde=None, top=None):
    """Standing bars. `hver`: phones show every so-manieth word below; `bredde`: for paper.

    `top` is the number of a full bar on a fixed scale; without it the largest fills the height.
    """
    at = _scale(bredde)
    largest = max((bar.tal or 0 for bar in bjaelker), default=0)
    most = top or largest
    ground, room = hoejde - BOTTOM, hoejde - BOTTOM - TOP
    step = 1 / max(len(bjaelker), 1)
    parts = [
        format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>',
            at(0),
            at(1),
            ground,
            ground,
            LINE,
        )
    ]
    for number, bar in enumerate(bjaelker):
        height = BOX if bar.tal is None else round(room * bar.tal / most, 1) if most else 0
        left, middle = at((number + 0.14) * step), at((number + 0.5) * step)
        parts.append(_box(bar, left, ground - height, at(0.72 * step), height))
        seldom = len(bjaelker) >= TIGHT and (bar.tal is None or bar.tal < largest)
        strong = bar.tal is not None and bar.tal == largest > 0
        parts.append(
            _text(bar.tekst, middle, ground - height - 6, "middle", hide=seldom, strong=strong)
        )
        parts.append(
            _text(bar.kort, middle, hoejde - 8, "middle", hide=bool(number % hver), fill=MUTED)
        )
    return _svg(parts, noegle, titel, beskrivelse, hoejde, bredde)


def liggende(bjaelker, *, noegle, titel, beskrivelse, bredde=None):
    """Lying bars, one below the other, each under its words: for long words and few values."""
    at = _scale(bredde)
    most = max((bar.tal or 0 for bar in bjaelker), default=0)
    parts = []
    for number, bar in enumerate(bjaelker):
        top = number * ROW
        parts.append(_text(bar.kort, at(0), top + 15, "start"))
        parts.append(_text(bar.tekst, at(1), top + 15, "end", strong=True))
        share = bar.tal / most if bar.tal and most else 0
        width = 0.08 if bar.tal is None else share
        parts.append(_box(bar, at(0), top + 21, at(width), 12))
    return _svg(parts, noegle, titel, beskrivelse, max(len(bjaelker), 1) * ROW, bredde)


def _scale(bredde):
    """Positions from 0 to 1 as percent of the screen, or as pixels of the paper."""
    if bredde is None:
        return lambda part: f"{part * 100:.3f}%"
    return lambda part: f"{part * bredde:.2f}"


def _box(bar, x, y, width, height):
    if bar.tal is None:
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="#fff" stroke="{}"'
            ' stroke-dasharray="3 2"/>',
            x,
            y,
            width,
            height,
            LINE,
        )
    if not bar.tal:
        return ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', x, y, width, height, BAR
    )


def _text(words, x, y, anchor, *, hide=False, strong=False, fill=INK):
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" font-weight="{}"{}>{}</text>',
        x,
        y,
        anchor,
        fill,
        600 if strong else 400,
        SafeString(' class="m-hide"') if hide else "",
        words,
    )


def _svg(parts, noegle, titel, beskrivelse, hoejde, bredde):
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{}" height="{}"'
        ' font-family="IBM Plex Sans, sans-serif" font-size="{}"'
        ' aria-labelledby="{}-titel {}-tekst">'
        '<title id="{}-titel">{}</title><desc id="{}-tekst">{}</desc>{}</svg>',
        "100%" if bredde is None else bredde,
        hoejde,
        FONT,
        noegle,
        noegle,
        noegle,
        titel,
        noegle,
        beskrivelse,
        SafeString("".join(parts)),
    )
