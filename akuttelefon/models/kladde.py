"""What somebody is writing about a call, kept while she writes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.models import Bruger, Organisation


class OpkaldskladdeQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """One's own, and to a leader those that were left so long that she has been told."""
        led = bruger.kommuner_med(Permission.LEAD_TEAM)
        return self.filter(Q(bruger=bruger) | Q(kommune__in=led, leder_besked_at__isnull=False))

    def open(self):
        return self.filter(slettet_at=None)


class Opkaldskladde(models.Model):
    """An unfinished call. It becomes a call in the same transaction that takes the draft away.

    `noegle` is the call's idempotency key. `felter` are the form's fields as typed. `fane` is the
    browser tab that writes on it: another tab gets a draft of its own instead of overwriting.
    """

    noegle = models.UUIDField(unique=True)
    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="opkaldskladder")
    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    felter = models.JSONField(default=dict)
    fane = models.UUIDField(default=uuid.uuid4)
    begyndt_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    paamindet_at = models.DateTimeField(null=True, editable=False)
    leder_besked_at = models.DateTimeField(null=True, editable=False)
    slettet_at = models.DateTimeField(null=True, editable=False)

    objects = OpkaldskladdeQuerySet.as_manager()

    class Meta:
        verbose_name = "kladde"
        verbose_name_plural = "kladder"
        indexes = [
            models.Index(
                fields=["bruger", "-updated_at"],
                condition=Q(slettet_at=None),
                name="opkaldskladde_open",
            )
        ]

    def __str__(self):
        return "Kladde til et opkald"
