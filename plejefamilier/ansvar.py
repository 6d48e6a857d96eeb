"""Who has the duties of a family on a day (R6), asked of the database and never kept.

The fixed konsulent; her named stedfortræder while she is away; else the leader of the team. The
answer follows assignments, absence and roles by itself, on the day they change.
"""

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger
from plejefamilier.models import Fravaer, Konsulenttildeling, Plejefamilie
from plejefamilier.raekkevidde import remembered_on_day

LEDER = "Teamlederen"


@remembered_on_day("plejefamilie")
def familier_of(bruger, day):
    """The families whose duties are `bruger`'s on `day`, as a QuerySet."""
    tildelinger = Konsulenttildeling.objects.holding(day).filter(plejefamilie=OuterRef("pk"))
    away = bruger.stedfortraeder_for.filter(on_day(day)).values("bruger")
    return Plejefamilie.objects.filter(
        Exists(_present(tildelinger, day).filter(konsulent=bruger))
        | Exists(tildelinger.filter(konsulent__in=away))
        | Q(
            ~Exists(_present(tildelinger, day)),
            ~Exists(_stood_in_for(tildelinger, day)),
            team__in=bruger.teams_med(Permission.LEAD_TEAM),
        )
    )


def ansvarlig_navn(day, familie="plejefamilie"):
    """The name of whoever has the duties of the family of a row, as an expression.

    `familie` is the path from the row to its family. Without konsulent and stand-in it is LEDER.
    """
    tildelinger = Konsulenttildeling.objects.holding(day).filter(plejefamilie=OuterRef(familie))
    stand_in = _stood_in_for(tildelinger, day).annotate(
        hvem=F("konsulent__fravaer__stedfortraeder__navn")
    )
    return Coalesce(
        Subquery(_present(tildelinger, day).values("konsulent__navn")[:1]),
        Subquery(stand_in.values("hvem")[:1]),
        Value(LEDER),
    )


def ansvarlige_for(plejefamilie, day):
    """The people who have the duties of one family on `day`: one person, or the team's leaders."""
    tildeling = (
        Konsulenttildeling.objects.holding(day)
        .filter(plejefamilie=plejefamilie)
        .select_related("konsulent")
        .first()
    )
    if tildeling is not None:
        fravaer = (
            Fravaer.objects.filter(on_day(day), bruger=tildeling.konsulent)
            .select_related("stedfortraeder")
            .first()
        )
        if fravaer is None:
            return [tildeling.konsulent]
        if fravaer.stedfortraeder and fravaer.stedfortraeder.is_active:
            return [fravaer.stedfortraeder]
    return ledere_for(plejefamilie, day)


def ledere_for(plejefamilie, day):
    """The leaders of the family's team on `day`; those of the municipality when it has none."""
    asked = {"kommune": plejefamilie.kommune_id, "day": day}
    ledere = Bruger.objects.with_role(Rolle.TEAMLEDER, team=plejefamilie.team_id, **asked)
    return [*ledere] or [*Bruger.objects.with_role(Rolle.TEAMLEDER, **asked)]


def _present(tildelinger, day):
    """Those whose konsulent is not away."""
    return tildelinger.filter(
        ~Exists(Fravaer.objects.filter(on_day(day), bruger=OuterRef("konsulent")))
    )


def _stood_in_for(tildelinger, day):
    """Those whose konsulent is away with somebody to stand in."""
    return tildelinger.filter(
        konsulent__fravaer__fra__lte=day,
        konsulent__fravaer__til__gte=day,
        konsulent__fravaer__stedfortraeder__is_active=True,
    )
