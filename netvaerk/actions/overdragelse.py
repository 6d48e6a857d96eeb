"""From a group with a facilitator to one that runs itself (I5, I9)."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.models import Besked
from faelles.versions import refuse_other_version
from netvaerk import moedeplan
from netvaerk.actions.gruppebesked import FOERST, KLOKKEN, Slags, write
from netvaerk.models import Gruppebesked, Gruppemoede, Medlemskab, Netvaerksgruppe
from plejefamilier.models import Plejeforaelder

OVERDRAGELSE = "Tid til overdragelse af en netværksgruppe"
SELVKOERENDE = "Gruppen kører selv nu."
DAY = timedelta(days=1)


def refresh_gruppe(gruppe):
    """The days that follow the plan: from when the group runs itself, how long names are seen.

    From the day after the last of the agreed meetings with facilitator that stand; None while
    fewer are planned. The facilitator hears of it at 08:00 on the next hverdag. `gruppe` is locked
    by the caller and is saved here when a day changes. Raises ValidationError (code "planlagt", at
    `faciliterede`) when more are planned than agreed.
    """
    rows = Gruppemoede.objects.planned().filter(gruppe=gruppe).order_by("start")
    days = [timezone.localdate(start) for start in rows.values_list("start", flat=True)]
    if len(days) > gruppe.faciliterede:
        text = f"Der er planlagt {len(days)} møder. Aflys dem, der ikke skal holdes, først."
        raise ValidationError({"faciliterede": ValidationError(text, code="planlagt")})
    ends = days[-1] + DAY if len(days) == gruppe.faciliterede else None
    names = None
    if ends:
        names = ends + timedelta(days=regler.value("netvaerk.navne_dage", gruppe.kommune))
    if (gruppe.selvkoerende_fra, gruppe.navne_til) != (ends, names):
        gruppe.selvkoerende_fra, gruppe.navne_til = ends, names
        gruppe.save(update_fields=["selvkoerende_fra", "navne_til"])
    _announce(gruppe)


def _announce(gruppe):
    """One notice »overdragelse« that waits for the day it is due; those of other plans go away."""
    begins = f"overdragelse-{gruppe.pk}-"
    ends = gruppe.selvkoerende_fra
    key = f"{begins}{ends}-{gruppe.facilitator_id}"
    others = Besked.objects.undelivered().filter(key__startswith=begins).exclude(key=key)
    others.update(cancelled_at=timezone.now())
    if ends is None or gruppe.lukket_paa or gruppe.overdraget_at:
        notices.cancel_all(begins)
        return
    day = kalender_for(gruppe.kommune).roll_forward(ends)
    due = datetime.combine(day, regler.value(KLOKKEN, gruppe.kommune))
    besked = notices.notify(
        gruppe.facilitator,
        key=key,
        tekst=OVERDRAGELSE,
        url=reverse("netvaerk:gruppe_hand_over", args=[gruppe.pk]),
        due_at=timezone.make_aware(due),
    )
    # the plan may have been another in between, and is this one again
    Besked.objects.filter(pk=besked.pk, done_at=None).update(cancelled_at=None)


def candidates(gruppe, day):
    """Who may be the contact person: the foster parents of the members on `day`."""
    members = Medlemskab.objects.active(day).filter(gruppe=gruppe)
    rows = Plejeforaelder.objects.filter(
        plejefamilie__in=members.values("plejefamilie"), fratraadt_paa=None
    )
    return rows.select_related("plejefamilie").order_by("plejefamilie__navn", "pk")


@action
def hand_over(*, by, gruppe, kontakt, version=None):
    """The families take over: `kontakt` (a Plejeforaelder) hears the light reminder of each month.

    Also when the group needs another contact person later. The same again changes nothing. Raises
    ValidationError: no hand-over is due, since meetings with facilitator are to come (code
    "for_tidligt"), closed ("lukket"), `kontakt` belongs to no member ("ukendt"), and (code
    "stale") when a colleague saved in between.
    """
    row = locked(gruppe, version=version)
    today = timezone.localdate()
    if row.selvkoerende_fra is None or row.selvkoerende_fra > today + DAY:
        text = "Gruppen overdrages ved det sidste møde med facilitator."
        raise ValidationError(text, code="for_tidligt")
    if kontakt is None or not candidates(row, today).filter(pk=kontakt.pk).exists():
        text = "Vælg en plejeforælder fra en familie i gruppen."
        raise ValidationError({"kontakt": ValidationError(text, code="ukendt")})
    if row.overdraget_at and row.kontakt_id == kontakt.pk:
        return row
    first = row.overdraget_at is None
    row.kontakt = kontakt
    row.overdraget_at = row.overdraget_at or timezone.now()
    row.version += 1
    row.save(update_fields=["kontakt", "overdraget_at", "version"])
    others = Gruppebesked.objects.waiting().filter(slags=Slags.SELV, medlemskab__gruppe=row)
    others.exclude(plejeforaelder=kontakt).update(cancelled_at=timezone.now())
    notices.cancel_all(f"overdragelse-{row.pk}-")
    notices.mark_read(f"overdragelse-{row.pk}-")
    event = "netvaerksgruppe.overdraget" if first else "netvaerksgruppe.kontakt_valgt"
    audit.record(event, row, by=by, familie_id=kontakt.plejefamilie_id)
    return row


@action
def confirm_gruppe(*, by, gruppe, version=None):
    """The families still meet: asked every half year by rule, and answered with yes (I9).

    Twice on the same day changes nothing. Raises ValidationError when the group is closed (code
    "lukket") or has a facilitator still ("faciliteret"), and (code "stale") as hand_over.
    """
    row = locked(gruppe, version=version)
    today = timezone.localdate()
    if row.trin_on(today) != Netvaerksgruppe.Trin.SELVKOERENDE:
        raise ValidationError("Gruppen har stadig facilitator.", code="faciliteret")
    if row.moedes_paa == today:
        return row
    row.moedes_paa = today
    row.version += 1
    row.save(update_fields=["moedes_paa", "version"])
    audit.record("netvaerksgruppe.moedes", row, by=by)
    return row


def locked(gruppe, *, version=None):
    """The group, locked. Raises ValidationError: closed (code "lukket"), or stale."""
    row = (
        Netvaerksgruppe.objects.select_for_update(of=("self",), no_key=True)
        .select_related("kommune", "facilitator")
        .get(pk=gruppe.pk)
    )
    if row.lukket_paa:
        raise ValidationError("Gruppen er lukket.", code="lukket")
    if version is not None:
        refuse_other_version(row, version)
    return row


# --- the light reminder --------------------------------------------------------------------------


def groups_to_remind(now):
    """Self-running groups that have been handed over to somebody."""
    rows = Netvaerksgruppe.objects.self_running(timezone.localdate(now))
    rows = rows.filter(overdraget_at__isnull=False, kontakt__isnull=False, anker__isnull=False)
    return rows.order_by("pk")


@action
def remind_selvkoerende(*, by, gruppe, now=None):
    """Leave the contact person's mail of the coming month, once its day has come (R17).

    The rhythm goes on from the anchor. Nothing is written of what the group does. Returns whether
    there is a new mail; twice, or twice at once, adds nothing.
    """
    now = now or timezone.now()
    row = locked(gruppe)
    today = timezone.localdate(now)
    kalender = kalender_for(row.kommune)
    coming = moedeplan.next_nominal(row.anker, row.hver, row.rytme, today, kalender)
    membership = contact_membership(row, today)
    if coming is None or membership is None or coming.dag < row.selvkoerende_fra:
        return False
    tal = regler.values((FOERST, KLOKKEN), row.kommune)
    handed = timezone.localdate(row.overdraget_at)
    day = moedeplan.light_reminder(coming.dag, tal[FOERST], kalender, handed)
    if day is None or day > today:
        return False
    return write(
        row.kontakt,
        Slags.SELV,
        medlemskab=membership,
        noegle=f"gruppe-{row.pk}-selv-{coming.dag}-{row.kontakt_id}",
        due_at=timezone.make_aware(datetime.combine(day, tal[KLOKKEN])),
        dag=coming.dag,
    )


def contact_membership(gruppe, day):
    """The membership through which the contact person is in the group on `day`; None: she left."""
    if gruppe.kontakt_id is None or gruppe.kontakt.fratraadt_paa:
        return None
    members = Medlemskab.objects.active(day).filter(gruppe=gruppe)
    return members.filter(plejefamilie=gruppe.kontakt.plejefamilie_id).first()
