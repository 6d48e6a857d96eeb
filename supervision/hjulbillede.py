"""The year of supervision drawn as a wheel: which are left? (F1)

Circle = group, diamond = individual; filled with a tick = held, empty = not yet, dashed = lacking.
Every mark has its words beside it, so it is read without colour; the table says the same. Pure.
"""

from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString

from faelles import danish
from supervision.hjul import GRUPPE, INDIVIDUEL, SLAGS, TILSTANDE, holdt_ord

INK, GREY, LINE, PAPER, WHITE = "#1F2A30", "#55626A", "#C5CED2", "#FBF6EE", "#FFFFFF"
PETROL, TINT, RUST, RIM = "#0F5C66", "#DDECEE", "#9C4318", "#8A979E"
LOOKS = {GRUPPE: ("circle", PETROL), INDIVIDUEL: ("diamond", RUST)}
WIDE, HIGH = 720, 640
CX, CY = 360, 300
INNER, OUTER, RING, LABEL = 148, 190, 222, 247  # radii: months, marks, words
ROOM = 0.058  # of a turn: what a mark with its words needs
MOST_WORDS = 16  # marks; more of them carry the date only
NAMES = tuple(navn[:3] for navn in danish.MAANEDER)
DASHED = SafeString(' stroke-dasharray="5 4"')
WRAP = 22  # letters of the name in the middle


@dataclass(frozen=True)
class Maerke:
    """What stands at the wheel: on a day, of a kind, with two lines of words."""

    dag: date
    slags: str
    ord: str
    under: str
    fyldt: bool = False
    mangler: bool = False


def hjul(gange, *, aar, navn, i_dag, noegle, huller=(), bredde=None):
    """The wheel as SVG: `gange` (hjul.Gang) in order of date, `navn` in the middle.

    `huller` (hjul.Hul) are shown where an individual supervision is lacking.
    `noegle` begins the ids, unique on the page. `bredde` in pixels is for paper; a screen takes
    the width of its frame. `i_dag` is marked when it lies in `aar`.
    """
    now = None if i_dag.year != aar else turn(i_dag, aar)
    parts = [_circle(CX, CY, RING, fill="none", stroke=LINE, width=1.5), *_months(aar, now, i_dag)]
    marks = _marks(gange, huller)
    places = spread([turn(mark.dag, aar) for mark in marks])
    words = len(marks) <= MOST_WORDS
    for mark, place in zip(marks, places, strict=True):
        parts += _at(mark, turn(mark.dag, aar), place, words=words)
    if now is not None:
        parts += _today(now, i_dag)
    parts += _middle(gange, aar, navn)
    parts += _legend()
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {} {}"{}'
        ' font-family="IBM Plex Sans, DejaVu Sans, sans-serif"'
        ' aria-labelledby="{}-titel {}-tekst"><title id="{}-titel">{}</title>'
        '<desc id="{}-tekst">{}</desc>{}</svg>',
        WIDE,
        HIGH,
        ""
        if bredde is None
        else format_html(' width="{}" height="{}"', bredde, round(bredde * HIGH / WIDE)),
        noegle,
        noegle,
        noegle,
        f"Årshjul {aar}",
        noegle,
        beskrivelse(gange, i_dag, huller),
        SafeString("".join(parts)),
    )


def beskrivelse(gange, i_dag, huller=()):
    """All the facts of the picture in sentences."""
    facts = [f"I dag er det {danish.dato(i_dag)}."]
    facts += [
        f"{_long(gang.dag)}: {SLAGS[gang.slags].lower()}, {TILSTANDE[gang.tilstand].lower()}."
        for gang in gange
    ]
    facts += [f"Årshjulet {hul.ord}." for hul in huller]
    return " ".join(facts if gange else [*facts, "Ingen supervisioner er planlagt."])


def turn(day, aar):
    """How far round the year the day lies, from 0 up to 1."""
    first = date(aar, 1, 1)
    return (day - first) / (date(aar + 1, 1, 1) - first)


def spread(turns, room=ROOM):
    """The turns in the same order, moved as little as needed to lie `room` apart around the wheel.

    More of them than fit get what room there is. The turns are sorted and at least 0 and below 1.
    """
    if not turns:
        return []
    number = len(turns)
    room = min(room, 0.98 / number)
    gaps = [(turns[(n + 1) % number] - turns[n]) % 1 for n in range(number)]
    cut = (max(range(number), key=gaps.__getitem__) + 1) % number if number > 1 else 0
    line = [turns[(cut + n) % number] + (cut + n >= number) for n in range(number)]
    blocks = []  # runs of neighbours, as [sum of wanted places, how many]
    for n, wanted in enumerate(line):
        blocks.append([wanted - n * room, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    flat = [total / count for total, count in blocks for _ in range(count)]
    placed = [value + n * room for n, value in enumerate(flat)]
    excess = placed[-1] - placed[0] - (number - 1) * room
    if excess > (spare := 1 - number * room):  # the ends meet: leave less between the others
        middle = (placed[0] + placed[-1]) / 2
        gone = [(place - placed[0] - n * room) * spare / excess for n, place in enumerate(placed)]
        placed = [middle - (1 - room) / 2 + n * room + more for n, more in enumerate(gone)]
    found = [0.0] * number
    for n, value in enumerate(placed):
        found[(cut + n) % number] = value % 1
    return found


def _marks(gange, huller):
    """The marks in order of date."""
    found = [
        Maerke(gang.dag, gang.slags, _short(gang.dag), SLAGS[gang.slags], fyldt=gang.holdt)
        for gang in gange
    ]
    found += [
        Maerke(hul.midte, INDIVIDUEL, "Mangler", SLAGS[INDIVIDUEL], mangler=True) for hul in huller
    ]
    return sorted(found, key=lambda mark: mark.dag)


def _at(mark, exact, place, *, words):
    shape, colour = LOOKS[mark.slags]
    (x0, y0), (x, y) = _polar(OUTER, exact), _polar(RING, place)
    lx, ly = _polar(LABEL, place)
    anchor = "start" if x > CX + 44 else "end" if x < CX - 44 else "middle"
    ly += 12 if ly > CY + 150 else -14 if ly < CY - 150 else -2
    if not mark.mangler:
        yield _line(x0, y0, x, y, colour, 2)
    yield _mark(x, y, shape, colour, filled=mark.fyldt, dashed=mark.mangler)
    yield _text(mark.ord, lx, ly, anchor, size=18 if words else 14, weight=600)
    if words:
        yield _text(mark.under, lx, ly + 20, anchor, size=16, fill=colour)


def _months(aar, now, i_dag):
    for month in range(1, 13):
        begins = turn(date(aar, month, 1), aar)
        ends = 1.0 if month == 12 else turn(date(aar, month + 1, 1), aar)
        gone = 1.0 if i_dag.year > aar else now or 0.0
        yield _sector(begins, ends, fill=PAPER)
        if gone > begins:
            yield _sector(begins, min(ends, gone), fill=TINT)
        yield _sector(begins, ends, stroke=RIM)
        x, y = _polar((INNER + OUTER) / 2, (begins + ends) / 2)
        yield _text(NAMES[month - 1], x, y + 5, "middle", size=16, weight=500)


def _today(now, i_dag):
    """An arrow at the rim, and the day with the same arrow in the middle."""
    points = [_polar(146, now), _polar(124, now - 0.016), _polar(124, now + 0.016)]
    x, y = CX - 62, CY + 57
    yield format_html('<polygon points="{}" fill="{}"/>', _points(points), INK)
    small = [(x - 14, y - 6), (x - 14, y + 6), (x - 3, y)]
    yield format_html('<polygon points="{}" fill="{}"/>', _points(small), INK)
    yield _text(f"I dag: {_long(i_dag)}", x + 3, y + 5, "start", size=16, weight=600)


def _middle(gange, aar, navn):
    lines = _wrapped(navn)
    for number, words in enumerate(lines):
        y = CY - 58 - 20 * (len(lines) - 1 - number)
        yield _text(words, CX, y, "middle", size=17, fill=GREY)
    yield _text(aar, CX, CY - 4, "middle", size=50, weight=700, fill=PETROL)
    yield _text(holdt_ord(gange), CX, CY + 30, "middle", size=18, weight=500)


def _legend():
    items = (
        (40, GRUPPE, True, "Gruppe, holdt"),
        (202, GRUPPE, False, "Gruppe, planlagt"),
        (380, INDIVIDUEL, True, "Individuel, holdt"),
        (552, INDIVIDUEL, False, "Individuel, planlagt"),
    )
    for x, slags, filled, words in items:
        shape, colour = LOOKS[slags]
        yield _mark(x, HIGH - 22, shape, colour, filled=filled, r=9)
        yield _text(words, x + 17, HIGH - 17, "start", size=16)


def _wrapped(navn):
    lines = [""]
    for word in navn.split():
        if lines[-1] and len(lines[-1]) + len(word) >= WRAP:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


# --- shapes -----------------------------------------------------------------------------------


def _polar(r, at):
    return CX + r * sin(2 * pi * at), CY - r * cos(2 * pi * at)


def _sector(begins, ends, *, fill="none", stroke="none"):
    (x1, y1), (x2, y2) = _polar(OUTER, begins), _polar(OUTER, ends)
    (x3, y3), (x4, y4) = _polar(INNER, ends), _polar(INNER, begins)
    large = int(ends - begins > 0.5)
    path = (
        f"M{x1:.1f} {y1:.1f}A{OUTER} {OUTER} 0 {large} 1 {x2:.1f} {y2:.1f}"
        f"L{x3:.1f} {y3:.1f}A{INNER} {INNER} 0 {large} 0 {x4:.1f} {y4:.1f}Z"
    )
    return format_html('<path d="{}" fill="{}" stroke="{}"/>', path, fill, stroke)


def _mark(x, y, shape, colour, *, filled, dashed=False, r=13):
    """Shape says what it is, fill and tick say that it was held, dashes that it is lacking."""
    ground = colour if filled else WHITE
    if shape == "circle":
        body = _circle(x, y, r, fill=ground, stroke=colour, width=3)
    else:
        k = r * 1.3
        corners = [(x, y - k), (x + k, y), (x, y + k), (x - k, y)]
        body = format_html(
            '<polygon points="{}" fill="{}" stroke="{}" stroke-width="3"'
            ' stroke-linejoin="round"{}/>',
            _points(corners),
            ground,
            colour,
            DASHED if dashed else "",
        )
    return body + _tick(x, y, r / 2) if filled else body


def _tick(x, y, r):
    path = f"M{x - r:.1f} {y + 1:.1f}l{r * 0.7:.1f} {r * 0.7:.1f}l{r * 1.2:.1f} {-r * 1.4:.1f}"
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2.6" stroke-linecap="round"'
        ' stroke-linejoin="round"/>',
        path,
        WHITE,
    )


def _circle(x, y, r, *, fill, stroke, width):
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="{}"/>',
        f"{x:.1f}",
        f"{y:.1f}",
        r,
        fill,
        stroke,
        str(width),
    )


def _line(x1, y1, x2, y2, colour, width):
    return format_html(
        '<path d="{}" stroke="{}" stroke-width="{}"/>',
        f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}",
        colour,
        width,
    )


def _text(words, x, y, anchor, *, size, weight=400, fill=INK):
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-size="{}" font-weight="{}" fill="{}">{}</text>',
        f"{x:.1f}",
        f"{y:.1f}",
        anchor,
        size,
        weight,
        fill,
        str(words),
    )


def _points(corners):
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _short(day):
    return f"{day.day}. {NAMES[day.month - 1]}"


def _long(day):
    return f"{day.day}. {danish.MAANEDER[day.month - 1]}"
