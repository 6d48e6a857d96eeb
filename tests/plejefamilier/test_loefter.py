"""What the database promises whoever writes, and what happens when many press at once."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions
from plejefamilier.models import Anbringelse, Barn, Fravaer, Konsulenttildeling, Plejefamilie
from tests.factories import (
    LONG_AGO,
    BarnFactory,
    BrugerFactory,
    PlejefamilieFactory,
    TeamFactory,
    replacement_cpr,
)
from tests.parallel import at_once

DAY = datetime.timedelta(days=1)
JAN = datetime.date(2027, 1, 1)


def refused(make):
    """True when the database itself refuses to write what `make` writes."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


# --- the database refuses, even without the actions -----------------------------------------------


@pytest.mark.django_db
def test_at_most_one_fixed_konsulent_at_a_time(familie, konsulent, kollega):
    def other(fra, til):
        return lambda: Konsulenttildeling.objects.create(
            plejefamilie=familie, konsulent=kollega, fra=fra, til=til, begrundelse="Prøve"
        )

    # Given Lars since 2020 and no end
    assert refused(other(JAN, None))
    assert refused(other(JAN, JAN))
    Konsulenttildeling.objects.filter(plejefamilie=familie).update(til=JAN)
    assert refused(other(JAN, None))  # both days belong to the period
    assert not refused(other(JAN + DAY, None))
    assert refused(other(JAN + DAY, JAN))  # cannot end before it begins


@pytest.mark.django_db
def test_a_child_has_one_home_at_a_time(kommune, team, familie, barn):
    other = PlejefamilieFactory(team=team)

    def place(slags, fra=JAN, where=other):
        return lambda: Anbringelse.objects.create(
            barn=barn, plejefamilie=where, slags=slags, grundlag="samtykke", fra=fra
        )

    assert refused(place("doegn"))
    assert not refused(place("aflastning"))
    assert refused(place("aflastning", fra=JAN + DAY))
    assert not refused(place("aflastning", where=PlejefamilieFactory(team=team)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ending",
    [{"til": JAN}, {"slutaarsag": "andet"}, {"til": LONG_AGO - DAY, "slutaarsag": "andet"}],
)
def test_a_placement_ends_with_day_and_reason_or_not_at_all(ending, barn):
    rows = Anbringelse.objects.filter(barn=barn)
    assert refused(lambda: rows.update(**ending))


@pytest.mark.django_db
def test_absences_of_a_person_do_not_overlap_and_nobody_stands_in_for_herself(konsulent, kollega):
    def away(fra, til, stand_in=None):
        return lambda: Fravaer.objects.create(
            bruger=konsulent, fra=fra, til=til, stedfortraeder=stand_in
        )

    assert not refused(away(JAN, JAN + 4 * DAY, kollega))
    assert refused(away(JAN + 4 * DAY, JAN + 9 * DAY))
    assert not refused(away(JAN + 5 * DAY, JAN + 9 * DAY))
    assert refused(away(JAN + 40 * DAY, JAN + 41 * DAY, konsulent))
    assert refused(away(JAN + 51 * DAY, JAN + 50 * DAY))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"godkendt_til_boern": 0},
        {"godkendt_til_boern": 9},
        {"ophoert_paa": JAN, "ophoersgrund": ""},
    ],
)
def test_a_family_has_one_to_eight_places_and_stops_for_a_reason(change, familie):
    assert refused(lambda: Plejefamilie.objects.filter(pk=familie.pk).update(**change))


@pytest.mark.django_db
def test_a_cpr_number_belongs_to_one_child(kommune):
    digits = replacement_cpr(datetime.date(2017, 5, 7))
    BarnFactory(kommune=kommune, cpr=digits)
    assert refused(lambda: BarnFactory(kommune=kommune, cpr=digits))


# --- many press at once ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_leaders_assign_at_once_and_one_wins():
    # Given a family without konsulent, twenty konsulenter, and forms opened at the same time
    team = TeamFactory()
    leader = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    people = [BrugerFactory(rolle=Rolle.KONSULENT, team=team) for _ in range(20)]
    familie = PlejefamilieFactory(team=team)
    udgave = familie.konsulent_udgave()

    # When all are saved at once
    answers = at_once(
        20,
        lambda number: actions.assign_konsulent(
            by=leader,
            plejefamilie=familie,
            konsulent=people[number],
            fra=JAN,
            begrundelse="Prøve",
            udgave=udgave,
        ),
    )

    # Then one stands, and nineteen are told that a colleague was first
    (row,) = Konsulenttildeling.objects.filter(plejefamilie=familie)
    assert [answer for answer in answers if answer == row] == [row]
    errors = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert [error.code for error in errors] == ["stale"] * 19
    assert AuditEvent.objects.filter(event="konsulent.tildelt").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_direct_writes_leave_one_fixed_konsulent():
    # Given no action and no lock: only the database
    team = TeamFactory()
    people = [BrugerFactory(rolle=Rolle.KONSULENT, team=team) for _ in range(20)]
    familie = PlejefamilieFactory(team=team)

    # When twenty rows are written at once
    at_once(
        20,
        lambda number: Konsulenttildeling.objects.create(
            plejefamilie=familie, konsulent=people[number], fra=JAN, begrundelse="Prøve"
        ),
    )

    # Then one stands
    assert Konsulenttildeling.objects.filter(plejefamilie=familie).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_child():
    # Given a family with one place and ten children
    team = TeamFactory()
    by = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    familie = PlejefamilieFactory(team=team, godkendt_til_boern=1)
    boern = [BarnFactory(kommune=team.kommune) for _ in range(10)]

    # When all are placed at once
    answers = at_once(
        10,
        lambda number: actions.place_barn(
            by=by,
            barn=boern[number],
            plejefamilie=familie,
            slags="doegn",
            grundlag="samtykke",
            fra=JAN,
        ),
    )

    # Then one moved in, and the others were told that it is full
    assert sum(isinstance(answer, Anbringelse) for answer in answers) == 1
    errors = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert [error.code for error in errors] == ["fuld"] * 9
    assert Anbringelse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_child_typed_by_ten_people_is_one_child_in_one_home():
    team = TeamFactory()
    by = BrugerFactory(rolle=Rolle.TEAMLEDER, team=team)
    familier = [PlejefamilieFactory(team=team) for _ in range(10)]
    answers = at_once(
        10,
        lambda number: actions.take_in_barn(
            by=by,
            plejefamilie=familier[number],
            navn="Ida Prøvesen",
            cpr_nummer="670517-4999",
            slags="doegn",
            grundlag="samtykke",
            fra=JAN,
        ),
    )
    assert sum(isinstance(answer, Anbringelse) for answer in answers) == 1
    assert all(isinstance(answer, (Anbringelse, ValidationError)) for answer in answers), answers
    assert (Barn.objects.count(), Anbringelse.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_absence_reported_ten_times_is_one():
    team = TeamFactory()
    person = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
    answers = at_once(
        10, lambda number: actions.register_fravaer(by=person, bruger=person, fra=JAN, til=JAN)
    )
    assert sum(isinstance(answer, Fravaer) for answer in answers) == 1
    assert all(isinstance(answer, (Fravaer, ValidationError)) for answer in answers), answers
