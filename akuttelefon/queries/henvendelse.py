"""Urgent contacts beside the line: in the family's timeline, and whom one may write about."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Henvendelse
from faelles import danish
from faelles.access import Permission
from plejefamilier.forloeb import Haendelse
from plejefamilier.models import Plejefamilie
from plejefamilier.raekker import HAENDELSE

LONGEST_ID = 15  # digits
SLAGS = "henvendelser"


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


def raekker(bruger, plejefamilie):
    """The contacts of the family that `bruger` may see, as rows of the timeline."""
    if not bruger.can(Permission.LOG_HENVENDELSE):
        return None
    rows = Henvendelse.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value(SLAGS),
        noegle=F("pk"),
        tid=F("start"),
        titel=F("slags"),
        meta=F("modtaget_af__navn"),
        tekst=F("tekst"),
        ekstra=Concat(Cast("modtaget_af", CharField()), Value(" "), Cast("minutter", CharField())),
    )


def udfyld(bruger, plejefamilie, rows):
    """The rows as events of the timeline; a contact opens for whoever wrote it."""
    return [_haendelse(row, bruger) for row in rows]


def raekke_url(raekke):
    return reverse("akuttelefon:henvendelse_update", args=[raekke.noegle])


def ny_url(bruger, plejefamilie):
    """Where `bruger` writes a contact of this family; '' when she may not, or the family ended."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.LOG_HENVENDELSE)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return f"{reverse('akuttelefon:henvendelse_create')}?familie={plejefamilie.pk}"


def _haendelse(row, bruger):
    writer, _, minutter = row.ekstra.partition(" ")
    length = f" · {danish.varighed(int(minutter))}" if minutter else ""
    return Haendelse(
        tid=row.tid,
        titel=f"Akut henvendelse {danish.kl(timezone.localtime(row.tid))}",
        ikon="chat",
        url=raekke_url(row) if writer == str(bruger.pk) else "",
        meta=f"{Henvendelse.Slags(row.titel).label}{length} · {row.meta} svarede",
        tekst=row.tekst,
    )
