"""What somebody is writing in a long form, kept on the server while she writes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.models.bruger import Bruger


class KladdeQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """One's own, and nobody else's."""
        return self.filter(bruger=bruger)

    def open(self):
        return self.filter(slettet_at=None)


class Kladde(models.Model):
    """An unfinished form. The transaction that saves the form empties and closes the draft.

    `noegle` is the form's idempotency key, `slags` the form (as faelles.kladder has it),
    `url` the address where it is continued. `felter` are the fields as typed. `fane` and `nr`
    keep a slow save, or one from another tab, from putting an older text over a newer one.
    """

    noegle = models.UUIDField(unique=True)
    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="kladder")
    slags = models.CharField(max_length=40)
    url = models.CharField(max_length=200)
    felter = models.JSONField(default=dict)
    fane = models.UUIDField(default=uuid.uuid4)
    nr = models.PositiveIntegerField(default=0, editable=False)
    begyndt_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    slettet_at = models.DateTimeField(null=True, editable=False)

    objects = KladdeQuerySet.as_manager()

    class Meta:
        verbose_name = "kladde"
        verbose_name_plural = "kladder"
        indexes = [
            models.Index(
                fields=["bruger", "-updated_at"], condition=Q(slettet_at=None), name="kladde_open"
            )
        ]

    def __str__(self):
        return "Kladde"
