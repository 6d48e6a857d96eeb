"""Workbooks as municipalities have them, for the tests of the import."""

import datetime
import io

from openpyxl import Workbook

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.actions.dataimport import work_off_imports
from plejefamilier.models import Dataimport
from tests.factories import BrugerFactory

BORN_FIRST, DAYS = datetime.date(2010, 1, 1), 3650  # birthdays of a large workbook
KONSULENT = "ida.lund@vestersund.example"
HEADS = {
    "Konsulenter": ["E-mail", "Navn", "Telefon", "Team"],
    "Familier": [
        "Familienummer",
        "Navn",
        "Type",
        "Godkendt fra",
        "Godkendt til antal børn",
        "Godkendt af",
        "Adresse",
        "Beskyttet adresse",
        "Telefon",
        "Team",
        "Konsulentens e-mail",
        "Konsulent fra",
    ],
    "Plejeforældre": ["Familienummer", "Navn", "Telefon", "E-mail", "Grundkursus gennemført"],
    "Børn": ["CPR-nummer", "Navn", "Rådgiverens e-mail", "Sagsnummer for barnets plan"],
    "Anbringelser": [
        "Barnets CPR-nummer",
        "Familienummer",
        "Slags",
        "Grundlag",
        "Fra og med",
        "Til og med",
        "Hvorfor sluttede den?",
    ],
}


def workbook(**sheets):
    """Bytes of a workbook; each sheet is a list of rows below the template's own headings."""
    return raw({title: [HEADS[title], *rows] for title, rows in sheets.items()})


def raw(sheets, change=lambda book: None):
    """Bytes of a workbook of these sheets, row by row; `change(book)` does the rest."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(row=number, column=column, value=value)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def familie(nummer, navn="Holm, Ida og Bo", **changes):
    """One row of the sheet Familier."""
    row = {
        "type": "Forstærket",
        "fra": datetime.date(2019, 2, 1),
        "pladser": 2,
        "af": "Socialtilsyn Nord",
        "adresse": "Prøvevej 1, 9999 Vestersund",
        "beskyttet": "nej",
        "telefon": "12 34 56 78",
        "team": None,
        "konsulent": KONSULENT,
        "konsulent_fra": datetime.date(2024, 8, 1),
        **changes,
    }
    return [nummer, navn, *row.values()]


def good(**more):
    """A small workbook in which nothing is wrong."""
    return workbook(
        **{
            "Konsulenter": [[KONSULENT, "Ida Lund", "20112233", "Team Vest"]],
            "Familier": [familie("1042"), familie("1043", "Åkær, Bente", beskyttet="ja")],
            "Plejeforældre": [
                ["1042", "Ida Holm", "20304050", "ida@holm.example", datetime.date(2020, 3, 15)],
                ["1042", "Bo Holm"],
                ["1043", "Bente Åkær"],
            ],
            "Børn": [["670517-4123", "Noah Prøvesen"], ["6803154124", "Alma Prøvesen"]],
            "Anbringelser": [
                ["670517-4123", "1042", "Døgnanbringelse", "Med samtykke", "01-08-2024"],
                [
                    "680315-4124",
                    "1042",
                    "Døgnanbringelse",
                    "Med samtykke",
                    "1/8-2021",
                    "31.12.2024",
                    "Flyttet",
                ],
                ["680315-4124", "1043", "Døgn", "Uden samtykke (barnets lov § 47)", "01.01.2025"],
            ],
            **more,
        }
    )


def large(number):
    """A workbook of `number` rows: a family with an adult, a child and its home, again and again.

    Nine konsulenter come first; the children have replacement numbers.
    """
    people = [[f"k{n}@vestersund.example", f"Konsulent {n}", None, "Team Vest"] for n in range(9)]
    families, rest = divmod(number - len(people), 4)
    sheets = {"Familier": [], "Plejeforældre": [], "Børn": [], "Anbringelser": []}
    for n in range(families):
        day = BORN_FIRST + datetime.timedelta(days=n % DAYS)
        cpr = f"{day.day + 60:02}{day:%m%y}-{4000 + n // DAYS:04}"
        sheets["Familier"].append(familie(f"N{n}", f"Prøve{n}, Æbba", konsulent=people[n % 9][0]))
        sheets["Plejeforældre"].append([f"N{n}", f"Æbba Prøve{n}", None, f"n{n}@prove.example"])
        sheets["Børn"].append([cpr, f"Barn Prøve{n}"])
        sheets["Anbringelser"].append([cpr, f"N{n}", "Døgn", "Med samtykke", "01-08-2024"])
    sheets["Plejeforældre"] += [["N0", f"Ekstra {n}"] for n in range(rest)]
    return workbook(Konsulenter=people, **sheets)


def send(kommune, by, indhold, filnavn="familier.xlsx"):
    """Upload a workbook and have it read; return the row as it is then."""
    row = actions.receive_import(by=by, kommune=kommune, filnavn=filnavn, indhold=indhold)
    work_off_imports()
    return Dataimport.objects.get(pk=row.pk)


def carry_out(row, by):
    """Confirm what the preview shows and have it written."""
    actions.start_import(by=by, dataimport=row, aftryk=row.plan["aftryk"])
    work_off_imports()
    return Dataimport.objects.get(pk=row.pk)


def error_list(row):
    """(sheet, row, column letter, code) of everything that is wrong."""
    return [
        (
            e["ark"],
            e["raekke"],
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[e["kolonne"] - 1] if e["kolonne"] else "",
            e["kode"],
        )
        for e in row.fejl
    ]


def raadgiver(kommune, email="jonas@vestersund.example"):
    return BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, email=email)
