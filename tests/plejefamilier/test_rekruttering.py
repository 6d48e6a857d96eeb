"""Taking families into the effort: criteria, who told whom, enrolment, lists, numbers (C1–C11)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions, forloeb
from plejefamilier.models import (
    Behov,
    Familieprofil,
    Indskrivning,
    Informering,
    Plejefamilie,
    Rekrutteringskriterium,
)
from plejefamilier.queries import rekruttering as queries
from plejefamilier.rekruttering import erfaring_on, gruppe_of, shareable
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def projektleder(kommune):
    return BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Projekt")


@pytest.fixture
def logged_in(client, konsulent):
    client.force_login(konsulent)
    return client


def buttons(page):
    """How many filled buttons the page's own part has."""
    return page.partition("<main")[2].partition("</main>")[0].count("button-primary")


def enrol(by, familie, **changes):
    asked = {"intensitet": "gruppe_hoej", "fra": TODAY, "kilde": "konsulent"} | changes
    return actions.enrol_familie(by=by, plejefamilie=familie, **asked)


# --- enrolment --------------------------------------------------------------------------------


class TestEnrolment:
    def test_a_family_with_a_child_takes_part_with_an_intensity(self, konsulent, familie, barn):
        row = enrol(konsulent, familie, intensitet="individuel", kilde="raadgiver")
        assert (row.intensitet, row.kilde, row.til) == ("individuel", "raadgiver", None)
        event = AuditEvent.objects.get(event="indskrivning.oprettet")
        assert event.familie_id == familie.pk
        assert "Bruun" not in str(event.data)

    @pytest.mark.parametrize("familietype", Plejefamilie.Familietype.values)
    def test_every_type_can_take_part_network_families_too(
        self, familietype, konsulent, familie, barn
    ):
        Plejefamilie.objects.filter(pk=familie.pk).update(familietype=familietype)
        assert enrol(konsulent, familie).pk

    def test_without_a_child_in_the_home_it_is_refused(self, konsulent, familie):
        with pytest.raises(ValidationError) as refused:
            enrol(konsulent, familie)
        assert refused.value.error_dict["fra"][0].code == "ingen_anbringelse"

    def test_respite_is_no_placement(self, konsulent, familie, kommune):
        barn = BarnFactory(kommune=kommune, plejefamilie=familie)
        barn.anbringelser.update(slags="aflastning")
        with pytest.raises(ValidationError):
            enrol(konsulent, familie)

    def test_the_child_must_live_there_on_the_first_day(self, konsulent, familie, barn):
        barn.anbringelser.update(til=TODAY, slutaarsag="hjemgivelse")
        enrol(konsulent, familie)  # its last day still counts
        Indskrivning.objects.all().delete()
        with pytest.raises(ValidationError):
            enrol(konsulent, familie, fra=TODAY + datetime.timedelta(days=1))

    def test_a_criterion_that_must_be_met_wants_a_reason(self, konsulent, familie, barn, kommune):
        must = actions.create_kriterium(by=None, kommune=kommune, tekst="Vil selv", skal=True)
        may = actions.create_kriterium(by=None, kommune=kommune, tekst="Har tid")
        with pytest.raises(ValidationError) as refused:
            enrol(konsulent, familie, kriterier=[may])
        assert refused.value.error_dict["begrundelse"][0].code == "kriterier"
        row = enrol(
            konsulent, familie, kriterier=[may], begrundelse="Barnets rådgiver beder om det"
        )
        assert [*row.kriterier.all()] == [may]
        assert must.aktiv

    def test_a_retired_criterion_is_asked_no_more_and_kept_where_it_was(
        self, konsulent, familie, barn, kommune
    ):
        must = actions.create_kriterium(by=None, kommune=kommune, tekst="Vil selv", skal=True)
        row = enrol(konsulent, familie, kriterier=[must])
        actions.retire_kriterium(by=None, kriterium=must)
        actions.retire_kriterium(by=None, kriterium=must)
        assert AuditEvent.objects.filter(event="kriterium.udgaaet").count() == 1
        assert [*row.kriterier.all()] == [must]
        actions.end_indskrivning(
            by=konsulent, indskrivning=row, til=TODAY, slut_begrundelse="Nok nu"
        )
        enrol(konsulent, familie, fra=TODAY + datetime.timedelta(days=1))
        # and the name is free for a new one
        actions.create_kriterium(by=None, kommune=kommune, tekst="Vil selv")

    def test_experience_is_kept_as_it_was_that_day(self, konsulent, familie, barn):
        Plejefamilie.objects.filter(pk=familie.pk).update(godkendt_fra=datetime.date(2020, 11, 24))
        Familieprofil.objects.create(plejefamilie=familie, erfaring_aar=4)
        row = enrol(konsulent, familie)
        assert row.erfaring_aar == 9  # five whole years here, four before
        Familieprofil.objects.update(erfaring_aar=20)
        row.refresh_from_db()
        assert row.erfaring_aar == 9

    def test_twice_in_the_same_time_is_refused(self, konsulent, familie, barn):
        enrol(konsulent, familie)
        with pytest.raises(ValidationError, match="allerede med"):
            enrol(konsulent, familie)

    def test_it_ends_with_a_reason_and_can_begin_again(self, konsulent, familie, barn):
        row = enrol(konsulent, familie)
        row = actions.end_indskrivning(
            by=konsulent, indskrivning=row, til=TODAY, slut_begrundelse="Barnet er flyttet"
        )
        assert row.til == TODAY
        with pytest.raises(ValidationError) as refused:
            actions.end_indskrivning(
                by=konsulent, indskrivning=row, til=TODAY, slut_begrundelse="Igen"
            )
        assert refused.value.code == "slut"

    def test_a_family_that_has_stopped_is_refused(self, konsulent, familie):
        Plejefamilie.objects.filter(pk=familie.pk).update(ophoert_paa=TODAY, ophoersgrund="Flytter")
        with pytest.raises(ValidationError) as refused:
            enrol(konsulent, familie)
        assert refused.value.code == "ophoert"


@pytest.mark.parametrize(
    ("since", "day", "years"),
    [
        ((2019, 8, 1), (2022, 7, 31), 2),
        ((2019, 8, 1), (2022, 8, 1), 3),
        ((2020, 2, 29), (2021, 2, 28), 0),
        ((2020, 2, 29), (2021, 3, 1), 1),
        ((2027, 1, 1), (2026, 11, 23), 0),
    ],
)
def test_years_are_whole_anniversaries(since, day, years, familie):
    familie.godkendt_fra = datetime.date(*since)
    assert erfaring_on(familie, datetime.date(*day)) == years


def test_groups_of_experience_have_no_gaps():
    assert [gruppe_of(years) for years in (0, 2, 3, 5, 6, 10, 11, 40)] == [0, 0, 1, 1, 2, 2, 3, 3]


# --- the check list ---------------------------------------------------------------------------


class TestCheckList:
    def test_it_shows_what_matters_and_has_one_filled_button(
        self, logged_in, konsulent, familie, barn, kommune
    ):
        actions.create_kriterium(by=None, kommune=kommune, tekst="Vil selv være med", skal=True)
        Familieprofil.objects.create(
            plejefamilie=familie, andre_indsatser="Det tæt støttede opstartsforløb"
        )
        actions.inform_familie(
            by=konsulent,
            plejefamilie=familie,
            dato=TODAY,
            af=konsulent,
            hvad="Formålet og hvor lang tid det tager",
            materiale="Folder",
            svar="Vil gerne",
        )
        page = logged_in.get(url("indskrivning_create", familie.pk)).content.decode()
        for words in (
            "Vil selv være med",
            "Noah",
            "Formålet og hvor lang tid det tager",
            "Materiale: Folder",
            "Det tæt støttede opstartsforløb",
            "Familier med børn i pleje",
            "års erfaring",
        ):
            assert words in page
        assert buttons(page) == 1
        assert "Det er ikke noteret" not in page

    def test_a_family_that_was_not_told_gets_a_warning_and_no_stop(self, logged_in, familie, barn):
        page = url("indskrivning_create", familie.pk)
        assert "Det er ikke noteret" in logged_in.get(page).content.decode()
        answer = logged_in.post(
            page, {"intensitet": "gruppe_lav", "fra": "23-11-2026", "kilde": "familien"}
        )
        assert answer.status_code == 302
        assert "er med" in logged_in.get(page).content.decode()

    def test_without_a_child_there_is_no_form(self, logged_in, familie):
        page = logged_in.get(url("indskrivning_create", familie.pk)).content.decode()
        assert "før et barn bor fast hos den" in page
        assert buttons(page) == 0

    def test_a_refusal_stands_at_its_field_and_keeps_the_text(self, logged_in, familie):
        answer = logged_in.post(
            url("indskrivning_create", familie.pk),
            {
                "intensitet": "gruppe_lav",
                "fra": "23-11-2026",
                "kilde": "familien",
                "begrundelse": "Min lange begrundelse",
            },
        )
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Kun familier med et barn i pleje" in page
        assert "Min lange begrundelse" in page

    @pytest.mark.parametrize(
        ("preset", "words"),
        [
            ("vejle", "rækker ud over det, konsulenten kan give"),
            ("koebenhavn", "nye symptomer, ny adfærd"),
            ("middelfart", "behandlingskrævende"),
            ("vesthimmerland", "Alle kommunens plejefamilier"),
        ],
    )
    def test_the_municipality_says_whom_it_is_for(
        self, preset, words, logged_in, administrator, kommune, familie
    ):
        regler.apply_preset(by=administrator, kommune=kommune, forudsaetning=preset)
        assert words in logged_in.get(url("indskrivning_create", familie.pk)).content.decode()

    def test_twelve_queries_whatever_the_history(
        self, logged_in, konsulent, familie, barn, kommune, django_assert_max_num_queries
    ):
        for number in range(3):
            actions.create_kriterium(by=None, kommune=kommune, tekst=f"Nr. {number}")
            Informering.objects.create(
                plejefamilie=familie, dato=TODAY, af=konsulent, hvad="Om indsatsen"
            )
        logged_in.get(url("indskrivning_create", familie.pk))
        with django_assert_max_num_queries(12):
            logged_in.get(url("indskrivning_create", familie.pk))

    def test_information_in_the_future_is_refused(self, konsulent, familie):
        with pytest.raises(ValidationError) as refused:
            actions.inform_familie(
                by=konsulent,
                plejefamilie=familie,
                dato=TODAY + datetime.timedelta(days=1),
                af=konsulent,
                hvad="Alt",
            )
        assert refused.value.error_dict["dato"][0].code == "fremtid"

    def test_a_project_leader_may_have_told_the_family(
        self, logged_in, projektleder, familie, barn
    ):
        answer = logged_in.post(
            url("informering_create", familie.pk),
            {"dato": "20-11-2026", "af": projektleder.pk, "hvad": "Formålet"},
        )
        assert answer.status_code == 302
        assert Informering.objects.get().af == projektleder


# --- lists ------------------------------------------------------------------------------------


class TestLists:
    @pytest.fixture
    def three(self, kommune, team, konsulent):
        familier = [
            PlejefamilieFactory(team=team, konsulent=konsulent, navn=navn)
            for navn in ("Ås, Ane", "Bech, Bo", "Ærø, Else")
        ]
        for familie in familier:
            BarnFactory(kommune=kommune, plejefamilie=familie)
        return familier

    def test_those_that_take_part_in_the_danish_alphabet(self, logged_in, konsulent, three):
        for familie in three:
            enrol(konsulent, familie)
        rows = logged_in.get(url("indskrivning_list")).context["side"].rows
        assert [row.plejefamilie.navn for row in rows] == ["Bech, Bo", "Ærø, Else", "Ås, Ane"]

    def test_filters(self, logged_in, konsulent, three):
        enrol(konsulent, three[0])
        ended = enrol(konsulent, three[1], intensitet="individuel", fra=datetime.date(2026, 1, 5))
        actions.end_indskrivning(
            by=konsulent,
            indskrivning=ended,
            til=datetime.date(2026, 6, 1),
            slut_begrundelse="Færdig",
        )

        def shown(query):
            return logged_in.get(url("indskrivning_list"), query).context["side"].rows

        assert [row.plejefamilie for row in shown({})] == [three[0]]
        assert shown({"intensitet": "individuel"}) == []
        assert [row.plejefamilie for row in shown({"vis": "slut"})] == [three[1]]
        assert [row.pk for row in shown({"vis": "ikke"})] == [three[1].pk, three[2].pk]

    def test_nobody_sees_the_families_of_others(self, client, konsulent, familie, barn, kommune):
        enrol(konsulent, familie)
        other_team = TeamFactory(kommune=kommune)
        away = TeamFactory(kommune=KommuneFactory())
        for bruger in (
            BrugerFactory(rolle=Rolle.KONSULENT, team=other_team),
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=other_team),
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=away),
        ):
            client.force_login(bruger)
            for vis in ("med", "ikke", "slut"):
                assert client.get(url("indskrivning_list"), {"vis": vis}).context["side"].rows == []
            assert client.get(url("indskrivning_create", familie.pk)).status_code == 404

    def test_access_ends_with_the_assignment(
        self, client, konsulent, kollega, teamleder, familie, barn
    ):
        row = enrol(konsulent, familie)
        actions.assign_konsulent(
            by=teamleder, plejefamilie=familie, konsulent=kollega, fra=TODAY, begrundelse="Ferie"
        )
        client.force_login(konsulent)
        assert client.get(url("indskrivning_list")).context["side"].rows == []
        assert client.get(url("indskrivning_end", row.pk)).status_code == 404
        client.force_login(kollega)
        assert [r.pk for r in client.get(url("indskrivning_list")).context["side"].rows] == [row.pk]

    def test_the_same_number_of_queries_for_one_row_and_three(
        self, logged_in, konsulent, three, django_assert_num_queries
    ):
        enrol(konsulent, three[0])
        logged_in.get(url("indskrivning_list"))
        with django_assert_num_queries(6):
            logged_in.get(url("indskrivning_list"))
        for familie in three[1:]:
            enrol(konsulent, familie)
        with django_assert_num_queries(6):
            logged_in.get(url("indskrivning_list"))


# --- numbers ----------------------------------------------------------------------------------


class TestNumbers:
    def families(self, kommune, team, number, *, years, intensitet, koder=()):
        for _ in range(number):
            familie = PlejefamilieFactory(team=team, godkendt_fra=datetime.date(2026 - years, 1, 1))
            barn = BarnFactory(kommune=kommune, plejefamilie=familie)
            row = Indskrivning.objects.create(
                plejefamilie=familie,
                intensitet=intensitet,
                fra=TODAY,
                kilde="familien",
                erfaring_aar=erfaring_on(familie, TODAY),
                by=self.by,
            )
            for dato, some in koder:
                Behov.objects.create(
                    barn=barn, hvornaar="senere", dato=dato, koder=some, omfang=1, by=row.by
                )

    @pytest.fixture(autouse=True)
    def _by(self, konsulent):
        self.by = konsulent

    def test_by_experience_intensity_and_need(self, kommune, team):
        old, new = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)
        self.families(
            kommune,
            team,
            6,
            years=7,
            intensitet="gruppe_hoej",
            koder=[(old, ["traumer"]), (new, ["omsorgssvigt", "tilknytning"])],
        )
        tal = queries.tal_for(kommune, TODAY)
        found = {key: {c.navn: c.tekst for c in celler} for key, _, _, celler in tal.tabeller}
        assert found["erfaring"] == {
            "Under 3 år": "0",
            "3–5 år": "0",
            "6–10 år": "6",
            "Over 10 år": "0",
        }
        assert found["intensitet"]["Gruppe høj"] == "6"
        assert found["behov"]["Omsorgssvigt"] == "6"
        assert found["behov"]["Traumer"] == "0"  # seen earlier; the newest counts

    def test_small_cells_are_hidden_and_cannot_be_subtracted(
        self, client, kommune, team, konsulent
    ):
        self.families(kommune, team, 2, years=1, intensitet="individuel")
        self.families(kommune, team, 7, years=8, intensitet="gruppe_lav")
        client.force_login(konsulent)
        page = client.get(url("rekruttering_tal"))
        cells = {c.navn: c for c in page.context["tal"].tabeller[0][3]}
        assert cells["Under 3 år"].tekst == "<5"
        assert cells["6–10 år"].tekst == "*"
        assert cells["Under 3 år"].tal is None
        assert cells["6–10 år"].tal is None

    def test_other_municipalities_do_not_count(self, kommune, team):
        away = TeamFactory(kommune=KommuneFactory())
        self.families(away.kommune, away, 6, years=7, intensitet="gruppe_hoej")
        assert queries.tal_for(kommune, TODAY).i_alt == "0"

    def test_names_are_nowhere(self, client, kommune, team, projektleder, familie, barn):
        enrol(self.by, familie)
        client.force_login(projektleder)
        page = client.get(url("rekruttering_tal")).content.decode()
        assert "Bruun" not in page
        assert "&lt;5 familier er med" in page


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([0, 0], ["0", "0"]),
        ([4, 5, 9], ["<5", "*", "9"]),
        ([4, 3, 9], ["<5", "<5", "9"]),
        ([4], ["<5"]),
        ([5, 0], ["5", "0"]),
    ],
)
def test_what_can_be_shared(numbers, shown):
    cells = shareable([(str(n), number) for n, number in enumerate(numbers)], 5)
    assert [cell.tekst for cell in cells] == shown


# --- criteria ---------------------------------------------------------------------------------


class TestCriteria:
    def test_a_project_leader_sets_and_retires_them(self, client, kommune, projektleder):
        client.force_login(projektleder)
        client.post(url("kriterium_list"), {"tekst": "Vil selv", "skal": "on"})
        row = Rekrutteringskriterium.objects.get()
        assert (row.kommune, row.skal) == (kommune, True)
        again = client.post(url("kriterium_list"), {"tekst": "Vil selv"})
        assert "Det kriterium findes allerede." in again.content.decode()
        client.post(url("kriterium_retire", row.pk))
        row.refresh_from_db()
        assert not row.aktiv

    def test_another_municipality_s_cannot_be_retired(self, client, projektleder):
        row = actions.create_kriterium(by=None, kommune=KommuneFactory(), tekst="Vil selv")
        client.force_login(projektleder)
        assert client.post(url("kriterium_retire", row.pk)).status_code == 404
        row.refresh_from_db()
        assert row.aktiv

    def test_a_konsulent_uses_them_and_does_not_change_them(self, logged_in):
        assert logged_in.get(url("kriterium_list")).status_code == 403


# --- the family page --------------------------------------------------------------------------


def test_the_time_line_tells_of_it_to_those_who_work_with_the_family(
    konsulent, raadgiver, familie, kommune
):
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    actions.inform_familie(
        by=konsulent, plejefamilie=familie, dato=TODAY, af=konsulent, hvad="Formålet"
    )
    row = enrol(konsulent, familie)
    actions.end_indskrivning(by=konsulent, indskrivning=row, til=TODAY, slut_begrundelse="Slut")
    events = forloeb.raekker(konsulent, familie, limit=20, label="Indsatsen").udsnit
    assert {event.haendelse.titel for event in events} == {
        "Familien hørte om indsatsen",
        "Familien blev en del af indsatsen",
        "Familien er ikke længere en del af indsatsen",
    }
    assert {event.haendelse.url for event in events} == {url("indskrivning_create", familie.pk)}
    assert forloeb.raekker(raadgiver, familie, limit=20, label="Indsatsen").udsnit == []
    links = [link for link, _ in forloeb.nye(konsulent, familie)]
    assert url("indskrivning_create", familie.pk) in links
    assert url("anmodning_create", familie.pk) in links
    links = [link for link, _ in forloeb.nye(raadgiver, familie)]
    assert url("indskrivning_create", familie.pk) not in links
