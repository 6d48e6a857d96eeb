"""The report of the demo municipality against a count of its own.

Plain rows are read with SQL and counted by the slow reading of the rules, which shares nothing
with the program: summer time, holidays, closing days, due dates and opening hours are its own.
Every number on the page, in the PDF and in the workbook is compared.
"""

import datetime
import functools
import io
import uuid

import openpyxl
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from akuttelefon import actions as akut
from akuttelefon.models import Henvendelse, Opkald
from faelles import pdf as paper
from faelles.models import Bruger, Organisation
from plejefamilier.models import Plejefamilie
from tests.akuttelefon import slow_rules
from tests.akuttelefon.tabeller import tables
from tests.demo.conftest import MONDAY
from tests.factories import log_opkald

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 8, 30)
TODAY = NOW.date()
DAY = slow_rules.DAY
WEEKDAYS = ["Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag"]
MONTHS = "Januar Februar Marts April Maj Juni Juli August September Oktober November December"
OUTCOMES = {
    "roligt": "Roligt nu",
    "ringer_igen": "Ringer igen i nat",
    "kraever_konsulent": "Kræver konsulent",
    "doegnvagt": "Sendt videre til døgnvagt",
    "politi": "Politi eller 112",
}
ALVOR = {"kan_vente": "Kan vente", "alvorligt": "Alvorligt", "fare": "Nogen er i fare"}


# --- the municipality, told once, with what the story does not hold


@pytest.fixture(scope="module")
def more(told):
    """What the story does not hold, on top of it; undone when the file is finished."""
    with transaction.atomic():
        with time_machine.travel(MONDAY, tick=False):
            _tell_more()
        yield
        transaction.set_rollback(True)


def _tell_more():
    """Calls of the doubled hour, late ones, underretninger, withdrawn calls, contacts beside."""
    vagt = person("akutvagt")
    familie = Plejefamilie.objects.active().order_by("pk").first()
    konsulent = person("konsulent")
    twice = datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)
    for hours in (0, 1, 5, 40):
        start = twice + hours * slow_rules.HOUR
        log_opkald(by=vagt, plejefamilie=familie, start=start, slut=start + slow_rules.HOUR)
    for hours in (2, 20, 30, 60):
        start = MONDAY - hours * slow_rules.HOUR
        log_opkald(by=vagt, plejefamilie=familie, start=start, underretningssvar="ja")
    wrong = Opkald.objects.filter(kommune=familie.kommune).order_by("-start")
    for opkald in wrong[20:27]:
        akut.withdraw_opkald(by=vagt, opkald=opkald, begrundelse="Skrevet to gange")
    akut.restore_opkald(by=vagt, opkald=wrong[22])
    for number in range(60):
        start = MONDAY - number * 13 * DAY - (number % 24) * slow_rules.HOUR
        Henvendelse.objects.create(
            plejefamilie=familie,
            modtaget_af=konsulent,
            slags="privat" if number % 3 else "dagtid",
            start=start,
            tekst="Ringede",
            idempotency_key=uuid.UUID(int=number),
        )


@pytest.fixture
def town(more):
    """The municipality's closing days as plain facts, with the clock at the end of the story."""
    with time_machine.travel(MONDAY, tick=False):
        kommune = Organisation.objects.get(slags="kommune")
        yield slow_rules.Town(
            friday_after_ascension=True,
            periods=tuple(kommune.lukkedage.values_list("fra", "til")),
        )


def person(login):
    return Bruger.objects.get(email=f"{login}@vestersund.example")


# --- a count of its own; it is done once, for nothing is written after the story is told


def rows_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]


def _plain(value):
    """Moments as naive UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value


@functools.cache
def calls():
    return rows_of(
        """
        SELECT o.id, o.start, o.slut, o.registered_at, o.udfald, o.alvor, g.navn AS udbyder,
               f.completed_at, u.begyndt_at, u.afsluttet_at,
               (SELECT count(*) FROM akuttelefon_tilbagetraekning t
                WHERE t.opkald_id = o.id AND t.fortrudt_at IS NULL) AS trukket
        FROM akuttelefon_opkald o
        JOIN faelles_organisation g ON g.id = o.udbyder_id
        JOIN akuttelefon_opfoelgning f ON f.opkald_id = o.id
        LEFT JOIN akuttelefon_underretning u ON u.opkald_id = o.id
        """
    )


@functools.cache
def contacts():
    return rows_of("SELECT slags, start FROM akuttelefon_henvendelse")


def kind(day, town):
    if day in slow_rules.holidays_of(day.year):
        return "Helligdage"
    plain = slow_rules.Town(yearly=frozenset())
    closed = any(first <= day <= last for first, last in town.periods)
    closed |= (day.month, day.day) in town.yearly
    closed |= day == slow_rules.easter_sunday(day.year) + 40 * DAY
    if closed:
        return "Andre lukkedage"
    return "Hverdage" if slow_rules.is_hverdag(day, plain) else "Weekender"


def days_between(first, last):
    while first <= last:
        yield first
        first += DAY


def local_day(moment):
    return slow_rules.local(moment).date()


@functools.cache
def main_numbers(first, last, town):
    """{row: (number, out of)} for the calls of these days."""
    mine = [c for c in calls() if not c["trukket"] and first <= local_day(c["start"]) <= last]
    outside = in_time = late = over = waiting = slow = 0
    judged = judged_in_time = not_judged = asked = 0
    for call in mine:
        outside += not slow_rules.is_open(call["start"], town)
        due = slow_rules.due_date(call["start"], town)
        if call["completed_at"] is None:
            over += due < TODAY
            waiting += due >= TODAY
        elif local_day(call["completed_at"]) <= due:
            in_time += 1
        else:
            late += 1
        spoken = call["slut"] or call["start"]
        slow += call["registered_at"] - spoken >= 24 * slow_rules.HOUR + slow_rules.MINUTE
        if call["begyndt_at"]:
            asked += 1
            end = call["begyndt_at"] + 24 * slow_rules.HOUR
            if call["afsluttet_at"] is None and end >= NOW:
                not_judged += 1
            else:
                judged += 1
                judged_in_time += bool(call["afsluttet_at"]) and call["afsluttet_at"] <= end
    done = in_time + late + over
    return {
        "Opkald": (len(mine), None),
        "Uden for åbningstiden": (outside, len(mine)),
        "Fulgt op til tiden": (in_time, done),
        "Fulgt op efter fristen": (late, None),
        "Ikke fulgt op, over fristen": (over, None),
        "Ikke fulgt op, fristen er ikke nået": (waiting, None),
        "Andel fulgt op til tiden": (100 * in_time / done if done else None, None),
        "Skrevet mere end 24 timer efter samtalen": (slow, len(mine)),
        "Underretninger": (asked, None),
        "Underretninger vurderet inden fristen": (judged_in_time, judged),
        "Underretninger, der venter på en vurdering": (not_judged, None),
    }


@functools.cache
def breakdowns(first, last, before, town):
    """{title: {row: numbers}} of every table below the main numbers."""
    mine = [c for c in calls() if not c["trukket"] and first <= local_day(c["start"]) <= last]
    wall = [slow_rules.local(call["start"]) for call in mine]
    come = [*days_between(first, min(last, TODAY))]
    found = {}
    months = sorted({(day.year, day.month) for day in days_between(first, last)})
    names = {month: f"{MONTHS.split()[month[1] - 1]} {month[0]}" for month in months}
    per_month = {m: sum((w.year, w.month) == m for w in wall) for m in months}
    if len(months) > 1:
        found["Måneder"] = {names[m]: [per_month[m]] for m in months}
    found["Ugedage"] = {
        name: [sum(w.isoweekday() == number for w in wall)]
        for number, name in enumerate(WEEKDAYS, start=1)
    }
    found["Tid på døgnet"] = {
        f"{hour:02d}–{hour + 1:02d}": [sum(w.hour == hour for w in wall)] for hour in range(24)
    }
    kinds = [kind(w.date(), town) for w in wall]
    days = [kind(day, town) for day in come]
    found["Åbent eller lukket"] = {
        name: per_day(kinds.count(name), days.count(name))
        for name in ("Hverdage", "Weekender", "Helligdage", "Andre lukkedage")
    }
    found["Åbent eller lukket"]["Alle dage, hvor kommunen har lukket"] = per_day(
        len(kinds) - kinds.count("Hverdage"), len(days) - days.count("Hverdage")
    )
    for title, key, words in (
        (
            "Hvem tog telefonen",
            "udbyder",
            {name: name for name in sorted({c["udbyder"] for c in mine})},
        ),
        ("Sådan sluttede samtalen", "udfald", OUTCOMES),
        ("Hvor alvorligt det var", "alvor", ALVOR),
    ):
        counts = {words[value]: sum(c[key] == value for c in mine) for value in words}
        found[title] = {name: [n, 100 * n / len(mine)] for name, n in counts.items()}
    closings = long_closings(first, come, town)
    if closings:
        found["Lange lukninger"] = {
            number: per_day(sum(w.date() in inside for w in wall), len(inside))
            for number, inside in enumerate(closings)
        }
        found["Lange lukninger"]["Til sammenligning: hverdage"] = per_day(
            kinds.count("Hverdage"), days.count("Hverdage")
        )
    beside = [(c["slags"], local_day(c["start"])) for c in contacts()]

    def number(slags, since, until):
        return sum(kind_ == slags and since <= day <= until for kind_, day in beside)

    table = found["Ved siden af telefonen"] = {}
    for year, month in months:
        since = max(datetime.date(year, month, 1), first)
        until = min((since.replace(day=28) + 4 * DAY).replace(day=1) - DAY, last)
        table[names[year, month]] = [
            per_month[year, month],
            number("dagtid", since, until),
            number("privat", since, until),
        ]
    if len(months) > 1:
        table["I alt"] = [len(mine), number("dagtid", first, last), number("privat", first, last)]
    earlier = main_numbers(*before, town)["Opkald"][0]
    table["Før"] = [earlier, number("dagtid", *before), number("privat", *before)]
    return found


def per_day(number, days):
    return [number, days, number / days if days else None]


def long_closings(first, come, town):
    """The days inside the period of every closing of at least four days, in order."""
    if not come:
        return []
    spells, spell = [], []
    for day in days_between(first - 60 * DAY, come[-1] + 60 * DAY):
        if not slow_rules.is_hverdag(day, town):
            spell.append(day)
            continue
        if len(spell) >= 4:
            spells.append(spell)
        spell = []
    inside = [{*spell} & {*come} for spell in spells]
    return [days for days in inside if days]


# --- comparing


class Judge:
    """Compares what is shown with what was counted, and counts how much was hidden."""

    def __init__(self, *, may_hide):
        self.may_hide, self.shown, self.hidden = may_hide, 0, 0

    def cell(self, where, text, number, *, counts):
        """One cell; `counts`: it counts calls, so a small number may not be seen."""
        text = str(text).strip()
        if text in ("*", "<5"):
            assert self.may_hide, (where, text)
            assert text == "*" or 1 <= number <= 4, (where, text, number)
            self.hidden += 1
            return
        self.shown += 1
        if number is None:
            assert text == "–", (where, text)
            return
        value = text.removesuffix(" %")
        if "," in value:
            value = value.replace(".", "").replace(",", ".")
        decimals = len(value.partition(".")[2])
        rounding = 0 if number == int(number) else 0.5000001 / 10**decimals
        assert abs(float(value) - number) <= rounding, (where, text, number)
        if self.may_hide and counts:
            assert number == 0 or number >= 5, (where, text)

    def main(self, where, rows, now, before):
        assert [row[0].removesuffix(", procent") for row in rows] == [*now]
        for name, *texts in rows:
            name = name.removesuffix(", procent")
            expected = [*now[name], *before[name]]
            for column, (text, number) in enumerate(zip(texts, expected, strict=True)):
                if text is not None or number is not None:
                    self.cell((*where, name, column), text, number, counts="Andel" not in name)

    def table(self, where, rows, expected):
        assert len(rows) == len(expected), (where, rows)
        for (name, *texts), (wanted, numbers) in zip(rows, expected.items(), strict=True):
            if isinstance(wanted, str):
                assert name == wanted or (wanted == "Før" and name.startswith("Før: "))
            for column, (text, number) in enumerate(zip(texts, numbers, strict=True)):
                self.cell((*where, name, column), text, number, counts=column == 0)


PERIODS = {
    "year": ({"aar": "2025"}, ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
    "running": ({}, ("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-11-23")),
    "quarter": (
        {"aar": "2026", "udsnit": "k3"},
        ("2026-07-01", "2026-09-30"),
        ("2026-04-01", "2026-06-30"),
    ),
    "month": ({"maaned": "2025-12"}, ("2025-12-01", "2025-12-31"), ("2025-11-01", "2025-11-30")),
    "now": ({"maaned": "2026-11"}, ("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-23")),
    "days": (
        {"fra": "20-12-2025", "til": "06-01-2026"},
        ("2025-12-20", "2026-01-06"),
        ("2025-12-02", "2025-12-19"),
    ),
}
CAPTIONS = {
    "Måneder": "efter måned",
    "Ugedage": "efter ugedag",
    "Tid på døgnet": "efter klokkeslæt",
    "Åbent eller lukket": "på åbne og lukkede dage",
    "Hvem tog telefonen": "efter udbyder",
    "Sådan sluttede samtalen": "efter udfald",
    "Hvor alvorligt det var": "efter alvor",
    "Lange lukninger": "under lange lukninger",
    "Ved siden af telefonen": "måned for måned",
}


def period(name):
    query, days, before = PERIODS[name]
    as_days = [tuple(map(datetime.date.fromisoformat, pair)) for pair in (days, before)]
    return query, *as_days


def get(login, name, query):
    client = Client()
    client.force_login(person(login))
    answer = client.get(reverse(f"akuttelefon:{name}"), query)
    assert answer.status_code == 200
    return answer


def split_main(rows):
    """The cells »2 af 7« as two, and an empty one where there is no second number."""
    for name, *texts in rows:
        found = [name]
        for text in texts:
            found += [*text.split(" af "), None][:2]
        yield found


def judge_html(judge, html, days, before, town, *, across):
    """Compare every table of a page, or of the document the PDF is made from."""
    found = tables(html)
    (caption,) = [name for name in found if name.startswith("Hovedtal for")]
    main = [*split_main(found.pop(caption)[1:])]
    judge.main(("main",), main, main_numbers(*days, town), main_numbers(*before, town))
    expected = breakdowns(*days, before, town)
    for title, table in expected.items():
        captions = [name for name in found if name.endswith(CAPTIONS[title])]
        if not captions:
            assert judge.may_hide
            assert title in ("Ugedage", "Åbent eller lukket") or "Vises ikke" in html, title
            judge.hidden += len(table)
            continue
        rows = found.pop(captions[0])
        if across and title in ("Måneder", "Ugedage", "Tid på døgnet"):
            texts = [text for line in rows[1::2] for text in line]
            rows = [[name, text] for name, text in zip(table, texts, strict=True)]
        else:
            rows = rows[1:]
        judge.table((title,), rows, table)
    assert not found, "the page has tables that nobody compared"


@pytest.mark.parametrize("name", PERIODS)
def test_every_number_on_the_leaders_page(town, name):
    query, days, before = period(name)
    judge = Judge(may_hide=False)
    html = get("teamleder", "rapport", query).content.decode()
    judge_html(judge, html, days, before, town, across=False)
    assert judge.shown > 60
    assert judge.hidden == 0


@pytest.mark.parametrize("name", [name for name in PERIODS if name != "days"])
def test_every_number_on_the_page_that_can_be_shared(town, name):
    query, days, before = period(name)
    judge = Judge(may_hide=True)
    html = get("projektleder", "rapport", query).content.decode()
    judge_html(judge, html, days, before, town, across=False)
    assert judge.shown > 40
    assert judge.hidden > 0


@pytest.mark.parametrize("name", [name for name in PERIODS if name != "days"])
def test_every_number_in_the_pdf(town, name, monkeypatch):
    query, days, before = period(name)
    documents = []

    class Html(paper.HTML):
        def __init__(self, string, **kwargs):
            documents.append(string)
            super().__init__(string=string, **kwargs)

    monkeypatch.setattr(paper, "HTML", Html)
    assert get("teamleder", "rapport_pdf", query).content.startswith(b"%PDF")
    judge = Judge(may_hide=True)
    judge_html(judge, documents[0], days, before, town, across=True)
    assert judge.shown > 40
    assert judge.hidden > 0


@pytest.mark.parametrize("name", [name for name in PERIODS if name != "days"])
def test_every_number_in_the_workbook(town, name):
    query, days, before = period(name)
    answer = get("teamleder", "rapport_excel", query)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    found = {sheet.title: [*sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}
    del found["Om tallene"]
    judge = Judge(may_hide=True)
    rows = [row for row in found.pop("Hovedtal") if row[0] != "Opkald pr. 100 plejefamilier"]
    judge.main(("main",), rows, main_numbers(*days, town), main_numbers(*before, town))
    for title, table in breakdowns(*days, before, town).items():
        rows = [row for row in found.pop(title) if not str(row[0]).startswith("Vises ikke")]
        judge.table((title,), rows, table)
    assert not found
    assert judge.shown > 40
    assert judge.hidden > 0


def test_the_municipality_has_what_is_hard_to_count(town):
    everything = calls()
    assert sum(call["trukket"] for call in everything) >= 6
    doubled = [
        c for c in everything if str(c["start"]).startswith(("2026-10-25 00", "2026-10-25 01"))
    ]
    assert len(doubled) >= 2
    assert len({slow_rules.local(c["start"]).hour for c in doubled}) == 1
    assert any(c["begyndt_at"] for c in everything)
    assert any(kind(local_day(c["start"]), town) == "Andre lukkedage" for c in everything)
