"""A workbook as people really have it: read forgivingly, and every error told at once."""

import datetime
import io
import re
import unicodedata
import zipfile

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.styles import Font

from faelles.models import AuditEvent
from plejefamilier.indlaesning import fejl as errors
from plejefamilier.indlaesning.laes import read
from plejefamilier.indlaesning.skabelon import template
from plejefamilier.models import Anbringelse, Barn, Dataimport, Plejefamilie, Plejeforaelder
from plejefamilier.queries.dataimport import errors_workbook
from tests.plejefamilier.projektmapper import (
    HEADS,
    KONSULENT,
    carry_out,
    error_list,
    good,
    raw,
    send,
    workbook,
)
from tests.plejefamilier.projektmapper import familie as familie_row

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


MESSY_ERRORS = [
    ("Familier", "7", "E", "Den dato findes ikke. Se efter, om dag og måned er rigtige."),
    (
        "Familier",
        "8",
        "B",
        "Rækken er den samme som række 5, men der står noget andet i »Navn«, "
        "»Konsulentens e-mail« og »Konsulent fra«.",
    ),
    (
        "Familier",
        "9",
        "D",
        "Skriv 8 cifre, for eksempel 12 34 56 78. Udenlandske numre begynder med +.",
    ),
    ("Familier", "9", "G", "Skriv et tal fra 1 til 8."),
    (
        "Familier",
        "9",
        "J",
        "Konsulenten står hverken i arket Konsulenter eller som konsulent i Samspil.",
    ),
    ("Familier", "9", "K", "Den dato findes ikke. Se efter, om dag og måned er rigtige."),
    ("Familier", "10", "B", "»Familienummer« mangler."),
    (
        "Familier",
        "12",
        "C",
        "Cellen har en formel, som ikke er regnet ud. Åbn filen i Excel, og gem den, "
        "eller skriv værdien.",
    ),
    ("Familier", "12", "F", "Vælg en af mulighederne: Almen, Forstærket, Specialiseret, Netværk."),
    ("Plejeforældre", "3", "D", "Det er ikke en e-mailadresse."),
    ("Plejeforældre", "4", "A", "Familienummeret findes hverken i arket Familier eller i Samspil."),
    ("Børn", "4", "A", "De første seks cifre i CPR-nummeret er ikke en dato."),
    ("Børn", "5", "A", "CPR-nummeret skal have 10 cifre."),
    ("Børn", "6", "A", "Rækken står også i række 2. Slet den ene."),
    ("Anbringelser", "3", "E", "Barnet bor to steder i perioden: se række 2. Ret datoerne."),
    ("Anbringelser", "4", "A", "De første seks cifre i CPR-nummeret er ikke en dato."),
]


def everything():
    """Every row of every table as it is, but of imports, of the log, and of who is logged on."""
    others = {Dataimport, AuditEvent, Session}
    return {
        model._meta.label: [*model._base_manager.order_by("pk").values()]
        for model in apps.get_models()
        if model not in others and model._meta.app_label != "pghistory"
    }


def test_the_messy_file_of_real_life_tells_everything_and_changes_nothing(
    kommune, team, administrator, familie, barn, client
):
    # Given a municipality that works already, with family 1042 among its families
    carry_out(send(kommune, administrator, good()), administrator)
    client.force_login(administrator)
    before = everything()
    # When its administrator sends in what she has
    row = send(kommune, administrator, messy())
    # Then she is told all of it at once: sheet, row, column and a Danish sentence
    page = client.get(reverse("plejefamilier:dataimport_detail", args=[row.pk]))
    shown = [(e.ark, e.raekker, e.bogstav, e.tekst) for e in page.context["fejl"]]
    assert shown == MESSY_ERRORS
    # and which sheet and columns were not read at all
    skipped = [(w.ark, w.raekker, w.bogstav, w.tekst) for w in page.context["advarsler"]]
    assert skipped == [
        (
            "Familier",
            "4",
            "L",
            "Overskriften er ikke en af skabelonens. Kolonnen bliver ikke læst.",
        ),
        ("Noter", "", "", "Arket bliver ikke læst."),
    ]
    kept = str(row.fejl)
    for secret in ("320517", "Holm", "Noah", "12345", "Åkær", "holm.example"):
        assert secret not in kept, "an error never repeats what stood in the cell"
    # And nothing is changed anywhere, and nothing of the file is kept
    assert everything() == before
    assert row.status == Dataimport.Status.FEJL
    assert row.indhold is None
    assert "Holm" not in str([line.data for line in AuditEvent.objects.all()])


def test_into_an_empty_municipality_it_tells_the_same(kommune, team, administrator):
    row = send(kommune, administrator, messy())
    told = [(ark, str(number), letter) for ark, number, letter, _ in error_list(row)]
    assert told == [line[:3] for line in MESSY_ERRORS]
    for model in (Plejefamilie, Plejeforaelder, Barn, Anbringelse):
        assert not model.objects.exists()


def test_the_same_list_can_be_fetched_as_a_workbook(kommune, team, administrator):
    row = send(kommune, administrator, messy())
    sheet = load_workbook(io.BytesIO(errors_workbook(row)))["Fejl"]
    lines = [*sheet.iter_rows(min_row=2, values_only=True)]
    assert len(lines) == len(row.fejl)
    assert lines[0][:3] == ("Familier", 7, "E")


def test_both_forms_of_letters_blanks_and_lost_zeros_are_read_alike():
    nfd = unicodedata.normalize("NFD", "Åkær,  Søren")
    book = workbook(
        Familier=[familie_row(1042.0, f"{NBSP}{nfd}\u200b ", telefon=12345678)],
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
    for column, value in enumerate(familie_row("1042"), start=1):
        filled.cell(row=3, column=column, value=value)
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).raekker["familier"][0].get("familienummer") == "1042"
