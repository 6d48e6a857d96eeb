"""The roster's pages: the month, the gaps, the generator, one shift; and what the leader hears."""

import datetime
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from akuttelefon import actions, tasks
from akuttelefon.models import Vagt, Vagtserie
from akuttelefon.vagtplan import Hold, Moenster
from faelles.access import Rolle
from faelles.models import Besked
from tests.conftest import local
from tests.factories import BrugerFactory, KommuneFactory, on_duty
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PLAN = "/akuttelefon/vagtplan/"


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-23 09:00")


@pytest.fixture
def leder(client, teamleder):
    client.force_login(teamleder)
    return client


@pytest.fixture
def laid(kommune, teamleder, brohus, akutvagt):
    """Two months at Brohus, from today on; all with a name."""
    return actions.generate_vagter(
        by=teamleder,
        kommune=kommune,
        fra=datetime.date(2026, 11, 23),
        til=datetime.date(2027, 1, 31),
        moenster=Moenster((Hold(brohus.pk, (akutvagt.pk,)),)),
    )


def call_off(teamleder, text):
    vagt = Vagt.objects.at(local(text)).get()
    return actions.cancel_vagt(by=teamleder, vagt=vagt, version=vagt.version)


def text_of(answer):
    return " ".join(answer.content.decode().split())


class TestMonth:
    def test_a_full_month_says_so_and_names_the_closed_days(self, leder, laid):
        page = text_of(leder.get(f"{PLAN}?maaned=2026-12"))
        assert "Ingen huller." in page
        assert "Juleaftensdag" in page
        assert page.count("Nadia Friis") >= 31
        assert 'class="hul"' not in page

    def test_a_gap_is_told_in_words_on_its_day_and_on_top(self, leder, laid, teamleder):
        call_off(teamleder, "2026-12-24 20:00")
        answer = leder.get(f"{PLAN}?maaned=2026-12")
        maaned = answer.context["maaned"]
        page = text_of(answer)
        assert maaned.huller == 1
        assert "Ingen på vagt 1 gang i december." in page
        assert 'href="#dag-2026-12-24"' in page
        assert page.count('class="hul"') == 1

    def test_a_shift_stands_on_the_day_it_begins(self, leder, laid):
        maaned = leder.get(f"{PLAN}?maaned=2026-12").context["maaned"]
        cells = {cell.dag: cell.linjer for _, week in maaned.uger for cell in week}
        assert all(len(lines) == 1 for lines in cells.values())
        assert cells[datetime.date(2026, 12, 24)][0].tid == "08.00–08.00"
        assert cells[datetime.date(2026, 12, 23)][0].tid == "15.00–08.00"

    def test_the_night_of_a_clock_change(self, client, at, kommune, teamleder, brohus):
        at("2027-03-01 09:00")
        client.force_login(teamleder)
        sunday = datetime.date(2027, 3, 28)
        actions.generate_vagter(
            by=teamleder,
            kommune=kommune,
            fra=sunday - DAY,
            til=sunday,
            moenster=Moenster((Hold(brohus.pk),)),
        )
        hours = [vagt.timer for vagt in Vagt.objects.in_order()]
        assert hours == [8, 23, 24]  # what is left of Friday's, Saturday's short one, Sunday's
        maaned = client.get(f"{PLAN}?maaned=2027-03").context["maaned"]
        cells = {cell.dag: cell.linjer for _, week in maaned.uger for cell in week}
        assert [row.hul for row in cells[sunday]] == [False]

    @pytest.mark.parametrize("text", ["", "2026-13", "hest", "9999-01", "2026-0x", "²026-01"])
    def test_a_month_that_is_none_is_this_month(self, leder, text):
        assert leder.get(PLAN, {"maaned": text}).context["maaned"].first.month == 11

    def test_others_read_it_and_change_nothing(self, client, laid, konsulent, akutvagt, raadgiver):
        vagt = Vagt.objects.in_order().last()
        for person in (konsulent, akutvagt):
            client.force_login(person)
            page = text_of(client.get(PLAN))
            assert "Læg vagtplan" not in page
            assert reverse("akuttelefon:vagt_update", args=[vagt.pk]) not in page
            for url in ("huller/", "ny/", "laeg/", "lagte/", f"{vagt.pk}/"):
                assert client.get(f"{PLAN}{url}").status_code == 403
        client.force_login(raadgiver)
        assert client.get(PLAN).status_code == 403

    def test_another_municipality_is_not_there(self, leder, laid):
        away = BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=KommuneFactory(), navn="Fremmed Vagt")
        vagt = on_duty(away, start=local("2026-12-01 15:00"), slut=local("2026-12-02 08:00"))
        assert "Fremmed Vagt" not in text_of(leder.get(f"{PLAN}?maaned=2026-12"))
        assert leder.get(f"{PLAN}{vagt.pk}/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("url", "queries"), [("", 10), ("huller/", 9), ("lagte/", 7)])
    def test_the_same_queries_for_one_row_and_three(
        self, url, queries, rows, leder, teamleder, kommune, brohus, django_assert_num_queries
    ):
        for number in range(rows):
            day = datetime.date(2026, 11, 24) + number * 2 * DAY
            actions.generate_vagter(
                by=teamleder,
                kommune=kommune,
                fra=day,
                til=day,
                moenster=Moenster((Hold(brohus.pk),)),
            )
        leder.get(f"{PLAN}{url}")
        with django_assert_num_queries(queries):
            leder.get(f"{PLAN}{url}")

    def test_a_thousand_shifts_are_shown_at_once(self, leder, kommune, brohus, teamleder):
        first = local("2026-12-01 00:00")
        Vagt.objects.bulk_create(
            Vagt(
                kommune=kommune,
                udbyder=brohus,
                start=first + number * datetime.timedelta(minutes=40),
                slut=first + (number + 1) * datetime.timedelta(minutes=40),
            )
            for number in range(1000)
        )
        leder.get(PLAN)
        begun = time.process_time()
        page = leder.get(f"{PLAN}?maaned=2026-12")
        assert time.process_time() - begun < 2
        assert page.content.count(b"Mangler navn") == 1000


class TestGaps:
    def test_the_gap_that_was_put_in_is_the_one_on_the_list(self, leder, laid, teamleder):
        lost = call_off(teamleder, "2026-12-24 20:00")
        answer = leder.get(f"{PLAN}huller/")
        huller = answer.context["huller"]
        inside = [hul for hul in huller.rows if hul.dag < datetime.date(2027, 2, 1)]
        assert [(hul.dag, hul.tid, hul.grund) for hul in inside] == [
            (datetime.date(2026, 12, 24), "08.00–08.00", "Juleaftensdag")
        ]
        assert "Vagtplanen slutter mandag 1. februar" in text_of(answer)

        # one press leads to a form that fits
        form = leder.get(inside[0].url).context["form"]
        assert form["start_dag"].value() == datetime.date(2026, 12, 24)
        answer = leder.post(
            reverse("akuttelefon:vagt_create"),
            {
                "start_dag": "24-12-2026",
                "start": "08.00",
                "slut_dag": "25-12-2026",
                "slut": "08.00",
                "bruger": f"p-{lost.bruger_id}",
            },
        )
        assert answer.status_code == 302
        rows = leder.get(f"{PLAN}huller/").context["huller"].rows
        assert not [hul for hul in rows if hul.dag < datetime.date(2027, 2, 1)]

    def test_a_shift_without_a_name_is_named_so(self, leder, kommune, brohus):
        Vagt.objects.create(
            kommune=kommune,
            udbyder=brohus,
            start=local("2026-11-24 15:00"),
            slut=local("2026-11-25 08:00"),
        )
        assert "Mangler navn de næste 14 dage" in text_of(leder.get(f"{PLAN}huller/"))

    def test_leaders_hear_once_of_each_gap_inside_the_warning(self, at, laid, teamleder, team):
        other = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
        call_off(teamleder, "2026-12-03 20:00")
        call_off(teamleder, "2026-12-24 20:00")
        keys = Besked.objects.filter(key__startswith="vagthul-")

        assert tasks.watch_gaps() == 2
        assert {*keys.values_list("to", flat=True)} == {teamleder.pk, other.pk}
        assert tasks.watch_gaps() == 0
        at("2026-12-03 23:00")  # while it lasts it is the same gap
        assert tasks.watch_gaps() == 0
        at("2026-12-12 09:00")  # Christmas Eve is near now
        assert tasks.watch_gaps() == 2
        assert not [b for b in keys if "Nadia" in b.tekst]

    def test_a_roster_that_ends_is_one_thing_to_hear_of(self, at, laid, teamleder):
        at("2027-01-25 09:00")
        assert tasks.watch_gaps() == 1
        at("2027-02-03 09:00")
        assert tasks.watch_gaps() == 0

    def test_a_municipality_without_a_roster_is_left_in_peace(self, teamleder):
        assert tasks.watch_gaps() == 0

    @pytest.mark.django_db(transaction=True)
    def test_eight_watches_at_once_tell_once(self, laid, teamleder):
        call_off(teamleder, "2026-12-03 20:00")
        at_once(8, lambda n: tasks.watch_gaps())
        assert Besked.objects.filter(key__startswith="vagthul-").count() == 1


def pattern(brohus, akutvagt, **more):
    return {
        "fra": "24-11-2026",
        "til": "30-11-2026",
        "natskift": "",
        "uge_1": f"{brohus.pk}",
        f"personer_{brohus.pk}": [f"{akutvagt.pk}"],
        f"skift_{brohus.pk}": "vagt",
        **more,
    }


class TestGenerator:
    def test_it_is_shown_before_it_is_made(self, leder, brohus, akutvagt):
        data = pattern(brohus, akutvagt)
        answer = leder.post(f"{PLAN}laeg/", data | {"vis": "1"})
        forslag = answer.context["forslag"]
        assert (forslag.antal, forslag.uden_navn, forslag.daekket) == (8, 0, 0)
        assert Vagt.objects.count() == 0

        answer = leder.post(f"{PLAN}laeg/", data | {"laeg": "1"}, follow=True)
        assert Vagt.objects.count() == 8
        assert "8 vagter er lagt" in text_of(answer)
        answer = leder.post(f"{PLAN}laeg/", data | {"laeg": "1"}, follow=True)
        assert "Intet er ændret" in text_of(answer)

    def test_nothing_typed_is_lost(self, leder, brohus, akutvagt):
        data = pattern(brohus, akutvagt, til="1-11-2026", natskift="23.00")
        answer = leder.post(f"{PLAN}laeg/", data | {"vis": "1"})
        form = answer.context["form"]
        assert form.errors["til"] == ["Slutdatoen ligger før startdatoen."]
        page = text_of(answer)
        assert 'value="23.00"' in page
        assert 'value="1-11-2026"' in page

    def test_the_next_time_the_choices_stand_as_last(self, leder, brohus, akutvagt):
        leder.post(f"{PLAN}laeg/", pattern(brohus, akutvagt, natskift="23.00") | {"laeg": "1"})
        form = leder.get(f"{PLAN}laeg/").context["form"]
        assert form["fra"].value() == datetime.date(2026, 12, 1)
        assert form["uge_1"].value() == f"{brohus.pk}"
        assert form["natskift"].value() == "23.00"
        assert form[f"personer_{brohus.pk}"].value() == [f"{akutvagt.pk}"]

    def test_a_run_can_be_taken_back_after_asking(self, leder, laid):
        url = reverse("akuttelefon:vagtserie_undo", args=[laid.pk])
        assert "Tag 70 vagter tilbage" in text_of(leder.get(url))
        assert Vagt.objects.planned().count() == 70
        leder.post(url)
        assert Vagt.objects.planned().count() == 0
        assert "Taget tilbage" in text_of(leder.get(f"{PLAN}lagte/"))
        assert Vagtserie.objects.get().fortrudt_at


class TestOneShift:
    def fields(self, vagt, **more):
        start, slut = timezone.localtime(vagt.start), timezone.localtime(vagt.slut)
        return {
            "version": vagt.version,
            "start_dag": f"{start:%d-%m-%Y}",
            "start": f"{start:%H.%M}",
            "slut_dag": f"{slut:%d-%m-%Y}",
            "slut": f"{slut:%H.%M}",
            "bruger": f"p-{vagt.bruger_id}",
            **more,
        }

    def test_two_who_edit_see_both(self, leder, laid, konsulent, kollega):
        vagt = Vagt.objects.in_order().last()
        url = reverse("akuttelefon:vagt_update", args=[vagt.pk])
        assert leder.post(url, self.fields(vagt, bruger=f"p-{konsulent.pk}")).status_code == 302
        answer = leder.post(url, self.fields(vagt, bruger=f"p-{kollega.pk}"))
        assert answer.status_code == 409
        page = text_of(answer)
        assert "Lars Holt" in page
        assert f'value="p-{kollega.pk}" selected' in page
        vagt.refresh_from_db()
        answer = leder.post(url, self.fields(vagt, bruger=f"p-{kollega.pk}", version=2))
        assert answer.status_code == 302

    def test_an_overlap_stands_at_the_field(self, leder, laid, akutvagt, konsulent):
        first, second = Vagt.objects.in_order()[:2]
        url = reverse("akuttelefon:vagt_update", args=[second.pk])
        data = self.fields(second, start_dag=f"{timezone.localtime(first.start):%d-%m-%Y}")
        form = leder.post(url, data).context["form"]
        assert form.errors["bruger"][0].startswith("Nadia Friis har allerede en vagt:")

    def test_a_time_that_never_was(self, leder, akutvagt):
        answer = leder.post(
            f"{PLAN}ny/",
            {
                "start_dag": "27-03-2027",
                "start": "15.00",
                "slut_dag": "28-03-2027",
                "slut": "02.30",
                "bruger": f"p-{akutvagt.pk}",
            },
        )
        assert "findes ikke" in answer.context["form"].errors["slut"][0]

    def test_called_off_after_asking(self, leder, laid):
        vagt = Vagt.objects.in_order().last()
        url = reverse("akuttelefon:vagt_cancel", args=[vagt.pk])
        assert leder.get(url).status_code == 200
        assert Vagt.objects.planned().filter(pk=vagt.pk).exists()
        leder.post(url, {"version": "7"})
        assert Vagt.objects.planned().filter(pk=vagt.pk).exists()
        assert leder.post(url, {"version": "1"}).status_code == 302
        assert not Vagt.objects.planned().filter(pk=vagt.pk).exists()


class TestOnDutyNow:
    LIST = "/akuttelefon/"

    def test_inside_opening_hours_the_konsulenter_answer(self, leder):
        assert "I åbningstiden svarer konsulenterne selv til kl. 15.00." in text_of(
            leder.get(self.LIST)
        )

    @pytest.mark.parametrize("when", ["2026-11-23 15:00", "2026-11-22 12:00", "2026-12-24 10:00"])
    def test_outside_them_nobody_on_duty_is_a_warning(self, when, at, client, teamleder):
        at(when)
        client.force_login(teamleder)
        assert "Ingen står på vagt lige nu." in text_of(client.get(self.LIST))

    def test_all_who_are_on_duty_are_named_on_every_page_and_in_the_call_form(
        self, at, client, laid, akutvagt, konsulent
    ):
        akutvagt.telefon = "20112233"
        akutvagt.save()
        on_duty(konsulent, start=local("2026-11-23 20:00"), slut=local("2026-11-23 23:00"))
        at("2026-11-23 21:00")
        client.force_login(konsulent)
        for url in (self.LIST, "/akuttelefon/opkald/nyt/", PLAN):
            page = text_of(client.get(url))
            assert "Nadia Friis</strong>, Brohus" in page
            assert "20 11 22 33" in page
            assert "<strong>Dig</strong>" in page
        at("2026-11-23 23:00")  # half-open: the end belongs to the next
        assert "<strong>Dig</strong>" not in text_of(client.get(self.LIST))


class TestMinDag:
    def test_the_leader_sees_the_gap_and_the_shift_without_a_name(self, leder, laid, teamleder):
        call_off(teamleder, "2026-12-03 20:00")
        Vagt.objects.filter(start=local("2026-11-30 15:00")).update(bruger=None)
        page = text_of(leder.get("/"))
        assert "Ingen på vagt torsdag 3. december kl. 15.00–08.00" in page
        assert "1 vagt mangler et navn" in page

    def test_without_gaps_nothing_is_said(self, leder, laid):
        assert "Ingen på vagt" not in text_of(leder.get("/"))

    def test_the_duty_desk_sees_who_is_on_duty_and_her_next_shift(self, at, client, laid, akutvagt):
        client.force_login(akutvagt)
        assert "Din næste vagt: " in text_of(client.get("/"))
        assert "i dag kl. 15.00" in text_of(client.get("/"))
        client.logout()
        at("2026-11-23 16:00")
        client.force_login(akutvagt)
        page = text_of(client.get("/"))
        assert "På vagt nu: <strong>Dig</strong>, Brohus" in page
        assert "i morgen kl. 15.00" in page
