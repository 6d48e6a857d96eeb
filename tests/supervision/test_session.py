"""Sessions are planned, moved, cancelled; people, rooms and reminders follow (F3–F5, R16, R17)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import Besked
from plejefamilier.actions import assign_konsulent
from plejefamilier.models import Lokalebooking, Optaget
from supervision.actions.forloeb_deltager import add_familie, end_deltager
from supervision.actions.session import cancel_session, move_session, plan_session
from supervision.models import Familiebesked, Session
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.parallel import at_once
from tests.supervision.fakta import make_forloeb, make_gruppe, make_lokale, make_session

HOUR = datetime.timedelta(hours=1)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
def _today(at):
    at(NOW)


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )


@pytest.fixture
def forloeb(familie, dorthe):
    familie.plejeforaeldre.update(email="grete@familie.example")
    return make_forloeb(familie, supervisor=dorthe, sted="institutionen")


def plan(forloeb, by, when="2027-03-18 10:00", minutes=90, **facts):
    start = local(when)
    slut = start + datetime.timedelta(minutes=minutes)
    return plan_session(by=by, forloeb=forloeb, start=start, slut=slut, **facts)


def refused(code, call, *args, **facts):
    with pytest.raises(ValidationError) as caught:
        call(*args, **facts)
    errors = caught.value
    found = (
        [one for all_of in errors.error_dict.values() for one in all_of]
        if hasattr(errors, "error_dict")
        else errors.error_list
    )
    assert code in [one.code for one in found]
    return errors


def days(rows):
    return sorted(f"{timezone.localtime(row.due_at):%d-%m %H:%M}" for row in rows)


def test_the_session_is_at_the_place_of_the_forloeb_and_takes_the_supervisors_time(
    forloeb, dorthe, konsulent
):
    session = plan(forloeb, konsulent)
    assert (session.sted, session.supervisor) == ("institutionen", dorthe)
    busy = Optaget.objects.get(kilde=f"session-{session.pk}")
    assert (busy.bruger, busy.start, busy.slut) == (dorthe, session.start, session.slut)
    assert [row.plejefamilie for row in session.deltagere.all()] == [forloeb.plejefamilie]


def test_the_same_again_changes_nothing(forloeb, konsulent):
    first = plan(forloeb, konsulent)
    assert plan(forloeb, konsulent) == first
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2027-03-18 10:00", ["04-03 08:00", "16-03 08:00"]),
        ("2027-12-09 10:00", ["25-11 08:00", "07-12 08:00"]),
    ],
)
def test_reminders_go_14_and_2_days_before_to_supervisor_konsulent_and_family(
    forloeb, konsulent, dorthe, when, told
):
    session = plan(forloeb, konsulent, when)
    rows = Besked.objects.filter(key__startswith=f"session-{session.pk}-")
    assert days(rows.filter(to=dorthe)) == sorted(told)
    assert days(rows.filter(to=konsulent)) == sorted(told)
    mails = Familiebesked.objects.filter(session=session, slags="paamindelse")
    assert days(mails) == sorted(told)
    assert not any("Bruun" in row.tekst or "Grete" in row.tekst for row in rows)


def test_reminders_of_a_group_on_a_wednesday(dorthe, familie):
    gruppe = make_gruppe(dorthe, [familie])
    session = plan(gruppe, dorthe, "2027-05-05 17:00", 150)
    rows = Besked.objects.filter(key__startswith=f"session-{session.pk}-", to=dorthe)
    assert days(rows) == ["03-05 08:00", "21-04 08:00"]


def test_moving_takes_the_old_reminders_back_and_writes_to_the_family(forloeb, konsulent, dorthe):
    session = plan(forloeb, konsulent)
    later = local("2027-03-25 13:00")
    move_session(
        by=dorthe, session=session, version=session.version, start=later, slut=later + HOUR
    )
    waiting = Besked.objects.undelivered().filter(
        key__startswith=f"session-{session.pk}-", to=dorthe, due_at__gt=timezone.now()
    )
    assert days(waiting) == ["11-03 08:00", "23-03 08:00"]
    assert Besked.objects.filter(to=konsulent, tekst="Supervision er flyttet").exists()
    assert Familiebesked.objects.waiting().filter(session=session, slags="aendret").count() == 1
    assert Optaget.objects.get(kilde=f"session-{session.pk}").start == later


def test_reminders_follow_the_konsulent_forth_and_back(forloeb, familie, konsulent, kollega, team):
    leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    session = plan(forloeb, konsulent)
    rows = Besked.objects.undelivered().filter(
        key__startswith=f"session-{session.pk}-", due_at__gt=timezone.now()
    )
    both = days(rows.filter(to=konsulent))
    for fra, new, old in (
        (datetime.date(2027, 2, 1), kollega, konsulent),
        (datetime.date(2027, 2, 2), konsulent, kollega),
    ):
        assign_konsulent(
            by=leder, plejefamilie=familie, konsulent=new, fra=fra, begrundelse="Ny fordeling"
        )
        assert days(rows.filter(to=new)) == both
        assert not rows.filter(to=old).exists()
    assert Familiebesked.objects.waiting().filter(session=session).count() == len(both)


def test_a_family_that_comes_late_to_a_group_is_reminded_until_it_leaves(
    dorthe, familie, konsulent, kollega, team
):
    other = PlejefamilieFactory(team=team, konsulent=kollega)
    other.plejeforaeldre.update(email="late@familie.example")
    gruppe = make_gruppe(dorthe, [familie])
    session = plan(gruppe, dorthe, "2027-05-05 17:00", 150)
    rows = Besked.objects.undelivered().filter(
        key__startswith=f"session-{session.pk}-", due_at__gt=timezone.now()
    )
    mails = Familiebesked.objects.waiting().filter(session=session, slags="paamindelse")
    both = days(rows.filter(to=konsulent))
    place = add_familie(
        by=kollega, forloeb=gruppe, plejefamilie=other, fra=datetime.date(2027, 1, 4)
    )
    assert days(rows.filter(to=kollega)) == both
    assert days(mails.filter(plejeforaelder__plejefamilie=other)) == both
    end_deltager(by=kollega, deltager=place, til=datetime.date(2027, 4, 1))
    assert not rows.filter(to=kollega).exists()
    assert not mails.filter(plejeforaelder__plejefamilie=other).exists()
    assert days(rows.filter(to=konsulent)) == both


def test_two_who_move_it_at_once_are_told(forloeb, konsulent, dorthe):
    session = plan(forloeb, konsulent)
    start = local("2027-03-25 13:00")
    move_session(by=dorthe, session=session, version=1, start=start, slut=start + HOUR)
    refused(
        "stale",
        move_session,
        by=konsulent,
        session=session,
        version=1,
        start=start + HOUR,
        slut=start + 2 * HOUR,
    )


def test_a_cancelled_session_gives_people_and_room_free_and_can_be_planned_again(
    forloeb, konsulent, brohus
):
    session = plan(forloeb, konsulent, lokale=make_lokale(brohus))
    cancel_session(by=konsulent, session=session, begrundelse="Sygdom", version=session.version)
    assert not Optaget.objects.exists()
    assert not Lokalebooking.objects.exists()
    due = Besked.objects.undelivered().filter(key__startswith=f"session-{session.pk}-")
    assert not due.filter(due_at__gt=timezone.now()).exists()
    assert Familiebesked.objects.waiting().get().slags == "aflyst"
    refused("aflyst", cancel_session, by=konsulent, session=session, begrundelse="Igen")
    again = plan(forloeb, konsulent)
    assert again.pk != session.pk


def test_to_cancel_needs_a_reason(forloeb, konsulent):
    refused(
        "begrundelse",
        cancel_session,
        by=konsulent,
        session=plan(forloeb, konsulent),
        begrundelse=" ",
    )


def test_what_may_not_be_planned(forloeb, konsulent):
    refused("fortid", plan, forloeb, konsulent, "2026-11-20 10:00")
    refused("hjemme", plan, forloeb, konsulent, sted="hjemme")
    refused("konsulent_oenske", plan, forloeb, konsulent, konsulent_med="delvist")
    refused("supervisor", plan, forloeb, konsulent, supervisor=konsulent)
    forloeb.afsluttet_at = timezone.now()
    forloeb.save()
    refused("afsluttet", plan, forloeb, konsulent)
    assert not Session.objects.exists()
    assert not Optaget.objects.exists()


def test_home_and_with_the_konsulent_when_the_family_wished_it(forloeb, konsulent, dorthe):
    wish = datetime.date(2026, 11, 20)
    session = plan(
        forloeb, dorthe, "2027-06-17 10:00", konsulent_med="delvist", konsulent_oensket_paa=wish,
        sted="hjemme", hjemme_oensket_paa=wish,
    )  # fmt: skip
    taken = Optaget.objects.filter(kilde=f"session-{session.pk}")
    assert {row.bruger for row in taken} == {dorthe, konsulent}


def test_the_wish_for_the_whole_forloeb_holds_for_each_time(familie, dorthe, konsulent):
    wish = datetime.date(2026, 11, 20)
    forloeb = make_forloeb(familie, supervisor=dorthe, sted="hjemme", hjemme_oensket_paa=wish)
    assert plan(forloeb, konsulent).hjemme_oensket_paa == wish


def test_a_busy_supervisor_and_a_taken_room_are_refused_but_not_side_by_side(
    forloeb, konsulent, brohus, kollega, team, dorthe
):
    room = make_lokale(brohus)
    plan(forloeb, konsulent, "2027-03-11 09:30", 120, lokale=room)
    other = make_forloeb(PlejefamilieFactory(team=team, konsulent=kollega), supervisor=dorthe)
    refused("optaget", plan, other, dorthe, "2027-03-11 11:00")
    third = make_forloeb(PlejefamilieFactory(team=team, konsulent=kollega), supervisor=kollega)
    refused("optaget", plan, third, kollega, "2027-03-11 11:00", lokale=room)
    assert plan(other, dorthe, "2027-03-11 11:30", lokale=room).pk


def test_a_family_that_is_busy_is_a_warning_that_can_be_confirmed(forloeb, dorthe, kollega):
    gruppe = make_gruppe(kollega, [forloeb.plejefamilie])
    make_session(gruppe, local("2027-03-18 11:00"))
    refused("familie_optaget", plan, forloeb, dorthe)
    session = plan(forloeb, dorthe, bekraeft={"familie_optaget"})
    assert session.overlap_bekraeftet


def test_a_group_of_three_and_a_half_hours_is_a_warning(dorthe, familie):
    gruppe = make_gruppe(dorthe, [familie])
    error = refused("laengde", plan, gruppe, dorthe, "2027-08-04 17:00", 210)
    assert "120–180 minutter" in error.messages[0]
    assert plan(gruppe, dorthe, "2027-08-04 17:00", 150).pk
    assert plan(gruppe, dorthe, "2027-11-03 17:00", 210, bekraeft={"laengde"}).pk


def test_a_seventh_konsulterende_meeting_is_a_new_forloeb(familie, dorthe):
    forloeb = make_forloeb(familie, supervisor=dorthe, slags="konsulterende", minutter=120)
    for when in ("01-12", "02-02", "02-23", "03-16", "04-13", "05-11"):
        plan(forloeb, dorthe, f"2027-{when} 10:00", 120)
    refused("nyt_forloeb", plan, forloeb, dorthe, "2027-06-01 10:00", 120)


def test_a_konsulterende_meeting_of_another_length_is_a_warning(familie, dorthe):
    forloeb = make_forloeb(familie, supervisor=dorthe, slags="konsulterende", minutter=120)
    refused("laengde", plan, forloeb, dorthe, "2027-01-12 10:00", 90)


@pytest.mark.django_db(transaction=True)
def test_two_sessions_at_once_cannot_take_the_same_supervisor(team, kollega, at):
    one, two = (
        make_forloeb(PlejefamilieFactory(team=team, konsulent=kollega), supervisor=kollega)
        for _ in range(2)
    )

    pair = (one, two)
    made = at_once(2, lambda number: plan(pair[number], kollega))
    assert len([row for row in made if isinstance(row, Session)]) == 1
    assert len([row for row in made if isinstance(row, ValidationError)]) == 1
    assert Session.objects.count() == Optaget.objects.count() == 1
