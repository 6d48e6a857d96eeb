"""The report on networks: what it counts, and that nobody can be found in it (I10, I11, K9, W4)."""

import datetime
import io
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent
from netvaerk.models import Gruppefremmoede, Medlemskab, Netvaerkssvar
from netvaerk.queries.rapport import report
from plejefamilier.models import Plejefamilie
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, PlejefamilieFactory
from tests.netvaerk.fakta import (
    make_forslag,
    make_gruppe,
    make_medlem,
    make_mentoropfoelgning,
    make_mentorprofil,
    make_mentorskab,
    make_moede,
)
from tests.pdftekst import words_of
from tests.plejefamilier.sider import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
I_DAG = datetime.date(2026, 11, 23)


def url(name, aar=None):
    query = f"?aar={aar}" if aar else ""
    return reverse(f"netvaerk:{name}") + query


@pytest.fixture(autouse=True)
def monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Lund")


@pytest.fixture
def families(team, konsulent):
    def make(number):
        return [PlejefamilieFactory(team=team, konsulent=konsulent) for _ in range(number)]

    return make


def tables(bruger, aar=""):
    """{title of a table: {name of a row: the words of its cells}}"""
    return {
        re.sub(r"( i)? 20[0-9]{2}$", "", tabel.titel): {
            navn: [celle.tekst for celle in celler] for navn, celler in tabel.raekker
        }
        for tabel in report(bruger, aar).tabeller
    }


def answer(by, kommune, number, **facts):
    facts = {"om": "gruppe", "dato": I_DAG, **facts}
    for _ in range(number):
        Netvaerkssvar.objects.create(kommune=kommune, by=by, idempotency_key=uuid.uuid4(), **facts)


def test_each_family_counts_once_by_what_it_is_in(projektleder, kommune, konsulent, families):
    # Given 30 families: 6 in a group, 5 of them with a mentor, and those 5 mentors
    alle = families(30)
    nord = make_gruppe(kommune, facilitator=konsulent, familier=alle[:6], aktiv_fra=I_DAG)
    for mentee, mentor in zip(alle[:5], alle[6:11], strict=True):
        make_mentorskab(mentee, mentor)
    # and those that do not count: a group under formation, a proposal, one that left, one ended
    make_gruppe(kommune, facilitator=konsulent, familier=[alle[20]])
    make_forslag(nord, alle[21], by=konsulent)
    make_medlem(
        nord, alle[22], by=konsulent, fra=I_DAG - 9 * DAY, til=I_DAG - DAY, slutaarsag="tid"
    )
    make_mentorskab(alle[23], alle[24], fra=I_DAG - 9 * DAY, til=I_DAG - DAY, slutaarsag="aftalt")
    PlejefamilieFactory(team=alle[0].team, ophoert_paa=I_DAG, ophoersgrund="Flyttet")

    # Then every family stands once; the one that is alone in a row hides with all the others
    found = tables(projektleder)["Familier i netværk 23. november"]
    assert found == {
        "I netværk": ["11", "37 %"],
        "– i en gruppe og et mentorskab": ["*", "*"],
        "– kun i en gruppe": ["*", "*"],
        "– kun i et mentorskab": ["*", "*"],
        "Ikke i netværk": ["19", "63 %"],
        "Alle plejefamilier": ["30", "100 %"],
    }
    # And the share is that of all who are in something
    rapport = report(projektleder, "")
    assert (rapport.noegletal[0].tekst, rapport.noegletal[0].note) == (
        "37 %",
        "Kommunen har 30 plejefamilier",
    )
    # And who left and came cannot be worked out from the year before
    moved = tables(projektleder)["Ind og ud af grupperne"]
    assert moved["Kom med i en gruppe"] == moved["Gik ud af en gruppe"] == ["*"]
    assert not [navn for navn in moved if navn.startswith("– ")]


def test_a_year_that_is_over_stands_as_it_did(projektleder, kommune, konsulent, families):
    # Given a group of last year that was closed in May
    alle = families(12)
    Plejefamilie.objects.update(godkendt_fra=datetime.date(2020, 1, 1))
    gruppe = make_gruppe(
        kommune,
        facilitator=konsulent,
        aktiv_fra=datetime.date(2025, 3, 4),
        selvkoerende_fra=datetime.date(2025, 9, 3),
        lukket_paa=datetime.date(2026, 5, 4),
        lukket_fordi="klarer_sig",
        oprettet_at=local("2025-02-01 10:00"),
    )
    for familie in alle[:6]:
        make_medlem(
            gruppe,
            familie,
            by=konsulent,
            fra=datetime.date(2025, 2, 4),
            til=datetime.date(2026, 5, 4),
            slutaarsag="lukket",
        )

    # Then it stood on the last day of its year
    before = tables(projektleder, "2025")
    assert before["Familier i netværk 31. december"]["– kun i en gruppe"] == ["6", "50 %"]
    assert before["Grupper"]["Selvkørende"] == ["1"]
    assert before["Grupper"]["Overdraget til familierne i 2025"] == ["1"]
    assert before["Ind og ud af grupperne"]["Kom med i en gruppe"] == ["6"]

    # And this year it was closed
    now = tables(projektleder)
    assert now["Familier i netværk 23. november"]["– kun i en gruppe"] == ["0", "0 %"]
    assert now["Grupper"]["Lukket i 2026"] == now["Grupper"]["– familierne klarer sig uden gruppen"]
    assert now["Ind og ud af grupperne"]["– gruppen er lukket"] == ["6"]
    # And no report is of a year to come
    assert report(projektleder, "2031").aar == report(projektleder, "x").aar == 2026


def test_meetings_say_how_many_were_physical_and_who_came(
    projektleder, kommune, konsulent, families
):
    # Given six meetings of a group of six: one on video, one cancelled, one still to come
    gruppe = make_gruppe(kommune, facilitator=konsulent, familier=families(6), aktiv_fra=I_DAG)
    start = timezone.now() - 40 * DAY
    for nr in range(6):
        form = "virtuelt" if nr == 3 else "fysisk"
        topic = {"emne": "Skolestart", "besluttet_af": "familierne"} if nr > 2 else {}
        moede = make_moede(gruppe, start=start + nr * DAY, form=form, **topic)
        for medlem in gruppe.medlemskaber.all():
            Gruppefremmoede.objects.create(
                moede=moede, medlemskab=medlem, kom="afbud" if nr == 5 else "kom"
            )
    make_moede(gruppe, start=start + 9 * DAY, aflyst_at=timezone.now(), aflyst_fordi="Sygdom")
    make_moede(gruppe)

    found = tables(projektleder)
    assert found["Møder med facilitator"] == {
        "Holdt": ["6"],
        "– fysisk": ["5"],
        "– på video": ["1"],
        "– både fysisk og på video": ["0"],
        "Emnet besluttet med familierne": ["3"],
        "Aflyst": ["1"],
    }
    assert found["Fremmøde"] == {
        "Kom": ["30", "83 %"],
        "Afbud": ["6", "17 %"],
        "Udeblev": ["0", "0 %"],
    }
    assert report(projektleder, "").noegletal[2].tekst == "5 af 6"


def test_attendance_of_a_few_families_is_not_shown(projektleder, kommune, konsulent, families):
    # Given one group of four: 12 times in three meetings would say that they are four
    gruppe = make_gruppe(kommune, facilitator=konsulent, familier=families(4), aktiv_fra=I_DAG)
    for nr in range(3):
        moede = make_moede(gruppe, start=timezone.now() - (9 - nr) * DAY)
        for medlem in gruppe.medlemskaber.all():
            Gruppefremmoede.objects.create(moede=moede, medlemskab=medlem, kom="kom")
    assert {*map(tuple, tables(projektleder)["Fremmøde"].values())} == {("*", "*")}


def test_mentors_are_told_with_their_reasons(projektleder, kommune, families):
    alle = families(24)
    for number in range(8):
        soegt = number < 3
        pair = make_mentorskab(
            alle[number],
            alle[8 + number],
            aarsag="ny" if number < 7 else "andet",
            initiativ="soegt" if soegt else "tilbudt",
        )
        make_mentoropfoelgning(pair, paa=I_DAG, gaar="godt", frist=I_DAG)
    for familie in alle[16:22]:
        make_mentorskab(familie)
        make_mentorprofil(familie)

    found = tables(projektleder)
    assert found["Mentorskaber"] == {
        "I gang": ["8"],
        "Familier, der venter på en mentor": ["6"],
        "Familier, der gerne vil være mentor": ["6"],
        "Begyndt i året": ["8"],
        "– ny plejefamilie": ["*"],
        "– andet": ["<5"],
        "– fordi konsulenten tilbød det": ["*"],
        "– fordi familien bad om det": ["<5"],
        "Sluttet i året": ["0"],
    }
    assert found["Opfølgning på mentorskaber"]["Det går godt"] == ["8"]
    assert found["Opfølgning på mentorskaber"]["Fulgt op til tiden"] == ["8"]


def test_answers_are_means_by_what_the_family_is_in(projektleder, kommune, konsulent):
    # Given seven from groups, five mentees, and three mentors who would be recognised
    answer(konsulent, kommune, 6, mindre_alene=5, kraevende=4)
    answer(konsulent, kommune, 1, mindre_alene=3)
    answer(konsulent, kommune, 5, om="mentee", mindre_alene=3)
    answer(konsulent, kommune, 3, om="mentor", mindre_alene=1)
    answer(konsulent, kommune, 9, om="mentor", mindre_alene=1, dato=I_DAG - 365 * DAY)

    # Then the mentors are hidden, and the mentees with them: else the rest would tell
    found = tables(projektleder)["Hvad siger familierne om netværk?"]
    assert found == {
        "En netværksgruppe": ["4,7 (7)", "4,0 (6)"],
        "Har en mentorfamilie": ["*", "–"],
        "Er mentorfamilie": ["*", "–"],
        "Alle svar": ["3,4 (15)", "4,0 (6)"],
    }


def test_the_line_makes_safe_also_those_who_never_rang(projektleder, kommune, konsulent):
    answer(konsulent, kommune, 5, om="ingen", tryghed=4, har_ringet=True)
    answer(konsulent, kommune, 8, om="ingen", tryghed=5, har_ringet=False)
    answer(konsulent, kommune, 6, om="gruppe", tryghed=3)
    assert tables(projektleder)["Gør akuttelefonen familierne trygge?"] == {
        "Har ringet": ["4,0 (5)"],
        "Har ikke ringet": ["5,0 (8)"],
        "Ikke oplyst": ["3,0 (6)"],
        "Alle svar": ["4,1 (19)"],
    }


def test_breakdowns_stand_by_network_and_only_when_they_are_many(
    projektleder, kommune, konsulent, families
):
    alle = families(12)
    make_gruppe(kommune, facilitator=konsulent, familier=alle[:6], aktiv_fra=I_DAG - 60 * DAY)
    Medlemskab.objects.update(fra=I_DAG - 60 * DAY)

    def broke(familie):
        barn = BarnFactory(kommune=kommune, plejefamilie=familie)
        barn.anbringelser.update(
            fra=I_DAG - 90 * DAY, til=I_DAG - DAY, slutaarsag="sammenbrud", slutnotat="Kort"
        )

    for familie in (*alle[:2], *alle[6:]):
        broke(familie)
    titel = "Anbringelser, der brød sammen i året"
    assert tables(projektleder)[titel] == {
        "Hos familier i netværk": ["<5"],
        "Hos familier uden netværk": ["*"],
        "I alt": ["8"],
    }
    for familie in alle[2:6]:
        broke(familie)
    assert tables(projektleder)[titel]["Hos familier i netværk"] == ["6"]


def test_nothing_of_another_municipality(projektleder, families):
    alle = families(6)
    fremmed = BrugerFactory(rolle=Rolle.PROJEKTLEDER)
    make_gruppe(alle[0].kommune, facilitator=projektleder, familier=alle, aktiv_fra=I_DAG)
    answer(projektleder, alle[0].kommune, 6, mindre_alene=5)
    found = tables(fremmed)
    assert found["Familier i netværk 23. november"]["Alle plejefamilier"] == ["0", "–"]
    assert found["Grupper"]["Med facilitator"] == ["0"]
    assert found["Hvad siger familierne om netværk?"] == {}


def test_it_tells_no_name_on_screen_paper_or_sheet(
    client, projektleder, kommune, konsulent, families
):
    # Given a group with a telling name, and families
    alle = families(6)
    gruppe = make_gruppe(
        kommune, facilitator=konsulent, familier=alle, aktiv_fra=I_DAG, navn="Mærkegruppen"
    )
    answer(konsulent, kommune, 6, mindre_alene=5, gruppe=gruppe)
    client.force_login(projektleder)
    page = text_of(client.get(url("rapport_show")))
    pdf = client.get(url("netvaerksrapport_pdf"))
    sheet = client.get(url("netvaerksrapport_excel"))

    # Then paper and sheet say what the page says
    paper = " ".join(words_of(pdf.content))
    book = load_workbook(io.BytesIO(sheet.content))
    cells = " ".join(
        str(cell) for ark in book for row in ark.iter_rows(values_only=True) for cell in row if cell
    )
    for words in (page, paper, cells):
        assert "Mindre alene" in words
        for hidden in ("Mærkegruppen", konsulent.navn, *(one.kort_navn for one in alle)):
            assert hidden not in words
    assert "5,0 (6)" in page
    assert "5,0 (6)" in paper
    means = book["Hvad siger familierne om netvær"]
    assert [cell.value for cell in means[2]][:3] == ["En netværksgruppe", 5, 6]
    assert pdf["Content-Disposition"] == 'attachment; filename="netvaerk-2026.pdf"'

    # And the log knows that numbers left the house
    lines = AuditEvent.objects.filter(event="netvaerksrapport.hentet", bruger_id=projektleder.pk)
    assert [line.data for line in lines.order_by("pk")] == [
        {"slags": "pdf", "aar": 2026},
        {"slags": "excel", "aar": 2026},
    ]


def test_who_sees_it(client, projektleder, teamleder, administrator, konsulent, raadgiver):
    for bruger, status in (
        (projektleder, 200),
        (teamleder, 200),
        (administrator, 200),
        (konsulent, 403),
        (raadgiver, 403),
    ):
        client.force_login(bruger)
        for name in ("rapport_show", "netvaerksrapport_pdf", "netvaerksrapport_excel"):
            assert client.get(url(name)).status_code == status, (bruger, name)


def test_words_follow_how_the_municipality_uses_groups(
    client, kommune, projektleder, administrator
):
    client.force_login(projektleder)
    assert "Mentorskaber" in text_of(client.get(url("rapport_show")))
    change = {"by": administrator, "kommune": kommune, "fra": I_DAG, "begrundelse": "Ny praksis"}
    regler.set_value(key="netvaerk.mentor", vaerdi="nej", **change)
    for value, words in (
        ("tilskyndes", "Kommunen opfordrer til netværksgrupper"),
        ("fra", "Kommunen bruger ikke netværksgrupper."),
    ):
        regler.set_value(key="netvaerk.grupper", vaerdi=value, **change)
        text = text_of(client.get(url("rapport_show")))
        assert words in text
        assert "Opfølgning på mentorskaber" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_asks_eight_questions_at_most(
    rows, client, kommune, projektleder, konsulent, families, django_assert_max_num_queries
):
    for _ in range(rows):
        make_gruppe(kommune, facilitator=konsulent, familier=families(2), aktiv_fra=I_DAG)
        answer(konsulent, kommune, 2, mindre_alene=5)
    client.force_login(projektleder)
    client.get(url("rapport_show"))
    with django_assert_max_num_queries(8):
        client.get(url("rapport_show"))


def test_no_small_number_of_families_stands_anywhere(projektleder, kommune, konsulent, families):
    # Given a small municipality where every number is one to four
    alle = families(14)
    gruppe = make_gruppe(kommune, facilitator=konsulent, familier=alle[:4], aktiv_fra=I_DAG)
    gone = {"fra": I_DAG - 9 * DAY, "til": I_DAG - DAY}
    make_medlem(gruppe, alle[4], by=konsulent, slutaarsag="tid", **gone)
    nej = {"svar": "nej", "svar_paa": I_DAG, "besvaret_at": timezone.now()}
    make_forslag(gruppe, alle[5], by=konsulent, **nej)
    moede = make_moede(gruppe, start=timezone.now() - 5 * DAY)
    for nr, medlem in enumerate(gruppe.medlemskaber.members()):
        kom = ("kom", "kom", "afbud", "udeblev")[nr]
        Gruppefremmoede.objects.create(moede=moede, medlemskab=medlem, kom=kom)
    for mentee, mentor, facts in (
        (alle[6], alle[7], {}),
        (alle[8], alle[9], {"slutaarsag": "aftalt", **gone}),
    ):
        pair = make_mentorskab(mentee, mentor, **facts)
        make_mentoropfoelgning(pair, paa=I_DAG, gaar="godt", frist=I_DAG - DAY)
    make_mentorskab(alle[10])
    make_mentorprofil(alle[7])
    answer(konsulent, kommune, 3, mindre_alene=1, tryghed=2, har_ringet=True)
    barn = BarnFactory(kommune=kommune, plejefamilie=alle[11])
    barn.anbringelser.update(til=I_DAG, slutaarsag="sammenbrud", slutnotat="Kort")

    # Then no table of families, answers or children shows one, on its own or as a share
    found = tables(projektleder)
    groups = {"Grupper", "Møder med facilitator"}
    cells = {
        cell
        for titel, rows in found.items()
        if titel not in groups
        for row in rows.values()
        for cell in row
    }
    assert cells == {"<5", "*", "–", "0", "6", "8", "14", "0 %", "43 %", "57 %", "100 %"}
