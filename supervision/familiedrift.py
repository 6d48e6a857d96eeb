"""What Driftsstatus looks after of the mails to foster parents. Numbers only."""

from datetime import timedelta

from django.db.models import Count, Min

from faelles import danish
from faelles.access import Permission
from faelles.drift import Grad, Tilstand, godt
from supervision.models import Familiebesked

LATE = timedelta(minutes=15)
NAVN = "Mails til plejefamilier"


def familiebeskeder(bruger, now):
    """Mails about courses and supervision that should have left a quarter of an hour ago."""
    late = Familiebesked.objects.waiting().filter(
        plejeforaelder__plejefamilie__kommune__in=bruger.kommuner_med(Permission.SEE_DRIFT),
        due_at__lt=now - LATE,
    )
    told = late.aggregate(antal=Count("pk"), siden=Min("due_at"))
    if not told["antal"]:
        return [godt(NAVN, "Ingen mails om kurser og supervision er forsinket.")]
    return [
        Tilstand(
            NAVN,
            Grad.ADVARSEL,
            f"{danish.antal(told['antal'], 'mail', 'mails')} om kurser og supervision er "
            "ikke gået ud",
            siden=told["siden"],
            betyder="Plejefamilier ved ikke, at de har fået plads, eller at en tid er flyttet.",
            goer="Bed driften se, om mailserveren svarer, og om »udbring« kører.",
        )
    ]
