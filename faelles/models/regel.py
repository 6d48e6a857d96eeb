from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.models.bruger import Bruger
from faelles.models.organisation import Organisation

LONGEST_CLOSED_PERIOD = timedelta(days=60)


class Regelvaerdi(models.Model):
    """The municipality's own value of a rule, from a day on, with who set it and why."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="regelvaerdier")
    key = models.CharField("regel", max_length=80)
    vaerdi = models.JSONField("værdi")
    fra = models.DateField("gælder fra")
    begrundelse = models.TextField("begrundelse")
    set_by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "regelværdi"
        verbose_name_plural = "regelværdier"
        indexes = [models.Index(fields=["kommune", "key", "-fra", "-id"], name="regelvaerdi_find")]

    def __str__(self):
        return self.key


class LukkedagQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.USE_SAMSPIL))


class Lukkedag(models.Model):
    """A day or period on which the municipality is closed, beside the yearly ones (R1)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="lukkedage")
    navn = models.CharField("hvorfor er der lukket?", max_length=80)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med")

    objects = LukkedagQuerySet.as_manager()

    class Meta:
        verbose_name = "lukkeperiode"
        verbose_name_plural = "lukkeperioder"
        ordering = ["fra"]
        constraints = [
            models.CheckConstraint(
                condition=Q(til__gte=F("fra")),
                name="lukkedag_period",
                violation_error_message="Slutdatoen ligger før startdatoen.",
            ),
            models.CheckConstraint(
                condition=Q(til__lte=F("fra") + LONGEST_CLOSED_PERIOD),
                name="lukkedag_longest",
                violation_error_message="En lukkeperiode kan højst vare 60 dage.",
            ),
        ]

    def __str__(self):
        return self.navn
