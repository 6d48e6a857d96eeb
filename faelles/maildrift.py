"""What Driftsstatus looks after of a queue of mails. Numbers only."""

from datetime import timedelta

from django.db.models import Count, Min

from faelles import danish
from faelles.drift import Grad, Tilstand, godt

LATE = timedelta(minutes=15)


def late_mails(rows, now, *, navn, om, betyder):
    """The state of `rows` (Brev), those of them that should have left a quarter of an hour ago.

    `navn` is what the queue is called, `om` what its mails are about, and `betyder` what it means
    that they have not left. One query; a list of one Tilstand.
    """
    late = rows.waiting().filter(due_at__lt=now - LATE)
    told = late.aggregate(antal=Count("pk"), siden=Min("due_at"))
    if not told["antal"]:
        return [godt(navn, f"Ingen mails om {om} er forsinket.")]
    return [
        Tilstand(
            navn,
            Grad.ADVARSEL,
            f"{danish.antal(told['antal'], 'mail', 'mails')} om {om} er ikke gået ud",
            siden=told["siden"],
            betyder=betyder,
            goer="Bed driften se, om mailserveren svarer, og om »udbring« kører.",
        )
    ]
