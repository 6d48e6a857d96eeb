"""Workbooks for Excel: what looks like a formula is text, and nothing points out of the file."""

import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = frozenset("=+-@\t\r\n|%＝＋－＠−")  # Excel's, and what other sheets read alike
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE, LONGEST_TEXT = 31, 32_767  # what Excel takes
NARROW, WIDE = 10, 60  # widths of columns in characters


@dataclass(frozen=True)
class Ark:
    """One sheet: rows of values below a row of headings (none: plain lines of text)."""

    titel: str
    overskrifter: list = field(default_factory=list)
    raekker: list = field(default_factory=list)


def workbook(sheets, *, titel):
    """The bytes of a workbook with these Ark in this order. `titel` must not hold a name."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = _clean(titel)
    book.properties.creator = "Samspil"
    taken = set()
    for ark in sheets:
        sheet = book.create_sheet(_sheet_title(ark.titel, taken))
        if ark.overskrifter:
            _write(sheet, 1, ark.overskrifter, bold=True)
            sheet.freeze_panes = "A2"
        for number, row in enumerate(ark.raekker, start=2 if ark.overskrifter else 1):
            _write(sheet, number, row)
        _set_widths(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def response(content, filename):
    """The workbook as an attachment. `filename` is ours, never typed."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{filename}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _write(sheet, number, values, *, bold=False):
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=number, column=column)
        _fill(cell, value)
        if bold:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fill(cell, value):
    """Numbers and dates as such; everything else is text whatever it begins with."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        text = _clean(value)
        cell.value = text
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        if text[:1] in FORMULA_STARTS:
            cell.quotePrefix = True
        return
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "dd-mm-yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"


def _clean(value):
    """The text without what an XML file cannot hold, and no longer than a cell takes."""
    return UNPRINTABLE.sub("", str(value))[:LONGEST_TEXT]


def _sheet_title(titel, taken):
    """A title Excel takes, different from those in `taken`."""
    whole = FORBIDDEN_IN_TITLE.sub(" ", _clean(titel)).strip(" '") or "Ark"
    found, number = whole[:LONGEST_TITLE], 1
    while found.lower() in taken:
        number += 1
        end = f" {number}"
        found = whole[: LONGEST_TITLE - len(end)] + end
    taken.add(found.lower())
    return found


def _set_widths(sheet):
    for column in sheet.columns:
        longest = max(
            (len(str(cell.value)) for cell in column if cell.value is not None), default=0
        )
        letter = get_column_letter(column[0].column)
        sheet.column_dimensions[letter].width = min(max(longest + 2, NARROW), WIDE)
