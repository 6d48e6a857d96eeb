"""The meetings of a course: one more, another time or room, cancelled; and the whole course."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_other_version
from plejefamilier.actions import tid
from plejefamilier.actions.save import refusal
from supervision.actions.kursus import (
    FORTID,
    book,
    hold,
    kilde,
    locked,
    refresh_days,
    teachers_of,
)
from supervision.actions.kursusbesked import no_longer_asked, tell_responsible
from supervision.actions.kursuskontrol import check, check_place
from supervision.actions.tilmeldingsbesked import tell_of_change
from supervision.models import Kursusgang

TID = ("start", "slut")
STEDET = ("lokale", "sted_tekst", "link")
FELTER = (*TID, *STEDET, "titel")


@action
def add_gang(*, by, kursus, version, gang, afvigelse=""):
    """One more meeting (kursus.Gang) of a course; those on it are told.

    `version` is the course's that the form was made from, `afvigelse` why its length is another
    than its kind's. Raises ValidationError as create_kursus does, and "stale".
    """
    row = _open(kursus, version, afvigelse)
    last = row.gange.aggregate(last=Max("nr"))["last"] or 0
    new = Kursusgang(kursus=row, nr=last + 1, **vars(gang))
    _save_gang(row, new)
    audit.record("kursusgang.tilfoejet", new, by=by)
    tell_of_change(row)
    return new


@action
def move_gang(*, by, gang, version, til, afvigelse=""):
    """Hold a meeting at another time or place: `til` is a kursus.Gang. Those on it are told.

    Raises ValidationError as add_gang does, and when it is cancelled (code "aflyst") or attendance
    has been noted ("holdt").
    """
    row = _open(gang.kursus, version, afvigelse)
    here = _gang(gang)
    changed = [name for name in FELTER if getattr(here, name) != getattr(til, name)]
    for name in changed:
        setattr(here, name, getattr(til, name))
    moved = {*changed} & {*TID, *STEDET}
    if moved:
        here.udgave += 1
    _save_gang(row, here, past=not {*changed} & {*TID})
    if changed:
        audit.record("kursusgang.flyttet", here, by=by, felter=changed)
    if moved:
        tell_of_change(row)
    return here


@action
def cancel_gang(*, by, gang, version, fordi):
    """Cancel one meeting: it stays, struck through; those on the course are told.

    Raises ValidationError for an empty reason (code "begrundelse"), when it is the last one left
    (code "sidste": then the course is cancelled), and as move_gang does.
    """
    row = _open(gang.kursus, version, "")
    here = _gang(gang)
    _refuse_no_reason(fordi)
    if not row.gange.planned().exclude(pk=here.pk).exists():
        raise ValidationError("Det er den eneste gang. Aflys hele kurset.", code="sidste")
    here.aflyst_at, here.aflyst_fordi = timezone.now(), fordi.strip()
    here.udgave += 1
    here.save(update_fields=["aflyst_at", "aflyst_fordi", "udgave"])
    tid.give_free(kilde(here))
    _renumbered(row)
    audit.record("kursusgang.aflyst", here, by=by)
    tell_of_change(row)
    return here


@action
def cancel_kursus(*, by, kursus, version, fordi):
    """Cancel a course: it stays, with why; teachers and rooms are free, those on it are told.

    Raises ValidationError for an empty reason (code "begrundelse"), "stale" and "aflyst".
    """
    row = _open(kursus, version, "")
    _refuse_no_reason(fordi)
    row.aflyst_at, row.aflyst_fordi = timezone.now(), fordi.strip()
    row.version += 1
    row.save(update_fields=["aflyst_at", "aflyst_fordi", "version"])
    for gang in row.gange.filter(start__gt=row.aflyst_at):
        tid.give_free(kilde(gang))
    no_longer_asked(row)
    tell_responsible(row, "aflyst", by)
    audit.record("kursus.aflyst", row, by=by)
    tell_of_change(row)
    return row


# --- parts ------------------------------------------------------------------------------------


def _open(kursus, version, afvigelse):
    row = locked(kursus)
    refuse_other_version(row, version)
    row.afvigelse = afvigelse.strip() or row.afvigelse
    return row


def _gang(gang):
    here = Kursusgang.objects.select_for_update(no_key=True).get(pk=gang.pk)
    if here.aflyst_at:
        raise ValidationError("Den gang er aflyst.", code="aflyst")
    if here.fremmoede_at:
        raise ValidationError("Fremmødet er noteret, så gangen kan ikke ændres.", code="holdt")
    return here


def _refuse_no_reason(fordi):
    if not fordi.strip():
        raise refusal("fordi", "Skriv, hvorfor det aflyses.", "begrundelse")


def _save_gang(kursus, gang, *, past=False):
    """Check, keep and book a meeting of the locked course, and let the course follow."""
    if not past and gang.start < timezone.now():
        raise refusal("dato", "Tidspunktet er forbi. Vælg en dag, der kommer.", FORTID)
    check(kursus, [gang])
    gang.full_clean(exclude=["fremmoede_af"])
    teachers = teachers_of(kursus)
    hold(teachers, [gang.lokale])
    gang.save()
    book(gang, teachers)
    if kursus.publiceret_at:
        check_place(kursus)
    _renumbered(kursus)


def _renumbered(kursus):
    """The course follows its meetings: days, numbers in order of time, and a new version."""
    rows = [*kursus.gange.order_by("start", "pk")]
    if [row.nr for row in rows] != [*range(1, len(rows) + 1)]:
        far = max(row.nr for row in rows) + len(rows)
        for step in (far, 0):  # first out of the way of each other
            for nr, row in enumerate(rows, 1):
                row.nr = step + nr
                row.save(update_fields=["nr"])
    refresh_days(kursus)
    kursus.version += 1
    kursus.save(update_fields=["afvigelse", "version"])
