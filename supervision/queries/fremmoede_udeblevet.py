"""Families that had to come to a course, and the meetings at which nobody of them was (E6)."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from faelles.paging import page
from plejefamilier.ansvar import ansvarlig_navn
from plejefamilier.models import Plejefamilie
from supervision.models import Fremmoede, Kursusgang, Tilmelding


def udeblivelse_page(bruger, query, today):
    """One page of the families `bruger` works with that stayed away, the latest first.

    A row is a family on a course it must attend: `antal` times nobody came, the last on `senest`,
    of `noteret` times; `hvem` has its duties today.
    """
    of_mine = Fremmoede.objects.filter(
        gang=OuterRef("pk"), deltager__tilmelding=OuterRef(OuterRef("pk"))
    )
    noted = Kursusgang.objects.planned().filter(Exists(of_mine), kursus=OuterRef("kursus"))
    missed = noted.filter(~Exists(of_mine.filter(kom=True)))
    rows = (
        Tilmelding.objects.filter(
            pligt=True, plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger)
        )
        .annotate(
            senest=Subquery(missed.order_by("-start").values("start")[:1]),
            antal=_number(missed),
            noteret=_number(noted),
            hvem=ansvarlig_navn(today),
        )
        .filter(senest__isnull=False)
        .select_related("kursus", "plejefamilie")
    )
    return page(rows, query, by="senest")


def _number(gange):
    total = gange.order_by().values("kursus").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)
