"""Urgent contacts beside the line: in the family's timeline, and whom one may write about."""

from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Henvendelse
from akuttelefon.queries.uden_om import numre_og_kontakter
from faelles import danish
from faelles.access import Permission
from plejefamilier.forloeb import Haendelse
from plejefamilier.models import Plejefamilie

LONGEST_ID = 15  # digits


def loggable_by(bruger):
    """The families that `bruger` works with herself, by name."""
    kommuner = bruger.kommuner_med(Permission.LOG_HENVENDELSE)
    familier = Plejefamilie.objects.worked_with_by(bruger).active()
    return familier.filter(kommune__in=kommuner).select_related("kommune").in_order()


def chosen_familie(familier, value):
    """The one of `familier` with the id in the address, or None."""
    value = str(value or "")
    if not value.isascii() or not value.isdigit() or len(value) > LONGEST_ID:
        return None
    return familier.filter(pk=value).first()


def haendelser(bruger, plejefamilie):
    """The contacts of the family that `bruger` may see, as lines of the timeline."""
    _, kontakter = numre_og_kontakter(bruger, plejefamilie)
    return [_haendelse(row, bruger) for row in kontakter]


def ny_url(bruger, plejefamilie):
    """Where `bruger` writes a contact of this family; '' when she may not, or the family ended."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.LOG_HENVENDELSE)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return f"{reverse('akuttelefon:henvendelse_create')}?familie={plejefamilie.pk}"


def _haendelse(row, bruger):
    mine = row.modtaget_af == bruger.pk
    minutter = "" if row.minutter is None else f" · {danish.varighed(row.minutter)}"
    return Haendelse(
        tid=row.start,
        titel=f"Akut henvendelse {danish.kl(timezone.localtime(row.start))}",
        ikon="chat",
        url=reverse("akuttelefon:henvendelse_update", args=[row.pk]) if mine else "",
        meta=f"{Henvendelse.Slags(row.slags).label}{minutter} · {row.navn} svarede",
        tekst=row.tekst,
    )
