"""Which rooms are free at a time (E10)."""

from django.db.models import Exists, OuterRef

from plejefamilier.models import Lokale, Lokalebooking


def rooms_at(bruger, start, slut, *, personer=None):
    """Every room in sight that is large enough, with `optaget` at that time; one query.

    The free ones first, those of one's own house before others.
    """
    taken = Lokalebooking.objects.filter(lokale=OuterRef("pk")).between(start, slut)
    rows = Lokale.objects.visible_to(bruger).in_use().select_related("organisation")
    if personer:
        rows = rows.filter(kapacitet__gte=personer)
    rows = rows.annotate(optaget=Exists(taken)).order_by("organisation__navn", "navn", "pk")
    return sorted(
        rows, key=lambda row: (row.optaget, row.organisation_id != bruger.organisation_id)
    )
