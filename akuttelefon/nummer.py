"""The line's number: which one holds, and which families have been given the newest (K1)."""

from django.db.models import Exists, OuterRef, Q, Subquery

from akuttelefon.models import Linjenummer, Nummerudlevering
from faelles.constraints import on_day
from plejefamilier.models import Konsulenttildeling, Plejefamilie


def number_on(kommune_id, day):
    """The Linjenummer that families of the municipality ring on `day`, or None."""
    return Linjenummer.objects.filter(on_day(day), kommune=kommune_id).first()


def newest_number(kommune_id):
    """The number to hand out: the one that is coming, else today's. None when none is set."""
    return Linjenummer.objects.filter(kommune=kommune_id, til=None).first()


def uden_nummer(familier):
    """Those of `familier` (a QuerySet) whose municipality has a number they have not been given.

    A number is handed out again when it changes, so only the newest counts.
    """
    newest = Linjenummer.objects.filter(kommune=OuterRef("kommune"), til=None)
    given = Nummerudlevering.objects.filter(
        plejefamilie=OuterRef("pk"), linjenummer=OuterRef("nyeste_nummer")
    )
    return (
        familier.active()
        .annotate(nyeste_nummer=Subquery(newest.values("pk")[:1]))
        .exclude(nyeste_nummer=None)
        .filter(~Exists(given))
    )


def familier_hos(bruger, day, teams):
    """The active families that `bruger` herself has to do with on `day`.

    Those whose fixed konsulent she is or stands in for, and in the `teams` she leads those that
    have nobody there: no konsulent, or one who is away without a stand-in.
    """
    away = bruger.stedfortraeder_for.filter(on_day(day)).values("bruger")
    mine = Konsulenttildeling.objects.holding(day).filter(
        Q(konsulent=bruger) | Q(konsulent__in=away), plejefamilie=OuterRef("pk")
    )
    nobody = Plejefamilie.objects.without_konsulent() | (
        Plejefamilie.objects.without_stedfortraeder()
    )
    led = Q(team__in=teams, pk__in=nobody.values("pk")) if teams else Q(pk=None)
    return Plejefamilie.objects.active().filter(Exists(mine) | led)
