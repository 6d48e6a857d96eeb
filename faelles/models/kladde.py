"""What somebody is writing in a long form, kept on the server while she writes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.models.bruger import Bruger


class FaneQuerySet(models.QuerySet):
    """Drafts that belong to a person and, while she writes, to one of her browser tabs."""

    def open(self):
        return self.filter(slettet_at=None)

    def of_tab(self, bruger, noegle, fane, *, hold=None):
        """The key and the row (or None) that this tab of `bruger` writes on.

        A draft that another tab, or another person, has taken leads to a key of its own that
        follows from both: the same tab comes to the same draft however often it asks. A row whose
        tab is its own key belongs to no tab, and every tab comes to it. `hold` is called with each
        key before its row is read. Without `fane` the person decides.
        """
        while True:
            if hold:
                hold(noegle)
            row = self.filter(noegle=noegle).first()
            if row is None or (
                row.bruger_id == bruger.pk and (fane in (None, row.fane) or row.fane == noegle)
            ):
                return noegle, row
            noegle = uuid.uuid5(noegle, str(fane))


class KladdeQuerySet(FaneQuerySet):
    def visible_to(self, bruger):
        """One's own, and nobody else's."""
        return self.filter(bruger=bruger)

    def newest_first(self):
        return self.order_by("-updated_at", "-pk")


class Kladde(models.Model):
    """An unfinished form. The transaction that saves the form empties and closes the draft.

    `noegle` is the form's idempotency key, `slags` the form (as faelles.kladder has it),
    `url` the address where it is continued. `felter` are the fields as typed. `fane` and `nr`
    keep a slow save, or one from another tab, from putting an older text over a newer one.

    The row stays when the form is saved (`gemt_at`): it tells a late save from the same tab, which
    is ignored, from the text of another tab, which is kept.
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
    gemt_at = models.DateTimeField(null=True, editable=False)
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
