"""Drafts: what is typed about a call is kept until it is saved, deleted or taken over (K5)."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from akuttelefon.models import Opkald, Opkaldskladde
from akuttelefon.vurderer import leaders_of
from faelles import audit, notices
from faelles.action import action
from faelles.kladder import as_kept, hold, is_blank

PREFILLED = {"dato", "starttid"}  # the page fills them in: they alone are nobody's text
GEMT = "gemt"
DELT = "delt"
TOM = "tom"
OPKALD = "opkald"

IKKE_GEMT = "Du har et akutopkald, der ikke er gemt"
GLEMT = "Et akutopkald er ikke gemt, og den, der skrev, er ikke vendt tilbage"
OVERTAGET = "En leder har overtaget et akutopkald, du ikke fik gemt"


@dataclass(frozen=True)
class Gemt:
    """What came of a save: GEMT, DELT (the tab got a draft of its own), TOM or OPKALD, and the row.

    OPKALD: the call was saved before; nothing is kept, and there is no row. TOM: nothing typed.
    """

    slags: str
    kladde: Opkaldskladde | None = None


@action
def save_kladde(*, by, kommune, noegle, fane, nr, felter, plejefamilie=None):
    """Keep what is typed so far, as it stands; an untouched form leaves nothing.

    `noegle` is the form's idempotency key, `fane` the browser tab, `nr` its count of saves: a save
    that was overtaken changes nothing, nor does one that comes after the call was saved. When
    another tab or person has the draft, the text gets a draft of its own. `plejefamilie` is the
    family picked, or None. Raises ValidationError (code "too_long") for a field nobody could have
    typed. Returns a Gemt.
    """
    felter = as_kept(felter)
    hold(noegle)
    row = Opkaldskladde.objects.open().filter(noegle=noegle, bruger=by, felter=felter).first()
    if row is not None:
        return Gemt(GEMT, row)
    own, row = Opkaldskladde.objects.of_tab(by, noegle, fane, hold=hold)
    slags = GEMT if own == noegle else DELT
    if Opkald.objects.filter(idempotency_key=own).exists():
        return Gemt(OPKALD)
    if row is None:
        return _begin(by, kommune, own, fane, nr, felter, plejefamilie, slags)
    if nr < row.nr or row.felter == felter:
        return Gemt(slags, row)
    if felter.get("familie") != str(row.plejefamilie_id):
        row.plejefamilie = plejefamilie
    row.kommune = plejefamilie.kommune if plejefamilie else row.kommune
    was_open = row.slettet_at is None
    row.felter, row.nr, row.updated_at = felter, nr, timezone.now()
    row.slettet_at = row.updated_at if is_blank(felter, PREFILLED) else None
    row.save()
    if was_open != (row.slettet_at is None):
        _record("opkaldskladde.slettet" if was_open else "opkaldskladde.gendannet", row, by=by)
    return Gemt(slags if row.slettet_at is None else TOM, row)


def _begin(by, kommune, noegle, fane, nr, felter, plejefamilie, slags):
    if is_blank(felter, PREFILLED):
        return Gemt(TOM)
    row = Opkaldskladde.objects.create(
        noegle=noegle,
        bruger=by,
        kommune=plejefamilie.kommune if plejefamilie else kommune,
        plejefamilie=plejefamilie,
        felter=felter,
        fane=fane or uuid.uuid4(),
        nr=nr,
    )
    _record("opkaldskladde.paabegyndt", row, by=by)
    return Gemt(slags, row)


@action
def close_kladde(*, by, noegle):
    """The draft has become a call: empty and close it. Without a draft nothing happens."""
    row = Opkaldskladde.objects.select_for_update().filter(noegle=noegle, bruger=by).first()
    if row is None:
        return
    row.felter, row.plejefamilie = {}, None
    row.slettet_at = row.updated_at = timezone.now()
    row.save()
    _quiet(row)


@action
def open_kladde(*, by, kladde):
    """Write on: from now on the draft belongs to the tab that opens it. Returns the row.

    Raises ValidationError when it is deleted or saved (code "slettet"), or somebody else has it
    (code "andens").
    """
    row = _locked(kladde)
    if row.slettet_at is not None:
        raise ValidationError("Kladden er slettet.", code="slettet")
    _refuse_others(row, by)
    row.fane, row.nr = uuid.uuid4(), 0
    row.save(update_fields=["fane", "nr"])
    audit.reading(row, by=by, formaal="skriver opkaldet færdigt", familie_id=row.plejefamilie_id)
    return row


@action
def delete_kladde(*, by, kladde):
    """Put a draft away; restore_kladde brings it back. Raises ValidationError (code "andens")."""
    row = _locked(kladde)
    _refuse_others(row, by)
    if row.slettet_at is None:
        row.slettet_at = timezone.now()
        row.save(update_fields=["slettet_at"])
        _record("opkaldskladde.slettet", row, by=by)
        _quiet(row)
    return row


@action
def restore_kladde(*, by, kladde):
    """Bring a deleted draft back. Raises ValidationError when it is a call now (code "gemt")."""
    hold(kladde.noegle)
    row = _locked(kladde)
    _refuse_others(row, by)
    if Opkald.objects.filter(idempotency_key=row.noegle).exists():
        raise ValidationError("Opkaldet er gemt, så kladden er væk.", code="gemt")
    if row.slettet_at is not None:
        row.slettet_at, row.updated_at = None, timezone.now()
        row.save(update_fields=["slettet_at", "updated_at"])
        _record("opkaldskladde.gendannet", row, by=by)
    return row


@action
def take_over_kladde(*, by, kladde):
    """A leader takes a draft that was left; the writer is told. A repeat changes nothing.

    Raises ValidationError when the draft is gone (code "slettet"), or nobody has been told that it
    was left, as when another leader was first (code "taget").
    """
    row = _locked(kladde)
    if row.slettet_at is not None:
        raise ValidationError("Opkaldet er gemt, eller kladden er slettet.", code="slettet")
    if row.bruger_id == by.pk:
        return row
    if row.leder_besked_at is None:
        raise ValidationError(
            f"{row.bruger.navn} skriver på opkaldet nu. Du kan ikke overtage det.", code="taget"
        )
    writer = row.bruger
    _quiet(row)
    row.bruger, row.fane, row.nr = by, uuid.uuid4(), 0
    # the clock starts again for the one who has it now
    row.paamindet_at = row.leder_besked_at = None
    row.updated_at = timezone.now()
    row.save()
    _record("opkaldskladde.overtaget", row, by=by, fra=writer.pk)
    notices.notify(
        writer,
        key=f"{row.kilde}overtaget-{by.pk}",
        tekst=OVERTAGET,
        url="/",
    )
    return row


@action
def remind_kladde(*, by, kladde):
    """Remind the writer of a draft she left; once. Answers whether she was told now."""
    now = timezone.now()
    row = _still_left(kladde, "akut.kladde_paamindelse_timer", now)
    if row is None or row.paamindet_at is not None:
        return False
    row.paamindet_at = now
    row.save(update_fields=["paamindet_at"])
    _record("opkaldskladde.paamindet", row, by=by)
    notices.notify(
        row.bruger,
        key=f"{row.kilde}skriver-{row.bruger_id}",
        tekst=IKKE_GEMT,
        url=row.get_absolute_url(),
    )
    return True


@action
def report_kladde(*, by, kladde):
    """Tell the leaders of a draft that was left for long; once. Answers whether they were told now.

    While the municipality has no leader nothing is marked, so that the next one hears of it.
    """
    now = timezone.now()
    row = _still_left(kladde, "akut.kladde_leder_timer", now)
    if row is None or row.leder_besked_at is not None:
        return False
    team_id = row.plejefamilie.team_id if row.plejefamilie else None
    leaders = leaders_of(row.kommune, team_id, timezone.localdate())
    if not leaders:
        return False
    row.leder_besked_at = now
    row.save(update_fields=["leder_besked_at"])
    _record("opkaldskladde.meldt_til_leder", row, by=by)
    for leader in leaders:
        if leader.pk != row.bruger_id:
            notices.notify(
                leader,
                key=f"{row.kilde}leder-{row.bruger_id}",
                tekst=GLEMT,
                url=row.get_absolute_url(),
            )
    return True


def _still_left(kladde, rule, now):
    """The row, locked, when it is still open and left for as long as `rule` says; else None."""
    row = _locked(kladde)
    left = Opkaldskladde.objects.left_for(rule, now).filter(pk=row.pk)
    return row if left.exists() else None


def _locked(kladde):
    """The draft as it is now, held against everybody else until the transaction ends."""
    rows = Opkaldskladde.objects.filter(pk=kladde.pk)
    rows.select_for_update().values_list("pk").get()
    return rows.select_related("bruger", "kommune", "plejefamilie__kommune").get()


def _refuse_others(row, by):
    if row.bruger_id != by.pk:
        raise ValidationError(f"{row.bruger.navn} skriver på opkaldet.", code="andens")


def _quiet(row):
    """Nobody needs to be told of the draft any more."""
    for key in (f"{row.kilde}skriver-{row.bruger_id}", f"{row.kilde}leder-{row.bruger_id}"):
        notices.cancel(key)
    notices.mark_read(row.kilde)


def _record(event, row, *, by, **data):
    audit.record(event, row, by=by, familie_id=row.plejefamilie_id, **data)
