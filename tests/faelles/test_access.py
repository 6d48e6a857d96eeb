"""Who may do what: the table, the decorator, and the trace that a refusal leaves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from faelles import regler
from faelles.access import (
    ROLE_PERMISSIONS,
    Permission,
    Rolle,
    kommune_with,
    requires,
    visible_or_404,
)
from faelles.context import layout
from faelles.menu import menu_for
from faelles.models import AuditEvent, Besked
from tests.factories import BrugerFactory, KommuneFactory, TeamFactory

pytestmark = pytest.mark.django_db

UUID = "0190a0a0-0000-7000-8000-000000000000"


def test_every_role_stands_in_the_table_and_may_use_the_system():
    assert set(ROLE_PERMISSIONS) == set(Rolle)
    assert all(Permission.USE_SAMSPIL in some for some in ROLE_PERMISSIONS.values())


def test_administrator_and_revisor_see_no_case():
    case = {Permission.SEE_FAMILIER, Permission.SEE_OPKALD, Permission.REVEAL_PROTECTED}
    for rolle in (Rolle.ADMINISTRATOR, Rolle.REVISOR, Rolle.PROJEKTLEDER):
        assert not ROLE_PERMISSIONS[rolle] & case


def test_a_refusal_is_logged_with_the_right_that_was_missing(rf, konsulent):
    class Match:
        view_name = "faelles:log_list"

    request = rf.get("/log/")
    request.user, request.resolver_match = konsulent, Match
    view = requires(Permission.SEE_LOG)(lambda request: pytest.fail("let through"))
    with pytest.raises(PermissionDenied):
        view(request)
    line = AuditEvent.objects.get(event="adgang.afvist")
    assert line.bruger_id == konsulent.pk
    assert line.data == {"ret": "see_log", "side": "faelles:log_list"}


def test_a_row_that_may_not_be_seen_answers_like_one_that_is_not_there(konsulent, kollega):
    row = Besked.objects.create(to=kollega, key="k", tekst="t", url="/", due_at="2026-01-01T00:00Z")
    for pk in (row.pk, row.pk + 1, 10**20):
        with pytest.raises(Http404):
            visible_or_404(Besked.objects, konsulent, pk=pk)
    lines = AuditEvent.objects.filter(event="adgang.ikke_fundet").order_by("pk")
    assert [line.data["opslag"]["pk"] for line in lines] == [
        str(row.pk),
        str(row.pk + 1),
        str(10**20),
    ]
    assert visible_or_404(Besked.objects, kollega, pk=row.pk) == row


def test_without_a_role_nothing_opens(client):
    client.force_login(BrugerFactory())
    assert client.get("/beskeder/").status_code == 403
    assert client.get("/tilgaengelighed/").status_code == 200


def test_the_municipality_of_a_right_is_that_of_the_role_that_grants_it(team):
    elsewhere = KommuneFactory()
    bruger = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
    bruger.roller.create(rolle=Rolle.ADMINISTRATOR, kommune=elsewhere, fra=date(2020, 1, 1))
    assert bruger.kommune == team.kommune
    assert kommune_with(bruger, Permission.EDIT_REGLER) == elsewhere
    assert kommune_with(bruger, Permission.SEE_FAMILIER) == team.kommune
    assert kommune_with(bruger, Permission.SEE_LOG) is None


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("konsulent", {"Min dag", "Plejefamilier", "Nyt opkald", "Lukkedage"}, {"Log", "Brugere"}),
        ("akutvagt", {"Min dag", "Nyt opkald", "Akutopkald"}, {"Plejefamilier", "Regler"}),
        ("administrator", {"Regler", "Brugere", "Lukkedage"}, {"Plejefamilier", "Log"}),
        ("revisor", {"Log", "Regler"}, {"Plejefamilier", "Akutopkald", "Brugere"}),
    ],
)
def test_the_menu_shows_what_the_role_may_open(request, who, shown, hidden):
    labels = {item.label for item in menu_for(request.getfixturevalue(who), "/")}
    assert shown <= labels
    assert not hidden & labels


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["Min dag"]),
        ("/kalender/2027/", ["Lukkedage"]),
        ("/akuttelefon/opkald/nyt/", ["Nyt opkald"]),
        ("/akuttelefon/", ["Akutopkald"]),
        ("/beskeder/", []),
    ],
)
def test_the_menu_marks_the_section_one_is_in(konsulent, path, current):
    assert [item.label for item in menu_for(konsulent, path) if item.current] == current


# What each role finds in the menu: the entries, and behind three of them the entries of their own.
SAMARBEJDE = ["Samarbejde: Mine samarbejder, Møder, Aftaler, Notater, Overgange"]
KREDS = [*SAMARBEJDE, "Indsatsen: Retningslinjer, Samarbejdsaftaler"]
MENUS = {
    "konsulent": [
        "Plejefamilier: Familier, Tilsyn, Behov, Kursusdage, Kontakt",
        *SAMARBEJDE,
        "Indsatsen: Rekruttering, Tilbud, Retningslinjer, Samarbejdsaftaler, Implementering",
        "Kurser og supervision: Kurser, Supervision, Kalender, Temaer og lokaler",
        "Netværk: Grupper, Mentorer, Svar fra familier",
        *("Nyt opkald", "Akutopkald", "Fravær", "Lukkedage"),
    ],
    "teamleder": [
        "Plejefamilier: Familier, Tilsyn, Behov, Kursusdage, Kontakt",
        *SAMARBEJDE,
        "Indsatsen: Rekruttering, Tilbud, Retningslinjer, Samarbejdsaftaler, Implementering",
        "Kurser og supervision: Kurser, Supervision, Kalender, Timer, Temaer og lokaler",
        "Netværk: Grupper, Mentorer, Svar fra familier, Tal om netværk",
        *("Nyt opkald", "Akutopkald", "Fravær", "Lukkedage", "Regler"),
    ],
    "akutvagt": ["Nyt opkald", "Akutopkald", "Lukkedage"],
    "institutionsmedarbejder": [
        *KREDS,
        "Kurser og supervision: Kurser, Supervision, Kalender, Temaer og lokaler",
        "Netværk: Grupper, Svar fra familier",
        "Lukkedage",
    ],
    "institutionsbooker": [
        "Samarbejde: Mine samarbejder, Møder, Aftaler, Overgange",
        "Indsatsen: Retningslinjer, Samarbejdsaftaler",
        "Kurser og supervision: Kurser, Kalender, Timer, Temaer og lokaler",
        "Lukkedage",
    ],
    "myndighedsraadgiver": [
        "Plejefamilier: Familier, Tilsyn, Behov",
        *SAMARBEJDE,
        "Indsatsen: Tilbud, Retningslinjer, Samarbejdsaftaler, Implementering",
        "Kurser og supervision: Kurser, Kalender, Temaer og lokaler",
        *("Akutopkald", "Lukkedage"),
    ],
    "familiebehandler": [*KREDS, "Lukkedage"],
    "projektleder": [
        "Samarbejde: Mine samarbejder, Møder, Aftaler, Overgange",
        "Indsatsen: Tilbud, Retningslinjer, Samarbejdsaftaler, Implementering",
        "Kurser og supervision: Kurser, Kalender, Timer, Temaer og lokaler",
        "Netværk: Grupper, Tal om netværk",
        *("Lukkedage", "Regler"),
    ],
    "administrator": [
        "Indsatsen: Tilbud, Implementering",
        "Kurser og supervision: Kurser, Timer, Temaer og lokaler",
        "Netværk",
        *("Lukkedage", "Regler", "Brugere", "Indlæs fra Excel", "Driftsstatus"),
    ],
    "revisor": ["Lukkedage", "Regler", "Log"],
}


@pytest.mark.parametrize("rolle", Rolle)
def test_each_role_finds_what_it_may_open_and_nothing_else(rolle, team):
    bruger = BrugerFactory(rolle=rolle, team=team, kommune=team.kommune)
    found = [
        f"{item.label}: {', '.join(one.label for one in item.under)}" if item.under else item.label
        for item in menu_for(bruger, "/")
    ]
    assert found == ["Min dag", *MENUS[rolle]]
    assert max(len(item.under) for item in menu_for(bruger, "/")) <= 5


@pytest.mark.parametrize(
    ("rest", "current"),
    [
        ("", "Plejefamilier / Familier"),
        ("12/", "Plejefamilier / Familier"),
        ("12/aftaler/ny/", "Plejefamilier / Familier"),
        ("tilsyn/", "Plejefamilier / Tilsyn"),
        ("kontakt/", "Plejefamilier / Kontakt"),
        ("samarbejde/", "Samarbejde / Mine samarbejder"),
        ("12/samarbejde/", "Samarbejde / Mine samarbejder"),
        (f"boern/{UUID}/samarbejde/punkter/", "Samarbejde / Mine samarbejder"),
        (f"boern/{UUID}/kreds/ny/", "Samarbejde / Mine samarbejder"),
        ("12/tovholder/", "Samarbejde / Mine samarbejder"),
        ("kreds/7/afslut/", "Samarbejde / Mine samarbejder"),
        ("roller/7/", "Samarbejde / Mine samarbejder"),
        ("samarbejde/plads/7/notat/", "Samarbejde / Notater"),
        ("notater/nyt/", "Samarbejde / Notater"),
        ("moederaekker/7/", "Samarbejde / Møder"),
        ("overgange/7/plan/", "Samarbejde / Overgange"),
        ("samarbejdsaftaler/7/", "Indsatsen / Samarbejdsaftaler"),
        ("12/indskriv/", "Indsatsen / Rekruttering"),
        ("rekruttering/anmodninger/", "Indsatsen / Rekruttering"),
        ("implementering/", "Indsatsen / Implementering"),
    ],
)
def test_a_page_of_the_ground_stands_in_one_section_and_one_place_of_it(konsulent, rest, current):
    marked = [item for item in menu_for(konsulent, f"/plejefamilier/{rest}") if item.current]
    under = [one.label for item in marked for one in item.under if one.current]
    assert [item.label for item in marked] + under == current.split(" / ")


def test_what_the_municipality_has_switched_off_is_not_in_the_menu_and_costs_no_query(
    at, rf, konsulent, kommune, administrator, django_assert_num_queries
):
    def shown(bruger=konsulent):
        request = rf.get("/plejefamilier/moeder/")
        request.user = bruger
        return [item.label for item in layout(request)["menu_afsnit"].under]

    assert konsulent.aktive_roller
    with django_assert_num_queries(1):  # unread notices, as ever
        assert "Overgange" in shown()
    regler.set_value(
        by=administrator,
        kommune=kommune,
        key="plejefamilier.stoettet_overgang",
        vaerdi="nej",
        fra=timezone.localdate(),
        begrundelse="Bruges ikke her",
    )
    with django_assert_num_queries(1):
        assert shown() == ["Mine samarbejder", "Møder", "Aftaler", "Notater"]
    # and only there, and not before the day
    away = TeamFactory(kommune=KommuneFactory(navn="Fremmed Kommune"))
    assert "Overgange" in shown(BrugerFactory(rolle=Rolle.KONSULENT, team=away))
    at(f"{timezone.localdate() - timedelta(days=1)} 12:00")
    assert "Overgange" in shown()
