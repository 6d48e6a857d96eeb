"""Agreements: made, done, changed, dropped, and handed on when the konsulent changes."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.models import Bruger
from faelles.versions import save_changes
from plejefamilier.ansvar import ledere_for
from plejefamilier.models import Aftale, Konsulenttildeling
from plejefamilier.models.aftale import left_by_owner

NY = "Du har fået en aftale at holde"
SNART = "En aftale skal holdes snart"


@action
def create_aftale(
    *,
    by,
    kommune,
    tekst,
    ansvarlig,
    frist,
    moede=None,
    plejefamilie=None,
    barn=None,
    kontakt=None,
    ansvarlig_navn="",
):
    """Write down who does what by when (F22, scenario 4); the owner is told and reminded.

    `frist` is a day, today or later. `ansvarlig_navn` is a person outside Samspil on whose behalf
    `ansvarlig` sees to it. Raises ValidationError for a day that has passed (code "frist"), an
    owner without a role in `kommune` today (code "ansvarlig"), no words, or nobody it is about.
    """
    if frist < timezone.localdate():
        raise ValidationError({"frist": ValidationError("Datoen er forbi.", code="frist")})
    _refuse_outsider(ansvarlig, kommune.pk)
    row = Aftale(
        kommune=kommune,
        tekst=tekst.strip(),
        ansvarlig=ansvarlig,
        ansvarlig_navn=ansvarlig_navn.strip(),
        frist=frist,
        moede=moede,
        plejefamilie=plejefamilie,
        barn=barn,
        kontakt=kontakt,
        by=by,
    )
    row.full_clean(exclude=["udfoert_af"])
    row.save()
    _record("aftale.indgaaet", row, by=by, person=ansvarlig.pk)
    _tell(row, by=by)
    return row


@action
def update_aftale(*, by, aftale, version, **changes):
    """Change tekst, ansvarlig, ansvarlig_navn or frist of an open agreement.

    Raises ValidationError as create_aftale does, when it is done or dropped (code "lukket"), and
    (code "stale") when a colleague saved in between.
    """
    row = _open(aftale)
    if changes["frist"] != row.frist and changes["frist"] < timezone.localdate():
        raise ValidationError({"frist": ValidationError("Datoen er forbi.", code="frist")})
    if changes["ansvarlig"].pk != row.ansvarlig_id:
        _refuse_outsider(changes["ansvarlig"], row.kommune_id)
    changed = save_changes(row, version=version, **changes)
    if changed:
        _record("aftale.aendret", row, by=by, felter=changed)
    if {"ansvarlig", "frist"} & set(changed):
        notices.cancel_all(_kilde(row))
        _tell(row, by=by)
    return row


@action
def complete_aftale(*, by, aftale, udfald=""):
    """The agreement is kept; a second press changes nothing. Raises ValidationError ("lukket")."""
    row = _locked(aftale)
    if row.udfoert_at is not None:
        return row
    row = _open(row)
    row.udfoert_at, row.udfoert_af, row.udfald = timezone.now(), by, udfald.strip()
    row.version += 1
    row.save()
    _record("aftale.holdt", row, by=by)
    _quiet(row)
    return row


@action
def drop_aftale(*, by, aftale, begrundelse):
    """The agreement no longer makes sense, and why. Raises ValidationError (code "lukket")."""
    row = _open(aftale)
    row.droppet_at, row.droppet_fordi = timezone.now(), begrundelse.strip()
    row.version += 1
    row.full_clean(exclude=["udfoert_af"])
    row.save()
    _record("aftale.bortfaldet", row, by=by)
    _quiet(row)
    return row


@action
def reopen_aftale(*, by, aftale):
    """»Fortryd«: the agreement stands on its owner's Min dag again."""
    row = _locked(aftale)
    if row.udfoert_at is None and row.droppet_at is None:
        return row
    row.udfoert_at = row.udfoert_af = row.droppet_at = None
    row.udfald = row.droppet_fordi = ""
    row.version += 1
    row.save()
    _record("aftale.genaabnet", row, by=by)
    return row


@action
def hand_on_aftaler(*, by, familier):
    """Open agreements of a konsulent who has left a family become her successor's (B5, R6).

    So do those of somebody who has left the circle of the case; without a konsulent they go to the
    child's rådgiver, else to a leader, so that nobody's promise is forgotten. `familier` is a
    QuerySet of the families concerned, None for all cases. What anybody else owns stays. Returns
    how many moved.
    """
    today = timezone.localdate()
    rows = (
        Aftale.objects.open()
        if familier is None
        else Aftale.objects.open().filter(plejefamilie__in=familier)
    )
    rows = (
        rows.annotate(forladt=left_by_owner(today))
        .select_for_update(of=("self",))
        .select_related("plejefamilie", "barn__myndighedsraadgiver")
        .order_by("pk")
    )
    moved = 0
    for row in rows:
        successor = _successor(row, today)
        if successor is None or successor.pk == row.ansvarlig_id:
            continue
        before = Konsulenttildeling.objects.filter(
            plejefamilie=row.plejefamilie_id, konsulent=row.ansvarlig_id, til__lt=today
        )
        if not row.forladt and not before.exists():
            continue
        row.ansvarlig = successor
        row.version += 1
        row.save(update_fields=["ansvarlig", "version"])
        _record("aftale.flyttet", row, by=by, person=row.ansvarlig_id)
        notices.cancel_all(_kilde(row))
        _tell(row, by=by)
        moved += 1
    return moved


def _successor(row, today):
    """Who takes an agreement over: the konsulent; of one that was left also rådgiver or leader."""
    familie, barn = row.plejefamilie, row.barn
    tildeling = familie.konsulent_on(today) if familie else None
    if tildeling:
        return tildeling.konsulent
    if not row.forladt:
        return None
    if barn and barn.myndighedsraadgiver and barn.myndighedsraadgiver.is_active:
        return barn.myndighedsraadgiver
    return next(iter(ledere_for(familie, today)), None) if familie else None


def _tell(row, *, by):
    """The owner hears of it now, and again at 08:00 some days before (never after the day)."""
    url = reverse("plejefamilier:aftale_detail", args=[row.pk])
    owner = row.ansvarlig
    if by is None or owner.pk != by.pk:
        notices.notify(owner, key=f"{_kilde(row)}ny-{owner.pk}-{row.version}", tekst=NY, url=url)
    days = regler.value("aftale.paamindelse_dage", row.kommune)
    day = kalender_for(row.kommune).roll_back(row.frist - timedelta(days=days))
    due_at = timezone.make_aware(
        datetime.combine(day, regler.value("plejefamilier.paamindelse_kl", row.kommune))
    )
    if due_at > timezone.now():
        key = f"{_kilde(row)}frist-{owner.pk}-{row.frist}-{row.version}"
        notices.notify(owner, key=key, tekst=SNART, url=url, due_at=due_at)


def _quiet(row):
    notices.cancel_all(_kilde(row))
    notices.mark_read(_kilde(row))


def _kilde(row):
    """What the keys of its notices begin with."""
    return f"aftale-{row.pk}-"


def _refuse_outsider(ansvarlig, kommune_id):
    person = Bruger.objects.filter(pk=ansvarlig.pk, is_active=True).first()
    if person is None or kommune_id not in person.kommuner:
        raise ValidationError(
            {
                "ansvarlig": ValidationError(
                    "Personen har ingen rolle i kommunen i dag.", code="ansvarlig"
                )
            }
        )


def _locked(aftale):
    rows = Aftale.objects.select_for_update(of=("self",)).select_related("ansvarlig", "kommune")
    return rows.get(pk=aftale.pk)


def _open(aftale):
    row = _locked(aftale)
    if row.udfoert_at or row.droppet_at:
        what = "holdt" if row.udfoert_at else "bortfaldet"
        raise ValidationError(f"Aftalen er allerede {what}.", code="lukket")
    return row


def _record(event, row, *, by, **data):
    audit.record(
        event, row, by=by, familie_id=row.plejefamilie_id, barn=str(row.barn_id or ""), **data
    )
