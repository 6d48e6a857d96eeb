"""Requests from families: number, deadline, who answers, the answer, and being late (C5, C12)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Organisation
from plejefamilier import actions, forloeb, pligter
from plejefamilier.ansvar import LEDER, ansvarlig_navn, familier_of
from plejefamilier.models import Anmodning, Plejefamilie
from plejefamilier.tasks import escalate_anmodninger
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.parallel import at_once

MONDAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


def ask(by, familie, **changes):
    asked = {
        "modtaget_paa": MONDAY,
        "modtaget_af": by,
        "emner": ["adfaerd"],
        "tekst": "Noah sover ikke om natten mere.",
        "idempotency_key": uuid.uuid4(),
    } | changes
    return actions.receive_anmodning(by=by, plejefamilie=familie, **asked)


def answer(by, row, **changes):
    said = {"afgoerelse": "ja", "svar": "I begynder i januar."} | changes
    return actions.answer_anmodning(by=by, anmodning=row, **said)


def duties(bruger, day=MONDAY):
    rows = pligter.kilder()["anmodning"].raekker(bruger, day)
    return [] if rows is None else [row[1] for row in rows]


@pytest.mark.django_db
class TestTakingIn:
    def test_it_gets_a_number_and_a_day_in_hverdage(self, konsulent, familie):
        first, second = ask(konsulent, familie), ask(konsulent, familie)
        assert (first.nummer, second.nummer) == (1, 2)
        assert first.svarfrist == datetime.date(2026, 12, 7)  # ten hverdage after a Monday

    def test_the_day_jumps_over_christmas(self, at, konsulent, familie):
        at("2026-12-18 10:00")
        row = ask(konsulent, familie, modtaget_paa=datetime.date(2026, 12, 18))
        # 21, 22, 23, 28, 29, 30 Dec, 4, 5, 6, 7 Jan
        assert row.svarfrist == datetime.date(2027, 1, 7)

    def test_each_municipality_counts_for_itself(self, konsulent, familie):
        ask(konsulent, familie)
        team = TeamFactory(kommune=KommuneFactory())
        other = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
        assert ask(other, PlejefamilieFactory(team=team, konsulent=other)).nummer == 1

    def test_the_same_form_twice_is_one_request(self, konsulent, familie):
        key = uuid.uuid4()
        first = ask(konsulent, familie, idempotency_key=key)
        assert ask(konsulent, familie, idempotency_key=key) == first
        assert Anmodning.objects.count() == 1

    def test_a_day_to_come_and_a_child_of_others_are_refused(self, konsulent, familie, kommune):
        with pytest.raises(ValidationError) as refused:
            ask(konsulent, familie, modtaget_paa=MONDAY + DAY)
        assert refused.value.error_dict["modtaget_paa"][0].code == "fremtid"
        with pytest.raises(ValidationError) as refused:
            ask(konsulent, familie, barn=BarnFactory(kommune=kommune))
        assert refused.value.error_dict["barn"][0].code == "barn"

    def test_the_konsulent_is_told_when_somebody_else_took_it_in(
        self, konsulent, teamleder, familie
    ):
        ask(konsulent, familie)
        assert not Besked.objects.exists()
        ask(teamleder, familie)
        besked = Besked.objects.get()
        assert besked.to == konsulent
        assert "Bruun" not in besked.tekst
        assert "Noah" not in besked.tekst

    def test_the_log_holds_no_words_of_it(self, konsulent, familie, barn):
        ask(konsulent, familie, barn=barn)
        event = AuditEvent.objects.get(event="anmodning.modtaget")
        assert event.familie_id == familie.pk
        assert "Noah" not in str(event.data)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_leave_no_gap_and_no_double(konsulent, familie):
    rows = at_once(20, lambda n: ask(konsulent, familie))
    assert sorted(row.nummer for row in rows) == [*range(1, 21)]
    assert Organisation.objects.filter(slags="kommune").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_wins(konsulent, familie):
    row = ask(konsulent, familie)
    answers = at_once(2, lambda n: answer(konsulent, row, svar=f"Svar {n}"))
    assert sorted(type(found).__name__ for found in answers) == ["Anmodning", "ValidationError"]
    row.refresh_from_db()
    assert row.svar in ("Svar 0", "Svar 1")


@pytest.mark.django_db
class TestAnswering:
    def test_yes_partly_or_no_with_a_reason(self, konsulent, familie):
        row = answer(konsulent, ask(konsulent, familie), afgoerelse="delvist")
        assert (row.afgoerelse, row.besvaret_af) == ("delvist", konsulent)
        assert AuditEvent.objects.get(event="anmodning.besvaret").data["til_tiden"] is True

    def test_without_words_it_is_refused(self, konsulent, familie):
        with pytest.raises(ValidationError, match="Skriv svaret"):
            answer(konsulent, ask(konsulent, familie), svar="  ")

    def test_the_second_is_told_who_was_first_and_keeps_her_text(
        self, client, konsulent, teamleder, familie
    ):
        row = ask(konsulent, familie)
        answer(teamleder, row)
        client.force_login(konsulent)
        page = client.post(
            url("anmodning_detail", row.pk), {"afgoerelse": "nej", "svar": "Min tekst"}
        ).content.decode()
        assert "Birgit har allerede svaret" in page
        assert "Min tekst" in page
        row.refresh_from_db()
        assert row.afgoerelse == "ja"

    def test_the_answer_ends_duty_and_notices(self, konsulent, teamleder, familie):
        row = ask(teamleder, familie)
        assert duties(konsulent) == [str(row.pk)]
        answer(konsulent, row)
        assert duties(konsulent) == []
        assert not Besked.objects.filter(to=konsulent, read_at=None, cancelled_at=None).exists()


@pytest.mark.django_db
class TestWhoAnswers:
    """R6: the konsulent of the day, her stand-in, else the leader of the team."""

    def who(self, familie, day=MONDAY):
        rows = Plejefamilie.objects.filter(pk=familie.pk)
        return rows.annotate(hvem=ansvarlig_navn(day, "pk")).get().hvem

    def test_the_fixed_konsulent(self, konsulent, kollega, teamleder, familie):
        row = ask(konsulent, familie)
        assert duties(konsulent) == [str(row.pk)]
        assert duties(kollega) == []
        assert duties(teamleder) == []
        assert self.who(familie) == "Lars Holt"

    def test_the_new_konsulent_from_her_first_day(self, konsulent, kollega, teamleder, familie):
        row = ask(konsulent, familie)
        actions.assign_konsulent(
            by=teamleder,
            plejefamilie=familie,
            konsulent=kollega,
            fra=MONDAY + DAY,
            begrundelse="Skift",
        )
        assert (duties(konsulent), duties(kollega)) == ([str(row.pk)], [])
        assert (duties(konsulent, MONDAY + DAY), duties(kollega, MONDAY + DAY)) == (
            [],
            [str(row.pk)],
        )

    def test_the_stand_in_while_she_is_away(self, konsulent, kollega, teamleder, familie):
        row = ask(konsulent, familie)
        FravaerFactory(bruger=konsulent, fra=MONDAY, til=MONDAY + DAY, stedfortraeder=kollega)
        assert duties(kollega) == [str(row.pk)]
        assert duties(konsulent) == []
        assert duties(teamleder) == []
        assert self.who(familie) == "Mette Lindqvist"
        assert duties(kollega, MONDAY + 2 * DAY) == []

    def test_the_leader_when_there_is_no_stand_in(self, konsulent, kollega, teamleder, familie):
        row = ask(konsulent, familie)
        FravaerFactory(bruger=konsulent, fra=MONDAY, til=MONDAY)
        assert duties(teamleder) == [str(row.pk)]
        assert duties(kollega) == []
        assert self.who(familie) == LEDER

    def test_the_leader_when_there_is_no_konsulent(self, konsulent, teamleder, familie, team):
        uden = PlejefamilieFactory(team=team)
        row = ask(teamleder, uden)
        assert duties(teamleder) == [str(row.pk)]
        assert self.who(uden) == LEDER

    def test_the_leader_when_the_konsulent_has_lost_her_role(self, konsulent, teamleder, familie):
        row = ask(konsulent, familie)
        konsulent.roller.update(til=MONDAY - DAY)
        assert duties(teamleder) == [str(row.pk)]
        assert [*familier_of(konsulent, MONDAY)] == []

    def test_never_the_leader_of_another_team_or_municipality(self, konsulent, familie, kommune):
        ask(konsulent, familie)
        FravaerFactory(bruger=konsulent, fra=MONDAY, til=MONDAY)
        for team in (TeamFactory(kommune=kommune), TeamFactory(kommune=KommuneFactory())):
            assert duties(BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)) == []

    def test_roles_that_do_not_recruit_are_not_asked(self, raadgiver, administrator):
        assert pligter.kilder()["anmodning"].raekker(raadgiver, MONDAY) is None
        assert pligter.kilder()["anmodning"].raekker(administrator, MONDAY) is None

    def test_the_duty_in_words(self, konsulent, familie):
        row = ask(konsulent, familie)
        (found,) = [
            r for r in pligter.of_bruger(konsulent, MONDAY, limit=9) if r.slags == "anmodning"
        ]
        ord_ = pligter.kilder()["anmodning"].vis(found, MONDAY)
        assert ord_.titel == "Svar på anmodning nr. 1"
        assert "mandag 7. december" in ord_.hvorfor
        assert ord_.url == url("anmodning_detail", row.pk)
        assert found.familienavn == "Bruun, Grete og Poul"


@pytest.mark.django_db
class TestLate:
    def test_the_leader_is_told_once_at_eight_the_next_hverdag(
        self, at, konsulent, teamleder, familie
    ):
        row = ask(konsulent, familie)
        at("2026-12-07 23:59")  # the last day is not over
        assert escalate_anmodninger() == 0
        at("2026-12-08 07:59")
        assert escalate_anmodninger() == 0
        at("2026-12-08 08:00")
        assert escalate_anmodninger() == 1
        assert escalate_anmodninger() == 0
        besked = Besked.objects.get()
        assert besked.to == teamleder
        assert "Bruun" not in besked.tekst
        assert besked.url == url("anmodning_detail", row.pk)
        row.refresh_from_db()
        assert row.eskaleret_at == local("2026-12-08 08:00")

    def test_a_weekend_waits_for_monday(self, at, konsulent, teamleder, familie):
        at("2026-11-20 10:00")
        row = ask(konsulent, familie, modtaget_paa=datetime.date(2026, 11, 20))
        assert row.svarfrist == datetime.date(2026, 12, 4)  # a Friday
        at("2026-12-05 09:00")
        assert escalate_anmodninger() == 0
        at("2026-12-07 08:00")
        assert escalate_anmodninger() == 1

    def test_an_answered_one_is_not_told_of(self, at, konsulent, teamleder, familie):
        answer(konsulent, ask(konsulent, familie))
        at("2026-12-30 10:00")
        assert escalate_anmodninger() == 0

    def test_another_team_s_leader_hears_nothing(self, at, konsulent, teamleder, familie, kommune):
        other = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune))
        ask(konsulent, familie)
        at("2026-12-08 08:00")
        escalate_anmodninger()
        assert not Besked.objects.filter(to=other).exists()


@pytest.mark.django_db
class TestPages:
    def test_from_the_family_page_to_a_numbered_request(self, client, konsulent, familie, barn):
        client.force_login(konsulent)
        page = url("anmodning_create", familie.pk)
        key = client.get(page).context["form"]["idempotency_key"].value()
        data = {
            "idempotency_key": key,
            "emner": ["adfaerd", "symptomer"],
            "tekst": "Noah sover ikke.",
            "barn": str(barn.pk),
            "modtaget_paa": "20-11-2026",
            "modtaget_af": konsulent.pk,
        }
        done = client.post(page, data, follow=True)
        assert "Anmodning nr. 1 er gemt" in done.content.decode()
        row = Anmodning.objects.get()
        assert (row.barn, row.emner) == (barn, ["adfaerd", "symptomer"])
        assert client.post(page, data).status_code == 302
        assert Anmodning.objects.count() == 1

    def test_a_family_may_have_asked_the_project_leader(self, client, konsulent, familie, kommune):
        pia = BrugerFactory(rolle=Rolle.PROJEKTLEDER, kommune=kommune, navn="Pia Projekt")
        client.force_login(konsulent)
        form = client.get(url("anmodning_create", familie.pk)).context["form"]
        assert {*form.fields["modtaget_af"].queryset} == {konsulent, pia}

    def test_only_children_of_the_home_can_be_chosen(
        self, client, konsulent, familie, barn, kommune
    ):
        other = BarnFactory(kommune=kommune, plejefamilie=PlejefamilieFactory(team=familie.team))
        client.force_login(konsulent)
        form = client.get(url("anmodning_create", familie.pk)).context["form"]
        assert [*form.fields["barn"].queryset] == [barn]
        assert other not in form.fields["barn"].queryset

    def test_the_leader_sees_her_team_late_first(self, client, konsulent, teamleder, familie, team):
        uden = PlejefamilieFactory(team=team)
        new = ask(konsulent, familie)
        late = ask(teamleder, uden, modtaget_paa=datetime.date(2026, 10, 1))
        client.force_login(teamleder)
        response = client.get(url("anmodning_list"))
        assert [row.pk for row in response.context["side"].rows] == [late.pk, new.pk]
        page = response.content.decode()
        assert "1 anmodning har ikke fået svar til tiden" in page
        assert "Over fristen" in page
        answer(teamleder, late)
        rows = client.get(url("anmodning_list"), {"vis": "besvaret"}).context["side"].rows
        assert [row.pk for row in rows] == [late.pk]

    def test_others_do_not_see_it(self, client, konsulent, familie, kommune, raadgiver):
        BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
        row = ask(konsulent, familie)
        away = TeamFactory(kommune=KommuneFactory())
        for bruger in (
            BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune)),
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune)),
            BrugerFactory(rolle=Rolle.TEAMLEDER, team=away),
        ):
            client.force_login(bruger)
            assert client.get(url("anmodning_detail", row.pk)).status_code == 404
            sent = client.post(url("anmodning_detail", row.pk), {"afgoerelse": "ja", "svar": "x"})
            assert sent.status_code == 404
            assert client.get(url("anmodning_list")).context["side"].rows == []
        client.force_login(raadgiver)
        assert client.get(url("anmodning_detail", row.pk)).status_code == 403
        assert forloeb.raekker(raadgiver, familie, limit=9, label="Anmodninger").udsnit == []

    def test_access_ends_with_the_assignment(self, client, konsulent, kollega, teamleder, familie):
        row = ask(konsulent, familie)
        actions.assign_konsulent(
            by=teamleder, plejefamilie=familie, konsulent=kollega, fra=MONDAY, begrundelse="Skift"
        )
        client.force_login(konsulent)
        assert client.get(url("anmodning_detail", row.pk)).status_code == 404

    def test_opening_it_is_logged(self, client, konsulent, familie):
        row = ask(konsulent, familie)
        client.force_login(konsulent)
        client.get(url("anmodning_detail", row.pk))
        event = AuditEvent.objects.get(event="anmodning.laest")
        assert (event.familie_id, event.formaal) == (familie.pk, "anmodning")

    def test_the_time_line_shows_it(self, konsulent, familie):
        row = ask(konsulent, familie)
        (event,) = forloeb.raekker(konsulent, familie, limit=9, label="Anmodninger").udsnit
        assert event.haendelse.titel == "Anmodning nr. 1"
        assert event.haendelse.pille == "Venter på svar"
        answer(konsulent, row, afgoerelse="nej")
        (event,) = forloeb.raekker(konsulent, familie, limit=9, label="Anmodninger").udsnit
        assert event.haendelse.pille == "Svar: Nej"

    def test_the_same_number_of_queries_for_one_row_and_three(
        self, client, konsulent, familie, django_assert_num_queries
    ):
        client.force_login(konsulent)
        ask(konsulent, familie)
        client.get(url("anmodning_list"))
        with django_assert_num_queries(7):
            client.get(url("anmodning_list"))
        ask(konsulent, familie)
        ask(konsulent, familie)
        with django_assert_num_queries(7):
            client.get(url("anmodning_list"))
