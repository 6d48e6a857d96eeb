"""A workbook as people really have it: read forgivingly, and every error told at once."""

import datetime
import io
import re
import unicodedata
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from faelles.models import AuditEvent, Bruger
from plejefamilier.indlaesning import fejl as errors
from plejefamilier.indlaesning.laes import read
from plejefamilier.indlaesning.skabelon import template
from plejefamilier.models import Anbringelse, Barn, Dataimport, Plejefamilie, Plejeforaelder
from plejefamilier.queries.dataimport import errors_workbook
from tests.plejefamilier.projektmapper import (
    HEADS,
    KONSULENT,
    error_list,
    familie,
    raw,
    send,
    workbook,
)

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _day(at):
    at("2026-11-23 09:00")


def messy():
    """What a municipality sends: a merged title, other headings, blanks, formulas and slips."""
    nfd = unicodedata.normalize("NFD", "Åkær, Bente og Søren")
    familier = [
        ["Plejefamilier i Vestersund pr. 1. november"],
        [],
        [None, "FAMILIE", None, None, "GODKENDELSE"],
        [
            None,
            "Fam. nr.",
            "Familiens  navn ",
            "Telefonnr",
            "Godkendelsesdato",
            "Plejefamilietype",
            "Antal pladser",
            "Socialtilsyn",
            "Adresse",
            "Konsulent",
            "Konsulent siden",
            "Bemærkninger",
        ],
        [
            None,
            1042,
            f" Holm,{NBSP}Ida og Bo ",
            12345678,
            "1/2-2020",
            "forstærket",
            2,
            "Nord",
            "Prøvevej 1",
            KONSULENT.upper(),
            "01.02.2020",
            "ring efter kl. 16",
        ],
        [],
        [
            None,
            "1043",
            nfd,
            "12 34 56 79",
            "31-02-2020",
            "Almen plejefamilie",
            "2",
            "Nord",
            "Prøvevej 2",
        ],
        [
            None,
            "1042",
            "Holm, Ida",
            "12345678",
            "01-02-2020",
            "Forstærket",
            2,
            "Nord",
            "Prøvevej 1",
        ],
        [
            None,
            "1044",
            "Dahl, Eva",
            "1234567",
            datetime.datetime(2021, 5, 1),
            "Netværk",
            9,
            "Kommunen",
            "Prøvevej 4",
            "ukendt@vestersund.example",
            "31/2 2021",
        ],
        [None, None, "Uden Nummer", "12345678", "01-02-2020", "Almen", 1, "Nord", "Prøvevej 5"],
        [NBSP, " ", "", None],
        [None, "1045", "=C5", "12345678", "01-02-2020", "Hybrid", 1, "Nord", "Prøvevej 6"],
    ]
    foraeldre = [
        ["Familienummer", "Plejeforælder", "Mobil", "Mail"],
        ["1042", "Ida Holm", 20304050, "ida@holm.example"],
        [None, "Bo Holm", None, "bo(at)holm.example"],
        ["1099", "Ane Væk"],
    ]
    boern = [
        ["Personnummer", "Barnets navn"],
        ["670517-4123", "Noah Prøvesen"],
        [6803154124, "Ælma Øhlenschlæger"],
        ["320517-4123", "Forkert Dato"],
        ["12345", "For Kort"],
        ["670517-4123", "Noah Prøvesen"],
        [109171234, "Mistet Nul"],
    ]
    anbringelser = [
        ["CPR", "Familienr.", "Slags", "Samtykke", "Fra", "Til", "Årsag"],
        ["6705174123", "1042", "Døgn", "ja", "01-08-2024"],
        ["670517-4123", "1043", "døgn", "nej", "01-09-2024"],
        ["320517-4123", "1042", "døgn", "ja", "01-08-2024"],
    ]

    def change(book):
        book["Familier"].merge_cells("A1:L1")
        book["Familier"].merge_cells("B3:D3")
        book["Plejeforældre"].merge_cells("A2:A3")
        book["Familier"]["B4"].font = Font(bold=True)

    return raw(
        {
            "Konsulenter": [HEADS["Konsulenter"], [KONSULENT, "Ida Lund", None, "Vest"]],
            "Familier": familier,
            "Plejeforældre": foraeldre,
            "Børn": boern,
            "Anbringelser": anbringelser,
            "Noter": [["husk at ringe"]],
        },
        change,
    )


def test_the_messy_file_of_real_life_tells_everything_and_changes_nothing(
    kommune, team, administrator
):
    people = Bruger.objects.count()
    row = send(kommune, administrator, messy())

    assert row.status == Dataimport.Status.FEJL
    assert error_list(row) == [
        ("Familier", 7, "E", "unknown_day"),  # 31-02-2020
        ("Familier", 8, "B", "dublet"),  # 1042 once more, with another name
        ("Familier", 9, "D", "invalid"),  # seven digits
        ("Familier", 9, "G", "tal"),  # nine children
        ("Familier", 9, "J", "ukendt_konsulent"),
        ("Familier", 9, "K", "unknown_day"),  # 31/2 2021
        ("Familier", 10, "B", "mangler"),  # no number
        ("Familier", 12, "C", "formel"),  # not reckoned by Excel
        ("Familier", 12, "F", "valg"),  # no such type
        ("Plejeforældre", 3, "D", "email"),
        ("Plejeforældre", 4, "A", "ukendt_familie"),
        ("Børn", 4, "A", "cpr"),
        ("Børn", 5, "A", "cpr"),
        ("Børn", 6, "A", "dublet"),
        ("Anbringelser", 3, "E", "overlap"),
        ("Anbringelser", 4, "A", "cpr"),
    ]
    texts = {(e["ark"], e["raekke"], e["kolonne"]): e["tekst"] for e in row.fejl}
    assert "række 5" in texts["Familier", 8, 2]
    assert "»Navn«" in texts["Familier", 8, 2]
    assert texts["Børn", 4, 1] == "De første seks cifre i CPR-nummeret er ikke en dato."
    kept = str(row.fejl)
    for secret in ("320517", "Holm", "Noah", "12345", "Åkær", "holm.example"):
        assert secret not in kept, "an error never repeats what stood in the cell"

    # and nothing is there, nor kept
    for model in (Plejefamilie, Plejeforaelder, Barn, Anbringelse):
        assert not model.objects.exists()
    assert Bruger.objects.count() == people
    assert row.indhold is None
    assert "Holm" not in str([line.data for line in AuditEvent.objects.all()])


def test_the_same_list_can_be_fetched_as_a_workbook(kommune, team, administrator):
    row = send(kommune, administrator, messy())
    sheet = load_workbook(io.BytesIO(errors_workbook(row)))["Fejl"]
    lines = [*sheet.iter_rows(min_row=2, values_only=True)]
    assert len(lines) == len(row.fejl)
    assert lines[0][:3] == ("Familier", 7, "E")


def test_both_forms_of_letters_blanks_and_lost_zeros_are_read_alike():
    nfd = unicodedata.normalize("NFD", "Åkær,  Søren")
    book = workbook(
        Familier=[familie(1042.0, f"{NBSP}{nfd}\u200b ", telefon=12345678)],
        Børn=[[610303412, "Æ"], ["61 0303 4128", "Ø"], ["610304–4129", "Å"]],
    )
    found = read(book)
    assert not found.fejl
    [row] = found.raekker["familier"]
    assert row.get("familienummer") == "1042"
    assert row.get("navn") == "Åkær, Søren"
    assert row.get("telefon") == "12345678"
    digits = [row.get("cpr") for row in found.raekker["boern"]]
    assert digits[1:] == ["6103034128", "6103044129"]


def test_a_lost_leading_zero_comes_back_and_modulus_11_is_no_error():
    found = read(workbook(Børn=[[109171234, "Prøve"]]))
    assert found.raekker["boern"][0].get("cpr") == "01" + "0917" + "1234"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1/2-2020", datetime.date(2020, 2, 1)),
        ("01.02.2020", datetime.date(2020, 2, 1)),
        ("1. februar 2020", datetime.date(2020, 2, 1)),
        ("den 1. feb. 2020", datetime.date(2020, 2, 1)),
        ("2020-02-01", datetime.date(2020, 2, 1)),
        ("01-02-2020 00:00", datetime.date(2020, 2, 1)),
        (datetime.datetime(2020, 2, 1, 13, 30), datetime.date(2020, 2, 1)),
        ("31-02-2020", None),
        ("i sommers", None),
        (43862, None),
    ],
)
def test_dates_as_people_write_them(cell, day):
    found = read(workbook(Anbringelser=[["670517-4123", "1", "Døgn", "ja", cell]]))
    [row] = found.raekker["anbringelser"]
    assert row.get("fra") == day
    assert [e.kolonne for e in found.fejl] == ([] if day else [5])


def test_a_reckoned_formula_gives_its_value_and_an_error_value_is_told():
    book = workbook(Børn=[["670517-4123", "Noah"], ["680315-4124", "#REF!"]])
    found = read(_with_formula(book, "B2", "Noah Prøvesen"))
    assert found.raekker["boern"][0].get("navn") == "Noah Prøvesen"
    assert [(e.raekke, e.kode) for e in found.fejl] == [(3, "formelfejl")]


def _with_formula(book, ref, cached):
    """The same workbook with a formula in a cell, and the value Excel kept beside it."""
    source, target = zipfile.ZipFile(io.BytesIO(book)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                cell = f'<c r="{ref}" t="str"><f>CONCATENATE("a","b")</f><v>{cached}</v></c>'
                data = re.sub(rf'<c r="{ref}".*?</c>', cell, data.decode()).encode()
            out.writestr(name, data)
    return target.getvalue()


def test_headings_that_are_missing_doubled_or_strange_are_told_once_each(
    kommune, team, administrator
):
    book = raw(
        {
            "Familier": [["Navn", "Adresse", "Adresse"], *[[f"Nr {n}", "Vej 1"] for n in range(9)]],
            "Børn": [["noget", "andet"], ["1", "2"]],
            "Plejeforældre": [["Familienummer", "Navn", "Skostørrelse"], ["1", "Ane", "38"]],
        }
    )
    row = send(kommune, administrator, book)
    koder = [(e["ark"], e["raekke"], e["kode"]) for e in row.fejl]
    assert ("Familier", 1, "to_gange") in koder
    assert ("Familier", 1, "kolonne") in koder
    assert koder.count(("Familier", 0, "kolonne")) == 5, "once for each column, not each row"
    assert ("Børn", 0, "overskrifter") in koder


def test_hundreds_that_are_alike_are_told_in_one_line():
    found = [errors.Fejl("Børn", n, 1, "cpr", "Forkert.") for n in range(2, 402)]
    found += [errors.Fejl("Børn", 7, 2, "lang", "For lang.")]
    lines = errors.grouped(errors.in_order(found))
    assert [(line.raekker, line.bogstav, line.antal) for line in lines] == [
        ("2–401", "A", 400),
        ("7", "B", 1),
    ]


def test_the_template_is_read_without_an_error_and_its_examples_are_skipped():
    found = read(template())
    assert not found.fejl
    assert found.eksempler == 5
    assert found.antal == 0
    book = load_workbook(io.BytesIO(template()))
    assert book.sheetnames[0] == "Vejledning"
    lists = [v for s in book for v in s.data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 5
    filled = book["Familier"]
    for column, value in enumerate(familie("1042"), start=1):
        filled.cell(row=3, column=column, value=value)
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).raekker["familier"][0].get("familienummer") == "1042"
