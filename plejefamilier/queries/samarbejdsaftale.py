"""Agreements with institutions: the list, how it goes with each, and the duty to review them."""

from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.models import Organisation
from faelles.paging import MOST
from plejefamilier.models import Kredsrolle, Samarbejdsaftale
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT


def list_context(bruger):
    """Agreements `bruger` may see, with the numbers of each institution for those inside (B7, B13).

    `uden` are institutions without one, for whoever may write it.
    """
    today = timezone.localdate()
    inside = bruger.kommuner_med(Permission.SEE_IMPLEMENTERING)
    places = Kredsrolle.objects.filter(
        on_day(today),
        kommune=OuterRef("kommune"),
        bruger__organisation=OuterRef("institution"),
    )

    def number(**what):
        counted = places.order_by().values("bruger__organisation").annotate(n=Count(**what))
        return Coalesce(Subquery(counted.values("n")[:1]), Value(0))

    trained = Q(uddannet_paa__isnull=False)
    rows = (
        Samarbejdsaftale.objects.visible_to(bruger)
        .select_related("institution", "ansvarlig", "lokal_tovholder")
        .annotate(
            samarbejder=number(expression="barn", distinct=True),
            personer=number(expression="bruger", distinct=True),
            uddannede=number(expression="bruger", distinct=True, filter=trained),
        )
        .order_by("ophoert_paa", "revideres_paa", "pk")[:MOST]
    )
    aftaler = [*rows]
    for row in aftaler:
        row.inde = row.kommune_id in inside
        row.over = row.ophoert_paa is None and row.revideres_paa < today
    uden = []
    if kommuner := bruger.kommuner_med(Permission.EDIT_IMPLEMENTERING):
        have = Samarbejdsaftale.objects.current().filter(kommune__in=kommuner)
        uden = [
            *Organisation.objects.filter(
                kommune__in=kommuner, slags=Organisation.Slags.INSTITUTION, aktiv=True
            ).exclude(pk__in=have.values("institution"))
        ]
    return {"aftaler": aftaler, "uden": uden}


def pligter(bruger, dag):
    """Agreements that `bruger` must soon review, as duties (raekker.PLIGT; D3)."""
    if not bruger.can(Permission.SEE_SAMARBEJDE) or bruger.kommune is None:
        return None
    days = regler.value("samarbejde.varsel_dage", bruger.kommune)
    rows = Samarbejdsaftale.objects.visible_to(bruger).filter(
        ansvarlig=bruger, ophoert_paa=None, revideres_paa__lte=dag + timedelta(days=days)
    )
    return PLIGT.of(
        rows,
        slags=Value("samarbejdsaftale"),
        noegle=F("pk"),
        frist=F("revideres_paa"),
        tekst=F("institution__navn"),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel=f"Gennemgå samarbejdsaftalen med {raekke.tekst}",
        hvorfor=f"Den skal gennemgås senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Se aftalen",
        url=reverse("plejefamilier:samarbejdsaftale_detail", args=[raekke.noegle]),
    )
