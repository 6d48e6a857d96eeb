"""A method that was tried with a child, and whether it worked (D8)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.constraints import ends_after_it_begins
from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models.barn import Barn
from plejefamilier.models.forhold import Barnefakta


@track
class Metodeproeve(Barnefakta):
    """The family tries a method from a day; at its end the outcome is written with its reason."""

    class Udfald(models.TextChoices):
        VIRKEDE = "virkede", "Virkede"
        DELVIST = "delvist", "Virkede delvist"
        VIRKEDE_IKKE = "virkede_ikke", "Virkede ikke"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="metodeproever")
    metode = models.CharField("metode", max_length=120)
    hvorfor = models.CharField("hvad skal den hjælpe med?", max_length=300)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    udfald = models.CharField("udfald", max_length=20, choices=Udfald, blank=True)
    begrundelse = models.TextField("hvorfor?", blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "metode, der er prøvet"
        verbose_name_plural = "metoder, der er prøvet"
        ordering = ["-fra", "-pk"]
        constraints = [
            ends_after_it_begins("metodeproeve_period"),
            models.CheckConstraint(
                condition=Q(til=None, udfald="")
                | (Q(til__isnull=False) & ~Q(udfald="") & ~Q(begrundelse="")),
                name="metodeproeve_outcome",
                violation_error_message="Skriv, hvordan det gik, og hvorfor.",
            ),
        ]

    def __str__(self):
        return self.metode
