"""Konsulterende forløb: asked for, decided, begun, agreed on and signed (G3–G6, G10, A11)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions as ground
from plejefamilier import forloeb as familieside
from plejefamilier import pligter
from plejefamilier.models import Barnemaal
from supervision.actions import forloebsaftale, konsulterende
from supervision.models import Fagprofil, Forloeb, Konsulterendeudbyder, Visitation
from supervision.queries import konsulterende as queries
from tests.factories import LONG_AGO, BrugerFactory, InstitutionFactory, TeamFactory
from tests.parallel import at_once
from tests.supervision.fakta import make_forloeb, make_session, make_tema, make_visitation

MONDAY = datetime.date(2026, 11, 30)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-30 10:00")


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Bak"
    )


@pytest.fixture
def udbyder(kommune, brohus):
    return Konsulterendeudbyder.objects.create(kommune=kommune, institution=brohus, fra=LONG_AGO)


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def asked(**changes):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "emne": "Senfølger efter hjerneskade",
        "hvorfor": "Familien har brug for særlig viden.",
        "kanal": "konsulent",
        "anmodet_paa": "30-11-2026",
        **changes,
    }


def decided(brohus, **changes):
    return {
        "afgoerelse": "ja",
        "udbyder": str(brohus.pk),
        "begrundelse": "Kræver særlig viden.",
        "afgjort_paa": "30-11-2026",
        **changes,
    }


def duties(slags, bruger):
    rows = pligter.kilder()[slags].raekker(bruger, timezone.localdate())
    return [] if rows is None else [*rows]


@pytest.fixture
def granted(konsulent, teamleder, familie, barn, brohus, udbyder):
    row = make_visitation(familie, by=konsulent, barn=barn)
    return konsulterende.decide_visitation(
        by=teamleder,
        visitation=row,
        afgoerelse="ja",
        begrundelse="Ja.",
        afgjort_paa=MONDAY,
        udbyder=brohus,
    )


@pytest.fixture
def begun(konsulent, granted, dorthe):
    return konsulterende.open_konsulterende(
        by=konsulent,
        visitation=granted,
        supervisor=dorthe,
        fra=MONDAY,
        problem="Senfølger",
        maal="Ro om måltiderne",
        sted="hjemme",
        hjemme_oensket_paa=MONDAY,
    )


@pytest.mark.django_db
class TestAsking:
    def test_from_the_familys_page_to_the_leaders_day(
        self, client, konsulent, teamleder, familie, barn, udbyder
    ):
        ny = {tekst: gives(konsulent, familie) for gives, tekst in familieside._nye}
        assert ny["Bed om konsulterende forløb"] == url("visitation_create", familie.pk)
        client.force_login(konsulent)
        facts = asked(barn=str(barn.pk), oensket_udbyder=str(udbyder.institution_id))
        page = client.post(url("visitation_create", familie.pk), facts, follow=True)
        assert "Venter på afgørelse" in page.content.decode()
        row = Visitation.objects.get()
        assert (row.barn, row.kanal, row.oensket_udbyder) == (
            barn,
            "konsulent",
            udbyder.institution,
        )
        besked = Besked.objects.get(to=teamleder)
        assert "Bruun" not in besked.tekst + besked.url
        assert [one[1] for one in duties("visitation", teamleder)] == [str(row.pk)]
        assert duties("visitation", konsulent) == []
        raekke = next(pligter.PLIGT.raekke(*one) for one in duties("visitation", teamleder))
        assert raekke.frist == datetime.date(2026, 12, 14)
        assert "Bruun" not in queries.visitation_ord(raekke, MONDAY).url

    def test_the_same_form_twice_asks_once(self, client, konsulent, familie):
        client.force_login(konsulent)
        facts = asked()
        for _ in range(2):
            client.post(url("visitation_create", familie.pk), facts)
        assert Visitation.objects.count() == 1

    def test_an_answer_to_a_request_from_the_family(self, client, konsulent, familie):
        anmodning = ground.receive_anmodning(
            by=konsulent,
            plejefamilie=familie,
            modtaget_paa=MONDAY - DAY,
            modtaget_af=konsulent,
            emner=["adfaerd"],
            tekst="Vi kan ikke mere alene.",
            idempotency_key=uuid.uuid4(),
        )
        client.force_login(konsulent)
        address = f"{url('visitation_create', familie.pk)}?anmodning={anmodning.pk}"
        assert "Vi kan ikke mere alene." in client.get(address).content.decode()
        client.post(address, asked(anmodet_paa="29-11-2026"))
        assert Visitation.objects.get().anmodning == anmodning

    def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(
        self, client, konsulent, familie
    ):
        client.force_login(konsulent)
        facts = asked(emne="", hvorfor="Min lange tekst", anmodet_paa="01-12-2026")
        page = client.post(url("visitation_create", familie.pk), facts).content.decode()
        assert "Skriv, hvad det handler om." in page
        assert "Datoen ligger i fremtiden." in page
        assert "Min lange tekst" in page
        assert not Visitation.objects.exists()

    @pytest.mark.parametrize("who", ["kollega", "raadgiver", "akutvagt", "dorthe"])
    def test_nobody_else_asks_for_the_family(self, client, request, who, familie):
        client.force_login(request.getfixturevalue(who))
        answer = client.post(url("visitation_create", familie.pk), asked())
        assert answer.status_code in (403, 404)
        assert not Visitation.objects.exists()

    def test_without_visitation_it_goes_straight_to_a_forloeb(
        self, client, konsulent, administrator, familie, kommune, udbyder, dorthe
    ):
        regler.set_value(
            by=administrator,
            kommune=kommune,
            key="supervision.visitation",
            vaerdi="nej",
            fra=MONDAY,
            begrundelse="Prøve",
        )
        client.force_login(konsulent)
        page = client.post(url("visitation_create", familie.pk), asked()).content.decode()
        assert "Vælg, hvem der giver forløbet." in page
        facts = asked(oensket_udbyder=str(udbyder.institution_id))
        answer = client.post(url("visitation_create", familie.pk), facts)
        row = Visitation.objects.get()
        assert answer.url == url("visitation_open", row.pk)
        assert (row.afgoerelse, row.udbyder) == ("ja", udbyder.institution)


@pytest.mark.django_db
class TestDeciding:
    def test_yes_with_reason_date_and_provider(
        self, client, konsulent, teamleder, familie, brohus, udbyder
    ):
        row = make_visitation(familie, by=konsulent)
        client.force_login(teamleder)
        answer = client.post(url("visitation_decide", row.pk), decided(brohus))
        assert answer.url == url("visitation_detail", row.pk)
        row.refresh_from_db()
        assert (row.afgoerelse, row.udbyder, row.afgjort_paa) == ("ja", brohus, MONDAY)
        besked = Besked.objects.get(to=konsulent)
        assert besked.url == url("visitation_detail", row.pk)
        assert duties("visitation", teamleder) == []
        assert [one[1] for one in duties("visitation_forloeb", konsulent)] == [str(row.pk)]
        event = AuditEvent.objects.get(event="visitation.afgjort")
        assert "hjerneskade" not in str(event.data)

    def test_only_an_institution_that_is_chosen_on_the_day(
        self, client, konsulent, teamleder, familie, kommune, brohus, udbyder
    ):
        row = make_visitation(familie, by=konsulent, anmodet_paa=MONDAY - 3 * DAY)
        udbyder.fra = MONDAY
        udbyder.save()
        client.force_login(teamleder)
        early = decided(brohus, afgjort_paa="29-11-2026", begrundelse="Min begrundelse")
        page = client.post(url("visitation_decide", row.pk), early).content.decode()
        assert "Vælg en af de institutioner, kommunen har valgt." in page
        assert "Min begrundelse" in page
        other = InstitutionFactory(kommune=kommune, navn="Fjordhus")
        client.post(url("visitation_decide", row.pk), decided(other))
        client.post(url("visitation_decide", row.pk), decided(brohus, udbyder=""))
        client.post(url("visitation_decide", row.pk), decided(brohus, begrundelse=" "))
        client.post(url("visitation_decide", row.pk), decided(brohus, afgjort_paa="26-11-2026"))
        row.refresh_from_db()
        assert row.afgjort_at is None

    def test_no_needs_a_reason_and_no_provider(self, client, konsulent, teamleder, familie):
        row = make_visitation(familie, by=konsulent)
        client.force_login(teamleder)
        facts = {"afgoerelse": "nej", "begrundelse": "Andre tilbud.", "afgjort_paa": "30-11-2026"}
        client.post(url("visitation_decide", row.pk), facts)
        row.refresh_from_db()
        assert (row.afgoerelse, row.udbyder) == ("nej", None)
        assert duties("visitation_forloeb", konsulent) == []

    def test_the_konsulent_and_another_teams_leader_do_not_decide(
        self, client, konsulent, familie, brohus, udbyder
    ):
        row = make_visitation(familie, by=konsulent)
        client.force_login(konsulent)
        assert client.post(url("visitation_decide", row.pk), decided(brohus)).status_code == 403
        client.force_login(BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory()))
        assert client.post(url("visitation_decide", row.pk), decided(brohus)).status_code == 404
        row.refresh_from_db()
        assert row.afgjort_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins(konsulent, teamleder, familie, brohus, udbyder):
    row = make_visitation(familie, by=konsulent)

    def decide(number):
        facts = {"afgoerelse": "nej", "begrundelse": f"Nr. {number}", "afgjort_paa": MONDAY}
        return konsulterende.decide_visitation(by=teamleder, visitation=row, **facts)

    found = at_once(2, decide)
    assert sorted(type(one).__name__ for one in found) == ["ValidationError", "Visitation"]


@pytest.mark.django_db
class TestBeginning:
    def test_supervisors_are_the_houses_own_and_the_specialist_comes_first(
        self, client, konsulent, granted, kommune, brohus, dorthe
    ):
        tema = make_tema(kommune, "Hjerneskade")
        Visitation.objects.filter(pk=granted.pk).update(tema=tema)
        facts = {"kommune": kommune, "ansat_hos": brohus, "rolle": Rolle.INSTITUTIONSMEDARBEJDER}
        BrugerFactory(navn="Anna Abel", **facts)
        BrugerFactory(navn="Booker Bo", **{**facts, "rolle": Rolle.INSTITUTIONSBOOKER})
        elsewhere = InstitutionFactory(kommune=kommune, navn="Fjordhus")
        BrugerFactory(navn="Fremmed Fie", **{**facts, "ansat_hos": elsewhere})
        profil = Fagprofil.objects.create(kommune=kommune, bruger=dorthe, speciale="Hukommelse")
        profil.temaer.add(tema)
        people, _ = queries.ranked_supervisors(brohus, kommune, tema)
        assert [one.navn for one in people] == ["Dorthe Bak", "Anna Abel"]
        client.force_login(konsulent)
        page = client.get(url("visitation_open", granted.pk)).content.decode()
        assert "Hukommelse og Hjerneskade" in page
        assert "Booker Bo" not in page
        assert "Fremmed Fie" not in page

    def test_the_forloeb_begins_with_an_unsigned_agreement(
        self, client, konsulent, granted, dorthe, brohus, barn
    ):
        client.force_login(konsulent)
        facts = {
            "supervisor": str(dorthe.pk),
            "fra": "30-11-2026",
            "sted": "hjemme",
            "hjemme_oensket_paa": "30-11-2026",
            "problem": "Senfølger",
            "maal": "Ro om måltiderne",
        }
        answer = client.post(url("visitation_open", granted.pk), facts)
        forloeb = Forloeb.objects.get()
        assert answer.url == url("forloebsaftale_detail", forloeb.pk)
        assert (forloeb.slags, forloeb.minutter, forloeb.institution) == (
            "konsulterende",
            120,
            brohus,
        )
        assert (forloeb.barn, forloeb.aktiveret_at is not None) == (barn, True)
        granted.refresh_from_db()
        assert granted.forloeb == forloeb
        assert client.post(url("visitation_open", granted.pk), facts).status_code == 302
        assert Forloeb.objects.count() == 1
        assert [one[1] for one in duties("forloebsaftale", dorthe)] == [str(forloeb.pk)]
        assert [one[1] for one in duties("forloebsaftale", konsulent)] == [str(forloeb.pk)]
        assert duties("visitation_forloeb", konsulent) == []

    def test_home_only_by_the_familys_wish(self, client, konsulent, granted, dorthe):
        client.force_login(konsulent)
        facts = {"supervisor": str(dorthe.pk), "fra": "30-11-2026", "sted": "hjemme"}
        facts |= {"problem": "Senfølger", "maal": "Ro"}
        page = client.post(url("visitation_open", granted.pk), facts).content.decode()
        assert "Hjemme kun, når familien selv ønsker det" in page
        assert not Forloeb.objects.exists()

    def test_a_refused_request_begins_nothing(self, client, konsulent, teamleder, familie, dorthe):
        row = make_visitation(familie, by=konsulent)
        client.force_login(konsulent)
        assert client.get(url("visitation_open", row.pk)).status_code == 404
        with pytest.raises(ValidationError, match="ikke bevilget"):
            konsulterende.open_konsulterende(
                by=konsulent,
                visitation=row,
                supervisor=dorthe,
                fra=MONDAY,
                problem="x",
                maal="x",
                sted="institutionen",
                hjemme_oensket_paa=None,
            )


def sign(client, bruger, forloeb):
    client.force_login(bruger)
    version = str(forloeb.aftale.version)
    return client.post(url("forloebsaftale_sign", forloeb.pk), {"version": version})


@pytest.mark.django_db
class TestTheAgreement:
    def test_the_konsulent_chooses_goals_of_the_childs_plan_and_the_supervisor_reads_only_those(
        self, client, konsulent, dorthe, begun, barn
    ):
        chosen = Barnemaal.objects.create(barn=barn, tekst="Noah spiser med ved bordet", fra=MONDAY)
        Barnemaal.objects.create(barn=barn, tekst="Noah ser sin far", fra=MONDAY)
        client.force_login(konsulent)
        facts = {
            "version": "1",
            "barnemaal": [str(chosen.pk)],
            "maal": "Ro",
            "indhold": "Seks samtaler",
            "trivsel_foer": "3",
        }
        client.post(url("forloebsaftale_update", begun.pk), facts)
        begun.refresh_from_db()
        assert begun.trivsel_foer == 3
        client.force_login(dorthe)
        page = client.get(url("forloebsaftale_detail", begun.pk)).content.decode()
        assert "Noah spiser med ved bordet" in page
        assert "Noah ser sin far" not in page
        page = client.get(url("forloebsaftale_update", begun.pk)).content.decode()
        assert "Noah ser sin far" not in page
        begun.aftale.refresh_from_db()
        facts = {"version": str(begun.aftale.version), "maal": "Ro", "indhold": "Fem samtaler"}
        client.post(url("forloebsaftale_update", begun.pk), facts | {"trivsel_foer": "3"})
        begun.aftale.refresh_from_db()
        assert begun.aftale.indhold == "Fem samtaler"
        assert [*begun.aftale.barnemaal.all()] == [chosen]

    def test_each_signs_in_her_own_login_and_a_change_takes_both_away(
        self, client, konsulent, dorthe, begun
    ):
        sign(client, konsulent, begun)
        begun.aftale.refresh_from_db()
        assert (begun.aftale.konsulent_af, begun.aftale.supervisor_af) == (konsulent, None)
        assert duties("forloebsaftale", konsulent) == []
        sign(client, dorthe, begun)
        begun.aftale.refresh_from_db()
        assert begun.aftale.supervisor_af == dorthe
        assert duties("forloebsaftale", dorthe) == []
        client.force_login(dorthe)
        facts = {"version": str(begun.aftale.version), "maal": "Noget andet", "indhold": "x"}
        client.post(url("forloebsaftale_update", begun.pk), facts)
        begun.aftale.refresh_from_db()
        assert (begun.aftale.konsulent_at, begun.aftale.supervisor_at) == (None, None)
        assert (
            len(duties("forloebsaftale", konsulent)) == len(duties("forloebsaftale", dorthe)) == 1
        )
        assert Besked.objects.filter(to=konsulent, tekst=forloebsaftale.SKRIV_UNDER).exists()

    def test_one_signs_what_one_has_read(self, client, konsulent, dorthe, begun):
        client.force_login(dorthe)
        facts = {"version": "1", "maal": "Noget andet", "indhold": "x"}
        client.post(url("forloebsaftale_update", begun.pk), facts)
        client.force_login(konsulent)
        page = client.post(url("forloebsaftale_sign", begun.pk), {"version": "1"}, follow=True)
        assert "Aftalen er ændret, siden du læste den." in page.content.decode()
        begun.aftale.refresh_from_db()
        assert begun.aftale.konsulent_at is None

    def test_the_leader_does_not_sign_for_the_konsulent(self, client, teamleder, begun):
        sign(client, teamleder, begun)
        begun.aftale.refresh_from_db()
        assert (begun.aftale.konsulent_at, begun.aftale.supervisor_at) == (None, None)

    def test_a_colleagues_change_is_shown_beside_ones_own(self, client, konsulent, begun):
        client.force_login(konsulent)
        address = url("forloebsaftale_update", begun.pk)
        client.post(address, {"version": "1", "maal": "Først", "indhold": "x"})
        answer = client.post(address, {"version": "1", "maal": "Mit", "indhold": "x"})
        assert answer.status_code == 409
        assert "Mit" in answer.content.decode()
        assert "Først" in answer.content.decode()

    def test_the_first_meeting_is_not_written_down_unsigned_without_a_reason(
        self, client, konsulent, dorthe, begun
    ):
        with pytest.raises(ValidationError, match="mangler underskrift") as error:
            forloebsaftale.require_signed(begun)
        assert error.value.code == forloebsaftale.USIGNERET
        client.force_login(dorthe)
        address = url("forloebsaftale_excuse", begun.pk)
        assert "Skriv hvorfor." in client.post(address, {"begrundelse": " "}).content.decode()
        client.post(address, {"begrundelse": "Asger er syg."})
        begun.refresh_from_db()
        assert begun.afvigelse.endswith("Asger er syg.")
        forloebsaftale.require_signed(begun)

    def test_later_meetings_and_other_kinds_ask_for_no_signature(self, begun, familie, dorthe):
        held = {
            "hjemme_oensket_paa": MONDAY,
            "logget_at": timezone.now(),
            "logget_af": dorthe,
            "minutter_holdt": 120,
        }
        make_session(begun, timezone.now() - DAY, **held)
        forloebsaftale.require_signed(begun)
        forloebsaftale.require_signed(make_forloeb(familie, supervisor=dorthe))

    def test_others_do_not_see_it(self, client, raadgiver, kollega, begun, brohus, kommune):
        facts = {"rolle": Rolle.INSTITUTIONSMEDARBEJDER, "kommune": kommune, "ansat_hos": brohus}
        for who in (kollega, raadgiver, BrugerFactory(**facts)):
            client.force_login(who)
            answer = client.get(url("forloebsaftale_detail", begun.pk))
            assert answer.status_code in (403, 404)


@pytest.mark.django_db
class TestGoingOn:
    def test_a_new_request_goes_on_from_the_old_one_once(self, client, konsulent, familie, begun):
        client.force_login(konsulent)
        address = f"{url('visitation_create', familie.pk)}?forloeb={begun.pk}"
        page = client.get(address).content.decode()
        assert "fortsætter" in page
        client.post(address, asked())
        row = Visitation.objects.latest("pk")
        assert row.forlaenger == begun
        page = client.post(address, asked()).content.decode()
        assert "Der er allerede bedt om at fortsætte forløbet." in page

    @pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "²"])
    def test_a_forloeb_of_others_is_not_gone_on_from(self, client, konsulent, familie, number):
        client.force_login(konsulent)
        address = f"{url('visitation_create', familie.pk)}?forloeb={number}"
        assert client.get(address).status_code == 404


@pytest.mark.django_db
class TestProviders:
    def test_a_leader_chooses_and_ends(self, client, teamleder, brohus):
        client.force_login(teamleder)
        address = url("konsulterendeudbyder_list")
        facts = {"institution": str(brohus.pk), "fra": "01-12-2026"}
        assert client.post(address, facts).status_code == 302
        page = client.post(address, facts).content.decode()
        assert "Institutionen er allerede valgt i perioden." in page
        row = Konsulterendeudbyder.objects.get()
        end = url("konsulterendeudbyder_end", row.pk)
        assert "Slutdatoen ligger" in client.post(end, {"til": "30-11-2026"}).content.decode()
        client.post(end, {"til": "31-12-2026"})
        row.refresh_from_db()
        assert row.til == datetime.date(2026, 12, 31)

    def test_a_konsulent_does_not(self, client, konsulent, brohus):
        client.force_login(konsulent)
        assert client.get(url("konsulterendeudbyder_list")).status_code == 403


@pytest.mark.django_db
class TestLists:
    def test_a_konsulent_sees_her_own_families_and_a_leader_the_teams(
        self, client, konsulent, kollega, teamleder, familie
    ):
        make_visitation(familie, by=konsulent)
        for who, seen in ((konsulent, True), (teamleder, True), (kollega, False)):
            client.force_login(who)
            page = client.get(url("visitation_list")).content.decode()
            assert ("Bruun" in page) is seen

    def test_as_many_queries_at_one_row_as_at_three(
        self, client, konsulent, familie, django_assert_max_num_queries
    ):
        make_visitation(familie, by=konsulent)
        client.force_login(konsulent)
        client.get(url("visitation_list"))
        with django_assert_max_num_queries(8) as one:
            client.get(url("visitation_list"))
        for _ in range(2):
            make_visitation(familie, by=konsulent)
        with django_assert_max_num_queries(8) as three:
            client.get(url("visitation_list"))
        assert len(one) == len(three)
