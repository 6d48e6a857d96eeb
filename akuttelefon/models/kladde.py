"""What somebody is writing about a call, kept while she writes."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Permission
from faelles.models import Bruger, FaneQuerySet, Organisation
from plejefamilier.models import Plejefamilie


class OpkaldskladdeQuerySet(FaneQuerySet):
    def visible_to(self, bruger):
        """One's own, and to a leader those that were left so long that she has been told."""
        led = bruger.kommuner_med(Permission.LEAD_TEAM)
        return self.filter(Q(bruger=bruger) | Q(kommune__in=led, leder_besked_at__isnull=False))

    def newest_first(self):
        return self.order_by("-begyndt_at", "-pk")

    def left_for(self, rule, now):
        """Open drafts that nobody has written on for the hours of `rule` in their municipality."""
        hours = regler.span_in_query(rule, OuterRef("kommune"), timedelta(hours=1))
        due = ExpressionWrapper(F("updated_at") + hours, models.DateTimeField())
        return self.open().alias(due=due).filter(due__lte=now)


class Opkaldskladde(models.Model):
    """An unfinished call. The transaction that saves the call empties and closes the draft.

    `noegle` is the call's idempotency key. `felter` are the form's fields as typed. `fane` is the
    browser tab that writes on it: another tab gets a draft of its own instead of overwriting.
    `nr` counts that tab's saves, so that a slow request cannot put an older text over a newer one.
    `plejefamilie` is the family picked, when the writer could find it as she picked it: she may
    finish the call after her shift, when she no longer finds every family.

    The row stays when the call is saved: it tells a late save from the same tab, which is ignored,
    from the text of another tab, which is kept.
    """

    noegle = models.UUIDField(unique=True)
    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="opkaldskladder")
    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, null=True, related_name="+")
    felter = models.JSONField(default=dict)
    fane = models.UUIDField(default=uuid.uuid4)
    nr = models.PositiveIntegerField(default=0, editable=False)
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

    def get_absolute_url(self):
        return reverse("akuttelefon:kladde_continue", args=[self.pk])

    @property
    def kilde(self):
        """What the keys of its notices begin with."""
        return f"kladde-{self.pk}-"

    @property
    def familienavn(self):
        """The family in short, as far as it is known yet."""
        if self.plejefamilie:
            return self.plejefamilie.kort_navn
        return "Familien er ikke valgt"
