"""The agenda of a meeting, what the minutes say, and corrections to them."""

from django.db import models
from django.utils import timezone

from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models.moede import Moede


class OfMoedeQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(moede__in=Moede.objects.visible_to(bruger))


@track
class Dagsordenspunkt(models.Model):
    """A point of the agenda, and what the minutes say to it.

    Different views stand beside each other in `synspunkter`, as [{"hvem": …, "syn": …}], and what
    was agreed in spite of them in `faelles_linje` (V10).
    """

    moede = models.ForeignKey(Moede, models.CASCADE, related_name="punkter")
    nr = models.PositiveSmallIntegerField()
    titel = models.CharField("punkt", max_length=200)
    referat = models.TextField("referat", blank=True)
    synspunkter = models.JSONField("forskellige syn", default=list, blank=True)
    faelles_linje = models.TextField("fælles linje", blank=True)

    objects = OfMoedeQuerySet.as_manager()

    class Meta:
        verbose_name = "punkt på dagsordenen"
        verbose_name_plural = "punkter på dagsordenen"
        ordering = ["nr", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["moede", "nr"],
                name="dagsordenspunkt_nr",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self):
        return self.titel

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.moede.kommune_id


@track
class Referatrettelse(models.Model):
    """A correction to locked minutes: a new signed entry, shown in place."""

    moede = models.ForeignKey(Moede, models.PROTECT, related_name="rettelser")
    tekst = models.TextField("rettelse")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfMoedeQuerySet.as_manager()

    class Meta:
        verbose_name = "rettelse til referat"
        verbose_name_plural = "rettelser til referater"
        ordering = ["at", "pk"]

    def __str__(self):
        return "Rettelse"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.moede.kommune_id
