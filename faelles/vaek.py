"""Waking a task at once instead of waiting for beat. Who wakes never waits for the broker."""

import logging
from concurrent.futures import ThreadPoolExecutor

from celery import current_app

logger = logging.getLogger(__name__)
_waker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vaek")


def soon(task):
    """Have a worker run the task of this name now. Beat runs it all the same when this fails."""
    _waker.submit(_send, task)


def _send(task):
    try:
        current_app.send_task(task, retry=False)
    except Exception as error:  # the broker is away: the row waits in PostgreSQL
        logger.warning("The broker did not answer: %s", type(error).__name__)
