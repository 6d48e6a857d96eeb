"""What was wrong in a finished call: signed entries beside it, never a change of it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from akuttelefon.models.opkald import Opkald
from faelles.constraints import both_or_neither
from faelles.history import track
from faelles.models import Bruger


class OfOpkaldQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(opkald__in=Opkald.objects.visible_to(bruger))


class Rettelse(models.Model):
    """A correction or an addition, signed, shown beside what it corrects (notatpligt, 3.3)."""

    class Felt(models.TextChoices):
        HVEM = "hvem", "Hvem der ringede"
        BOERN = "boern", "Hvem det handler om"
        TIDSPUNKT = "tidspunkt", "Tidspunktet"
        SITUATION = "situation", "Situationen"
        RAAD = "raad", "Det vagten rådede til"
        ALVOR = "alvor", "Hvor alvorligt det er"
        UDFALD = "udfald", "Hvordan samtalen sluttede"
        OPFOELGNING = "opfoelgning", "Opfølgningen"
        ANDET = "andet", "Noget andet"

    opkald = models.ForeignKey(Opkald, models.PROTECT, related_name="rettelser")
    felt = models.CharField("hvad retter du?", max_length=20, choices=Felt)
    tekst = models.TextField("det rigtige er")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    idempotency_key = models.UUIDField(unique=True, editable=False)

    objects = OfOpkaldQuerySet.as_manager()

    class Meta:
        verbose_name = "rettelse"
        verbose_name_plural = "rettelser"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(tekst=""), name="rettelse_tekst"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return "Rettelse"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.opkald.kommune_id


class TilbagetraekningQuerySet(OfOpkaldQuerySet):
    def undoable_by(self, bruger):
        """Standing withdrawals that `bruger` made, or that a leader may undo."""
        led = Opkald.objects.led_by(bruger)
        return self.visible_to(bruger).filter(Q(by=bruger) | Q(opkald__in=led), fortrudt_at=None)


@track
class Tilbagetraekning(models.Model):
    """A call that was written by mistake is withdrawn, with a reason. Call and trail stay."""

    opkald = models.ForeignKey(Opkald, models.PROTECT, related_name="tilbagetraekninger")
    begrundelse = models.TextField("hvorfor trækkes opkaldet tilbage?")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    fortrudt_at = models.DateTimeField("fortrudt", null=True, editable=False)
    fortrudt_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")

    objects = TilbagetraekningQuerySet.as_manager()

    class Meta:
        verbose_name = "tilbagetrækning"
        verbose_name_plural = "tilbagetrækninger"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(begrundelse=""), name="tilbagetraekning_begrundet"),
            both_or_neither("fortrudt_at", "fortrudt_by", name="tilbagetraekning_fortrudt"),
            models.UniqueConstraint(
                fields=["opkald"],
                condition=Q(fortrudt_at=None),
                name="tilbagetraekning_one",
                violation_error_message="Opkaldet er allerede trukket tilbage.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="immutable", fields=["opkald", "begrundelse", "at", "by"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return "Tilbagetrækning"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.opkald.kommune_id
