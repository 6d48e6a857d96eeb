"""The family page over the years: as many queries for ten as for one, and nothing that leaks."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akuttelefon.models import Henvendelse
from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions
from plejefamilier.models import (
    Aflastningsophold,
    Anbringelse,
    Belastning,
    Godkendelse,
    Konsulenttildeling,
    Kontakt,
    Kontaktfamilie,
    Moede,
    Tilsynsbesoeg,
)
from plejefamilier.queries import familieforloeb as page
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
)
from tests.plejefamilier.kredshjaelp import place
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db

NOW = "2026-11-23 10:00"
MONTH = datetime.timedelta(days=30)


@pytest.fixture(autouse=True)
def _now(at):
    at(NOW)


def years_of(familie, years, *, by, vagt):
    """Notes, calls, meetings, visits, stays, approvals, placements and strain, every month."""
    barn = BarnFactory(kommune=familie.kommune, plejefamilie=familie)
    Anbringelse.objects.filter(barn=barn).update(fra="2016-12-01")
    moments = [local(NOW) - number * MONTH for number in range(1, 12 * years + 1)]
    days = [moment.date() for moment in moments]
    kommune = {"kommune": familie.kommune}
    notes = Kontakt.objects.bulk_create(
        Kontakt(
            **kommune,
            barn=barn if moment.month % 2 else None,
            slags="samtale",
            tidspunkt=moment,
            tekst="Talte om skolen.",
            skrevet_af=by,
            idempotency_key=uuid.uuid4(),
        )
        for moment in moments
    )
    Kontaktfamilie.objects.bulk_create(
        Kontaktfamilie(kontakt=note, plejefamilie=familie) for note in notes
    )
    Moede.objects.bulk_create(
        Moede(
            **kommune,
            plejefamilie=familie,
            slags="statusmoede",
            start=moment,
            slut=moment + datetime.timedelta(hours=1),
            indkalder=by,
        )
        for moment in moments
    )
    Henvendelse.objects.bulk_create(
        Henvendelse(
            plejefamilie=familie,
            modtaget_af=by,
            slags="dagtid",
            start=moment,
            tekst="Ringede.",
            idempotency_key=uuid.uuid4(),
        )
        for moment in moments
    )
    Tilsynsbesoeg.objects.bulk_create(
        Tilsynsbesoeg(
            barn=barn, slags="personrettet", dato=day, talt_med_barnet="ja", notat="Set.", by=by
        )
        for day in days
    )
    Aflastningsophold.objects.bulk_create(
        Aflastningsophold(barn=barn, slags="weekend", fra=day, til=day, sted="Mormor")
        for day in days
    )
    Belastning.objects.bulk_create(
        Belastning(plejefamilie=familie, dato=day, score=5, kilde="familien", by=by) for day in days
    )
    approved = [datetime.date(2026 - number, 1, 1) for number in range(years)]
    Godkendelse.objects.bulk_create(
        Godkendelse(
            plejefamilie=familie,
            familietype=familie.familietype,
            antal_boern=3,
            myndighed="Socialtilsyn Hovedstaden",
            fra=day,
            til=None if day.year == 2026 else day.replace(month=12, day=31),
        )
        for day in approved
    )
    for day in approved:
        Anbringelse.objects.create(
            barn=BarnFactory(kommune=familie.kommune),
            plejefamilie=familie,
            slags="aflastning",
            grundlag="samtykke",
            fra=day,
            til=day + MONTH,
            slutaarsag="andet",
        )
        log_opkald(by=vagt, plejefamilie=familie, start=local(f"{day} 02:00"))


def test_ten_years_ask_as_many_questions_as_one_year(client, team, konsulent, akutvagt):
    # Given one family with a year of history and one with ten
    asked, rows = [], []
    for years in (1, 10):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent)
        years_of(familie, years, by=konsulent, vagt=akutvagt)
        client.force_login(konsulent)
        client.get(url("plejefamilie_list"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url("plejefamilie_detail", familie.pk))
        asked.append(len(queries))
        rows.append(int(response.context["chips"][0].label.strip("Alt ()").replace(".", "")))
        assert len(response.context["linjer"]) == page.NEWEST

    # Then both pages ask the same, and never more than twelve
    assert asked[0] == asked[1] <= 12
    assert rows[1] > 8 * rows[0] > 80


def test_the_page_says_what_goes_on_and_what_comes(client, team, konsulent, akutvagt):
    familie = PlejefamilieFactory(team=team, konsulent=konsulent)
    years_of(familie, 1, by=konsulent, vagt=akutvagt)
    for number, day in enumerate(("2026-12-01", "2026-12-15", "2027-01-12")):
        start = local(f"{day} 09:00")
        Moede.objects.create(
            kommune=familie.kommune,
            plejefamilie=familie,
            slags="statusmoede",
            titel=f"Nr. {number}",
            start=start,
            slut=start + datetime.timedelta(hours=1),
            indkalder=konsulent,
        )
    client.force_login(konsulent)
    context = client.get(url("plejefamilie_detail", familie.pk)).context

    # The nearest meeting is told on top; the one far ahead is folded away, with its year
    assert context["sker"].kommer_dag == "tirsdag 1. december kl. 09.00"
    assert [line.naar for line in context["senere"]] == ["12. jan."]
    assert [line.aar for line in context["senere"]] == [2027]
    assert context["sker"].sidst.haendelse.tekst
    # On a page of one kind the panel is not there: it would tell of that kind only
    assert (
        client.get(url("plejefamilie_detail", familie.pk), {"vis": "moede"}).context["sker"] is None
    )


# --- rows that could leak -------------------------------------------------------------------------


@pytest.fixture
def raised(familie, barn, raadgiver, konsulent):
    """Two children in a home: a note about each, one of the home, one closed to the konsulent."""
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    other = BarnFactory(kommune=familie.kommune, plejefamilie=familie, navn="Sille Prøvesen")
    for by, om, tekst, lukket in (
        (konsulent, {"barn": barn}, "OM NOAH", False),
        (konsulent, {"barn": other}, "OM SILLE", False),
        (konsulent, {"familier": [familie]}, "OM HJEMMET", False),
        (raadgiver, {"barn": barn}, "LUKKET NOTAT", True),
    ):
        actions.log_kontakt(
            by=by,
            kommune=familie.kommune,
            slags="samtale",
            tidspunkt=local("2026-11-20 12:00"),
            tekst=tekst,
            lukket=lukket,
            idempotency_key=uuid.uuid4(),
            **om,
        )
    return familie


WORDS = ("OM NOAH", "OM SILLE", "OM HJEMMET", "LUKKET NOTAT")


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("konsulent", WORDS[:3]),
        ("teamleder", WORDS[:3]),
        ("raadgiver", ("OM NOAH", "LUKKET NOTAT")),
    ],
)
def test_each_reads_the_notes_that_are_hers(who, reads, request, client, raised):
    client.force_login(request.getfixturevalue(who))
    text = text_of(client.get(url("plejefamilie_detail", raised.pk)))
    assert tuple(word for word in WORDS if word in text) == reads


def test_nobody_of_the_circle_opens_the_familys_record(client, raised, karen, ida, barn):
    # Given people of an institution and a familiebehandler who are in the child's circle today
    for person in (karen, ida):
        place(barn, bruger=person)
        client.force_login(person)
        response = client.get(url("plejefamilie_detail", raised.pk))
        assert response.status_code == 403
        assert not any(word in text_of(response) for word in WORDS)
    assert not AuditEvent.objects.filter(event="plejefamilie.laest").exists()


def test_a_colleague_without_the_family_and_another_municipality_see_nothing(
    client, raised, kollega
):
    elsewhere = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory())
    for person in (kollega, elsewhere):
        client.force_login(person)
        response = client.get(url("plejefamilie_detail", raised.pk))
        assert response.status_code == 404
        assert not any(word in text_of(response) for word in WORDS)


def test_the_page_closes_the_day_after_the_assignment(at, client, raised, konsulent):
    Konsulenttildeling.objects.filter(plejefamilie=raised).update(til="2026-11-23")
    client.force_login(konsulent)
    assert client.get(url("plejefamilie_detail", raised.pk)).status_code == 200
    at("2026-11-24 00:01")
    client.force_login(konsulent)
    assert client.get(url("plejefamilie_detail", raised.pk)).status_code == 404


def test_a_family_has_no_login_of_its_own(client, raised):
    """Foster families are told by mail and phone: an address of theirs opens nothing."""
    assert not {rolle for rolle in Rolle if "plejef" in rolle.value}
    response = client.get(url("plejefamilie_detail", raised.pk))
    assert response.status_code == 302
    assert "/konto/" in response.url or "log" in response.url
