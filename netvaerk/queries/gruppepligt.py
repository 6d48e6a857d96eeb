"""What Min dag asks of a facilitator: to plan the meetings, and to note who came (I3, I8)."""

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import HverdagAfter
from netvaerk.models import Gruppemoede
from netvaerk.queries.overdragelse import mine
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT

PLAN, FREMMOEDE = "gruppe_plan", "gruppe_fremmoede"
PLAN_HVERDAGE = "netvaerk.plan_hverdage"
FREMMOEDE_HVERDAGE = "netvaerk.fremmoede_hverdage"


def plan_pligter(bruger, dag):
    """Groups that have begun, lack meetings with facilitator, and have none to come."""
    if not bruger.can(Permission.PLAN_NETVAERK) or bruger.kommune is None:
        return None
    planned = Gruppemoede.objects.planned().filter(gruppe=OuterRef("pk"))
    coming = planned.filter(slut__gt=timezone.now())
    last = planned.order_by("-start").annotate(held=TruncDate("start")).values("held")[:1]
    rows = mine(bruger, facilitator=bruger).facilitated(dag).filter(selvkoerende_fra=None)
    days = regler.value(PLAN_HVERDAGE, bruger.kommune)
    since = Coalesce(Subquery(last), F("aktiv_fra"))
    return PLIGT.of(
        rows.filter(~Exists(coming)),
        slags=Value(PLAN),
        noegle=F("pk"),
        frist=HverdagAfter(since, F("kommune"), number=days),
        tekst=F("navn"),
    )


def plan_ord(raekke, dag):
    return Ord(
        titel=f"Læg møderne i »{raekke.tekst}«",
        hvorfor="Gruppen er begyndt, og ingen møder er på vej.",
        knap="Læg møderne",
        url=reverse("netvaerk:gruppemoede_plan", args=[raekke.noegle]),
    )


def fremmoede_pligter(bruger, dag):
    """Meetings that are over and whose attendance is not noted (raekker.PLIGT).

    The duty of the group's facilitator; when she sees its names no longer, of its ansvarlig.
    """
    if not bruger.can(Permission.PLAN_NETVAERK) or bruger.kommune is None:
        return None
    sees = Q(navne_til=None) | Q(navne_til__gte=dag)
    whose = Q(sees, facilitator=bruger) | Q(ansvarlig=bruger, navne_til__lt=dag)
    open_groups = mine(bruger).filter(whose)
    rows = Gruppemoede.objects.to_mark(timezone.now()).filter(gruppe__in=open_groups)
    days = regler.value(FREMMOEDE_HVERDAGE, bruger.kommune)
    return PLIGT.of(
        rows,
        slags=Value(FREMMOEDE),
        noegle=F("pk"),
        frist=HverdagAfter(TruncDate("slut"), F("gruppe__kommune"), number=days),
        tekst=F("gruppe__navn"),
        tid=F("start"),
    )


def fremmoede_ord(raekke, dag):
    held = timezone.localdate(raekke.tid)
    return Ord(
        titel=f"Skriv fremmøde i »{raekke.tekst}« {danish.naer_dag(held, dag)}",
        hvorfor="Mødet er holdt. Skriv kun, hvem der kom; der skrives ikke referat.",
        knap="Skriv fremmøde",
        url=reverse("netvaerk:gruppemoede_fremmoede", args=[raekke.noegle]),
    )


PLIGTER = (
    (PLAN, plan_pligter, plan_ord),
    (FREMMOEDE, fremmoede_pligter, fremmoede_ord),
)
