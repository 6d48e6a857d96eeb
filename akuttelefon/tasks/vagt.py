"""The roster watches itself; beat wakes it, PostgreSQL says where nobody is on duty."""

import logging

from celery import shared_task

from akuttelefon import actions
from faelles.models import Organisation

logger = logging.getLogger(__name__)


@shared_task(name="akuttelefon.watch_gaps")
def watch_gaps():
    """Tell leaders of gaps in the roster (K3). Twice, or twice at once, adds nothing."""
    told = 0
    for kommune in Organisation.objects.filter(slags=Organisation.Slags.KOMMUNE, aktiv=True):
        try:
            told += actions.tell_of_gaps(by=None, kommune=kommune)
        except Exception:  # one municipality must not silence the rest; beat tries again
            logger.exception("Watching the roster failed for kommune %s", kommune.pk)
    return told
