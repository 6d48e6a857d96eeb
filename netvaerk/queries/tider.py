"""When groups meet, for the calendar: whose times they are, and who may read the words."""

from django.db.models import Exists, F, Q
from django.urls import reverse

from netvaerk.models import Gruppemoede, Medlemskab
from netvaerk.models.gruppemoede import in_group
from plejefamilier.tidskilder import FAMILIE, HUS, LOKALE, Tidskilde

SLAGS = "gruppemoede"


def of(hvis, pk):
    """The meetings of somebody: she leads it, it is her house's, in the room, or of the family."""
    if hvis == FAMILIE:
        return Q(Exists(in_group(Medlemskab.objects.filter(plejefamilie=pk))))
    if hvis == LOKALE:
        return Q(lokale=pk)
    if hvis == HUS:
        return (
            Q(gruppe__institution=pk) | Q(facilitator__organisation=pk) | Q(lokale__organisation=pk)
        )
    return Q(facilitator=pk)


def readable(bruger, hvis, pk):
    """Those that `bruger` reads with words; a family's only when she sees that it is in it."""
    rows = Gruppemoede.objects.visible_to(bruger).planned().filter(of(hvis, pk))
    if hvis == FAMILIE:
        seen = Medlemskab.objects.visible_to(bruger).filter(plejefamilie=pk)
        rows = rows.filter(Exists(in_group(seen)))
    return rows


KILDE = Tidskilde(
    slags=SLAGS,
    art="Netværksmøde",
    farve=7,
    model=Gruppemoede,
    rows=Gruppemoede.objects.all,
    of=of,
    readable=readable,
    titel=F("gruppe__navn"),
    url=lambda pk: reverse("netvaerk:gruppemoede_detail", args=[pk]),
)
