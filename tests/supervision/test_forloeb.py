"""A forløb opened, begun, changed, extended and closed; what is refused, and who is told."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions as ground
from plejefamilier import pligter
from supervision import forloebsregler as regler
from supervision.actions import forloeb as actions
from supervision.actions import forloeb_kontakt as kontakter
from supervision.actions import forloeb_slut as slut
from supervision.models import Fagprofil, Forloeb
from supervision.queries.forloeb_kaede import chain_of
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_session, make_tema

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def amira(kommune, brohus):
    """She gives supervision at Brohus."""
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def typed(supervisor, **changes):
    """What stands in the form of an individual forløb."""
    said = {
        "formaal": "udfordring",
        "problem": "Aftenerne er svære.",
        "maal": "At aftenerne bliver rolige.",
        "supervisor": supervisor.pk,
        "format": "korte",
        "rytme": "fast",
        "fra": "30-11-2026",
        "sted": "institutionen",
        "konsulent_med": "nej",
    }
    return said | changes


def opened(by, familie, supervisor, **changes):
    facts = {
        "problem": "Aftenerne er svære.",
        "maal": "At aftenerne bliver rolige.",
        "format": "korte",
        "supervisor": supervisor,
        "fra": MONDAY,
    }
    return actions.open_forloeb(
        by=by,
        kommune=familie.kommune,
        slags="individuel",
        plejefamilie=familie,
        **(facts | changes),
    )


def begun(by, familie, supervisor, **changes):
    row = opened(by, familie, supervisor, **changes)
    return actions.activate_forloeb(by=by, forloeb=row, roller_aftalt_paa=MONDAY)


def held(forloeb, *moments):
    """Meetings that were held and written down."""
    facts = {"logget_at": timezone.now(), "logget_af": forloeb.supervisor}
    return [make_session(forloeb, local(text), **facts) for text in moments]


def refused(act, code, field=None):
    with pytest.raises(ValidationError) as error:
        act()
    found = error.value
    if field:
        assert [one.code for one in found.error_dict[field]] == [code]
    else:
        assert found.code == code
    return found


def close(by, row, **changes):
    row.refresh_from_db()
    said = {"slut_paa": timezone.localdate(), "maalopfyldelse": 4} | changes
    return slut.close_forloeb(by=by, forloeb=row, version=row.version, **said)


class TestNumbers:
    @pytest.mark.parametrize(
        ("minutter", "words"),
        [(90, "1½ time"), (150, "2½ timer"), (450, "7½ timer"), (30, "½ time"), (120, "2 timer")],
    )
    def test_hours_read_as_people_say_them(self, minutter, words):
        assert regler.hours_in_words(minutter) == words

    def test_both_presets_come_to_seven_and_a_half_hours(self, kommune):
        tal = regler.tal_for(kommune)
        korte, lange = (regler.shape(form, None, None, tal) for form in ("korte", "lange"))
        assert (korte, lange) == ((5, 90), (3, 150))
        assert regler.shape_in_words(*korte) == "5 × 1½ time, 7½ timer i alt"
        assert regler.shape_in_words(*lange) == "3 × 2½ timer, 7½ timer i alt"
        assert regler.shape("frit", 7, 60, tal) == (7, 60)

    def test_a_group_of_another_length_is_remarked(self, kommune):
        tal = regler.tal_for(kommune)
        assert [bool(regler.group_length_note(n, tal)) for n in (119, 120, 180, 181)] == [
            True,
            False,
            False,
            True,
        ]
        assert [regler.group_year_fits(n, tal) for n in (2, 3, 4, 5)] == [False, True, True, False]

    def test_a_supervisor_follows_thirty_families(self, kommune):
        tal = regler.tal_for(kommune)
        assert regler.caseload_note(30, tal) == ""
        assert "31 familier" in regler.caseload_note(31, tal)


class TestOpening:
    def test_the_konsulent_opens_one_from_the_familys_page(self, client, konsulent, familie, amira):
        client.force_login(konsulent)
        page = client.get(reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]))
        assert url("familie_forloeb_create", familie.pk) in page.content.decode()
        answer = client.post(url("familie_forloeb_create", familie.pk), typed(amira))
        row = Forloeb.objects.get()
        assert answer["Location"] == url("forloeb_detail", row.pk)
        assert (row.antal, row.minutter, row.aktiveret_at) == (5, 90, None)
        assert (row.koordinator, row.institution) == (amira, amira.organisation)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "5 × 1½ time, 7½ timer i alt" in page
        assert "Kladde" in page

    def test_pressing_twice_makes_one_draft(self, client, konsulent, familie, amira):
        client.force_login(konsulent)
        for _ in range(2):
            client.post(url("familie_forloeb_create", familie.pk), typed(amira))
        assert Forloeb.objects.count() == 1
        assert AuditEvent.objects.filter(event="forloeb.aabnet").count() == 1

    def test_the_supervisor_is_told_without_names(self, konsulent, familie, amira):
        opened(konsulent, familie, amira)
        besked = Besked.objects.get()
        assert besked.to == amira
        assert "Bruun" not in besked.tekst

    def test_a_free_format_needs_a_length(self, client, konsulent, familie, amira):
        client.force_login(konsulent)
        data = typed(amira, format="frit", antal="4")
        answer = client.post(url("familie_forloeb_create", familie.pk), data)
        assert "Skriv, hvor længe I mødes hver gang." in answer.content.decode()
        assert "Aftenerne er svære." in answer.content.decode()  # nothing typed is lost
        data["minutter"] = "75"
        client.post(url("familie_forloeb_create", familie.pk), data)
        assert Forloeb.objects.get().antal * Forloeb.objects.get().minutter == 300

    def test_home_and_the_konsulent_only_as_the_family_wishes(
        self, client, konsulent, familie, amira
    ):
        client.force_login(konsulent)
        data = typed(amira, sted="hjemme", konsulent_med="delvist")
        answer = client.post(url("familie_forloeb_create", familie.pk), data)
        assert "Hjemme kun, når familien selv ønsker det." in answer.content.decode()
        data["hjemme_oensket_paa"] = "20-11-2026"
        answer = client.post(url("familie_forloeb_create", familie.pk), data)
        assert "Konsulenten er kun med, når familien ønsker det." in answer.content.decode()
        data["konsulent_oensket_paa"] = "20-11-2026"
        assert client.post(url("familie_forloeb_create", familie.pk), data).status_code == 302
        row = Forloeb.objects.get()
        assert row.hjemme_oensket_paa == row.konsulent_oensket_paa == datetime.date(2026, 11, 20)

    def test_a_wish_to_come_is_none(self, konsulent, familie, amira):
        facts = {"sted": "hjemme", "hjemme_oensket_paa": MONDAY + DAY}
        refused(lambda: opened(konsulent, familie, amira, **facts), "fremtid", "hjemme_oensket_paa")
        assert not Forloeb.objects.exists()

    def test_a_day_of_a_wish_is_dropped_when_the_place_is_another(self, konsulent, familie, amira):
        facts = {"sted": "kommunen", "hjemme_oensket_paa": MONDAY}
        assert opened(konsulent, familie, amira, **facts).hjemme_oensket_paa is None

    def test_a_booker_or_somebody_of_elsewhere_gives_no_supervision(
        self, konsulent, familie, kommune, brohus
    ):
        booker = BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)
        stranger = BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=InstitutionFactory().kommune
        )
        for person in (booker, stranger):
            refused(lambda who=person: opened(konsulent, familie, who), "supervisor", "supervisor")
        assert not Forloeb.objects.exists()

    def test_a_child_of_another_family_is_refused(self, konsulent, familie, amira, kommune):
        barn = BarnFactory(kommune=kommune)
        refused(lambda: opened(konsulent, familie, amira, barn=barn), "barn", "barn")
        assert not Forloeb.objects.exists()

    def test_it_comes_of_the_familys_request(self, client, konsulent, familie, amira):
        anmodning = ground.receive_anmodning(
            by=konsulent,
            plejefamilie=familie,
            modtaget_paa=MONDAY,
            modtaget_af=konsulent,
            emner=["supervision"],
            tekst="Vi vil gerne have hjælp til aftenerne.",
            idempotency_key="5b1d3c8e-2f0a-4b6e-9d57-000000000001",
        )
        client.force_login(konsulent)
        page = client.get(reverse("plejefamilier:anmodning_detail", args=[anmodning.pk]))
        way = f"{url('familie_forloeb_create', familie.pk)}?anmodning={anmodning.pk}"
        assert way in page.content.decode()
        form = client.get(way).context["form"]
        assert str(form["anmodning"].value()) == str(anmodning.pk)
        data = typed(amira, anmodning=anmodning.pk)
        client.post(way, data)
        row = Forloeb.objects.get()
        assert row.anmodning == anmodning
        assert (
            f"Anmodning nr. {anmodning.nummer}"
            in client.get(row.get_absolute_url()).content.decode()
        )
        # it is offered no second time, and another family's request never
        assert "anmodning" not in client.get(way).context["form"].fields
        other = PlejefamilieFactory(team=familie.team, konsulent=konsulent)
        refused(
            lambda: opened(konsulent, other, amira, anmodning=anmodning), "anmodning", "anmodning"
        )

    def test_nobody_opens_one_for_a_family_of_others(self, client, kollega, familie, amira):
        place = url("familie_forloeb_create", familie.pk)
        for person, status in ((kollega, 404), (amira, 403)):
            client.force_login(person)
            assert client.get(place).status_code == status
            assert client.post(place, typed(amira)).status_code == status
        assert not Forloeb.objects.exists()

    def test_specialists_are_found_by_theme_and_knowledge(
        self, client, konsulent, familie, amira, kommune
    ):
        tema = make_tema(kommune)
        profil = Fagprofil.objects.create(kommune=kommune, bruger=amira, speciale="TEACCH")
        profil.temaer.add(tema)
        client.force_login(konsulent)
        place = url("forloeb_specialister")
        for query in ({"tema": tema.pk}, {"q": "teacch"}, {"q": "brohus"}):
            page = client.get(place, query | {"familie": familie.pk}).content.decode()
            assert "Amira Said" in page
            assert f"?supervisor={amira.pk}" in page
        assert "Amira Said" not in client.get(place, {"q": "hjerneskade"}).content.decode()
        form = client.get(
            url("familie_forloeb_create", familie.pk), {"supervisor": amira.pk}
        ).context["form"]
        assert str(form["supervisor"].value()) == str(amira.pk)


class TestBeginning:
    def test_without_problem_or_goal_it_does_not_begin(self, client, konsulent, familie, amira):
        row = opened(konsulent, familie, amira, maal="", problem="")
        client.force_login(konsulent)
        answer = client.post(url("forloeb_activate", row.pk), {"roller_aftalt": "on"})
        page = answer.content.decode()
        assert "Skriv, hvad familien gerne vil opnå, før forløbet begynder." in page
        assert "Skriv, hvad der er svært, før forløbet begynder." in page
        row.refresh_from_db()
        assert row.aktiveret_at is None

    def test_who_does_what_is_agreed_first(self, client, konsulent, familie, amira):
        ground.agree_roller(
            by=konsulent,
            linjer=[{"opgave": "Taler med skolen", "hvem": "Lars Holt", "bemaerkning": ""}],
            indgaaet_paa=MONDAY,
            version=0,
            plejefamilie=familie,
        )
        row = opened(konsulent, familie, amira)
        client.force_login(konsulent)
        page = client.get(url("forloeb_activate", row.pk)).content.decode()
        assert "Taler med skolen" in page
        answer = client.post(url("forloeb_activate", row.pk), {})
        assert "Aftal, hvem der gør hvad" in answer.content.decode()
        refused(
            lambda: actions.activate_forloeb(by=konsulent, forloeb=row), "roller", "roller_aftalt"
        )
        assert (
            client.post(url("forloeb_activate", row.pk), {"roller_aftalt": "on"}).status_code == 302
        )
        row.refresh_from_db()
        assert row.roller_aftalt_paa == MONDAY
        assert row.aktiveret_at is not None

    def test_a_second_press_changes_nothing(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        again = actions.activate_forloeb(by=konsulent, forloeb=row)
        assert again.aktiveret_at == row.aktiveret_at
        assert AuditEvent.objects.filter(event="forloeb.aktiveret").count() == 1

    def test_an_individual_forloeb_has_an_end_and_a_group_needs_none(
        self, konsulent, familie, amira
    ):
        row = opened(konsulent, familie, amira, format="frit", minutter=60)
        found = refused(
            lambda: actions.activate_forloeb(by=konsulent, forloeb=row, roller_aftalt_paa=MONDAY),
            "mangler",
            "antal",
        )
        assert "Kun grupper kan være uden slut" in str(found)
        gruppe = actions.open_forloeb(
            by=konsulent,
            kommune=familie.kommune,
            slags="gruppe",
            titel="Gruppe Nord",
            minutter=150,
            supervisor=amira,
            fra=MONDAY,
        )
        assert actions.activate_forloeb(by=konsulent, forloeb=gruppe).aktiveret_at is not None

    def test_the_familys_own_konsulent_as_supervisor_is_flagged(self, client, konsulent, familie):
        row = opened(konsulent, familie, konsulent)
        client.force_login(konsulent)
        for page in (url("forloeb_activate", row.pk), row.get_absolute_url()):
            assert "familiens egen konsulent" in client.get(page).content.decode()

    def test_both_hear_of_it_without_names(self, teamleder, konsulent, familie, amira):
        Besked.objects.all().delete()
        begun(teamleder, familie, amira)
        told = Besked.objects.filter(key__contains="begyndt")
        assert {row.to for row in told} == {konsulent, amira}
        assert all("Bruun" not in row.tekst for row in told)


class TestChanging:
    def test_a_stale_save_shows_both_and_overwrites_nothing(
        self, client, konsulent, familie, amira
    ):
        row = opened(konsulent, familie, amira)
        client.force_login(konsulent)
        page = url("forloeb_update", row.pk)
        data = typed(amira, version=row.version)
        assert client.post(page, data | {"maal": "Rolige måltider."}).status_code == 302
        answer = client.post(page, data | {"maal": "Mere søvn."})
        assert answer.status_code == 409
        assert "Rolige måltider." in answer.content.decode()
        assert "Mere søvn." in answer.content.decode()
        row.refresh_from_db()
        assert row.maal == "Rolige måltider."

    def test_the_goal_stays_written_once_it_has_begun(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        refused(
            lambda: actions.update_forloeb(
                by=konsulent, forloeb=row, version=row.version, maal=" "
            ),
            "mangler",
            "maal",
        )
        before = row.maal
        row.refresh_from_db()
        assert row.maal == before != ""

    def test_a_new_supervisor_is_told_and_brings_her_house(
        self, konsulent, familie, amira, kommune
    ):
        row = begun(konsulent, familie, amira)
        new = BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune)
        actions.update_forloeb(by=konsulent, forloeb=row, version=row.version, supervisor=new)
        row.refresh_from_db()
        assert row.institution == new.organisation
        assert Besked.objects.filter(to=new).count() == 1
        assert not Forloeb.objects.visible_to(amira).exists()


class TestTalks:
    """Three talks with the konsulent (B9), by the rules of R17."""

    def test_before_is_seven_days_before_the_first_meeting(self, at, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        make_session(row, local("2027-01-12 10:00"))
        assert self.duty(amira, "forloebskontakt", datetime.date(2026, 12, 28)) == []
        at("2026-12-29 10:00")
        today = datetime.date(2026, 12, 29)
        assert self.duty(amira, "forloebskontakt", today) == [datetime.date(2027, 1, 5)]
        assert self.duty(konsulent, "forloebskontakt", today) == []
        kontakter.note_kontakt(by=amira, forloeb=row, hvornaar="foer", dato=today)
        assert self.duty(amira, "forloebskontakt", today) == []

    def test_before_is_rolled_back_to_a_hverdag(self, at, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        make_session(row, local("2027-01-08 10:00"))  # seven days before is new year's day
        at("2026-12-28 10:00")
        due = self.duty(amira, "forloebskontakt", datetime.date(2026, 12, 28))
        assert due == [datetime.date(2026, 12, 30)]

    def test_after_is_five_hverdage_after_the_last(self, at, konsulent, familie, amira):
        row = begun(konsulent, familie, amira, format="frit", antal=1, minutter=120)
        make_session(row, local("2027-05-11 10:00"))
        at("2027-05-11 11:59")
        assert self.duty(amira, "forloebsslut", datetime.date(2027, 5, 11)) == []
        at("2027-05-11 12:00")
        today = datetime.date(2027, 5, 11)
        assert self.duty(amira, "forloebsslut", today) == [datetime.date(2027, 5, 19)]

    def test_no_talk_after_before_the_last_agreed_meeting(self, at, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        at("2027-02-01 10:00")
        held(row, "2027-01-12 10:00", "2027-01-19 10:00")
        assert self.duty(amira, "forloebsslut", datetime.date(2027, 2, 1)) == []

    def test_then_the_closing_is_the_duty(self, at, konsulent, familie, amira):
        row = begun(konsulent, familie, amira, format="frit", antal=1, minutter=90)
        at("2027-01-13 10:00")
        held(row, "2027-01-12 10:00")
        today = datetime.date(2027, 1, 13)
        words = self.words(amira, today)
        assert words.knap == "Notér kontakten"
        kontakter.note_kontakt(by=amira, forloeb=row, hvornaar="efter", dato=today)
        assert self.words(amira, today).knap == "Afslut forløbet"
        close(amira, row)
        assert self.duty(amira, "forloebsslut", today) == []

    def test_the_konsulent_sees_on_the_familys_page_that_she_waits(
        self, at, client, konsulent, familie, amira
    ):
        row = begun(konsulent, familie, amira)
        make_session(row, local("2027-01-12 10:00"))
        at("2026-12-30 10:00")
        client.force_login(konsulent)
        page = client.get(reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]))
        assert "Amira taler med dig før forløbet" in page.content.decode()
        assert "senest tirsdag 5. januar" in page.content.decode()

    def test_there_is_no_talk_with_oneself(self, konsulent, familie):
        row = begun(konsulent, familie, konsulent)
        make_session(row, local("2026-11-30 10:00"))
        assert self.duty(konsulent, "forloebskontakt", MONDAY) == []
        assert "kontakt" not in " ".join(slut.why_different(row))

    def test_a_draft_stands_with_its_supervisor(self, konsulent, familie, amira):
        opened(konsulent, familie, amira, fra=MONDAY + 7 * DAY)
        assert self.duty(amira, "forloeb", MONDAY) == [MONDAY + 7 * DAY]
        assert self.duty(konsulent, "forloeb", MONDAY) == []

    def test_noting_the_same_twice_is_one(self, client, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        client.force_login(amira)
        data = {"hvornaar": "under", "dato": "23-11-2026", "tekst": "Vi bruger piktogrammer."}
        for _ in range(2):
            assert client.post(url("forloeb_kontakt", row.pk), data).status_code == 302
        assert row.kontakter.count() == 1
        client.force_login(konsulent)
        assert "Vi bruger piktogrammer." in client.get(row.get_absolute_url()).content.decode()

    def duty(self, bruger, slags, day):
        rows = pligter.kilder()[slags].raekker(bruger, day)
        return [] if rows is None else [row[2] for row in rows]

    def words(self, bruger, day):
        kilde = pligter.kilder()["forloebsslut"]
        [row] = [row for row in pligter.of_bruger(bruger, day, limit=9) if row.slags == kilde.slags]
        return kilde.vis(row, day)


class TestClosing:
    def test_what_is_different_must_be_said(self, client, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        held(row, "2026-11-20 10:00", "2026-11-21 10:00")
        client.force_login(amira)
        row.refresh_from_db()
        data = {
            "version": row.version,
            "slut_paa": "23-11-2026",
            "maalopfyldelse": "3",
            "resultat": "Aftenerne er roligere.",
            "samvaer_effekt": "Samværet er roligere.",
            "redskaber": "Piktogrammer",
        }
        answer = client.post(url("forloeb_close", row.pk), data)
        page = answer.content.decode()
        assert "Der er holdt 2 gange af 5 aftalte." in page
        assert "har ikke talt sammen efter forløbet" in page
        assert "Aftenerne er roligere." in page
        data["afvigelse"] = "Familien fik det bedre."
        assert client.post(url("forloeb_close", row.pk), data).status_code == 302
        row.refresh_from_db()
        assert (row.maalopfyldelse, row.samvaer_effekt) == (3, "Samværet er roligere.")
        assert row.ser_til == MONDAY + 30 * DAY
        page = client.get(row.get_absolute_url()).content.decode()
        assert "3 af 5" in page
        assert "Piktogrammer" in page

    def test_all_held_and_talked_of_needs_no_reason(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira, format="frit", antal=1, minutter=90)
        held(row, "2026-11-20 10:00")
        kontakter.note_kontakt(by=amira, forloeb=row, hvornaar="efter", dato=MONDAY)
        refused(lambda: close(amira, row, maalopfyldelse=None), "maal", "maalopfyldelse")
        assert close(amira, row).afvigelse == ""

    def test_planned_meetings_are_cancelled_first(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        make_session(row, local("2026-12-01 10:00"))
        refused(lambda: close(amira, row, afvigelse="Stop"), "planlagt")
        row.refresh_from_db()
        assert row.afsluttet_at is None

    def test_a_draft_is_closed_with_a_reason_alone(self, client, konsulent, familie, amira):
        row = opened(konsulent, familie, amira, maal="")
        client.force_login(konsulent)
        data = {"version": row.version, "afvigelse": "Familien valgte et kursus."}
        assert client.post(url("forloeb_close", row.pk), data).status_code == 302
        row.refresh_from_db()
        assert row.afsluttet_at is not None
        assert not AuditEvent.objects.filter(event="forloeb.aktiveret").exists()

    def test_closing_twice_is_refused_and_a_stale_page_too(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        old = row.version
        actions.update_forloeb(by=konsulent, forloeb=row, version=old, metode="TEACCH")
        said = {"slut_paa": MONDAY, "maalopfyldelse": 1, "afvigelse": "Stop"}
        refused(lambda: slut.close_forloeb(by=amira, forloeb=row, version=old, **said), "stale")
        row.refresh_from_db()
        assert (row.afsluttet_at, row.metode) == (None, "TEACCH")
        close(amira, row, afvigelse="Stop")
        refused(lambda: close(amira, row, afvigelse="Igen"), "lukket")
        row.refresh_from_db()
        assert row.afvigelse == "Stop"

    def test_undone_at_once_later_with_a_reason(self, at, client, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        close(amira, row, afvigelse="Stop")
        client.force_login(amira)
        assert "Fortryd" in client.get(row.get_absolute_url()).content.decode()
        at("2026-11-23 10:15")
        assert client.post(url("forloeb_reopen", row.pk)).status_code == 302
        row.refresh_from_db()
        assert (row.afsluttet_at, row.ser_til, row.slut_paa) == (None, None, None)
        close(amira, row, afvigelse="Stop")
        at("2026-11-23 10:31")
        answer = client.post(url("forloeb_reopen", row.pk))
        assert "Skriv, hvorfor forløbet åbnes igen." in answer.content.decode()
        client.post(url("forloeb_reopen", row.pk), {"begrundelse": "De ringede igen."})
        row.refresh_from_db()
        assert row.afsluttet_at is None
        assert "De ringede igen." in row.afvigelse


class TestChain:
    def test_the_words_go_on_and_the_sharing_does_not(self, client, konsulent, familie, amira):
        row = begun(konsulent, familie, amira, metode="TEACCH")
        kontakter.share_with_konsulent(by=amira, forloeb=row, fra=MONDAY)
        client.force_login(amira)
        answer = client.post(url("forloeb_extend", row.pk))
        new = Forloeb.objects.get(forlaenger=row)
        assert answer["Location"] == url("forloeb_update", new.pk)
        assert (new.problem, new.maal, new.metode) == (row.problem, row.maal, "TEACCH")
        assert (new.antal, new.minutter, new.supervisor) == (5, 90, amira)
        assert new.familien_deler_paa is None
        assert new.aktiveret_at is None
        client.post(url("forloeb_extend", row.pk))
        assert Forloeb.objects.filter(forlaenger=row).count() == 1

    def test_it_is_extended_once_unless_that_came_to_nothing(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        new = actions.extend_forloeb(by=konsulent, forloeb=row)
        refused(lambda: actions.extend_forloeb(by=amira, forloeb=row), "forlaenget")
        close(konsulent, new, afvigelse="Ikke alligevel")
        assert actions.extend_forloeb(by=amira, forloeb=row).pk != new.pk

    def test_a_closed_one_that_has_gone_on_is_not_opened_again(self, konsulent, familie, amira):
        row = begun(konsulent, familie, amira)
        close(amira, row, afvigelse="Går videre")
        actions.extend_forloeb(by=amira, forloeb=row)
        refused(lambda: slut.reopen_forloeb(by=amira, forloeb=row), "forlaenget")
        row.refresh_from_db()
        assert row.afsluttet_at is not None

    @pytest.mark.parametrize("slags", ["konsulterende", "gruppe"])
    def test_other_kinds_go_on_in_another_way(self, slags, konsulent, familie, amira):
        row = (
            make_gruppe(amira, [familie])
            if slags == "gruppe"
            else make_forloeb(familie, supervisor=amira, slags=slags)
        )
        code = "slags" if slags == "gruppe" else "visitation"
        refused(lambda: actions.extend_forloeb(by=amira, forloeb=row), code)
        assert not row.efterfoelgere.exists()

    def test_three_forloeb_fifteen_meetings_thirty_hours(
        self, at, client, konsulent, familie, amira
    ):
        """Scenario 7, line 6."""
        at("2028-01-19 10:00")
        days = (
            ("2027-01-12", "2027-02-02", "2027-02-23", "2027-03-16", "2027-04-13", "2027-05-11"),
            ("2027-06-08", "2027-06-29", "2027-08-17", "2027-09-07", "2027-10-05"),
            ("2027-11-02", "2027-11-23", "2027-12-14", "2028-01-18"),
        )
        before, rows = None, []
        for some in days:
            facts = {"minutter": 120, "forlaenger": before, "slags": "konsulterende"}
            before = make_forloeb(familie, supervisor=amira, **facts)
            held(before, *(f"{day} 10:00" for day in some))
            rows.append(before)
        make_session(
            rows[0], local("2027-05-18 10:00"), aflyst_at=timezone.now(), aflyst_fordi="Syg"
        )
        for row in rows:  # the same from whichever end
            kaede = chain_of(row)
            assert (kaede.antal, kaede.moeder, kaede.minutter) == (3, 15, 1800)
            assert kaede.foerste == datetime.date(2027, 1, 12)
            assert kaede.sidste == datetime.date(2028, 1, 18)
        client.force_login(konsulent)
        page = client.get(rows[1].get_absolute_url()).content.decode()
        assert "3 forløb i træk" in page
        assert "15 gange, 30 timer i alt" in page
