"""Video of a child's development: only with consent, for a few eyes, and not for ever (D9)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models.barn import Barn
from plejefamilier.models.forhold import Barnefakta, Foraelder


@track
class Videosamtykke(Barnefakta):
    """A custody holder has agreed that the child is filmed, until she withdraws it."""

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="videosamtykker")
    foraelder = models.ForeignKey(Foraelder, models.PROTECT, related_name="+")
    givet_paa = models.DateField("givet den")
    trukket_at = models.DateTimeField(null=True, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "samtykke til video"
        verbose_name_plural = "samtykker til video"
        ordering = ["-givet_paa", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["barn", "foraelder"],
                condition=Q(trukket_at=None),
                name="videosamtykke_once",
                violation_error_message="Samtykket er allerede noteret.",
            )
        ]

    def __str__(self):
        return "Samtykke til video"


@track
class Optagelse(Barnefakta):
    """A film of a child. The film is deleted on `slettes_paa`; the row stays and says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    barn = models.ForeignKey(Barn, models.PROTECT, related_name="optagelser")
    titel = models.CharField("hvad viser den?", max_length=120)
    content_type = models.CharField(max_length=40, editable=False)
    stoerrelse = models.PositiveBigIntegerField(editable=False)
    optaget_paa = models.DateField("optaget den")
    slettes_paa = models.DateField("slettes den")
    slettet_at = models.DateTimeField(null=True, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "video"
        verbose_name_plural = "videoer"
        ordering = ["-optaget_paa", "-pk"]

    def __str__(self):
        return "Video"

    @property
    def endelse(self):
        """What the name of the fetched file ends in."""
        return {"video/webm": "webm", "video/quicktime": "mov"}.get(self.content_type, "mp4")


class Optagelsesbid(models.Model):
    """A piece of a film, sealed. PostgreSQL keeps it: one backup, one deletion."""

    optagelse = models.ForeignKey(Optagelse, models.CASCADE, related_name="bidder")
    nr = models.PositiveIntegerField()
    indhold = models.BinaryField()

    class Meta:
        verbose_name = "del af video"
        verbose_name_plural = "dele af videoer"
        ordering = ["nr"]
        constraints = [
            models.UniqueConstraint(fields=["optagelse", "nr"], name="optagelsesbid_once")
        ]

    def __str__(self):
        return "Del af video"
