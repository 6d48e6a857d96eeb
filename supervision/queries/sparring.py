"""Faglig sparring on pages: one's own notes, the konsulent's, and the family's time line."""

from django.db.models import F, Value
from django.urls import reverse

from faelles.access import Permission
from faelles.paging import danish_order, page
from plejefamilier.models.familie import FAST_KONSULENT, STEDFORTRAEDER
from plejefamilier.raekker import HAENDELSE
from supervision.models import Fagligsparring
from supervision.sparring import familier_til_sparring

MOST_FAMILIER = 100
SLAGS = "fagligsparring"


def sparring_page(bruger, query):
    """One page of what `bruger` may read, the newest first."""
    rows = (
        Fagligsparring.objects.visible_to(bruger)
        .select_related("plejefamilie", "by")
        .prefetch_related("begreber")
    )
    return page(rows, query, by="dato")


def familier_to_write_about(bruger):
    """[(id, name)] of the families `bruger` may write about."""
    rows = familier_til_sparring(bruger).order_by(danish_order("navn"), "pk")[:MOST_FAMILIER]
    return [(row.pk, row.visningsnavn) for row in rows]


def ny_url(bruger, plejefamilie):
    """Where the family's konsulent (or stand-in) writes a note; '' for everybody else."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.PLAN_SUPERVISION)
    if not may or plejefamilie.ophoert_paa:
        return ""
    mine = plejefamilie.relation_to(bruger) in (FAST_KONSULENT, STEDFORTRAEDER)
    return reverse("supervision:fagligsparring_create", args=[plejefamilie.pk]) if mine else ""


def raekker(bruger, plejefamilie):
    """Notes about the family for its time line (raekker.HAENDELSE), to those who may read them."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return None
    rows = Fagligsparring.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value(SLAGS),
        noegle=F("pk"),
        dato=F("dato"),
        titel=Value("Faglig sparring"),
        meta=F("by__navn"),
        tekst=F("tekst"),
    )


def raekke_url(raekke):
    return reverse("supervision:fagligsparring_detail", args=[raekke.noegle])
