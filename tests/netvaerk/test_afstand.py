"""The table of drives: each pair once, many in a row, and no district of a protected address."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent
from netvaerk.actions.afstand import save_koereafstande
from netvaerk.models import Koereafstand
from tests.factories import BrugerFactory, PlejefamilieFactory, TeamFactory
from tests.netvaerk.fakta import make_gruppe

pytestmark = pytest.mark.django_db
URL = reverse("netvaerk:koereafstand_list")


@pytest.fixture
def nord(kommune, konsulent):
    return make_gruppe(kommune, facilitator=konsulent, postnummer="9610")


def family(team, postnummer, **facts):
    return PlejefamilieFactory(team=team, adresse=f"Prøvevej 1, {postnummer} Byen", **facts)


def written(kommune):
    rows = Koereafstand.objects.filter(kommune=kommune)
    return {(row.fra, row.til): row.km for row in rows}


def shown(client, bruger):
    client.force_login(bruger)
    answer = client.get(URL)
    assert answer.status_code == 200
    return [(par.fra, par.til, par.km) for par in answer.context["form"].par]


def as_posted(client, **changes):
    """The form as it was shown, with what was typed."""
    form = client.get(URL).context["form"]
    said = {}
    for par, felt in form.raekker:
        said[felt.html_name] = par.km or ""
        said[felt.html_initial_name] = par.km or ""
    return said | changes


class TestThePairs:
    def test_are_where_groups_meet_with_where_families_live_each_once(
        self, client, konsulent, team, kommune, nord
    ):
        for postnummer in ("9000", "9000", "9700", "9610"):
            family(team, postnummer)
        make_gruppe(kommune, facilitator=konsulent, postnummer="9000")
        assert shown(client, konsulent) == [
            ("9000", "9610", None),
            ("9000", "9700", None),
            ("9610", "9700", None),
        ]

    def test_leave_out_protected_addresses_families_that_ended_and_other_municipalities(
        self, client, konsulent, team, nord, kommune
    ):
        family(team, "9111", adresse_beskyttet=True)
        family(TeamFactory(), "9222")
        save_koereafstande(
            by=konsulent, kommune=TeamFactory().kommune, afstande={("9610", "9333"): 5}
        )
        assert shown(client, konsulent) == []
        page = client.get(URL).content.decode()
        assert "9111" not in page
        assert "9222" not in page

    def test_keep_what_was_written_when_nobody_lives_there_any_more(
        self, client, konsulent, kommune
    ):
        save_koereafstande(by=konsulent, kommune=kommune, afstande={("9700", "9000"): 28})
        assert shown(client, konsulent) == [("9000", "9700", 28)]

    def test_ask_no_more_queries_when_they_are_many(self, client, konsulent, team, nord):
        client.force_login(konsulent)
        client.get(URL)
        numbers = []
        for postnummer in ("9000", "9100", "9200"):
            family(team, postnummer)
            with CaptureQueriesContext(connection) as asked:
                client.get(URL)
            numbers.append(len(asked))
        assert numbers[0] == numbers[2]
        assert numbers[0] <= 8


class TestWriting:
    def test_many_in_a_row_and_one_that_is_not_listed(self, client, konsulent, team, kommune, nord):
        family(team, "9000")
        family(team, "9700")
        client.force_login(konsulent)
        said = as_posted(client, km_9000_9610=35, ny_fra="9900", ny_til="9700", ny_km=40)
        assert client.post(URL, said).url == URL
        assert written(kommune) == {("9000", "9610"): 35, ("9700", "9900"): 40}
        assert AuditEvent.objects.get(event="koereafstand.aendret").data["antal"] == 2

    def test_saves_only_what_was_typed_beside_a_colleagues(
        self, client, konsulent, kollega, team, kommune, nord
    ):
        family(team, "9000")
        family(team, "9700")
        client.force_login(konsulent)
        said = as_posted(client, km_9000_9610=35)
        save_koereafstande(by=kollega, kommune=kommune, afstande={("9610", "9700"): 22})
        client.post(URL, said)
        assert written(kommune) == {("9000", "9610"): 35, ("9610", "9700"): 22}

    def test_emptied_it_is_taken_out(self, client, konsulent, team, kommune, nord):
        family(team, "9000")
        save_koereafstande(by=konsulent, kommune=kommune, afstande={("9610", "9000"): 35})
        client.force_login(konsulent)
        client.post(URL, as_posted(client, km_9000_9610=""))
        assert written(kommune) == {}

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"km_9000_9610": 401}, "km_9000_9610"),
            ({"km_9000_9610": "nul"}, "km_9000_9610"),
            ({"ny_fra": "9610", "ny_til": "9610", "ny_km": 3}, "ny_til"),
            ({"ny_fra": "9610"}, "ny_km"),
            ({"ny_fra": "96", "ny_til": "9000", "ny_km": 3}, "ny_fra"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(
        self, client, konsulent, team, kommune, nord, typed, field
    ):
        family(team, "9000")
        client.force_login(konsulent)
        answer = client.post(URL, as_posted(client, **typed))
        assert field in answer.context["form"].errors
        assert written(kommune) == {}

    def test_the_same_place_twice_and_too_far_are_refused_by_the_action(self, konsulent, kommune):
        for pair, km in ((("9610", "9610"), 5), (("9000", "9610"), 0), (("9000", "9610"), 401)):
            with pytest.raises(ValidationError):
                save_koereafstande(by=konsulent, kommune=kommune, afstande={pair: km})
        assert written(kommune) == {}


def test_only_those_who_answer_for_families_open_it(client, kommune, brohus, teamleder, raadgiver):
    amira = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )
    for bruger, status in ((teamleder, 200), (amira, 403), (raadgiver, 403)):
        client.force_login(bruger)
        assert client.get(URL).status_code == status
