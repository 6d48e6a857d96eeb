"""Carrying the mails to foster parents about courses and supervision (W5, quality: rows first)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, udbringning
from faelles.mail import send_words
from plejefamilier.ansvar import ansvarlige_for
from supervision.familiemail import familiemail, still_true
from supervision.models import Familiebesked, Kursusgang

MOST = 50  # mails of one round
AFVIST = "En mail til en plejeforælder kom ikke frem. Ring til familien, eller ret adressen"


def deliver_familiebeskeder():
    """Mail what is due; return how many. Any number of processes may run this."""
    return udbringning.deliver(MAILS, MOST)


def _send(row):
    now = timezone.now()
    waiting = Familiebesked.objects.waiting().filter(pk=row.pk)
    til = row.plejeforaelder.email
    if not til or not waiting.exists() or not still_true(row, now):
        return
    gange = []
    if row.tilmelding and not row.gang:
        rows = Kursusgang.objects.filter(kursus=row.tilmelding.kursus_id)
        gange = [*rows.select_related("lokale__organisation")]
    mail = familiemail(row, gange)
    send_words(
        til,
        mail.emne,
        mail.tekst,
        key=f"familiebesked-{row.pk}",
        kalender=mail.kalender,
        metode=mail.metode,
    )


@transaction.atomic
def _done(row):
    mine = Familiebesked.objects.waiting().filter(pk=row.pk)
    if mine.update(done_at=timezone.now(), claimed_until=None):
        familie = row.plejeforaelder.plejefamilie_id
        audit.record("familiebesked.sendt", row.plejeforaelder, by=None, familie_id=familie)


@transaction.atomic
def _refused(row):
    """The address does not exist: whoever has the family's duties tells it herself."""
    mine = Familiebesked.objects.waiting().filter(pk=row.pk)
    if mine.update(cancelled_at=timezone.now(), claimed_until=None):
        familie = row.plejeforaelder.plejefamilie
        for person in ansvarlige_for(familie, timezone.localdate()):
            notices.notify(
                person,
                key=f"familiepost-{row.plejeforaelder_id}-{timezone.localdate()}",
                tekst=AFVIST,
                url=reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]),
            )


RELATED = (
    "plejeforaelder__plejefamilie__team",
    "plejeforaelder__plejefamilie__kommune",
    "tilmelding__kursus",
    "gang__lokale__organisation",
    "session__lokale",
)
MAILS = udbringning.Post(
    "Familiebesked",
    due=lambda now: Familiebesked.objects.to_mail(now).select_related(*RELATED),
    undelivered=lambda: Familiebesked.objects.waiting(),
    send=_send,
    done=_done,
    refused=_refused,
)
