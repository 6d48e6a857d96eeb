"""What happens by itself about notifications of concern: every minute, day and night."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from akuttelefon import actions
from akuttelefon.models import Underretning

logger = logging.getLogger(__name__)

LONGEST_WARNING = timedelta(hours=24)  # no rule warns earlier


@shared_task(name="akuttelefon.reassign_underretninger")
def reassign_underretninger():
    """Move open duties whose rådgiver or leader is another by the calendar alone."""
    return actions.reassign_underretninger(by=None)


@shared_task(name="akuttelefon.escalate_underretninger")
def escalate_underretninger():
    """Tell leaders what the clock has reached. Twice, or twice at once, adds nothing."""
    told = 0
    near = timezone.now() + LONGEST_WARNING
    for underretning in Underretning.objects.open().filter(frist__lte=near).by_urgency():
        try:
            told += actions.escalate_underretning(by=None, underretning=underretning)
        except Exception:  # one bad row must not silence the rest; beat tries again in a minute
            logger.exception("Escalation failed for underretning %s", underretning.pk)
    return told
