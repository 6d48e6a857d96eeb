"""Migrates as the owner of the tables, then gives the program's role what it needs and no more.

The role samspil_app reads and writes rows, but cannot change a table, empty one, or touch a line
of an append-only log. Where there is no such role (one role for all), nothing is granted.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection, transaction

APP = "samspil_app"
APPEND_ONLY = """
    select distinct tgrelid::regclass::text from pg_trigger
    where tgname like 'pgtrigger_append_only_%'
"""


def grant():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [APP])
        if not cursor.fetchone():
            return
        cursor.execute(f"grant usage on schema public to {APP}")
        cursor.execute(f"revoke all on all tables in schema public from {APP}")
        tables = "select, insert, update, delete on all tables"
        cursor.execute(f"grant {tables} in schema public to {APP}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {APP}")
        cursor.execute(APPEND_ONLY)
        for (table,) in cursor.fetchall():
            cursor.execute(f"revoke update, delete on {table} from {APP}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False)
    grant()
