"""Words about meetings: invitations, changes, cancellations and reminders, each once (R17, W5)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler, udbringning
from faelles.kalender import kalender_for
from faelles.mail import send_words
from plejefamilier import moedeslags
from plejefamilier.models import Deltager, Moedebesked
from plejefamilier.moedemail import moedemail
from plejefamilier.rytme import reminder_days

SNART = "Du har snart et møde"
AFVIST = "En indkaldelse til et møde kom ikke frem. Ring til deltageren, eller ret adressen"
MOST = 50  # mails of one round
Slags = Moedebesked.Slags


def tell(moede, deltagere, slags, *, now):
    """Leave a mail of `slags` for each of `deltagere` that can be reached by mail.

    What waits unsent for them is taken back: the newest word is the only one that leaves. Nobody
    is told that a meeting is changed or cancelled that she never heard of.
    """
    for deltager in deltagere:
        waiting = Moedebesked.objects.waiting().filter(deltager=deltager)
        waiting.filter(claimed_until=None, attempts=0).update(cancelled_at=now)
        # one that is on its way may arrive: then she knows of the meeting
        told = deltager.beskeder.filter(cancelled_at=None).exclude(slags=Slags.PAAMINDELSE)
        knows = told.exclude(slags=Slags.AFLYSNING).exists()
        if slags == Slags.AFLYSNING and not knows:
            continue
        wanted = slags if knows else Slags.INDKALDELSE
        if address_of(deltager):
            Moedebesked.objects.get_or_create(
                deltager=deltager,
                slags=wanted,
                udgave=moede.udgave,
                dage_foer=0,
                defaults={"due_at": now},
            )


def plan_reminders(moede, deltagere, *, now):
    """Remind each of `deltagere` before the meeting (R17): users in the inbox, others by mail."""
    moments = reminder_moments(moede, now)
    url = reverse("plejefamilier:moede_detail", args=[moede.pk])
    for deltager in deltagere:
        person = person_of(deltager)
        for dage_foer, due_at in moments:
            if person:
                key = f"{noegle(moede, person)}{moede.udgave}-{dage_foer}"
                notices.notify(person, key=key, tekst=SNART, url=url, due_at=due_at)
            elif address_of(deltager):
                Moedebesked.objects.get_or_create(
                    deltager=deltager,
                    slags=Slags.PAAMINDELSE,
                    udgave=moede.udgave,
                    dage_foer=dage_foer,
                    defaults={"due_at": due_at},
                )


def reminder_moments(moede, now):
    """When to remind of a meeting, as [(days before it, aware moment)]; past ones are dropped."""
    foerst, sidst = moedeslags.SLAGS[moede.slags].paamindelser
    keys = (foerst, sidst, "plejefamilier.paamindelse_kl")
    tal = regler.values(keys, moede.kommune)
    event_day = timezone.localdate(moede.start)
    days = reminder_days(
        event_day, {tal[foerst], tal[sidst]}, kalender_for(moede.kommune), timezone.localdate(now)
    )
    at = tal["plejefamilier.paamindelse_kl"]
    moments = [
        ((event_day - day).days, timezone.make_aware(datetime.combine(day, at))) for day in days
    ]
    return [(dage, moment) for dage, moment in moments if now < moment < moede.start]


def quiet(moede, deltagere):
    """Take back the reminders that have not left: the meeting is moved, cancelled or not hers."""
    now = timezone.now()
    for deltager in deltagere:
        if person := person_of(deltager):
            notices.cancel_all(noegle(moede, person))
        rows = Moedebesked.objects.waiting().filter(deltager=deltager, slags=Slags.PAAMINDELSE)
        rows.update(cancelled_at=now)


def noegle(moede, person):
    """What the keys of one person's notices about a meeting begin with."""
    return f"moede-{moede.pk}-{person.pk}-"


def person_of(deltager):
    """The user who has the place, or None for somebody without a login."""
    return deltager.bruger or (deltager.kredsrolle.bruger if deltager.kredsrolle else None)


def address_of(deltager):
    """Where mail to a participant goes; '' when she has none, or has left."""
    person = person_of(deltager)
    if person:
        return person.email if person.is_active else ""
    if deltager.kredsrolle:
        return deltager.kredsrolle.email
    if deltager.plejeforaelder:
        gone = deltager.plejeforaelder.fratraadt_paa
        here = gone is None or gone > timezone.localdate()
        return deltager.plejeforaelder.email if here else ""
    return deltager.foraelder.email if deltager.foraelder else deltager.email


# --- mails ------------------------------------------------------------------------------------


def deliver_moedebeskeder():
    """Mail the words that are due; return how many. Any number of processes may run this."""
    return udbringning.deliver(MAILS, MOST)


def _still_true(row):
    """Is it worth saying now? Not when it was taken back, is over, or a newer word stands."""
    deltager, moede = row.deltager, row.deltager.moede
    if not Moedebesked.objects.waiting().filter(pk=row.pk).exists():
        return False
    if row.slags == Slags.AFLYSNING:
        return True
    rolle = deltager.kredsrolle
    left = rolle and rolle.til is not None and rolle.til < timezone.localdate(moede.start)
    return (
        moede.aflyst_at is None
        and deltager.fjernet_at is None
        and not left
        and moede.slut > timezone.now()
    )


def _send(row):
    deltager = row.deltager
    til = address_of(deltager)
    if not til or not _still_true(row):
        return
    moede = deltager.moede
    mail = moedemail(
        moede, Slags(row.slags), row.udgave, til=til, bruger=person_of(deltager) is not None
    )
    send_words(
        til,
        mail.emne,
        mail.tekst,
        key=f"moedebesked-{row.pk}",
        kalender=mail.kalender,
        metode=mail.metode,
    )


@transaction.atomic
def _done(row):
    mine = Moedebesked.objects.waiting().filter(pk=row.pk)
    if mine.update(done_at=timezone.now(), claimed_until=None):
        moede = row.deltager.moede
        audit.record("moedebesked.sendt", row.deltager, by=None, familie_id=moede.plejefamilie_id)


@transaction.atomic
def _refused(row):
    """The address does not exist: whoever called the meeting tells the participant herself."""
    mine = Moedebesked.objects.waiting().filter(pk=row.pk)
    if mine.update(cancelled_at=timezone.now(), claimed_until=None):
        moede = row.deltager.moede
        notices.notify(
            moede.indkalder,
            key=f"moedepost-{moede.pk}-{row.deltager_id}",
            tekst=AFVIST,
            url=reverse("plejefamilier:moede_detail", args=[moede.pk]),
        )


RELATED = (
    "moede__kommune",
    "moede__indkalder",
    "bruger",
    "kredsrolle__bruger",
    "foraelder",
    "plejeforaelder",
)
MAILS = udbringning.Post(
    "Moedebesked",
    due=lambda now: Moedebesked.objects.to_mail(now).select_related(
        *(f"deltager__{name}" for name in RELATED)
    ),
    undelivered=lambda: Moedebesked.objects.waiting(),
    send=_send,
    done=_done,
    refused=_refused,
)


def deltagere_of(moede):
    """Those who are asked to come, with everything a word to them needs; one query."""
    rows = Deltager.objects.filter(moede=moede).present()
    return [*rows.select_related("bruger", "kredsrolle__bruger", "foraelder", "plejeforaelder")]
