"""Telling somebody something: one row, once, in the action's transaction (quality: rows first).

Nothing here waits for a broker or a mail server. After commit Celery is woken from a thread of its
own; whatever it does, the sweeper (`manage.py udbring`) delivers every row that is due.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.utils import timezone

from faelles.mail import error_kind, is_temporary, is_unreachable, send_pointer
from faelles.models import Besked

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=5)  # doubled at each attempt, up to one of the three below
WAIT_UNREACHABLE = timedelta(minutes=1)
WAIT_TEMPORARY = timedelta(minutes=5)
WAIT_REFUSED = timedelta(minutes=30)
UNREACHABLE = 3  # failures of one round after which the mail server is left alone
_waker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake")
_waiting = []  # the last wake, while it has not been sent


def notify(to, *, key, tekst, url, due_at=None):
    """Leave one notice in the user's inbox and mail a pointer to it when it is due.

    `key` names the occasion: a repeat for the same person changes nothing. `tekst` must not hold
    a name or any case content (W5). `due_at` is an aware moment, default now.
    """
    now = timezone.now()
    besked, created = Besked.objects.get_or_create(
        to=to, key=key, defaults={"tekst": tekst, "url": url, "due_at": due_at or now}
    )
    if created and besked.due_at <= now:
        transaction.on_commit(_wake_soon, robust=True)
    return besked


def cancel(key):
    """Take back what was not delivered yet; what has been sent stays in the inbox."""
    return Besked.objects.undelivered().filter(key=key).update(cancelled_at=timezone.now())


def cancel_all(prefix):
    """Take back every undelivered notice of an occasion: those whose key begins with `prefix`."""
    rows = Besked.objects.undelivered().filter(key__startswith=prefix)
    return rows.update(cancelled_at=timezone.now())


def mark_read(key):
    """The occasion is over: nobody needs to open these notices any more."""
    return Besked.objects.filter(key__startswith=key, read_at=None).update(read_at=timezone.now())


def deliver_due(limit=100):
    """Claim what is due, mail each, mark it done; return how many were delivered.

    Any number of processes may run this at once. A failure backs off and is tried again. When the
    mail server cannot be reached the round ends early: the rest waits unclaimed for the next one.
    """
    now = timezone.now()
    lease = now + LEASE
    with transaction.atomic():
        rows = [
            *Besked.objects.due(now)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("to")
            .order_by("due_at", "pk")[:limit]
        ]
        Besked.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_until=lease, fejl="")
    delivered = unreachable = 0
    for row in rows:
        # the mail server may be slow: is the lease still ours? then begin it anew for this one
        held = timezone.now() + LEASE
        mine = Besked.objects.undelivered().filter(pk=row.pk, claimed_until=lease)
        if not mine.update(claimed_until=held):
            continue
        error = _deliver(row, held)
        delivered += error is None
        unreachable += error is not None and is_unreachable(error)
        if unreachable == UNREACHABLE:
            break
    Besked.objects.filter(pk__in=[row.pk for row in rows], claimed_until=lease).update(
        claimed_until=None
    )
    return delivered


def _deliver(besked, held):
    """Mail one notice whose lease runs until `held`; return the error, or None when it was sent."""
    mine = Besked.objects.undelivered().filter(pk=besked.pk)
    try:
        if besked.to.is_active:
            send_pointer(besked)
    except Exception as error:  # the mail server may be away for days: the row waits
        attempts, kind = besked.attempts + 1, error_kind(error)
        wait = min(FIRST_WAIT * 2 ** min(attempts, 12), _longest_wait(error))
        mine.filter(claimed_until=held).update(
            attempts=attempts, claimed_until=timezone.now() + wait, fejl=kind
        )
        # kind and code only: what a mail server says holds the receiver's address
        logger.warning("Besked %s not delivered, attempt %s: %s", besked.pk, attempts, kind)
        return error
    mine.update(done_at=timezone.now(), claimed_until=None)
    return None


def _longest_wait(error):
    """How long to wait at most: asking again costs little where nobody answered."""
    if is_unreachable(error):
        return WAIT_UNREACHABLE
    return WAIT_TEMPORARY if is_temporary(error) else WAIT_REFUSED


def _wake_soon():
    """Have a Celery worker woken; one wake at a time is enough for a burst of notices."""
    if not _waiting or _waiting[-1].done():
        _waiting[:] = [_waker.submit(_wake)]


def _wake():
    """Ask a worker to deliver now. A dead broker costs this thread a second, no more."""
    try:
        current_app.send_task("faelles.deliver_due", retry=False)
    except Exception as error:  # the sweeper delivers all the same
        logger.warning("The broker did not answer: %s", type(error).__name__)
