"""Carrying mails out of the house: claimed with a lease, sent, marked afterwards, tried again.

Each kind of mail is a table whose rows have due_at, claimed_until, attempts and fejl. A room that
has mails of its own registers them when Django starts; the sweeper carries all of them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from faelles.mail import error_kind, is_refused, is_temporary, is_unreachable

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=5)  # doubled at each attempt, up to one of the three below
WAIT_UNREACHABLE = timedelta(minutes=1)
WAIT_TEMPORARY = timedelta(minutes=5)
WAIT_REFUSED = timedelta(minutes=30)
UNREACHABLE = 3  # failures of one round after which the mail server is left alone


@dataclass(frozen=True)
class Post:
    """One kind of mail.

    `due(now)` gives the rows that nobody has claimed and that should have left, `undelivered()`
    all that have not left. `send(row)` mails one and raises when it cannot; `done(row)` marks it.
    `refused(row)`, when there is one, takes over a row whose address the mail server will never
    accept; without it the row waits and is tried again.
    """

    navn: str
    due: Callable
    undelivered: Callable
    send: Callable
    done: Callable
    refused: Callable | None = None


_further = []


def also_deliver(function):
    """Have the sweeper call `function()` in each round, after the notices."""
    _further.append(function)


def deliver_further():
    """Deliver what the rooms have registered; one that fails does not stop the others."""
    delivered = 0
    for function in _further:
        try:
            delivered += function()
        except Exception as error:
            logger.warning("%s failed: %s", function.__name__, type(error).__name__)
    return delivered


def deliver(post, limit):
    """Claim what is due, mail each, mark it done; return how many were delivered.

    Any number of processes may run this at once. A failure backs off and is tried again. When the
    mail server cannot be reached the round ends early: the rest waits unclaimed for the next one.
    """
    now = timezone.now()
    lease = now + LEASE
    with transaction.atomic():
        rows = [
            *post.due(now)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at", "pk")[:limit]
        ]
        claimed = post.undelivered().filter(pk__in=[row.pk for row in rows])
        claimed.update(claimed_until=lease, fejl="")
    delivered = unreachable = 0
    for row in rows:
        # the mail server may be slow: is the lease still ours? then begin it anew for this one
        held = timezone.now() + LEASE
        mine = post.undelivered().filter(pk=row.pk, claimed_until=lease)
        if not mine.update(claimed_until=held):
            continue
        error = _deliver(post, row, held)
        delivered += error is None
        unreachable += error is not None and is_unreachable(error)
        if unreachable == UNREACHABLE:
            break
    claimed.filter(claimed_until=lease).update(claimed_until=None)
    return delivered


def _deliver(post, row, held):
    """Mail one row whose lease runs until `held`; return the error, or None when it was sent."""
    try:
        post.send(row)
    except Exception as error:  # the mail server may be away for days: the row waits
        attempts, kind = row.attempts + 1, error_kind(error)
        wait = min(FIRST_WAIT * 2 ** min(attempts, 12), _longest_wait(error))
        mine = post.undelivered().filter(pk=row.pk, claimed_until=held)
        mine.update(attempts=attempts, claimed_until=timezone.now() + wait, fejl=kind)
        # kind and code only: what a mail server says holds the receiver's address
        logger.warning("%s %s not delivered, attempt %s: %s", post.navn, row.pk, attempts, kind)
        if post.refused is not None and is_refused(error):
            post.refused(row)
        return error
    post.done(row)
    return None


def _longest_wait(error):
    """How long to wait at most: asking again costs little where nobody answered."""
    if is_unreachable(error):
        return WAIT_UNREACHABLE
    return WAIT_TEMPORARY if is_temporary(error) else WAIT_REFUSED
