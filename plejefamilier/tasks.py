"""What the ground does by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from plejefamilier import actions
from plejefamilier.actions.dataimport import work_off_imports
from plejefamilier.models import Anmodning, Overgang
from plejefamilier.queries.implementering import newest_statuses

logger = logging.getLogger(__name__)

LOOK_BACK = 30  # days: more nights than the machine is ever down


@shared_task(name="plejefamilier.refresh_search")
def refresh_search():
    """Every night: the search forgets children who have moved; running it again changes nothing."""
    return actions.refresh_left_soegetekster(by=None, days=LOOK_BACK)


@shared_task(name="plejefamilier.hand_on_aftaler")
def hand_on_aftaler():
    """Every night: agreements follow a new konsulent from the day she begins (B5)."""
    return actions.hand_on_aftaler(by=None, familier=None)


@shared_task(name="plejefamilier.roll_moedeserier")
def roll_moedeserier():
    """Every night: series of meetings are laid for the coming months (R12); twice adds nothing."""
    return actions.roll_serier()


@shared_task(name="plejefamilier.drop_left_deltagere")
def drop_left_deltagere():
    """Every night: who will have left the circle before a meeting is no longer asked to come."""
    return actions.drop_left()


@shared_task(name="plejefamilier.deliver_moedebeskeder")
def deliver_moedebeskeder():
    """Mail what is due; the sweeper does the same when beat or broker are dead."""
    return actions.deliver_moedebeskeder()


@shared_task(name="plejefamilier.run_imports")
def run_imports():
    """Read and write the workbooks that wait; woken at once and by beat, in any number."""
    return work_off_imports()


@shared_task(name="plejefamilier.forget_imports")
def forget_imports():
    """Every night: throw away what undoing and waiting no longer need."""
    return actions.forget_imports(by=None)


@shared_task(name="plejefamilier.escalate_anmodninger")
def escalate_anmodninger():
    """Tell leaders of requests that are late, at 08:00. Twice, or twice at once, adds nothing."""
    told = 0
    for row in Anmodning.objects.late(timezone.localdate()).filter(eskaleret_at=None):
        try:
            told += actions.escalate_anmodning(by=None, anmodning=row)
        except Exception:  # one bad row must not silence the rest; beat tries again
            logger.exception("Escalation failed for anmodning %s", row.pk)
    return told


@shared_task(name="plejefamilier.remind_status")
def remind_status():
    """Remind project leaders of the next status some days before it is due; each once (L7)."""
    return sum(
        actions.remind_status(by=None, status=status)
        for status in newest_statuses().select_related("kommune")
    )


@shared_task(name="plejefamilier.remind_barneplaner")
def remind_barneplaner():
    """Every morning: plans that must soon be ready (§ 91); running it again adds nothing."""
    return actions.remind_barneplaner(by=None)


@shared_task(name="plejefamilier.remind_overgange")
def remind_overgange():
    """Every morning: visits that come, and moves without an opstartsmøde; each is told once."""
    return sum(_remind(row) for row in Overgang.objects.open().order_by("pk"))


def _remind(overgang):
    try:
        return actions.remind_overgang(by=None, overgang=overgang)
    except Exception:  # one bad row must not silence the rest; beat tries again tomorrow
        logger.exception("Overgang %s: nobody was reminded", overgang.pk)
        return 0


@shared_task(name="plejefamilier.delete_optagelser")
def delete_optagelser():
    """Every night: films whose day has come are deleted."""
    return actions.delete_due_optagelser(by=None)
