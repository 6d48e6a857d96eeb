"""Hours a month against agreements (B14, R22), and supervision bought from outside (E20)."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from faelles.access import Rolle
from faelles.models import AuditEvent
from supervision.actions import timer as actions
from supervision.models import Eksternkoeb, Kursusgang, Timeaftale
from supervision.queries import timer as queries
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, KommuneFactory, TeamFactory
from tests.supervision.fakta import make_forloeb, make_kursus, make_session

HOUR = datetime.timedelta(hours=1)


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture(autouse=True)
def _march(at):
    at("2027-03-15 10:00")


@pytest.fixture
def hus(kommune, brohus):
    """Brohus with a supervisor, a teacher and its booker; Fjordhus with one of each."""

    class Hus:
        fjordhus = InstitutionFactory(kommune=kommune, navn="Fjordhus")

        @staticmethod
        def ansat(navn, rolle=Rolle.INSTITUTIONSMEDARBEJDER, hos=brohus):
            return BrugerFactory(rolle=rolle, kommune=kommune, ansat_hos=hos, navn=navn)

    Hus.dorthe, Hus.jens = Hus.ansat("Dorthe Krag"), Hus.ansat("Jens Brun")
    Hus.booker = Hus.ansat("Bente Book", Rolle.INSTITUTIONSBOOKER)
    Hus.fie = Hus.ansat("Fie Fjord", hos=Hus.fjordhus)
    Hus.anden_booker = Hus.ansat("Bo Fjord", Rolle.INSTITUTIONSBOOKER, Hus.fjordhus)
    return Hus


def held(familie, supervisor, start, minutes=90, **facts):
    forloeb = make_forloeb(familie, supervisor=supervisor)
    facts = {"logget_at": local("2027-03-15 10:00"), "logget_af": supervisor, **facts}
    moment = local(start)
    return make_session(forloeb, moment, minutter=minutes, minutter_holdt=minutes, **facts)


def taught(udbyder, start, hours, *, ansvarlig, undervisere=()):
    moment = local(start)
    kursus = make_kursus(
        udbyder,
        ansvarlig=ansvarlig,
        undervisere=undervisere,
        gange=[(moment, moment + hours * HOUR)],
    )
    Kursusgang.objects.filter(kursus=kursus).update(fremmoede_at=moment + hours * HOUR)
    return kursus


def row(maaned, navn):
    return next(one for one in maaned.huse if one.navn == navn)


@pytest.mark.django_db
class TestTheMonth:
    def test_supervision_and_teaching_of_each_person_and_house(
        self, hus, brohus, familie, teamleder
    ):
        held(familie, hus.dorthe, "2027-03-02 10:00", 120)
        held(familie, hus.dorthe, "2027-03-09 10:00", 90, belaster=False)
        held(familie, hus.fie, "2027-03-09 10:00", 60)
        taught(
            brohus, "2027-03-04 09:00", 2, ansvarlig=hus.booker, undervisere=[hus.jens, hus.dorthe]
        )
        taught(brohus, "2027-03-05 09:00", 1, ansvarlig=hus.jens)
        maaned = queries.month(teamleder, "2027-03")
        tal = row(maaned, "Brohus").tal
        assert (tal.supervision, tal.undervisning, tal.i_alt) == (210, 300, 510)
        assert tal.belaster == 120 + 300
        people = {
            navn: (one.supervision, one.undervisning) for navn, one in row(maaned, "Brohus").folk
        }
        assert people == {"Dorthe Krag": (210, 120), "Jens Brun": (0, 180)}
        assert row(maaned, "Fjordhus").tal.i_alt == 60

    def test_what_is_not_held_does_not_count(self, hus, brohus, familie, teamleder):
        forloeb = make_forloeb(familie, supervisor=hus.dorthe)
        make_session(forloeb, local("2027-03-02 10:00"))
        make_session(
            forloeb,
            local("2027-03-03 10:00"),
            aflyst_at=local("2027-03-01 10:00"),
            aflyst_fordi="Syg",
        )
        start = local("2027-03-04 09:00")
        make_kursus(brohus, ansvarlig=hus.jens, gange=[(start, start + HOUR)])
        assert queries.month(teamleder, "2027-03").huse == []

    def test_an_hour_belongs_to_the_local_month_in_which_it_began(self, hus, familie, teamleder):
        held(familie, hus.dorthe, "2027-02-28 23:30", 120)
        held(familie, hus.dorthe, "2027-03-01 00:00", 60)
        assert row(queries.month(teamleder, "2027-02"), "Brohus").tal.i_alt == 120
        assert row(queries.month(teamleder, "2027-03"), "Brohus").tal.i_alt == 60

    def test_hours_out_of_the_roster_and_those_who_stood_in(self, hus, familie, teamleder):
        held(familie, hus.dorthe, "2027-03-02 10:00", vagtminutter=150, afloeser="Vikar Vera")
        held(familie, hus.dorthe, "2027-03-09 10:00", vagtminutter=90)
        tal = row(queries.month(teamleder, "2027-03"), "Brohus").tal
        assert (tal.vagt, tal.afloesere) == (240, 1)

    def test_against_the_agreement_of_the_month_and_its_price(
        self, hus, kommune, brohus, familie, teamleder
    ):
        agreed = {"kommune": kommune, "institution": brohus, "by": teamleder}
        actions.agree_timer(
            timer_pr_maaned=Decimal("10"),
            fra=datetime.date(2026, 1, 1),
            til=datetime.date(2027, 2, 28),
            **agreed,
        )
        actions.agree_timer(
            timer_pr_maaned=Decimal("2.5"),
            timepris=Decimal("533.33"),
            fra=datetime.date(2027, 3, 1),
            **agreed,
        )
        held(familie, hus.dorthe, "2027-03-02 10:00", 100)
        brohus_i_marts = row(queries.month(teamleder, "2027-03"), "Brohus")
        assert (brohus_i_marts.aftalt, brohus_i_marts.forskel) == (150, -50)
        assert brohus_i_marts.pris == Decimal("888.88")  # 100 minutes, half up at the end (R21)
        brohus_i_februar = row(queries.month(teamleder, "2027-02"), "Brohus")
        assert (brohus_i_februar.aftalt, brohus_i_februar.forskel) == (600, -600)

    def test_another_municipalitys_hours_are_not_ours(self, hus, familie, teamleder):
        held(familie, hus.dorthe, "2027-03-02 10:00")
        other = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=KommuneFactory()))
        assert queries.month(other, "2027-03").huse == []

    @pytest.mark.parametrize("typed", ["", "2027-13", "x", "2099-01", "0000-01", "2027-03-01", "²"])
    def test_any_other_month_is_this_one(self, client, teamleder, typed):
        assert queries.month_of(typed) == datetime.date(2027, 3, 1)
        client.force_login(teamleder)
        assert client.get(url("timer_list"), {"maaned": typed}).status_code == 200


@pytest.mark.django_db
class TestWhoSeesIt:
    @pytest.fixture(autouse=True)
    def _hours(self, hus, familie):
        held(familie, hus.dorthe, "2027-03-02 10:00")
        held(familie, hus.fie, "2027-03-03 10:00")

    def test_a_leader_sees_all_houses_by_name(self, client, teamleder):
        client.force_login(teamleder)
        page = client.get(url("timer_list")).content.decode()
        assert "Timer i marts 2027" in page
        for word in ("Brohus", "Fjordhus", "Dorthe Krag", "Fie Fjord"):
            assert word in page
        assert "Bruun" not in page

    def test_a_booker_sees_her_own_house_only(self, client, hus):
        client.force_login(hus.booker)
        page = client.get(url("timer_list")).content.decode()
        assert "Dorthe Krag" in page
        assert "Fjord" not in page
        client.force_login(hus.anden_booker)
        page = client.get(url("timer_list")).content.decode()
        assert "Fie Fjord" in page
        assert "Dorthe" not in page
        book = load_workbook(io.BytesIO(client.get(url("timer_excel")).content))
        words = str([[*sheet.values] for sheet in book])
        assert "Fie Fjord" in words
        assert "Brohus" not in words
        assert "Dorthe" not in words

    def test_the_administrator_sees_houses_and_nobodys_name(self, client, administrator):
        client.force_login(administrator)
        page = client.get(url("timer_list")).content.decode()
        assert "Brohus" in page
        assert "Dorthe Krag" not in page
        book = load_workbook(io.BytesIO(client.get(url("timer_excel")).content))
        assert book.sheetnames == ["Timer 2027-03"]

    def test_the_workbook_says_the_same(self, client, teamleder):
        client.force_login(teamleder)
        answer = client.get(url("timer_excel"), {"maaned": "2027-03"})
        assert "timer-2027-03.xlsx" in answer["Content-Disposition"]
        first, second = load_workbook(io.BytesIO(answer.content))
        assert [*first.values][1][:4] == ("Brohus", 1.5, 0, 1.5)
        assert [*second.values][1][:3] == ("Brohus", "Dorthe Krag", 1.5)
        assert AuditEvent.objects.get(event="timer.hentet").data["maaned"] == "2027-03"

    @pytest.mark.parametrize("who", ["konsulent", "raadgiver", "akutvagt", "revisor"])
    def test_others_do_not(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        for name in ("timer_list", "timer_excel", "timeaftale_list", "eksternkoeb_list"):
            assert client.get(url(name)).status_code == 403

    def test_as_many_queries_with_one_house_as_with_many(
        self, client, hus, kommune, familie, teamleder, django_assert_max_num_queries
    ):
        client.force_login(teamleder)
        client.get(url("timer_list"))
        with django_assert_max_num_queries(8) as few:
            client.get(url("timer_list"))
        for number in range(3):
            house = InstitutionFactory(kommune=kommune, navn=f"Hus {number}")
            who = hus.ansat(f"Person {number}", hos=house)
            held(familie, who, f"2027-03-0{number + 4} 10:00")
            taught(house, f"2027-03-0{number + 4} 13:00", 1, ansvarlig=who, undervisere=[who])
            Timeaftale.objects.create(
                kommune=kommune,
                institution=house,
                timer_pr_maaned=5,
                fra=datetime.date(2027, 1, 1),
            )
        with django_assert_max_num_queries(8) as many:
            client.get(url("timer_list"))
        assert len(few) == len(many)


@pytest.mark.django_db
class TestAgreements:
    def test_a_leader_writes_one_and_ends_it(self, client, hus, brohus, teamleder):
        client.force_login(teamleder)
        facts = {
            "institution": str(brohus.pk),
            "timer_pr_maaned": "37,5",
            "timepris": "1.250,50",
            "fra": "01-03-2027",
        }
        assert client.post(url("timeaftale_create"), facts).status_code == 302
        aftale = Timeaftale.objects.get()
        assert (aftale.timer_pr_maaned, aftale.timepris) == (Decimal("37.5"), Decimal("1250.5"))
        page = client.get(url("timeaftale_list")).content.decode()
        assert "1.250,50 kr." in page
        page = client.post(url("timeaftale_create"), facts).content.decode()
        assert "Der er allerede en aftale i perioden." in page
        assert "1.250,50" in page
        end = url("timeaftale_end", aftale.pk)
        assert "Slutdatoen ligger" in client.post(end, {"til": "01-02-2027"}).content.decode()
        client.post(end, {"til": "31-03-2027"})
        aftale.refresh_from_db()
        assert aftale.til == datetime.date(2027, 3, 31)

    def test_an_institution_reads_its_own_and_writes_none(
        self, client, hus, kommune, brohus, teamleder
    ):
        for house, price in ((brohus, 501), (hus.fjordhus, 777)):
            Timeaftale.objects.create(
                kommune=kommune,
                institution=house,
                timer_pr_maaned=20,
                timepris=price,
                fra=datetime.date(2027, 1, 1),
            )
        client.force_login(hus.booker)
        page = client.get(url("timeaftale_list")).content.decode()
        assert "501,00 kr." in page
        assert "777" not in page
        assert client.get(url("timeaftale_create")).status_code == 403
        assert client.get(url("timeaftale_end", 1)).status_code == 403

    def test_hours_are_more_than_none(self, brohus, kommune, teamleder):
        with pytest.raises(ValidationError, match="større end 0"):
            actions.agree_timer(
                by=teamleder,
                kommune=kommune,
                institution=brohus,
                timer_pr_maaned=Decimal(0),
                fra=datetime.date(2027, 1, 1),
            )


def bought(kommune, by, dato, beloeb):
    facts = {"leverandoer": "Supervision ApS", "dato": datetime.date.fromisoformat(dato)}
    return Eksternkoeb.objects.create(kommune=kommune, by=by, beloeb=Decimal(beloeb), **facts)


@pytest.mark.django_db
class TestBoughtFromOutside:
    def test_a_purchase_in_danish_kroner(self, client, teamleder):
        client.force_login(teamleder)
        facts = {"dato": "10-03-2027", "leverandoer": "Supervision ApS", "beloeb": "13.500,00"}
        client.post(url("eksternkoeb_create"), facts | {"timer": "7,5"})
        koeb = Eksternkoeb.objects.get()
        assert (koeb.beloeb, koeb.timer) == (Decimal("13500.00"), Decimal("7.5"))
        assert "13.500,00 kr." in client.get(url("eksternkoeb_list")).content.decode()

    @pytest.mark.parametrize("beloeb", ["0", "-1", "x", "1" + "0" * 20, "NaN", "1e9999", ""])
    def test_an_amount_is_an_amount_and_nothing_is_lost(self, client, teamleder, beloeb):
        client.force_login(teamleder)
        facts = {"dato": "10-03-2027", "leverandoer": "Supervision ApS", "beloeb": beloeb}
        answer = client.post(url("eksternkoeb_create"), facts)
        assert answer.status_code == 200
        assert "Supervision ApS" in answer.content.decode()
        assert not Eksternkoeb.objects.exists()

    def test_what_it_came_to_year_by_year(self, client, kommune, teamleder):
        for dato, beloeb in (
            ("2024-12-31", "30000"),
            ("2025-01-01", "20000.50"),
            ("2027-01-02", "5000"),
        ):
            bought(kommune, teamleder, dato, beloeb)
        bought(KommuneFactory(), teamleder, "2026-01-01", "99999")
        client.force_login(teamleder)
        page = client.get(url("eksternkoeb_list")).content.decode()
        assert "9.999,50 kr. mindre" in page  # 2025 against 2024
        assert "20.000,50 kr. mindre" in page  # 2026, a year without
        assert "5.000,00 kr. mere" in page
        assert "99.999" not in page

    def test_a_colleagues_correction_is_not_overwritten(self, client, kommune, teamleder):
        koeb = bought(kommune, teamleder, "2027-03-01", "1000")
        client.force_login(teamleder)
        address = url("eksternkoeb_update", koeb.pk)
        shown = client.get(address).context["form"]["udgave"].value()
        facts = {"udgave": shown, "dato": "01-03-2027", "leverandoer": "Supervision ApS"}
        assert client.post(address, facts | {"beloeb": "2000"}).status_code == 302
        answer = client.post(address, facts | {"beloeb": "3.000,00"})
        assert answer.status_code == 409
        koeb.refresh_from_db()
        assert koeb.beloeb == 2000

    def test_another_municipalitys_is_not_there(self, client, teamleder):
        koeb = bought(KommuneFactory(), teamleder, "2027-03-01", "1000")
        client.force_login(teamleder)
        assert client.get(url("eksternkoeb_update", koeb.pk)).status_code == 404
