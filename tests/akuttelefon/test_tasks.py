"""What runs by itself: every registered task, twice in a row and eight times at once."""

import datetime
import inspect
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import TransactionTestCase
from django.utils import timezone

from akuttelefon import actions
from akuttelefon.actions.vagttilbud import offer_vagt
from akuttelefon.models import Lukkebesked, Opfoelgning
from config.celery import app as celery
from faelles import notices, udbringning
from faelles.access import Rolle
from faelles.models import Besked, Puls
from netvaerk.models import Gruppebesked
from plejefamilier.models import (
    Aftale,
    Anbringelse,
    Anmodning,
    Dataimport,
    Fravaer,
    Moedebesked,
    Moedeserie,
    Optagelse,
    Optagelsesbid,
)
from supervision.models import Familiebesked
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    KommuneFactory,
    LukkedagFactory,
    PlejefamilieFactory,
    TeamFactory,
    log_opkald,
    on_duty,
)
from tests.netvaerk import opgaver as netvaerk
from tests.parallel import at_once
from tests.plejefamilier.opgaver import rows_for_tasks
from tests.supervision import opgaver as supervision

LABELS = {row.label for row in apps.get_app_configs() if Path(row.path).parent == settings.BASE_DIR}
celery.loader.import_default_modules()
TASKS = sorted(name for name in celery.tasks if name.split(".")[0] in LABELS)

# Differs from run to run and says nothing about what was done.
VOLATILE = {
    "password",
    "pgh_created_at",
    "pgh_context",
    "idempotency_key",
    "cpr_sealed",
    "cpr_index",
    "uid",
    "indhold",
    "spor",
}
WEDNESDAY_NIGHT, THURSDAY = "2026-11-24 20:00", "2026-11-26 08:00"


def test_the_house_has_the_tasks_that_beat_wakes():
    assert len(TASKS) >= 5
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled == {*TASKS}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_takes_no_arguments_so_nothing_personal_waits_in_the_broker(name):
    assert not inspect.signature(celery.tasks[name].run).parameters


def build_world(at, *, ground=True):
    """A municipality with something to do for every task, the same rows each time."""
    at(WEDNESDAY_NIGHT)
    kommune = KommuneFactory(navn="Prøve Kommune")
    team = TeamFactory(kommune=kommune, navn="Team")
    people = [
        BrugerFactory(
            rolle=rolle,
            team=team,
            organisation=kommune,
            navn=f"Person {n}",
            email=f"p{n}@vestersund.example",
        )
        for n, rolle in enumerate(
            [Rolle.KONSULENT, Rolle.KONSULENT, Rolle.KONSULENT, Rolle.TEAMLEDER]
        )
    ]
    one, two, stand_in, leder = people
    familier = [
        PlejefamilieFactory(
            team=team,
            konsulent=person,
            navn=f"Familie {n}",
            telefon=f"1234567{n}",
            adresse=f"Vej {n}",
        )
        for n, person in enumerate([one, one, two])
    ]
    duties = [
        log_opkald(by=leder, plejefamilie=row, idempotency_key=uuid.UUID(int=n)).opfoelgning
        for n, row in enumerate([*familier, familier[0]])
    ]
    actions.complete_opfoelgning(
        by=one, opfoelgning=duties[3], notat="Talt", resultat=Opfoelgning.Resultat.TALT
    )
    # an underretning waits, and the rådgiver whose it is leaves before anybody looks
    raadgiver = BrugerFactory(
        rolle=Rolle.MYNDIGHEDSRAADGIVER,
        organisation=kommune,
        navn="Person 9",
        email="p9@vestersund.example",
    )
    child = BarnFactory(
        kommune=kommune,
        plejefamilie=familier[0],
        navn="Barn Andetsen",
        pk=uuid.UUID(int=98),
        cpr="6705177002",
        myndighedsraadgiver=raadgiver,
    )
    log_opkald(
        by=leder,
        plejefamilie=familier[0],
        boern=[child],
        underretningssvar="ja",
        idempotency_key=uuid.UUID(int=9),
    )
    raadgiver.roller.update(til=datetime.date(2026, 11, 25))
    # a call was begun, and nobody has come back to it
    actions.save_kladde(
        by=one,
        kommune=kommune,
        noegle=uuid.UUID(int=7),
        fane=uuid.UUID(int=8),
        nr=1,
        felter={"situation": "Prøve"},
    )
    # a shift was offered to a colleague, and begins before she has answered
    vagt = on_duty(one, start=local("2026-11-26 06:00"), slut=local("2026-11-26 08:00"))
    offer_vagt(by=one, vagt=vagt, til=stand_in)
    # one duty changes hands by the calendar alone: nobody tells the program that today has come
    Fravaer.objects.create(
        bruger=two,
        fra=datetime.date(2026, 11, 26),
        til=datetime.date(2026, 11, 26),
        stedfortraeder=stand_in,
    )
    # a child has moved out without a word to the search
    barn = BarnFactory(
        kommune=kommune,
        plejefamilie=familier[2],
        navn="Barn Prøvesen",
        pk=uuid.UUID(int=99),
        cpr="6705177001",
    )
    barn.anbringelser.update(
        til=datetime.date(2026, 11, 25), slutaarsag=Anbringelse.Slutaarsag.HJEMGIVELSE
    )
    one_more_child = BarnFactory(
        kommune=kommune,
        plejefamilie=familier[1],
        navn="Barn Tredjesen",
        pk=uuid.UUID(int=97),
        cpr="6705177003",
    )
    notices.notify(leder, key="later", tekst="Senere", url="/", due_at=local("2027-01-01 08:00"))
    notices.notify(stand_in, key="gone", tekst="Taget tilbage", url="/")
    notices.cancel("gone")
    Session.objects.create(
        session_key="old", session_data="", expire_date=local("2026-11-20 08:00")
    )
    Session.objects.create(
        session_key="new", session_data="", expire_date=local("2026-11-27 08:00")
    )
    _long_closing(kommune, leder, familier[0])
    if ground:
        rows_for_tasks(one, familier[1], one_more_child)
        supervision.rows_for_tasks(one, familier[1])
        netvaerk.rows_for_tasks(one, familier[1])
    mail.outbox.clear()
    at(THURSDAY)


def _long_closing(kommune, leder, familie):
    """Four closed days begin tomorrow, and one foster mother waits for the mail about them."""
    first, last = datetime.date(2026, 11, 27), datetime.date(2026, 11, 30)
    LukkedagFactory(kommune=kommune, fra=first, til=last)
    actions.set_linjenummer(
        by=leder, kommune=kommune, nummer="70123456", fra=datetime.date(2026, 1, 1)
    )
    familie.plejeforaeldre.update(email="ane@familie.example")
    Lukkebesked.objects.create(
        plejefamilie=familie,
        plejeforaelder=familie.plejeforaeldre.get(),
        fra=first,
        til=last,
        kanal=Lukkebesked.Kanal.MAIL,
        due_at=local("2026-11-25 08:00"),
    )


def state():
    """Every row of the house's tables without what is volatile, and every mail."""
    rows = {}
    for model in [*apps.get_models(), Session]:
        if model._meta.app_label not in LABELS and model is not Session:
            continue
        names = [f.attname for f in model._meta.concrete_fields if f.name not in VOLATILE]
        table = sorted(map(repr, model._base_manager.values(*names)))
        rows[model._meta.label] = table
    rows["mails"] = sorted((m.to[0], m.subject, m.body) for m in mail.outbox)
    return rows


def differences(one, other):
    """The tables that differ, with the rows that only one of them has."""
    return {
        name: (
            [*(row for row in one[name] if row not in other[name])],
            [*(row for row in other[name] if row not in one[name])],
        )
        for name in one
        if one[name] != other[name]
    }


def empty_tables():
    """What a transactional test does when it ends, in the middle of one; ids begin at 1 again."""
    case = TransactionTestCase()
    case._fixture_teardown()
    case._reset_sequences("default")


@pytest.mark.django_db(transaction=True, reset_sequences=True)
@pytest.mark.parametrize("name", TASKS)
def test_a_task_twice_in_a_row_and_eight_times_at_once_does_the_same_as_once(name, at):
    task = celery.tasks[name].run

    # Given what the task does when it runs once
    build_world(at)
    before = state()
    task()
    once = state()
    assert once != before, f"{name} has nothing to do in this world: give it something"

    # When it runs again, Then nothing changes, and nobody hears anything twice
    task()
    assert differences(state(), once) == {}

    # When it runs eight times at once from the same beginning, Then the end is the same
    empty_tables()
    build_world(at)
    assert differences(state(), before) == {}
    answers = at_once(8, lambda number: task())
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert differences(state(), once) == {}


def all_mixed():
    """Every task eight times, all at once, and then whoever delivers mails once more."""
    tasks = [celery.tasks[name].run for name in TASKS]
    at_once(8 * len(tasks), lambda number: tasks[number % len(tasks)]())
    notices.deliver_due()
    udbringning.deliver_further()


@pytest.mark.django_db(transaction=True)
def test_all_tasks_together_lose_nothing_and_double_nothing(at):
    # Given a world without meetings, so that every mail can be counted, When all is mixed
    build_world(at, ground=False)
    all_mixed()

    # Then every notice that is due has been mailed once, and none is left
    assert not Besked.objects.due(timezone.now()).exists()
    sent = Besked.objects.exclude(done_at=None).values_list("to__email", flat=True)
    told = Lukkebesked.objects.exclude(done_at=None).values_list("plejeforaelder__email", flat=True)
    assert [*told] == ["ane@familie.example"]
    assert sorted(m.to[0] for m in mail.outbox) == sorted([*sent, *told])
    assert Opfoelgning.objects.exclude(escalated_at=None).count() == 4
    assert Puls.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_all_tasks_together_do_the_work_of_the_ground_once(at):
    build_world(at)
    all_mixed()

    # Then the film is gone, the series whole, the workbook read, and the promise in new hands
    assert Optagelse.objects.get().slettet_at
    assert not Optagelsesbid.objects.exists()
    assert Moedeserie.objects.get().moeder.count() == 3
    old, new = Dataimport.objects.order_by("pk")
    assert old.spor is None
    assert new.status == Dataimport.Status.FEJL
    assert Aftale.objects.get().ansvarlig.email == "p0@vestersund.example"
    assert Anmodning.objects.get().eskaleret_at
    # And the foster mother has each mail once: that about the meeting, those about her groups, and
    # that about the course if it left before the seat was given on
    hers = Moedebesked.objects.filter(deltager__plejeforaelder__isnull=False)
    courses, groups = Familiebesked.objects.all(), Gruppebesked.objects.all()
    for kind in (hers, courses, groups):
        assert not kind.to_mail(timezone.now()).exists()
    got = [message for message in mail.outbox if message.to == ["grete@familie.example"]]
    assert hers.exclude(done_at=None).count() == 1
    assert groups.exclude(done_at=None).count() == 2
    assert len(got) == 1 + 2 + courses.exclude(done_at=None).count()
