"""What follows of sessions when a family gets another konsulent (R6)."""

from django.utils import timezone

from faelles.action import action
from supervision.actions.sessionstid import remind_those_asked
from supervision.models import Session


@action
def follow_konsulent(*, by, familier):
    """Reminders of coming sessions go to whoever has the families on that day (R6, R17).

    `familier` is a QuerySet. Running it again changes nothing. A time that was booked for the
    former konsulent (B10) stays until the session is moved.
    """
    coming = Session.objects.planned().filter(start__gt=timezone.now(), logget_at=None)
    rows = coming.filter(deltagere__plejefamilie__in=familier).distinct()
    for session in rows.select_related("forloeb__kommune", "supervisor").order_by("pk"):
        remind_those_asked(session)
