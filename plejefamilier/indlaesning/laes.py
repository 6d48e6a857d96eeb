"""From sheets to rows: find the headings, read each cell, and gather every error on the way."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from plejefamilier.indlaesning import celler, projektmappe
from plejefamilier.indlaesning.celler import heading, plain, word
from plejefamilier.indlaesning.fejl import Fejl
from plejefamilier.indlaesning.kolonner import ARK, DATOER, EFTER_NAVN, VEJLEDNING

HEAD_ROWS = 20  # non-empty rows among which the headings stand
FEWEST_HEADINGS = 2
UDEN_FORMEL = (
    "Cellen har en formel, som ikke er regnet ud. Åbn filen i Excel, og gem den, "
    "eller skriv værdien."
)
FORMELFEJL = "Cellens formel giver en fejl i Excel. Ret den, eller skriv værdien."
EXCEL_ERRORS = (
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#I/T",
    "#VÆRDI!",
)


@dataclass
class Raekke:
    """One row: its values by column name; a column in `ugyldige` has an error, others are empty."""

    ark: str
    nr: int
    vaerdier: dict
    ugyldige: set = field(default_factory=set)

    def get(self, navn):
        return self.vaerdier.get(navn)

    @property
    def noegle(self):
        """The values of the key columns, or None when one is missing or wrong."""
        values = tuple(self.get(navn) for navn in EFTER_NAVN[self.ark].noegler)
        return None if None in values else values


@dataclass
class Laest:
    """What a workbook holds: rows by sheet, where each column stands, errors and warnings."""

    raekker: dict = field(default_factory=dict)
    placering: dict = field(default_factory=dict)  # ark → (title, place, {column name: number})
    fejl: list = field(default_factory=list)
    advarsler: list = field(default_factory=list)
    eksempler: int = 0

    def wrong(self, raekke, navn, kode, tekst):
        """Note an error of a row, at the column `navn` ('' for the row as a whole)."""
        self.fejl.append(self._line(raekke.ark, raekke.nr, navn, kode, tekst))

    def warn(self, raekke, navn, kode, tekst):
        self.advarsler.append(self._line(raekke.ark, raekke.nr, navn, kode, tekst))

    def wrong_sheet(self, ark, kode, tekst):
        """Note an error of a sheet as a whole, at its row of headings."""
        self.fejl.append(self._line(ark, 0, "", kode, tekst))

    def has_column(self, ark, navn):
        return navn in self.placering[ark][2]

    def _line(self, ark, nr, navn, kode, tekst):
        title, place, columns = self.placering[ark]
        return Fejl(title, nr, columns.get(navn, 0), kode, tekst, orden=place)

    @property
    def antal(self):
        return sum(len(rows) for rows in self.raekker.values())


def read(content, *, tell=lambda: None):
    """Read the bytes of a workbook into a Laest. Raises ValidationError when it is not one."""
    found = Laest()
    for raw in projektmappe.read_sheets(content, tell=tell):
        arktype = next((kind for kind in ARK if word(raw.titel) in kind.ord), None)
        if arktype is None:
            if word(raw.titel) != word(VEJLEDNING) and raw.raekker:
                found.advarsler.append(
                    Fejl(raw.titel, 0, 0, "ukendt_ark", "Arket bliver ikke læst.", orden=raw.plads)
                )
        elif arktype.navn in found.placering:
            text = f"Projektmappen har to ark, der hedder {arktype.titel}."
            found.fejl.append(Fejl(raw.titel, 0, 0, "to_ark", text, orden=raw.plads))
        else:
            _read_sheet(found, raw, arktype)
    if not found.placering:
        names = ", ".join(kind.titel for kind in ARK)
        raise ValidationError(
            f"Projektmappen har ingen af de ark, der kan indlæses: {names}. Hent skabelonen, og "
            "se, hvordan de hedder.",
            code="ingen_ark",
        )
    return found


def _read_sheet(found, raw, arktype):
    head, columns, twice = _headings(raw, arktype)
    found.placering[arktype.navn] = (raw.titel, raw.plads, columns)
    found.raekker[arktype.navn] = []

    def note(number, column, kode, tekst):
        found.fejl.append(Fejl(raw.titel, number, column, kode, tekst, orden=raw.plads))

    if raw.for_lang:
        most = f"{projektmappe.MOST_ROWS:,}".replace(",", ".")
        note(0, 0, "for_lang", f"Arket har flere end {most} rækker. Del det i flere filer.")
    if head is None:
        if raw.raekker:
            first = arktype.kolonner[0].titel
            note(
                0,
                0,
                "overskrifter",
                f"Arket har ingen overskrifter. »{first}« og de andre mangler.",
            )
        return
    for column, titel in twice:
        note(head, column, "to_gange", f"To kolonner hedder »{titel}«. Behold den ene.")
    for navn in arktype.noegler:
        if navn not in columns:
            titel = arktype.kolonne(navn).titel
            note(head, 0, "kolonne", f"Kolonnen »{titel}« mangler.")
    by_number = {number: arktype.kolonne(navn) for navn, number in columns.items()}
    unread = set()
    ignored = {column for column, _ in twice}
    headed = dict(raw.raekker)[head]
    for number, values in raw.raekker:
        if number <= head:
            continue
        if any(celler.is_example(values.get(columns.get(navn))) for navn in arktype.noegler):
            found.eksempler += 1
            continue
        if _is_heading(values, by_number):
            continue
        row = Raekke(arktype.navn, number, {})
        for column, value in sorted(values.items()):
            kolonne = by_number.get(column)
            if kolonne is None:
                if column not in ignored and column not in headed:
                    unread.add(column)
                continue
            try:
                row.vaerdier[kolonne.navn] = _cell(kolonne, value)
            except ValidationError as error:
                row.ugyldige.add(kolonne.navn)
                note(number, column, error.code or kolonne.navn, error.messages[0])
        if row.vaerdier or row.ugyldige:
            found.raekker[arktype.navn].append(row)
    for column in sorted(unread):
        text = "Kolonnen har ingen overskrift og bliver ikke læst."
        found.advarsler.append(
            Fejl(raw.titel, head, column, "uden_overskrift", text, orden=raw.plads)
        )
    for column, value in sorted(headed.items()):
        if column not in by_number and column not in ignored and plain(value):
            text = "Overskriften er ikke en af skabelonens. Kolonnen bliver ikke læst."
            found.advarsler.append(Fejl(raw.titel, head, column, "ukendt", text, orden=raw.plads))


def _headings(raw, arktype):
    """The row of headings: (number or None, {column name: number}, [(column, title) seen twice]).

    It is the one of the first rows that has most of the sheet's headings, wherever they stand.
    """
    best = (None, {}, [])
    for number, values in raw.raekker[:HEAD_ROWS]:
        columns, twice = {}, []
        for column, value in sorted(values.items()):
            kolonne = _named(arktype, heading(value))
            if kolonne is None:
                continue
            if kolonne.navn in columns:
                twice.append((column, kolonne.titel))
            else:
                columns[kolonne.navn] = column
        if len(columns) > len(best[1]):
            best = (number, columns, twice)
    return best if len(best[1]) >= FEWEST_HEADINGS else (None, {}, [])


def _named(arktype, written):
    """The column that a heading names: its own title before another column's second name."""
    own = next((k for k in arktype.kolonner if written == heading(k.titel)), None)
    return own or next((k for k in arktype.kolonner if written in k.ord), None)


def _is_heading(values, by_number):
    """The headings once more, further down, as printed lists have them."""
    hits = sum(
        heading(value) in by_number[column].ord
        for column, value in values.items()
        if column in by_number
    )
    return hits >= FEWEST_HEADINGS


def _cell(kolonne, value):
    if value is None:
        raise ValidationError(UDEN_FORMEL, code="formel")
    if isinstance(value, str) and value.strip().upper().startswith(EXCEL_ERRORS):
        raise ValidationError(FORMELFEJL, code="formelfejl")
    return kolonne.laes(value)


def as_json(laest):
    """The rows as they are kept, sealed, between the reading and the writing."""
    return {
        "raekker": {
            ark: [
                [row.nr, {n: v.isoformat() if n in DATOER else v for n, v in row.vaerdier.items()}]
                for row in rows
            ]
            for ark, rows in laest.raekker.items()
        },
        "placering": laest.placering,
        "eksempler": laest.eksempler,
    }


def from_json(kept, parse_date):
    """The Laest that `as_json` was made from, without its errors."""
    found = Laest(eksempler=kept["eksempler"])
    found.placering = {ark: tuple(place) for ark, place in kept["placering"].items()}
    for ark, rows in kept["raekker"].items():
        found.raekker[ark] = [
            Raekke(ark, nr, {n: parse_date(v) if n in DATOER else v for n, v in values.items()})
            for nr, values in rows
        ]
    return found
