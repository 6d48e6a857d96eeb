"""The line's number: set, handed out, and who knows it (K1)."""

import datetime
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from akuttelefon import actions
from akuttelefon.models import Linjenummer, Nummerudlevering
from akuttelefon.nummer import familier_hos, newest_number, number_on, uden_nummer
from akuttelefon.queries.nummer import share_who_know
from faelles.access import Permission, Rolle
from faelles.models import AuditEvent, Bruger
from plejefamilier.models import Plejefamilie
from tests.factories import (
    BrugerFactory,
    FravaerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.parallel import at_once

NUMMER, NYT = "70123456", "70998877"
DAY = datetime.timedelta(days=1)
MOST_QUERIES = 12
MOEDE = Nummerudlevering.Maade.MOEDE


def alle():
    return Plejefamilie.objects.all()


def set_number(kommune, by, nummer=NUMMER, fra=date(2026, 1, 1)):
    return actions.set_linjenummer(by=by, kommune=kommune, nummer=nummer, fra=fra)


def code(error):
    """The code of the one error."""
    error = error.value
    if hasattr(error, "error_dict"):
        error = next(iter(error.error_dict.values()))[0]
    return error.code


# --- the number -------------------------------------------------------------------------------


def test_a_new_number_closes_the_old_one_the_day_before(at, kommune, teamleder):
    # Given a number since January
    at("2026-11-23 10:00")
    old = set_number(kommune, teamleder)

    # When a new one is set from 1 December
    new = set_number(kommune, teamleder, NYT, date(2026, 12, 1))

    # Then each day has one number
    old.refresh_from_db()
    assert old.til == date(2026, 11, 30)
    assert number_on(kommune.pk, date(2026, 11, 30)) == old
    assert number_on(kommune.pk, date(2026, 12, 1)) == new
    assert number_on(kommune.pk, date(2025, 12, 31)) is None
    assert newest_number(kommune.pk) == new


def test_the_same_number_sent_twice_is_one_row(at, kommune, teamleder):
    at("2026-11-23 10:00")
    one = set_number(kommune, teamleder)
    assert set_number(kommune, teamleder) == one
    assert Linjenummer.objects.count() == 1
    assert AuditEvent.objects.filter(event="linjenummer.sat").count() == 1


@pytest.mark.parametrize(
    ("nummer", "fra", "why"),
    [
        (NUMMER, date(2026, 12, 1), "same"),
        (NYT, date(2026, 11, 22), "past"),
        (NYT, date(2026, 11, 23), "taken"),
    ],
)
def test_a_number_is_refused(nummer, fra, why, at, kommune, teamleder):
    # Given a number that begins today
    at("2026-11-23 10:00")
    set_number(kommune, teamleder, fra=date(2026, 11, 23))

    # Then the same, one in the past and one from the same day are refused
    with pytest.raises(ValidationError) as error:
        set_number(kommune, teamleder, nummer, fra)
    assert code(error) == why
    assert Linjenummer.objects.get().til is None


def test_a_coming_number_is_in_the_way_until_it_is_taken_back(at, kommune, teamleder):
    # Given a coming number
    at("2026-11-23 10:00")
    old = set_number(kommune, teamleder)
    coming = set_number(kommune, teamleder, NYT, date(2027, 1, 1))

    # Then one before it is refused
    with pytest.raises(ValidationError) as error:
        set_number(kommune, teamleder, "70000000", date(2026, 12, 24))
    assert code(error) == "taken"

    # When it is taken back, twice
    for _ in range(2):
        actions.undo_linjenummer(by=teamleder, linjenummer=coming)

    # Then the old one holds on
    old.refresh_from_db()
    assert old.til is None
    assert Linjenummer.objects.get() == old


def test_a_number_that_holds_or_was_given_is_not_taken_back(at, kommune, teamleder, familie):
    at("2026-11-23 10:00")
    old = set_number(kommune, teamleder)
    with pytest.raises(ValidationError) as error:
        actions.undo_linjenummer(by=teamleder, linjenummer=old)
    assert code(error) == "begun"
    coming = set_number(kommune, teamleder, NYT, date(2027, 1, 1))
    actions.hand_out_nummer(by=teamleder, familier=alle(), paa=date(2026, 11, 23), maade=MOEDE)
    with pytest.raises(ValidationError) as error:
        actions.undo_linjenummer(by=teamleder, linjenummer=coming)
    assert code(error) == "given"


@pytest.mark.django_db(transaction=True)
def test_eight_who_set_a_number_at_once_leave_one(kommune, teamleder):
    day = timezone.localdate() + DAY
    set_number(kommune, teamleder)
    answers = at_once(
        8,
        lambda n: actions.set_linjenummer(
            by=teamleder, kommune=kommune, nummer=f"7000000{n}", fra=day
        ),
    )
    assert sum(isinstance(answer, Linjenummer) for answer in answers) == 1
    assert all(isinstance(a, Linjenummer | ValidationError) for a in answers)
    assert Linjenummer.objects.filter(til=None).count() == 1


# --- handed out -------------------------------------------------------------------------------


def test_a_family_is_given_the_newest_number_and_again_when_it_changes(
    at, kommune, teamleder, konsulent, familie
):
    # Given a family without the number
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    assert [*uden_nummer(alle())] == [familie]

    # When it is given, noted twice
    for _ in range(2):
        actions.hand_out_nummer(by=konsulent, familier=alle(), paa=date(2026, 3, 3), maade=MOEDE)

    # Then it stands once, with its line in the log
    assert Nummerudlevering.objects.get().by == konsulent
    assert AuditEvent.objects.get(event="nummerudlevering.noteret").familie_id == familie.pk
    assert not uden_nummer(alle()).exists()

    # When a new number is set, Then it is to be given again
    set_number(kommune, teamleder, NYT, date(2027, 1, 1))
    assert [*uden_nummer(alle())] == [familie]


def test_without_a_number_nobody_lacks_it_and_none_is_given(at, konsulent, familie):
    at("2026-11-23 10:00")
    assert not uden_nummer(alle()).exists()
    with pytest.raises(ValidationError) as error:
        actions.hand_out_nummer(by=konsulent, familier=alle(), paa=date(2026, 3, 3), maade=MOEDE)
    assert code(error) == "none"


def test_a_day_to_come_is_refused(at, kommune, teamleder, konsulent, familie):
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    with pytest.raises(ValidationError) as error:
        actions.hand_out_nummer(by=konsulent, familier=alle(), paa=date(2026, 11, 24), maade=MOEDE)
    assert code(error) == "future"


@pytest.mark.django_db(transaction=True)
def test_eight_who_note_at_once_note_once(kommune, team, teamleder):
    set_number(kommune, teamleder)
    PlejefamilieFactory.create_batch(3, team=team)
    today = timezone.localdate()
    answers = at_once(
        8,
        lambda n: actions.hand_out_nummer(by=teamleder, familier=alle(), paa=today, maade=MOEDE),
    )
    assert sum(answers) == 3
    assert Nummerudlevering.objects.count() == 3


def test_share_who_know(at, kommune, team, teamleder):
    # Given three active families, one that has stopped, and one elsewhere
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    one, _, _, stopped = PlejefamilieFactory.create_batch(4, team=team)
    PlejefamilieFactory()
    type(stopped).objects.filter(pk=stopped.pk).update(
        ophoert_paa=date(2026, 10, 1), ophoersgrund="Flyttet"
    )
    assert share_who_know([kommune.pk]).procent == 0

    # When one is given the number
    actions.hand_out_nummer(
        by=teamleder, familier=alle().filter(pk=one.pk), paa=date(2026, 11, 20), maade=MOEDE
    )

    # Then it is one of three, and none of them knew it the day before
    share = share_who_know([kommune.pk])
    assert (share.kender, share.alle, share.procent) == (1, 3, 33)
    assert share_who_know([kommune.pk], date(2026, 11, 19)).kender == 0
    assert share_who_know([]).procent is None


def test_families_with_a_person_are_hers_and_the_others_are_the_leaders(
    at, team, konsulent, kollega, teamleder, familie
):
    # Given one family of hers, one of a colleague she stands in for, and one of nobody
    at("2026-11-23 10:00")
    hers = PlejefamilieFactory(team=team, konsulent=kollega)
    nobodys = PlejefamilieFactory(team=team)
    today = date(2026, 11, 23)

    def of(bruger):
        fresh = Bruger.objects.get(pk=bruger.pk)
        return {*familier_hos(fresh, today, fresh.teams_med(Permission.LEAD_TEAM))}

    assert of(konsulent) == {familie}
    assert of(teamleder) == {nobodys}

    # When the colleague is away, Then hers are with the stand-in, or else with the leader
    absence = FravaerFactory(bruger=kollega, fra=today, til=today)
    assert of(teamleder) == {nobodys, hers}
    type(absence).objects.update(stedfortraeder=konsulent)
    assert of(konsulent) == {familie, hers}
    assert of(teamleder) == {nobodys}


# --- pages ------------------------------------------------------------------------------------


def test_leader_is_asked_before_the_number_changes(at, client, kommune, teamleder, familie):
    # Given a number
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    client.force_login(teamleder)
    url, typed = reverse("akuttelefon:nummer"), {"nummer": "70 99 88 77", "fra": "01-12-2026"}

    # When she types another, Then she is told what it means, and nothing has changed
    page = client.post(url, typed).content.decode()
    assert "1 familie skal have det nye nummer at vide" in page
    assert Linjenummer.objects.count() == 1

    # When she says yes, Then it is set
    answer = client.post(url, {**typed, "bekraeft": "ja"}, follow=True)
    assert "Akuttelefonens nummer er 70 99 88 77 fra tirsdag 1. december" in answer.content.decode()
    assert newest_number(kommune.pk).nummer == NYT


def test_the_first_number_is_set_at_once_and_a_wrong_one_is_told_at_its_field(
    at, client, kommune, administrator
):
    at("2026-11-23 10:00")
    client.force_login(administrator)
    url = reverse("akuttelefon:nummer")
    assert "Der er ikke sat et nummer" in client.get(url).content.decode()
    answer = client.post(url, {"nummer": "70", "fra": "23-11-2026"})
    assert answer.context["form"].errors["nummer"]
    client.post(url, {"nummer": NUMMER, "fra": "23-11-2026"})
    assert newest_number(kommune.pk).nummer == NUMMER
    # what would be refused is not asked about
    answer = client.post(url, {"nummer": NUMMER, "fra": "24-11-2026"})
    assert answer.context["spoerg"] is False
    assert answer.context["form"].errors["nummer"] == ["Det er allerede akuttelefonens nummer."]


def test_konsulent_notes_on_the_family_page_with_one_press(
    at, client, kommune, teamleder, konsulent, familie
):
    # Given her family without the number
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    client.force_login(konsulent)
    page = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    assert "Notér, at familien har fået det" in client.get(page).content.decode()

    # When she presses with the day that is filled in
    url = reverse("akuttelefon:nummer_udlever", args=[familie.pk])
    client.post(url, {"paa": "23-11-2026", "maade": "telefon"})

    # Then the fact says it
    assert "udleveret 23. november 2026" in client.get(page).content.decode()
    # … and a day to come is refused in words
    answer = client.post(url, {"paa": "24-11-2026", "maade": "telefon"}, follow=True)
    assert "Ikke noteret. Datoen ligger i fremtiden." in answer.content.decode()
    assert Nummerudlevering.objects.count() == 1


def test_many_at_once_on_the_list_and_only_ones_own(
    at, client, kommune, team, teamleder, konsulent, kollega
):
    # Given three families of hers and one of a colleague's
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    mine = PlejefamilieFactory.create_batch(3, team=team, konsulent=konsulent)
    other = PlejefamilieFactory(team=team, konsulent=kollega)
    client.force_login(konsulent)
    url = reverse("akuttelefon:nummer_familier")
    shown = {row.pk for row in client.get(url).context["rows"]}
    assert shown == {row.pk for row in mine}
    assert AuditEvent.objects.filter(event="plejefamilie.liste_vist").exists()

    # When she ticks a colleague's too, Then nothing is noted, and her ticks stay
    typed = {"paa": "23-11-2026", "maade": "moede"}
    answer = client.post(url, {**typed, "familier": [mine[0].pk, other.pk]})
    assert "ikke længere din" in answer.content.decode()
    assert f'value="{mine[0].pk}" checked' in answer.content.decode()
    assert not Nummerudlevering.objects.exists()

    # When she ticks two of her own, twice
    for _ in range(2):
        client.post(url, {**typed, "familier": [mine[0].pk, mine[1].pk]})

    # Then one is left, and the leader sees the whole team's
    assert Nummerudlevering.objects.count() == 2
    assert [row.pk for row in client.get(url).context["rows"]] == [mine[2].pk]
    client.force_login(teamleder)
    assert {row.pk for row in client.get(url).context["rows"]} == {mine[2].pk, other.pk}


def test_the_list_asks_as_often_for_one_row_as_for_three(
    client, kommune, team, teamleder, konsulent
):
    set_number(kommune, teamleder)
    client.force_login(konsulent)
    url, asked = reverse("akuttelefon:nummer_familier"), []
    client.get(url)
    for rows in (1, 3):
        PlejefamilieFactory.create_batch(rows - alle().count(), team=team, konsulent=konsulent)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(url).context["rows"]) == rows
        asked.append(len(queries))
    assert asked[0] == asked[1] <= MOST_QUERIES


def test_empty_states_say_what_to_do(client, kommune, teamleder, konsulent, familie):
    client.force_login(konsulent)
    url = reverse("akuttelefon:nummer_familier")
    assert "Bed din leder sætte akuttelefonens nummer" in client.get(url).content.decode()
    set_number(kommune, teamleder)
    actions.hand_out_nummer(by=konsulent, familier=alle(), paa=timezone.localdate(), maade=MOEDE)
    assert "Alle dine familier har nummeret" in client.get(url).content.decode()


def test_a_foreign_municipality_sees_neither_number_nor_families(client, kommune, teamleder):
    # Given a leader elsewhere
    set_number(kommune, teamleder)
    coming = set_number(kommune, teamleder, NYT, timezone.localdate() + DAY)
    elsewhere = KommuneFactory()
    leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=elsewhere))
    client.force_login(leder)

    # Then she sees no number of ours, and cannot take it back
    page = client.get(reverse("akuttelefon:nummer")).content.decode()
    assert "70 12 34 56" not in page
    answer = client.post(reverse("akuttelefon:nummer_undo", args=[coming.pk]))
    assert answer.status_code == 404
    assert Linjenummer.objects.filter(pk=coming.pk).exists()


# --- Min dag ----------------------------------------------------------------------------------


def test_min_dag_has_one_line_however_many_families_lack_the_number(
    at, client, kommune, team, teamleder, konsulent
):
    # Given three families of hers without the number
    at("2026-11-23 10:00")
    set_number(kommune, teamleder)
    PlejefamilieFactory.create_batch(3, team=team, konsulent=konsulent)
    client.force_login(konsulent)

    # Then Min dag says so once, for later
    page = client.get(reverse("overblik:min_dag"))
    assert [p.titel for p in page.context["side"].snart if p.emne == "akutnummer"] == [
        "3 familier har ikke fået akutnummeret"
    ]

    # When they have it, Then Min dag is silent
    actions.hand_out_nummer(by=konsulent, familier=alle(), paa=date(2026, 11, 23), maade=MOEDE)
    page = client.get(reverse("overblik:min_dag"))
    assert not [p for p in page.context["side"].snart if p.emne == "akutnummer"]
