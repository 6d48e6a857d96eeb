"""Shared guidelines in versions, with the steps of a workflow, for all who cooperate (A14)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import Retningslinje
from tests.factories import BrugerFactory, KommuneFactory, TeamFactory
from tests.parallel import at_once

TODAY = datetime.date(2026, 11, 23)


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


def publish(by, kommune, **changes):
    fields = {
        "navn": "Før et forløb",
        "tekst": "Sådan begynder vi.",
        "trin": ["Ring til familien", "  ", "Hold møde"],
        "gaelder_fra": TODAY,
    } | changes
    return actions.publish_retningslinje(by=by, kommune=kommune, **fields)


@pytest.mark.django_db
class TestVersions:
    def test_a_change_is_a_new_version_and_the_old_one_stands(self, teamleder, kommune):
        first = publish(teamleder, kommune)
        assert (first.version, first.trin) == (1, ["Ring til familien", "Hold møde"])
        second = publish(teamleder, kommune, tekst="Ny tekst", version=1)
        assert second.version == 2
        first.refresh_from_db()
        assert first.tekst == "Sådan begynder vi."
        assert [*Retningslinje.objects.newest()] == [second]

    def test_a_new_one_needs_a_name_of_its_own(self, teamleder, kommune):
        publish(teamleder, kommune)
        with pytest.raises(ValidationError) as refused:
            publish(teamleder, kommune)
        assert refused.value.error_dict["navn"][0].code == "findes"
        publish(teamleder, KommuneFactory())

    def test_the_second_of_two_is_shown_both_texts(self, client, teamleder, kommune):
        row = publish(teamleder, kommune)
        client.force_login(teamleder)
        page = url("retningslinje_update", row.pk)
        data = {"version": 1, "tekst": "Min tekst", "trin": "Et\nTo", "gaelder_fra": "23-11-2026"}
        assert client.post(page, data).status_code == 302
        stale = client.post(page, data | {"tekst": "Hendes tekst"})
        assert stale.status_code == 409
        words = stale.content.decode()
        assert "Min tekst" in words
        assert "Hendes tekst" in words
        again = {**data, "tekst": "Hendes tekst"}
        again["version"] = stale.context["form"]["version"].value()
        assert client.post(page, again).status_code == 302
        assert [r.version for r in Retningslinje.objects.all()] == [3, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_version(teamleder, kommune):
    publish(teamleder, kommune)
    found = at_once(2, lambda n: publish(teamleder, kommune, tekst=f"Nr. {n}", version=1))
    assert sorted(type(row).__name__ for row in found) == ["Retningslinje", "ValidationError"]


@pytest.mark.django_db
class TestWhoReads:
    @pytest.mark.parametrize(
        "rolle",
        [Rolle.INSTITUTIONSMEDARBEJDER, Rolle.INSTITUTIONSBOOKER, Rolle.FAMILIEBEHANDLER],
    )
    def test_everybody_who_cooperates(self, rolle, client, teamleder, kommune, brohus):
        row = publish(teamleder, kommune)
        client.force_login(BrugerFactory(rolle=rolle, kommune=kommune, ansat_hos=brohus))
        assert "Før et forløb" in client.get(url("retningslinje_list")).content.decode()
        page = client.get(url("retningslinje_detail", row.pk)).content.decode()
        assert "<li>Ring til familien</li>" in page
        assert "Skriv ny version" not in page
        assert client.get(url("retningslinje_update", row.pk)).status_code == 403

    def test_an_old_version_says_that_it_is_old(self, client, teamleder, konsulent, kommune):
        first = publish(teamleder, kommune)
        publish(teamleder, kommune, version=1)
        client.force_login(konsulent)
        page = client.get(url("retningslinje_detail", first.pk)).content.decode()
        assert "Der er en nyere version" in page

    def test_another_municipality_does_not(self, client, teamleder, kommune):
        row = publish(teamleder, kommune)
        client.force_login(
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=KommuneFactory()))
        )
        assert "Før et forløb" not in client.get(url("retningslinje_list")).content.decode()
        assert client.get(url("retningslinje_detail", row.pk)).status_code == 404
        assert client.get(url("retningslinje_update", row.pk)).status_code == 404

    def test_the_day_after_the_role_ends_it_is_closed(self, client, teamleder, kommune, brohus):
        row = publish(teamleder, kommune)
        jens = BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)
        client.force_login(jens)
        jens.roller.update(til=TODAY)
        assert client.get(url("retningslinje_detail", row.pk)).status_code == 200
        jens.roller.update(til=TODAY - datetime.timedelta(days=1))
        assert client.get(url("retningslinje_detail", row.pk)).status_code == 403
