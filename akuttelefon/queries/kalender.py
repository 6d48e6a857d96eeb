"""Whose shifts a secret address shows."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from akuttelefon.models import Vagtkalender
from faelles.constraints import on_day
from faelles.hemmelig import hash_of
from faelles.models import Rolletildeling


def readable_kalender(secret):
    """The open calendar of a secret, while its owner has an account and a role; else None."""
    roles = Rolletildeling.objects.filter(on_day(timezone.localdate()), bruger=OuterRef("bruger"))
    return (
        Vagtkalender.objects.filter(Exists(roles), lukket_at=None, bruger__is_active=True)
        .filter(noegle_hash=hash_of(secret))
        .select_related("bruger")
        .first()
    )
