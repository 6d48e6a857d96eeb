"""Drafts of calls: those that wait, and the one that a form writes on."""

from django.utils import timezone

from akuttelefon.models import Opkaldskladde
from faelles import danish

MOST = 20  # drafts offered on one page


def waiting(bruger, *, besides=None):
    """The calls she has begun and not saved, newest first, without the one she writes on now."""
    rows = Opkaldskladde.objects.filter(bruger=bruger).open().select_related("plejefamilie")
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    rows = [*rows.newest_first()[:MOST]]
    for row in rows:
        row.paabegyndt = begun(row.begyndt_at)
    return rows


def begun(moment):
    """»kl. 03.05«, with the day when it is another one."""
    local, today = timezone.localtime(moment), timezone.localdate()
    day = "" if local.date() == today else f"{danish.naer_dag(local.date(), today)} "
    return f"{day}{danish.kl(local)}"


def of_tab(bruger, noegle, fane):
    """The key and the draft (or None) that this form of `bruger` writes on."""
    rows = Opkaldskladde.objects.select_related("plejefamilie__kommune")
    return rows.of_tab(bruger, noegle, fane)
