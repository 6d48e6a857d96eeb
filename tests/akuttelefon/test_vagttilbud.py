"""A shift goes to a colleague, or is swapped for hers, when she says yes, and not before."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from akuttelefon import tasks
from akuttelefon.actions.bortfald import lapse_tilbud
from akuttelefon.actions.vagt import cancel_vagt, update_vagt
from akuttelefon.actions.vagttilbud import (
    accept_tilbud,
    decline_tilbud,
    offer_vagt,
    withdraw_tilbud,
)
from akuttelefon.models import Vagt, Vagttilbud
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from overblik.queries.pligt import Hast
from overblik.queries.side import min_dag
from tests.conftest import local
from tests.factories import BrugerFactory, FravaerFactory, KommuneFactory, on_duty
from tests.parallel import at_once

pytestmark = pytest.mark.django_db

MINE = "/akuttelefon/vagter/mine/"
NOW = "2026-11-25 10:00"
JA = Vagttilbud.Svar.JA


def shift(bruger, start, slut):
    return on_duty(bruger, start=local(start), slut=local(slut))


@pytest.fixture
def hers(at, akutvagt):
    """Nadia's shift: Saturday 28 November, 08.00 to 20.00."""
    at(NOW)
    return shift(akutvagt, "2026-11-28 08:00", "2026-11-28 20:00")


@pytest.fixture
def his(konsulent):
    """Lars' shift, that same night until Sunday 08.00."""
    return shift(konsulent, "2026-11-28 20:00", "2026-11-29 08:00")


@pytest.fixture
def given(hers, akutvagt, konsulent):
    return offer_vagt(by=akutvagt, vagt=hers, til=konsulent)


def told(bruger):
    return [besked.tekst for besked in Besked.objects.filter(to=bruger).order_by("pk")]


def code_of(act, **arguments):
    with pytest.raises(ValidationError) as refused:
        act(**arguments)
    error = refused.value
    return error.error_dict["bruger"][0].code if hasattr(error, "error_dict") else error.code


# --- yes ---------------------------------------------------------------------------------------


def test_the_shift_stays_with_the_first_until_the_second_says_yes(
    given, hers, akutvagt, konsulent, brohus, kommune
):
    assert Vagt.objects.get(pk=hers.pk).bruger == akutvagt
    assert told(konsulent) == ["En kollega spørger, om du vil tage en vagt"]

    accept_tilbud(by=konsulent, tilbud=given)

    hers.refresh_from_db()
    assert (hers.bruger, hers.udbyder, hers.version) == (konsulent, kommune, 2)
    assert told(akutvagt) == ["Din kollega har sagt ja: vagten er ikke din længere"]
    assert told(konsulent)[-1] == "Vagten fra din kollega er nu din"
    line = AuditEvent.objects.get(event="vagt.skiftet")
    assert line.data == {"tilbud": given.pk, "fra": akutvagt.pk, "til": konsulent.pk}


def test_a_swap_moves_both_shifts_in_one_statement_though_they_overlap(
    at, akutvagt, konsulent, kommune, brohus
):
    """Each would collide with the other's if they moved one after the other (R16)."""
    at(NOW)
    hers = shift(akutvagt, "2026-11-28 08:00", "2026-11-28 21:00")
    his = shift(konsulent, "2026-11-28 20:00", "2026-11-29 08:00")
    tilbud = offer_vagt(by=akutvagt, vagt=hers, til=konsulent, modvagt=his)
    accept_tilbud(by=konsulent, tilbud=tilbud)
    hers.refresh_from_db()
    his.refresh_from_db()
    assert (hers.bruger, hers.udbyder, hers.version) == (konsulent, kommune, 2)
    assert (his.bruger, his.udbyder, his.version) == (akutvagt, brohus, 2)
    assert AuditEvent.objects.filter(event="vagt.skiftet").count() == 2


def test_yes_twice_is_one_yes(given, konsulent, akutvagt):
    accept_tilbud(by=konsulent, tilbud=given)
    accept_tilbud(by=konsulent, tilbud=given)
    assert len(told(akutvagt)) == 1
    assert Vagt.objects.get().version == 2


def test_asking_twice_is_one_question(given, hers, akutvagt, konsulent):
    assert offer_vagt(by=akutvagt, vagt=hers, til=konsulent) == given
    assert len(told(konsulent)) == 1


def test_other_offers_of_a_shift_that_moved_lapse(given, hers, his, akutvagt, konsulent, kollega):
    other = offer_vagt(by=konsulent, vagt=his, til=akutvagt, modvagt=hers)
    accept_tilbud(by=konsulent, tilbud=given)
    other.refresh_from_db()
    assert other.svar == Vagttilbud.Svar.BORTFALDET
    assert "Et tilbud om en vagt gælder ikke længere" in told(akutvagt)


# --- no, withdrawn, lapsed -----------------------------------------------------------------------


def test_no_leaves_the_shift_and_tells_who_asked(given, hers, akutvagt, konsulent):
    decline_tilbud(by=konsulent, tilbud=given)
    decline_tilbud(by=konsulent, tilbud=given)
    assert Vagt.objects.get(pk=hers.pk).bruger == akutvagt
    assert told(akutvagt) == ["Din kollega har sagt nej til at tage vagten"]
    assert code_of(accept_tilbud, by=konsulent, tilbud=given) == "answered"
    assert code_of(withdraw_tilbud, by=akutvagt, tilbud=given) == "answered"
    # … and she may ask somebody else
    assert offer_vagt(by=akutvagt, vagt=hers, til=konsulent) != given


def test_who_asked_takes_it_back(given, hers, akutvagt, konsulent):
    withdraw_tilbud(by=akutvagt, tilbud=given)
    assert code_of(accept_tilbud, by=konsulent, tilbud=given) == "answered"
    assert told(konsulent)[-1] == "Et tilbud om en vagt er trukket tilbage"


def test_nobody_answers_for_another(given, akutvagt, teamleder, kollega):
    for person in (akutvagt, teamleder, kollega):
        assert code_of(accept_tilbud, by=person, tilbud=given) == "person"
        assert code_of(decline_tilbud, by=person, tilbud=given) == "person"
    assert code_of(withdraw_tilbud, by=teamleder, tilbud=given) == "person"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-11-28 07:59:59", None),
        ("2026-11-28 08:00:00", "begun"),
        ("2026-11-28 08:00:01", "begun"),
    ],
)
def test_a_shift_that_has_begun_cannot_move(moment, code, at, given, konsulent):
    at(moment)
    if code:
        assert code_of(accept_tilbud, by=konsulent, tilbud=given) == code
    else:
        accept_tilbud(by=konsulent, tilbud=given)
        assert Vagt.objects.get().bruger == konsulent


def test_offers_lapse_by_themselves_when_the_shift_begins(at, given, akutvagt, konsulent):
    at("2026-11-28 07:59:59")
    assert tasks.lapse_begun() == 0
    at("2026-11-28 08:00:00")
    assert tasks.lapse_begun() == 1
    assert tasks.lapse_begun() == 0
    given.refresh_from_db()
    assert (given.svar, given.svar_at) == (Vagttilbud.Svar.BORTFALDET, local("2026-11-28 08:00"))
    assert told(akutvagt) == ["Et tilbud om en vagt gælder ikke længere"]


def test_a_swap_lapses_when_the_colleagues_shift_begins(at, hers, akutvagt, konsulent):
    soon = shift(konsulent, "2026-11-26 15:00", "2026-11-27 08:00")
    tilbud = offer_vagt(by=akutvagt, vagt=hers, til=konsulent, modvagt=soon)
    at("2026-11-26 15:00")
    assert tasks.lapse_begun() == 1
    tilbud.refresh_from_db()
    assert tilbud.svar == Vagttilbud.Svar.BORTFALDET


@pytest.mark.parametrize("what", ["changed", "called off"])
def test_offers_lapse_when_the_leader_changes_the_shift(
    what, given, hers, akutvagt, teamleder, konsulent
):
    if what == "changed":
        update_vagt(
            by=teamleder,
            vagt=hers,
            version=1,
            udbyder=hers.udbyder,
            bruger=akutvagt,
            start=hers.start,
            slut=local("2026-11-28 21:00"),
        )
    else:
        cancel_vagt(by=teamleder, vagt=hers, version=1)
    given.refresh_from_db()
    assert given.svar == Vagttilbud.Svar.BORTFALDET
    assert lapse_tilbud(by=teamleder, vagter=[hers]) == 0
    assert AuditEvent.objects.filter(event="vagttilbud.bortfaldet").count() == 1


# --- who may and who can ------------------------------------------------------------------------


def test_only_one_colleague_is_asked_at_a_time(given, hers, akutvagt, kollega):
    with pytest.raises(ValidationError, match="allerede tilbudt"):
        offer_vagt(by=akutvagt, vagt=hers, til=kollega)


def test_nobody_gives_away_the_shift_of_another(hers, konsulent, kollega):
    assert code_of(offer_vagt, by=konsulent, vagt=hers, til=kollega) == "holder"


def test_somebody_without_a_role_on_the_line_is_not_asked(hers, akutvagt, raadgiver):
    assert code_of(offer_vagt, by=akutvagt, vagt=hers, til=raadgiver) == "role"
    stranger = BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=KommuneFactory())
    assert code_of(offer_vagt, by=akutvagt, vagt=hers, til=stranger) == "role"


def test_a_collision_or_an_absence_stops_it_when_asked_and_when_answered(
    hers, akutvagt, konsulent, kollega
):
    busy = shift(konsulent, "2026-11-28 19:59", "2026-11-29 08:00")
    assert code_of(offer_vagt, by=akutvagt, vagt=hers, til=konsulent) == "busy"
    Vagt.objects.filter(pk=busy.pk).update(start=local("2026-11-28 20:00"))
    tilbud = offer_vagt(by=akutvagt, vagt=hers, til=konsulent)
    FravaerFactory(
        bruger=konsulent, fra=datetime.date(2026, 11, 28), til=datetime.date(2026, 11, 28)
    )
    assert code_of(accept_tilbud, by=konsulent, tilbud=tilbud) == "busy"
    assert Vagt.objects.get(pk=hers.pk).bruger == akutvagt
    tilbud.refresh_from_db()
    assert tilbud.svar == ""


# --- at the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", range(3))
def test_of_yes_and_withdrawn_at_once_exactly_one_wins(_, akutvagt, konsulent):
    # Given five offers, with ten who say yes to each and ten who take it back
    for number in range(5):
        start = local("2027-11-28 08:00") + number * datetime.timedelta(days=1)
        vagt = on_duty(akutvagt, start=start, slut=start + datetime.timedelta(hours=8))
        tilbud = offer_vagt(by=akutvagt, vagt=vagt, til=konsulent)

        def press(n, tilbud=tilbud):
            if n % 2:
                return accept_tilbud(by=konsulent, tilbud=tilbud).svar
            return withdraw_tilbud(by=akutvagt, tilbud=tilbud).svar

        # When all press at the same moment
        answers = at_once(20, press)

        # Then one answer stands, the ten of the other kind are refused, and the shift follows it
        tilbud.refresh_from_db()
        vagt.refresh_from_db()
        refused = [answer for answer in answers if isinstance(answer, ValidationError)]
        assert [error.code for error in refused] == ["answered"] * 10, answers
        assert {a for a in answers if not isinstance(a, ValidationError)} == {tilbud.svar}
        assert vagt.bruger == (konsulent if tilbud.svar == JA else akutvagt)
        assert vagt.version == (2 if tilbud.svar == JA else 1)
        moved = AuditEvent.objects.filter(event="vagt.skiftet", objekt=str(vagt.pk)).count()
        assert moved == (tilbud.svar == JA)


@pytest.mark.django_db(transaction=True)
def test_twenty_questions_at_once_are_one_offer(akutvagt, team):
    vagt = on_duty(akutvagt, start=local("2027-11-28 08:00"), slut=local("2027-11-28 20:00"))
    people = [BrugerFactory(rolle=Rolle.KONSULENT, team=team) for _ in range(20)]
    answers = at_once(20, lambda n: offer_vagt(by=akutvagt, vagt=vagt, til=people[n]))
    assert sum(isinstance(answer, Vagttilbud) for answer in answers) == 1
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 19
    assert Vagttilbud.objects.count() == 1


# --- the pages -----------------------------------------------------------------------------------


def test_from_my_shifts_to_the_answer(hers, his, akutvagt, konsulent, kollega, client):
    # Nadia opens her shifts, chooses one, and sees who can
    FravaerFactory(bruger=kollega, fra=datetime.date(2026, 11, 28), til=datetime.date(2026, 11, 28))
    client.force_login(akutvagt)
    offer_url = reverse("akuttelefon:vagt_offer", args=[hers.pk])
    page = client.get(MINE)
    assertContains(page, "Lørdag 28. november")
    assertContains(page, "12 timer")
    assertContains(page, offer_url)
    page = client.get(offer_url)
    assertContains(page, "Mette Lindqvist er meldt væk")
    assert [pk for pk, _ in page.context["giv"].fields["til"].choices] == ["", str(konsulent.pk)]
    # … and proposes a swap
    answer = client.post(
        offer_url, {"modvagt": str(his.pk), "tekst": "Jeg er til fest"}, follow=True
    )
    assertContains(answer, "Lars har fået besked.")
    assertContains(answer, "Tilbudt Lars Holt")

    # Lars has a duty on Min dag, opens it and says yes
    side = min_dag(konsulent)
    [pligt] = side.snart
    assert (pligt.hast, pligt.frist) == (Hast.SNART, datetime.date(2026, 11, 28))
    assert pligt.titel == "Nadia Friis spørger, om du vil bytte vagt"
    client.force_login(konsulent)
    assertContains(client.get("/"), "Svar ja eller nej")
    page = client.get(pligt.handling_url)
    assertContains(page, "Jeg er til fest")
    assertContains(page, "Ja, vi bytter")
    tilbud = Vagttilbud.objects.get()
    answer = client.post(reverse("akuttelefon:vagttilbud_accept", args=[tilbud.pk]), follow=True)
    assertContains(answer, "Vagten er nu din.")
    assert Vagt.objects.get(pk=hers.pk).bruger == konsulent
    assert min_dag(konsulent).snart == []


def test_the_day_before_it_is_for_today(at, given, konsulent):
    at("2026-11-27 07:59")
    assert [pligt.hast for pligt in min_dag(konsulent).snart] == [Hast.SNART]
    at("2026-11-27 08:00")
    assert [pligt.hast for pligt in min_dag(konsulent).i_dag] == [Hast.I_DAG]


def test_the_leader_sees_open_offers_and_the_trail_and_has_no_button(
    given, teamleder, konsulent, client
):
    client.force_login(teamleder)
    assertContains(client.get(MINE), "Nadia Friis til Lars Holt")
    url = reverse("akuttelefon:vagttilbud_detail", args=[given.pk])
    page = client.get(url)
    assertContains(page, "Kun Lars Holt kan svare.")
    assertNotContains(page, "jeg tager vagten")
    answer = client.post(reverse("akuttelefon:vagttilbud_accept", args=[given.pk]), follow=True)
    assertContains(answer, "Kun den, tilbuddet står hos, kan svare.")
    assert Vagt.objects.get().bruger != teamleder


def test_a_colleague_outside_the_offer_does_not_see_it(given, kollega, client):
    client.force_login(kollega)
    assert client.get(reverse("akuttelefon:vagttilbud_detail", args=[given.pk])).status_code == 404
    assertNotContains(client.get(MINE), "Nadia")


def test_a_colleagues_shift_is_not_mine_to_offer(his, hers, akutvagt, client):
    client.force_login(akutvagt)
    answer = client.get(reverse("akuttelefon:vagt_offer", args=[his.pk]), follow=True)
    assertContains(answer, "Vagten er ikke din længere")


@pytest.mark.parametrize("rows", [1, 3])
def test_my_shifts_take_the_same_number_of_queries(
    rows, at, akutvagt, konsulent, client, django_assert_num_queries
):
    at(NOW)
    for number in range(rows):
        for person, other, hour in ((akutvagt, konsulent, "08"), (konsulent, akutvagt, "20")):
            vagt = shift(
                person, f"2026-12-0{number + 1} {hour}:00", f"2026-12-0{number + 1} {hour}:30"
            )
            offer_vagt(by=person, vagt=vagt, til=other)
    client.force_login(akutvagt)
    client.get(MINE)
    with django_assert_num_queries(10):
        page = client.get(MINE)
    assert len(page.context["side"].til_mig) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_whom_to_ask_takes_the_same_number_of_queries(
    rows, hers, akutvagt, team, client, django_assert_num_queries
):
    for _ in range(rows):
        person = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
        shift(person, "2026-12-01 08:00", "2026-12-01 20:00")
    client.force_login(akutvagt)
    url = reverse("akuttelefon:vagt_offer", args=[hers.pk])
    client.get(url)
    with django_assert_num_queries(15):
        page = client.get(url)
    assert len(page.context["byt"].vagter) == rows
