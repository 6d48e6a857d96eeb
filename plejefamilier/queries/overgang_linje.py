"""The one time line of a move: everything that happens, as rows and as a drawing (H6, H9)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from faelles import danish
from plejefamilier.models import Moede, Moedeslags, Oenske, Overgangskontakt, Trin
from plejefamilier.raekker import Form, Midnat

MOST = 500  # rows of one move
STEMME = "Barnets stemme"
BEGIVENHED = Form(
    "Begivenhed",
    slags=CharField(),
    art=CharField(),
    noegle=CharField(),
    tid=DateTimeField(),
    dato=DateField(),
    slut=DateTimeField(),
    trin=CharField(),
    hvem=CharField(),
    tekst=CharField(),
    minutter=IntegerField(),
    tilstand=CharField(),
    fordi=CharField(),
    aabnes=BooleanField(),
)
OENSKER = {metode.value: f"{STEMME}: {metode.label.lower()}" for metode in Oenske.Metode}
KONTAKTER = dict(Overgangskontakt.Slags.choices)
MOEDER = dict(Moedeslags.choices)
NAVNE = {"oenske": OENSKER, "kontakt": KONTAKTER, "moede": MOEDER}


@dataclass(frozen=True)
class Raekke:
    """One line: what, when, who, how it stands (planlagt, holdt or aflyst), and its words."""

    art: str
    slags: str
    noegle: str
    navn: str
    tid: object
    slut: object
    dag: date
    trin: str
    hvem: str
    tekst: str
    minutter: int
    tilstand: str
    fordi: str
    aabnes: bool
    kommer: bool
    begyndt: bool

    @property
    def mangler(self):
        """Its time has gone, and nobody has said whether it took place."""
        return self.art == "kontakt" and self.tilstand == "planlagt" and not self.kommer

    @property
    def naar(self):
        """»onsdag 16. december kl. 14.00–17.00«, with the second day of a night away."""
        today = timezone.localdate()
        day = danish.ugedag(self.dag, today)
        if self.art == "oenske":
            return day
        start = timezone.localtime(self.tid)
        if self.slut is None:
            return f"{day} {danish.kl(start)}"
        slut = timezone.localtime(self.slut)
        if slut.date() == self.dag:
            return f"{day} {danish.kl(start)}–{danish.ur(slut)}"
        return f"{day} {danish.kl(start)} til {danish.ugedag(slut.date(), today)} {danish.kl(slut)}"


def rows_of(bruger, overgang):
    """Meetings, contacts and the child's wishes of a move, in time order; one query.

    Of a meeting only its kind and time are told; it opens for those who may see it.
    """
    seen = Moede.objects.visible_to(bruger).filter(pk=OuterRef("pk"))
    moeder = BEGIVENHED.of(
        Moede.objects.filter(overgang=overgang),
        slags=F("slags"),
        art=Value("moede"),
        noegle=F("pk"),
        tid=F("start"),
        slut=F("slut"),
        tilstand=_state("afholdt_at"),
        aabnes=Exists(seen),
    )
    kontakter = BEGIVENHED.of(
        Overgangskontakt.objects.filter(overgang=overgang),
        slags=F("slags"),
        art=Value("kontakt"),
        noegle=F("pk"),
        tid=F("start"),
        slut=F("slut"),
        trin=F("trin"),
        hvem=Coalesce(F("kendt_voksen__navn"), F("hvem")),
        tekst=F("tekst"),
        minutter=F("minutter"),
        tilstand=_state("holdt_at"),
        fordi=F("aflyst_fordi"),
    )
    oensker = BEGIVENHED.of(
        Oenske.objects.filter(overgang=overgang),
        slags=F("metode"),
        art=Value("oenske"),
        noegle=F("pk"),
        tid=Midnat(F("dato")),
        hvem=F("om"),
        tekst=F("tekst"),
        tilstand=Value("holdt"),
    )
    found = BEGIVENHED.ask([kontakter, moeder, oensker], order="tid", limit=MOST)
    now = timezone.now()
    return [_row(row, now) for row in found]


def _state(held):
    return Case(
        When(Q(aflyst_at__isnull=False), then=Value("aflyst")),
        When(Q(**{f"{held}__isnull": False}), then=Value("holdt")),
        default=Value("planlagt"),
    )


def _row(row, now):
    return Raekke(
        art=row.art,
        slags=row.slags,
        noegle=row.noegle,
        navn=NAVNE[row.art][row.slags],
        tid=row.tid,
        slut=row.slut,
        dag=timezone.localdate(row.tid),
        trin=row.trin or "",
        hvem=row.hvem or "",
        tekst=row.tekst or "",
        minutter=row.minutter or 0,
        tilstand=row.tilstand,
        fordi=row.fordi or "",
        aabnes=bool(row.aabnes),
        kommer=row.tilstand == "planlagt" and (row.slut or row.tid) > now,
        begyndt=row.tid <= now,
    )


# --- the drawing ------------------------------------------------------------------------------

WIDE, LEFT, RIGHT = 960, 148, 16  # pixels of the drawing's own grid
BAND, LANE, AXIS, TOP = 40, 34, 30, 8
FONT, PAPER_FONT = 13, 16
MOST_MONTHS = {FONT: 12, PAPER_FONT: 8}  # whose names have room below the line
INK, MUTED, PETROL, LINE, PAPER = "#1b2427", "#54605f", "#0f4c5c", "#cfd6d4", "#ffffff"
BANDS = {Trin.FOER: "#e7f0f1", Trin.UNDER: "#fbeedb", Trin.EFTER: "#e9f1e6"}
SHORT = {Trin.FOER: "Før", Trin.UNDER: "Under", Trin.EFTER: "Efter"}
LANES = (
    ("Møder", lambda row: row.art == "moede"),
    ("Besøg", lambda row: row.slags == "besoeg" and row.art == "kontakt"),
    ("Overnatning", lambda row: row.slags == "overnatning"),
    ("Kendte voksne", lambda row: row.slags == "kendt_voksen"),
    ("Rådgivning", lambda row: row.slags == "raadgivning"),
    (STEMME, lambda row: row.art == "oenske"),
)
MARGIN = timedelta(days=7)


def draw(overgang, stages, raekker, *, noegle, bredde=WIDE):
    """The time line as SVG: stages, a lane for each kind, today and the day of the move.

    What was held is filled, what is planned is a ring; the table on the page says the same.
    `bredde` in pixels is for paper, where the letters are as large as those around them.
    """
    today = timezone.localdate()
    moved = overgang.flyttet_paa or overgang.planlagt_flytning
    shown = [row for row in raekker if row.tilstand != "aflyst"]
    days = [moved, today, *(row.dag for row in shown)]
    days += [day for stage in stages for day in (stage.fra, stage.til)]
    if overgang.afsluttet_paa:
        days.remove(today)
    first, last = min(days) - MARGIN, max(days) + MARGIN
    span = (last - first).days

    def x(day):
        return round(LEFT + (WIDE - LEFT - RIGHT) * (day - first).days / span, 1)

    lanes_top = TOP + BAND + 24
    ground = lanes_top + LANE * len(LANES)
    font = FONT if bredde == WIDE else PAPER_FONT
    parts = [*_bands(stages, x, ground), *_months(first, last, x, ground, MOST_MONTHS[font])]
    parts += _lanes(shown, x, lanes_top)
    move_words = "Flyttet" if overgang.flyttet_paa else "Flytter"
    parts += _line(x(moved), ground, PETROL, f"{move_words} {danish.dato_kort(moved, today)}", 3)
    if first < today < last and not overgang.afsluttet_paa:
        near = abs(x(today) - x(moved)) < 100
        parts += _line(x(today), ground, MUTED, "" if near else "I dag", 1.5, dashed=True)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {} {}" width="{}"'
        ' height="{}" font-family="IBM Plex Sans, sans-serif" font-size="{}"'
        ' aria-labelledby="{}-titel {}-tekst"><title id="{}-titel">{}</title>'
        '<desc id="{}-tekst">{}</desc>{}</svg>',
        WIDE,
        ground + AXIS,
        bredde,
        round((ground + AXIS) * bredde / WIDE),
        font,
        noegle,
        noegle,
        noegle,
        "Tidslinje for overgangen",
        noegle,
        _description(stages, shown, moved),
        SafeString("".join(parts)),
    )


def _description(stages, shown, moved):
    words = [f"{stage.trin.label}: {danish.periode(stage.fra, stage.til)}" for stage in stages]
    words.append(f"flytning {danish.dato(moved)}")
    counted = [
        f"{navn.lower()}: {sum(1 for row in shown if belongs(row))}" for navn, belongs in LANES
    ]
    return f"{'. '.join(words)}. Antal – {', '.join(counted)}. Alt står også i tabellen."


def _bands(stages, x, ground):
    for stage in stages:
        left, right = x(stage.fra), x(stage.til + timedelta(days=1))
        label = stage.trin.label if right - left > 150 else SHORT[stage.trin]
        yield format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
            left,
            TOP,
            round(right - left, 1),
            ground - TOP,
            BANDS[stage.trin],
        )
        if right - left > 36:
            yield _text(label, round((left + right) / 2, 1), TOP + 24, "middle", strong=True)


def _months(first, last, x, ground, most):
    yield format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>',
        LEFT,
        WIDE - RIGHT,
        ground,
        ground,
        MUTED,
    )
    day = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    months = []
    while day <= last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = max(1, -(-len(months) // most))
    for number, month in enumerate(months):
        yield format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>',
            x(month),
            x(month),
            ground,
            ground + 6,
            MUTED,
        )
        if number % every == 0 and x(month) < WIDE - RIGHT - 24:
            name = danish.MAANEDER[month.month - 1][:3]
            words = f"{name}. {month.year}" if number == 0 or month.month == 1 else f"{name}."
            yield _text(words, x(month) + 3, ground + 19, "start", fill=MUTED)


def _lanes(shown, x, top):
    for number, (navn, belongs) in enumerate(LANES):
        middle = top + LANE * number + LANE / 2
        yield _text(navn, 0, middle + 4, "start")
        yield format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>',
            LEFT,
            WIDE - RIGHT,
            middle,
            middle,
            LINE,
        )
        for row in shown:
            if belongs(row):
                yield format_html(
                    '<circle cx="{}" cy="{}" r="7" fill="{}" stroke="{}" stroke-width="2.5"/>',
                    x(row.dag),
                    middle,
                    PETROL if row.tilstand == "holdt" else PAPER,
                    PETROL,
                )


def _line(at, ground, colour, words, width, *, dashed=False):
    yield format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>',
        at,
        at,
        TOP + 32,
        ground,
        colour,
        width,
        SafeString(' stroke-dasharray="5 4"') if dashed else "",
    )
    if words:
        anchor = "end" if at > WIDE - 140 else "start"
        yield _text(
            words,
            at - 6 if anchor == "end" else at + 6,
            TOP + BAND + 8,
            anchor,
            strong=True,
            fill=colour,
        )


def _text(words, x, y, anchor, *, strong=False, fill=INK):
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" font-weight="{}">{}</text>',
        x,
        y,
        anchor,
        fill,
        600 if strong else 400,
        words,
    )
