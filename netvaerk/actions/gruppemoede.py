"""The facilitated meetings of a group: planned, moved, cancelled (I3, I5, R12, R16)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from faelles import audit, notices
from faelles.action import action
from faelles.versions import refuse_other_version
from netvaerk import moedeplan
from netvaerk.actions import gruppebesked as besked
from netvaerk.actions.overdragelse import locked, refresh_gruppe
from netvaerk.models import Gruppemoede, Netvaerksgruppe
from plejefamilier.actions.tid import give_free, take_people, take_room

Slags = besked.Slags
Trin = Netvaerksgruppe.Trin
MINUTE = timedelta(minutes=1)
STED = ("form", "lokale", "sted_tekst", "link")


@action
def plan_moeder(*, by, gruppe, tider, first, hver, rytme, **sted):
    """Plan a meeting at each of `tider`, {number: (start, slut)}; returns them in order.

    `first` is the nominal date the series begins with, `rytme` and `hver` its step (R12); `sted`
    are form, lokale, sted_tekst and link. All are planned or none: what is wrong with one stands at
    klokken_<number>: it has passed (code "fortid"), another meeting of the group at that moment
    ("samme_tid"), facilitator or room busy ("optaget", R16). The same again changes nothing.
    Raises ValidationError for a group that has not begun ("ikke_begyndt"), runs itself
    ("selvkoerende") or is closed ("lukket"), and when more are planned than agreed ("for_mange").
    """
    row = locked(gruppe)
    _check_facilitated(row)
    standing = {one.start: one for one in Gruppemoede.objects.planned().filter(gruppe=row)}
    new = [start for start, _ in tider.values() if start not in standing]
    if len(standing) + len(new) > row.faciliterede:
        text = (
            f"Gruppen har {row.faciliterede} møder med facilitator, og {len(standing)} er "
            "planlagt. Ret tallet på gruppen, hvis I skal mødes flere gange."
        )
        raise ValidationError(text, code="for_mange")
    before = (row.anker, row.hver, row.rytme) if row.anker else None
    row.anker = moedeplan.anchor_of(first, hver, rytme, before=before)
    row.hver, row.rytme = hver, rytme
    start, slut = min(tider.values())
    row.klokken = timezone.localtime(start).time()
    row.minutter = (slut - start) // MINUTE
    row.save(update_fields=["anker", "hver", "rytme", "klokken", "minutter"])
    planned, wrong = [], {}
    for number, (start, slut) in sorted(tider.items(), key=lambda one: one[1]):
        try:
            with transaction.atomic():
                planned.append(_plan(row, standing.get(start), start, slut, sted))
        except ValidationError as error:
            wrong[f"klokken_{number}"] = _words(error)
    if wrong:
        raise ValidationError(wrong)
    created = [one for one in planned if one.start not in standing]
    if created:
        refresh_gruppe(row)
        _tell_of_plan(row, created, by=by)
    return planned


@action
def move_moede(*, by, moede, start, slut, version=None, **sted):
    """Hold the meeting at another time or place; members are told, reminders move along.

    `sted` as plan_moeder takes it. Raises ValidationError for a time that has passed (code
    "fortid") or that another meeting has ("samme_tid"), for busy people or a taken room
    ("optaget"), when it is cancelled ("aflyst") or attendance is marked ("fremmoede"), and (code
    "stale") when a colleague saved in between.
    """
    row = locked_moede(moede, version=version)
    changed = {"start": start, "slut": slut, **sted}
    if all(getattr(row, name) == value for name, value in changed.items()):
        return row
    moved = (row.start, row.slut) != (start, slut)
    before = [*besked.expected_at(row)]
    if moved:
        _check_time(row.gruppe, start, besides=row.pk)
    for name, value in changed.items():
        setattr(row, name, value)
    row.full_clean()
    _save(row)
    _book(row)
    refresh_gruppe(row.gruppe)
    audit.record("gruppemoede.flyttet", row, by=by, flyttet=moved)
    members = [*besked.expected_at(row)]
    besked.take_back(row)
    besked.remind(row, members)
    besked.tell(row, besked.FLYTTET, by=by)
    told = {one.pk: one for one in [*before, *members]}  # also who was asked on the old day alone
    besked.write_of(row, [*told.values()], Slags.AENDRET)
    return row


@action
def cancel_moede(*, by, moede, fordi, version=None):
    """Cancel a meeting: it stays, struck through; facilitator and room are free, members are told.

    Raises ValidationError for an empty reason (code "begrundelse"), when it is cancelled already
    (code "aflyst") or attendance is marked ("fremmoede"), and (code "stale") when a colleague saved
    in between. `by` is None when the group closes by itself.
    """
    if not fordi.strip():
        text = "Skriv, hvorfor mødet aflyses."
        raise ValidationError({"fordi": ValidationError(text, code="begrundelse")})
    row = locked_moede(moede, version=version)
    row.aflyst_at, row.aflyst_fordi = timezone.now(), fordi.strip()
    row.full_clean()
    _save(row)
    give_free(besked.kilde(row))
    besked.take_back(row)
    notices.mark_read(f"{besked.kilde(row)}-")
    refresh_gruppe(row.gruppe)
    audit.record("gruppemoede.aflyst", row, by=by)
    if row.start > row.aflyst_at:
        besked.tell(row, besked.AFLYST, by=by)
        besked.write_of(row, [*besked.expected_at(row)], Slags.AFLYST)
    return row


@action
def follow_facilitator(*, by, gruppe):
    """The coming meetings get the facilitator that the group has now; her time is taken (R16).

    Raises ValidationError (code "optaget", at `facilitator`) when she is busy at one of them. The
    same again changes nothing.
    """
    rows = Gruppemoede.objects.planned().filter(gruppe=gruppe, start__gt=timezone.now())
    for one in rows.exclude(facilitator=gruppe.facilitator).order_by("start"):
        row = locked_moede(one)
        row.facilitator = row.gruppe.facilitator
        _save(row)
        people = [row.facilitator]
        take_people(besked.kilde(row), people, row.start, row.slut, felt="facilitator")
        besked.remind(row, [*besked.expected_at(row)])
        besked.tell(row, besked.PLANLAGT, by=by)
        audit.record("gruppemoede.ny_facilitator", row, by=by)


# --- parts ---------------------------------------------------------------------------------------


def locked_moede(moede, *, version=None):
    """The meeting, locked with its group. Raises ValidationError: cancelled, marked, or stale."""
    Netvaerksgruppe.objects.select_for_update(no_key=True).get(pk=moede.gruppe_id)
    row = (
        Gruppemoede.objects.select_for_update(of=("self",), no_key=True)
        .select_related("gruppe__kommune", "gruppe__facilitator", "facilitator", "lokale")
        .get(pk=moede.pk)
    )
    if row.aflyst_at:
        raise ValidationError("Mødet er aflyst.", code="aflyst")
    if row.fremmoede_at:
        raise ValidationError("Mødet har været, og fremmødet er noteret.", code="fremmoede")
    if version is not None:
        refuse_other_version(row, version)
    return row


def _check_facilitated(gruppe):
    trin = gruppe.trin
    if trin == Trin.DANNES:
        raise ValidationError("Begynd gruppen først. Så kan du planlægge.", code="ikke_begyndt")
    if trin == Trin.SELVKOERENDE:
        text = "Gruppen kører selv nu og planlægger sine egne møder."
        raise ValidationError(text, code="selvkoerende")


def _check_time(gruppe, start, *, besides=None):
    if start < timezone.now():
        raise ValidationError({"dato": ValidationError("Tidspunktet er forbi.", code="fortid")})
    same = Gruppemoede.objects.planned().filter(gruppe=gruppe, start=start).exclude(pk=besides)
    if same.exists():
        text = "Gruppen har allerede et møde på det tidspunkt."
        raise ValidationError({"klokken": ValidationError(text, code="samme_tid")})


def _plan(gruppe, before, start, slut, sted):
    """One meeting of a locked group, booked; `before` is one that stands at that moment."""
    if before is not None and before.slut == slut:
        return before
    _check_time(gruppe, start)
    last = Gruppemoede.objects.filter(gruppe=gruppe).aggregate(nr=Max("nr"))["nr"]
    row = Gruppemoede(
        gruppe=gruppe,
        nr=(last or 0) + 1,
        start=start,
        slut=slut,
        facilitator=gruppe.facilitator,
        **sted,
    )
    row.full_clean()
    row.save()
    _book(row)
    return row


def _book(moede):
    """Take the time of the facilitator, and the room (R16)."""
    take_people(besked.kilde(moede), [moede.facilitator], moede.start, moede.slut, felt="klokken")
    take_room(besked.kilde(moede), moede.lokale, moede.start, moede.slut)


def _tell_of_plan(gruppe, moeder, *, by):
    members = {}
    for moede in moeder:
        expected = [*besked.expected_at(moede)]
        members |= {row.pk: row for row in expected}
        besked.remind(moede, expected)
        audit.record("gruppemoede.planlagt", moede, by=by)
    besked.tell_of_plan(gruppe, moeder[0], by=by)
    besked.invite(gruppe, [*members.values()], plan=moeder[0].pk)


def _words(error):
    """The errors of one date without the fields of its form."""
    if not hasattr(error, "error_dict"):
        return [*error.error_list]
    return [one for errors in error.error_dict.values() for one in errors]


def _save(row):
    row.version += 1
    row.udgave += 1
    row.save()
