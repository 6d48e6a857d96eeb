"""The sweeper: delivers what is due whether Celery, beat and Redis are alive or not."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from faelles import notices, puls, udbringning

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Sender de beskeder, der er tid til. Kører, til den stoppes."

    def add_arguments(self, parser):
        parser.add_argument("--pause", type=float, default=1.5, help="Sekunder mellem runderne.")
        parser.add_argument("--en-gang", action="store_true", help="Én runde, så stop.")

    def handle(self, *, pause, en_gang, **options):
        stopped = threading.Event()
        if not en_gang:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                close_old_connections()
                notices.deliver_due()
                udbringning.deliver_further()
                puls.beat(puls.UDBRING)
            except Exception:  # the database may be away for a while; the next round tries again
                logger.exception("A round failed")
            if en_gang:
                return
            stopped.wait(pause)
