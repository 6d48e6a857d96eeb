"""Something to do for each task of training and supervision, the same rows each time."""

import datetime

from django.utils import timezone

from supervision.models import Familiebesked
from tests.supervision.fakta import make_kursus, make_tilmelding

HOUR = datetime.timedelta(hours=1)


def rows_for_tasks(konsulent, familie):
    """An offered seat that nobody answers for, somebody next in line, and a mail that waits."""
    now = timezone.now()
    kursus = make_kursus(familie.kommune, ansvarlig=konsulent, pladser=1)
    offer = {"status": "tilbudt", "tilbud_til": now + 2 * HOUR}
    tilmelding = make_tilmelding(kursus, familie, by=konsulent, **offer)
    make_tilmelding(kursus, konsulent, by=konsulent, status="venter")
    Familiebesked.objects.create(
        plejeforaelder=familie.plejeforaeldre.get(),
        slags=Familiebesked.Slags.TILMELDT,
        noegle="prøve",
        gang=kursus.gange.get(),
        tilmelding=tilmelding,
        due_at=now + HOUR,
    )
