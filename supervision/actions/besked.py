"""Words about courses and supervision: reminders (R17), and mails to foster parents (W5)."""

from datetime import datetime

from django.utils import timezone

from faelles import notices, regler
from faelles.kalender import kalender_for
from plejefamilier.rytme import reminder_days
from supervision.models import Familiebesked

FOERST, SIDST = "supervision.paamind_foerst", "supervision.paamind_sidst"
KLOKKEN = "plejefamilier.paamindelse_kl"
Slags = Familiebesked.Slags


def reminder_moments(kommune, start, now):
    """When to remind of what begins at `start`: [(days before it, aware moment)] (R17).

    14 and 2 days before by rule, rolled back to a hverdag; what has passed is dropped.
    """
    tal = regler.values((FOERST, SIDST, KLOKKEN), kommune)
    event_day = timezone.localdate(start)
    days = reminder_days(
        event_day, {tal[FOERST], tal[SIDST]}, kalender_for(kommune), timezone.localdate(now)
    )
    moments = [
        (
            (event_day - day).days,
            timezone.make_aware(datetime.combine(day, tal[KLOKKEN])),
        )
        for day in days
    ]
    return [(dage, moment) for dage, moment in moments if now < moment < start]


def plan_reminders(kilde, moments, *, people, plejeforaeldre, tekst, url, about):
    """Remind `people` in their inbox and `plejeforaeldre` by mail at `moments`.

    `kilde` names what they are reminded of (»session-7«); the same again changes nothing. `about`
    are the columns of Familiebesked that point to it.
    """
    for dage, moment in moments:
        for person in people:
            key = f"{kilde}-{person.pk}-{dage}"
            notices.notify(person, key=key, tekst=tekst, url=url, due_at=moment)
        for voksen in plejeforaeldre:
            noegle = f"{kilde}-paamindelse-{voksen.pk}-{dage}"
            write_familie(voksen, Slags.PAAMINDELSE, noegle=noegle, due_at=moment, **about)


def write_familie(plejeforaelder, slags, *, noegle, due_at, **about):
    """Leave a mail to a foster parent, once for each `noegle`; nothing without an address."""
    if not plejeforaelder.email:
        return
    Familiebesked.objects.get_or_create(
        noegle=noegle,
        defaults={"plejeforaelder": plejeforaelder, "slags": slags, "due_at": due_at, **about},
    )


def quiet(kilde):
    """Take back what has not left about `kilde`: it is moved, cancelled or not theirs."""
    notices.cancel_all(f"{kilde}-")
    rows = Familiebesked.objects.waiting().filter(noegle__startswith=f"{kilde}-")
    rows.update(cancelled_at=timezone.now())
