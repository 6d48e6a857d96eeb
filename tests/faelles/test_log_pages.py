"""The revisor's log."""

import pytest
from django.utils import timezone

from faelles import audit, haendelser
from faelles.models import AuditEvent
from plejefamilier.models import Barn
from tests.factories import BrugerFactory, KommuneFactory
from tests.faelles.events import events_of_the_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_revisor(client, revisor):
    client.force_login(revisor)
    return client


def rows(client, query=""):
    """What the lines of the page show, each as one text."""
    answer = client.get(f"/log/{query}")
    assert answer.status_code == 200
    return [row["haendelse"] for row in answer.context["rows"]]


def test_a_line_tells_when_who_what_and_why(at, client, revisor, konsulent, familie):
    at("2026-11-21 09:05:07")
    client.force_login(revisor)
    audit.reading(familie, by=konsulent, formaal="forberede besøg", familie_id=familie.pk)
    page = client.get("/log/").content.decode()
    assert "21-11-2026 09.05.07" in page
    assert "Lars Holt" in page
    assert "Familieplejekonsulent" in page
    assert "Åbnede plejefamilie" in page
    assert f"plejefamilie nr. {familie.pk}" in page
    assert "forberede besøg" in page
    assert familie.navn not in page  # the log names nobody it is about


def test_what_the_system_does_is_told_as_such(as_revisor, familie):
    audit.record("plejefamilie.aendret", familie, by=None, familie_id=familie.pk)
    assert "Systemet" in as_revisor.get("/log/").content.decode()


def test_a_list_tells_how_many_rows_it_showed(as_revisor, konsulent):
    audit.list_reading(Barn, ["a", "b", "c"], by=konsulent, formaal="søgning")
    page = as_revisor.get("/log/").content.decode()
    assert "Så liste over børn" in page
    assert "3 rækker vist" in page


def test_reading_the_log_stands_in_the_log(as_revisor, revisor, familie):
    as_revisor.get(f"/log/?familie={familie.pk}&bruger=&haendelse=barn.laest")
    line = AuditEvent.objects.get(event="log.laest")
    assert (line.bruger_id, line.formaal) == (revisor.pk, "kontrol af loggen")
    assert line.data == {"filtre": {"familie": str(familie.pk), "haendelse": "barn.laest"}}
    assert rows(as_revisor) == ["Læste loggen"]


def test_another_municipalitys_lines_are_not_there(as_revisor):
    stranger = BrugerFactory(rolle="akutvagt", kommune=KommuneFactory(), navn="Fremmed")
    audit.record("login", None, by=stranger)
    page = as_revisor.get(f"/log/?bruger={stranger.pk}").content.decode()
    assert "Ingen hændelser passer" in page
    assert "Fremmed" not in page


@pytest.fixture
def three_lines(at, client, revisor, konsulent, kollega, familie):
    at("2026-11-20 23:59:59")
    audit.record("login", None, by=konsulent)
    at("2026-11-21 00:00:00")
    audit.reading(familie, by=kollega, formaal="sag", familie_id=familie.pk)
    at("2026-11-22 00:00:00")
    audit.record("logout", None, by=konsulent)
    at("2026-11-23 08:00")
    client.force_login(revisor)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Loggede af", "Åbnede plejefamilie", "Loggede på"]),
        ("?haendelse=login", ["Loggede på"]),
        ("?bruger={konsulent}", ["Loggede af", "Loggede på"]),
        ("?familie={familie}", ["Åbnede plejefamilie"]),
        ("?fra=21-11-2026", ["Loggede af", "Åbnede plejefamilie"]),
        ("?til=20.11.26", ["Loggede på"]),
        ("?fra=21-11-2026&til=21-11-2026", ["Åbnede plejefamilie"]),
        ("?bruger={konsulent}&til=21-11-2026", ["Loggede på"]),
        ("?familie=999999", []),
    ],
)
def test_filters_stand_in_the_address(as_revisor, three_lines, konsulent, familie, query, expected):
    assert rows(as_revisor, query.format(konsulent=konsulent.pk, familie=familie.pk)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "familie=x",
        "familie=-1",
        "familie=99999999999999999999",
        "bruger=%00",
        "bruger=' OR 1=1 --",
        "haendelse=" + "x" * 70_000,
        "haendelse=findes.ikke",
        "fra=31-12-9999",
        "fra=01-01-0001",
        "til=99",
        "fra=%00&til=%ff",
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_shows_nothing(as_revisor, three_lines, query):
    answer = as_revisor.get(f"/log/?{query}")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert answer.context["rows"] == []
    assert "Ret filtrene" in answer.content.decode()


@pytest.mark.parametrize("cursor", ["efter=x", "efter=-1", "foer=99999999999999999999", "efter=0"])
def test_a_cursor_that_cannot_be_read_gives_the_first_page(as_revisor, three_lines, cursor):
    assert rows(as_revisor, f"?{cursor}")[:1] == ["Loggede af"]


def test_pages_hold_every_line_once_both_ways(as_revisor, konsulent, kommune):
    made = [audit.record("login", None, by=konsulent).pk for _ in range(60)]
    seen, url = [], "?haendelse=login"
    while url:
        page = as_revisor.get(f"/log/{url}").context["page"]
        seen += [event.pk for event in page.rows]
        last, url = page, page.naeste_url
    assert seen == made[::-1]

    back = as_revisor.get(f"/log/{last.forrige_url}").context["page"]
    assert [event.pk for event in back.rows] == seen[25:50]
    first = as_revisor.get(f"/log/{back.forrige_url}").context["page"]
    assert [event.pk for event in first.rows] == seen[:25]
    assert first.forrige_url == ""
    assert "haendelse=login" in back.naeste_url


@pytest.mark.parametrize("who", ["administrator", "teamleder", "konsulent", "akutvagt"])
def test_nobody_else_reads_it(request, client, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/log/").status_code == 403
    assert not AuditEvent.objects.filter(event="log.laest").exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_asks_the_same_number_of_queries(
    number, as_revisor, konsulent, kollega, teamleder, django_assert_num_queries
):
    for bruger in (konsulent, kollega, teamleder)[:number]:
        audit.record("login", None, by=bruger)
    as_revisor.get("/log/?haendelse=login")
    with django_assert_num_queries(8):  # session, user, roles, lines, log, names, people, unread
        as_revisor.get("/log/?haendelse=login")


def test_every_event_of_the_house_has_words():
    assert events_of_the_house() - set(haendelser.HAENDELSER) == set()


def test_kinds_of_rows_have_words_and_an_old_kind_does_not_break_the_page(as_revisor, konsulent):
    assert haendelser.slags_in_words("plejefamilier.plejefamilie") == "plejefamilie"
    for slags in ("udgaaet.model", "intet", "plejefamilier.findesikke"):
        AuditEvent.objects.create(
            at=timezone.now(),
            event="gammel.haendelse",
            slags=slags,
            objekt="1",
            rolle="udgået",
            kommune_id=konsulent.kommune.pk,
        )
    assert rows(as_revisor) == ["gammel.haendelse"] * 3
