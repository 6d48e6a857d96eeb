"""The call on paper: tagged, Danish, signed, and without a way out of the house."""

import io
import logging

import pikepdf
import pytest
from django.urls import reverse

from faelles.models import AuditEvent
from faelles.pdf import render_pdf
from tests.factories import log_opkald

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(client, akutvagt, familie, konsulent, caplog):
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, raad="Bliv hos ham.\nRing igen.")
    client.force_login(konsulent)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        answer = client.get(reverse("akuttelefon:opkald_pdf", args=[opkald.pk]))
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="akutopkald-{opkald.pk}.pdf"'
    )
    return pikepdf.open(io.BytesIO(answer.content))


def tags(node, found=None):
    """Every structure tag below `node`, in reading order."""
    found = [] if found is None else found
    if isinstance(node, pikepdf.Array):
        for kid in node:
            tags(kid, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(str(node.S))
        if "/K" in node:
            tags(node.K, found)
    return found


def test_pdf_is_tagged_danish_and_titled(pdf):
    root = pdf.Root
    assert str(root.Lang).startswith("da")
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Akutopkald")


def test_pdf_has_headings_in_order_and_headed_tables(pdf):
    found = tags(pdf.Root.StructTreeRoot.K)
    assert found.count("/H1") == 1
    assert found.index("/H1") < found.index("/H2")
    assert found.count("/Table") == 2
    assert found.count("/TH") >= 8


def test_pdf_embeds_its_fonts_and_runs_nothing(pdf):
    fonts = [
        font.DescendantFonts[0].FontDescriptor
        for page in pdf.pages
        for font in page.Resources.Font.values()
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    assert all("Plex" in str(font.FontName) for font in fonts)
    assert "/OpenAction" not in pdf.Root
    assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names


def test_printing_is_logged(pdf, konsulent):
    line = AuditEvent.objects.get(event="opkald.laest")
    assert (line.bruger_id, line.formaal) == (konsulent.pk, "udskrift")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "static:../x"])
def test_pdf_fetches_nothing_but_our_own_files(url, konsulent, monkeypatch):
    page = f'<html lang="da"><title>x</title><img alt="x" src="{url}"></html>'
    monkeypatch.setattr("faelles.pdf.render_to_string", lambda *_: page)
    with pytest.raises(ValueError, match=r"own static files|no static file|outside of"):
        render_pdf("x.html", {}, by=konsulent, kommune=konsulent.kommune, titel="Prøve")
