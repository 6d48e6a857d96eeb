"""What follows of sessions when a family gets another konsulent (R6)."""

from django.utils import timezone

from faelles.action import action
from faelles.models import Besked
from supervision.actions.sessionstid import invited, kilde, konsulenter, remind_people
from supervision.models import Session


@action
def follow_konsulent(*, by, familier):
    """Reminders of coming sessions go to whoever has the families on that day (R6, R17).

    `familier` is a QuerySet. Whoever has them no longer is not reminded; running it again changes
    nothing. A time that was booked for the former konsulent (B10) stays until the session is moved.
    """
    now = timezone.now()
    coming = Session.objects.planned().filter(start__gt=now, logget_at=None)
    rows = coming.filter(deltagere__plejefamilie__in=familier).distinct()
    for session in rows.select_related("forloeb__kommune", "supervisor").order_by("pk"):
        families, people = invited(session)
        told = [session.supervisor, *people, *konsulenter(session, families)]
        keys = {"key__startswith": f"{kilde(session)}-{session.udgave}-", "due_at__gt": now}
        planned = Besked.objects.filter(done_at=None, **keys)
        planned.exclude(to__in=told).update(cancelled_at=now)
        planned.filter(to__in=told).update(cancelled_at=None)  # she may have had them before
        remind_people(session, told, [])
