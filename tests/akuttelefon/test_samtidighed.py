"""Many at once: exact numbers, whoever presses and however often."""

import random
import uuid
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from akuttelefon import actions
from akuttelefon.models import Opfoelgning, Opkald, Overdragelse
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions as ground
from plejefamilier.models import Konsulenttildeling
from tests.factories import LONG_AGO, BrugerFactory, PlejefamilieFactory, log_opkald
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def desk(kommune, brohus):
    """Five people of the duty desk."""
    return [
        BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=brohus) for _ in range(5)
    ]


@pytest.fixture
def familier(team, konsulent, kollega, familie):
    """Three families, two konsulenter."""
    return [familie, *(PlejefamilieFactory(team=team, konsulent=kollega) for _ in range(2))]


def close(duty, person, note="Talt om aftenen."):
    return actions.complete_opfoelgning(by=person, opfoelgning=duty, notat=note, resultat="talt")


def codes(answers):
    """How often each answer came: »ok«, or the code of the refusal; anything else is an error."""
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, ValidationError):
            raise answer
    return Counter(code_of(answer) for answer in answers)


def code_of(answer):
    if not isinstance(answer, ValidationError):
        return "ok"
    errors = next(iter(answer.error_dict.values())) if hasattr(answer, "error_dict") else [answer]
    return errors[0].code


def rows():
    """Calls, duties, notices to whoever has a duty, log lines."""
    return (
        Opkald.objects.count(),
        Opfoelgning.objects.count(),
        Besked.objects.count(),
        AuditEvent.objects.filter(event="opkald.skrevet").count(),
    )


def test_fifty_calls_at_once_are_fifty_of_everything(desk, familier):
    for round_ in range(1, ROUNDS + 1):
        answers = at_once(50, lambda n: log_opkald(by=desk[n % 5], plejefamilie=familier[n % 3]).pk)
        assert codes(answers) == {"ok": 50}
        assert len({*answers}) == 50
        assert rows() == (50 * round_,) * 4
    # and each duty and notice belongs to the konsulent of its family
    wrong = Opfoelgning.objects.exclude(
        opkald__plejefamilie__konsulenttildelinger__konsulent=F("ansvarlig")
    )
    assert not wrong.exists()


def test_fifty_presses_with_ten_keys_are_ten_calls(desk, familier):
    for round_ in range(1, ROUNDS + 1):
        keys = [uuid.uuid4() for _ in range(10)]
        answers = at_once(
            50,
            lambda n, keys=keys: (
                n % 10,
                log_opkald(
                    by=desk[n % 5], plejefamilie=familier[n % 3], idempotency_key=keys[n % 10]
                ).pk,
            ),
        )
        assert codes(answers) == {"ok": 50}
        assert len({*answers}) == 10  # all five presses of a key were answered with the same call
        assert rows() == (10 * round_,) * 4


def test_twenty_close_one_duty_and_nineteen_hear_who_was_first(desk, familier, team):
    people = [BrugerFactory(rolle=Rolle.KONSULENT, team=team) for _ in range(20)]
    for round_ in range(1, ROUNDS + 1):
        duty = log_opkald(by=desk[0], plejefamilie=familier[0]).opfoelgning
        answers = at_once(20, lambda n, duty=duty: close(duty, people[n], f"Note {n}"))
        assert codes(answers) == {"ok": 1, "closed": 19}
        duty.refresh_from_db()
        winner = next(n for n, answer in enumerate(answers) if isinstance(answer, Opfoelgning))
        assert (duty.completed_by, duty.notat) == (people[winner], f"Note {winner}")
        refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
        assert all(refusal.message.startswith(people[winner].fornavn) for refusal in refusals)
        closed = AuditEvent.objects.filter(event="opfoelgning.afsluttet")
        assert closed.count() == round_


def test_twenty_close_twenty_duties(desk, familier, konsulent):
    for round_ in range(1, ROUNDS + 1):
        duties = [
            log_opkald(by=desk[0], plejefamilie=familier[n % 3]).opfoelgning for n in range(20)
        ]
        answers = at_once(20, lambda n, duties=duties: close(duties[n], konsulent))
        assert codes(answers) == {"ok": 20}
        assert not Opfoelgning.objects.open().exists()
        assert AuditEvent.objects.filter(event="opfoelgning.afsluttet").count() == 20 * round_


def test_close_hand_over_reassign_and_new_konsulent_mixed_never_lock_each_other_out(
    desk, familier, team, konsulent, kollega, teamleder
):
    chance = random.Random(7)
    for _ in range(ROUNDS):
        duties = [
            log_opkald(by=desk[n % 5], plejefamilie=familier[n % 3]).opfoelgning for n in range(6)
        ]

        order = chance.sample(range(6), 6)

        def act(n, duties=duties, order=order):
            duty = duties[order[n % 6]]
            kind = n % 6
            if kind == 0:
                return close(duty, konsulent)
            if kind == 1:
                til = kollega if n % 2 else teamleder
                return actions.hand_over_opfoelgning(
                    by=konsulent, opfoelgning=duty, til=til, begrundelse="Jeg er på kursus"
                )
            if kind == 2:
                return actions.reassign_open(by=None)
            if kind == 3:
                return actions.escalate_opfoelgning(by=None, opfoelgning=duty)
            if kind == 4:
                return ground.assign_konsulent(
                    by=teamleder,
                    plejefamilie=duty.opkald.plejefamilie,
                    konsulent=chance.choice([konsulent, kollega]),
                    fra=timezone.localdate(),
                    begrundelse="Skifter",
                )
            return log_opkald(by=desk[n % 5], plejefamilie=familier[n % 3])

        codes(at_once(24, act))  # a deadlock would be an OperationalError, and that an error

        # Then every duty is closed once, or open with somebody who can have it
        for duty in Opfoelgning.objects.select_related("opkald"):
            handed = Overdragelse.objects.filter(opfoelgning=duty)
            assert duty.ansvarlig_id is not None
            if duty.completed_at is None and duty.overdraget_til_id is None:
                assert not handed.exists()
        assert Opfoelgning.objects.count() == Opkald.objects.count()
        assert not Opfoelgning.objects.filter(
            completed_at=None, completed_by__isnull=False
        ).exists()


def test_a_call_saved_while_its_konsulent_is_changed_belongs_to_the_new_one(
    desk, familier, konsulent, kollega, teamleder
):
    """Without waiting for beat: whoever comes last sees what the other has done."""
    familie = familier[0]
    for round_ in range(1, ROUNDS + 1):
        today = timezone.localdate()
        new, old = (kollega, konsulent) if round_ % 2 else (konsulent, kollega)
        Konsulenttildeling.objects.filter(plejefamilie=familie).delete()
        Konsulenttildeling.objects.create(
            plejefamilie=familie, konsulent=old, fra=LONG_AGO, begrundelse="Prøve"
        )

        def act(n, new=new, today=today):
            if n == 0:
                return ground.assign_konsulent(
                    by=teamleder,
                    plejefamilie=familie,
                    konsulent=new,
                    fra=today,
                    begrundelse="Skifter",
                )
            return log_opkald(by=desk[n % 5], plejefamilie=familie)

        assert codes(at_once(10, act)) == {"ok": 10}
        wrong = Opfoelgning.objects.open().filter(opkald__plejefamilie=familie)
        assert [duty.ansvarlig for duty in wrong] == [new] * 9
        for duty in wrong:
            close(duty, new)
