"""The child's page as a whole: its history, its rights by age, its place on the family's line."""

import datetime

import pytest

from plejefamilier import actions, barneside, forloeb
from plejefamilier.models import Aflastningsophold, Anbringelse
from plejefamilier.queries.barnevisning import MADE_FOR
from tests.barnefakta import facts_about
from tests.factories import BarnFactory, PlejefamilieFactory, replacement_cpr
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(at):
    at("2026-11-23 09:00")
    return datetime.date(2026, 11, 23)


def test_breakdowns_are_counted_and_said_why(client, today, team, kommune, konsulent, familie):
    """A3: the history with reasons, and how many placements broke down."""
    barn = BarnFactory(kommune=kommune, navn="Freja Prøvesen")
    first = PlejefamilieFactory(team=team, navn="Lund, Vibeke")
    old = actions.place_barn(
        by=konsulent,
        barn=barn,
        plejefamilie=first,
        slags="doegn",
        grundlag="samtykke",
        fra=today - 400 * DAY,
    )
    actions.end_anbringelse(
        by=konsulent,
        anbringelse=old,
        til=today - 31 * DAY,
        slutaarsag=Anbringelse.Slutaarsag.SAMMENBRUD,
        slutnotat="Konflikter om skolen.",
    )
    actions.place_barn(
        by=konsulent,
        barn=barn,
        plejefamilie=familie,
        slags="doegn",
        grundlag="samtykke",
        fra=today - 30 * DAY,
    )
    client.force_login(konsulent)
    text = text_of(client.get(url("barn_detail", barn.pk)))
    assert "1 anbringelse er brudt sammen" in text
    assert "Konflikter om skolen." in text
    assert f'href="{url("plejefamilie_detail", first.pk)}"' not in text  # no longer hers to open


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("2016-11-24", "Fylder 10 år 24. november 2026 og bliver selv part i sin sag."),
        ("2016-11-23", "Er fyldt 10 år: er selv part i sin sag og skal høres."),
        ("2011-11-24", "Er fyldt 10 år"),
        ("2011-11-23", "Er fyldt 15 år: giver selv samtykke til støttet samvær."),
    ],
)
def test_rights_follow_the_age(born, words, client, today, kommune, familie, konsulent):
    """3.1: party rights from 10, consent to supported contact from 15."""
    born = datetime.date.fromisoformat(born)
    barn = BarnFactory(kommune=kommune, plejefamilie=familie, cpr=replacement_cpr(born))
    client.force_login(konsulent)
    assert words in text_of(client.get(url("barn_detail", barn.pk)))


def test_needs_above_what_the_type_is_for_are_said(client, today, barn, familie, konsulent):
    """3.2: a family of a type for moderate needs, and a child with severe ones."""
    assert MADE_FOR[familie.familietype] == 2
    client.force_login(konsulent)
    facts = {"by": konsulent, "barn": barn, "hvornaar": "senere", "koder": ["traumer"]}
    actions.record_behov(dato=today, omfang=2, **facts)
    assert "større end det, typen" not in text_of(client.get(url("barn_detail", barn.pk)))
    actions.record_behov(dato=today, omfang=3, **facts)
    text = text_of(client.get(url("barn_detail", barn.pk)))
    assert "Behovet er større end det, typen »Forstærket« er til." in text


def test_whoever_only_sees_has_no_buttons(client, today, barn, familie, konsulent, kollega):
    """A duty about the family opens the child's page, not the pen."""
    facts_about(barn, konsulent)
    actions.grant_sagsadgang(by=konsulent, plejefamilie=familie, bruger=kollega, kilde="prøve")
    client.force_login(kollega)
    page = client.get(url("barn_detail", barn.pk))
    assert page.status_code == 200
    assert page.context["skriver"] is False
    assert url("behov_create", barn.pk) not in text_of(page)
    assert client.get(url("behov_create", barn.pk)).status_code == 404


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_page_asks_the_same_number_of_queries(
    number, client, today, barn, konsulent, django_assert_max_num_queries
):
    for n in range(number):
        facts_about(barn, konsulent)
        actions.record_behov(
            by=konsulent,
            barn=barn,
            hvornaar="senere",
            dato=today - n * DAY,
            koder=["tilknytning"],
            omfang=2,
        )
        actions.record_belastning(by=konsulent, barn=barn, dato=today, score=n + 1, kilde="journal")
    client.force_login(konsulent)
    client.get(url("barn_detail", barn.pk))
    with django_assert_max_num_queries(12):
        page = client.get(url("barn_detail", barn.pk))
    assert len(page.context["sag"].behov) == (number + 1 if number else 0)


def test_what_is_written_stands_on_the_familys_time_line_while_the_child_lives_there(
    today, team, barn, familie, konsulent, raadgiver, kommune
):
    # Given everything written about Noah, and a visit from before he came
    facts_about(barn, konsulent)
    barn.anbringelser.update(fra=today - 10 * DAY)
    actions.record_tilsyn(
        by=konsulent, barn=barn, dato=today - 20 * DAY, talt_med_barnet="alene", notat="Før"
    )

    def titles(person, plejefamilie=familie):
        found = forloeb.raekker(person, plejefamilie, limit=50).udsnit
        return {row.haendelse.titel: row.haendelse.url for row in found}

    # Then his konsulent reads what happened here, each line leading to his page
    seen = titles(konsulent)
    assert {
        "Tilsyn hos Noah",
        "Behov beskrevet: Noah",
        "Ønsker fra Noah",
        "Aflastning: Noah",
    } <= {*seen}
    assert seen["Tilsyn hos Noah"] == url("barn_detail", barn.pk)
    visits = [
        row
        for row in forloeb.raekker(konsulent, familie, limit=50).udsnit
        if row.haendelse.titel == "Tilsyn hos Noah"
    ]
    assert len(visits) == 1

    # and the rådgiver of another child in the home reads nothing about him
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    assert not [title for title in titles(raadgiver) if "Noah" in title]

    # When he has left, his lines leave with him
    barn.anbringelser.update(til=today - DAY, slutaarsag="hjemgivelse")
    assert not [title for title in titles(konsulent) if title.startswith("Tilsyn")]


def test_a_stay_that_was_called_off_is_not_on_the_line(today, barn, familie, konsulent):
    facts_about(barn, konsulent)
    actions.cancel_aflastning(by=konsulent, ophold=Aflastningsophold.objects.get())
    titles = [row.haendelse.titel for row in forloeb.raekker(konsulent, familie, limit=50).udsnit]
    assert "Aflastning: Noah" not in titles


def test_what_other_nouns_register_is_asked_for_in_one_query(
    today, barn, konsulent, django_assert_max_num_queries
):
    konsulent.aktive_roller  # noqa: B018 - read once for each request
    with django_assert_max_num_queries(2):
        assert barneside.linjer(konsulent, barn) == ([], [])
