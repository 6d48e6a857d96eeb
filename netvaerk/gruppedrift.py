"""What Driftsstatus looks after of the mails to groups of foster families."""

from faelles.access import Permission
from faelles.maildrift import late_mails
from netvaerk.models import Gruppebesked

NAVN = "Mails til netværksgrupper"


def gruppebeskeder(bruger, now):
    """Mails about groups that should have left."""
    kommuner = bruger.kommuner_med(Permission.SEE_DRIFT)
    return late_mails(
        Gruppebesked.objects.filter(plejeforaelder__plejefamilie__kommune__in=kommuner),
        now,
        navn=NAVN,
        om="netværksmøder",
        betyder="Plejefamilier ved ikke, at et netværksmøde er planlagt eller flyttet.",
    )
