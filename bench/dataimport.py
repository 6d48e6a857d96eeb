"""How long a workbook takes to read, check and write: `python bench/dataimport.py [rows]`.

Runs against the database of DATABASE_URL inside one transaction that is rolled back: nothing is
left behind. Prints seconds for each step, and the ratio to the promise (5,000 rows in 60 s).
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402

from faelles.access import Rolle  # noqa: E402
from plejefamilier import actions  # noqa: E402
from plejefamilier.actions.dataimport import work_off_imports  # noqa: E402
from plejefamilier.models import Dataimport  # noqa: E402
from tests.factories import BrugerFactory, KommuneFactory, TeamFactory  # noqa: E402
from tests.plejefamilier.projektmapper import large  # noqa: E402

PROMISED_ROWS, PROMISED_SECONDS = 5_000, 60


def main(rows):
    """Measure one import of `rows` rows into a new municipality."""
    book = large(rows)
    with transaction.atomic():
        kommune = KommuneFactory()
        TeamFactory(kommune=kommune, navn="Team Vest")
        by = BrugerFactory(rolle=Rolle.ADMINISTRATOR, kommune=kommune)
        row = actions.receive_import(by=by, kommune=kommune, filnavn="a.xlsx", indhold=book)
        read = step(f"{rows} rows ({len(book) / 1e6:.1f} MB) read, checked and compared")
        row = Dataimport.objects.get(pk=row.pk)
        if row.status != Dataimport.Status.KLAR:
            sys.exit(f"The workbook was not accepted: {row.fejl[:3]}")
        actions.start_import(by=by, dataimport=row, aftryk=row.plan["aftryk"])
        written = step("written, with history and log")
        row = Dataimport.objects.get(pk=row.pk)
        if row.status != Dataimport.Status.INDLAEST:
            sys.exit("The workbook was not written.")
        begun = time.perf_counter()
        actions.undo_import(by=by, dataimport=row)
        print(f"{time.perf_counter() - begun:6.1f} s  undone")
        transaction.set_rollback(True)
    allowed = PROMISED_SECONDS * rows / PROMISED_ROWS
    print(f"{read + written:6.1f} s  in all: {(read + written) / allowed:.0%} of {allowed:.0f} s")


def step(words):
    """Let the worker do what waits, and say how long it took."""
    begun, cpu = time.perf_counter(), time.process_time()
    work_off_imports()
    spent = time.perf_counter() - begun
    print(f"{spent:6.1f} s  {words} (own CPU {time.process_time() - cpu:.1f} s)")
    return spent


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PROMISED_ROWS)
