"""What Driftsstatus looks after of the mails to groups of foster families. Numbers only."""

from datetime import timedelta

from django.db.models import Count, Min

from faelles import danish
from faelles.access import Permission
from faelles.drift import Grad, Tilstand, godt
from netvaerk.models import Gruppebesked

LATE = timedelta(minutes=15)
NAVN = "Mails til netværksgrupper"


def gruppebeskeder(bruger, now):
    """Mails about groups that should have left a quarter of an hour ago."""
    late = Gruppebesked.objects.waiting().filter(
        plejeforaelder__plejefamilie__kommune__in=bruger.kommuner_med(Permission.SEE_DRIFT),
        due_at__lt=now - LATE,
    )
    told = late.aggregate(antal=Count("pk"), siden=Min("due_at"))
    if not told["antal"]:
        return [godt(NAVN, "Ingen mails om netværksmøder er forsinket.")]
    return [
        Tilstand(
            NAVN,
            Grad.ADVARSEL,
            f"{danish.antal(told['antal'], 'mail', 'mails')} om netværksmøder er ikke gået ud",
            siden=told["siden"],
            betyder="Plejefamilier ved ikke, at et netværksmøde er planlagt eller flyttet.",
            goer="Bed driften se, om mailserveren svarer, og om »udbring« kører.",
        )
    ]
