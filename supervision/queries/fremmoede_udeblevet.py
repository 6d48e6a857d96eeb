"""Families that had to come to a course meeting, and of which nobody came (E6)."""

from django.db.models import Exists, OuterRef

from faelles.paging import page
from plejefamilier.ansvar import ansvarlig_navn
from plejefamilier.models import Plejefamilie
from supervision.models import Fremmoede, Tilmelding


def udeblivelse_page(bruger, query, today):
    """One page of absences of the families `bruger` works with, the newest first.

    A row is the first noted absence of a family at a meeting; nobody of the family came.
    """
    familier = Plejefamilie.objects.worked_with_by(bruger)
    of_same = Fremmoede.objects.filter(
        gang=OuterRef("gang"), deltager__tilmelding=OuterRef("deltager__tilmelding")
    )
    rows = (
        Fremmoede.objects.filter(
            ~Exists(of_same.filter(kom=True)),
            ~Exists(of_same.filter(pk__lt=OuterRef("pk"))),
            deltager__tilmelding__in=Tilmelding.objects.filter(
                pligt=True, plejefamilie__in=familier
            ),
        )
        .select_related("gang__kursus", "deltager__tilmelding__plejefamilie")
        .annotate(hvem=ansvarlig_navn(today, "deltager__tilmelding__plejefamilie"))
    )
    return page(rows, query, by="gang__start")
