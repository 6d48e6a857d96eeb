"""What forms offer and what pages tell, whoever asks: generated from the house's own addresses."""

import io
import zipfile

import pytest
from django.db import transaction
from django.forms import BaseForm, ModelChoiceField

import faelles.pdf
from faelles.access import Rolle
from faelles.models import Bruger, Organisation, Team
from plejefamilier.models import Plejefamilie
from tests import world
from tests.test_access_sweep import GUARDED, home, logged_in, permitted, standing, url_of
from tests.world import OWN

__all__ = ["home", "standing"]
pytestmark = pytest.mark.django_db

MANY = 10  # fields that take a row, for those who work with families
SECRET = "Skjulestedet 77"
# One of each kind: the others open no page or field that these do not.
ROLLER = (
    Rolle.KONSULENT,
    Rolle.TEAMLEDER,
    Rolle.MYNDIGHEDSRAADGIVER,
    Rolle.INSTITUTIONSMEDARBEJDER,
    Rolle.AKUTVAGT,
    Rolle.ADMINISTRATOR,
)
# The page that is there to show the address: it logs who asked, and why.
SHOWS_ADDRESS = {"plejefamilie_adresse"}
# A rådgiver may let a child move to any family of the municipality (B1): name and type, found by
# the family's name.
BY_DESIGN = {(Rolle.MYNDIGHEDSRAADGIVER, "overgang_create.plejefamilie")}
# Who holds the line ticks off the children of the family that calls, by first name (K4).
BY_DESIGN |= {(Rolle.AKUTVAGT, "kladde_continue.boern")}

# A family may join any group of the municipality: its name and supervisor, none of its families.
BY_DESIGN |= {(Rolle.KONSULENT, "familie_gruppe.gruppe")}
# A facilitator hands a group over to one of its grown-ups; their families have said yes to her.
BY_DESIGN |= {(Rolle.INSTITUTIONSMEDARBEJDER, "gruppe_hand_over.kontakt")}


def opened(bruger, rolle, home):
    """(name, response) of every page this role may get, with her own rows."""
    client = logged_in(bruger)
    for entry in GUARDED:
        mine = permitted(rolle, entry)
        if rolle == Rolle.TEAMLEDER and permitted(Rolle.KONSULENT, entry):
            mine = False  # the same page, which is asked as a konsulent
        kwargs = world.kwargs_for(entry, home, OWN, bruger) if mine else None
        if kwargs is not None:
            with transaction.atomic():
                yield entry.name, client.get(url_of(entry, kwargs))
                transaction.set_rollback(True)


def fields_of(response):
    """(name, queryset) of every field that takes a row, of every form the page was made of."""
    values = response.context[0].flatten().values() if response.context else []
    for form in (form for value in values for form in getattr(value, "forms", [value])):
        if isinstance(form, BaseForm):
            for name, field in form.fields.items():
                if isinstance(field, ModelChoiceField):
                    yield name, field.queryset


def not_hers(bruger, queryset):
    """The rows among a field's choices that she may not see, in words."""
    kommuner, rows = bruger.kommuner, [*queryset[:200]]
    if queryset.model is Bruger:
        wrong = [row for row in rows if not kommuner & row.kommuner]
    elif queryset.model is Organisation:  # a municipality belongs to none
        wrong = [row for row in rows if (row.kommune_id or row.pk) not in kommuner]
    elif queryset.model is Team:
        wrong = [row for row in rows if row.kommune_id not in kommuner]
    else:
        seen = {*queryset.model.objects.visible_to(bruger).values_list("pk", flat=True)}
        wrong = [row for row in rows if row.pk not in seen]
    return [f"{row._meta.label} {row.pk}" for row in wrong]


def words_of(response):
    """The text of an answer; a workbook is unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return body.decode(errors="replace")


def kept_papers(monkeypatch):
    """A list that fills with the HTML of each PDF, which is not made from it."""
    papers, made = [], faelles.pdf.render_to_string

    def keep(*args, **kwargs):
        papers.append(made(*args, **kwargs))
        return papers[-1]

    monkeypatch.setattr("faelles.pdf.render_to_string", keep)
    monkeypatch.setattr("faelles.pdf.HTML.write_pdf", lambda self, **rest: b"%PDF-")
    return papers


@pytest.mark.parametrize("rolle", ROLLER, ids=lambda rolle: rolle.value)
def test_no_form_offers_a_row_that_is_not_hers_and_nothing_tells_a_protected_address(
    rolle, home, monkeypatch
):
    """Every page, paper and workbook of a role; a paper is read before it becomes a PDF.

    A field that takes a row refuses, as Django does, what is not among its choices; so it is enough
    that the choices are hers.
    """
    Plejefamilie.objects.update(adresse=f"{SECRET}, 9999 Vestersund", adresse_beskyttet=True)
    papers = kept_papers(monkeypatch)
    bruger, asked, offered, told = home.people[rolle], set(), set(), set()
    for name, response in opened(bruger, rolle, home):
        for field, queryset in fields_of(response):
            asked.add(f"{name}.{field}")
            if (rolle, f"{name}.{field}") not in BY_DESIGN:
                offered |= {f"{name}.{field}: {row}" for row in not_hers(bruger, queryset)}
        if SECRET in words_of(response) and name not in SHOWS_ADDRESS:
            told.add(name)
    assert not offered, "\n".join(sorted(offered))
    assert not told, told
    assert not [paper for paper in papers if SECRET in paper]
    # and there was something to look at
    if rolle in (Rolle.KONSULENT, Rolle.MYNDIGHEDSRAADGIVER):
        assert len(asked) > MANY
        assert papers
