"""Reminders of a group's meetings, and mails to its foster parents, who have no login (R17, W5)."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from faelles import notices, regler
from faelles.kalender import kalender_for
from netvaerk.models import Gruppebesked, Gruppemoede, Medlemskab
from plejefamilier.models import Plejeforaelder
from plejefamilier.rytme import reminder_days

FOERST, SIDST = "netvaerk.paamind_foerst", "netvaerk.paamind_sidst"
KLOKKEN = "plejefamilier.paamindelse_kl"
SNART = "Der er snart netværksmøde"
PLANLAGT = "Netværksmøder er planlagt"
FLYTTET = "Et netværksmøde er flyttet"
AFLYST = "Et netværksmøde er aflyst"
Slags = Gruppebesked.Slags


def kilde(moede):
    """What names a meeting among busy times, rooms and messages."""
    return f"gruppemoede-{moede.pk}"


def url_of(moede):
    return reverse("netvaerk:gruppemoede_detail", args=[moede.pk])


# --- who -----------------------------------------------------------------------------------------


def expected_at(moede):
    """The memberships whose families are asked to a meeting: members on that day."""
    rows = Medlemskab.objects.active(timezone.localdate(moede.start)).filter(gruppe=moede.gruppe_id)
    return rows.select_related("plejefamilie").order_by("fra", "pk")


def foster_parents(memberships):
    """Who hears for these memberships: [(Medlemskab, Plejeforaelder)]; those with an address."""
    voksne = Plejeforaelder.objects.filter(
        plejefamilie__in=[row.plejefamilie_id for row in memberships], fratraadt_paa=None
    ).exclude(email="")
    by_family = {}
    for voksen in voksne.order_by("pk"):
        by_family.setdefault(voksen.plejefamilie_id, []).append(voksen)
    return [
        (row, voksen) for row in memberships for voksen in by_family.get(row.plejefamilie_id, [])
    ]


# --- what and when -------------------------------------------------------------------------------


def reminder_moments(kommune, start, now, *, keys=(FOERST, SIDST)):
    """When to remind of what begins at `start`: [(days before it, aware moment)] (R17).

    7 days and 1 day before by rule, rolled back to a hverdag; what has passed is dropped.
    """
    tal = regler.values((*keys, KLOKKEN), kommune)
    event_day = timezone.localdate(start)
    days = reminder_days(
        event_day, {tal[key] for key in keys}, kalender_for(kommune), timezone.localdate(now)
    )
    moments = [
        ((event_day - day).days, timezone.make_aware(datetime.combine(day, tal[KLOKKEN])))
        for day in days
    ]
    return [(dage, moment) for dage, moment in moments if now < moment < start]


def remind(moede, memberships):
    """Plan the reminders of a meeting anew; those of an earlier time are taken back (R17).

    A mail that it is moved stays: it may not have left yet.
    """
    _take_back(moede, _waiting_about(moede).filter(slags=Slags.PAAMINDELSE))
    moments = reminder_moments(moede.gruppe.kommune, moede.start, timezone.now())
    for dage, moment in moments:
        key = f"{kilde(moede)}-{moede.udgave}-{dage}"
        notices.notify(moede.facilitator, key=key, tekst=SNART, url=url_of(moede), due_at=moment)
    _remind_parents(moede, memberships, moments)


def _remind_parents(moede, memberships, moments):
    for medlemskab, voksen in foster_parents(memberships):
        for dage, moment in moments:
            write(
                voksen,
                Slags.PAAMINDELSE,
                medlemskab=medlemskab,
                noegle=f"{kilde(moede)}-{moede.udgave}-{medlemskab.pk}-{voksen.pk}-{dage}",
                due_at=moment,
                moede=moede,
            )


def take_back(moede):
    """What has not left about a meeting is not sent: it is moved or cancelled."""
    _take_back(moede, _waiting_about(moede))


def _waiting_about(moede):
    return Gruppebesked.objects.waiting().filter(moede=moede)


def _take_back(moede, rows):
    notices.cancel_all(f"{kilde(moede)}-")
    rows.update(cancelled_at=timezone.now())


def tell(moede, tekst, by):
    """Say in the facilitator's inbox that something is new, unless she did it herself."""
    if by is None or by.pk != moede.facilitator_id:
        key = f"{kilde(moede)}-{moede.udgave}-{tekst.split()[-1]}"
        notices.notify(moede.facilitator, key=key, tekst=tekst, url=url_of(moede))


def tell_of_plan(gruppe, first, by):
    """Say once in the facilitator's inbox that meetings are planned; `first` is one of them."""
    if by is None or by.pk != gruppe.facilitator_id:
        key = f"gruppeplan-{gruppe.pk}-{first.pk}"
        notices.notify(gruppe.facilitator, key=key, tekst=PLANLAGT, url=gruppe.get_absolute_url())


def invite(gruppe, memberships, *, plan):
    """Mail the coming dates to the foster parents of `memberships`; `plan` names the occasion."""
    for medlemskab, voksen in foster_parents(memberships):
        write(
            voksen,
            Slags.MOEDE,
            medlemskab=medlemskab,
            noegle=f"gruppe-{gruppe.pk}-plan-{plan}-{medlemskab.pk}-{voksen.pk}",
        )


def write_of(moede, memberships, slags):
    """Mail the foster parents that a meeting is moved or will not be held."""
    for medlemskab, voksen in foster_parents(memberships):
        noegle = f"{kilde(moede)}-{moede.udgave}-{slags}-{medlemskab.pk}-{voksen.pk}"
        write(voksen, slags, medlemskab=medlemskab, noegle=noegle, moede=moede)


def write(plejeforaelder, slags, *, medlemskab, noegle, due_at=None, **about):
    """Leave a mail to a foster parent, once for each `noegle`; True when it is a new one."""
    if not plejeforaelder.email:
        return False
    _, created = Gruppebesked.objects.get_or_create(
        noegle=noegle,
        defaults={
            "plejeforaelder": plejeforaelder,
            "slags": slags,
            "medlemskab": medlemskab,
            "due_at": due_at or timezone.now(),
            **about,
        },
    )
    return created


# --- joining and leaving -------------------------------------------------------------------------


def welcome(medlemskab):
    """A family has joined: its foster parents hear of the coming meetings, as told to the others.

    Called in the transaction of the join; the same again changes nothing.
    """
    now = timezone.now()
    begins = timezone.make_aware(datetime.combine(medlemskab.fra, datetime.min.time()))
    rows = Gruppemoede.objects.planned().filter(
        gruppe=medlemskab.gruppe_id, start__gt=max(now, begins)
    )
    moeder = [*rows.select_related("gruppe__kommune", "facilitator")]
    if not moeder:
        return
    invite(medlemskab.gruppe, [medlemskab], plan="med")
    for moede in moeder:
        moments = reminder_moments(moede.gruppe.kommune, moede.start, now)
        _remind_parents(moede, [medlemskab], moments)


def quiet(medlemskab):
    """A family has left: what has not been sent to its foster parents is taken back.

    When it leaves later (`til` lies ahead), it still hears of what comes until then. That a meeting
    is cancelled it hears all the same: it was told to come.
    """
    rows = Gruppebesked.objects.waiting().filter(medlemskab=medlemskab).exclude(slags=Slags.AFLYST)
    if medlemskab.til is not None:
        after = medlemskab.til + timedelta(days=1)
        ends = timezone.make_aware(datetime.combine(after, datetime.min.time()))
        rows = rows.filter(
            Q(moede__start__gte=ends)
            | Q(dag__gte=after)
            | Q(moede=None, dag=None, due_at__gte=ends)
        )
    rows.update(cancelled_at=timezone.now())
