"""The right to the line follows the shift: from its first moment until a little after its last."""

from datetime import timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from akuttelefon.models import Vagt
from faelles import regler
from faelles.access import Permission
from faelles.models import Organisation

MINUTE = timedelta(minutes=1)


def holding(bruger, now):
    """Standing shifts of `bruger` that give her the line at `now` (W1, R16).

    The start belongs to the shift, the end does not; the minutes of akut.efter_vagten_minutter
    come on top, so that the last call can be written down.
    """
    margin = regler.span_in_query("akut.efter_vagten_minutter", OuterRef("kommune"), MINUTE)
    over = ExpressionWrapper(F("slut") + margin, DateTimeField())
    return (
        Vagt.objects.planned()
        .filter(bruger=bruger, start__lte=now)
        .alias(over=over)
        .filter(over__gt=now)
    )


def kommuner_paa_linjen(bruger):
    """Ids of the municipalities in which `bruger` may find every family now, as a QuerySet.

    Where she may log calls and holds a shift; with the rule akut.kun_paa_vagt switched off also
    where her role finds families without one.
    """
    logs = bruger.kommuner_med(Permission.LOG_OPKALD)
    if not logs:
        return Organisation.objects.none().values("pk")
    shifts = holding(bruger, timezone.now()).filter(kommune=OuterRef("pk"))
    desk = Q(pk__in=bruger.kommuner_med(Permission.FIND_ANY_FAMILIE), kun_paa_vagt=False)
    return (
        Organisation.objects.filter(pk__in=logs)
        .alias(kun_paa_vagt=regler.in_query("akut.kun_paa_vagt", OuterRef("pk")))
        .filter(Exists(shifts) | desk)
        .values("pk")
    )
