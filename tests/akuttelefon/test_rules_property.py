"""R1–R6 against a slow, independent reading, over 2023–2030 (tests/akuttelefon/slow_rules.py)."""

import datetime
import uuid
from contextlib import contextmanager, suppress

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from akuttelefon import actions as akut
from akuttelefon import frist as rules
from akuttelefon import tasks
from akuttelefon.models import Opfoelgning, Opkald
from akuttelefon.plan import plan_opfoelgning
from faelles.access import Rolle
from faelles.models import Bruger, Lukkedag, Regelvaerdi, Rolletildeling
from faelles.workdays import Kalender
from plejefamilier import actions as ground
from plejefamilier.models import Fravaer, Konsulenttildeling, Plejefamilie
from tests.akuttelefon import slow_rules as slow
from tests.factories import BrugerFactory, KommuneFactory, PlejefamilieFactory, TeamFactory

FIRST, LAST = datetime.date(2023, 1, 1), datetime.date(2030, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)
UTC = datetime.UTC
DAY = datetime.timedelta(days=1)

many = settings(
    max_examples=400,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# Each of these has rows in the database; shrinking a failure would take minutes.
few = settings(
    many,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)

DEFAULT_DAYS = {(12, 24), (12, 31), (6, 5)}
BETWEEN = {(12, 28), (12, 29), (12, 30)}
dates = st.dates(FIRST, LAST)
closing_days = st.sampled_from(
    [
        DEFAULT_DAYS,
        DEFAULT_DAYS | BETWEEN,
        DEFAULT_DAYS | BETWEEN | {(12, 27), (5, 1)},
        DEFAULT_DAYS | {(5, 1)},
        set(),
    ]
).map(frozenset)
periods = st.lists(
    st.tuples(dates, st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY)),
    max_size=3,
).map(tuple)
opening = st.sampled_from([(8, 0, 15, 0), (7, 30, 16, 15), (0, 0, 12, 0), (9, 59, 10, 0)]).map(
    lambda t: (datetime.time(t[0], t[1]), datetime.time(t[2], t[3]))
)
towns = st.builds(
    lambda yearly, friday, closed, hours, small, klokken: slow.Town(
        yearly, friday, closed, *hours, small, klokken
    ),
    closing_days,
    st.booleans(),
    periods,
    opening,
    st.booleans(),
    st.sampled_from([datetime.time(8), datetime.time(8), datetime.time(10, 30)]),
)

# Most moments are drawn where the rules turn: the edges of the year, Easter, clock changes, and
# the seconds around midnight and the opening hours.
turning_days = st.sampled_from(
    [
        day + shift * DAY
        for year in YEARS
        for day in (
            datetime.date(year, 12, 24),
            datetime.date(year, 12, 31),
            datetime.date(year, 6, 4),
            datetime.date(year, 4, 30),
            slow.easter_sunday(year) - 4 * DAY,
            slow.easter_sunday(year) + 26 * DAY,
            slow.easter_sunday(year) + 38 * DAY,
            slow.easter_sunday(year) + 49 * DAY,
            *(
                moment.date()
                for moment in (slow.clock_change(year, 3), slow.clock_change(year, 10))
            ),
        )
        for shift in (-1, 0, 1)
    ]
)
turning_times = st.sampled_from(
    [
        datetime.time(*t)
        for t in (
            (0, 0),
            (0, 0, 1),
            (1, 59, 59),
            (2, 30),
            (3, 0),
            (7, 59, 59),
            (8, 0),
            (14, 59, 59, 999999),
            (15, 0),
            (19, 10),
            (23, 59, 59),
        )
    ]
)
walls = st.one_of(
    st.builds(datetime.datetime.combine, turning_days, turning_times),
    st.datetimes(
        datetime.datetime.combine(FIRST, datetime.time(12)),
        datetime.datetime.combine(LAST, datetime.time(12)),
    ),
)
# Naive UTC moments. In the doubled hour both are drawn; a skipped time is moved to the next hour.
moments = st.tuples(walls, st.booleans()).map(
    lambda pair: (slow.moments_of(pair[0]) or slow.moments_of(pair[0] + slow.HOUR))[
        -1 if pair[1] else 0
    ]
)


def aware(moment):
    return moment.replace(tzinfo=UTC)


def naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)


def kalender_of(town):
    """The program's calendar of the same town."""
    lukket = {}
    for first, last in town.periods:
        lukket |= {first + n * DAY: "Lukket" for n in range((last - first).days + 1)}
    return Kalender(
        faste=dict.fromkeys(town.yearly, "Lukket"),
        kristi_fredag=town.friday_after_ascension,
        lukket=lukket,
    )


# --- R1 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_eight_years_is_a_hverdag_or_not_as_the_law_says(year):
    # Given three towns: default days, everything closed, nothing closed
    for town in (
        slow.Town(),
        slow.Town(frozenset(DEFAULT_DAYS | BETWEEN | {(12, 27), (5, 1)}), True),
        slow.Town(frozenset()),
    ):
        kalender = kalender_of(town)
        day = datetime.date(year, 1, 1)
        while day.year == year:
            # Then the program's day and the slow reading's day are the same, with a reason or none
            assert kalender.is_hverdag(day) == slow.is_hverdag(day, town), day
            assert bool(kalender.why_closed(day)) != slow.is_hverdag(day, town), day
            day += DAY


def test_store_bededag_counts_until_2023_and_no_longer():
    assert not kalender_of(slow.Town()).is_hverdag(datetime.date(2023, 5, 5))
    assert kalender_of(slow.Town()).is_hverdag(datetime.date(2024, 4, 26))


@many
@given(towns, dates, st.integers(1, 15))
def test_next_and_nth_hverdag_are_found_by_walking(town, day, number):
    kalender = kalender_of(town)
    walk, seen = day, 0
    while seen < number:
        walk += DAY
        seen += slow.is_hverdag(walk, town)
    assert kalender.add_hverdage(day, number) == walk
    assert kalender.hverdage_between(day, walk) == number
    back = day
    while not slow.is_hverdag(back, town):
        back -= DAY
    assert kalender.roll_back(day) == back


# --- R2 --------------------------------------------------------------------------------------


@many
@given(walls.map(lambda wall: wall.replace(second=0, microsecond=0)))
def test_typed_time_is_the_moment_the_wall_clock_shows(wall):
    answers = slow.moments_of(wall)
    if not answers:
        with pytest.raises(rules.NonexistentTimeError):
            rules.local_moment(wall.date(), wall.time())
    elif len(answers) == 1:
        assert naive(rules.local_moment(wall.date(), wall.time())) == answers[0]
    else:
        with pytest.raises(rules.AmbiguousTimeError):
            rules.local_moment(wall.date(), wall.time())
        first = rules.local_moment(wall.date(), wall.time(), second=False)
        second = rules.local_moment(wall.date(), wall.time(), second=True)
        assert [naive(first), naive(second)] == answers


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("month", "hour", "error"),
    [(3, 2, rules.NonexistentTimeError), (10, 2, rules.AmbiguousTimeError)],
)
def test_the_whole_hour_of_each_clock_change_is_refused_or_asked_about(year, month, hour, error):
    day = slow.clock_change(year, month).date()
    assert day.isoweekday() == 7
    for minute in range(60):
        with pytest.raises(error):
            rules.local_moment(day, datetime.time(hour, minute))
    for edge in (datetime.time(hour - 1, 59), datetime.time(hour + 1, 0)):
        answer = rules.local_moment(day, edge)
        assert [naive(answer)] == slow.moments_of(datetime.datetime.combine(day, edge))


@many
@given(moments, st.integers(0, 600))
def test_duration_is_counted_in_utc(start, minutes):
    opkald = Opkald(start=aware(start), slut=aware(start + minutes * slow.MINUTE))
    assert opkald.minutter == minutes


# --- R3, R4, R5 ------------------------------------------------------------------------------


@many
@given(moments, towns)
@example(datetime.datetime(2026, 12, 24, 18, 10), slow.Town())
@example(
    datetime.datetime(2026, 12, 24, 18, 10), slow.Town(yearly=frozenset(DEFAULT_DAYS | BETWEEN))
)
def test_due_date(start, town):
    frist = rules.due_date(
        aware(start),
        kalender_of(town),
        small_hours_same_day=town.small_hours_same_day,
        aabner=town.opens,
    )
    assert frist == slow.due_date(start, town)


@many
@given(moments, towns)
def test_notified_at_once_while_open_else_at_the_next_opening(start, town):
    aabningstid = rules.Aabningstid(town.opens, town.shuts)
    kalender = kalender_of(town)
    assert aabningstid.holds(aware(start), kalender) == slow.is_open(start, town)
    answer = rules.notify_at(aware(start), kalender, aabningstid)
    assert naive(answer) == slow.notify_at(start, town)


@many
@given(dates, towns)
def test_overdue_and_escalation(frist, town):
    assert naive(rules.overdue_from(frist)) == slow.overdue_from(frist)
    answer = rules.escalate_at(frist, kalender_of(town), town.escalates)
    assert naive(answer) == slow.escalate_at(frist, town)


# --- the same, through the municipality's own rules in the database ---------------------------


@contextmanager
def rolled_back():
    """One example in a transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


YEARLY_KEYS = {
    (5, 1): "kalender.lukket_1_maj",
    (6, 5): "kalender.lukket_grundlovsdag",
    (12, 24): "kalender.lukket_juleaftensdag",
    (12, 27): "kalender.lukket_27_december",
    (12, 28): "kalender.lukket_28_december",
    (12, 29): "kalender.lukket_29_december",
    (12, 30): "kalender.lukket_30_december",
    (12, 31): "kalender.lukket_nytaarsaftensdag",
}


def store(town, kommune, by):
    """Write the town's facts as the municipality's own rules and closed periods."""
    own = {key: day in town.yearly for day, key in YEARLY_KEYS.items()}
    own |= {
        "kalender.lukket_efter_kristi_himmelfart": town.friday_after_ascension,
        "akut.aabner": f"{town.opens:%H.%M}",
        "akut.lukker": f"{town.shuts:%H.%M}",
        "akut.smaa_timer_samme_dag": town.small_hours_same_day,
        "akut.eskalering_kl": f"{town.escalates:%H.%M}",
    }
    Regelvaerdi.objects.bulk_create(
        Regelvaerdi(
            kommune=kommune, key=key, vaerdi=value, fra=FIRST, begrundelse="Prøve", set_by=by
        )
        for key, value in own.items()
    )
    Lukkedag.objects.bulk_create(
        Lukkedag(kommune=kommune, navn="Lukket", fra=first, til=last)
        for first, last in town.periods
    )


@few
@given(moments, towns)
def test_a_call_gets_what_its_own_municipality_has_decided(db, start, town):
    with rolled_back(), time_machine.travel(aware(start), tick=False):
        # Given a municipality with its own days and hours beside one that has the default
        leder = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(), fra=FIRST - 400 * DAY)
        kommune = leder.organisation
        store(town, kommune, leder)
        other = KommuneFactory()

        # When a call is planned in each
        plan = plan_opfoelgning(kommune=kommune, plejefamilie=None, start=aware(start))
        default = plan_opfoelgning(kommune=other, plejefamilie=None, start=aware(start))

        # Then each follows its own rules
        assert plan.frist == slow.due_date(start, town)
        assert naive(plan.notify_at) == slow.notify_at(start, town)
        assert plan.i_aabningstid == slow.is_open(start, town)
        assert default.frist == slow.due_date(start, slow.Town())
        # … and the closed days it names are those between the call and the due date
        day, closed = slow.local(start).date() + DAY, []
        while day <= plan.frist:
            if not slow.is_hverdag(day, town):
                closed.append(day.isoformat())
            day += DAY
        assert [iso for iso, _ in plan.oversprungne] == closed
        # … and the overdue list and the escalation of a real call turn at the second
        akut.log_opkald(
            by=leder,
            kommune=kommune,
            plejefamilie=None,
            start=aware(start),
            idempotency_key=uuid.uuid4(),
            opkalder=Opkald.Opkalder.ANDEN,
            situation="Prøve",
            alvor=Opkald.Alvor.ALVORLIGT,
            udfald=Opkald.Udfald.ROLIGT,
        )
        second = datetime.timedelta(seconds=1)
        overdue, told = slow.overdue_from(plan.frist), slow.escalate_at(plan.frist, town)
        assert overdue_and_told(overdue - second) == (0, 0)
        assert overdue_and_told(overdue) == (1, int(told == overdue))
        assert overdue_and_told(told - second) == (int(told > overdue), 0)
        assert overdue_and_told(told) == (1, int(told != overdue))
        assert overdue_and_told(told + second) == (1, 0)


def overdue_and_told(moment):
    """How many duties are overdue at `moment`, and how many leaders beat's task tells just then."""
    with time_machine.travel(aware(moment), tick=False):
        overdue = Opfoelgning.objects.overdue(timezone.localdate()).count()
        return overdue, tasks.escalate_overdue()


# --- R6 --------------------------------------------------------------------------------------

WEEK = datetime.date(2026, 12, 14)
near = st.integers(0, 30).map(lambda n: WEEK + n * DAY)
people = st.integers(0, 6)
familier = st.integers(0, 2)
changes = st.one_of(
    st.tuples(st.just("assign"), familier, people, near),
    st.tuples(st.just("assign"), familier, people, near),
    st.tuples(st.just("end"), familier, near),
    st.tuples(st.just("absent"), people, near, st.integers(0, 9), st.none() | people),
    st.tuples(st.just("absent"), people, near, st.integers(0, 9), st.none() | people),
    st.tuples(st.just("back"), st.integers(0, 5)),
    st.tuples(st.just("team"), familier, st.integers(0, 1)),
    st.tuples(st.just("call"), st.none() | familier, st.integers(0, 60)),
    st.tuples(st.just("call"), familier, st.integers(0, 60)),
    st.tuples(st.just("link"), familier),
    st.tuples(st.just("hand over"), st.integers(0, 5), people),
    st.tuples(st.just("close"), st.integers(0, 5)),
    st.tuples(st.just("leaves"), people, near),
    st.tuples(st.just("leaves"), people, near),
    st.tuples(st.just("wait"), st.integers(1, 150)),
    st.tuples(st.just("wait"), st.integers(1, 150)),
    st.tuples(st.just("wait"), st.integers(1, 150)),
)


class Play:
    """A small municipality in which people come, go and ring, one change after another."""

    def __init__(self):
        self.kommune = KommuneFactory()
        self.teams = [TeamFactory(kommune=self.kommune) for _ in range(2)]
        roles = [
            *((Rolle.KONSULENT, self.teams[n % 2]) for n in range(4)),
            *((Rolle.TEAMLEDER, team) for team in self.teams),
        ]
        self.people = [BrugerFactory(rolle=rolle, team=team) for rolle, team in roles]
        # the seventh takes calls but follows none up: a duty must never land on her
        self.vagt = BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=self.kommune)
        self.people.append(self.vagt)
        self.familier = [
            PlejefamilieFactory(team=self.teams[n % 2], konsulent=self.people[n] if n < 2 else None)
            for n in range(3)
        ]
        self.by = self.people[4]

    def open(self):
        return [*Opfoelgning.objects.open().order_by("pk")]

    def do(self, change):
        """Carry out one change through the program's own actions; a refusal is an answer too."""
        kind, *rest = change
        with suppress(ValidationError):
            getattr(self, f"_{kind.replace(' ', '_')}")(*rest)

    def _assign(self, familie, person, fra):
        ground.assign_konsulent(
            by=self.by,
            plejefamilie=self.familier[familie],
            konsulent=self.people[person],
            fra=fra,
            begrundelse="Prøve",
        )

    def _end(self, familie, til):
        ground.end_konsulent(by=self.by, plejefamilie=self.familier[familie], til=til)

    def _absent(self, person, fra, days, stand_in):
        ground.register_fravaer(
            by=self.by,
            bruger=self.people[person],
            fra=fra,
            til=fra + days * DAY,
            stedfortraeder=None if stand_in is None else self.people[stand_in],
        )

    def _back(self, number):
        rows = [*Fravaer.objects.order_by("pk")]
        if rows:
            ground.remove_fravaer(by=self.by, fravaer=rows[number % len(rows)])

    def _team(self, familie, team):
        row = Plejefamilie.objects.get(pk=self.familier[familie].pk)
        ground.update_plejefamilie(
            by=self.by, plejefamilie=row, version=row.version, team=self.teams[team]
        )

    def _call(self, familie, hours_ago):
        akut.log_opkald(
            by=self.vagt,
            kommune=self.kommune,
            plejefamilie=None
            if familie is None
            else Plejefamilie.objects.get(pk=self.familier[familie].pk),
            start=datetime.datetime.now(UTC) - datetime.timedelta(hours=hours_ago),
            idempotency_key=uuid.uuid4(),
            opkalder=Opkald.Opkalder.ANDEN,
            situation="Prøve",
            alvor=Opkald.Alvor.ALVORLIGT,
            udfald=Opkald.Udfald.ROLIGT,
        )

    def _link(self, familie):
        opkald = Opkald.objects.filter(plejefamilie=None).first()
        if opkald:
            row = Plejefamilie.objects.get(pk=self.familier[familie].pk)
            akut.link_opkald(by=self.by, opkald=opkald, plejefamilie=row)

    def _hand_over(self, number, person):
        rows = self.open()
        if rows:
            akut.hand_over_opfoelgning(
                by=self.by,
                opfoelgning=rows[number % len(rows)],
                til=self.people[person],
                begrundelse="Prøve",
            )

    def _close(self, number):
        rows = self.open()
        if rows:
            akut.complete_opfoelgning(
                by=self.by,
                opfoelgning=rows[number % len(rows)],
                notat="Prøve",
                resultat=Opfoelgning.Resultat.TALT,
            )

    def _leaves(self, person, til):
        """Her role ends; the calendar, not an action, takes her duties away."""
        Rolletildeling.objects.filter(bruger=self.people[person]).update(til=til)
        tasks.reassign_open()

    def staff(self):
        """The tables as plain rows for the slow reading."""

        def rows(model, **names):
            return [
                {mine: row[theirs] for mine, theirs in names.items()}
                for row in model.objects.values(*names.values())
            ]

        period = {"fra": "fra", "til": "til"}
        return slow.Staff(
            assignments=rows(
                Konsulenttildeling,
                plejefamilie="plejefamilie_id",
                konsulent="konsulent_id",
                **period,
            ),
            absences=rows(
                Fravaer, bruger="bruger_id", stedfortraeder="stedfortraeder_id", **period
            ),
            roles=rows(
                Rolletildeling,
                id="id",
                bruger="bruger_id",
                rolle="rolle",
                kommune="kommune_id",
                team="team_id",
                **period,
            ),
            inactive={row.pk for row in Bruger.objects.all() if not row.is_active},
        )

    def assert_as_read(self, today):
        staff = self.staff()
        for row in Opfoelgning.objects.open().select_related("opkald__plejefamilie"):
            familie = row.opkald.plejefamilie
            wanted = slow.assignee(
                staff,
                familie=familie.pk if familie else None,
                kommune=self.kommune.pk,
                team=familie.team_id if familie else None,
                day=max(row.frist, today),
                handed_to=row.overdraget_til_id,
            )
            assert row.ansvarlig_id == wanted
            if row.ansvarlig_id is not None and familie is not None:
                # … and whoever has the duty sees the family, if she still works here today
                person = Bruger.objects.get(pk=row.ansvarlig_id)
                if person.kommune:
                    seen = Plejefamilie.objects.visible_to(person).filter(pk=familie.pk)
                    assert seen.exists()
        assert tasks.reassign_open() == 0


@settings(few, max_examples=40)
@given(st.lists(changes, min_size=4, max_size=14))
def test_every_open_duty_stays_with_the_one_r6_names(db, story):
    with (
        rolled_back(),
        time_machine.travel(datetime.datetime(2026, 12, 18, 9, tzinfo=UTC)) as clock,
    ):
        play = Play()
        play.do(("call", 0, 1))
        play.do(("call", None, 2))
        for change in story:
            if change[0] == "wait":
                clock.shift(datetime.timedelta(hours=change[1]))
                tasks.reassign_open()
            else:
                play.do(change)
            today = slow.local(datetime.datetime.now(UTC).replace(tzinfo=None)).date()
            play.assert_as_read(today)
