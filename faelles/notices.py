"""Telling somebody something: one row, once, in the action's transaction (quality: rows first).

Nothing here waits for a broker or a mail server. After commit Celery is woken from a thread of its
own; whatever it does, the sweeper (`manage.py udbring`) delivers every row that is due.
"""

import logging
from concurrent.futures import ThreadPoolExecutor

from celery import current_app
from django.db import transaction
from django.utils import timezone

from faelles.mail import send_pointer
from faelles.models import Besked
from faelles.udbringning import Post, deliver

logger = logging.getLogger(__name__)

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
    """Mail the notices that are due; return how many. Any number of processes may run this."""
    return deliver(BESKEDER, limit)


def _send(besked):
    if besked.to.is_active:
        send_pointer(besked)


def _done(besked):
    """It has been sent, so it stays in the inbox, even if it was taken back in that very moment."""
    mine = Besked.objects.filter(pk=besked.pk, done_at=None)
    mine.update(done_at=timezone.now(), claimed_until=None, cancelled_at=None)


BESKEDER = Post(
    "Besked",
    due=lambda now: Besked.objects.due(now).select_related("to"),
    undelivered=lambda: Besked.objects.undelivered(),
    send=_send,
    done=_done,
)


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
