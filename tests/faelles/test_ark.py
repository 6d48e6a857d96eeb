"""Workbooks: a text stays a text, a number a number, and nothing points out of the file."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faelles.ark import CONTENT_TYPE, Ark, response, workbook

HOSTILE = (
    '=HYPERLINK("http://evil.example","Klik")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "=cmd|' /C calc'!A0",
    "#REF!",
    "TRUE",
    "12",
    "2026-01-01",
    "12 %",
)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def one_cell(value):
    cell = opened(workbook([Ark("Ark", ["Navn"], [[value]])], titel="Prøve"))["Ark"]["A2"]
    return cell


@pytest.mark.parametrize("value", HOSTILE)
def test_what_looks_like_a_formula_is_text(value):
    cell = one_cell(value)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.replace("\r", "").strip() == value.replace("\r", "").strip()
    if value[0] in "=+-@\t\r＝＋－＠":
        assert cell.quotePrefix


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_breaks_the_file_or_becomes_a_formula(value):
    content = workbook([Ark(value, [value], [[value, value]])], titel=value)
    for row in opened(content).worksheets[0].iter_rows():
        assert all(cell.data_type in ("s", "n", "inlineStr") for cell in row)
        assert all(cell.value is None or isinstance(cell.value, str) for cell in row)


def test_no_formula_and_no_link_stands_in_the_file():
    content = workbook([Ark(t, [t], [[t]]) for t in HOSTILE], titel="Prøve")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        text = "".join(parts.read(name).decode() for name in names if name.endswith(".xml"))
        links = "".join(parts.read(name).decode() for name in names if name.endswith(".rels"))
    assert not re.search(r"<f[ >]", text)
    assert "externalLink" not in "".join(names)
    assert "hyperlink" not in links.lower()
    assert "External" not in links


def test_numbers_and_dates_are_numbers_and_dates():
    book = opened(
        workbook([Ark("Tal", ["A", "B", "C", "D"], [[3, 1.5, date(2026, 12, 24), None]])], titel="")
    )
    cells = next(iter(book["Tal"].iter_rows(min_row=2)))
    assert [cell.value for cell in cells[:2]] == [3, 1.5]
    assert cells[2].value.date() == date(2026, 12, 24)
    assert cells[3].value is None


def test_headings_are_frozen_and_columns_wide_enough():
    sheet = opened(workbook([Ark("Tal", ["Navn"], [["x" * 30], ["y" * 500]])], titel=""))["Tal"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert 30 < sheet.column_dimensions["A"].width <= 60


def test_titles_of_sheets_are_what_excel_takes():
    titles = ["Sådan [sluttede]: samtalen?", "a" * 40, "A" * 40, "", "'"]
    book = opened(workbook([Ark(title) for title in titles], titel=""))
    assert len({name.lower() for name in book.sheetnames}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)


def test_it_is_an_attachment_that_no_browser_guesses_about():
    answer = response(b"x", "akuttelefonen-2026")
    assert answer["Content-Type"] == CONTENT_TYPE
    assert answer["Content-Disposition"] == 'attachment; filename="akuttelefonen-2026.xlsx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
