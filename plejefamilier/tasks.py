"""What the ground does by itself."""

from celery import shared_task

from plejefamilier import actions

LOOK_BACK = 30  # days: more nights than the machine is ever down


@shared_task(name="plejefamilier.refresh_search")
def refresh_search():
    """Every night: the search forgets children who have moved; running it again changes nothing."""
    return actions.refresh_left_soegetekster(by=None, days=LOOK_BACK)
