"""The list of families: who stands in it, how it is searched, filtered and paged."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier.actions.familie import refresh_soegetekst
from plejefamilier.models import Anbringelse, Konsulenttildeling, Plejefamilie
from plejefamilier.queries import liste
from plejefamilier.tasks import refresh_search
from tests.factories import (
    LONG_AGO,
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    PlejefamilieFactory,
    TeamFactory,
    replacement_cpr,
)
from tests.plejefamilier.sider import names, search, text_of, url

pytestmark = pytest.mark.django_db

DANISH = [
    "abe",
    "Anna",
    "Baastrup",
    "de la Cour",
    "Zoo",
    "Ærø",
    "Ø",
    "ø",
    "Øst",
    "Øster",
    "Åby",
    "Aalborg",
]


@pytest.fixture
def logged_in(client, konsulent):
    client.force_login(konsulent)
    return client


def test_a_row_tells_children_type_konsulent_and_places(logged_in, kommune, familie, barn):
    # Given a family with a child of nine and an aunt's child in respite
    BarnFactory(kommune=kommune, navn="Ida Prøvesen", plejefamilie=familie)
    Anbringelse.objects.filter(barn__navn="Ida Prøvesen").update(slags="aflastning")

    # When the konsulent opens the list
    response = logged_in.get(url("plejefamilie_list"))

    # Then the row says it in words, and respite takes no place
    (row,) = response.context["side"].raekker
    years = barn.alder
    assert row.boern == f"Noah, {years} · Ida, {years} (aflastning)"
    assert (row.navn, row.familietype, row.konsulent, row.ledige, row.status) == (
        "Bruun, Grete og Poul",
        "Forstærket",
        "Lars Holt",
        "2",
        "Aktiv",
    )
    assert response.context["resultat"] == "1 aktiv plejefamilie"


def test_a_family_without_konsulent_is_marked_for_the_leader(client, team, teamleder):
    PlejefamilieFactory(team=team, navn="Fuglsang, Gitte")
    client.force_login(teamleder)
    assert "Ingen konsulent" in text_of(client.get(url("plejefamilie_list")))


def test_a_konsulent_who_lost_the_role_does_not_count(client, team, teamleder, familie, konsulent):
    # Given that the fixed konsulent's role ended yesterday
    konsulent.roller.update(til=datetime.date.today() - datetime.timedelta(days=1))
    client.force_login(teamleder)

    # Then the list says that nobody is konsulent, and the leader's page asks for one
    (row,) = client.get(url("plejefamilie_list")).context["side"].raekker
    assert row.konsulent == ""
    assert [row["pk"] for row in client.get(url("uden_konsulent")).context["uden"]] == [familie.pk]


def test_absence_stands_beside_the_konsulent(at, client, team, teamleder, familie, konsulent):
    at("2026-12-28 09:00")
    FravaerFactory(bruger=konsulent, fra="2026-12-28", til="2027-01-05")
    client.force_login(teamleder)
    (row,) = client.get(url("plejefamilie_list")).context["side"].raekker
    assert row.vaek == "væk til og med 5. jan. 2027"


# --- order and pages ----------------------------------------------------------------------------


def _families(team, konsulent, all_names):
    for navn in all_names:
        PlejefamilieFactory(team=team, konsulent=konsulent, navn=navn)


def test_the_danish_alphabet(logged_in, team, konsulent):
    _families(team, konsulent, reversed(DANISH))
    assert names(logged_in.get(url("plejefamilie_list"))) == sorted(
        DANISH, key=lambda navn: (DANISH.index(navn) - (navn == "ø"), navn == "Ø")
    )


def test_the_danish_alphabet_backwards(logged_in, team, konsulent):
    _families(team, konsulent, ["abe", "Zoo", "Øst", "Aalborg"])
    response = logged_in.get(url("plejefamilie_list"), {"sort": "faldende"})
    assert names(response) == ["Aalborg", "Øst", "Zoo", "abe"]
    assert 'aria-sort="descending"' in text_of(response)


@pytest.mark.parametrize("sort", ["", "faldende"])
def test_pages_forwards_and_back_show_every_family_once(
    logged_in, team, konsulent, monkeypatch, sort
):
    # Given seven families, two of the same name, and pages of three
    monkeypatch.setattr(liste, "PAGE", 3)
    _families(team, konsulent, ["Bo", "Aagaard", "Øster", "Holm", "Holm", "abe", "Ærø"])
    expected = ["abe", "Bo", "Holm", "Holm", "Ærø", "Øster", "Aagaard"]
    if sort:
        expected.reverse()

    # When somebody reads to the end
    pages, address = [], url("plejefamilie_list") + (f"?sort={sort}" if sort else "")
    while address:
        response = logged_in.get(address)
        pages.append(names(response))
        forward = response.context["naeste_url"]
        last, address = response, forward and url("plejefamilie_list") + forward

    # Then each family is shown once, in order, and no address holds a name
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [navn for page in pages for navn in page] == expected
    assert last.context["forrige_url"].endswith(f"foer={last.context['side'].raekker[0].pk}")

    # And the way back gives the same pages
    back = logged_in.get(url("plejefamilie_list") + last.context["forrige_url"])
    assert names(back) == pages[1]
    first = logged_in.get(url("plejefamilie_list") + back.context["forrige_url"])
    assert names(first) == pages[0]
    assert first.context["forrige_url"] == ""


@pytest.mark.parametrize("value", ["x", "-1", "0", "9" * 30, "12; drop", "\0", "٣"])
def test_a_meaningless_address_gives_the_first_page(logged_in, familie, value):
    for name in ("efter", "foer", "konsulent", "team", "type", "status", "sort", "s"):
        response = logged_in.get(url("plejefamilie_list"), {name: value})
        assert response.status_code == 200, name
        if name not in ("konsulent", "team"):
            assert names(response) == [familie.navn], name


# --- search -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "ærenl",
        "ÆRENLUND",
        "kis",
        "Sørine",
        "sørine ærenlund",
        "22 33 44 55",
        "+45 22334455",
        "0045 22 33 44 55",
        "2233",
        "22-33-44",
        "åse",
        "Prøvesen",
        "  ærenlund  ",
        "99887766",
    ],
)
def test_search_by_every_part(logged_in, kommune, team, konsulent, text):
    # Given a family with Danish letters, a child, a grown-up with a phone of her own
    familie = PlejefamilieFactory(
        team=team, konsulent=konsulent, navn="Ærenlund, Kis", telefon="22334455"
    )
    familie.plejeforaeldre.create(navn="Åse Ærenlund", telefon="99887766")
    BarnFactory(kommune=kommune, plejefamilie=familie, navn="Sørine Prøvesen")
    refresh_soegetekst(familie)
    PlejefamilieFactory(team=team, konsulent=konsulent, navn="Bruun, Grete", telefon="70809010")

    # When she searches, Then only that family is found, and no text stands in the address
    response = search(logged_in, text)
    assert names(response) == ["Ærenlund, Kis"]
    assert text.strip().split()[0].lower() not in response.redirect_chain[-1][0].lower()
    assert f'value="{text.strip()}"' in text_of(response).replace("  ", " ")


@pytest.mark.parametrize("text", ["%", "_", "' or 1=1 --", "\\", "a" * 70_000, "\0\0", "<b>"])
def test_hostile_search_finds_nothing_and_breaks_nothing(logged_in, familie, text):
    response = search(logged_in, text)
    assert response.status_code == 200
    assert names(response) in ([], [familie.navn] if not text.strip("\0") else [])
    assert "<b>" not in text_of(response)


def test_search_and_filters_hold_together(logged_in, team, konsulent):
    # Given two families named Holm of different types
    for familietype in ("almen", "netvaerk"):
        PlejefamilieFactory(
            team=team, konsulent=konsulent, navn=f"Holm, {familietype}", familietype=familietype
        )

    # When she searches and filters in one form, and then changes the filter only
    response = search(logged_in, "holm", type="netvaerk")
    assert names(response) == ["Holm, netvaerk"]
    token = response.context["filtre"].soegning.token
    response = search(logged_in, "holm", type="almen", s=token)

    # Then the text is kept under the same token
    assert names(response) == ["Holm, almen"]
    assert response.context["filtre"].soegning.token == token


def test_a_token_of_another_session_is_no_search(client, konsulent, kollega, familie):
    client.force_login(konsulent)
    address = search(client, "bruun").redirect_chain[-1][0]
    client.force_login(kollega)
    response = client.get(address)
    assert response.context["filtre"].soegning.vist == ""


def test_cpr_finds_exactly_the_child(logged_in, kommune, team, konsulent, familie):
    # Given two children whose numbers differ in one digit
    digits = replacement_cpr(datetime.date(2017, 5, 7))
    neighbour = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    other = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Holm, Ida")
    BarnFactory(kommune=kommune, plejefamilie=familie, navn="Noah", cpr=digits)
    BarnFactory(kommune=kommune, plejefamilie=other, navn="Ida", cpr=neighbour)

    # When the number is typed with or without hyphen
    for typed in (digits, f"{digits[:6]}-{digits[6:]}", f"{digits[:6]} {digits[6:]}"):
        response = search(logged_in, typed)

        # Then one family is found, and the number stands nowhere: page, address or session
        assert names(response) == [familie.navn]
        assert f"{digits[:6]}-••••" in text_of(response)
        kept = [*Session.objects.values_list("session_data", flat=True)]
        assert digits not in text_of(response) + response.redirect_chain[-1][0]
        assert typed not in str([logged_in.session.items(), kept])


def test_part_of_a_cpr_finds_nothing(logged_in, kommune, familie):
    BarnFactory(kommune=kommune, plejefamilie=familie, cpr="6705174999")
    assert names(search(logged_in, "670517")) == []


def test_cpr_of_a_child_elsewhere_is_not_found(logged_in, kommune, familie):
    foreign = PlejefamilieFactory(team=TeamFactory(kommune=kommune))
    BarnFactory(kommune=kommune, plejefamilie=foreign, cpr="6705174999")
    assert names(search(logged_in, "670517-4999")) == []


def test_a_child_that_left_is_forgotten_by_the_search(at, client, konsulent, familie, barn):
    # Given that Noah's placement ends today
    at("2026-11-23 10:00")
    client.force_login(konsulent)
    Anbringelse.objects.filter(barn=barn).update(
        til=datetime.date(2026, 11, 23), slutaarsag="hjemgivelse"
    )
    assert names(search(client, "noah")) == [familie.navn]

    # When the night's task has run, once or twice
    at("2026-11-24 03:20")
    assert [refresh_search(), refresh_search()] == [1, 0]

    # Then the name finds nothing
    at("2026-11-24 08:00")
    client.force_login(konsulent)
    assert names(search(client, "noah")) == []


# --- filters and empty states ---------------------------------------------------------------------


def test_status_and_the_way_out_of_an_empty_search(logged_in, team, konsulent):
    # Given a family that has stopped
    gone = PlejefamilieFactory(
        team=team,
        konsulent=konsulent,
        navn="Kallesøe, Birthe",
        ophoert_paa=datetime.date(2025, 5, 3),
        ophoersgrund="Flyttet",
    )

    # When she looks for it among the active
    response = search(logged_in, "kallesøe")
    page = text_of(response)

    # Then the page says what was searched, and the button finds it
    assert "Ingen familier passer til »kallesøe«" in page
    assert "Søg også i afsluttede" in page
    assert "Nulstil filtre" in page
    follow = logged_in.get(url("plejefamilie_list") + response.context["tom"].knap_url)
    assert names(follow) == [gone.navn]
    assert "Afsluttet 3. maj 2025" in text_of(follow)


def test_a_new_konsulent_is_told_why_the_list_is_empty(client, team):
    client.force_login(BrugerFactory(rolle=Rolle.KONSULENT, team=team))
    page = text_of(client.get(url("plejefamilie_list")))
    assert "de familier, du er fast konsulent eller stedfortræder for" in page


def test_a_leader_filters_by_konsulent(client, team, teamleder, konsulent):
    # Given two families, one without konsulent
    PlejefamilieFactory(team=team, konsulent=konsulent, navn="Med, Ane")
    PlejefamilieFactory(team=team, navn="Uden, Bo")
    client.force_login(teamleder)

    # Then she chooses among the konsulenter of her team, and each choice narrows
    page = client.get(url("plejefamilie_list"))
    assert page.context["valg"].teams == []
    assert page.context["valg"].konsulenter == [
        ("", "Alle"),
        ("ingen", "Ingen konsulent"),
        (str(konsulent.pk), "Lars Holt"),
    ]
    for given, expected in {
        "ingen": ["Uden, Bo"],
        str(konsulent.pk): ["Med, Ane"],
        str(teamleder.pk): [],
    }.items():
        assert names(client.get(url("plejefamilie_list"), {"konsulent": given})) == expected


def test_a_leader_of_two_teams_filters_by_team(client, team, teamleder):
    # Given a leader who also leads a team of another municipality
    east = TeamFactory(navn="Team Øst")
    teamleder.roller.create(rolle=Rolle.TEAMLEDER, kommune=east.kommune, team=east, fra=LONG_AGO)
    PlejefamilieFactory(team=team, navn="Vest, Ane")
    PlejefamilieFactory(team=east, navn="Øst, Bo")
    client.force_login(teamleder)

    # Then both are hers, and the team narrows to one
    page = client.get(url("plejefamilie_list"))
    assert names(page) == ["Vest, Ane", "Øst, Bo"]
    assert page.context["valg"].teams[1:] == [
        (str(team.pk), "Team Vest"),
        (str(east.pk), "Team Øst"),
    ]
    assert names(search(client, "", team=east.pk)) == ["Øst, Bo"]


def test_a_stand_in_can_tell_her_own_from_the_others(client, team, konsulent, kollega, familie):
    today = datetime.date.today()
    FravaerFactory(bruger=konsulent, fra=today, til=today, stedfortraeder=kollega)
    PlejefamilieFactory(team=team, konsulent=kollega, navn="Egen, Ane")
    client.force_login(kollega)
    page = client.get(url("plejefamilie_list"))
    assert names(page) == [familie.navn, "Egen, Ane"]
    assert page.context["valg"].konsulenter[1:] == [
        (str(kollega.pk), "Mine egne"),
        (str(konsulent.pk), "Lars Holt (du er stedfortræder)"),
    ]
    mine = client.get(url("plejefamilie_list"), {"konsulent": kollega.pk})
    assert names(mine) == ["Egen, Ane"]


# --- the log, the number of queries, the plan -----------------------------------------------


def test_the_log_knows_what_the_list_showed(logged_in, familie, konsulent):
    logged_in.get(url("plejefamilie_list"))
    search(logged_in, "bruun")
    lines = AuditEvent.objects.filter(event="plejefamilie.liste_vist", bruger_id=konsulent.pk)
    assert [(line.formaal, line.data) for line in lines.order_by("id")] == [
        ("liste", {"viste": [familie.pk]}),
        ("søgning", {"viste": [familie.pk]}),
    ]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["konsulent", "teamleder"])
def test_list_and_search_use_eight_queries_for_one_row_and_for_three(
    who, rows, request, client, kommune, team, konsulent, django_assert_num_queries
):
    # Given `rows` families with a child each, and a session that is in use
    for number in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Holm {number}")
        BarnFactory(kommune=kommune, plejefamilie=familie)
    client.force_login(request.getfixturevalue(who))
    address = search(client, "holm").redirect_chain[-1][0]

    # Then session, user, roles, rows, children, choices, log line, unread notices
    for page in (address, url("plejefamilie_list")):
        with django_assert_num_queries(8):
            response = client.get(page)
        assert len(names(response)) == rows


@pytest.fixture
def five_thousand(kommune, team, konsulent):
    """A table large enough for the planner to care: 5,000 families in a hundred municipalities."""
    others = [TeamFactory() for _ in range(99)]
    teams = [team, *others]
    rows = Plejefamilie.objects.bulk_create(
        Plejefamilie(
            kommune_id=teams[number % 100].kommune_id,
            team=teams[number % 100],
            navn=f"Efternavn{number:05d}, Ane og Bo",
            familietype="almen",
            godkendt_fra=LONG_AGO,
            godkendt_af="Socialtilsyn Nord",
            adresse="Prøvevej 1",
            telefon=f"{20000000 + number}",
            soegetekst=f"efternavn{number:05d} ane bo {20000000 + number} barn{number:05d}",
        )
        for number in range(5000)
    )
    Konsulenttildeling.objects.bulk_create(
        Konsulenttildeling(plejefamilie=row, konsulent=konsulent, fra=LONG_AGO, begrundelse="Prøve")
        for row in rows
        if row.team_id == team.pk
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows


@pytest.mark.parametrize("who", ["konsulent", "teamleder", "raadgiver"])
@pytest.mark.parametrize("text", ["", "efternavn01300", "20001300", "barn01300"])
def test_no_page_scans_the_table_of_families(who, text, request, client, five_thousand):
    # Given many families
    client.force_login(request.getfixturevalue(who))
    response = search(client, text)
    assert len(names(response)) == {"raadgiver": 0}.get(who, 1 if text else 25)

    # When the same page is asked for its plans
    pages = [url("plejefamilie_list") + response.context["filtre"].query()]
    if response.context["naeste_url"]:
        pages.append(url("plejefamilie_list") + response.context["naeste_url"])
    for page in pages:
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        asked = [q["sql"] for q in captured if '"plejefamilier_plejefamilie"' in q["sql"]]
        assert asked
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}")
                plan = "\n".join(row[0] for row in cursor.fetchall())

            # Then none reads the whole table
            assert "Seq Scan on plejefamilier_plejefamilie" not in plan, plan
