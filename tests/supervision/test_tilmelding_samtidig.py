"""Many press at once: never a seat too many, and the line in the order they came (E10)."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from faelles.access import Rolle
from supervision.actions.tilmelding import cancel_tilmelding, enrol, fill_seats
from supervision.models import Kursus, Tilmelding
from supervision.tasks import lapse_tilbud
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.parallel import at_once
from tests.supervision.fakta import make_kursus

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, SEATS = 50, 20


@pytest.fixture
def kursus(brohus, kommune):
    booker = BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)
    return make_kursus(brohus, ansvarlig=booker, pladser=SEATS)


def seats_of(kursus):
    """Seats taken by the enrolments, which the counter must equal."""
    held = Tilmelding.objects.active().filter(kursus=kursus).exclude(status="venter")
    return held.aggregate(sum=Sum("pladser"))["sum"] or 0


def test_fifty_at_once_for_twenty_seats(kursus, team, konsulent):
    familier = [PlejefamilieFactory(team=team) for _ in range(PEOPLE)]

    def act(number):
        return enrol(
            by=konsulent,
            kursus=kursus,
            plejefamilie=familier[number],
            idempotency_key=uuid.UUID(int=number),
        )

    rows = at_once(PEOPLE, act)
    assert [row for row in rows if isinstance(row, Exception)] == []
    in_order = [*Tilmelding.objects.order_by("raekke")]
    assert [row.raekke for row in in_order] == [*range(1, PEOPLE + 1)]
    assert [row.status for row in in_order] == ["plads"] * SEATS + ["venter"] * (PEOPLE - SEATS)
    kursus.refresh_from_db()
    assert kursus.optaget == SEATS == seats_of(kursus)
    # the database itself refuses one more
    with pytest.raises(IntegrityError), transaction.atomic():
        Kursus.objects.filter(pk=kursus.pk).update(optaget=SEATS + 1)

    # everybody presses again, half of those with a seat leave, the rest of the line presses
    leaving = in_order[: SEATS // 2]
    answers = at_once(
        PEOPLE,
        lambda number: (
            cancel_tilmelding(by=konsulent, tilmelding=leaving[number])
            if number < len(leaving)
            else (act(number) if number % 2 else fill_seats_in_action(kursus))
        ),
    )
    assert [row for row in answers if isinstance(row, Exception)] == []
    kursus.refresh_from_db()
    assert kursus.optaget == SEATS == seats_of(kursus)
    offered = Tilmelding.objects.filter(status="tilbudt").order_by("raekke")
    assert [row.raekke for row in offered] == [*range(SEATS + 1, SEATS + 1 + len(leaving))]

    # ten offers lapse, seen by eight workers at once: each goes on once
    offered.update(tilbud_til="2020-01-01T00:00Z")
    assert sum(at_once(8, lambda number: lapse_tilbud())) == len(leaving)
    kursus.refresh_from_db()
    assert kursus.optaget == SEATS == seats_of(kursus)
    now_offered = Tilmelding.objects.active().filter(status="tilbudt").order_by("raekke")
    first = SEATS + 1 + len(leaving)
    assert [row.raekke for row in now_offered] == [*range(first, first + len(leaving))]


def fill_seats_in_action(kursus):
    with transaction.atomic():
        return fill_seats(kursus)
