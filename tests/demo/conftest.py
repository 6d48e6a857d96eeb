"""The demo municipality: told once for the whole folder, then looked at from all sides."""

import datetime
import io

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from tests.conftest import DANMARK

MONDAY = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=DANMARK)


@pytest.fixture(scope="package")
def told(django_db_setup, django_db_blocker):
    """What seed_demo said, and how many mails it sent; undone when the folder is finished."""
    out, before = io.StringIO(), len(getattr(mail, "outbox", ()))
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(MONDAY, tick=False):
            call_command("seed_demo", stdout=out)
        yield out.getvalue(), len(getattr(mail, "outbox", ())) - before
        transaction.set_rollback(True)
