"""Secret addresses at which a calendar program reads one's own times, a room's, or the house's."""

from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.hemmelig import hash_of, new_secret
from faelles.models import Bruger
from supervision.models import Kalenderadresse


@action
def open_kalenderadresse(*, by, slags, lokale=None):
    """Make a new address of that kind for `by` and close her old one; return the secret, once.

    `lokale` is the room when the kind is LOKALE, else None.
    """
    Bruger.objects.select_for_update(no_key=True).get(pk=by.pk)
    for row in Kalenderadresse.objects.filter(
        bruger=by, slags=slags, lokale=lokale, lukket_at=None
    ):
        _close(row, by)
    secret = new_secret()
    row = Kalenderadresse(bruger=by, slags=slags, lokale=lokale, noegle_hash=hash_of(secret))
    row.full_clean(exclude=["noegle_hash"])
    row.save()
    audit.record("kalenderadresse.aabnet", row, by=by, slags=slags)
    return secret


@action
def close_kalenderadresse(*, by, adresse):
    """Close an address at once. Returns False when it was closed already."""
    row = Kalenderadresse.objects.select_for_update().get(pk=adresse.pk)
    if row.lukket_at:
        return False
    _close(row, by)
    return True


@action
def note_fetch(*, by, adresse):
    """Keep when the address was last read, so that its owner can see whether it is in use."""
    Kalenderadresse.objects.filter(pk=adresse.pk).update(hentet_at=timezone.now())


def _close(row, by):
    row.lukket_at = timezone.now()
    row.save(update_fields=["lukket_at"])
    audit.record("kalenderadresse.lukket", row, by=by, slags=row.slags)
