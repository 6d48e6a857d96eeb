"""Fills an empty database with Vestersund Kommune: invented people and two invented years."""

import os
import random
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from faelles.models import Organisation
from overblik.demo import kommune, navne
from overblik.demo.barnesager import Barnesager
from overblik.demo.dataimport import Indlaesninger
from overblik.demo.efterspil import Efterspil
from overblik.demo.familier import Familier
from overblik.demo.indsats import Indsats
from overblik.demo.kurser import Kurser
from overblik.demo.linje import Linje
from overblik.demo.moeder import Moeder
from overblik.demo.netvaerk import Netvaerk
from overblik.demo.notater import Notater
from overblik.demo.opkald import Linjen, case
from overblik.demo.overgang import Overgange
from overblik.demo.profil import Profiler
from overblik.demo.samarbejde import Samarbejde
from overblik.demo.supervision import Supervision
from overblik.demo.ur import DANMARK, Dagbog, Ur, local

SEED = 43
YEARS = 2
KNOWN_PASSWORD = "samspil-demo"  # noqa: S105 - for one's own machine only, see below
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@contextmanager
def all_or_nothing():
    """Leave out the savepoints of the thousands of actions inside: any fault undoes the whole."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        del connection.features.uses_savepoints


class Command(BaseCommand):
    help = "Laver den opdigtede Vestersund Kommune med to års historie frem til i dag."

    def handle(self, **options):
        if Organisation.objects.filter(navn=navne.KOMMUNE).exists():
            self.stdout.write(f"{navne.KOMMUNE} er her allerede. Intet er ændret.")
            return
        if Organisation.objects.exists():
            raise CommandError(
                "Databasen har andre organisationer. Demoen laves kun i en tom database."
            )
        password = os.environ.get("DEMO_PASSWORD", KNOWN_PASSWORD)
        if password == KNOWN_PASSWORD and not settings.LOOPBACK:
            raise CommandError(
                "Sæt DEMO_PASSWORD. Demoens kendte adgangskode er kun til egen maskine."
            )
        begun = perf_counter()
        with override_settings(EMAIL_BACKEND=NO_MAIL), transaction.atomic(), all_or_nothing():
            self.tell(timezone.localtime(timezone.now(), DANMARK), password)
        self.stdout.write(f"{navne.KOMMUNE} er klar efter {perf_counter() - begun:.0f} s.")

    def tell(self, now, password):
        """Play the two years up to `now` with the clock set to each moment."""
        start = local(now.date() - timedelta(days=365 * YEARS), 9)
        dagbog = Dagbog()
        with Ur(start - timedelta(days=1500)) as ur:
            hus = kommune.build(ur.moment.date(), password)
            self.stdout.write("  Kommune, teams, institutioner og medarbejdere")
            linjen = self.plan(dagbog, hus, start, now)
            self.play(dagbog, ur, now, linjen)

    def plan(self, dagbog, hus, start, now):
        """Write everything that is going to happen into the diary; return the line that rings."""
        rng = random.Random(SEED)  # noqa: S311 - the same town every time, no secret
        lukket = kommune.write_calendar_and_rules(dagbog, hus, start, now.date())
        verden = Familier(rng, dagbog, hus, start, now.date())
        # beside the calls everything has chances of its own, so that the calls stay the same
        more = random.Random(SEED + 1)  # noqa: S311 - see above
        Linje(more, dagbog, hus, verden, start, now)
        efterspil = Efterspil(more, dagbog, hus, now, vurderes=case("gik ud ad terrassedøren"))
        linjen = Linjen(rng, dagbog, hus, verden, efterspil, start, now)
        linjen.plan_days(kommune.planned_calendar(hus, lukket))
        linjen.plan_last_days()
        self.plan_cooperation(dagbog, hus, verden, start, now)
        return linjen

    def plan_cooperation(self, dagbog, hus, verden, start, now):
        """What is written about families and children by all who work with them."""
        story = (Profiler, Barnesager, Samarbejde, Moeder, Overgange, Notater, Indsats)
        later = (Indlaesninger, Kurser, Supervision, Netvaerk)
        for number, part in enumerate((*story, *later), start=2):
            rng = random.Random(SEED + number)  # noqa: S311 - as in plan
            part(rng, dagbog, hus, verden, start, now)

    def play(self, dagbog, ur, until, linjen):
        """Play the diary; say for every quarter how many calls it had."""
        quarter, before = None, 0
        for moment in dagbog.play(ur, until):
            local_day = moment.astimezone(DANMARK)
            this = (local_day.year, (local_day.month + 2) // 3)
            if this != quarter:
                self.say(quarter, linjen.logged - before)
                quarter, before = this, linjen.logged
        self.say(quarter, linjen.logged - before)

    def say(self, quarter, calls):
        if quarter and calls:
            self.stdout.write(f"  {quarter[1]}. kvartal {quarter[0]}: {calls} akutopkald")
