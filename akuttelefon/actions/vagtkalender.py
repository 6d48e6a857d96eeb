"""The secret address at which a person's calendar reads her shifts."""

from django.utils import timezone

from akuttelefon.models import Vagtkalender
from faelles import audit
from faelles.action import action
from faelles.hemmelig import hash_of, new_secret
from faelles.models import Bruger


@action
def open_kalender(*, by):
    """Make a new secret address for `by` and close the old one; return the secret, this once."""
    Bruger.objects.select_for_update(no_key=True).get(pk=by.pk)
    _close(by)
    secret = new_secret()
    row = Vagtkalender.objects.create(bruger=by, noegle_hash=hash_of(secret))
    audit.record("vagtkalender.aabnet", row, by=by)
    return secret


@action
def close_kalender(*, by):
    """Close `by`'s address at once. Returns False when there was none."""
    Bruger.objects.select_for_update(no_key=True).get(pk=by.pk)
    return _close(by)


@action
def note_fetch(*, by, kalender):
    """Keep when the address was last read, so that its owner can see whether it is in use."""
    Vagtkalender.objects.filter(pk=kalender.pk).update(hentet_at=timezone.now())


def _close(by):
    row = Vagtkalender.objects.filter(bruger=by, lukket_at=None).first()
    if row is None:
        return False
    row.lukket_at = timezone.now()
    row.save(update_fields=["lukket_at"])
    audit.record("vagtkalender.lukket", row, by=by)
    return True
