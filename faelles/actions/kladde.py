"""Drafts of long forms: kept while somebody types, until the form is saved or the draft deleted."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.kladder import as_kept, hold, is_blank
from faelles.models import Kladde

GEMT = "gemt"
DELT = "delt"
TOM = "tom"
FORM = "form"


@dataclass(frozen=True)
class Gemt:
    """What came of a save: GEMT, DELT (the tab got a draft of its own), TOM or FORM, and the row.

    FORM: the form itself was saved before; nothing is kept. TOM: nothing typed.
    """

    slags: str
    kladde: Kladde | None = None


@action
def save_kladde(*, by, formular, noegle, fane, nr, url, felter):
    """Keep what is typed so far, as it stands; an untouched form leaves nothing.

    `formular` is the Formular, `noegle` the form's idempotency key, `fane` the browser tab, `nr`
    its count of saves: a save that was overtaken changes nothing, nor does one that comes after
    the form was saved. When another tab has the draft, the text gets a draft of its own. `url` is
    the page it is written on. Raises ValidationError for a field nobody could have typed (code
    "too_long"), and for a page that does not hold the form (code "side"). Returns a Gemt.
    """
    felter, url = as_kept(felter), formular.address(url)
    own, row = Kladde.objects.of_tab(by, noegle, fane, hold=hold)
    slags = GEMT if own == noegle else DELT
    if row is None:
        return _begin(by, formular, own, fane, nr, url, felter, slags)
    if row.gemt_at is not None:
        return Gemt(FORM)
    if nr < row.nr or row.felter == felter:
        return Gemt(slags if row.slettet_at is None else TOM, row)
    was_open = row.slettet_at is None
    row.felter, row.nr, row.url, row.updated_at = felter, nr, url, timezone.now()
    row.slettet_at = row.updated_at if is_blank(felter, formular.forudfyldte) else None
    row.save()
    if was_open != (row.slettet_at is None):
        audit.record("kladde.slettet" if was_open else "kladde.gendannet", row, by=by)
    return Gemt(slags if row.slettet_at is None else TOM, row)


def _begin(by, formular, noegle, fane, nr, url, felter, slags):
    if is_blank(felter, formular.forudfyldte):
        return Gemt(TOM)
    row = Kladde.objects.create(
        noegle=noegle,
        bruger=by,
        slags=formular.slags,
        url=url,
        felter=felter,
        fane=fane or uuid.uuid4(),
        nr=nr,
    )
    audit.record("kladde.paabegyndt", row, by=by)
    return Gemt(slags, row)


@action
def close_kladde(*, by, noegle):
    """The form is saved: empty and close its draft, in the same transaction.

    Without a draft a closed one is left, so that a save on its way is known to come too late.
    """
    hold(noegle)
    row = Kladde.objects.filter(noegle=noegle).first()
    if row is None:
        row = Kladde(noegle=noegle, bruger=by, fane=noegle)
    if row.bruger_id != by.pk:
        return
    row.felter = {}
    row.gemt_at = row.slettet_at = row.updated_at = timezone.now()
    row.save()


@action
def open_kladde(*, by, kladde):
    """Write on: from now on the draft belongs to the tab that opens it. Returns the row.

    Raises ValidationError when it is deleted or saved (code "slettet").
    """
    row = _locked(by, kladde)
    if row.slettet_at is not None:
        raise ValidationError("Kladden er slettet eller gemt.", code="slettet")
    row.fane, row.nr = uuid.uuid4(), 0
    row.save(update_fields=["fane", "nr"])
    audit.reading(row, by=by, formaal="skriver videre")
    return row


@action
def delete_kladde(*, by, kladde):
    """Put a draft away; restore_kladde brings it back. A repeat changes nothing."""
    row = _locked(by, kladde)
    if row.slettet_at is None:
        row.slettet_at = timezone.now()
        row.save(update_fields=["slettet_at"])
        audit.record("kladde.slettet", row, by=by)
    return row


@action
def restore_kladde(*, by, kladde):
    """Bring a deleted draft back. Raises ValidationError when the form was saved (code "gemt")."""
    row = _locked(by, kladde)
    if row.gemt_at is not None:
        raise ValidationError("Det, du skrev, er gemt, så kladden er væk.", code="gemt")
    if row.slettet_at is not None:
        row.slettet_at, row.updated_at = None, timezone.now()
        row.save(update_fields=["slettet_at", "updated_at"])
        audit.record("kladde.gendannet", row, by=by)
    return row


def _locked(by, kladde):
    """One's own draft as it is now, held until the transaction ends."""
    return Kladde.objects.visible_to(by).select_for_update().get(pk=kladde.pk)
