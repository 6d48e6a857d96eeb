"""Who sees what of a forløb: with rows that would leak if a door stood open (A9, B3, W1)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles import pdf
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import forloeb as tidslinje
from supervision.actions import forloeb as actions
from supervision.actions import forloeb_kontakt as kontakter
from supervision.actions import forloeb_slut as slut
from supervision.models import Forloeb, Fortroligt
from supervision.queries.forloeb_kaede import chain_of
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.supervision.fakta import make_forloeb, make_gruppe, make_session

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
HEMMELIG = "Det, familien kun sagde til Amira."


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def employee(kommune, brohus):
    def make(navn, rolle=Rolle.INSTITUTIONSMEDARBEJDER):
        return BrugerFactory(rolle=rolle, kommune=kommune, ansat_hos=brohus, navn=navn)

    return make


@pytest.fixture
def amira(employee):
    return employee("Amira Said")


@pytest.fixture
def row(familie, amira):
    """Amira supervises the Bruuns; one meeting is written down, some of it closed."""
    row = make_forloeb(familie, supervisor=amira)
    held = {"logget_at": timezone.now(), "logget_af": amira, "tema": "Aftenerne"}
    session = make_session(row, local("2026-11-20 10:00"), **held)
    Fortroligt.objects.create(session=session, tekst=HEMMELIG, by=amira)
    return row


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


PAGES = (
    "forloeb_detail",
    "forloeb_update",
    "forloeb_pdf",
    "forloeb_activate",
    "forloeb_kontakt",
    "forloeb_close",
)


def reaches(client, bruger, row, pages=PAGES):
    """The pages of the forløb that answer, and whether a list shows it."""
    client.force_login(bruger)
    found = {name for name in pages if client.get(url(name, row.pk)).status_code == 200}
    answer = client.get(
        url("forloeb_list"), {"vis": "aabne" if not row.afsluttet_at else "afsluttede"}
    )
    if answer.status_code == 200 and row.get_absolute_url() in answer.content.decode():
        found.add("listen")
    return found


ALL = {*PAGES, "listen"}


class TestWhoReads:
    def test_its_supervisor_and_the_familys_people(
        self, client, amira, konsulent, teamleder, kollega, row
    ):
        FravaerFactory(bruger=konsulent, stedfortraeder=kollega, fra=MONDAY, til=MONDAY)
        for person in (amira, konsulent, teamleder, kollega):
            assert reaches(client, person, row) == ALL, person

    def test_nobody_else(self, client, row, employee, kollega, raadgiver, kommune, team, barn):
        barn.myndighedsraadgiver = raadgiver
        barn.save()
        elsewhere = TeamFactory()
        strangers = [
            employee("Berit Kollega"),  # of the very same house
            employee("Else Booker", Rolle.INSTITUTIONSBOOKER),
            kollega,  # another konsulent of the same team, who stands in for nobody
            raadgiver,  # the child's own
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune)),
            BrugerFactory(rolle=Rolle.KONSULENT, team=elsewhere),
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=elsewhere),
            BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune),
            BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune),
        ]
        for person in strangers:
            assert reaches(client, person, row) == set(), person

    def test_the_konsulent_until_she_hands_the_family_over(
        self, at, client, konsulent, kollega, teamleder, familie, row
    ):
        row.oprettet_af = konsulent  # that she opened it is no key
        row.save()
        familie.konsulenttildelinger.update(til=MONDAY)
        assert reaches(client, konsulent, row) == ALL
        at("2026-11-24 00:00")
        assert reaches(client, konsulent, row) == set()

    @pytest.mark.parametrize(
        ("moment", "sees"),
        [("2026-12-23 23:59", True), ("2026-12-24 00:00", False)],
    )
    def test_the_supervisor_for_some_days_after_it_was_closed(
        self, at, client, amira, konsulent, row, moment, sees
    ):
        said = {"slut_paa": MONDAY, "maalopfyldelse": 3, "afvigelse": "Stop"}
        row = slut.close_forloeb(by=amira, forloeb=row, version=row.version, **said)
        assert row.ser_til == datetime.date(2026, 12, 23)
        at(moment)
        readable = ("forloeb_detail", "forloeb_pdf")
        expected = {*readable, "listen"}
        assert reaches(client, amira, row, readable) == (expected if sees else set())
        assert reaches(client, konsulent, row, readable) == expected

    def test_reading_is_logged_with_its_purpose_and_no_words(self, client, amira, konsulent, row):
        for person, why in ((amira, "supervisor"), (konsulent, "familiens forløb")):
            client.force_login(person)
            client.get(row.get_absolute_url())
            event = AuditEvent.objects.filter(event="forloeb.laest").latest("pk")
            assert (event.formaal, event.familie_id) == (why, row.plejefamilie_id)
            assert "Aftenerne" not in str(event.data)

    def test_only_who_leads_it_writes_that_the_family_shares(self, client, konsulent, amira, row):
        client.force_login(konsulent)
        assert client.get(url("forloeb_share", row.pk)).status_code == 404
        assert (
            client.post(url("forloeb_share", row.pk), {"fra_hvornaar": "foer"}).status_code == 404
        )
        row.refresh_from_db()
        assert row.familien_deler_paa is None

    def test_a_title_and_an_address_hold_no_name(self, client, amira, row):
        client.force_login(amira)
        page = client.get(row.get_absolute_url()).content.decode()
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert "Bruun" not in title
        paper = client.get(url("forloeb_pdf", row.pk))
        assert "ruun" not in paper["Content-Disposition"].lower()


class TestSharing:
    def reads(self, bruger):
        return Fortroligt.objects.visible_to(bruger).exists()

    def test_from_today_is_not_the_past(self, at, client, amira, konsulent, teamleder, row):
        client.force_login(amira)
        client.post(url("forloeb_share", row.pk), {"fra_hvornaar": "i_dag"})
        assert not self.reads(konsulent)
        later = make_session(row, local("2026-11-23 14:00"))
        Fortroligt.objects.create(session=later, tekst="Noget nyt", by=amira)
        seen = Fortroligt.objects.visible_to(konsulent)
        assert [one.tekst for one in seen] == ["Noget nyt"]

    def test_the_past_when_the_family_says_so(self, client, amira, konsulent, row):
        assert not self.reads(konsulent)
        client.force_login(amira)
        client.post(url("forloeb_share", row.pk), {"fra_hvornaar": "foer"})
        assert self.reads(konsulent)
        assert AuditEvent.objects.filter(event="forloeb.deles").count() == 1

    def test_taken_back_it_stops_at_once(self, client, amira, konsulent, row):
        kontakter.share_with_konsulent(by=amira, forloeb=row, fra=MONDAY - 30 * DAY)
        assert self.reads(konsulent)
        client.force_login(konsulent)  # she may hear it too
        client.post(url("forloeb_unshare", row.pk))
        assert not self.reads(konsulent)
        assert AuditEvent.objects.filter(event="forloeb.deles_ikke").count() == 1
        for besked in Besked.objects.filter(key__startswith="forloeb-"):
            assert "Bruun" not in besked.tekst

    def test_nothing_closed_is_on_a_page_of_the_forloeb_or_on_paper(
        self, client, amira, konsulent, row
    ):
        kontakter.share_with_konsulent(by=amira, forloeb=row, fra=MONDAY - 30 * DAY)
        for person in (amira, konsulent):
            client.force_login(person)
            assert HEMMELIG not in client.get(row.get_absolute_url()).content.decode()
            assert HEMMELIG not in pdf_text(client.get(url("forloeb_pdf", row.pk)))


def pdf_text(answer):
    """The words of a PDF as they stand in the HTML it was made of."""
    assert answer["Content-Type"] == "application/pdf"
    return "".join(made.pop()) if made else ""


made = []


@pytest.fixture(autouse=True)
def _paper(monkeypatch):
    """Keep the HTML of each PDF: its fonts are cut, so words cannot be read from the bytes."""
    html = pdf.HTML

    def keep(string, **more):
        made[:] = [string]
        return html(string=string, **more)

    monkeypatch.setattr(pdf, "HTML", keep)


class TestGroup:
    @pytest.fixture
    def friis(self, team, kollega):
        return PlejefamilieFactory(team=team, konsulent=kollega, navn="Friis, Ulla og Per")

    @pytest.fixture
    def gruppe(self, amira, familie, friis):
        return make_gruppe(amira, [familie, friis])

    def test_each_konsulent_knows_only_her_own_families(
        self, client, amira, konsulent, kollega, teamleder, familie, gruppe
    ):
        make_session(gruppe, local("2026-12-01 10:00"))
        names = {"Bruun", "Friis"}
        expected = {konsulent: {"Bruun"}, kollega: {"Friis"}, amira: names, teamleder: names}
        for person, seen in expected.items():
            client.force_login(person)
            for page in ("forloeb_detail", "forloeb_list", "forloeb_pdf"):
                answer = client.get(url(page, *([] if page == "forloeb_list" else [gruppe.pk])))
                text = pdf_text(answer) if page == "forloeb_pdf" else answer.content.decode()
                assert {name for name in names if name in text} == seen, (person, page)
        client.force_login(konsulent)
        page = client.get(gruppe.get_absolute_url()).content.decode()
        assert "Og 1 anden familie, som du ikke arbejder med." in page

    def test_nor_on_the_time_line_in_notices_or_forms(
        self, client, konsulent, kollega, familie, friis, amira, gruppe
    ):
        found = tidslinje.raekker(konsulent, familie, limit=20)
        words = " ".join(f"{one.haendelse.titel} {one.haendelse.tekst}" for one in found.udsnit)
        assert "Gruppe Nord" in words
        assert "Friis" not in words
        assert tidslinje.raekker(konsulent, friis, limit=20).antal.get("forloebsdeltager") is None
        client.force_login(konsulent)
        page = client.get(url("forloebsdeltager_create", gruppe.pk)).content.decode()
        assert "Friis" not in page
        data = {"plejefamilie": friis.pk, "fra": "23-11-2026"}
        client.post(url("forloebsdeltager_create", gruppe.pk), data)
        assert gruppe.deltagere.filter(plejefamilie=friis).count() == 1
        place = gruppe.deltagere.get(plejefamilie=friis)
        assert client.get(url("forloebsdeltager_end", place.pk)).status_code == 404

    def test_the_konsulent_whose_family_has_left_sees_it_no_more(
        self, at, client, konsulent, familie, gruppe
    ):
        place = gruppe.deltagere.get(plejefamilie=familie)
        client.force_login(konsulent)
        client.post(url("forloebsdeltager_end", place.pk), {"til": "23-11-2026"})
        assert client.get(gruppe.get_absolute_url()).status_code == 200
        at("2026-11-24 00:00")
        client.force_login(konsulent)
        assert client.get(gruppe.get_absolute_url()).status_code == 404
        [line] = tidslinje.raekker(konsulent, familie, limit=20, label="Supervision").udsnit
        assert line.haendelse.url == ""
        assert line.haendelse.pille == "Ikke med mere"

    def test_who_opened_it_sees_it_before_a_family_is_in(self, client, konsulent, kollega, amira):
        client.force_login(konsulent)
        data = {
            "titel": "Gruppe Syd",
            "formaal": "loebende",
            "supervisor": amira.pk,
            "format": "frit",
            "minutter": "150",
            "rytme": "fast",
            "fra": "23-11-2026",
            "sted": "institutionen",
        }
        answer = client.post(url("forloeb_create", "gruppe"), data)
        row = Forloeb.objects.get(titel="Gruppe Syd")
        assert client.get(answer["Location"]).status_code == 200
        client.force_login(kollega)
        assert client.get(row.get_absolute_url()).status_code == 404


class TestProfessionals:
    def test_they_see_each_other_and_no_family(self, client, konsulent, amira, kollega, familie):
        row = make_forloeb(
            None, supervisor=amira, slags="fagpersoner", titel="Om forældresamarbejde"
        )
        client.force_login(amira)
        for person in (konsulent, kollega):
            data = {"bruger": person.pk, "fra": "23-11-2026"}
            assert client.post(url("forloebsdeltager_create", row.pk), data).status_code == 302
        client.force_login(kollega)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "Lars Holt" in page
        assert "Bruun" not in page
        assert client.get(url("forloeb_update", row.pk)).status_code == 404  # she takes part only

    def test_a_family_cannot_be_put_in_it(self, client, konsulent, familie):
        row = make_forloeb(None, supervisor=konsulent, slags="fagpersoner", titel="Om samvær")
        client.force_login(konsulent)
        data = {"plejefamilie": familie.pk, "fra": "23-11-2026"}
        client.post(url("forloebsdeltager_create", row.pk), data)
        assert not row.deltagere.exists()

    def test_the_purpose_of_parents_shows_no_parents_plan(
        self, client, konsulent, amira, familie, kommune
    ):
        """F19: supervision about parents and samvær, without what stands about the parents."""
        barn = BarnFactory(kommune=kommune, plejefamilie=familie, plan_reference="SAG-4711")
        row = make_forloeb(familie, supervisor=amira, formaal="foraeldresamarbejde", barn=barn)
        client.force_login(amira)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "Samarbejde med barnets forældre og samvær" in page
        assert "SAG-4711" not in page


def test_a_chain_tells_its_figures_and_opens_only_ones_own(client, amira, employee, familie):
    """B3: the first forløb was a colleague's; the second supervisor reads no word of it."""
    before = make_forloeb(familie, supervisor=employee("Berit Dam"), maal="Et helt andet mål")
    row = make_forloeb(familie, supervisor=amira, forlaenger=before)
    assert chain_of(row).antal == 2
    client.force_login(amira)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "2 forløb i træk" in page
    assert before.get_absolute_url() not in page
    assert "Et helt andet mål" not in page


def test_extending_needs_the_right_to_write(client, employee, amira, row):
    client.force_login(employee("Berit Dam"))
    assert client.post(url("forloeb_extend", row.pk)).status_code == 404
    assert actions.extend_forloeb(by=amira, forloeb=row).forlaenger == row
