"""The reader's own families that have no network: nobody to talk with who does the same (I1)."""

from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from faelles import danish
from faelles.constraints import on_day
from faelles.paging import danish_order, page
from netvaerk.models import Medlemskab, Mentorskab
from netvaerk.models.reach import own_families
from plejefamilier.models import Anbringelse


def without_network(bruger):
    """Active families of the reader's that are in no group and no mentorskab today or later."""
    today = timezone.localdate()
    inside = Medlemskab.objects.staying(today).filter(plejefamilie=OuterRef("pk"))
    pairs = Mentorskab.objects.filter(til=None, mentor__isnull=False)
    paired = pairs.filter(Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk")))
    return own_families(bruger).active().filter(~Exists(inside), ~Exists(paired))


def uden_page(bruger, query):
    """One page of them, by name; one query. Each knows its years, its children, what is begun."""
    today = timezone.localdate()
    asked = Medlemskab.objects.asked().filter(plejefamilie=OuterRef("pk")).order_by("pk")
    searching = Mentorskab.objects.searching().filter(mentee=OuterRef("pk"))
    homes = Anbringelse.objects.filter(on_day(today), plejefamilie=OuterRef("pk")).order_by()
    rows = without_network(bruger).annotate(
        spurgt_om=Subquery(asked.values("gruppe__navn")[:1], output_field=CharField()),
        soeger=Exists(searching),
        boern=Subquery(homes.values("plejefamilie").annotate(n=Count("pk")).values("n")),
    )
    side = page(rows, query, by=danish_order("navn"), descending=False)
    for familie in side.rows:
        familie.aar = danish.aar_gammel(familie.godkendt_fra, today)
    return side
