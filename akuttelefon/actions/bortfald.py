"""Offers of shifts that have nothing to give any more."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Vagttilbud
from faelles import audit, notices
from faelles.action import action

BORTFALDET = "Et tilbud om en vagt gælder ikke længere"


@action
def lapse_tilbud(*, by, vagter):
    """Let the open offers of these shifts, or against them, lapse; the two of each are told.

    `vagter` are shifts, their ids or a QuerySet: they begin, are changed, called off or moved.
    Returns how many lapsed; running it again lets none lapse.
    """
    rows = (
        Vagttilbud.objects.open()
        .filter(Q(vagt__in=vagter) | Q(modvagt__in=vagter))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    lapsed = [*rows]
    for row in lapsed:
        answer(row, Vagttilbud.Svar.BORTFALDET)
        for person in (row.fra, row.til):
            if person != by:
                notices.notify(
                    person,
                    key=f"{key_of(row)}-bortfaldet",
                    tekst=BORTFALDET,
                    url=reverse("akuttelefon:vagt_mine"),
                )
        audit.record("vagttilbud.bortfaldet", row.vagt, by=by, tilbud=row.pk)
    return len(lapsed)


def answer(row, svar):
    """Write the answer on a locked offer; nobody needs to be asked any more."""
    row.svar, row.svar_at = svar, timezone.now()
    row.save(update_fields=["svar", "svar_at"])
    notices.cancel(f"{key_of(row)}-nyt")
    notices.mark_read(f"{key_of(row)}-nyt")


def key_of(row):
    """What the keys of the notices about this offer begin with."""
    return f"vagttilbud-{row.pk}"
