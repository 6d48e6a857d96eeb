"""What a municipality brings along in a workbook, from the upload to its undoing."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles import crypto
from faelles.access import Permission
from faelles.models import Bruger, Organisation


class ImportQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.IMPORT_DATA))

    def running(self):
        return self.filter(status__in=[Dataimport.Status.LAESES, Dataimport.Status.INDLAESES])

    def due(self, now):
        """What a worker may take up: running, and not put off after something went wrong."""
        return self.running().filter(Q(claimed_until=None) | Q(claimed_until__lte=now))


class Dataimport(models.Model):
    """One workbook: read and checked first, then written all or nothing, and perhaps undone.

    The rows hold names and CPR numbers, so what is read is kept sealed (`indhold`), and thrown away
    once it is written or given up. `fejl` holds sheet, row, column and a sentence, never a value.
    """

    class Status(models.TextChoices):
        LAESES = "laeses", "Arket bliver læst"
        FEJL = "fejl", "Arket har fejl"
        KLAR = "klar", "Klar til at blive indlæst"
        INDLAESES = "indlaeses", "Bliver indlæst"
        INDLAEST = "indlaest", "Indlæst"
        FORTRUDT = "fortrudt", "Fortrudt"
        OPGIVET = "opgivet", "Opgivet"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    status = models.CharField(max_length=20, choices=Status, default=Status.LAESES)
    indhold = models.BinaryField(null=True, editable=False)
    raekker = models.PositiveIntegerField(default=0)
    naaet = models.PositiveIntegerField(default=0)
    fejl = models.JSONField(default=list)
    plan = models.JSONField(default=dict)  # counts per sheet: oprettes, aendres, uaendret
    spor = models.BinaryField(null=True, editable=False)  # sealed: what undo puts back
    claimed_until = models.DateTimeField(null=True, editable=False)
    indlaest_at = models.DateTimeField(null=True, editable=False)
    fortrudt_at = models.DateTimeField(null=True, editable=False)
    fortrudt_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "indlæsning"
        verbose_name_plural = "indlæsninger"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune"],
                condition=Q(status__in=["laeses", "indlaeses"]),
                name="dataimport_one_running",
                violation_error_message="En anden indlæsning er i gang. Vent, til den er færdig.",
            )
        ]

    def __str__(self):
        return "Indlæsning"

    @property
    def running(self):
        return self.status in (self.Status.LAESES, self.Status.INDLAESES)

    def seal(self, content):
        """What is kept of a workbook (anything JSON can hold), encrypted and bound to this row."""
        text = json.dumps(content, cls=DjangoJSONEncoder)
        return crypto.seal(text, bound_to=self._bound_to)

    def unseal(self, blob):
        return json.loads(crypto.unseal(blob, bound_to=self._bound_to))

    @property
    def _bound_to(self):
        return f"dataimport|{self.pk}".encode()
