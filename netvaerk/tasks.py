"""What networks do by themselves."""

import logging

from celery import shared_task
from django.utils import timezone

from netvaerk.actions.gruppepost import deliver_gruppebeskeder as carry_mails
from netvaerk.actions.overdragelse import groups_to_remind, remind_selvkoerende

logger = logging.getLogger(__name__)


@shared_task(name="netvaerk.deliver_gruppebeskeder")
def deliver_gruppebeskeder():
    """Mail what is due; the sweeper does the same when beat or broker are dead."""
    return carry_mails()


@shared_task(name="netvaerk.paamind_selvkoerende")
def paamind_selvkoerende():
    """Leave the month's mail to the contact person of each group that runs itself."""
    return sum(_remind(gruppe) for gruppe in groups_to_remind(timezone.now()))


def _remind(gruppe):
    try:
        return int(remind_selvkoerende(by=None, gruppe=gruppe))
    except Exception:  # one bad row must not hold the others; beat tries again
        logger.exception("Netvaerksgruppe %s: the month's mail was not left", gruppe.pk)
        return 0
