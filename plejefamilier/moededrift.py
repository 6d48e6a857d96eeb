"""What Driftsstatus looks after of the meetings. Numbers only."""

from datetime import timedelta

from django.db.models import Count, Min

from faelles import danish
from faelles.access import Permission
from faelles.drift import Grad, Tilstand, godt
from plejefamilier.models import Moedebesked

LATE = timedelta(minutes=15)
NAVN = "Mails om møder"


def moedebeskeder(bruger, now):
    """Invitations, changes and reminders that should have left a quarter of an hour ago."""
    late = Moedebesked.objects.waiting().filter(
        deltager__moede__kommune__in=bruger.kommuner_med(Permission.SEE_DRIFT),
        due_at__lt=now - LATE,
    )
    told = late.aggregate(antal=Count("pk"), siden=Min("due_at"))
    if not told["antal"]:
        return [godt(NAVN, "Ingen mails om møder er forsinket.")]
    return [
        Tilstand(
            NAVN,
            Grad.ADVARSEL,
            f"{danish.antal(told['antal'], 'mail', 'mails')} om møder er ikke gået ud",
            siden=told["siden"],
            betyder="Deltagere ved ikke, at et møde er kaldt sammen, flyttet eller aflyst.",
            goer="Bed driften se, om mailserveren svarer, og om »udbring« kører.",
        )
    ]
