import pgtrigger
from django.db import models

from faelles.access import Permission, Rolle


class AuditEventQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """A revisor reads the log of the municipalities she audits."""
        return self.filter(kommune_id__in=bruger.kommuner_med(Permission.SEE_LOG))


class AuditEvent(models.Model):
    """One act or reading. Never changed, never deleted; no foreign keys, no personal data."""

    at = models.DateTimeField("tidspunkt")
    event = models.CharField("hændelse", max_length=60)
    bruger_id = models.BigIntegerField("bruger", null=True)
    rolle = models.CharField("rolle", max_length=30, choices=Rolle, blank=True)
    kommune_id = models.BigIntegerField("kommune", null=True)
    slags = models.CharField("slags", max_length=60, blank=True)
    objekt = models.CharField("nummer", max_length=40, blank=True)
    familie_id = models.BigIntegerField("plejefamilie", null=True)
    formaal = models.CharField("formål", max_length=120, blank=True)
    data = models.JSONField("detaljer", default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "hændelse i loggen"
        verbose_name_plural = "loggen"
        indexes = [
            models.Index(fields=["kommune_id", "-id"], name="audit_newest"),
            models.Index(fields=["kommune_id", "event", "-id"], name="audit_event"),
            models.Index(fields=["slags", "objekt", "-id"], name="audit_object"),
            models.Index(fields=["familie_id", "-id"], name="audit_familie"),
            models.Index(fields=["bruger_id", "-id"], name="audit_bruger"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The audit log is append-only.';",
            ),
        ]

    def __str__(self):
        return self.event
