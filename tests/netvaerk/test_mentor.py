"""A mentor is found, asked through its own konsulent, followed and ended (J1–J3, J7, J8, R15)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.models import AuditEvent, Besked, Regelvaerdi
from netvaerk.actions import mentorprofil, mentorskab, mentorspoergsmaal
from netvaerk.models import (
    Mentoropfoelgning,
    Mentorprofil,
    Mentorskab,
    Mentorspoergsmaal,
)
from plejefamilier import actions as ground
from plejefamilier import pligter
from plejefamilier.models import Kompetenceforloeb
from tests.factories import PlejefamilieFactory
from tests.netvaerk.fakta import (
    make_mentoropfoelgning,
    make_mentorprofil,
    make_mentorskab,
    make_spoergsmaal,
)
from tests.parallel import at_once
from tests.plejefamilier.sider import text_of

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
EMNER = ["hverdag", "tilknytning"]


def url(name, *args):
    return reverse(f"netvaerk:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def kjaer(team, konsulent):
    """A new family, approved on 14 September 2026: in its opstartsforløb. Lars Holt's."""
    return PlejefamilieFactory(
        team=team, konsulent=konsulent, navn="Kjær, Ida og Bo", godkendt_fra=D(2026, 9, 14)
    )


@pytest.fixture
def winther(team, kollega):
    """First approved on 1 August 2019. Mette Lindqvist's."""
    return PlejefamilieFactory(
        team=team, konsulent=kollega, navn="Winther, Else", godkendt_fra=D(2019, 8, 1)
    )


def said_yes(familie, **facts):
    return make_mentorprofil(familie, **{"kompetencer": EMNER, **facts})


def duties(bruger):
    """The titles of her duties about mentors."""
    shown = pligter.kilder()
    day = timezone.localdate()
    rows = pligter.of_bruger(bruger, day, limit=50)
    return [shown[row.slags].vis(row, day).titel for row in rows if row.slags.startswith("mentor")]


def set_regel(kommune, key, vaerdi, by):
    Regelvaerdi.objects.create(
        kommune=kommune,
        key=key,
        vaerdi=vaerdi,
        fra=timezone.localdate(),
        begrundelse="Prøve",
        set_by=by,
    )


def refused(act, code, field=None):
    with pytest.raises(ValidationError) as error:
        act()
    if field:
        assert [one.code for one in error.value.error_dict[field]] == [code]
    else:
        assert error.value.code == code
    return error.value


SOEGNING = {
    "aarsag": "ny",
    "initiativ": "soegt",
    "emner": EMNER,
    "form": "fast",
    "hver": "3",
    "oensket_paa": "20-11-2026",
    "mentee_ja_paa": "23-11-2026",
}


# --- the whole way --------------------------------------------------------------------------------


def test_from_the_wish_to_the_end_across_two_konsulenter(
    at, client, konsulent, kollega, kjaer, winther
):
    # Given a family that said yes to being a mentor
    said_yes(winther, om="God til at lytte")

    # When Lars Holt writes that the Kjærs want one
    client.force_login(konsulent)
    form = client.get(url("mentorskab_create", kjaer.pk))
    assert "tæt støttet opstartsforløb" in text_of(form)
    typed = SOEGNING | {"idempotency_key": form.context["form"].initial["idempotency_key"]}
    answer = client.post(url("mentorskab_create", kjaer.pk), typed)
    row = Mentorskab.objects.get()
    assert answer.url == url("mentorskab_ask", row.pk)
    assert duties(konsulent) == ["Find en mentorfamilie"]

    # Then he sees who fits and why
    page = text_of(client.get(answer.url))
    assert "Else Winther" in page
    assert "2 emner passer" in page
    assert "Har været plejefamilie i kommunen i syv år" in page
    assert "Har plads til en familie" in page

    # And must confirm what to be aware of before the question is sent (J9)
    ask = f"{url('mentorskab_ask', row.pk)}?mentor={winther.pk}"
    answer = client.post(ask, {})
    assert "bekraeft" in answer.context["form"].errors
    assert not Mentorspoergsmaal.objects.exists()
    assert client.post(ask, {"bekraeft": ["opstart"]}).status_code == 302
    spurgt = Mentorspoergsmaal.objects.get()
    assert spurgt.svarfrist == D(2026, 12, 7)
    assert duties(konsulent) == []

    # Mette Lindqvist is told without names, and it is her duty
    besked = Besked.objects.get(to=kollega)
    assert besked.url == url("mentorspoergsmaal_answer", spurgt.pk)
    assert not any(navn in besked.tekst for navn in ("Kjær", "Winther"))
    assert duties(kollega) == ["Spørg familien, om den vil være mentor"]

    # She writes the family's yes, and it begins
    client.force_login(kollega)
    page = text_of(client.get(besked.url))
    assert "Ida og Bo Kjær" in page
    assert "Ny plejefamilie" in page
    typed = {"svar": "ja", "svar_paa": "23-11-2026", "fra": "30-11-2026"}
    assert client.post(besked.url, typed).url == url("mentorskab_detail", row.pk)
    row.refresh_from_db()
    assert (row.mentor, row.fra, row.advarsler) == (winther, D(2026, 11, 30), ["opstart"])
    assert duties(kollega) == []
    assert Besked.objects.filter(to=konsulent, tekst=mentorspoergsmaal.SVARET).count() == 1

    # Three months later, rolled from Sunday to Monday, he asks how it goes
    at("2027-02-10 10:00")
    assert duties(konsulent) == []
    at("2027-02-15 10:00")
    assert duties(konsulent) == ["Hør, hvordan det går med mentoren"]
    client.force_login(konsulent)
    follow = url("mentorskab_follow_up", row.pk)
    assert client.get(follow).status_code == 200
    typed = {"nr": "1", "paa": "15-02-2027", "gaar": "godt", "kontakter": "4"}
    assert client.post(follow, typed).status_code == 302
    waiting = row.opfoelgninger.get(paa=None)
    assert (waiting.nr, waiting.frist) == (2, D(2027, 5, 31))
    page = text_of(client.get(row.get_absolute_url()))
    assert "Godt" in page
    assert "Det gik ikke godt sidst" not in page
    row.opfoelgninger.filter(nr=1).update(gaar="ikke")
    assert "Det gik ikke godt sidst" in text_of(client.get(row.get_absolute_url()))

    # It ends with a reason, the mentor's konsulent is told, and the page asks for an evaluation
    end = url("mentorskab_end", row.pk)
    answer = client.post(end, {"til": "15-02-2027"})
    assert answer.context["form"].errors == {"slutaarsag": ["Vælg, hvorfor det slutter."]}
    assert client.post(end, {"til": "15-02-2027", "slutaarsag": "klarer_sig"}).status_code == 302
    assert Besked.objects.filter(to=kollega, tekst=mentorskab.SLUT).count() == 1
    page = text_of(client.get(row.get_absolute_url()))
    assert "Hvad fik familierne ud af det?" in page
    assert f"{url('netvaerkssvar_create')}?om=mentee" in page
    assert "Familien klarer sig uden mentor" in page
    assert client.get(end).status_code == 404
    events = AuditEvent.objects.filter(event__startswith="mentor").exclude(event__endswith="laest")
    assert [
        *events.exclude(event__endswith="liste_vist").order_by("pk").values_list("event", flat=True)
    ] == [
        "mentorskab.oprettet",
        "mentorspoergsmaal.stillet",
        "mentorspoergsmaal.besvaret",
        "mentorskab.begyndt",
        "mentorskab.fulgt_op",
        "mentorskab.slut",
    ]


def test_both_families_are_hers_and_one_form_does_it(client, konsulent, kjaer, team):
    own = PlejefamilieFactory(
        team=team, konsulent=konsulent, navn="Friis, Ulla", godkendt_fra=D(2019, 8, 1)
    )
    said_yes(own)
    row = make_mentorskab(kjaer)
    client.force_login(konsulent)
    ask = f"{url('mentorskab_ask', row.pk)}?mentor={own.pk}"
    half = {"bekraeft": ["opstart"], "svar_paa": "23-11-2026"}
    assert client.post(ask, half).context["form"].errors == {"fra": ["Skriv, hvornår de begynder."]}
    assert client.post(ask, half | {"fra": "24-11-2026"}).url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.mentor, row.fra) == (own, D(2026, 11, 24))
    assert Mentorspoergsmaal.objects.get().svar == "ja"
    assert not Besked.objects.exists()


def test_a_no_is_told_without_a_name_and_another_can_be_asked(
    client, konsulent, kollega, kjaer, winther
):
    said_yes(winther)
    row = make_mentorskab(kjaer)
    spurgt = make_spoergsmaal(row, winther, by=konsulent)
    client.force_login(kollega)
    typed = {"svar": "nej", "svar_paa": "23-11-2026"}
    assert client.post(url("mentorspoergsmaal_answer", spurgt.pk), typed).status_code == 302

    # Then her circle does not see the Kjærs any more, and his sees no name beside the no
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(url("mentorspoergsmaal_answer", spurgt.pk)).status_code == 404
    client.force_login(konsulent)
    page = text_of(client.get(row.get_absolute_url()))
    assert "Én familie sagde nej tak" in page
    assert "Winther" not in page
    assert duties(konsulent) == ["Find en mentorfamilie"]
    assert "Sagde nej tak" in text_of(client.get(url("mentorskab_ask", row.pk)))


def test_a_question_is_taken_back_by_whoever_asked(client, konsulent, kollega, kjaer, winther):
    said_yes(winther)
    row = make_mentorskab(kjaer)
    spurgt = mentorspoergsmaal.ask_mentor(
        by=konsulent, mentorskab=row, mentor=winther, bekraeftet=["opstart"]
    )
    back = url("mentorspoergsmaal_withdraw", spurgt.pk)
    client.force_login(kollega)
    assert client.post(back).status_code == 404
    client.force_login(konsulent)
    assert "tilbage?" in text_of(client.get(back))
    spurgt.refresh_from_db()
    assert spurgt.trukket_at is None
    assert client.post(back).status_code == 302
    assert duties(kollega) == []
    client.force_login(kollega)
    assert client.get(row.get_absolute_url()).status_code == 404
    row.refresh_from_db()
    assert row.advarsler == []


# --- who may be a mentor (R15) --------------------------------------------------------------------


def profil(familie, by, **facts):
    facts = {
        "version": 0,
        "ja_paa": D(2026, 11, 23),
        "kompetencer": EMNER,
        "om": "",
        "hoejst": 1,
        **facts,
    }
    return mentorprofil.save_mentorprofil(by=by, plejefamilie=familie, **facts)


class TestProfil:
    def test_a_new_family_is_refused_with_the_day_from_which_it_may(self, client, konsulent, kjaer):
        client.force_login(konsulent)
        page = url("mentorprofil_update", kjaer.pk)
        words = (
            "Kan tidligst være mentor fra 14. september 2029, "
            "tre år efter den første godkendelse 14. september 2026."
        )
        assert words in text_of(client.get(page))
        typed = {"version": "0", "vil": "ja", "ja_paa": "23-11-2026", "hoejst": "1"}
        assert client.post(page, typed).context["form"].errors == {"ja_paa": [words]}
        assert not Mentorprofil.objects.exists()

    def test_the_earliest_approval_counts(self, konsulent, kjaer):
        ground.approve_familie(
            by=konsulent,
            plejefamilie=kjaer,
            familietype=kjaer.familietype,
            antal_boern=2,
            myndighed="Socialtilsyn Nord",
            fra=D(2026, 11, 1),
            begrundelse="Flere børn",
        )
        kjaer.refresh_from_db()
        kjaer.godkendelser.filter(fra=D(2026, 9, 14)).update(fra=D(2019, 8, 1))
        assert profil(kjaer, konsulent).ja_paa

    def test_a_course_is_asked_for_by_rule_and_written_by_hand(
        self, client, kommune, kollega, winther
    ):
        set_regel(kommune, "netvaerk.mentor_kraever_forloeb", True, kollega)
        refused(lambda: profil(winther, kollega), "egnet", "ja_paa")
        client.force_login(kollega)
        page = url("kompetenceforloeb_create", winther.pk)
        form = client.get(page).context["form"]
        typed = {"noegle": form.initial["noegle"], "titel": "KE2", "gennemfoert_paa": "03-05-2021"}
        for _ in range(2):
            assert client.post(page, typed).status_code == 302
        row = Kompetenceforloeb.objects.get()
        shown = text_of(client.get(url("mentorprofil_update", winther.pk)))
        assert "KE2" in shown
        assert "Kan være mentor fra 1. august 2022" in shown
        profil(winther, kollega)

        # Its key is no way into another family's row
        other = PlejefamilieFactory(team=winther.team, konsulent=kollega)
        foreign = {"plejefamilie": other, "titel": "KE2", "gennemfoert_paa": D(2021, 5, 3)}
        refused(
            lambda: ground.record_kompetenceforloeb(by=kollega, kilde=row.kilde, **foreign), "kilde"
        )

        # It was wrong: the page asks first
        remove = url("kompetenceforloeb_remove", row.pk)
        assert client.get(remove).status_code == 200
        assert Kompetenceforloeb.objects.exists()
        assert client.post(remove).status_code == 302
        assert not Kompetenceforloeb.objects.exists()
        # What a course has written is not removed here
        other = ground.record_kompetenceforloeb(
            by=kollega,
            plejefamilie=winther,
            titel="Kursus",
            gennemfoert_paa=D(2026, 1, 1),
            kilde="kursus-1-1",
        )
        assert client.get(url("kompetenceforloeb_remove", other.pk)).status_code == 404

    def test_saved_without_the_page_being_read_anew_is_told_beside_the_other(
        self, client, kollega, winther
    ):
        client.force_login(kollega)
        page = url("mentorprofil_update", winther.pk)
        typed = {
            "version": "0",
            "vil": "ja",
            "ja_paa": "20-11-2026",
            "kompetencer": ["hverdag"],
            "om": "Min tekst",
            "hoejst": "2",
        }
        profil(winther, kollega, om="Kollegaens tekst")
        answer = client.post(page, typed)
        assert answer.status_code == 409
        shown = text_of(answer)
        assert "Min tekst" in shown
        assert "Kollegaens tekst" in shown
        typed["version"] = answer.context["form"]["version"].value()
        assert client.post(page, typed).status_code == 302
        assert Mentorprofil.objects.get().om == "Min tekst"

    def test_the_yes_is_taken_back_but_not_while_it_is_asked(
        self, kollega, konsulent, kjaer, winther
    ):
        row = profil(winther, kollega)
        spurgt = make_spoergsmaal(make_mentorskab(kjaer), winther, by=konsulent)
        changed = {"version": row.version, "ja_paa": None}
        refused(lambda: profil(winther, kollega, **changed), "spurgt", "ja_paa")
        mentorspoergsmaal.withdraw_spoergsmaal(by=konsulent, spoergsmaal=spurgt)
        profil(winther, kollega, **changed)
        assert not Mentorprofil.objects.willing().exists()

    def test_it_lists_what_the_reader_may_do_with_her_own_families(
        self, client, konsulent, kjaer, familie
    ):
        client.force_login(konsulent)
        page = text_of(client.get(url("mentorskab_list"), {"vis": "egne"}))
        assert "Kan tidligst være mentor fra 14. september 2029" in page
        assert "Kan spørges" in page
        assert url("mentorskab_create", kjaer.pk) in page


# --- what is refused ------------------------------------------------------------------------------


class TestRefused:
    @pytest.fixture
    def soeger(self, kjaer):
        return make_mentorskab(kjaer)

    def ask(self, by, row, mentor, **facts):
        facts = {"bekraeftet": ["opstart", "optaget", "belastet"], **facts}
        return mentorspoergsmaal.ask_mentor(by=by, mentorskab=row, mentor=mentor, **facts)

    def test_who_cannot_be_asked(self, konsulent, kjaer, winther, soeger, team, kollega):
        refused(lambda: self.ask(konsulent, soeger, winther), "profil")
        young = PlejefamilieFactory(team=team, konsulent=kollega, godkendt_fra=D(2025, 1, 1))
        said_yes(young)
        told = refused(lambda: self.ask(konsulent, soeger, young), "egnet")
        assert told.messages == ["Familien kan ikke være mentor nu."]  # no date of another circle
        said_yes(kjaer)
        refused(lambda: self.ask(konsulent, soeger, kjaer), "profil")
        said_yes(winther)
        refused(
            lambda: self.ask(
                konsulent, soeger, winther, svar_paa=D(2026, 11, 23), fra=D(2026, 11, 23)
            ),
            "adgang",
        )
        assert not Mentorspoergsmaal.objects.exists()

        first = self.ask(konsulent, soeger, winther)
        assert self.ask(konsulent, soeger, winther) == first
        other = PlejefamilieFactory(team=team, konsulent=kollega, godkendt_fra=D(2019, 1, 1))
        said_yes(other)
        refused(lambda: self.ask(konsulent, soeger, other), "venter")

    def test_another_municipality_is_never_a_candidate(self, client, konsulent, soeger):
        far = PlejefamilieFactory(godkendt_fra=D(2015, 1, 1), navn="Fjern, Ida")
        said_yes(far)
        client.force_login(konsulent)
        assert "Fjern" not in text_of(client.get(url("mentorskab_ask", soeger.pk)))
        assert client.get(f"{url('mentorskab_ask', soeger.pk)}?mentor={far.pk}").status_code == 404
        refused(lambda: self.ask(konsulent, soeger, far), "profil")

    def test_an_answer_is_given_once(self, konsulent, kollega, winther, soeger):
        said_yes(winther)
        asked = self.ask(konsulent, soeger, winther)
        day = D(2026, 11, 23)

        def answer(**facts):
            facts = {"svar": "ja", "svar_paa": day, "fra": day, **facts}
            return mentorspoergsmaal.answer_spoergsmaal(by=kollega, spoergsmaal=asked, **facts)

        refused(lambda: answer(svar_paa=day + DAY), "fremtid", "svar_paa")
        refused(lambda: answer(fra=None), "fra", "fra")
        refused(lambda: answer(fra=day - DAY), "baglaens", "fra")
        refused(lambda: answer(fra=D(2027, 11, 24)), "for_sent", "fra")
        assert answer() == answer()
        refused(lambda: answer(svar="nej"), "besvaret")
        refused(
            lambda: mentorspoergsmaal.withdraw_spoergsmaal(by=konsulent, spoergsmaal=asked),
            "besvaret",
        )
        assert Mentoropfoelgning.objects.count() == 1

    def test_follow_ups_and_ends_keep_to_the_days(self, konsulent, kjaer, winther):
        row = make_mentorskab(kjaer, winther)
        make_mentoropfoelgning(row)
        day = D(2026, 11, 23)

        def follow(**facts):
            facts = {"nr": 1, "paa": day, "gaar": "godt", "kontakter": 2, **facts}
            return mentorskab.follow_up_mentorskab(by=konsulent, mentorskab=row, **facts)

        refused(lambda: follow(paa=day + DAY), "fremtid", "paa")
        refused(lambda: follow(paa=day - DAY), "baglaens", "paa")
        assert follow() == follow()
        refused(lambda: follow(gaar="ikke"), "stale")
        assert row.opfoelgninger.count() == 2

        def end(**facts):
            facts = {"til": day, "slutaarsag": "aftalt", **facts}
            return mentorskab.end_mentorskab(by=konsulent, mentorskab=row, **facts)

        refused(lambda: end(til=day + DAY), "fremtid", "til")
        refused(lambda: end(til=day - DAY), "baglaens", "til")
        assert end() == end()
        refused(lambda: end(slutaarsag="andet"), "slut")
        refused(lambda: follow(nr=2), "slut")

    def test_one_search_at_a_time_and_the_same_form_twice_is_one(self, konsulent, kjaer):
        facts = {
            "mentee": kjaer,
            "aarsag": "ny",
            "initiativ": "soegt",
            "emner": [],
            "form": "fast",
            "hver": 3,
            "oensket_paa": D(2026, 11, 23),
            "mentee_ja_paa": D(2026, 11, 23),
        }
        key = uuid.uuid4()
        first = mentorskab.create_mentorskab(by=konsulent, idempotency_key=key, **facts)
        again = mentorskab.create_mentorskab(by=konsulent, idempotency_key=key, **facts)
        assert first == again
        refused(
            lambda: mentorskab.create_mentorskab(
                by=konsulent, idempotency_key=uuid.uuid4(), **facts
            ),
            "venter",
        )
        later = facts | {"mentee_ja_paa": D(2026, 11, 24)}
        refused(
            lambda: mentorskab.create_mentorskab(
                by=konsulent, idempotency_key=uuid.uuid4(), **later
            ),
            "fremtid",
            "mentee_ja_paa",
        )

    def test_a_municipality_without_mentors_makes_none_and_reads_the_old(
        self, client, kommune, konsulent, kollega, kjaer, winther
    ):
        row = make_mentorskab(kjaer, winther)
        search = make_mentorskab(kjaer)
        assert duties(konsulent) == ["Find en mentorfamilie"]
        set_regel(kommune, "netvaerk.mentor", False, kollega)
        assert duties(konsulent) == []
        client.force_login(konsulent)
        assert client.get(url("mentorskab_ask", search.pk)).status_code == 404
        for page in ("mentorskab_create", "mentorprofil_update", "kompetenceforloeb_create"):
            assert client.get(url(page, kjaer.pk)).status_code == 404, page
        assert client.get(row.get_absolute_url()).status_code == 200
        listed = client.get(url("mentorskab_list"), {"vis": "egne"})
        assert url("mentorskab_create", kjaer.pk) not in text_of(listed)
        refused(lambda: profil(winther, konsulent), "fra")


# --- changing, and what follows -------------------------------------------------------------------


def test_a_new_interval_moves_the_waiting_follow_up(client, konsulent, kjaer, winther):
    row = make_mentorskab(kjaer, winther, fra=D(2026, 10, 30))
    make_mentoropfoelgning(row, frist=D(2027, 2, 1))
    client.force_login(konsulent)
    page = url("mentorskab_update", row.pk)
    typed = {
        "version": "1",
        "aarsag": "ekstra_barn",
        "initiativ": "tilbudt",
        "emner": ["traumer"],
        "form": "efter_behov",
        "hver": "1",
    }
    assert client.get(page).status_code == 200
    assert client.post(page, typed).status_code == 302
    row.refresh_from_db()
    assert (row.aarsag, row.form, row.hver) == ("ekstra_barn", "efter_behov", 1)
    assert row.opfoelgninger.get().frist == D(2026, 11, 30)
    stale = client.post(page, typed | {"form": "fast"})
    assert stale.status_code == 409
    assert "Når der er brug for det" in text_of(stale)


def test_two_write_the_same_follow_up_and_the_second_is_told(
    client, konsulent, teamleder, kjaer, winther
):
    row = make_mentorskab(kjaer, winther)
    make_mentoropfoelgning(row)
    typed = {"nr": "1", "paa": "23-11-2026", "gaar": "godt"}
    follow = url("mentorskab_follow_up", row.pk)
    client.force_login(konsulent)
    assert client.post(follow, typed).status_code == 302
    client.force_login(teamleder)
    answer = client.post(follow, typed | {"gaar": "ikke", "kontakter": "2"})
    assert answer.status_code == 409
    assert "En kollega har skrevet opfølgningen" in text_of(answer)
    assert [*row.opfoelgninger.exclude(paa=None).values_list("gaar", flat=True)] == ["godt"]


def test_a_family_that_stopped_leaves_a_duty_to_end_it(at, konsulent, kollega, kjaer, winther):
    row = make_mentorskab(kjaer, winther)
    make_mentoropfoelgning(row, frist=D(2026, 11, 23))
    ground.end_plejefamilie(
        by=kollega, plejefamilie=winther, ophoert_paa=D(2026, 11, 23), ophoersgrund="Flytter"
    )
    assert duties(konsulent) == ["Afslut mentorskabet"]
    mentorskab.end_mentorskab(
        by=konsulent, mentorskab=row, til=D(2026, 11, 23), slutaarsag="ophoert"
    )
    assert duties(konsulent) == []


@pytest.mark.django_db(transaction=True)
def test_two_konsulenter_take_the_last_place_of_a_mentor_and_one_is_told(
    konsulent, kollega, winther, team
):
    said_yes(winther, hoejst=1)
    asked = []
    for nr in range(2):
        mentee = PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Ny{nr}, Ane")
        asked.append(make_spoergsmaal(make_mentorskab(mentee), winther, by=konsulent))
    day = D(2026, 11, 23)

    def answer(nr):
        return mentorspoergsmaal.answer_spoergsmaal(
            by=kollega, spoergsmaal=asked[nr], svar="ja", svar_paa=day, fra=day
        )

    answers = at_once(2, answer)
    assert Mentorskab.objects.running().count() == 1
    (told,) = [one for one in answers if isinstance(one, ValidationError)]
    assert [one.code for one in told.error_dict["bekraeft"]] == ["advarsel"]
