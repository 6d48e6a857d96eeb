"""Carrying the mails to foster parents about their groups (W5, quality: rows first)."""

from django.utils import timezone

from netvaerk.gruppemail import gruppemail, is_in, still_true
from netvaerk.models import Gruppebesked, Gruppemoede
from plejefamilier.actions.familiepost import deliver, post_for


def deliver_gruppebeskeder():
    """Mail what is due; return how many. Any number of processes may run this."""
    return deliver(MAILS)


def _coming(row, now):
    """The meetings that a letter about the whole plan tells of: those the family is in for."""
    if row.moede_id or row.dag:
        return []
    rows = Gruppemoede.objects.planned().filter(gruppe=row.medlemskab.gruppe_id, start__gt=now)
    rows = rows.select_related("lokale__organisation").order_by("start")
    return [one for one in rows if is_in(row.medlemskab, timezone.localdate(one.start))]


def _mail(row):
    return gruppemail(row, _coming(row, timezone.now()))


def _still_true(row, now):
    return still_true(row, now, _coming(row, now))


RELATED = ("medlemskab__gruppe", "moede__lokale__organisation")
MAILS = post_for(Gruppebesked, related=RELATED, mail=_mail, still_true=_still_true)
