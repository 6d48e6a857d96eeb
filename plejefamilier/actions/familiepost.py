"""Carrying mails to foster parents: sent, marked, and what to do when the address is wrong (W5)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, udbringning
from faelles.mail import send_words
from plejefamilier.ansvar import ansvarlige_for

MOST = 50  # mails of one round
AFVIST = "En mail til en plejeforælder kom ikke frem. Ring til familien, eller ret adressen"
FAMILIE = ("plejeforaelder__plejefamilie__team", "plejeforaelder__plejefamilie__kommune")


def deliver(post):
    """Mail what is due of `post`; return how many. Any number of processes may run this."""
    return udbringning.deliver(post, MOST)


def post_for(model, *, related, mail, still_true):
    """The udbringning.Post of the Familiebrev table `model`.

    `related` are the columns its mails need; `mail(row)` gives the Familiemail of a row, and
    `still_true(row, now)` is False when it is no longer worth sending.
    """
    key = model._meta.model_name

    def send(row):
        til = row.plejeforaelder.email
        waits = model.objects.waiting().filter(pk=row.pk)
        now = timezone.now()
        if not til or not _is_foster_parent(row, now) or not waits.exists():
            return
        if not still_true(row, now):
            return
        word = mail(row)
        send_words(
            til,
            word.emne,
            word.tekst,
            key=f"{key}-{row.pk}",
            kalender=word.kalender,
            metode=word.metode,
        )

    @transaction.atomic
    def done(row):
        mine = model.objects.waiting().filter(pk=row.pk)
        if mine.update(done_at=timezone.now(), claimed_until=None):
            familie = row.plejeforaelder.plejefamilie_id
            audit.record(f"{key}.sendt", row.plejeforaelder, by=None, familie_id=familie)

    @transaction.atomic
    def refused(row):
        """The address does not exist: whoever has the family's duties tells it herself."""
        mine = model.objects.waiting().filter(pk=row.pk)
        if mine.update(cancelled_at=timezone.now(), claimed_until=None):
            _tell_of_wrong_address(row.plejeforaelder)

    return udbringning.Post(
        model.__name__,
        due=lambda now: model.objects.to_mail(now).select_related(*FAMILIE, *related),
        undelivered=lambda: model.objects.waiting(),
        send=send,
        done=done,
        refused=refused,
    )


def _is_foster_parent(row, now):
    gone = row.plejeforaelder.fratraadt_paa
    return gone is None or gone > timezone.localdate(now)


def _tell_of_wrong_address(plejeforaelder):
    today = timezone.localdate()
    familie = plejeforaelder.plejefamilie
    for person in ansvarlige_for(familie, today):
        notices.notify(
            person,
            key=f"familiepost-{plejeforaelder.pk}-{today}",
            tekst=AFVIST,
            url=reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]),
        )
