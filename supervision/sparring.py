"""Who may write faglig sparring about a family (E15): those who teach, supervise or follow it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier.models import Konsulenttildeling, Plejefamilie
from plejefamilier.written import written_once
from supervision.models import Forloeb, Forloebsdeltager, Kursus, Tilmelding


class FamilieTilSparringQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Families of which `bruger` is konsulent or stand-in, teacher or supervisor today."""
        today = timezone.localdate()
        kommuner = bruger.kommuner_med(Permission.PLAN_SUPERVISION)
        away = bruger.stedfortraeder_for.filter(on_day(today)).values("bruger")
        konsulent = Konsulenttildeling.objects.filter(
            Q(konsulent=bruger) | Q(konsulent__in=away), on_day(today), plejefamilie=OuterRef("pk")
        )
        held = Kursus.objects.naming_to(bruger).filter(
            Q(ansvarlig=bruger) | Q(pk__in=Kursus.objects.taught_by(bruger).values("pk"))
        )
        courses = Tilmelding.objects.seated().filter(
            kursus__in=held.values("pk"), plejefamilie=OuterRef("pk")
        )
        led = Forloeb.objects.led_by(bruger)
        groups = Forloebsdeltager.objects.filter(
            on_day(today), forloeb__in=led, plejefamilie=OuterRef("pk")
        )
        return self.filter(
            Exists(konsulent)
            | Exists(courses)
            | Exists(led.filter(plejefamilie=OuterRef("pk")))
            | Exists(groups),
            kommune__in=kommuner,
            ophoert_paa=None,
        )


def familier():
    """Families seen as somebody one has sparring with: a wider door, to a name only."""
    return FamilieTilSparringQuerySet(Plejefamilie)


def familier_til_sparring(bruger):
    """The families about which `bruger` may write."""
    return familier().visible_to(bruger)
