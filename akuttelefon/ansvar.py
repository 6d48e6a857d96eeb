"""Who follows up (R6): asked of the database, decided in one place."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Greatest

from akuttelefon.models import Opfoelgning
from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from plejefamilier.models import Fravaer, Konsulenttildeling

Grund = Opfoelgning.Grund
FOLLOWS_UP = [
    rolle
    for rolle, permissions in ROLE_PERMISSIONS.items()
    if Permission.COMPLETE_OPFOELGNING in permissions
]


@dataclass(frozen=True)
class Ansvar:
    """The person who follows up, or None when the municipality has no leader, and why."""

    bruger: Bruger | None
    grund: str


def ansvar_for(plejefamilie, kommune, day, *, overdraget_til=None):
    """Who is to follow up on `day` (R6).

    A colleague the duty was handed to, while she is there; the konsulent whose assignment holds
    that day; her named stedfortræder when she is absent; else the leader of the family's team.
    `plejefamilie` may be None: then a leader of the municipality finds out who rang.
    """
    if overdraget_til is not None and is_there(overdraget_til, kommune, day):
        return Ansvar(overdraget_til, Grund.OVERDRAGET)
    if plejefamilie is None:
        return _with_leader(kommune, None, day, Grund.LEDER_UKENDT)
    tildeling = plejefamilie.konsulent_on(day)
    if tildeling is None:
        return _with_leader(kommune, plejefamilie.team_id, day, Grund.LEDER_INGEN)
    konsulent = tildeling.konsulent
    fravaer = _fravaer(konsulent, day)
    if fravaer is None and can_follow_up(konsulent, kommune, day):
        return Ansvar(konsulent, Grund.FAST)
    if fravaer and fravaer.stedfortraeder and is_there(fravaer.stedfortraeder, kommune, day):
        return Ansvar(fravaer.stedfortraeder, Grund.STEDFORTRAEDER)
    return _with_leader(kommune, plejefamilie.team_id, day, Grund.LEDER_FRAVAER)


def leader_for(kommune, team_id, day):
    """The leader who is there that day, or None when the municipality has no leader (R5, R6).

    First the team's leaders, then all others; an absent leader's stedfortræder takes her place.
    """
    leaders = [
        *(Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=day, team=team_id)),
        *Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=day),
    ]
    for leader in leaders:
        fravaer = _fravaer(leader, day)
        if fravaer is None:
            return leader
        if fravaer.stedfortraeder and is_there(fravaer.stedfortraeder, kommune, day):
            return fravaer.stedfortraeder
    # everybody is away: the duty stays with a named leader rather than with nobody
    return leaders[0] if leaders else None


def not_settled(opfoelgninger, today):
    """Leave out the open duties that R6 gives to the person who has them, in one statement.

    Settled are those of a fixed konsulent who is there on the day that counts: nearly all. What is
    left is asked about one by one, so that a sweep over a whole country's duties stays short.
    """
    dag = OuterRef("dag")
    person = {"bruger": OuterRef("ansvarlig")}
    fast = Konsulenttildeling.objects.filter(
        on_day(dag), plejefamilie=OuterRef("opkald__plejefamilie"), konsulent=OuterRef("ansvarlig")
    )
    rolle = Rolletildeling.objects.filter(
        on_day(dag), kommune=OuterRef("opkald__kommune"), rolle__in=FOLLOWS_UP, **person
    )
    return opfoelgninger.annotate(dag=Greatest("frist", Value(today))).exclude(
        Exists(fast),
        Exists(rolle),
        ~Exists(Fravaer.objects.filter(on_day(dag), **person)),
        ansvarlig__is_active=True,
        overdraget_til=None,
        grund=Grund.FAST,
    )


def _with_leader(kommune, team_id, day, grund):
    leader = leader_for(kommune, team_id, day)
    return Ansvar(leader, grund if leader else Grund.INGEN)


def _fravaer(bruger, day):
    return (
        Fravaer.objects.filter(on_day(day), bruger=bruger).select_related("stedfortraeder").first()
    )


def can_follow_up(bruger, kommune, day):
    """True when `bruger` has an account and a role of `kommune` that follows up calls that day."""
    roles = Rolletildeling.objects.filter(
        on_day(day), bruger=bruger, kommune=kommune, rolle__in=FOLLOWS_UP
    )
    return bruger.is_active and roles.exists()


def is_there(bruger, kommune, day):
    """True when `bruger` can follow up and is not registered absent."""
    return can_follow_up(bruger, kommune, day) and _fravaer(bruger, day) is None
