from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.models.bruger import Bruger


class BeskedQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Everybody reads her own notices, from the moment they are due."""
        return self.filter(to=bruger, due_at__lte=timezone.now(), cancelled_at=None)

    def unread(self):
        return self.filter(read_at=None)

    def undelivered(self):
        return self.filter(done_at=None, cancelled_at=None)

    def due(self, now):
        """What should have been mailed by `now` and is claimed by nobody."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.undelivered().filter(free, due_at__lte=now)


class Besked(models.Model):
    """A notice to one person: seen in the inbox, and mailed as a link without content (W5).

    The row is the truth; Celery and the sweeper only carry it. It is claimed for a while, mailed,
    and marked afterwards, so a crash in between means twice rather than never.
    """

    to = models.ForeignKey(Bruger, models.PROTECT, related_name="beskeder")
    key = models.CharField(max_length=120, editable=False)
    tekst = models.CharField("tekst", max_length=200)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField("fra", editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # why the last attempt failed, as kind and code; empty while somebody tries
    fejl = models.CharField(max_length=60, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField("læst", null=True, editable=False)

    objects = BeskedQuerySet.as_manager()

    class Meta:
        verbose_name = "besked"
        verbose_name_plural = "beskeder"
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="besked_once")]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="besked_undelivered",
            ),
            models.Index(fields=["to", "-due_at"], name="besked_inbox"),
        ]

    def __str__(self):
        return self.tekst


class Puls(models.Model):
    """When a process or a task that works by itself last came round, and how it fails if it does.

    `navn` is the sweeper's or beat's, or the name of a Celery task.
    """

    navn = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField(null=True)
    fejl = models.CharField(max_length=60, blank=True)
    fejl_siden = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "puls"
        verbose_name_plural = "pulser"

    def __str__(self):
        return self.navn


class Driftsstop(models.Model):
    """A time in which the sweeper or beat did not come round, written when it was back."""

    navn = models.CharField(max_length=80)
    fra = models.DateTimeField()
    til = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "driftsstop"
        verbose_name_plural = "driftsstop"
        constraints = [models.UniqueConstraint(fields=["navn", "fra"], name="driftsstop_once")]

    def __str__(self):
        return f"{self.navn} stod stille"
