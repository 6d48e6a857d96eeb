"""Rules R1–R6 of domain.md read slowly and literally, to judge the program by.

Nothing here is shared with the program: Easter is computed by hand, summer time from the EU rule,
and due dates are found by walking through days and minutes. Moments are naive UTC datetimes.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Town:
    """A municipality's closing days and hours, as plain facts.

    `yearly` are (month, day) pairs; `periods` are (first, last) dates, both closed.
    """

    yearly: frozenset = frozenset({(12, 24), (12, 31), (6, 5)})
    friday_after_ascension: bool = False
    periods: tuple = ()
    opens: datetime.time = datetime.time(8)
    shuts: datetime.time = datetime.time(15)
    small_hours_same_day: bool = False
    escalates: datetime.time = datetime.time(8)


@lru_cache(maxsize=64)
def easter_sunday(year):
    """Gauss' rule in the form of Meeus, Jones and Butcher (1876)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, no_leap = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * no_leap + 2 * quarter - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays_of(year):
    """The public holidays of Denmark: store bededag until 2023, by the law of 2023."""
    easter = easter_sunday(year)
    days = {
        datetime.date(year, 1, 1),
        easter - 3 * DAY,  # skærtorsdag
        easter - 2 * DAY,  # langfredag
        easter,
        easter + 1 * DAY,  # 2. påskedag
        easter + 39 * DAY,  # Kristi himmelfartsdag
        easter + 49 * DAY,  # pinsedag
        easter + 50 * DAY,  # 2. pinsedag
        datetime.date(year, 12, 25),
        datetime.date(year, 12, 26),
    }
    if year <= 2023:
        days.add(easter + 26 * DAY)  # store bededag
    return frozenset(days)


def is_hverdag(day, town):
    """R1."""
    if day.isoweekday() in (6, 7):
        return False
    if day in holidays_of(day.year):
        return False
    if (day.month, day.day) in town.yearly:
        return False
    if town.friday_after_ascension and day == easter_sunday(day.year) + 40 * DAY:
        return False
    return not any(first <= day <= last for first, last in town.periods)


@lru_cache(maxsize=64)
def clock_change(year, month):
    """Both clock changes happen at 01:00 UTC on the last Sunday of the month."""
    day = datetime.datetime(year, month, 31, 1)
    while day.isoweekday() != 7:
        day -= DAY
    return day


def local(moment):
    """R2: a naive UTC moment as Danish wall-clock time."""
    summer = clock_change(moment.year, 3) <= moment < clock_change(moment.year, 10)
    return moment + (2 if summer else 1) * HOUR


def moments_of(wall):
    """Every UTC moment at which the wall clock shows `wall`: none, one or two, in order."""
    return [wall - hours * HOUR for hours in (2, 1) if local(wall - hours * HOUR) == wall]


def is_open(moment, town):
    """R4: half-open opening hours, on a hverdag."""
    wall = local(moment)
    return town.opens <= wall.time() < town.shuts and is_hverdag(wall.date(), town)


def due_date(start, town):
    """R3, and the setting of domain.md 5.7 for the small hours."""
    wall = local(start)
    day = wall.date()
    if town.small_hours_same_day and wall.time() < town.opens and is_hverdag(day, town):
        return day
    while True:
        day += DAY
        if is_hverdag(day, town):
            return day


def notify_at(start, town):
    """R4: at once while open, else the first whole minute that is open."""
    if is_open(start, town):
        return start
    moment = start.replace(second=0, microsecond=0)
    while True:
        moment += MINUTE
        if is_open(moment, town):
            return moment


def overdue_from(due):
    """R5: the first minute of the day after."""
    moment = datetime.datetime.combine(due, datetime.time(12))
    while local(moment).date() <= due:
        moment += MINUTE
    return moment


def escalate_at(due, town):
    """R5: at the municipality's hour on the first hverdag after the due date."""
    moment = overdue_from(due)
    while True:
        wall = local(moment)
        if is_hverdag(wall.date(), town) and wall.time() >= town.escalates:
            return moment
        moment += MINUTE


@dataclass(frozen=True)
class Staff:
    """What the tables say about people, as plain rows (dicts) read without the program's queries.

    `assignments` plejefamilie, konsulent, fra, til · `absences` bruger, fra, til, stedfortraeder ·
    `roles` id, bruger, rolle, kommune, team, fra, til · `inactive` ids of closed accounts.
    """

    assignments: list
    absences: list
    roles: list
    inactive: set


def _holds(row, day):
    return row["fra"] <= day and (row["til"] is None or day <= row["til"])


def _absence(staff, person, day):
    for row in staff.absences:
        if row["bruger"] == person and _holds(row, day):
            return row
    return None


def _can_follow_up(staff, person, kommune, day):
    """She has an account and, that day, a role in the municipality that follows up calls."""
    if person in staff.inactive:
        return False
    return any(
        row["bruger"] == person
        and row["kommune"] == kommune
        and row["rolle"] in ("konsulent", "teamleder")
        and _holds(row, day)
        for row in staff.roles
    )


def _is_there(staff, person, kommune, day):
    return _can_follow_up(staff, person, kommune, day) and _absence(staff, person, day) is None


def _leader(staff, kommune, team, day):
    """Whoever leads the team, else whoever leads another team; a stand-in steps in for her."""
    candidates = [
        row
        for row in staff.roles
        if row["rolle"] == "teamleder"
        and row["kommune"] == kommune
        and _holds(row, day)
        and row["bruger"] not in staff.inactive
    ]
    by_person = sorted(candidates, key=lambda row: row["bruger"])
    mine_first = [row for row in by_person if row["team"] == team] if team else []
    for row in [*mine_first, *by_person]:
        absence = _absence(staff, row["bruger"], day)
        if absence is None:
            return row["bruger"]
        stand_in = absence["stedfortraeder"]
        if stand_in is not None and _is_there(staff, stand_in, kommune, day):
            return stand_in
    ordered = [*mine_first, *by_person]
    return ordered[0]["bruger"] if ordered else None


def assignee(staff, *, familie, kommune, team, day, handed_to=None):
    """R6: whose duty it is on `day`, as an id or None.

    `familie` and `team` are ids, or None for an unknown caller; `handed_to` is the colleague the
    duty was handed to, who keeps it while she is there.
    """
    if handed_to is not None and _is_there(staff, handed_to, kommune, day):
        return handed_to
    for row in staff.assignments:
        if familie is not None and row["plejefamilie"] == familie and _holds(row, day):
            konsulent = row["konsulent"]
            absence = _absence(staff, konsulent, day)
            if absence is None and _can_follow_up(staff, konsulent, kommune, day):
                return konsulent
            stand_in = absence["stedfortraeder"] if absence else None
            if stand_in is not None and _is_there(staff, stand_in, kommune, day):
                return stand_in
    return _leader(staff, kommune, team, day)
