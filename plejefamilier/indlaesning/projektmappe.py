"""Opening a workbook that anybody may have made: limits first, and nothing in it is ever run.

A workbook is a zip file of XML. What it claims to be is checked against what it is: size packed and
unpacked, kind, document types, macros. Formulas are never reckoned: what Excel kept is taken.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from plejefamilier.indlaesning.celler import is_blank

MB = 1_000_000
LARGEST_FILE = 5 * MB
LARGEST_UNPACKED = 80 * MB
MOST_PARTS = 500
MOST_SHEETS = 30
MOST_ROWS = 10_000  # with something in them, in one sheet
LAST_ROW = 1_048_576
MOST_COLUMNS = 60
ENDING = ".xlsx"
CONTENT = b"spreadsheetml.sheet.main+xml"
FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,3}\d{1,7})"[^>]{0,200}>\s*<(?:\w+:)?f\b'
)
MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]{0,50}?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"'
)
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
IKKE_EXCEL = (
    "Filen er ikke en Excel-projektmappe (.xlsx). Gem den i Excel som »Excel-projektmappe«."
)
GAMMEL = (
    "Filen er gemt i et ældre format. Åbn den i Excel, og gem den som »Excel-projektmappe« (.xlsx)."
)
MAKROER = "Filen har makroer. Gem den i Excel som »Excel-projektmappe« (.xlsx) uden makroer."
KODE = "Filen er beskyttet med en adgangskode. Fjern adgangskoden i Excel, og prøv igen."
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what a workbook with a password looks like


@dataclass
class Raaark:
    """A sheet as it stands: non-empty rows, which cells are formulas, which are merged."""

    titel: str
    plads: int
    raekker: list = field(default_factory=list)  # (number, {column: raw})
    formler: set = field(default_factory=set)  # (row, column)
    for_lang: bool = False


def refuse_file(name, content):
    """Raise ValidationError, with what to do about it, unless this may be a workbook we can read.

    `name` is what the person called it, `content` its bytes. Nothing is parsed yet.
    """
    low = name.lower()
    if low.endswith((".xlsm", ".xltm", ".xlsb")):
        raise ValidationError(MAKROER, code="makroer")
    if content.startswith(OLD_EXCEL):
        raise ValidationError(GAMMEL if low.endswith(".xls") else KODE, code="gammel")
    if low.endswith((".xls", ".ods", ".csv")):
        raise ValidationError(GAMMEL if low.endswith(".xls") else IKKE_EXCEL, code="type")
    if len(content) > LARGEST_FILE:
        raise ValidationError(
            f"Filen er for stor. Den må fylde {LARGEST_FILE // MB} MB.", code="stor"
        )
    if not low.endswith(ENDING) or not content.startswith(b"PK"):
        raise ValidationError(IKKE_EXCEL, code="type")
    _refuse_package(content)


def _refuse_package(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise ValidationError("Filen fylder for meget, når den pakkes ud.", code="udpakket")
            if "[Content_Types].xml" not in names:
                raise ValidationError(IKKE_EXCEL, code="type")
            if any("vbaproject" in name.lower() for name in names):
                raise ValidationError(MAKROER, code="makroer")
            if any(part.flag_bits & 1 for part in parts):
                raise ValidationError(KODE, code="kode")
            if CONTENT not in package.read("[Content_Types].xml"):
                raise ValidationError(IKKE_EXCEL, code="type")
    except ValidationError:
        raise
    except Exception:  # whatever a broken zip file can raise
        raise ValidationError(IKKE_EXCEL, code="type") from None


def read_sheets(content, *, tell=lambda: None):
    """The Raaark of a workbook, in its order. `tell()` is called now and then on the way.

    Raises ValidationError when it cannot be read after all.
    """
    _refuse_package(content)
    try:
        return _read(content, tell)
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises anything on a file made to trouble it
        raise ValidationError(
            "Filen kan ikke læses. Åbn den i Excel, gem den som ny projektmappe, og prøv igen.",
            code="ulaeselig",
        ) from error


def _read(content, tell):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                _refuse_entities(package.read(name))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        if len(sheets) > MOST_SHEETS:
            raise ValidationError(f"Projektmappen må have {MOST_SHEETS} ark.", code="ark")
        found = []
        for place, sheet in enumerate(sheets):
            part = package.read(sheet._worksheet_path.lstrip("/"))
            found.append(_sheet(sheet, place, part, tell))
        book.close()
    return found


def _refuse_entities(part):
    """XML of Excel has no document type; one that has wants to fetch or multiply something."""
    if DOCTYPE.search(part) or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValidationError(IKKE_EXCEL, code="xml")


def _sheet(sheet, place, part, tell):
    found = Raaark(sheet.title, place, formler=_formulas(part))
    sheet.reset_dimensions()
    gap = None
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > LAST_ROW:
            break
        if cells is gap:
            continue
        values = {}
        for column, cell in enumerate(cells, start=1):
            if cell.value is not None and not is_blank(cell.value):
                values[column] = cell.value
            elif (number, column) in found.formler:
                values[column] = None
        if not values:
            gap = cells  # openpyxl gives the same cells for every row that is not in the file
            continue
        if len(found.raekker) == MOST_ROWS:
            found.for_lang = True
            break
        found.raekker.append((number, values))
        if number % 500 == 0:
            tell()
    _fill_merged(found, part)
    return found


def _formulas(part):
    cells = set()
    for match in FORMULA.finditer(part):
        left, top, _, _ = range_boundaries(match[1].decode())
        cells.add((top, left))
    return cells


def _fill_merged(found, part):
    """A cell merged over several rows stands in each of them; to the side it stands once."""
    rows = dict(found.raekker)
    for match in MERGED.finditer(part):
        left, top, _, bottom = range_boundaries(match[1].decode())
        if bottom == top or bottom - top > MOST_ROWS or top not in rows:
            continue
        value = rows[top].get(left)
        for number in range(top + 1, bottom + 1):
            if value is not None and number in rows:
                rows[number].setdefault(left, value)
