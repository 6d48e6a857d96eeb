"""What every Celery task has in common: a living database connection, and a sign of life."""

import logging

from celery import Task
from django.db import Error, close_old_connections

from faelles import puls

logger = logging.getLogger(__name__)


class Opgave(Task):
    """A worker keeps its connection from task to task and notices here that PostgreSQL is new."""

    abstract = True

    def before_start(self, task_id, args, kwargs):
        close_old_connections()

    def on_success(self, retval, task_id, args, kwargs):
        _write(puls.beat, self.name)

    def on_failure(self, exc, task_id, args, kwargs, einfo):
        close_old_connections()
        _write(puls.failed, self.name, type(exc).__name__[:60])


def _write(sign, *words):
    try:
        sign(*words)
    except Error as error:  # the database is away; Driftsstatus has nothing to read either
        logger.warning("No sign of life from %s: %s", words[0], type(error).__name__)
