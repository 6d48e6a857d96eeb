"""Children with too few visits of control this year (A10; barnets lov § 156, stk. 5)."""

from django.db.models import F, OuterRef, Subquery

from faelles.constraints import on_day
from faelles.paging import danish_order, page
from plejefamilier.models import Barn, Tilsynsbesoeg
from plejefamilier.queries import barnefrist
from plejefamilier.queries.barnepligt import with_visits


def too_few(bruger, dag, query):
    """One page of homes of `dag` with children that `bruger` sees and who lack a visit this year.

    Each row has `besoeg`, `kraevet` and `sidste`, the day of the last visit that counts.
    """
    newest = Tilsynsbesoeg.objects.filter(
        barn=OuterRef("barn"), slags=Tilsynsbesoeg.Slags.PERSONRETTET, trukket_at=None
    ).order_by("-dato")
    homes = barnefrist.homes(dag).filter(on_day(dag), barn__in=Barn.objects.visible_to(bruger))
    rows = with_visits(homes, dag).filter(besoeg__lt=F("kraevet"))
    rows = rows.annotate(sidste=Subquery(newest.values("dato")[:1]))
    rows = rows.select_related("barn__myndighedsraadgiver", "plejefamilie")
    return page(rows, query, by=danish_order("barn__navn"), descending=False)
