"""Min dag: what I must do today, in order of urgency, and why that day."""

import datetime
import uuid

import pytest
from django.urls import reverse

from akuttelefon import actions as akut
from akuttelefon import tasks
from akuttelefon.models import Opfoelgning
from faelles import puls
from faelles.access import Rolle
from faelles.models import AuditEvent
from overblik.queries.pligt import Dag, Hast
from overblik.queries.pligter import pligter_for
from overblik.queries.side import min_dag
from plejefamilier import actions as ground
from plejefamilier import pligter
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    LukkedagFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
    on_duty,
)
from tests.plejefamilier import moeder

pytestmark = pytest.mark.django_db
MIN_DAG = "/"


@pytest.fixture(autouse=True)
def _no_training_due(monkeypatch):
    """These are stories of calls and cases: in the autumn every family would lack course days."""
    kept = {slags: one for slags, one in pligter.kilder().items() if slags != "kursusdage"}
    monkeypatch.setattr(pligter, "_kilder", kept)


@pytest.fixture
def sees(client):
    """The page as a person sees it: `sees(konsulent)` is the answer."""

    def page(bruger):
        client.force_login(bruger)
        answer = client.get(MIN_DAG)
        assert answer.status_code == 200
        return answer

    return page


def filled_buttons(html):
    """How many the page itself has; the frame's own about the session is hidden."""
    return html.split("<main", 1)[1].split("</main>")[0].count("button-primary")


def call(familie, vagt, start, **fields):
    return log_opkald(by=vagt, plejefamilie=familie, start=local(start), **fields)


# --- the konsulent


def test_call_at_night_stands_on_min_dag_with_why_and_one_act(
    at, sees, akutvagt, familie, barn, konsulent
):
    # Given a call on Saturday night, written down by the duty desk
    at("2026-11-21 03:00")
    opkald = call(familie, akutvagt, "2026-11-21 02:40", boern=[barn], telefon="20000123")

    # When the konsulent comes to work on Monday
    at("2026-11-23 08:05")
    answer = sees(konsulent)

    # Then it is the one thing of today: why today, one filled button, one number to press
    html = answer.content.decode()
    side = answer.context["side"]
    assert side.overskrift == "Mandag 23. november"
    assert side.hilsen == "Godmorgen, Lars. En ting skal gøres i dag."
    [pligt] = side.i_dag
    assert pligt.hast == Hast.AKUT_I_DAG
    assert pligt.titel == "Grete og Poul Bruun – om Noah, 9 år"
    assert "lørdag 21. november kl. 02.40" in pligt.derfor
    assert "mandag 23. november" in pligt.derfor
    assert filled_buttons(html) == 1
    assert f'href="{opkald.get_absolute_url()}#foelg-op"' in html
    assert "tel:+4520000123" in html


def test_scenario_2_two_calls_of_one_family_are_one_card_and_two_duties(
    at, akutvagt, familie, konsulent
):
    # Given the Bruuns rang on Christmas Eve and again on Sunday
    at("2026-12-24 19:55")
    first = call(familie, akutvagt, "2026-12-24 19:10")
    at("2026-12-27 23:00")
    second = call(familie, akutvagt, "2026-12-27 22:40")

    # When Lars looks on the first hverdag
    at("2026-12-28 08:05")
    side = min_dag(konsulent)

    # Then they stand together and are counted one by one
    [card] = side.i_dag
    assert card.antal == 2
    assert card.handling_url.startswith(first.get_absolute_url())
    assert card.flere[0].url.startswith(second.get_absolute_url())
    assert side.hilsen == "Godmorgen, Lars. To ting skal gøres i dag."

    # When he has closed the first
    at("2026-12-28 10:15")
    akut.complete_opfoelgning(
        by=konsulent, opfoelgning=first.opfoelgning, notat="Talt sammen.", resultat="talt"
    )

    # Then the second is left, and the day after it is late and says who waits
    [card] = min_dag(konsulent).i_dag
    assert (card.antal, card.flere) == (1, ())
    at("2026-12-29 08:30")
    tasks.escalate_overdue()
    [card] = min_dag(konsulent).i_dag
    assert (card.hast, card.pille, card.derfor_ord) == (Hast.SENT, "1 hverdag over frist", "Frist")
    assert "Grete og Poul Bruun venter på at høre fra dig." in card.derfor


def test_the_leader_was_told_is_said_on_the_card(at, akutvagt, familie, konsulent, teamleder):
    at("2026-12-24 19:55")
    call(familie, akutvagt, "2026-12-24 19:10")
    at("2026-12-29 08:01")
    tasks.escalate_overdue()
    [card] = min_dag(konsulent).i_dag
    assert "Lederen fik besked i dag kl. 08.01." in card.derfor


def about_calls(pligter):
    """In November every family without course days is a duty too."""
    return [pligt for pligt in pligter if pligt.opkald]


def test_order_is_acute_today_then_late_then_later(at, akutvagt, team, konsulent):
    # Given four families: late, today, tomorrow, today but rung later
    names = ("Sen", "Idag", "Imorgen", "Idagsenere")
    families = {
        name: PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"{name}, Ane og Bo")
        for name in names
    }
    for name, moment in (
        ("Sen", "2026-11-19 20:00"),
        ("Idagsenere", "2026-11-22 21:00"),
        ("Idag", "2026-11-21 12:00"),
        ("Imorgen", "2026-11-23 01:00"),
    ):
        at(moment)
        call(families[name], akutvagt, moment)

    # When it is Monday morning
    at("2026-11-23 07:30")
    pligter = about_calls(pligter_for(konsulent, Dag.for_kommune(konsulent.kommune)))

    # Then the emergency of today stands first and tomorrow last
    assert [p.kort_titel for p in pligter] == ["Idag", "Idagsenere", "Sen", "Imorgen"]
    assert [p.hast for p in pligter] == [
        Hast.AKUT_I_DAG,
        Hast.AKUT_I_DAG,
        Hast.SENT,
        Hast.SNART,
    ]
    assert pligter[-1].derfor_ord == "Derfor i morgen"


def test_weekend_says_when_the_next_hverdag_is(at, sees, akutvagt, familie, konsulent):
    at("2026-11-21 10:00")
    call(familie, akutvagt, "2026-11-21 02:40")
    answer = sees(konsulent)
    side = answer.context["side"]
    assert side.hilsen == "Goddag, Lars. Der er weekend. Næste hverdag er mandag 23. november."
    assert side.i_dag == []
    assert [p.derfor_ord for p in about_calls(side.snart)] == ["Derfor mandag"]
    assert side.uge_navn == "Uge 48"  # the week to come: nothing is left of this one
    assert filled_buttons(answer.content.decode()) == 1


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ("2026-11-23 04:59", "Hej"),
        ("2026-11-23 05:00", "Godmorgen"),
        ("2026-11-23 10:00", "Goddag"),
        ("2026-11-23 18:00", "Godaften"),
    ],
)
def test_greeting_follows_the_clock(at, konsulent, moment, word):
    at(moment)
    assert min_dag(konsulent).hilsen == f"{word}, Lars. Der er ikke noget, du skal nå i dag."


def test_the_week_shows_due_days_absences_and_closed_days(
    at, akutvagt, familie, konsulent, kollega, kommune
):
    # Given a week with a duty on Tuesday, an absent colleague and a closed Thursday
    at("2026-11-23 16:00")
    LukkedagFactory(
        kommune=kommune,
        navn="Personaledag",
        fra=datetime.date(2026, 11, 26),
        til=datetime.date(2026, 11, 26),
    )
    ground.register_fravaer(
        by=kollega,
        bruger=kollega,
        fra=datetime.date(2026, 11, 25),
        til=datetime.date(2026, 11, 27),
        stedfortraeder=konsulent,
    )
    call(familie, akutvagt, "2026-11-23 15:30")

    # When Lars looks at his week
    week = {day.navn: day for day in min_dag(konsulent).uge}

    # Then every day tells its own
    assert [*week] == ["Man", "Tir", "Ons", "Tor", "Fre"]
    assert week["Man"].i_dag
    assert [line[:2] for line in week["Tir"].linjer] == [("Frist", "Bruun")]
    assert week["Ons"].linjer == [
        ("Væk", "Mette Lindqvist til og med fredag 27. november. Du er stedfortræder.", "")
    ]
    assert week["Tor"].linjer == [("Lukket", "Personaledag", "")]


def test_stand_in_has_the_duty_and_sees_whose_family_it_is(
    at, akutvagt, familie, konsulent, kollega
):
    at("2026-11-23 20:00")
    ground.register_fravaer(
        by=konsulent,
        bruger=konsulent,
        fra=datetime.date(2026, 11, 23),
        til=datetime.date(2026, 11, 27),
        stedfortraeder=kollega,
    )
    call(familie, akutvagt, "2026-11-23 19:00")
    side = min_dag(kollega)
    [pligt] = about_calls(side.snart)
    assert "Den er din, fordi du er stedfortræder for familiens konsulent." in pligt.derfor
    [row] = side.familier
    assert row.for_hvem == "Lars Holt"


def test_my_families_show_children_status_and_last_call(at, akutvagt, familie, barn, konsulent):
    at("2026-11-20 21:00")
    call(familie, akutvagt, "2026-11-20 20:00", boern=[barn])
    at("2026-11-23 09:00")
    [row] = min_dag(konsulent).familier
    assert (row.navn, row.boern, row.pille) == (
        "Grete og Poul Bruun",
        "Noah, 9",
        "Opfølgning i dag",
    )
    assert (row.sidst, row.naeste) == ("20. nov. · akutopkald", "Følg op i dag")


def test_my_families_show_the_newest_note_and_the_next_meeting_or_promise(
    at, akutvagt, familie, konsulent
):
    # Given a call on Friday and a note of Saturday
    at("2026-11-21 12:00")
    call(familie, akutvagt, "2026-11-20 20:00", underretningssvar="nej")
    note = {"by": konsulent, "kommune": familie.kommune, "familier": [familie]}
    told = {"hvem": "Grete", "tekst": "Noah sover bedre."}
    at_ten = {"slags": "telefon", "tidspunkt": local("2026-11-21 10:00")}
    ground.log_kontakt(**note, **told, **at_ten, idempotency_key=uuid.uuid4())
    at("2026-11-23 09:00")
    akut.complete_opfoelgning(
        by=konsulent, opfoelgning=Opfoelgning.objects.get(), notat="Talte sammen", resultat="talt"
    )
    assert side_of(konsulent) == ("21. nov. · telefon", "", "Intet aftalt")
    # When a meeting is called, and something is promised for the day before it
    moeder.call(konsulent, "2026-11-27 10:00", plejefamilie=familie)
    assert side_of(konsulent)[1:] == ("", "Møde fredag 27. november")
    ground.create_aftale(
        by=konsulent,
        kommune=familie.kommune,
        plejefamilie=familie,
        tekst="Ring til skolen",
        ansvarlig=konsulent,
        frist=datetime.date(2026, 11, 26),
    )
    assert side_of(konsulent)[1:] == ("", "Aftale torsdag 26. november")
    # Then what is late stands before the meeting, too
    at("2026-11-27 08:00")
    assert side_of(konsulent)[1:] == ("Aftale over frist", "Aftalt til torsdag 26. november")


def side_of(bruger):
    [row] = min_dag(bruger).familier
    return row.sidst, row.pille, row.naeste


def test_another_konsulent_sees_nothing_of_it(at, sees, akutvagt, familie, kollega, kommune):
    other = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    at("2026-11-23 09:00")
    call(familie, akutvagt, "2026-11-23 02:00")
    for stranger in (kollega, other):
        answer = sees(stranger)
        assert "Bruun" not in answer.content.decode()
        assert answer.context["side"].snart == []


# --- the leader


def test_leader_sees_what_is_late_in_her_team_and_not_in_others(
    at, sees, akutvagt, familie, konsulent, teamleder, kommune
):
    # Given a late duty in her team, and one in another
    at("2026-11-18 20:00")
    opkald = call(familie, akutvagt, "2026-11-18 19:00")
    other = TeamFactory(kommune=kommune, navn="Team Øst")
    far = PlejefamilieFactory(
        team=other, konsulent=BrugerFactory(rolle=Rolle.KONSULENT, team=other), navn="Fjern, Ib"
    )
    call(far, akutvagt, "2026-11-18 19:30")

    # When she looks on Monday
    at("2026-11-23 09:00")
    answer = sees(teamleder)

    # Then hers is there with who and how long
    [row] = answer.context["side"].team.over_frist
    assert (row.titel, row.hvem, row.pille) == (
        "Grete og Poul Bruun",
        "Lars Holt",
        "2 hverdage over frist",
    )
    assert row.url == opkald.get_absolute_url()
    assert "Fjern" not in answer.content.decode()


def test_leader_sees_families_without_konsulent_and_their_calls(
    at, akutvagt, familie, konsulent, teamleder
):
    at("2026-11-12 09:00")
    ground.end_konsulent(by=teamleder, plejefamilie=familie, til=datetime.date(2026, 11, 12))
    at("2026-11-23 02:30")
    call(familie, akutvagt, "2026-11-23 02:00")
    at("2026-11-23 09:00")
    side = min_dag(teamleder)
    [row] = side.team.uden_konsulent
    assert row.navn == "Grete og Poul Bruun"
    assert row.siden == "Siden torsdag 12. november"
    assert row.url == reverse("plejefamilier:konsulent_assign", args=[familie.pk])
    [pligt] = side.snart
    assert "fordi du leder teamet, og familien har ingen fast konsulent" in pligt.derfor


def test_unknown_caller_asks_the_leader_to_find_the_family(at, akutvagt, kommune, teamleder):
    at("2026-11-22 23:00")
    opkald = log_opkald(
        by=akutvagt, plejefamilie=None, kommune=kommune, start=local("2026-11-22 22:40")
    )
    at("2026-11-23 09:00")
    [pligt] = min_dag(teamleder).i_dag
    assert pligt.handling == "Find familien"
    assert pligt.handling_url == reverse("akuttelefon:opkald_link", args=[opkald.pk])


# --- the duty desk


def test_duty_desk_has_one_big_button_and_the_last_24_hours(
    at, sees, akutvagt, familie, konsulent, kommune, brohus
):
    # Given a colleague's call tonight, her own of last week and a colleague's of last week
    kollega = BrugerFactory(
        rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=brohus, navn="Omar Vagt"
    )
    at("2026-11-15 21:00")
    call(familie, akutvagt, "2026-11-15 20:00")
    call(familie, kollega, "2026-11-15 20:30")
    at("2026-11-22 22:00")
    call(familie, kollega, "2026-11-22 21:00")

    # When she comes on duty
    at("2026-11-22 23:00")
    on_duty(akutvagt)
    answer = sees(akutvagt)
    html, linjen = answer.content.decode(), answer.context["side"].linjen

    # Then the button is the only filled one, and the others' old call is not hers to see
    assert filled_buttons(html) == 1
    assert "button-big" in html
    assert [(row.titel, row.vagt) for row in linjen.seneste] == [
        ("Grete og Poul Bruun", "Omar Vagt")
    ]
    assert linjen.seneste[0].foelger_op == "Lars Holt, senest mandag 23. november"
    assert [row.hvornaar for row in linjen.egne] == ["søndag 15. november kl. 20.00"]


# --- other roles


def test_raadgiver_sees_her_children_and_their_open_calls(
    at, sees, akutvagt, familie, raadgiver, kommune, konsulent
):
    hers = BarnFactory(
        kommune=kommune, plejefamilie=familie, navn="Ida Prøvesen", myndighedsraadgiver=raadgiver
    )
    BarnFactory(kommune=kommune, plejefamilie=familie, navn="Fremmed Prøvesen")
    at("2026-11-23 03:00")
    opkald = call(familie, akutvagt, "2026-11-23 02:00", boern=[hers])
    at("2026-11-23 09:00")
    answer = sees(raadgiver)
    [row] = answer.context["side"].boern
    assert row.navn == "Ida Prøvesen"
    assert row.hjem[0][0] == "Grete og Poul Bruun"
    assert row.opkald == [("Følges op i morgen", False, opkald.get_absolute_url())]
    assert "Fremmed" not in answer.content.decode()


def test_administrator_hears_only_of_what_does_not_work(sees, administrator, monkeypatch):
    works = {"database": True, "broker": True, "udbring": True, "beat": True}
    monkeypatch.setattr(puls, "status", lambda: works)
    assert sees(administrator).context["side"].fejl == []
    monkeypatch.setattr(puls, "status", lambda: {**works, "udbring": False})
    answer = sees(administrator)
    assert answer.context["side"].fejl == ["udbringeren"]
    assert f'href="{reverse("faelles:driftsstatus")}">Se driftsstatus' in answer.content.decode()
    assert reverse("faelles:bruger_list") in answer.content.decode()


def test_roles_without_work_are_told_where_they_can_go(sees, kommune, brohus, revisor):
    medarbejder = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus
    )
    ways = {navn for navn, _, _ in sees(medarbejder).context["side"].veje}
    assert ways == {"Mine samarbejder", "Møder", "Kalenderen"}
    assert reverse("faelles:log_list") in sees(revisor).content.decode()


def test_who_writes_notes_begins_one_from_the_start_page(sees, konsulent, akutvagt):
    begin = f'href="{reverse("plejefamilier:kontakt_vaelg")}"'
    assert begin in sees(konsulent).content.decode()
    assert begin not in sees(akutvagt).content.decode()


# --- what holds for all


def test_the_page_is_logged_with_what_it_showed(at, sees, akutvagt, familie, konsulent):
    at("2026-11-23 09:00")
    opkald = call(familie, akutvagt, "2026-11-23 02:00")
    sees(konsulent)
    logged = {
        row.event: row.data["viste"]
        for row in AuditEvent.objects.filter(bruger_id=konsulent.pk, formaal="Min dag")
    }
    assert logged == {"opkald.liste_vist": [opkald.pk], "plejefamilie.liste_vist": [familie.pk]}


MOST_QUERIES = 12


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "queries"),
    [("konsulent", 11), ("teamleder", 12), ("akutvagt", 10), ("raadgiver", 10)],
)
def test_min_dag_asks_the_same_number_of_questions_at_1_row_and_3(
    rows,
    who,
    queries,
    at,
    client,
    request,
    team,
    kommune,
    konsulent,
    kollega,
    akutvagt,
    teamleder,
    raadgiver,
    django_assert_num_queries,
):
    # Given `rows` families with child, absences, late and new calls, and as many that wait
    at("2026-11-19 21:00")
    for _ in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent)
        barn = BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
        call(familie, akutvagt, "2026-11-19 20:00", boern=[barn])
        waits = PlejefamilieFactory(team=team)
        call(waits, akutvagt, "2026-11-19 20:30")
        FravaerFactory(
            bruger=BrugerFactory(rolle=Rolle.KONSULENT, team=team),
            stedfortraeder=kollega,
            fra=datetime.date(2026, 11, 23),
            til=datetime.date(2026, 11, 24),
        )
    at("2026-11-23 03:00")
    for familie in konsulent.konsulenttildelinger.values_list("plejefamilie", flat=True):
        log_opkald(
            by=akutvagt,
            plejefamilie=None,
            kommune=kommune,
            start=local("2026-11-23 02:00"),
            opkalder_navn=f"Familie {familie}",
        )

    # When the page is opened by somebody who is logged in already
    at("2026-11-23 09:00")
    client.force_login(request.getfixturevalue(who))
    client.get(MIN_DAG)
    assert queries <= MOST_QUERIES
    with django_assert_num_queries(queries):
        client.get(MIN_DAG)
