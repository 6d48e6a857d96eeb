"""How far it is between two postal districts, as the municipality has written it down."""

from django.db import models
from django.db.models import F, Q

from faelles.access import Permission
from faelles.history import track
from faelles.models import Organisation
from plejefamilier.written import written_once


class KoereafstandQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(
            kommune__in=bruger.kommuner_med(Permission.ANSWER_NETVAERK)
            | bruger.kommuner_med(Permission.PLAN_NETVAERK)
        )


@track
class Koereafstand(models.Model):
    """The drive between two postal numbers, the lower one first, in km."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fra = models.CharField("fra", max_length=4)
    til = models.CharField("til", max_length=4)
    km = models.PositiveSmallIntegerField("km")

    objects = KoereafstandQuerySet.as_manager()

    class Meta:
        verbose_name = "køreafstand"
        verbose_name_plural = "køreafstande"
        ordering = ["fra", "til"]
        constraints = [
            models.UniqueConstraint(fields=["kommune", "fra", "til"], name="koereafstand_once"),
            models.CheckConstraint(condition=Q(fra__lt=F("til")), name="koereafstand_order"),
            models.CheckConstraint(
                condition=Q(km__range=(1, 400)),
                name="koereafstand_km",
                violation_error_message="Skriv et tal fra 1 til 400.",
            ),
        ]

    def __str__(self):
        return f"{self.fra}–{self.til}"
