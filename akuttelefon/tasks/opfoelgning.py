"""What the emergency line does by itself; beat wakes it, PostgreSQL says what is due."""

import logging

from celery import shared_task
from django.utils import timezone

from akuttelefon import actions
from akuttelefon.models import Opfoelgning

logger = logging.getLogger(__name__)


@shared_task(name="akuttelefon.reassign_open")
def reassign_open():
    """Move open duties whose konsulent, absence or leader is another by the calendar alone (R6)."""
    return actions.reassign_open(by=None)


@shared_task(name="akuttelefon.escalate_overdue")
def escalate_overdue():
    """Tell leaders of overdue duties at 08:00 (R5). Twice, or twice at once, adds nothing."""
    told = 0
    overdue = Opfoelgning.objects.overdue(timezone.localdate()).filter(escalated_at=None)
    for opfoelgning in overdue.by_urgency():
        try:
            told += actions.escalate_opfoelgning(by=None, opfoelgning=opfoelgning)
        except Exception:  # one bad row must not silence the rest; beat tries again in a minute
            logger.exception("Escalation failed for opfoelgning %s", opfoelgning.pk)
    return told
