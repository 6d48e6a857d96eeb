"""Files that are wrong, broken or made to do harm: a clear sentence, never a crash."""

import io
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from plejefamilier.indlaesning import projektmappe
from plejefamilier.indlaesning.laes import read
from plejefamilier.models import Dataimport, Plejefamilie
from tests.plejefamilier.projektmapper import HEADS, error_list, good, raw, send, workbook

LIST = "plejefamilier:dataimport_list"
FAST = 20  # seconds on a busy machine; walking to the row number would take hours


def package(change=None, **parts):
    """A good workbook whose parts are replaced: {part name with __ for /: bytes}."""
    source, target = zipfile.ZipFile(io.BytesIO(good())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            if name not in parts:
                data = source.read(name)
                out.writestr(name, change(name, data) if change else data)
        for name, data in parts.items():
            out.writestr(name, data)
    return target.getvalue()


def entity(name, data):
    """An XML bomb in a sheet: a document type that multiplies itself."""
    if name != "xl/worksheets/sheet2.xml":
        return data
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    return bomb + data


def test_what_may_be_a_workbook_is_taken():
    """It is refused for no reason, while the same bytes under another name are."""
    book = good()
    assert projektmappe.refuse_file("Familier 2026.XLSX", book) is None
    with pytest.raises(ValidationError):
        projektmappe.refuse_file("Familier 2026.XLSM", book)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("familier.xlsm", good(), "makroer"),
        ("familier.xlsx", package(**{"xl/vbaProject.bin": b"x"}), "makroer"),
        ("familier.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "gammel"),
        ("familier.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "gammel"),
        ("familier.csv", b"a;b;c", "type"),
        ("familier.xlsx", b"", "type"),
        ("familier.xlsx", b"PK\x03\x04 not a zip file", "type"),
        ("familier.xlsx", b"%PDF-1.7", "type"),
        ("familier.pdf", good(), "type"),
        ("familier.xlsx", b"PK" + b"x" * 5_000_001, "stor"),
        ("familier.xlsx", package(**{"xl/media/image1.bin": b"\0" * 90_000_000}), "udpakket"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_none_is_refused_with_a_sentence(name, content, code):
    with pytest.raises(ValidationError) as error:
        projektmappe.refuse_file(name, content)
    assert error.value.code == code
    assert error.value.messages[0].endswith(".")


def test_a_zip_file_that_is_no_workbook_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        out.writestr("word/document.xml", "<x/>")
    with pytest.raises(ValidationError) as error:
        projektmappe.refuse_file("brev.xlsx", stream.getvalue())
    assert error.value.code == "type"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (package(entity), "xml"),
        (package(**{"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row r="}), "ulaeselig"),
        (package(**{"xl/workbook.xml": b"<workbook/>"}), "ulaeselig"),
        (raw({"Noter": [["a"]]}), "ingen_ark"),
    ],
    ids=["entity", "cut", "no sheets", "other sheets"],
)
def test_what_opens_and_cannot_be_read_is_refused_with_a_sentence(content, code):
    with pytest.raises(ValidationError) as error:
        read(content)
    assert error.value.code in (code, "ingen_ark")


def test_a_sheet_without_end_is_cut_and_said():
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Børn")
    sheet.append(HEADS["Børn"])
    for _ in range(projektmappe.MOST_ROWS + 50):
        sheet.append(["670517-4123", "Noah Prøvesen"])
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue())
    assert [e.kode for e in found.fejl] == ["for_lang"]
    assert "10.000" in found.fejl[0].tekst
    assert found.antal < projektmappe.MOST_ROWS + 1


def test_a_row_at_the_end_of_excel_costs_no_time():
    """Row 1,048,576, column XFD, and a row number beyond all: gaps are skipped, not walked."""

    def far(name, data):
        if name == "xl/worksheets/sheet4.xml":
            row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
            row += b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
            return data.replace(b"</sheetData>", row + b"</sheetData>")
        return data

    began = time.monotonic()
    found = read(package(far))
    assert len(found.raekker["boern"]) == 2
    assert time.monotonic() - began < FAST


def test_links_to_other_workbooks_are_not_followed():
    book = workbook(Børn=[["670517-4123", "=[1]Ark1!A1"]])
    found = read(book)
    assert [(e.raekke, e.kode) for e in found.fejl] == [(2, "formel")]


@pytest.mark.django_db
class TestSending:
    @pytest.fixture(autouse=True)
    def _day(self, at):
        at("2026-11-23 09:00")

    def post(self, client, name, content):
        fil = SimpleUploadedFile(name, content, content_type="application/octet-stream")
        return client.post(reverse(LIST), {"fil": fil})

    def test_a_wrong_file_gets_its_sentence_on_the_page(self, client, administrator):
        client.force_login(administrator)
        for name, content in (
            ("a.xlsm", good()),
            ("a.xlsx", b""),
            ("a.xlsx", b"PK" + b"\0" * 6_000_000),
            ("a.exe", b"MZ"),
            ("æ\u0000/../../a.xlsx", b"x"),
        ):
            answer = self.post(client, name, content)
            assert answer.status_code == 200
            assert answer.context["form"].errors["fil"]
        assert client.post(reverse(LIST), {}).context["form"].errors["fil"] == ["Vælg filen først."]
        assert client.post(reverse(LIST), {"fil": "tekst"}).status_code == 200
        assert not Dataimport.objects.exists()

    def test_a_file_that_only_looks_like_one_is_told_when_it_is_read(self, kommune, administrator):
        row = send(kommune, administrator, package(entity))
        assert row.status == Dataimport.Status.FEJL
        assert error_list(row) == [("", 0, "", "xml")]
        assert row.indhold is None

    def test_formulas_and_scripts_in_cells_are_text(self, client, kommune, team, administrator):
        evil = "<script>alert(1)</script>"
        row = ["9", evil, "Almen", "01-01-2020", 1, "Nord", "=1+1", "nej", "12345678"]
        book = workbook(Familier=[[*row[:6], "Vej 1", *row[7:]]])
        sent = send(kommune, administrator, book)
        client.force_login(administrator)
        page = client.get(reverse("plejefamilier:dataimport_detail", args=[sent.pk]))
        assert "&lt;script&gt;alert" in page.content.decode()
        assert evil not in page.content.decode()
        assert not Plejefamilie.objects.exists()
