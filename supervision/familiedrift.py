"""What Driftsstatus looks after of the mails to foster parents."""

from faelles.access import Permission
from faelles.maildrift import late_mails
from supervision.models import Familiebesked

NAVN = "Mails til plejefamilier"


def familiebeskeder(bruger, now):
    """Mails about courses and supervision that should have left."""
    kommuner = bruger.kommuner_med(Permission.SEE_DRIFT)
    return late_mails(
        Familiebesked.objects.filter(plejeforaelder__plejefamilie__kommune__in=kommuner),
        now,
        navn=NAVN,
        om="kurser og supervision",
        betyder="Plejefamilier ved ikke, at de har fået plads, eller at en tid er flyttet.",
    )
