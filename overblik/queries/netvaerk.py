"""Networks on Min dag: the meetings I facilitate, and my groups that still need families."""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from netvaerk.models import Gruppemoede, Medlemskab, Netvaerksgruppe
from netvaerk.stoerrelse import free_seats, graenser_for, still_missing
from plejefamilier.raekker import PLIGT

MOEDE, DANNES = "gruppemoedetid", "gruppe_dannes"
TIDER = {MOEDE}
GRUPPER = "netvaerk.grupper"
NAVN = "Net\u00adværk"


@dataclass(frozen=True)
class Dannes:
    """A group under formation: how many families are in it and asked, and what it still needs."""

    navn: str
    url: str
    med: str
    mangler: str


def sources(bruger, dag, ahead):
    """Rows of raekker.PLIGT for the coming days, and of the groups; None for what is not hers."""
    if not bruger.can(Permission.PLAN_NETVAERK):
        return []
    return [_moeder(bruger, dag, ahead), _dannes(bruger, dag)]


def line(raekke):
    """(kind, words, address) of a group's meeting in the week."""
    klokken = danish.kl(timezone.localtime(raekke.tid)).capitalize()
    emne = f": {raekke.tekst}" if raekke.tekst else ""
    url = reverse("netvaerk:gruppemoede_detail", args=[raekke.noegle])
    return NAVN, f"{klokken} {raekke.familienavn}{emne}", url


def lacking(bruger, raekker):
    """Rows of groups under formation that have seats left, as they are shown."""
    if not raekker or regler.value(GRUPPER, bruger.kommune) == "fra":
        return []
    graenser = graenser_for(bruger.kommune)
    return [_shown(row, graenser) for row in raekker if free_seats(int(row.familie), graenser)]


def _shown(raekke, graenser):
    med, spurgte = int(raekke.familie), int(raekke.barnenavn)
    words = [danish.antal(med, "familie er med", "familier er med")]
    if spurgte:
        words.append(f"{danish.talord(spurgte)} er spurgt")
    return Dannes(
        navn=raekke.familienavn,
        url=reverse("netvaerk:forslag_list", args=[raekke.noegle]),
        med=", ".join(words),
        mangler=_needs(med, graenser),
    )


def _needs(med, graenser):
    """»Den mangler mindst 2 familier for at kunne begynde.« or how many seats are left."""
    missing = still_missing(med, graenser)
    if missing:
        words = danish.antal(missing, "familie", "familier")
        return f"Den mangler mindst {words} for at kunne begynde."
    free = danish.antal(free_seats(med, graenser), "plads er ledig", "pladser er ledige")
    return f"Den kan begynde. {free.capitalize()}."


def _moeder(bruger, dag, ahead):
    rows = (
        Gruppemoede.objects.visible_to(bruger)
        .planned()
        .filter(facilitator=bruger, slut__gt=dag.now, start__lt=dag.now + ahead)
    )
    return PLIGT.of(
        rows,
        slags=Value(MOEDE),
        noegle=F("pk"),
        frist=TruncDate("start"),
        familienavn=F("gruppe__navn"),
        tekst=F("emne"),
        tid=F("start"),
    )


def _dannes(bruger, dag):
    """The groups under formation that she facilitates or is responsible for, with free seats."""
    inside = Medlemskab.objects.filter(gruppe=OuterRef("pk"))
    mine = Q(facilitator=bruger) | Q(ansvarlig=bruger)
    rows = Netvaerksgruppe.objects.editable_by(bruger).forming().filter(mine)
    return PLIGT.of(
        rows,
        slags=Value(DANNES),
        noegle=F("pk"),
        frist=Value(dag.today),
        familie=Cast(_number(inside.members()), CharField()),
        familienavn=F("navn"),
        barnenavn=Cast(_number(inside.asked()), CharField()),
        tid=F("oprettet_at"),
    )


def _number(rows):
    counted = rows.order_by().values("gruppe").annotate(antal=Count("pk")).values("antal")
    return Coalesce(Subquery(counted), 0)
