"""What Min dag asks of whoever supervises: sessions that are over and not written down."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import HverdagAfter
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT
from supervision.models import Forloeb, Session

PLIGT_SKRIV = "supervision"
NAVN = "Supervision"
LOG_HVERDAGE = "supervision.log_hverdage"


def pligter(bruger, dag):
    """Sessions that are over and that `bruger` has not written down yet (raekker.PLIGT)."""
    if not bruger.can(Permission.PLAN_SUPERVISION) or bruger.kommune is None:
        return None
    rows = Session.objects.led_by(bruger).to_log(timezone.now()).filter(supervisor=bruger)
    days = regler.value(LOG_HVERDAGE, bruger.kommune)
    return PLIGT.of(
        rows,
        slags=Value(PLIGT_SKRIV),
        noegle=F("pk"),
        frist=HverdagAfter(TruncDate("slut"), F("forloeb__kommune"), number=days),
        familie=F("forloeb__plejefamilie"),
        familienavn=F("forloeb__plejefamilie__navn"),
        tekst=_hvem(),
        tid=F("start"),
    )


def pligt_ord(raekke, dag):
    """How »skriv supervisionen« stands on Min dag."""
    held = timezone.localtime(raekke.tid)
    what = raekke.tekst if not raekke.familie else "Supervision"
    return Ord(
        titel=f"{what} {danish.naer_dag(held.date(), dag)} {danish.kl(held)}",
        hvorfor="Den er holdt. Det, I aftalte, står først på Min dag, når den er skrevet.",
        knap="Skriv supervisionen",
        url=reverse("supervision:session_log", args=[raekke.noegle]),
    )


def _hvem():
    """The name of a group, else the kind of forløb."""
    slags = Case(
        *(When(forloeb__slags=key, then=Value(word)) for key, word in Forloeb.Slags.choices)
    )
    return Coalesce(NullIf(F("forloeb__titel"), Value("")), slags)
