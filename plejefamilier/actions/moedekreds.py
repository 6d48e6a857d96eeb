"""A place at a meeting ends with the place in the circle that gave it."""

import logging

from django.db.models import F
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import notices
from faelles.action import action
from plejefamilier.actions.moede import locked, record
from plejefamilier.actions.moedebesked import Slags, deltagere_of, quiet, tell
from plejefamilier.actions.moedetid import take_time
from plejefamilier.models import Deltager, Moede

logger = logging.getLogger(__name__)

GAAET = "En deltager i et møde er ikke længere med i samarbejdet. Se, om en anden skal med"


def still_there(deltager, dag):
    """Will the participant still belong to the case on `dag`?"""
    if deltager.kredsrolle and deltager.kredsrolle.til is not None:
        return deltager.kredsrolle.til >= dag
    if deltager.bruger:
        return deltager.bruger.is_active
    if deltager.plejeforaelder:
        gone = deltager.plejeforaelder.fratraadt_paa
        return gone is None or gone > dag
    return True


@action
def drop_left_deltagere(*, by, moede):
    """Ask those no longer, who will have left the circle before the meeting; how many.

    They are told that it is cancelled for them, and whoever called the meeting that one is gone.
    """
    row = locked(moede)
    dag = timezone.localdate(row.start)
    rows = deltagere_of(row)
    gone = [one for one in rows if not still_there(one, dag)]
    if not gone:
        return 0
    now = timezone.now()
    row.udgave += 1
    row.version += 1
    row.save(update_fields=["udgave", "version"])
    for one in gone:
        one.fjernet_at = now
        one.save(update_fields=["fjernet_at"])
    quiet(row, gone)
    tell(row, gone, Slags.AFLYSNING, now=now)
    take_time(row, [one for one in rows if one not in gone])
    record("moede.deltagere", row, by=by, nye=[], fjernede=[one.pk for one in gone])
    notices.notify(
        row.indkalder,
        key=f"moedekreds-{row.pk}-{row.udgave}",
        tekst=GAAET,
        url=reverse("plejefamilier:moede_detail", args=[row.pk]),
    )
    return len(gone)


def drop_left():
    """Look through all coming meetings; one that fails does not stop the others. How many left."""
    now = timezone.now()
    left = (
        Deltager.objects.present()
        .filter(moede__start__gt=now, moede__aflyst_at=None, moede__afholdt_at=None)
        .annotate(dag=TruncDate("moede__start"))
    )
    moeder = {
        *left.filter(kredsrolle__til__lt=F("dag")).values_list("moede", flat=True),
        *left.filter(plejeforaelder__fratraadt_paa__lte=F("dag")).values_list("moede", flat=True),
        *left.filter(bruger__is_active=False).values_list("moede", flat=True),
    }
    dropped = 0
    for moede in Moede.objects.filter(pk__in=moeder).order_by("pk"):
        try:
            dropped += drop_left_deltagere(by=None, moede=moede)
        except Exception:  # the next night tries again
            logger.exception("Looking through the circle failed for moede %s", moede.pk)
    return dropped
