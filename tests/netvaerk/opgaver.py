"""Something to do for each task of networks, the same rows each time."""

import datetime

from django.utils import timezone

from netvaerk.models import Gruppebesked
from tests.netvaerk.fakta import DAY, make_gruppe, make_medlem, make_moede


def rows_for_tasks(konsulent, familie):
    """A mail that waits; and a group that runs itself, whose day of the month is near."""
    now = timezone.now()
    today = timezone.localdate()
    voksen = familie.plejeforaeldre.get()
    forming = make_gruppe(familie.kommune, facilitator=konsulent, navn="Prøve", aktiv_fra=today)
    medlem = make_medlem(forming, familie, by=konsulent)
    Gruppebesked.objects.create(
        plejeforaelder=voksen,
        slags=Gruppebesked.Slags.PAAMINDELSE,
        noegle="prøve",
        medlemskab=medlem,
        moede=make_moede(forming),
        due_at=now,
    )
    selv = make_gruppe(
        familie.kommune,
        facilitator=konsulent,
        navn="Prøve selv",
        aktiv_fra=today - 90 * DAY,
        anker=today - 84 * DAY,
        klokken=datetime.time(19),
        minutter=120,
        rytme="maaneder",
        selvkoerende_fra=today - 50 * DAY,
        overdraget_at=now - 50 * DAY,
        kontakt=voksen,
    )
    make_medlem(selv, familie, by=konsulent, fra=today - 90 * DAY)
