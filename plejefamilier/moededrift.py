"""What Driftsstatus looks after of the meetings."""

from faelles.access import Permission
from faelles.maildrift import late_mails
from plejefamilier.models import Moedebesked

NAVN = "Mails om møder"


def moedebeskeder(bruger, now):
    """Invitations, changes and reminders that should have left."""
    kommuner = bruger.kommuner_med(Permission.SEE_DRIFT)
    return late_mails(
        Moedebesked.objects.filter(deltager__moede__kommune__in=kommuner),
        now,
        navn=NAVN,
        om="møder",
        betyder="Deltagere ved ikke, at et møde er kaldt sammen, flyttet eller aflyst.",
    )
