"""The workbook to fill in: a sheet for each kind of row, explained, with choices and an example."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plejefamilier.indlaesning.kolonner import ARK, DATOER, VEJLEDNING

LAST = 5000  # row to which choices and explanations reach
TEXT, DATE = "@", "dd-mm-yyyy"
WIDTH = {"navn": 30, "adresse": 38, "email": 32, "konsulent": 32, "cpr": 26}
HEAD = PatternFill("solid", fgColor="1F3D4D")
EXAMPLE = PatternFill("solid", fgColor="EEEEEE")
LINES = (
    "Sådan indlæser I familier, børn og konsulenter i Samspil",
    "Udfyld de ark, I har brug for. Et ark, der er tomt eller slettet, ændrer ingenting.",
    "Den grå række er et eksempel. Den bliver sprunget over, fordi den begynder med »Eksempel«.",
    "En tom celle ændrer ikke det, der står i Samspil. Ingen rækker bliver slettet i Samspil.",
    "I ser, hvad der vil ske, før noget bliver gemt. Samme fil to gange ændrer ingenting.",
    "Datoer skrives dag-måned-år. CPR-numre skrives med 10 cifre, med eller uden bindestreg.",
    "Filen indeholder personoplysninger. Gem den kun, hvor kommunen må, og slet den bagefter.",
)


def template():
    """The bytes of the empty workbook."""
    book = Workbook()
    book.properties.creator, book.properties.title = "Samspil", "Skabelon til indlæsning"
    _guide(book.active)
    for kind in ARK:
        _sheet(book.create_sheet(kind.titel), kind)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _guide(sheet):
    sheet.title = VEJLEDNING
    for number, line in enumerate(LINES, start=1):
        sheet.cell(row=number, column=1, value=line).font = Font(bold=number == 1, size=11)
    top = len(LINES) + 2
    for column, title in enumerate(("Ark", "Kolonne", "Skal udfyldes", "Forklaring"), start=1):
        _head(sheet.cell(row=top, column=column, value=title))
    row = top
    for kind in ARK:
        row += 1
        sheet.cell(row=row, column=1, value=kind.titel).font = Font(bold=True)
        sheet.cell(row=row, column=4, value=kind.forklaring).font = Font(bold=True)
        for kolonne in kind.kolonner:
            row += 1
            needed = "Ja" if kolonne.kraevet else ""
            values = (kind.titel, kolonne.titel, needed, _explained(kolonne))
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(row=row, column=column, value=value)
                cell.alignment = Alignment(wrap_text=column == 4, vertical="top")
    for letter, width in zip("ABCD", (16, 28, 15, 90), strict=True):
        sheet.column_dimensions[letter].width = width


def _explained(kolonne):
    choices = f" Vælg mellem: {', '.join(kolonne.valg)}." if kolonne.valg else ""
    return f"{kolonne.forklaring}{choices}"


def _head(cell):
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _sheet(sheet, kind):
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 32
    for number, kolonne in enumerate(kind.kolonner, start=1):
        letter = get_column_letter(number)
        title = f"{kolonne.titel} *" if kolonne.kraevet else kolonne.titel
        _head(sheet.cell(row=1, column=number, value=title))
        example = sheet.cell(row=2, column=number, value=kolonne.eksempel or None)
        example.fill, example.font = EXAMPLE, Font(italic=True, color="555555")
        sheet.column_dimensions[letter].width = WIDTH.get(kolonne.navn, 20)
        shape = DATE if kolonne.navn in DATOER else TEXT
        sheet.column_dimensions[letter].number_format = shape
        sheet.add_data_validation(_help(kolonne, letter))


def _help(kolonne, letter):
    """What Excel shows when a cell of the column is chosen; a list where there is one to choose."""
    listed = ",".join(kolonne.valg)
    found = DataValidation(
        type="list" if listed else None,
        formula1=f'"{listed}"' if listed and "," not in "".join(kolonne.valg) else None,
        allow_blank=True,
        showInputMessage=True,
        promptTitle=kolonne.titel[:32],
        prompt=_explained(kolonne)[:255],
        showErrorMessage=bool(listed),
        errorTitle="Vælg fra listen",
        error="Vælg en af mulighederne på listen.",
    )
    found.add(f"{letter}2:{letter}{LAST}")
    return found
