"""The word before a long closing: planned each hour, mailed each minute (K7)."""

import logging

from celery import shared_task

from akuttelefon import actions
from faelles.models import Organisation

logger = logging.getLogger(__name__)


@shared_task(name="akuttelefon.plan_lukkebeskeder")
def plan_lukkebeskeder():
    """Make and follow the rows of closings that are near. Twice, or twice at once, adds nothing."""
    made = 0
    for kommune in Organisation.objects.filter(slags=Organisation.Slags.KOMMUNE, aktiv=True):
        try:
            made += actions.plan_lukkebeskeder(by=None, kommune=kommune)
        except Exception:  # one municipality must not silence the others; beat tries again
            logger.exception("Planning failed for kommune %s", kommune.pk)
    return made


@shared_task(name="akuttelefon.deliver_lukkebeskeder")
def deliver_lukkebeskeder():
    """Mail what is due; the sweeper does the same when beat or broker are dead."""
    return actions.deliver_lukkebeskeder()
