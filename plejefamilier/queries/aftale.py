"""Agreements: lists, who may have one, and what Min dag and the time lines show."""

from datetime import timedelta

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.paging import page
from plejefamilier.models import Aftale
from plejefamilier.pligter import Ord
from plejefamilier.raekker import HAENDELSE, PLIGT

MINE, TEAMET, HOLDT = "mine", "sager", "holdt"
FILTRE = ((MINE, "Mine"), (TEAMET, "Alle i mine sager"), (HOLDT, "Holdt og bortfaldet"))
COOPERATING = [
    rolle for rolle, some in ROLE_PERMISSIONS.items() if Permission.SEE_SAMARBEJDE in some
]


def possible_owners(bruger, kommune, *, known=None):
    """Who may be given an agreement: the people of `kommune` who cooperate, herself first.

    `known` is the id of the one who has it now; she stays choosable.
    """
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kommune, rolle__in=COOPERATING
    )
    people = Bruger.objects.filter(Q(pk__in=roles.values("bruger"), is_active=True) | Q(pk=known))
    return people.annotate(first=Q(pk=bruger.pk)).order_by("-first", "navn", "pk")


def aftale_page(bruger, vis, query):
    """One page of agreements; `vis` is MINE, TEAMET or HOLDT."""
    rows = Aftale.objects.visible_to(bruger).select_related("plejefamilie", "barn", "ansvarlig")
    if vis == HOLDT:
        return page(rows.filter(Q(udfoert_at__isnull=False) | Q(droppet_at__isnull=False)), query)
    rows = rows.open()
    if vis == MINE:
        rows = rows.filter(owed_by(bruger, timezone.localdate()))
    return page(rows, query, by="frist", descending=False)


def owed_by(bruger, dag):
    """What `bruger` has to see to: her own, and what is due of those she stands in for."""
    away = bruger.stedfortraeder_for.filter(on_day(dag)).values("bruger")
    return Q(ansvarlig=bruger) | Q(ansvarlig__in=away, frist__lte=dag)


def pligter(bruger, dag):
    """Open agreements that are soon due, as duties (raekker.PLIGT)."""
    if not bruger.can(Permission.SEE_SAMARBEJDE):
        return None
    days = regler.value("aftale.vises_dage", bruger.kommune) if bruger.kommune else 0
    rows = (
        Aftale.objects.visible_to(bruger)
        .open()
        .filter(owed_by(bruger, dag), frist__lte=dag + timedelta(days=days))
    )
    return PLIGT.of(
        rows,
        slags=Value("aftale"),
        noegle=F("pk"),
        frist=F("frist"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        barnenavn=F("barn__navn"),
        tekst=F("tekst"),
    )


def pligt_ord(raekke, dag):
    url = reverse("plejefamilier:aftale_detail", args=[raekke.noegle])
    return Ord(
        titel=raekke.tekst,
        hvorfor=f"Aftalt til {danish.ugedag(raekke.frist, dag)}.",
        knap="Se aftalen",
        url=url,
    )


def haendelser(bruger, plejefamilie):
    """Agreements about a family that were kept, for its time line (raekker.HAENDELSE)."""
    rows = Aftale.objects.visible_to(bruger).filter(
        plejefamilie=plejefamilie, udfoert_at__isnull=False
    )
    return HAENDELSE.of(
        rows,
        slags=Value("aftale"),
        noegle=F("pk"),
        tid=F("udfoert_at"),
        dato=TruncDate("udfoert_at"),
        titel=Value("Aftale holdt"),
        meta=Coalesce(F("udfoert_af__navn"), Value("")),
        tekst=F("tekst"),
    )
