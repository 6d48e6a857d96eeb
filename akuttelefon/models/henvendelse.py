"""Urgent contacts beside the line, so that the picture of the need is true (K8, K15)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models import Plejefamilie


class HenvendelseQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Those of the families one works with, and what one has written oneself."""
        kommuner = bruger.kommuner_med(Permission.LOG_HENVENDELSE)
        return self.filter(plejefamilie__kommune__in=kommuner).filter(
            Q(plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger)) | Q(modtaget_af=bruger)
        )

    def editable_by(self, bruger):
        """What one has written oneself."""
        return self.visible_to(bruger).filter(modtaget_af=bruger)

    def newest_first(self):
        return self.order_by("-start", "-pk")


@track
class Henvendelse(models.Model):
    """A family reached its konsulent urgently without the line: by day, or privately at night."""

    class Slags(models.TextChoices):
        DAGTID = "dagtid", "Akut i åbningstiden"
        PRIVAT = "privat", "Til konsulenten privat, uden for åbningstiden"

    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="henvendelser")
    modtaget_af = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="hvem svarede?"
    )
    slags = models.CharField("hvornår kom den?", max_length=20, choices=Slags)
    start = models.DateTimeField("begyndt")
    minutter = models.PositiveSmallIntegerField("minutter", null=True, blank=True)
    tekst = models.TextField("hvad handlede det om?")
    registered_at = models.DateTimeField("skrevet", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    idempotency_key = models.UUIDField(unique=True, editable=False)

    objects = HenvendelseQuerySet.as_manager()

    class Meta:
        verbose_name = "henvendelse"
        verbose_name_plural = "henvendelser"
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lte=F("registered_at")),
                name="henvendelse_past",
                violation_error_message="Henvendelsen kan ikke ligge i fremtiden.",
            ),
            models.CheckConstraint(
                condition=Q(minutter=None) | Q(minutter__lte=1440),
                name="henvendelse_minutter",
                violation_error_message="Skriv højst 1.440 minutter.",
            ),
        ]
        indexes = [
            models.Index(fields=["plejefamilie", "-start"], name="henvendelse_familie"),
        ]

    def __str__(self):
        return "Henvendelse"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id
