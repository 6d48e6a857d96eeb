"""What the tests of the cooperation share: putting somebody in a circle."""

import datetime

from plejefamilier.models import Kredsrolle

START = datetime.date(2026, 1, 5)


def place(barn=None, *, familie=None, bruger=None, fra=START, **fields):
    """Put somebody in the circle of a child, or of a family."""
    fields = {"rolle": "institutionsmedarbejder", "opgave": "Supervision hver måned"} | fields
    return Kredsrolle.objects.create(
        kommune=(barn or familie).kommune,
        barn=barn,
        plejefamilie=familie,
        bruger=bruger,
        fra=fra,
        **fields,
    )
