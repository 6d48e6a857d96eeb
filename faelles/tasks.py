"""What the cellar does by itself."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from faelles import notices, puls


@shared_task(name="faelles.deliver_due")
def deliver_due():
    """Mail the notices that are due; woken after a commit and by beat every minute."""
    return notices.deliver_due()


@shared_task(name="faelles.beat_puls")
def beat_puls():
    """Leave a sign that beat, broker and worker are alive."""
    puls.beat(puls.BEAT)


@shared_task(name="faelles.clear_sessions")
def clear_sessions():
    """Remove the sessions that have run out."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
