"""The udviklingsplan: versions that never change, goals closed, methods tried, who sees it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions as ground
from supervision.actions.udviklingsplan import (
    Maal,
    close_udviklingsmaal,
    save_udviklingsplan,
)
from supervision.models import Forloeb, Session, Udviklingsmaal, Udviklingsplan
from supervision.queries.udviklingsplan import open_maal
from tests.factories import BrugerFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_maal, make_session

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ONE = Maal("barnet", "At aftenerne bliver rolige", "Piktogrammer")


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )


@pytest.fixture
def plan(familie, konsulent):
    return save(konsulent, familie, 0, [ONE])


def save(by, familie, seen, maal, **facts):
    facts = {"samarbejde": "", "begrundelse": "", **facts}
    return save_udviklingsplan(by=by, plejefamilie=familie, seen=seen, maal=maal, **facts)


def get(bruger, name, pk, **query):
    client = Client()
    client.force_login(bruger)
    return client.get(reverse(f"supervision:{name}", args=[pk]), query)


def post(bruger, name, data, pk):
    client = Client()
    client.force_login(bruger)
    return client.post(reverse(f"supervision:{name}", args=[pk]), data)


def typed(goal, **more):
    """What the form sends for one open goal."""
    key = f"maal_{goal.pk}"
    return {
        f"{key}_tekst": goal.tekst,
        f"{key}_omraade": goal.omraade,
        f"{key}_metode": goal.metode,
        **more,
    }


def refused(code, *args, **facts):
    with pytest.raises(ValidationError) as caught:
        save(*args, **facts)
    error = caught.value
    codes = (
        [one.code for some in error.error_dict.values() for one in some]
        if hasattr(error, "error_dict")
        else [one.code for one in error.error_list]
    )
    assert codes == [code]


class TestVersions:
    def test_the_first_plan_is_written_from_the_page_that_says_what_to_do(self, familie, konsulent):
        empty = get(konsulent, "udviklingsplan_detail", familie.pk).content.decode()
        assert "Ingen udviklingsplan endnu" in empty
        assert reverse("supervision:udviklingsplan_update", args=[familie.pk]) in empty
        data = {
            "seen": 0,
            "samarbejde": "Lars ringer hver anden uge.",
            "ny_0_tekst": "At aftenerne bliver rolige",
            "ny_0_omraade": "barnet",
            "ny_0_metode": "Piktogrammer",
            "ny_1_tekst": "At vi får sovet",
            "ny_1_omraade": "os_selv",
        }
        assert post(konsulent, "udviklingsplan_update", data, familie.pk).status_code == 302
        plan = Udviklingsplan.objects.get()
        assert (plan.version, plan.begrundelse) == (1, "")
        assert [(goal["omraade"], goal["tekst"]) for goal in plan.maal] == [
            ("barnet", "At aftenerne bliver rolige"),
            ("os_selv", "At vi får sovet"),
        ]
        page = get(konsulent, "udviklingsplan_detail", familie.pk).content.decode()
        assert "Lars ringer hver anden uge." in page
        assert "Endnu ikke arbejdet med i supervisionen." in page

    def test_a_change_needs_a_reason_and_leaves_the_old_version_as_it_was(
        self, plan, familie, konsulent
    ):
        goal = Udviklingsmaal.objects.get()
        changed = Maal("barnet", "At aftenerne lykkes", "Fast rækkefølge", goal.pk)
        refused("begrundelse", konsulent, familie, 1, [changed])
        new = save(konsulent, familie, 1, [changed], begrundelse="Piktogrammer virkede ikke")
        assert new.version == 2
        page = get(konsulent, "udviklingsplan_detail", familie.pk, version="1").content.decode()
        assert "At aftenerne bliver rolige" in page
        assert "At aftenerne lykkes" not in page
        assert "Der er en nyere version" in page

    def test_the_database_refuses_to_change_a_version(self, plan):
        with pytest.raises(DatabaseError), transaction.atomic():
            Udviklingsplan.objects.filter(pk=plan.pk).update(samarbejde="Andet")

    def test_nothing_changed_nothing_at_all_and_a_closed_goal_are_refused(
        self, plan, familie, konsulent
    ):
        goal = Udviklingsmaal.objects.get()
        same = Maal(goal.omraade, goal.tekst, goal.metode, goal.pk)
        refused("uaendret", konsulent, familie, 1, [same], begrundelse="Derfor")
        close_udviklingsmaal(by=konsulent, maal=goal, resultat="naaet", resultat_tekst="")
        refused("lukket", konsulent, familie, 2, [same], begrundelse="Derfor")

    def test_a_first_plan_needs_a_goal(self, familie, konsulent):
        refused("tom", konsulent, familie, 0, [], samarbejde="Vi ringes ved.")

    def test_the_same_plan_twice_is_one_version(self, plan, familie, konsulent):
        goal = Udviklingsmaal.objects.get()
        changed = [Maal("barnet", "At aftenerne lykkes", "", goal.pk)]
        first = save(konsulent, familie, 1, changed, begrundelse="Derfor")
        assert save(konsulent, familie, 1, changed, begrundelse="Derfor") == first

    def test_a_colleague_in_between_is_shown_and_what_was_typed_stays(
        self, plan, familie, konsulent, teamleder
    ):
        goal = Udviklingsmaal.objects.get()
        save(teamleder, familie, 1, [Maal("os_selv", "Søvn", "")], begrundelse="Nyt mål")
        data = typed(goal, seen=1, begrundelse="Derfor", ny_0_tekst="Skolen", ny_0_omraade="barnet")
        answer = post(konsulent, "udviklingsplan_update", data, familie.pk)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Birgit Sand har gemt version 2" in page
        assert "Søvn" in page
        assert ">Skolen</textarea>" in page.replace("\n", "")
        assert answer.context["form"]["seen"].value() == 2

    def test_a_goal_without_an_area_or_a_method_without_a_goal_is_asked_about(
        self, familie, konsulent
    ):
        data = {"seen": 0, "ny_0_tekst": "Ro", "ny_1_metode": "Piktogrammer"}
        form = post(konsulent, "udviklingsplan_update", data, familie.pk).context["form"]
        assert form.errors["ny_0_omraade"] == ["Vælg, hvad målet handler om."]
        assert form.errors["ny_1_tekst"] == ["Skriv målet, som metoden hører til."]


class TestGoals:
    def test_closing_tells_how_it_went_and_makes_a_version(self, plan, familie, konsulent):
        goal = Udviklingsmaal.objects.get()
        data = {"resultat": "delvist", "resultat_tekst": "De fleste aftener"}
        assert post(konsulent, "udviklingsmaal_close", data, goal.pk).status_code == 302
        assert [*open_maal(familie)] == []
        plan = Udviklingsplan.objects.first()
        assert plan.begrundelse == "Et mål er afsluttet: delvist nået"
        assert plan.maal[0]["resultat"] == "delvist"
        page = get(konsulent, "udviklingsplan_detail", familie.pk).content.decode()
        assert "»De fleste aftener«" in page
        assert get(konsulent, "udviklingsmaal_close", goal.pk).status_code == 404
        with pytest.raises(ValidationError) as caught:
            close_udviklingsmaal(by=konsulent, maal=goal, resultat="naaet", resultat_tekst="")
        assert caught.value.code == "lukket"

    def test_the_sessions_that_worked_on_a_goal_are_counted_and_listed(
        self, plan, familie, konsulent, dorthe
    ):
        goal = Udviklingsmaal.objects.get()
        forloeb = make_forloeb(familie, supervisor=dorthe)
        held = make_session(forloeb, timezone.now() - 3 * DAY)
        planned = make_session(forloeb, timezone.now() + 3 * DAY)
        for session in (held, planned):
            session.maal.add(goal)
        Session.objects.filter(pk=held.pk).update(logget_at=timezone.now(), logget_af=dorthe)
        page = get(dorthe, "udviklingsplan_detail", familie.pk).content.decode()
        assert "Arbejdet med i 1 supervision" in page
        assert held.get_absolute_url() in page
        assert planned.get_absolute_url() not in page

    def test_methods_tried_with_the_children_stand_with_their_outcome(
        self, plan, familie, konsulent, barn, dorthe
    ):
        today = timezone.localdate()
        row = ground.begin_metode(
            by=konsulent, barn=barn, metode="TEACCH", hvorfor="Overblik", fra=today - 9 * DAY
        )
        ground.end_metode(
            by=konsulent,
            metodeproeve=row,
            til=today,
            udfald="virkede_ikke",
            begrundelse="Barnet var stærkere i kontakten end ventet.",
        )
        page = get(konsulent, "udviklingsplan_detail", familie.pk).content.decode()
        assert "TEACCH" in page
        assert "Virkede ikke" in page
        assert "Barnet var stærkere i kontakten end ventet." in page
        forloeb = make_forloeb(familie, supervisor=dorthe)
        page = get(dorthe, "udviklingsplan_detail", familie.pk).content.decode()
        assert "TEACCH" not in page  # the forløb is not about the child
        Forloeb.objects.filter(pk=forloeb.pk).update(barn=barn)
        assert "TEACCH" in get(dorthe, "udviklingsplan_detail", familie.pk).content.decode()


class TestWhoSees:
    def test_konsulent_leader_and_supervisor_write_others_see_nothing(
        self, plan, familie, konsulent, kollega, teamleder, raadgiver, barn, dorthe
    ):
        make_forloeb(familie, supervisor=dorthe)
        barn.myndighedsraadgiver = raadgiver
        barn.save()
        goal = Udviklingsmaal.objects.get()
        seen = {
            bruger.navn: (
                get(bruger, "udviklingsplan_detail", familie.pk).status_code,
                get(bruger, "udviklingsplan_update", familie.pk).status_code,
                get(bruger, "udviklingsmaal_close", goal.pk).status_code,
            )
            for bruger in (konsulent, teamleder, dorthe, kollega, raadgiver)
        }
        assert seen == {
            konsulent.navn: (200, 200, 200),
            teamleder.navn: (200, 200, 200),
            dorthe.navn: (200, 200, 200),
            kollega.navn: (404, 404, 404),
            raadgiver.navn: (403, 403, 403),
        }

    def test_a_group_supervisor_and_a_colleague_of_the_supervisor_see_nothing(
        self, plan, familie, dorthe, kommune, brohus
    ):
        make_forloeb(familie, supervisor=dorthe)
        nina = BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Nina Ko"
        )
        make_gruppe(nina, [familie])
        booker = BrugerFactory(
            rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Bo Booker"
        )
        assert get(nina, "udviklingsplan_detail", familie.pk).status_code == 404
        assert get(booker, "udviklingsplan_detail", familie.pk).status_code == 403

    def test_the_supervisor_writes_while_it_runs_reads_a_while_and_then_nothing(
        self, plan, familie, dorthe
    ):
        make_forloeb(familie, supervisor=dorthe)
        today = timezone.localdate()
        rows = Forloeb.objects.filter(supervisor=dorthe)
        rows.update(afsluttet_at=timezone.now(), slut_paa=today, ser_til=today + DAY)
        assert get(dorthe, "udviklingsplan_detail", familie.pk).status_code == 200
        assert get(dorthe, "udviklingsplan_update", familie.pk).status_code == 404
        rows.update(ser_til=today - DAY)
        assert get(dorthe, "udviklingsplan_detail", familie.pk).status_code == 404

    def test_reading_is_logged(self, plan, familie, konsulent):
        get(konsulent, "udviklingsplan_detail", familie.pk)
        line = AuditEvent.objects.filter(event="plejefamilie.laest").last()
        assert (line.bruger_id, line.formaal) == (konsulent.pk, "udviklingsplan")


def test_the_page_asks_as_often_for_three_goals_as_for_one(
    plan, familie, konsulent, dorthe, django_assert_max_num_queries
):
    client = Client()
    client.force_login(konsulent)
    url = reverse("supervision:udviklingsplan_detail", args=[familie.pk])
    forloeb = make_forloeb(familie, supervisor=dorthe)

    def held(goal, days):
        session = make_session(
            forloeb,
            timezone.now() - days * DAY,
            logget_at=timezone.now(),
            logget_af=dorthe,
        )
        session.maal.add(goal)

    held(Udviklingsmaal.objects.get(), 5)
    client.get(url)
    with django_assert_max_num_queries(16) as one:
        client.get(url)
    for number in (1, 2):
        held(make_maal(familie, f"Mål {number}"), number)
    with django_assert_max_num_queries(16) as three:
        client.get(url)
    assert len(three) == len(one) <= 12
