"""What courses ask of people: a draft that waits for the municipality (E18)."""

from datetime import timedelta

from django.db.models import DateField, F, OuterRef, Value
from django.db.models.functions import Cast
from django.urls import reverse

from faelles import danish, regler
from faelles.access import Permission
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT
from supervision.models import Kursus

UDGIV = "kursus_udgiv"
SVAR_DAGE = "kurser.svar_dage"


def pligter(bruger, dag):
    """Drafts that wait for somebody who publishes, until one of them answers (raekker.PLIGT)."""
    kommuner = bruger.kommuner_med(Permission.PUBLISH_KURSER)
    if not kommuner:
        return None
    rows = Kursus.objects.editable_by(bruger).filter(
        kommune__in=kommuner,
        sendt_til_kommunen_at__isnull=False,
        publiceret_at=None,
        aflyst_at=None,
    )
    span = regler.span_in_query(SVAR_DAGE, OuterRef("kommune"), timedelta(days=1))
    return PLIGT.of(
        rows,
        slags=Value(UDGIV),
        noegle=F("pk"),
        frist=Cast(F("sendt_til_kommunen_at") + span, DateField()),
        tekst=F("udbyder__navn"),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel="Se på et udkast til et kursus",
        hvorfor=f"{raekke.tekst} venter på svar senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Åbn udkastet",
        url=reverse("supervision:kursus_detail", args=[raekke.noegle]),
    )


def barn_ny_url(bruger, barn):
    """Where a course around one child is drafted (D5); '' when it is not hers."""
    if barn.kommune_id not in bruger.kommuner_med(Permission.PUBLISH_KURSER):
        return ""
    return f"{reverse('supervision:kursus_create')}?barn={barn.pk}"
