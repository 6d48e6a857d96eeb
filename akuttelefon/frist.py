"""When an emergency call is followed up: pure functions over the calendar (R2–R5)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DANMARK = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True)
class Aabningstid:
    """The municipality's opening hours on a hverdag, half-open: open at 08.00, shut at 15.00."""

    aabner: time
    lukker: time

    def holds(self, moment, kalender):
        """True when `moment` (aware) lies inside opening hours on a hverdag."""
        local = moment.astimezone(DANMARK)
        inside = self.aabner <= local.time() < self.lukker
        return inside and kalender.is_hverdag(local.date())


def due_date(start, kalender, *, small_hours_same_day=False, aabner=time(0)):
    """The day a call that began at `start` (aware) is to be followed up at the latest (R2, R3).

    The first hverdag strictly after the local date of the start. With `small_hours_same_day` a
    call between midnight and `aabner` on a hverdag is due that same day (domain.md 5.7).
    """
    local = start.astimezone(DANMARK)
    if small_hours_same_day and local.time() < aabner and kalender.is_hverdag(local.date()):
        return local.date()
    return kalender.next_hverdag(local.date())


def notify_at(start, kalender, aabningstid):
    """When the konsulent is told: at once inside opening hours, else at the next opening (R4)."""
    if aabningstid.holds(start, kalender):
        return start
    local = start.astimezone(DANMARK)
    opens_today = local.time() < aabningstid.aabner and kalender.is_hverdag(local.date())
    day = local.date() if opens_today else kalender.next_hverdag(local.date())
    return at(day, aabningstid.aabner)


def escalate_at(frist, kalender, klokken):
    """When the leader is told of a duty still open: on the next hverdag after `frist` (R5)."""
    return at(kalender.next_hverdag(frist), klokken)


def overdue_from(frist):
    """The moment an open duty becomes overdue: the local midnight that ends its due date (R5)."""
    return at(frist + timedelta(days=1), time(0))


def at(day, klokken):
    """The aware moment of a local day and time."""
    return datetime.combine(day, klokken, tzinfo=DANMARK)


class NonexistentTimeError(ValueError):
    """The clock was put forward: that local time never was."""


class AmbiguousTimeError(ValueError):
    """The clock was put back: that local time was twice."""


def local_moment(day, klokken, *, second=None):
    """The moment, in UTC, of a typed local day and time (R2).

    In UTC, because Python compares and subtracts two Danish times by the clock on the wall.

    `second` tells which of two equal times is meant: False the first (summer time), True the
    second. Raises NonexistentTimeError in the hour that is skipped in March, and
    AmbiguousTimeError in the hour that comes twice in October when `second` is None.
    """
    first = datetime.combine(day, klokken, tzinfo=DANMARK)
    later = first.replace(fold=1)
    if first.utcoffset() == later.utcoffset():
        return first.astimezone(UTC)
    back = first.astimezone(UTC).astimezone(DANMARK)
    if back.time() != klokken:
        raise NonexistentTimeError
    if second is None:
        raise AmbiguousTimeError
    return (later if second else first).astimezone(UTC)
