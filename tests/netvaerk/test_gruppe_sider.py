"""The pages of groups: who sees what, the list at a glance, forms, and what is next."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent
from netvaerk.models import Netvaerksgruppe
from netvaerk.queries import gruppe as queries
from netvaerk.queries.gruppe_naeste import next_of
from netvaerk.stoerrelse import Graenser
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory, TeamFactory
from tests.netvaerk.fakta import make_forslag, make_gruppe, make_medlem, make_moede
from tests.netvaerk.test_gruppe import rule

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)
LISTE = reverse("netvaerk:gruppe_list")


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def solgaarden(kommune):
    return InstitutionFactory(kommune=kommune, navn="Solgården")


@pytest.fixture
def amira(kommune, solgaarden):
    return _employee(kommune, solgaarden, "Amira Said")


@pytest.fixture
def familier(team, kollega):
    """Seven families of Mette Lindqvist's, each with a name that tells it."""
    return [
        PlejefamilieFactory(team=team, konsulent=kollega, navn=f"Hemmelig{number}, Ane og Bo")
        for number in range(7)
    ]


def _employee(kommune, hus, navn):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=hus, navn=navn
    )


def url(name, *args):
    return reverse(f"netvaerk:gruppe_{name}", args=args)


def seen(client, bruger, address):
    """What `bruger` reads there."""
    client.force_login(bruger)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(facilitator, ansvarlig, **changes):
    """What stands in the form of a group."""
    said = {
        "idempotency_key": uuid.uuid4(),
        "navn": "Nord",
        "erfaring": "alle",
        "facilitator": facilitator.pk,
        "ansvarlig": ansvarlig.pk,
        "faciliterede": 6,
        "emner_foerst": 3,
        "form": "fysisk",
    }
    return said | changes


class TestTheList:
    def test_tells_free_seats_steps_and_what_is_next(
        self, client, konsulent, amira, kommune, familier
    ):
        facts = {"facilitator": amira, "ansvarlig": konsulent}
        make_gruppe(kommune, navn="Nord", familier=familier[:3], **facts)
        fuld = make_gruppe(kommune, navn="Syd", aktiv_fra=TODAY, familier=familier[:6], **facts)
        make_moede(fuld, start=local("2026-12-01 19:00"), emne="Søvn", besluttet_af="facilitator")

        page = seen(client, konsulent, LISTE)

        assert "3 ledige" in page
        assert "Find én familie mere" in page
        assert "Fuld" in page
        assert "Næste møde tirsdag 1. december kl. 19.00" in page
        assert "Hemmelig" not in page

    def test_names_the_readers_own_families_and_logs_it(
        self, client, kollega, amira, konsulent, kommune, familier
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent)
        medlem = make_medlem(row, familier[0], by=kollega)
        forslag = make_forslag(row, familier[1], by=amira)

        page = seen(client, kollega, LISTE)

        assert "Med hos dig: Hemmelig0." in page
        assert "Spurgt hos dig: Hemmelig1." in page
        line = AuditEvent.objects.get(event="medlemskab.liste_vist", bruger_id=kollega.pk)
        assert {*line.data["viste"]} == {medlem.pk, forslag.pk}
        assert "Hemmelig" not in seen(client, konsulent, LISTE)

    def test_filters(self, client, konsulent, kollega, amira, kommune, familier):
        make_gruppe(kommune, navn="Ledig", facilitator=amira, ansvarlig=konsulent)
        make_gruppe(
            kommune, navn="Propfuld", facilitator=kollega, familier=familier[:6], aktiv_fra=TODAY
        )
        make_gruppe(
            kommune, navn="Færdig", facilitator=kollega, lukket_paa=TODAY, lukket_fordi="andet"
        )
        expected = {
            "aabne": {"Ledig", "Propfuld"},
            "ledige": {"Ledig"},
            "dannes": {"Ledig"},
            "mine": {"Ledig"},
            "lukkede": {"Færdig"},
        }
        for vis, names in expected.items():
            page = seen(client, konsulent, f"{LISTE}?vis={vis}")
            assert {name for name in ("Ledig", "Propfuld", "Færdig") if f">{name}<" in page} == (
                names
            ), vis
        client.force_login(konsulent)
        assert client.get(f"{LISTE}?vis=alt").status_code == 404

    def test_of_a_house_holds_its_own_groups_alone(self, client, kommune, amira, konsulent, brohus):
        make_gruppe(kommune, navn="Solgruppen", facilitator=amira, ansvarlig=konsulent)
        other = _employee(kommune, brohus, "Ulla Bro")
        assert "Solgruppen" not in seen(client, other, LISTE)
        assert "Solgruppen" in seen(
            client, _employee(kommune, amira.organisation, "Henrik Sol"), LISTE
        )

    def test_says_what_to_do_when_it_is_empty(self, client, konsulent):
        assert "Ingen netværksgrupper endnu" in seen(client, konsulent, LISTE)
        for vis in ("ledige", "dannes", "mine", "lukkede"):
            assert 'class="empty' in seen(client, konsulent, f"{LISTE}?vis={vis}")

    def test_asks_the_same_number_of_queries_at_one_and_three_groups(
        self, client, konsulent, kollega, amira, kommune, familier
    ):
        numbers = []
        client.force_login(kollega)
        client.get(LISTE)  # what is read once a process
        for number in range(3):
            row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, aktiv_fra=TODAY)
            make_medlem(row, familier[number], by=kollega)
            make_forslag(row, familier[number + 3], by=amira)
            make_moede(row)
            if number != 1:
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    client.get(LISTE)
                numbers.append(len(asked))
        assert numbers[0] == numbers[1]
        assert numbers[0] <= 8, numbers


class TestThePage:
    def test_names_a_family_to_its_circle_and_to_those_who_run_the_group_once_it_said_yes(
        self, client, kollega, amira, konsulent, teamleder, kommune, familier, team
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, aktiv_fra=TODAY)
        make_medlem(row, familier[0], by=kollega)
        make_forslag(row, familier[1], by=amira)
        outside = BrugerFactory(rolle=Rolle.KONSULENT, team=team, navn="Uden Familier")
        for bruger, names in (
            (kollega, {"Hemmelig0", "Hemmelig1"}),
            (amira, {"Hemmelig0"}),
            (konsulent, {"Hemmelig0"}),
            (outside, set()),
        ):
            page = seen(client, bruger, url("detail", row.pk))
            found = {name for name in ("Hemmelig0", "Hemmelig1") if name in page}
            assert found == names, bruger

    def test_shows_one_way_on_to_whoever_plans_it_and_none_to_others(
        self, client, kollega, amira, konsulent, kommune
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent)
        page = seen(client, amira, url("detail", row.pk))
        assert "Find fire familier" in page
        main = page.partition("<main")[2].partition("</main>")[0]
        assert main.count("button-primary") == 1
        assert url("update", row.pk) in page
        other = seen(client, kollega, url("detail", row.pk))
        assert "Find fire familier" in other
        assert url("update", row.pk) not in other
        assert url("close", row.pk) not in other

    def test_warns_of_an_active_group_that_has_become_small(
        self, client, amira, konsulent, kommune, familier
    ):
        facts = {"facilitator": amira, "ansvarlig": konsulent, "aktiv_fra": TODAY}
        five = make_gruppe(kommune, familier=familier[:5], **facts)
        three = make_gruppe(kommune, familier=familier[:3], **facts)
        words = "En gruppe skal helst have mindst 4."
        assert words not in seen(client, amira, url("detail", five.pk))
        assert words in seen(client, amira, url("detail", three.pk))

    def test_tells_the_contact_person_to_those_who_see_the_families(
        self, client, kollega, amira, konsulent, kommune, familier
    ):
        day = datetime.date(2026, 10, 1)
        row = make_gruppe(
            kommune,
            facilitator=amira,
            ansvarlig=konsulent,
            aktiv_fra=day,
            selvkoerende_fra=day,
            navne_til=datetime.date(2026, 10, 31),
            overdraget_at=local("2026-10-01 09:00"),
            familier=familier[:1],
        )
        parent = familier[0].plejeforaeldre.get()
        Netvaerksgruppe.objects.filter(pk=row.pk).update(kontakt=parent)
        for bruger, told in ((kollega, True), (konsulent, True), (amira, False)):
            page = seen(client, bruger, url("detail", row.pk))
            assert (parent.navn in page) is told, bruger
        assert "Familiernes kontaktperson" in seen(client, konsulent, url("detail", row.pk))

    def test_offers_no_way_that_is_closed_to_the_reader(
        self, client, amira, konsulent, kommune, familier
    ):
        row = make_gruppe(
            kommune,
            facilitator=amira,
            ansvarlig=konsulent,
            aktiv_fra=TODAY,
            familier=familier[:4],
        )
        row.medlemskaber.update(fra=datetime.date(2026, 11, 2))
        other = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune))
        over = make_moede(row, start=local("2026-11-20 19:00"))
        way = reverse("netvaerk:gruppemoede_fremmoede", args=[over.pk])
        assert way in seen(client, amira, url("detail", row.pk))
        page = seen(client, other, url("detail", row.pk))
        assert "Skriv fremmøde til mødet" in page
        assert way not in page

    def test_is_logged_and_asks_no_more_with_more_families(
        self, client, amira, konsulent, kommune, familier
    ):
        numbers = []
        client.force_login(amira)
        client.get(LISTE)
        for many in (1, 3):
            row = make_gruppe(
                kommune,
                facilitator=amira,
                ansvarlig=konsulent,
                aktiv_fra=TODAY,
                familier=familier[:many],
            )
            for _ in range(many):
                make_moede(row, start=local(f"2026-12-0{many} 1{_}:00"))
            with CaptureQueriesContext(connection) as asked:
                client.get(url("detail", row.pk))
            numbers.append(len(asked))
        assert numbers[0] == numbers[1]
        assert numbers[0] <= 12, numbers
        assert (
            AuditEvent.objects.filter(event="netvaerksgruppe.laest", bruger_id=amira.pk).count()
            == 2
        )

    def test_of_another_house_is_not_there(self, client, kommune, amira, konsulent, brohus):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent)
        client.force_login(_employee(kommune, brohus, "Ulla Bro"))
        for name in ("detail", "update", "activate", "close"):
            assert client.get(url(name, row.pk)).status_code == 404


class TestForms:
    def test_a_facilitator_of_a_house_chooses_among_its_own_people(
        self, client, amira, konsulent, kollega, brohus, kommune, raadgiver
    ):
        _employee(kommune, brohus, "Ulla Bro")
        page = seen(client, amira, url("create"))
        assert "Amira Said, Solgården" in page
        assert "Ulla Bro" not in page
        assert "Jonas Krogh" not in page
        answer = client.post(url("create"), typed(kollega, konsulent))
        assert "facilitator" in answer.context["form"].errors
        assert not Netvaerksgruppe.objects.exists()

    def test_a_konsulent_chooses_among_everybody_who_holds_groups(
        self, client, amira, konsulent, brohus, kommune
    ):
        _employee(kommune, brohus, "Ulla Bro")
        page = seen(client, konsulent, url("create"))
        assert "Ulla Bro, Brohus" in page
        answer = client.post(url("create"), typed(amira, konsulent, alder_fra=6, alder_til=12))
        row = Netvaerksgruppe.objects.get()
        assert answer.url == row.get_absolute_url()
        assert (row.facilitator, row.alder_fra, row.alder_til) == (amira, 6, 12)

    def test_the_rules_are_filled_in(self, client, konsulent):
        rule(konsulent, "faciliterede", 9)
        client.force_login(konsulent)
        form = client.get(url("create")).context["form"]
        assert form.initial["faciliterede"] == 9
        assert form.initial["facilitator"] == form.initial["ansvarlig"] == konsulent.pk

    def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(self, client, konsulent, amira):
        client.force_login(konsulent)
        answer = client.post(
            url("create"),
            typed(amira, konsulent, navn="", beskrivelse="Vores ord", alder_fra=9, postnummer="96"),
        )
        errors = answer.context["form"].errors
        assert {*errors} == {"navn", "alder_til", "postnummer"}
        assert "Vores ord" in answer.content.decode()

    def test_a_name_that_is_taken_is_said_in_the_form(self, client, konsulent, amira, kommune):
        make_gruppe(kommune, navn="Nord", facilitator=amira, ansvarlig=konsulent)
        client.force_login(konsulent)
        answer = client.post(url("create"), typed(amira, konsulent))
        assert "En anden gruppe har det navn." in answer.content.decode()

    def test_a_colleagues_change_is_shown_beside_mine(self, client, konsulent, amira, kommune):
        row = make_gruppe(kommune, navn="Nord", facilitator=amira, ansvarlig=konsulent)
        client.force_login(konsulent)
        said = typed(amira, konsulent, beskrivelse="Min tekst", version=1)
        Netvaerksgruppe.objects.filter(pk=row.pk).update(version=2, beskrivelse="Kollegaens")
        answer = client.post(url("update", row.pk), said)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Min tekst" in page
        assert "Kollegaens" in page
        said["version"] = answer.context["form"].data["version"]
        assert client.post(url("update", row.pk), said).status_code == 302

    def test_beginning_asks_first_and_says_what_is_lacking(
        self, client, konsulent, amira, kommune, familier
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier[:3])
        page = seen(client, amira, url("activate", row.pk))
        assert "Gruppen kan ikke begynde endnu." in page
        client.post(url("activate", row.pk))
        row.refresh_from_db()
        assert row.aktiv_fra is None
        make_medlem(row, familier[3], by=amira)
        assert "4 familier er med" in seen(client, amira, url("activate", row.pk))
        client.post(url("activate", row.pk))
        row.refresh_from_db()
        assert row.aktiv_fra == TODAY

    def test_closing_says_what_happens_and_asks_for_a_reason(
        self, client, amira, konsulent, kommune, familier
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier[:2])
        page = seen(client, amira, url("close", row.pk))
        assert "2 familier er ikke længere med" in page
        said = {"version": row.version, "paa": "23-11-2026"}
        answer = client.post(url("close", row.pk), said)
        assert "Vælg, hvorfor gruppen lukkes." in answer.content.decode()
        client.post(url("close", row.pk), said | {"fordi": "for_faa"})
        row.refresh_from_db()
        assert (row.lukket_paa, row.lukket_fordi) == (TODAY, "for_faa")
        for name in ("update", "activate", "close"):
            assert client.get(url(name, row.pk)).status_code == 404
        assert "For få familier" in seen(client, konsulent, url("detail", row.pk))

    def test_who_only_sees_the_group_changes_nothing(
        self, client, kollega, amira, konsulent, kommune
    ):
        row = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent)
        client.force_login(kollega)
        for name in ("update", "activate", "close"):
            assert client.get(url(name, row.pk)).status_code == 404
            assert client.post(url(name, row.pk), {}).status_code == 404


class TestPresets:
    def test_switched_off_there_is_no_new_group_and_no_menu_but_old_ones_are_read(
        self, client, konsulent, kommune
    ):
        row = make_gruppe(kommune, navn="Gammel", facilitator=konsulent)
        rule(konsulent, "grupper", "fra")
        page = seen(client, konsulent, LISTE)
        assert "Kommunen bruger ikke netværksgrupper." in page
        assert "Gammel" in page
        assert url("create") not in page
        assert f'href="{LISTE}"' not in seen(client, konsulent, "/")
        assert client.get(url("create")).status_code == 404
        assert client.post(url("create"), typed(konsulent, konsulent)).status_code == 404
        seen(client, konsulent, url("detail", row.pk))

    def test_encouraged_it_says_so(self, client, konsulent):
        assert "opfordrer" not in seen(client, konsulent, LISTE)
        rule(konsulent, "grupper", "tilskyndes")
        page = seen(client, konsulent, LISTE)
        assert "Kommunen opfordrer familierne til at være med. Det er frivilligt." in page
        assert url("create") in page


class TestWhatIsNext:
    """One line for each step of a group."""

    @pytest.fixture
    def nord(self, amira, konsulent, kommune):
        return make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, faciliterede=2)

    def after(self, row, **changes):
        Netvaerksgruppe.objects.filter(pk=row.pk).update(**changes)
        now = local("2026-11-23 10:00")
        found = queries.with_facts(Netvaerksgruppe.objects.filter(pk=row.pk), now).get()
        return next_of(found, Graenser(4, 6), 6, now)

    def test_in_a_group_that_forms(self, nord, amira, kollega, familier):
        assert self.after(nord).titel == "Find fire familier"
        make_medlem(nord, familier[0], by=kollega)
        make_forslag(nord, familier[1], by=amira)
        step = self.after(nord)
        assert step.titel == "Find to familier mere"
        assert step.hvorfor == (
            "En gruppe begynder med mindst 4 familier. Indtil videre er 1 med. 1 familie er spurgt."
        )
        for familie in familier[2:4]:
            make_forslag(nord, familie, by=amira)
        step = self.after(nord)
        assert (step.titel, step.venter) == ("Venter på svar fra tre familier", True)
        for familie in familier[4:7]:
            make_medlem(nord, familie, by=kollega)
        assert self.after(nord).titel == "Begynd gruppen"

    def test_in_a_group_with_a_facilitator(self, nord, kollega, familier):
        assert self.after(nord, aktiv_fra=TODAY).titel == "Læg møderne"
        make_medlem(nord, familier[0], by=kollega, fra=datetime.date(2026, 11, 2))
        over = make_moede(nord, start=local("2026-11-20 19:00"))
        assert self.after(nord).titel == "Skriv fremmøde til mødet fredag 20. november"
        over.fremmoede_at = local("2026-11-20 21:30")
        over.save()
        assert self.after(nord).hvorfor == "1 af 2 møder med facilitator er lagt."
        coming = make_moede(nord, start=local("2026-11-24 19:00"))
        assert self.after(nord).titel == "Vælg emne til mødet i morgen kl. 19.00"
        assert self.after(nord).hvorfor == "Facilitator sætter emnet."
        assert self.after(nord, emner_foerst=1).hvorfor == (
            "Emnet besluttes nu sammen med familierne."
        )
        coming.emne, coming.besluttet_af = "Søvn", "familierne"
        coming.save()
        step = self.after(nord)
        assert (step.titel, step.hvorfor) == ("Næste møde i morgen kl. 19.00", "Emne: Søvn")

    def test_in_a_group_that_runs_itself(self, nord, kollega, familier):
        day = datetime.date(2026, 6, 2)
        step = self.after(nord, aktiv_fra=day, selvkoerende_fra=day)
        assert step.titel == "Overdrag gruppen til familierne"
        medlem = make_medlem(nord, familier[0], by=kollega, fra=datetime.date(2026, 5, 1))
        step = self.after(nord, overdraget_at=local("2026-06-02 09:00"))
        assert (step.titel, step.navne) == ("Find en ny kontaktperson", True)
        self.after(nord, kontakt=medlem.plejefamilie.plejeforaeldre.get())
        assert self.after(nord, moedes_paa=TODAY).hvorfor == (
            "Spørg, hvordan det går, 23. maj 2027."
        )
        step = self.after(nord, moedes_paa=datetime.date(2026, 5, 23))
        assert step.titel == "Spørg, om gruppen stadig mødes"
        make_moede(nord, start=local("2026-06-01 19:00"))
        assert self.after(nord).titel == "Skriv fremmøde til mødet mandag 1. juni"

    def test_in_a_closed_group(self, nord):
        assert self.after(nord, lukket_paa=TODAY, lukket_fordi="andet") is None
