"""Two people edit the same row: the second is told, and nothing is overwritten."""

import hashlib

from django.core.exceptions import ValidationError
from django.db.models import F

STALE = "stale"


def save_changes(row, *, version, **changes):
    """Write `changes` to `row` if it still is the `version` that the form was made from.

    Validates the row and its constraints first. Raises ValidationError; its code is "stale" when
    somebody saved in between. Returns the names of the fields that changed.
    """
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    row.full_clean(exclude=[f.name for f in row._meta.fields if f.name not in changes])
    written = (
        type(row)
        ._base_manager.filter(pk=row.pk, version=version)
        .update(version=F("version") + 1, **{name: changes[name] for name in changed})
    )
    if not written:
        raise _stale()
    row.version = version + 1
    return changed


def fingerprint(row, fields):
    """What the `fields` of a row without a version look like now; a form carries it, hidden."""
    values = "\0".join(str(getattr(row, name)) for name in fields)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def refuse_stale(row, fields, seen):
    """Raise ValidationError (code "stale") when the locked `row` is not what the form showed."""
    if fingerprint(row, fields) != seen:
        raise _stale()


def refuse_other_version(row, version):
    """Raise ValidationError (code "stale") when the locked `row` is not the one the form showed.

    A row that is None has version 0.
    """
    if (row.version if row else 0) != version:
        raise _stale()


def _stale():
    return ValidationError(
        "En kollega har gemt ændringer, mens du skrev. Sammenlign og gem igen.", code=STALE
    )
