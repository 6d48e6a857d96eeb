"""Agreements with an owner and a deadline: they stand on Min dag until they are done."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models.kreds import Kredsrolle
from plejefamilier.models.moede import Deltager, Moede
from plejefamilier.models.sag import Sag, SagQuerySet
from plejefamilier.written import written_once


def left_by_owner(today):
    """True of an agreement whose owner was in the circle of its case, and is no longer."""
    places = Kredsrolle.objects.filter(
        Q(bruger=OuterRef("ansvarlig")) | Q(stedfortraeder=OuterRef("ansvarlig"))
    ).filter(Q(barn=OuterRef("barn")) | Q(barn=None, plejefamilie=OuterRef("plejefamilie")))
    return Exists(places.filter(til__lt=today)) & ~Exists(places.filter(on_day(today)))


class AftaleQuerySet(SagQuerySet):
    @written_once
    def visible_to(self, bruger):
        """One's own, a colleague's one stands in for, one's cases', and one's meetings'.

        Whoever leaves the circle of the case leaves what she promised in it, kept or not.
        """
        today = timezone.localdate()
        moeder = Deltager.objects.opens_for(bruger).values("moede")
        away = bruger.stedfortraeder_for.filter(on_day(today)).values("bruger")
        return self.filter(
            Q(Q(ansvarlig=bruger) | Q(ansvarlig__in=away), kommune__in=bruger.kommuner)
            & ~left_by_owner(today)
            | Q(pk__in=self.of_cases_of(bruger).values("pk"))
            | Q(moede__in=moeder)
        )

    def editable_by(self, bruger):
        """What `bruger` may close, change or drop: hers, what she stands in for, her own cases.

        Who reads it as a participant of the meeting only, or for a colleague's sake, does not.
        """
        today = timezone.localdate()
        away = bruger.stedfortraeder_for.filter(on_day(today)).values("bruger")
        cases = self.of_cases_of(bruger).values("pk")
        pen = bruger.can(Permission.MANAGE_MOEDER)
        return self.visible_to(bruger).filter(
            Q(ansvarlig=bruger)
            | Q(by=bruger)
            | Q(ansvarlig__in=away)
            | (Q(pk__in=cases) if pen else Q(pk=None))
        )

    def open(self):
        return self.filter(udfoert_at=None, droppet_at=None)

    def by_urgency(self):
        return self.order_by("frist", "pk")


@track
class Aftale(Sag):
    """Somebody has agreed to do something by a day.

    `ansvarlig` is the user whose Min dag it stands on. `ansvarlig_navn` is a person outside Samspil
    who is to do it, and then `ansvarlig` sees to it that it happens.
    """

    moede = models.ForeignKey(Moede, models.PROTECT, null=True, blank=True, related_name="aftaler")
    kontakt = models.ForeignKey(
        "plejefamilier.Kontakt", models.PROTECT, null=True, blank=True, related_name="aftaler"
    )
    tekst = models.CharField("hvad er aftalt?", max_length=500)
    ansvarlig = models.ForeignKey(
        Bruger, models.PROTECT, related_name="aftaler", verbose_name="hvem?"
    )
    ansvarlig_navn = models.CharField("på vegne af en uden for Samspil", max_length=120, blank=True)
    frist = models.DateField("senest")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    udfoert_at = models.DateTimeField(null=True, editable=False)
    udfoert_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    udfald = models.CharField("hvordan gik det?", max_length=500, blank=True)
    droppet_at = models.DateTimeField(null=True, editable=False)
    droppet_fordi = models.CharField("hvorfor bortfalder den?", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AftaleQuerySet.as_manager()

    class Meta:
        verbose_name = "aftale"
        verbose_name_plural = "aftaler"
        ordering = ["frist", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plejefamilie__isnull=False)
                | Q(barn__isnull=False)
                | Q(moede__isnull=False),
                name="aftale_sag",
                violation_error_message="Vælg den familie eller det barn, det handler om.",
            ),
            models.CheckConstraint(
                condition=Q(droppet_at=None) | ~Q(droppet_fordi=""),
                name="aftale_dropped_why",
                violation_error_message="Skriv, hvorfor aftalen bortfalder.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ansvarlig", "frist"],
                condition=Q(udfoert_at=None, droppet_at=None),
                name="aftale_open",
            )
        ]

    def __str__(self):
        return "Aftale"
