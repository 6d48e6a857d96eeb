"""The wheel of a family and of a group: laid, planned at once, agreed, changed, who sees it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import pligter
from supervision.actions.aarshjul import (
    Planlagt,
    create_aarshjul,
    finish_aarshjul,
    plan_aar,
    update_aarshjul,
)
from supervision.actions.session import cancel_session, plan_session
from supervision.models import Aarshjul, Forloeb, Forloebsdeltager, Session, Sessionsdeltager
from supervision.queries.aarshjul import aar_of
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_aarshjul, make_forloeb, make_gruppe, make_session

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(at):
    at("2026-12-01 09:00")


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )


@pytest.fixture
def alene(familie, dorthe):
    return make_forloeb(familie, supervisor=dorthe)


@pytest.fixture
def naboer(team, kollega):
    return PlejefamilieFactory(team=team, konsulent=kollega, navn="Skov, Ida og Bo")


@pytest.fixture
def gruppe(familie, naboer, dorthe):
    return make_gruppe(dorthe, [familie, naboer])


@pytest.fixture
def hjul(familie, konsulent, alene, gruppe):
    return make_aarshjul(familie, by=konsulent, aar=2027)


def get(bruger, name, *args, **query):
    client = Client()
    client.force_login(bruger)
    return client.get(reverse(f"supervision:{name}", args=args), query)


def post(bruger, name, data, *args):
    client = Client()
    client.force_login(bruger)
    return client.post(reverse(f"supervision:{name}", args=args), data)


def planlagt(forloeb, day, klokken="10:00", tema=""):
    start = local(f"{day} {klokken}")
    slut = start + datetime.timedelta(minutes=forloeb.minutter)
    return Planlagt(forloeb, start, slut, tema)


def rule(by, kommune, key, value):
    facts = {"by": by, "fra": timezone.localdate(), "begrundelse": "Prøve"}
    regler.set_value(kommune=kommune, key=key, vaerdi=value, **facts)


class TestTheYear:
    def test_holds_the_familys_own_and_those_of_its_groups_on_the_days_it_is_a_member(
        self, hjul, alene, gruppe, familie, naboer, dorthe
    ):
        other = make_gruppe(dorthe, [naboer], titel="Andre")
        wanted = [
            make_session(gruppe, local("2027-02-03 17:00")),
            make_session(alene, local("2027-03-18 10:00")),
        ]
        make_session(alene, local("2028-01-01 00:00"))
        make_session(other, local("2027-04-01 10:00"))
        make_session(make_forloeb(naboer, supervisor=dorthe), local("2027-04-02 10:00"))
        gone = make_session(alene, local("2027-05-01 10:00"))
        Session.objects.filter(pk=gone.pk).update(aflyst_at=timezone.now(), aflyst_fordi="Syg")
        Forloebsdeltager.objects.filter(forloeb=gruppe, plejefamilie=familie).update(
            til=datetime.date(2027, 6, 1)
        )
        make_session(gruppe, local("2027-08-04 17:00"))
        rows = aar_of(hjul, timezone.now()).rows
        assert [row.pk for row in rows] == [session.pk for session in wanted]

    def test_the_last_minute_of_the_year_is_this_years(self, hjul, alene):
        make_session(alene, local("2026-12-31 23:00"))
        last = make_session(alene, local("2027-12-31 23:00"))
        assert [row.pk for row in aar_of(hjul, timezone.now()).rows] == [last.pk]

    def test_says_held_not_written_planned_and_that_the_family_did_not_come(
        self, hjul, alene, gruppe, familie, dorthe, at
    ):
        held = make_session(gruppe, local("2027-02-03 17:00"))
        make_session(alene, local("2027-02-10 10:00"))
        make_session(alene, local("2027-05-10 10:00"))
        Session.objects.filter(pk=held.pk).update(logget_at=held.slut, logget_af=dorthe)
        at("2027-03-01 09:00")
        states = [row.tilstand for row in aar_of(hjul, timezone.now()).rows]
        assert states == ["Holdt", "Ikke skrevet", "Planlagt"]
        place = Sessionsdeltager.objects.filter(session=held, plejefamilie=familie)
        place.update(kom=False)
        found = aar_of(hjul, timezone.now())
        assert found.rows[0].tilstand == "Familien kom ikke"
        assert found.status.gruppe == 0

    def test_of_a_group_has_its_own_sessions_and_asks_for_no_individual_ones(
        self, gruppe, dorthe, alene
    ):
        row = Aarshjul.objects.create(
            kommune=gruppe.kommune, forloeb=gruppe, aar=2027, oprettet_af=dorthe
        )
        make_session(gruppe, local("2027-02-03 17:00"))
        make_session(alene, local("2027-03-03 17:00"))
        found = aar_of(row, timezone.now())
        assert (len(found.rows), found.status.ord) == (1, "ikke opfyldt 1/4")

    def test_without_groups_in_the_municipality_only_individual_ones_are_asked_for(
        self, hjul, alene, kommune, administrator
    ):
        rule(administrator, kommune, "supervision.gruppe_pr_aar", 0)
        for month in (1, 4, 7, 10):
            make_session(alene, local(f"2027-{month:02d}-12 10:00"))
        assert aar_of(hjul, timezone.now()).status.ord == "opfyldt 4/4"


class TestLayingAndPlanning:
    def test_a_konsulent_lays_the_wheel_and_stands_at_its_planning(self, familie, konsulent):
        data = {"aar": "2027", "rytme": "begge"}
        answer = post(konsulent, "aarshjul_familie", data, familie.pk)
        row = Aarshjul.objects.get()
        assert answer["Location"] == reverse("supervision:aarshjul_plan", args=[row.pk])
        assert (row.plejefamilie, row.aar, row.rytme) == (familie, 2027, "begge")
        again = create_aarshjul(by=konsulent, aar=2027, plejefamilie=familie)
        assert (again, Aarshjul.objects.count()) == (row, 1)

    def test_this_years_wheel_opens_at_once(self, familie, konsulent):
        row = make_aarshjul(familie, by=konsulent)
        answer = get(konsulent, "aarshjul_familie", familie.pk)
        assert answer["Location"] == reverse("supervision:aarshjul_detail", args=[row.pk])

    @pytest.mark.parametrize("year", [1999, 2099])
    def test_a_year_outside_the_calendar_is_refused(self, familie, konsulent, year):
        with pytest.raises(ValidationError) as caught:
            create_aarshjul(by=konsulent, aar=year, plejefamilie=familie)
        assert caught.value.error_dict["aar"][0].code == "aar"
        answer = post(konsulent, "aarshjul_familie", {"aar": year, "rytme": "fast"}, familie.pk)
        assert answer.status_code == 200

    def test_only_groups_have_a_wheel_of_their_own(self, alene, konsulent):
        with pytest.raises(ValidationError) as caught:
            create_aarshjul(by=konsulent, aar=2027, forloeb=alene)
        assert caught.value.code == "gruppe"

    def test_all_are_planned_or_none(self, hjul, alene, konsulent, dorthe):
        good = planlagt(alene, "2027-03-18")
        past = planlagt(alene, "2026-03-18")
        with pytest.raises(ValidationError) as caught:
            plan_aar(by=konsulent, aarshjul=hjul, gange={"a": good, "b": past})
        assert {*caught.value.error_dict} == {"b"}
        assert not Session.objects.exists()
        plan_aar(by=konsulent, aarshjul=hjul, gange={"a": good})
        plan_aar(by=konsulent, aarshjul=hjul, gange={"a": good})
        assert Session.objects.count() == 1

    def test_a_forloeb_of_another_family_and_a_day_of_another_year_are_refused(
        self, hjul, konsulent, naboer, alene, dorthe
    ):
        theirs = make_forloeb(naboer, supervisor=dorthe)
        gange = {"a": planlagt(theirs, "2027-03-18"), "b": planlagt(alene, "2028-03-18")}
        with pytest.raises(ValidationError) as caught:
            plan_aar(by=konsulent, aarshjul=hjul, gange=gange)
        codes = {key: errors[0].code for key, errors in caught.value.error_dict.items()}
        assert codes == {"a": "forloeb", "b": "aar"}

    def test_busy_people_are_told_at_the_row_and_nothing_typed_is_lost(
        self, hjul, alene, konsulent, dorthe, naboer
    ):
        plan_session(
            by=dorthe,
            forloeb=make_forloeb(naboer, supervisor=dorthe),
            start=local("2027-03-18 10:30"),
            slut=local("2027-03-18 12:00"),
        )
        data = {
            "individuel_forloeb": alene.pk,
            "individuel_raekker": 1,
            "individuel_0_dato": "18-03-2027",
            "individuel_0_fra": "10.00",
            "individuel_0_til": "11.30",
            "individuel_0_tema": "Søvn",
        }
        answer = post(konsulent, "aarshjul_plan", data, hjul.pk)
        page = answer.content.decode()
        assert "Dorthe Krag er optaget torsdag 18. marts 2027" in page
        assert 'value="Søvn"' in page
        assert Session.objects.count() == 1

    def test_rows_need_a_beginning_an_end_and_the_right_year(self, hjul, alene, konsulent):
        data = {"individuel_forloeb": alene.pk, "individuel_raekker": 2}
        data |= {"individuel_0_dato": "18-03-2028", "individuel_0_fra": "10.00"}
        form = post(konsulent, "aarshjul_plan", data, hjul.pk).context["form"]
        assert form.errors["individuel_0_dato"] == ["Dagen skal ligge i 2027."]
        assert form.errors["individuel_0_til"] == ["Skriv, hvornår den slutter."]
        empty = {"individuel_forloeb": alene.pk, "individuel_raekker": "x"}
        form = post(konsulent, "aarshjul_plan", empty, hjul.pk).context["form"]
        assert form.non_field_errors() == ["Skriv mindst én dag."]

    def test_without_a_forloeb_the_page_says_where_one_is_begun(self, naboer, kollega):
        row = make_aarshjul(naboer, by=kollega, aar=2027)
        answer = get(kollega, "aarshjul_plan", row.pk)
        link = reverse("supervision:familie_forloeb_create", args=[naboer.pk])
        assert f'href="{link}"' in answer.content.decode()
        assert "Planlæg supervisionerne" not in answer.content.decode()

    def test_next_year_is_laid_from_this_one_with_the_same_weekdays(
        self, hjul, alene, konsulent, familie
    ):
        for day in ("2027-03-18", "2027-06-17"):
            make_session(alene, local(f"{day} 13:00"))
        answer = post(konsulent, "aarshjul_next", {}, hjul.pk)
        new = Aarshjul.objects.get(aar=2028)
        assert answer["Location"] == reverse("supervision:aarshjul_plan", args=[new.pk])
        form = get(konsulent, "aarshjul_plan", new.pk).context["form"]
        proposed = [form[f"individuel_{n}_dato"].value() for n in range(2)]
        assert proposed == [datetime.date(2028, 3, 16), datetime.date(2028, 6, 15)]
        assert form["individuel_0_dato"].help_text == "Torsdag"
        assert form["individuel_0_fra"].value() == datetime.time(13)
        post(konsulent, "aarshjul_next", {}, hjul.pk)
        assert Aarshjul.objects.filter(plejefamilie=familie).count() == 2


class TestAgreeing:
    def test_what_lacks_needs_a_reason_and_what_is_empty_cannot_be_agreed(
        self, hjul, alene, konsulent
    ):
        with pytest.raises(ValidationError) as caught:
            finish_aarshjul(by=konsulent, aarshjul=hjul, version=1)
        assert caught.value.code == "tomt"
        make_session(alene, local("2027-03-18 10:00"))
        with pytest.raises(ValidationError) as caught:
            finish_aarshjul(by=konsulent, aarshjul=hjul, version=1, begrundelse=" ")
        assert caught.value.error_dict["begrundelse"][0].code == "mangler"
        row = finish_aarshjul(by=konsulent, aarshjul=hjul, version=1, begrundelse="Barsel.")
        assert (row.begrundelse, row.endelig_af) == ("Barsel.", konsulent)
        assert row.endelig_dage == [["2027-03-18", "individuel"]]

    def test_again_without_a_change_changes_nothing_and_a_colleague_in_between_is_told(
        self, hjul, alene, konsulent
    ):
        make_session(alene, local("2027-03-18 10:00"))
        facts = {"by": konsulent, "aarshjul": hjul, "version": 1}
        first = finish_aarshjul(**facts, begrundelse="Barsel.")
        assert finish_aarshjul(**facts, begrundelse="Barsel.").version == first.version
        with pytest.raises(ValidationError) as caught:
            finish_aarshjul(**facts, begrundelse="Ferie.")
        assert caught.value.code == "stale"
        answer = post(konsulent, "aarshjul_finish", {"version": 1, "begrundelse": "F"}, hjul.pk)
        assert answer.status_code == 409
        assert "En kollega har gemt" in answer.content.decode()

    def test_what_is_moved_or_added_afterwards_is_told(self, hjul, alene, konsulent):
        session = make_session(alene, local("2027-03-18 10:00"))
        finish_aarshjul(by=konsulent, aarshjul=hjul, version=1, begrundelse="Barsel.")
        hjul.refresh_from_db()
        assert aar_of(hjul, timezone.now()).aftalt
        later = local("2027-03-25 10:00")
        Session.objects.filter(pk=session.pk).update(start=later, slut=later + HOUR)
        found = aar_of(hjul, timezone.now())
        assert found.aendret == [
            "18. marts (individuel) er faldet ud",
            "25. marts (individuel) er kommet til",
        ]
        assert not found.aftalt

    def test_on_demand_asks_for_no_number(self, hjul, konsulent):
        update_aarshjul(by=konsulent, aarshjul=hjul, version=1, rytme=Forloeb.Rytme.BEHOV)
        hjul.refresh_from_db()
        assert aar_of(hjul, timezone.now()).status.opfyldt
        finish_aarshjul(by=konsulent, aarshjul=hjul, version=2)
        answer = post(konsulent, "aarshjul_update", {"version": 1, "rytme": "fast"}, hjul.pk)
        assert answer.status_code == 409


class TestMinDag:
    @pytest.fixture
    def agreed(self, hjul, alene, gruppe, konsulent):
        for day in ("2027-05-05", "2027-08-04"):
            make_session(gruppe, local(f"{day} 17:00"))
        self.june = make_session(alene, local("2027-06-17 10:00"))
        finish_aarshjul(by=konsulent, aarshjul=hjul, version=1, begrundelse="Begyndt midt i.")
        return hjul

    def told(self, bruger, day):
        rows = pligter.of_bruger(bruger, datetime.date.fromisoformat(day), limit=50)
        return [row for row in rows if row.slags == "aarshjul"]

    def test_a_lost_individual_one_stands_there_from_a_month_before_until_the_next_group(
        self, agreed, alene, konsulent, kollega, dorthe, teamleder
    ):
        assert self.told(konsulent, "2027-06-01") == []
        cancel_session(by=dorthe, session=self.june, begrundelse="Sygdom")
        assert self.told(konsulent, "2027-05-17") == []
        (row,) = self.told(konsulent, "2027-05-18")
        assert row.frist == datetime.date(2027, 8, 3)
        assert self.told(konsulent, "2027-08-03")
        assert self.told(konsulent, "2027-08-04") == []
        for bruger in (kollega, dorthe, teamleder):
            assert self.told(bruger, "2027-06-01") == []
        shown = pligter.kilder()["aarshjul"].vis(row, datetime.date(2027, 6, 1))
        assert shown.url == reverse("supervision:aarshjul_detail", args=[agreed.pk])
        assert "senest tirsdag 3. august" in shown.hvorfor

    def test_another_in_the_same_interval_takes_it_away_and_one_outside_does_not(
        self, agreed, alene, konsulent, dorthe
    ):
        cancel_session(by=dorthe, session=self.june, begrundelse="Sygdom")
        make_session(alene, local("2027-09-01 10:00"))
        assert self.told(konsulent, "2027-06-01")
        make_session(alene, local("2027-07-01 10:00"))
        assert self.told(konsulent, "2027-06-01") == []

    def test_a_draft_promises_nothing(self, hjul, alene, konsulent, dorthe):
        session = make_session(alene, local("2027-06-17 10:00"))
        cancel_session(by=dorthe, session=session, begrundelse="Sygdom")
        assert self.told(konsulent, "2027-06-01") == []


class TestWhoSees:
    @pytest.fixture
    def nina(self, kommune, brohus):
        """A colleague in Dorthe's house, without a forløb with the family."""
        return BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Nina Ko"
        )

    def test_the_konsulent_plans_her_leader_too_and_the_supervisor_of_the_family_reads(
        self, hjul, konsulent, teamleder, dorthe, kollega, raadgiver, nina
    ):
        pages = ("aarshjul_detail", "aarshjul_plan", "aarshjul_finish", "aarshjul_update")
        seen = {
            bruger.navn: [get(bruger, page, hjul.pk).status_code for page in pages]
            for bruger in (konsulent, teamleder, dorthe, kollega, raadgiver, nina)
        }
        assert seen == {
            konsulent.navn: [200] * 4,
            teamleder.navn: [200] * 4,
            dorthe.navn: [200, 404, 404, 404],
            kollega.navn: [404] * 4,
            raadgiver.navn: [403] * 4,
            nina.navn: [404] * 4,
        }
        assert post(dorthe, "aarshjul_next", {}, hjul.pk).status_code == 404

    def test_whoever_leads_the_group_only_does_not_see_the_familys_wheel(
        self, kommune, brohus, familie, konsulent, alene, nina
    ):
        hjul = make_aarshjul(familie, by=konsulent, aar=2027)
        gruppe = make_gruppe(nina, [familie])
        make_session(alene, local("2027-03-18 10:00"), tema="Kun for os")
        assert get(nina, "aarshjul_detail", hjul.pk).status_code == 404
        assert get(nina, "aarshjul_pdf", hjul.pk).status_code == 404
        assert get(nina, "aarshjul_familie", familie.pk).status_code == 404
        assert get(nina, "aarshjul_gruppe", gruppe.pk).status_code == 200
        page = get(nina, "forloeb_detail", gruppe.pk).content.decode()
        assert reverse("supervision:aarshjul_gruppe", args=[gruppe.pk]) in page
        assert reverse("supervision:aarshjul_familie", args=[familie.pk]) not in page

    def test_it_ends_with_the_forloeb(self, hjul, alene, dorthe, konsulent):
        today = timezone.localdate()
        Forloeb.objects.filter(supervisor=dorthe).update(
            afsluttet_at=timezone.now(), slut_paa=today, ser_til=today - DAY
        )
        assert get(dorthe, "aarshjul_detail", hjul.pk).status_code == 404
        assert get(dorthe, "aarshjul_familie", hjul.plejefamilie_id).status_code == 404

    def test_the_supervisor_finds_wheel_and_plan_from_her_forloeb(self, alene, dorthe, familie):
        page = get(dorthe, "forloeb_detail", alene.pk).content.decode()
        for name in ("aarshjul_familie", "udviklingsplan_detail"):
            assert reverse(f"supervision:{name}", args=[familie.pk]) in page
            assert get(dorthe, name, familie.pk).status_code == 200

    def test_the_supervisor_reads_the_group_days_but_opens_only_what_is_hers(
        self, familie, konsulent, nina, gruppe
    ):
        make_forloeb(familie, supervisor=nina)
        hjul = make_aarshjul(familie, by=konsulent, aar=2027)
        session = make_session(gruppe, local("2027-02-03 17:00"))
        page = get(nina, "aarshjul_detail", hjul.pk).content.decode()
        assert "Onsdag 3. februar" in page
        assert session.get_absolute_url() not in page
        assert "Skov" not in page

    def test_the_group_wheel_is_laid_by_who_leads_it(self, gruppe, dorthe, konsulent):
        data = {"aar": "2027", "rytme": "fast"}
        assert post(dorthe, "aarshjul_gruppe", data, gruppe.pk).status_code == 302
        row = Aarshjul.objects.get()
        assert row.forloeb == gruppe
        assert get(dorthe, "aarshjul_plan", row.pk).status_code == 200
        assert get(konsulent, "aarshjul_detail", row.pk).status_code == 200
        assert get(konsulent, "aarshjul_plan", row.pk).status_code == 404

    def test_reading_and_printing_are_logged_without_names(self, hjul, konsulent, familie):
        get(konsulent, "aarshjul_detail", hjul.pk)
        answer = get(konsulent, "aarshjul_pdf", hjul.pk)
        lines = AuditEvent.objects.filter(event="aarshjul.laest").order_by("pk")
        assert [line.formaal for line in lines] == ["årshjul", "udskrift af årshjul"]
        assert "Bruun" not in answer["Content-Disposition"]


def test_the_page_asks_as_often_for_three_rows_as_for_one(
    hjul, alene, gruppe, konsulent, django_assert_max_num_queries
):
    client = Client()
    client.force_login(konsulent)
    url = reverse("supervision:aarshjul_detail", args=[hjul.pk])
    make_session(alene, local("2027-03-18 10:00"))
    client.get(url)
    with django_assert_max_num_queries(16) as one:
        client.get(url)
    for day in ("2027-02-03", "2027-05-05", "2027-08-04"):
        make_session(gruppe, local(f"{day} 17:00"))
    with django_assert_max_num_queries(16) as four:
        client.get(url)
    assert len(four) == len(one) <= 12
