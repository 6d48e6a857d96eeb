"""A municipality brings its families along in a workbook."""

import datetime
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faelles.access import Rolle
from faelles.models import AuditEvent, Bruger
from plejefamilier import actions
from plejefamilier.actions.dataimport import work_off_imports
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Dataimport,
    Konsulenttildeling,
    Plejefamilie,
    Plejeforaelder,
)
from tests.plejefamilier.projektmapper import (
    KONSULENT,
    carry_out,
    error_list,
    familie,
    good,
    large,
    raadgiver,
    send,
    workbook,
)

Status = Dataimport.Status
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(at):
    at("2026-11-23 09:00")


def test_a_good_workbook_is_shown_first_and_then_written(kommune, team, administrator):
    row = send(kommune, administrator, good())
    assert row.status == Status.KLAR, row.fejl
    assert not Plejefamilie.objects.exists(), "a preview writes nothing"
    assert row.plan["antal"] == {
        "konsulenter": {"opret": 1, "aendr": 0, "uaendret": 0},
        "familier": {"opret": 2, "aendr": 0, "uaendret": 0},
        "plejeforaeldre": {"opret": 3, "aendr": 0, "uaendret": 0},
        "boern": {"opret": 2, "aendr": 0, "uaendret": 0},
        "anbringelser": {"opret": 3, "aendr": 0, "uaendret": 0},
    }
    row = carry_out(row, administrator)
    assert row.status == Status.INDLAEST, row.fejl
    assert row.indhold is None, "what was read is thrown away"

    konsulent = Bruger.objects.get(email=KONSULENT)
    assert konsulent.roller.get().rolle == Rolle.KONSULENT
    assert not konsulent.has_usable_password()
    holm, aakaer = Plejefamilie.objects.order_by("nummer")
    assert (holm.team, holm.konsulent, holm.godkendt_til_boern) == (team, konsulent, 2)
    assert (holm.telefon, holm.adresse_beskyttet) == ("12345678", False)
    assert aakaer.adresse_beskyttet
    assert holm.plejeforaeldre.count() == 2
    barn = Barn.objects.with_cpr("6705174123").get()
    assert barn.cpr == "6705174123"
    assert barn.foedselsdag == datetime.date(2017, 5, 7)
    assert [*Barn.objects.living_with(holm)] == [barn]
    flyttet = Anbringelse.objects.get(plejefamilie=holm, til__isnull=False)
    assert flyttet.slutaarsag == Anbringelse.Slutaarsag.FLYTNING
    assert [*Plejefamilie.objects.search("noah bo")] == [holm], "search finds them at once"
    assert [(g.fra, g.antal_boern) for g in holm.godkendelser.all()] == [(holm.godkendt_fra, 2)]


def test_a_changed_approval_is_kept_in_the_history(kommune, team, administrator):
    carry_out(send(kommune, administrator, good()), administrator)
    # the same day: what stood there was wrong
    wrong = workbook(Familier=[familie("1042", pladser=3)])
    carry_out(send(kommune, administrator, wrong), administrator)
    holm = Plejefamilie.objects.get(nummer="1042")
    only = holm.godkendelser.get()
    assert (only.antal_boern, only.rettet_fordi) == (3, "Indlæst fra Excel")
    # a later day: approved anew
    before = snapshot()
    anew = workbook(Familier=[familie("1042", type="Almen", pladser=1, fra="01-03-2026")])
    row = carry_out(send(kommune, administrator, anew), administrator)
    assert row.status == Status.INDLAEST
    holm.refresh_from_db()
    first, second = holm.godkendelser.order_by("fra")
    assert (first.til, first.antal_boern) == (datetime.date(2026, 2, 28), 3)
    assert (second.fra, second.antal_boern, second.familietype) == (
        datetime.date(2026, 3, 1),
        1,
        "almen",
    )
    assert (holm.godkendt_fra, holm.godkendt_til_boern) == (datetime.date(2019, 2, 1), 1)
    again = send(kommune, administrator, anew)
    assert again.plan["antal"]["familier"] == {"opret": 0, "aendr": 0, "uaendret": 1}
    actions.undo_import(by=administrator, dataimport=row)
    assert snapshot() == before
    assert holm.godkendelser.get().til is None


def test_the_same_file_twice_changes_nothing(kommune, team, administrator):
    carry_out(send(kommune, administrator, good()), administrator)
    before = snapshot()
    row = send(kommune, administrator, good())
    assert row.status == Status.KLAR
    assert not any(n["opret"] or n["aendr"] for n in row.plan["antal"].values())
    assert sum(n["uaendret"] for n in row.plan["antal"].values()) == 11
    carry_out(row, administrator)
    assert snapshot() == before


def snapshot():
    """Every row that an import may touch, as it is; sealed numbers differ by themselves."""
    models = (Bruger, Plejefamilie, Plejeforaelder, Barn, Anbringelse, Konsulenttildeling)
    return [
        [
            {k: v for k, v in row.items() if k not in ("cpr_sealed", "cpr_index", "version")}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    ]


def test_the_preview_tells_old_and_new_but_hides_what_she_need_not_see(
    kommune, team, administrator
):
    carry_out(send(kommune, administrator, good()), administrator)
    changed = familie(
        "1042",
        "Holm, Ida og Bo",
        pladser=3,
        adresse="Ny Vej 7, 9999 Vestersund",
        telefon="99887766",
    )
    row = send(kommune, administrator, workbook(Familier=[changed]))
    [[ark, nr, handling, titel, ord_]] = row.unseal(row.indhold)["vis"]
    assert (ark, nr, handling, titel) == ("familier", 2, "aendr", "1042 · Holm, Ida og Bo")
    assert ord_ == [
        ["Godkendt til antal børn", "2", "3"],
        ["Adresse", "", ""],
        ["Telefon", "", ""],
    ]
    carry_out(row, administrator)
    holm = Plejefamilie.objects.get(nummer="1042")
    assert (holm.godkendt_til_boern, holm.telefon) == (3, "99887766")
    assert holm.version == 2, "a konsulent who is writing on the family is told"


def test_a_new_konsulent_from_a_day_ends_the_one_before(kommune, team, administrator, konsulent):
    carry_out(send(kommune, administrator, good()), administrator)
    new = familie("1042", konsulent=konsulent.email, konsulent_fra="1/12-2026")
    row = carry_out(send(kommune, administrator, workbook(Familier=[new])), administrator)
    assert row.status == Status.INDLAEST
    first, second = Konsulenttildeling.objects.filter(plejefamilie__nummer="1042").order_by("fra")
    assert first.til == datetime.date(2026, 11, 30)
    assert (second.konsulent, second.fra) == (konsulent, datetime.date(2026, 12, 1))


def test_empty_cells_leave_what_is_there_and_no_row_is_removed(kommune, team, administrator):
    carry_out(send(kommune, administrator, good()), administrator)
    before = snapshot()
    blank = ["1043", None, None, None, None, None, None, None, None, None, None, None]
    row = send(kommune, administrator, workbook(Familier=[blank]))
    assert row.plan["antal"]["familier"] == {"opret": 0, "aendr": 0, "uaendret": 1}
    carry_out(row, administrator)
    assert snapshot() == before


def test_references_overlaps_and_homes_are_all_found_at_once(kommune, team, administrator):
    book = workbook(
        Familier=[
            familie("1", konsulent="ukendt@vestersund.example"),
            familie("2", "Bang, Per", pladser=1, konsulent=None, konsulent_fra=None),
        ],
        Plejeforældre=[["9", "Ane Ukendt"], ["2", "Per Bang"]],
        Børn=[["670517-4123", "Noah Prøvesen"], ["680315-4124", "Alma Prøvesen"]],
        Anbringelser=[
            ["670517-4123", "1", "Døgn", "Med samtykke", "01-01-2020"],
            ["670517-4123", "2", "Døgn", "Med samtykke", "01-06-2021"],
            ["670517-4123", "2", "Aflastning", "Med samtykke", "01-06-2020"],
            ["680315-4124", "2", "Døgn", "Med samtykke", "01-06-2022", "01-01-2022", "Andet"],
            ["680315-4124", "7", "Døgn", "Med samtykke", "01-06-2010"],
            ["690315-4125", "2", "Døgn", "Med samtykke", "01-06-2022", None, "Andet"],
        ],
    )
    row = send(kommune, administrator, book)
    assert error_list(row) == [
        ("Familier", 2, "K", "ukendt_konsulent"),
        ("Plejeforældre", 2, "A", "ukendt_familie"),
        ("Anbringelser", 3, "E", "overlap"),
        ("Anbringelser", 5, "F", "baglaens"),
        ("Anbringelser", 6, "B", "ukendt_familie"),
        ("Anbringelser", 6, "E", "foer_foedsel"),
        ("Anbringelser", 7, "A", "ukendt_barn"),
        ("Anbringelser", 7, "F", "mangler"),
    ]
    assert row.status == Status.FEJL
    assert row.indhold is None
    assert not Plejefamilie.objects.exists()


def test_more_children_than_approved_is_a_warning(kommune, team, administrator):
    book = workbook(
        Familier=[familie("1", pladser=1, konsulent=None, konsulent_fra=None)],
        Børn=[["670517-4123", "Noah Prøvesen"], ["680315-4124", "Alma Prøvesen"]],
        Anbringelser=[
            ["670517-4123", "1", "Døgn", "Med samtykke", "01-01-2020"],
            ["680315-4124", "1", "Døgn", "Med samtykke", "01-06-2021"],
        ],
    )
    row = send(kommune, administrator, book)
    assert row.status == Status.KLAR
    koder = [(w["ark"], w["raekke"], w["kode"]) for w in row.plan["advarsler"]]
    assert koder == [
        ("Familier", 2, "ingen_voksne"),
        ("Anbringelser", 2, "fuld"),
        ("Anbringelser", 3, "fuld"),
    ]


def test_what_is_in_samspil_already_counts_for_overlaps(kommune, familie, barn, administrator):
    familie.nummer = "77"
    familie.save()
    book = workbook(
        Familier=[
            good_family := [
                "88",
                "Ny, Ane",
                "Almen",
                "01-01-2019",
                1,
                "Nord",
                "Vej 1",
                "nej",
                "12345678",
                None,
                None,
                None,
            ]
        ],
        Anbringelser=[[barn.cpr, "88", "Døgn", "Med samtykke", "01-06-2025"]],
    )
    assert good_family
    row = send(kommune, administrator, book)
    assert error_list(row) == [("Anbringelser", 2, "E", "overlap")]
    assert "en anbringelse i Samspil" in row.fejl[0]["tekst"]
    book = workbook(
        Familier=[good_family],
        Anbringelser=[
            [barn.cpr, "77", "Døgn", "Med samtykke", "01-01-2020", "31-05-2025", "Flyttet"],
            [barn.cpr, "88", "Døgn", "Med samtykke", "01-06-2025"],
        ],
    )
    row = send(kommune, administrator, book)
    assert row.status == Status.KLAR, "the file ends the first home itself"
    carry_out(row, administrator)
    assert barn.anbringelser.get(til=None).plejefamilie.nummer == "88"


def test_a_raadgiver_is_found_by_her_mail_and_role(kommune, team, administrator):
    jonas = raadgiver(kommune)
    row = send(
        kommune,
        administrator,
        good(
            Børn=[
                ["670517-4123", "Noah Prøvesen", jonas.email],
                ["680315-4124", "Alma Prøvesen", administrator.email],
            ]
        ),
    )
    assert error_list(row) == [("Børn", 3, "C", "ukendt_raadgiver")]


def test_no_child_of_another_municipality_is_taken_over(kommune, team, administrator, barn):
    barn.kommune = other = type(kommune).objects.create(navn="Anden Kommune", slags="kommune")
    barn.save()
    row = send(kommune, administrator, good(Børn=[[barn.cpr, "Noah Prøvesen"]], Anbringelser=[]))
    assert error_list(row) == [("Børn", 2, "A", "fremmed")]
    assert Barn.objects.get(pk=barn.pk).kommune == other


def test_somebody_changed_something_since_the_preview(kommune, team, administrator):
    row = send(kommune, administrator, good())
    Plejefamilie.objects.create(
        kommune=kommune,
        team=team,
        nummer="1042",
        navn="Holm, Ida",
        familietype="almen",
        godkendt_fra=datetime.date(2020, 1, 1),
        godkendt_af="Nord",
        adresse="Vej 1",
        telefon="11223344",
    )
    row = carry_out(row, administrator)
    assert row.status == Status.KLAR
    assert row.plan["siden"]
    assert row.plan["antal"]["familier"] == {"opret": 1, "aendr": 1, "uaendret": 0}
    assert Plejefamilie.objects.count() == 1, "nothing was written"
    assert carry_out(row, administrator).status == Status.INDLAEST


def test_the_log_tells_who_imported_what_counts_and_nothing_else(kommune, team, administrator):
    carry_out(send(kommune, administrator, good()), administrator)
    line = AuditEvent.objects.get(event="dataimport.indlaest")
    assert line.bruger_id == administrator.pk
    assert line.data["antal"]["familier"]["opret"] == 2
    holm = Plejefamilie.objects.get(nummer="1042")
    events = AuditEvent.objects.filter(familie_id=holm.pk).values_list("event", flat=True)
    assert sorted(events) == [
        "anbringelse.indlaest",
        "anbringelse.indlaest",
        "konsulent.indlaest",
        "plejefamilie.indlaest",
        "plejeforaelder.indlaest",
        "plejeforaelder.indlaest",
    ]
    assert not any("Holm" in str(row.data) for row in AuditEvent.objects.all())
    assert AuditEvent.objects.filter(event="barn.indlaest").count() == 2


def test_a_worker_that_fails_is_put_off_and_gives_up_after_an_hour(
    kommune, team, administrator, at, monkeypatch
):
    row = actions.receive_import(
        by=administrator, kommune=kommune, filnavn="a.xlsx", indhold=good()
    )

    def broken(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr("plejefamilier.actions.dataimport.read", broken)
    assert work_off_imports() == 0
    assert work_off_imports() == 0
    row.refresh_from_db()
    assert row.status == Status.LAESES
    at("2026-11-23 10:05")
    work_off_imports()
    row.refresh_from_db()
    assert row.status == Status.FEJL
    assert "intet er ændret" in row.fejl[0]["tekst"]


def test_what_nobody_needs_is_thrown_away(kommune, team, administrator, at):
    waiting = send(kommune, administrator, good())
    at("2026-12-01 09:00")
    assert actions.forget_imports(by=None) == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.indhold) == (Status.OPGIVET, None)
    written = carry_out(send(kommune, administrator, good()), administrator)
    assert written.spor
    at("2027-01-01 09:00")
    assert actions.forget_imports(by=None) == 1
    assert actions.forget_imports(by=None) == 0
    written.refresh_from_db()
    assert written.spor is None


ROWS, A_MINUTE, WHOLE = 1_000, 60, 5_000  # rows of the test; seconds that so many may take


def test_a_thousand_rows_take_their_share_of_the_minute(kommune, team, administrator):
    """5,000 rows within a minute: here a fifth of both, in processor time of our own code.

    The statements say more than the clock: many rows at once, never one by one.
    """
    book = large(ROWS)
    begun = time.process_time()
    with CaptureQueriesContext(connection) as statements:
        row = carry_out(send(kommune, administrator, book), administrator)
    spent = time.process_time() - begun
    assert row.status == Status.INDLAEST, row.fejl
    assert row.raekker == ROWS
    assert Barn.objects.count() == Plejefamilie.objects.count() == ROWS // 4 - 3
    assert spent < A_MINUTE * ROWS / WHOLE, f"{spent:.1f} s"
    assert len(statements) < ROWS / 2, len(statements)  # nine accounts take some twenty each
