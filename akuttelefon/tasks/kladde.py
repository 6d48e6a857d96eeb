"""Drafts that were left: the writer hears of it, then the leaders. Each once."""

import logging

from celery import shared_task
from django.utils import timezone

from akuttelefon import actions
from akuttelefon.models import Opkaldskladde

logger = logging.getLogger(__name__)


@shared_task(name="akuttelefon.remind_kladder")
def remind_kladder():
    """Tell writers and leaders of calls that are not saved; twice at once adds nothing."""
    now = timezone.now()
    drafts = Opkaldskladde.objects
    mine = drafts.left_for("akut.kladde_paamindelse_timer", now).filter(paamindet_at=None)
    theirs = drafts.left_for("akut.kladde_leder_timer", now).filter(leder_besked_at=None)
    told = sum(_try(actions.remind_kladde, row) for row in mine.order_by("pk"))
    return told + sum(_try(actions.report_kladde, row) for row in theirs.order_by("pk"))


def _try(act, kladde):
    try:
        return act(by=None, kladde=kladde)
    except Exception:  # one bad row must not silence the rest; beat tries again in a minute
        logger.exception("Draft %s: nobody was told", kladde.pk)
        return False
