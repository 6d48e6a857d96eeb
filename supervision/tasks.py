"""What training and supervision do by themselves."""

import logging

from celery import shared_task
from django.utils import timezone

from supervision.actions.familiepost import deliver_familiebeskeder as carry_mails
from supervision.actions.tilmelding import due_offers, lapse_offer

logger = logging.getLogger(__name__)


@shared_task(name="supervision.deliver_familiebeskeder")
def deliver_familiebeskeder():
    """Mail what is due; the sweeper does the same when beat or broker are dead."""
    return carry_mails()


@shared_task(name="supervision.lapse_tilbud")
def lapse_tilbud():
    """Let offered seats go on that nobody answered for. Twice, or twice at once, adds nothing."""
    return sum(_lapse(row) for row in due_offers(timezone.now()))


def _lapse(tilmelding):
    try:
        return lapse_offer(by=None, tilmelding=tilmelding)
    except Exception:  # one bad row must not hold the others; beat tries again
        logger.exception("Tilmelding %s: the offered seat did not go on", tilmelding.pk)
        return 0
