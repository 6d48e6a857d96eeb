"""How many duties somebody has about families, for whoever gives the families to others."""

from django.db.models import Count

from akuttelefon.models import Opfoelgning


def open_with(konsulent, familier):
    """Open duties that `konsulent` has as these families' fixed konsulent: {family id: number}."""
    rows = Opfoelgning.objects.open().filter(
        ansvarlig=konsulent, grund=Opfoelgning.Grund.FAST, opkald__plejefamilie__in=familier
    )
    found = rows.order_by().values_list("opkald__plejefamilie").annotate(Count("pk"))
    return dict(found)
