"""The report of the line: who sees what, of which days, and what is counted."""

import io
from datetime import date, timedelta
from urllib.parse import urlencode

import openpyxl
import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from akuttelefon import actions as akut
from akuttelefon.models import Henvendelse
from akuttelefon.queries.rapport import make_report
from akuttelefon.queries.rapport_periode import Periode, aar, maaned
from faelles.access import Rolle
from faelles.models import AuditEvent, Organisation
from tests.akuttelefon.tabeller import tables
from tests.conftest import local
from tests.factories import (
    BrugerFactory,
    KommuneFactory,
    LukkedagFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
)

pytestmark = pytest.mark.django_db
HERE = "akuttelefon:rapport"
ALL = (HERE, "akuttelefon:rapport_pdf", "akuttelefon:rapport_excel")


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Torben Ask")


def get(bruger, name=HERE, **query):
    client = Client()
    client.force_login(bruger)
    return client.get(f"{reverse(name)}?{urlencode(query)}")


def ring(akutvagt, familie, text, **fields):
    return log_opkald(by=akutvagt, plejefamilie=familie, start=local(text), **fields)


def exact(kommune, periode):
    return make_report(kommune, periode, delbar=False)


def shown(rapport, key, column=0):
    """{name: words} of one breakdown."""
    return {navn: celler[column].tekst for navn, celler in rapport.tabeller[key].raekker}


def main(rapport):
    return {row.navn: (row.nu.tekst, row.af and row.af.tekst) for row in rapport.hovedtal}


# --- who


@pytest.mark.parametrize("name", ALL)
def test_only_those_who_may_see_numbers_see_them(name, kommune, team):
    for rolle in Rolle:
        bruger = BrugerFactory(rolle=rolle, kommune=kommune, team=team)
        allowed = rolle in (Rolle.TEAMLEDER, Rolle.PROJEKTLEDER, Rolle.ADMINISTRATOR)
        assert get(bruger, name).status_code == (200 if allowed else 403), rolle


def test_a_leader_sees_exact_numbers_and_the_others_what_can_be_shared(
    at, akutvagt, familie, teamleder, projektleder, administrator
):
    at("2026-12-28 12:00")
    ring(akutvagt, familie, "2026-12-24 19:10")
    page = get(teamleder).content.decode()
    assert "Du ser de præcise tal" in page
    assert tables(page)["Hovedtal for 2026 og for 1. januar – 28. december 2025"][1][1] == "1"
    for bruger in (projektleder, administrator):
        page = get(bruger).content.decode()
        assert "Rapporten kan deles" in page
        rows = tables(page)["Hovedtal for 2026 og for 1. januar – 28. december 2025"]
        assert rows[1][:2] == ["Opkald", "<5"]


@pytest.fixture
def two_towns(at, kommune, akutvagt, familie):
    """A call here and two in another municipality, where somebody else leads."""
    at("2026-12-28 12:00")
    other = KommuneFactory(navn="Nabokøbing Kommune")
    team = TeamFactory(kommune=other)
    vagt = BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=other)
    ring(akutvagt, familie, "2026-12-24 19:10")
    for text in ("2026-12-24 20:10", "2026-12-25 20:10"):
        ring(vagt, PlejefamilieFactory(team=team), text)
    return other, team


def test_each_municipality_sees_its_own_calls(two_towns, teamleder):
    other, team = two_towns
    leader = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    assert get(teamleder).context["rapport"].opkald.tekst == "1"
    assert get(leader).context["rapport"].opkald.tekst == "2"
    # A foreign municipality in the address shows one's own
    found = get(teamleder, kommune=other.pk)
    assert found.context["rapport"].kommune == teamleder.kommune
    assert other.navn not in found.content.decode()


def test_who_works_for_two_municipalities_chooses_one(two_towns, kommune, teamleder):
    other, _ = two_towns
    teamleder.roller.create(rolle=Rolle.PROJEKTLEDER, kommune=other, fra=date(2020, 1, 1))
    first = get(teamleder)
    assert first.context["rapport"].kommune == kommune
    assert f"kommune={kommune.pk}" in first.content.decode()
    second = get(teamleder, kommune=other.pk).context["rapport"]
    assert (second.kommune, second.delbar) == (other, True)  # leads no team there
    assert second.opkald.tekst == "<5"
    assert get(teamleder, kommune="x").status_code == 200


# --- which days


@pytest.mark.parametrize(
    ("query", "periode"),
    [
        ({}, aar(2026)),
        ({"aar": "2025"}, aar(2025)),
        ({"aar": "2025", "udsnit": "k2"}, Periode(date(2025, 4, 1), date(2025, 6, 30))),
        ({"aar": "2024", "udsnit": "m02"}, maaned(2024, 2)),
        ({"maaned": "2026-12"}, maaned(2026, 12)),
        ({"fra": "24-12-2025", "til": "3/1 2026"}, Periode(date(2025, 12, 24), date(2026, 1, 3))),
        ({"aar": "1999"}, aar(2026)),
        ({"aar": "x", "udsnit": "k5", "maaned": "2026-13"}, aar(2026)),
    ],
)
def test_the_address_says_the_period(at, teamleder, query, periode):
    at("2026-11-22 12:00")
    found = get(teamleder, **query)
    assert found.status_code == 200
    assert found.context["rapport"].periode == periode
    # and the page's own address means the same
    again = Client()
    again.force_login(teamleder)
    same = again.get(f"{reverse(HERE)}?{found.context['adresse']}")
    assert same.context["rapport"].periode == periode


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"fra": "24-12-2025"}, "Skriv begge dage."),
        ({"fra": "24-12-2025", "til": "23-12-2025"}, "Den sidste dag ligger før den første."),
        ({"fra": "1-1-2020", "til": "31-12-2023"}, "Vælg højst tre år ad gangen."),
        ({"fra": "1-1-1999", "til": "31-12-1999"}, "Skriv et år fra 2000 til 2099."),
        ({"fra": "31-2-2026", "til": "1-3-2026"}, "Den dato findes ikke."),
        ({"fra": "abc", "til": "1-3-2026"}, "Skriv datoen som dd-mm-åååå"),
    ],
)
def test_days_that_cannot_be_are_told_at_the_field_and_kept(teamleder, query, sentence):
    page = get(teamleder, **query).content.decode()
    assert sentence in page
    assert all(f'value="{typed}"' in page for typed in query.values())
    for name in ALL[1:]:
        assert get(teamleder, name, **query).status_code == 200


def test_what_is_shared_covers_whole_months(at, akutvagt, familie, projektleder, teamleder):
    at("2026-12-28 12:00")
    query = {"fra": "10-03-2026", "til": "02-04-2026"}
    whole = Periode(date(2026, 3, 1), date(2026, 4, 30))
    assert get(projektleder, **query).context["rapport"].periode == whole
    assert get(teamleder, **query).context["rapport"].periode != whole
    paper = get(teamleder, "akuttelefon:rapport_pdf", **query)
    assert "2026-03-01-2026-04-30" in paper["Content-Disposition"]


# --- what is counted


def test_a_call_belongs_to_the_local_day_on_which_it_began(at, kommune, akutvagt, familie):
    at("2027-01-05 12:00")
    ring(akutvagt, familie, "2026-12-31 23:59", slut=local("2027-01-01 00:20"))
    ring(akutvagt, familie, "2027-01-01 00:00")
    assert exact(kommune, aar(2026)).opkald.tal == 1
    assert exact(kommune, aar(2027)).opkald.tal == 1
    assert shown(exact(kommune, aar(2026)), "timer")["23–24"] == "1"
    assert shown(exact(kommune, maaned(2027, 1)), "timer")["00–01"] == "1"


def test_both_hours_of_the_night_when_the_clock_goes_back_count_as_two_to_three(
    at, kommune, akutvagt, familie
):
    at("2026-11-01 12:00")
    first = local("2026-10-25 02:30").replace(fold=0)
    for moment in (first, first.replace(fold=1)):
        log_opkald(by=akutvagt, plejefamilie=familie, start=moment)
    found = shown(exact(kommune, maaned(2026, 10)), "timer")
    assert found["02–03"] == "2"
    assert sum(map(int, found.values())) == 2


def test_withdrawn_calls_are_left_out_and_told(at, kommune, akutvagt, familie):
    at("2026-12-28 12:00")
    ring(akutvagt, familie, "2026-12-26 20:00")
    wrong = ring(akutvagt, familie, "2026-12-28 11:00")
    akut.withdraw_opkald(by=akutvagt, opkald=wrong, begrundelse="Skrevet to gange")
    found = exact(kommune, aar(2026))
    assert (found.opkald.tal, found.tilbagetrukne.tal) == (1, 1)
    assert exact(kommune, aar(2025)).tilbagetrukne.tal == 0


def test_what_is_not_due_yet_is_neither_on_time_nor_late(at, kommune, akutvagt, familie, konsulent):
    at("2026-11-20 20:00")
    calls = [
        ring(akutvagt, familie, f"2026-11-{day} 19:00") for day in ("16", "17", "18", "19", "20")
    ]

    def close(opkald, moment):
        at(moment)
        akut.complete_opfoelgning(
            by=konsulent, opfoelgning=opkald.opfoelgning, notat="Talt.", resultat="talt"
        )

    close(calls[4], "2026-11-23 09:00")  # due Monday the 23rd
    close(calls[0], "2026-11-23 10:00")  # was due on the 17th
    found = main(exact(kommune, maaned(2026, 11)))
    assert found["Fulgt op til tiden"] == ("1", "5")
    assert found["Fulgt op efter fristen"] == ("1", None)
    assert found["Ikke fulgt op, over fristen"] == ("3", None)
    assert found["Andel fulgt op til tiden"] == ("20 %", None)
    at("2026-11-23 19:00")
    ring(akutvagt, familie, "2026-11-23 18:00")
    found = main(exact(kommune, maaned(2026, 11)))
    assert found["Fulgt op til tiden"] == ("1", "5")
    assert found["Ikke fulgt op, fristen er ikke nået"] == ("1", None)
    assert main(exact(kommune, maaned(2026, 10)))["Andel fulgt op til tiden"] == ("–", None)


def test_open_and_closed_days_and_long_closings(at, kommune, akutvagt, familie):
    at("2027-01-10 12:00")
    for text in ("2026-12-23 09:00", "2026-12-24 20:00", "2026-12-25 20:00", "2026-12-26 20:00"):
        ring(akutvagt, familie, text)
    ring(akutvagt, familie, "2026-12-12 20:00")  # an ordinary Saturday
    found = exact(kommune, maaned(2026, 12))
    assert shown(found, "dage") == {
        "Hverdage": "1",
        "Weekender": "1",
        "Helligdage": "2",
        "Andre lukkedage": "1",
        "Alle dage, hvor kommunen har lukket": "4",
    }
    assert shown(found, "dage", 1)["Helligdage"] == "2"
    (closing, hverdage) = found.tabeller["lukninger"].raekker[0], found.tabeller["lukninger"]
    assert closing[0].startswith("24.–27. december 2026 (Juleaftensdag")
    assert [celle.tekst for celle in closing[1]] == ["3", "4", "0,75"]
    assert hverdage.raekker[-1][0] == "Til sammenligning: hverdage"


def test_a_closing_across_the_new_year_counts_its_days_in_the_period(
    at, kommune, akutvagt, familie
):
    at("2027-02-10 12:00")
    LukkedagFactory(kommune=kommune, fra=date(2026, 12, 28), til=date(2026, 12, 30))
    ring(akutvagt, familie, "2026-12-29 20:00")
    ring(akutvagt, familie, "2027-01-02 20:00")
    name, celler = exact(kommune, maaned(2027, 1)).tabeller["lukninger"].raekker[0]
    assert name.startswith("24. december 2026 – 3. januar 2027, 3 dage i perioden (")
    assert [celle.tekst for celle in celler] == ["1", "3", "0,33"]


def test_late_writing_and_underretninger(at, kommune, akutvagt, familie, barn, teamleder):
    at("2026-12-10 12:00")
    ring(akutvagt, familie, "2026-12-08 11:00")
    ring(akutvagt, familie, "2026-12-09 13:00")
    asked = ring(akutvagt, familie, "2026-12-10 10:00", boern=[barn], underretningssvar="ja")
    ring(akutvagt, familie, "2026-12-10 11:00", boern=[barn], underretningssvar="ja")
    found = main(exact(kommune, maaned(2026, 12)))
    assert found["Skrevet mere end 24 timer efter samtalen"] == ("1", "4")
    assert found["Underretninger"] == ("2", None)
    assert found["Underretninger, der venter på en vurdering"] == ("2", None)
    at("2026-12-11 09:59")
    akut.assess_underretning(
        by=teamleder, underretning=asked.underretning, vurdering="ingen", notat="Drøftet."
    )
    at("2026-12-11 11:01")
    found = main(exact(kommune, maaned(2026, 12)))
    assert found["Underretninger vurderet inden fristen"] == ("1", "2")
    assert found["Underretninger, der venter på en vurdering"] == ("0", None)


def test_what_reached_the_konsulenter_directly_stands_beside(
    at, kommune, akutvagt, familie, konsulent, teamleder
):
    at("2026-12-10 12:00")
    for number, (slags, text) in enumerate(
        [
            ("dagtid", "2026-11-03 10:00"),
            ("dagtid", "2026-12-03 10:00"),
            ("privat", "2026-12-05 22:00"),
        ]
    ):
        Henvendelse.objects.create(
            plejefamilie=familie,
            modtaget_af=konsulent,
            slags=slags,
            start=local(text),
            tekst="Ringede",
            idempotency_key=f"00000000-0000-4000-8000-{number:012d}",
        )
    found = exact(kommune, aar(2026)).tabeller["uden_om"]
    rows = {navn: [celle.tekst for celle in celler] for navn, celler in found.raekker}
    assert rows["November 2026"] == ["0", "1", "0"]
    assert rows["December 2026"] == ["0", "1", "1"]
    assert rows["I alt"] == ["0", "2", "1"]
    # they are shown when the line was silent, too
    assert "Henvendelser i 2026 måned for måned" in tables(get(teamleder).content.decode())


def test_calls_per_100_families(at, kommune, team, akutvagt, familie):
    at("2026-12-10 12:00")
    PlejefamilieFactory(team=team, ophoert_paa=date(2026, 1, 31), ophoersgrund="andet")
    PlejefamilieFactory(team=team)
    ring(akutvagt, familie, "2026-12-03 20:00")
    found = exact(kommune, aar(2026))
    assert (found.familier, found.pr_100.tekst) == (2, "50,0")
    assert exact(kommune, maaned(2026, 1)).familier == 2  # it stopped on the last day
    assert exact(kommune, aar(2019)).pr_100.tekst == "–"


# --- on paper and in a workbook


@pytest.fixture
def busy(at, kommune, akutvagt, familie):
    """Thirty calls of one spring, most of them on evenings."""
    at("2026-06-30 12:00")
    for number in range(30):
        start = local("2026-03-01 18:05") + timedelta(days=number * 3, hours=number % 3)
        log_opkald(
            by=akutvagt,
            plejefamilie=familie,
            start=start,
            udfald="politi" if number == 3 else "roligt",
            alvor="kan_vente" if number % 2 else "alvorligt",
        )
    return kommune


def sheets(answer):
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_workbook_holds_the_shared_numbers(busy, teamleder):
    answer = get(teamleder, "akuttelefon:rapport_excel", aar="2026")
    found = sheets(answer)
    assert found["Hovedtal"][1][:2] == ("Opkald", 30)
    outcome = {row[0]: row[1] for row in found["Sådan sluttede samtalen"]}
    assert outcome["Politi eller 112"] == "<5"
    assert outcome["Roligt nu"] == "*"
    about = " ".join(str(row[0]) for row in found["Om tallene"])
    assert "Periode: 1. januar – 31. december 2026" in about
    assert "Opgjort 30. juni 2026 kl. 12.00" in about
    assert answer["Content-Disposition"] == (
        'attachment; filename="akuttelefonen-2026-01-01-2026-12-31.xlsx"'
    )


def test_a_hostile_provider_stays_text(busy, brohus, teamleder):
    Organisation.objects.filter(pk=brohus.pk).update(navn='=HYPERLINK("http://x.example")')
    answer = get(teamleder, "akuttelefon:rapport_excel")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Hvem tog telefonen"]
    assert sheet["A2"].value.startswith("=HYPERLINK")
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix
    page = get(teamleder).content.decode()
    assert "=HYPERLINK(&quot;http" in page


def test_the_pdf_is_tagged_titled_and_numbered(busy, teamleder, caplog):
    with caplog.at_level("WARNING", logger="weasyprint"):
        answer = get(teamleder, "akuttelefon:rapport_pdf", aar="2026")
    assert [r.getMessage() for r in caplog.records if r.name == "weasyprint"] == []
    assert answer["Content-Type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert str(pdf.Root.Lang).startswith("da")
    assert 1 < len(pdf.pages) <= 5
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Akuttelefonen i 2026"
        assert metadata["pdfuaid:part"] == "1"
    figures, headed = 0, 0
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure":
            assert str(thing.Alt).endswith("Tallene står i tabellen.")
            figures += 1
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH":
            headed += 1
    assert figures == 2  # months and hours; weekdays are withheld beside the days
    assert headed > 60


def test_every_fetch_is_logged(busy, teamleder):
    get(teamleder)
    assert not AuditEvent.objects.filter(event="rapport.hentet").exists()
    get(teamleder, "akuttelefon:rapport_pdf", maaned="2026-03")
    get(teamleder, "akuttelefon:rapport_excel", maaned="2026-03")
    lines = AuditEvent.objects.filter(event="rapport.hentet").order_by("pk")
    assert [line.data for line in lines] == [
        {"slags": slags, "fra": "2026-03-01", "til": "2026-03-31"} for slags in ("pdf", "excel")
    ]
    assert {(line.bruger_id, line.kommune_id) for line in lines} == {(teamleder.pk, busy.pk)}


def test_no_name_leaves_the_house(busy, familie, akutvagt, konsulent, projektleder):
    hidden = [familie.navn, "Bruun", akutvagt.navn, konsulent.navn, "sove"]
    page = get(projektleder).content.decode()
    workbook = str(sheets(get(projektleder, "akuttelefon:rapport_excel")))
    assert not [word for word in hidden if word in page or word in workbook]


def test_an_empty_period_says_so(teamleder):
    page = get(teamleder, aar="2010").content.decode()
    assert "Ingen opkald i perioden" in page
    assert "0 %" not in page
    for name in ALL[1:]:
        assert get(teamleder, name, aar="2010").status_code == 200
    later = timezone.localdate().year + 1
    assert "Perioden er ikke begyndt" in get(teamleder, aar=str(later)).content.decode()


@pytest.mark.parametrize("name", ALL)
def test_as_many_queries_for_many_calls_as_for_one(at, name, akutvagt, familie, team, teamleder):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert get(teamleder, name).status_code == 200
        return [q["sql"] for q in seen if "akuttelefon_opkald" in q["sql"]], len(seen)

    at("2026-12-28 12:00")
    ring(akutvagt, familie, "2026-12-24 19:10")
    _, once = queries()
    for number, text in enumerate(("2026-11-24 19:10", "2025-03-24 10:10")):
        ring(akutvagt, PlejefamilieFactory(team=team, navn=f"Nr {number}"), text)
    of_calls, again = queries()
    assert once == again
    assert len(of_calls) == 2  # the calls, and how many were withdrawn


def test_the_report_itself_takes_few_queries(
    at, kommune, akutvagt, familie, django_assert_max_num_queries
):
    at("2026-12-28 12:00")
    ring(akutvagt, familie, "2026-12-24 19:10")
    with django_assert_max_num_queries(8):
        make_report(kommune, aar(2026), delbar=False)
