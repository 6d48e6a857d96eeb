"""Who assesses a notification of concern, and when the leader hears of it (domain 3.2)."""

from dataclasses import dataclass
from datetime import timedelta

from akuttelefon.models import Underretning
from faelles import regler
from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from plejefamilier.models import Barn, Fravaer

Grund = Underretning.Grund
ASSESSES = [
    rolle
    for rolle, permissions in ROLE_PERMISSIONS.items()
    if Permission.ASSESS_UNDERRETNING in permissions
]
NOT_YET, WARNING, OVERDUE = 0, 1, 2  # the steps of the escalation; OVERDUE + n is its nth repeat


@dataclass(frozen=True)
class Vurderer:
    """The person who assesses, or None when there is no leader; why; and the others to be told."""

    bruger: Bruger | None
    grund: str
    andre: tuple = ()


def vurderer_for(opkald, day):
    """Who assesses `opkald` on `day`: the myndighedsrådgiver of its children, else the leader.

    When no child is marked, the children who live with the family count. Are there several
    rådgivere, the oldest child's has the duty and the others are told.
    """
    kommune, familie = opkald.kommune, opkald.plejefamilie
    children = [*opkald.boern.select_related("myndighedsraadgiver").order_by("foedselsdag", "pk")]
    if not children and familie is not None:
        children = [*Barn.objects.living_with(familie).select_related("myndighedsraadgiver")]
    found = [barn.myndighedsraadgiver for barn in children if barn.myndighedsraadgiver_id]
    there = [bruger for bruger in dict.fromkeys(found) if is_there(bruger, kommune, day)]
    if there:
        return Vurderer(there[0], Grund.RAADGIVER, tuple(there[1:]))
    leader = leader_who_assesses(kommune, familie.team_id if familie else None, day)
    if leader is None:
        return Vurderer(None, Grund.INGEN)
    if familie is None and not children:
        return Vurderer(leader, Grund.LEDER_UKENDT)
    return Vurderer(leader, Grund.LEDER_FRAVAER if found else Grund.LEDER)


def leaders_of(kommune, team_id, day):
    """The leaders of a team that day; all of the municipality when the team has none."""
    everybody = Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=day)
    if team_id is None:
        return [*everybody]
    own = Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=day, team=team_id)
    return [*own] or [*everybody]


def leader_who_assesses(kommune, team_id, day):
    """A leader who is there, the team's own first; an absent one rather than nobody; or None."""
    everybody = Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=day)
    leaders = [*leaders_of(kommune, team_id, day), *everybody]
    away = {
        *Fravaer.objects.filter(on_day(day), bruger__in=leaders).values_list("bruger", flat=True)
    }
    there = [leader for leader in leaders if leader.pk not in away]
    return next(iter([*there, *leaders]), None)


def can_assess(bruger, kommune, day):
    """True when `bruger` has an account and a role of `kommune` that assesses that day."""
    roles = Rolletildeling.objects.filter(
        on_day(day), bruger=bruger, kommune=kommune, rolle__in=ASSESSES
    )
    return bruger.is_active and roles.exists()


def is_there(bruger, kommune, day):
    """True when `bruger` can assess and is not registered absent."""
    away = Fravaer.objects.filter(on_day(day), bruger=bruger)
    return can_assess(bruger, kommune, day) and not away.exists()


def may_assess(kommune, day):
    """Everybody to whom an assessment can be handed."""
    roles = Rolletildeling.objects.filter(on_day(day), kommune=kommune, rolle__in=ASSESSES)
    return Bruger.objects.filter(is_active=True, pk__in=roles.values("bruger")).order_by("navn")


def deadline(begyndt_at, kommune):
    """When the assessment must be there: real hours, whatever the clock on the wall does (R2)."""
    hours = regler.value("akut.underretning_timer", kommune)
    return begyndt_at + timedelta(hours=hours)


def step_at(underretning, now):
    """Which step of the escalation `now` has reached for an open duty, whether told or not.

    WARNING from some hours before the deadline while nobody has taken it, OVERDUE after the
    deadline until it is assessed, one more for every repeat.
    """
    kommune = underretning.opkald.kommune
    if now > underretning.frist:
        again = timedelta(hours=regler.value("akut.underretning_gentag_timer", kommune))
        return OVERDUE + (now - underretning.frist) // again
    before = timedelta(hours=regler.value("akut.underretning_varsel_timer", kommune))
    waiting = underretning.taget_at is None and now >= underretning.frist - before
    return WARNING if waiting else NOT_YET
