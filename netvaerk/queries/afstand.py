"""Drives between the postal districts where groups meet and those where families live."""

from dataclasses import dataclass

from django.db.models import F, Func, TextField, Value

from faelles.paging import MOST
from netvaerk.models import Koereafstand, Netvaerksgruppe
from netvaerk.postnummer import IN_ADDRESS, in_order
from plejefamilier.models import Plejefamilie


@dataclass(frozen=True)
class Par:
    """Two postal numbers, the lower one first, and the drive between them in km, or None."""

    fra: str
    til: str
    km: int | None

    @property
    def felt(self):
        """The name of its field in the form."""
        return f"km_{self.fra}_{self.til}"


def pairs(bruger, kommune):
    """Each place where a group meets with each district where a family lives, and those written.

    Each pair once. No more than MOST, those without km first. A family whose address is protected
    puts no district on the list.
    """
    rows = Koereafstand.objects.visible_to(bruger).filter(kommune=kommune)
    known = {(row.fra, row.til): row.km for row in rows}
    groups = Netvaerksgruppe.objects.visible_to(bruger).open().filter(kommune=kommune)
    places = {*groups.exclude(postnummer="").values_list("postnummer", flat=True)}
    homes = _districts(kommune)
    wanted = {in_order(place, home) for place in places for home in homes | places if place != home}
    found = [Par(fra, til, known.get((fra, til))) for fra, til in wanted | {*known}]
    found.sort(key=lambda par: (par.km is not None, par.fra, par.til))
    return sorted(found[:MOST], key=lambda par: (par.fra, par.til))


def _districts(kommune):
    """The postal numbers of the addresses of the municipality's families."""
    rows = Plejefamilie.objects.active().filter(kommune=kommune, adresse_beskyttet=False)
    number = Func(F("adresse"), Value(IN_ADDRESS), function="substring", output_field=TextField())
    found = rows.annotate(postnummer=number).order_by().values_list("postnummer", flat=True)
    return {one for one in found.distinct() if one}
