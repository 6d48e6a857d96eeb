from django.db import models
from django.db.models import Q


class BrevQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(done_at=None, cancelled_at=None)

    def to_mail(self, now):
        """Mails that should have left by `now` and that no process is sending."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.waiting().filter(free, due_at__lte=now)


class Brev(models.Model):
    """A mail as a row that faelles.udbringning carries: claimed, sent, marked afterwards."""

    due_at = models.DateTimeField(editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    fejl = models.CharField(max_length=60, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
