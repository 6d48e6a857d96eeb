"""Places at meetings for tests of the calendar."""

import datetime

from django.utils import timezone

from plejefamilier.models import Deltager


def seat(moede, person):
    """A user or a foster parent is asked to a meeting, which stays open to a user for 60 days."""
    who = "plejeforaelder" if hasattr(person, "plejefamilie") else "bruger"
    ser_til = timezone.localdate() + datetime.timedelta(days=60)
    Deltager.objects.create(moede=moede, plads="anden", ser_til=ser_til, **{who: person})
