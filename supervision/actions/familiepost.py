"""Carrying the mails to foster parents about courses and supervision (W5, quality: rows first)."""

from plejefamilier.actions.familiepost import deliver, post_for
from supervision.familiemail import familiemail, still_true
from supervision.models import Familiebesked, Kursusgang


def deliver_familiebeskeder():
    """Mail what is due; return how many. Any number of processes may run this."""
    return deliver(MAILS)


def _mail(row):
    gange = []
    if row.tilmelding and not row.gang:
        rows = Kursusgang.objects.filter(kursus=row.tilmelding.kursus_id)
        gange = [*rows.select_related("lokale__organisation")]
    return familiemail(row, gange)


RELATED = ("tilmelding__kursus", "gang__lokale__organisation", "session__lokale")
MAILS = post_for(Familiebesked, related=RELATED, mail=_mail, still_true=still_true)
