from django.core.management.base import BaseCommand

from plejefamilier.actions import reseal_cpr


class Command(BaseCommand):
    help = "Krypterer alle CPR-numre igen med den nyeste nøgle i FIELD_KEYS. Kan gentages."

    def add_arguments(self, parser):
        parser.add_argument(
            "--batch", type=int, default=500, help="hvor mange der gemmes ad gangen (500)"
        )

    def handle(self, *, batch, **options):
        count = reseal_cpr(by=None, batch=max(1, batch))
        self.stdout.write(f"{count} CPR-numre er krypteret igen med den nyeste nøgle.")
