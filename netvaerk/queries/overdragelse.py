"""What the pages of a hand-over show, and the duties that come of it (I5, I9)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import HverdagAfter, MonthsAfter
from faelles.kalender import kalender_for
from netvaerk import moedeplan
from netvaerk.models import Medlemskab, Netvaerksgruppe
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT

OVERDRAG, KONTAKT, STATUS = "gruppe_overdrag", "gruppe_kontakt", "gruppe_status"
OVERDRAG_HVERDAGE = "netvaerk.overdrag_hverdage"
STATUS_MAANEDER = "netvaerk.status_maaneder"
FOERST = "netvaerk.paamind_foerst"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """What happens by itself after the hand-over; `naeste` is the next date of the rhythm."""

    naeste: date | None
    maaneder: int
    dage: int


def may_hand_over(gruppe, today):
    """On the day of the last facilitated meeting, and from then on."""
    return gruppe.selvkoerende_fra is not None and gruppe.selvkoerende_fra <= today + DAY


def after_hand_over(gruppe, today):
    """What the families and the ansvarlig konsulent will hear."""
    with regler.read_once():
        tal = regler.values((STATUS_MAANEDER, FOERST), gruppe.kommune)
        kalender = kalender_for(gruppe.kommune)
    coming = None
    if gruppe.anker and gruppe.selvkoerende_fra:
        after = max(today, gruppe.selvkoerende_fra - DAY)
        coming = moedeplan.next_nominal(gruppe.anker, gruppe.hver, gruppe.rytme, after, kalender)
    return Plan(coming.dag if coming else None, tal[STATUS_MAANEDER], tal[FOERST])


def members(bruger, gruppe, today):
    """The members that `bruger` sees by name."""
    rows = Medlemskab.objects.visible_to(bruger).active(today).filter(gruppe=gruppe)
    return [*rows.select_related("plejefamilie").order_by("fra", "pk")]


def contact_for(bruger, gruppe):
    """The contact person, when `bruger` sees her family by name; else None."""
    seen = Medlemskab.objects.visible_to(bruger).active(timezone.localdate())
    row = Netvaerksgruppe.objects.select_related("kontakt__plejefamilie").get(pk=gruppe.pk)
    if row.kontakt is None:
        return None
    here = seen.filter(gruppe=gruppe, plejefamilie=row.kontakt.plejefamilie_id)
    return row.kontakt if here.exists() else None


# --- duties --------------------------------------------------------------------------------------


def mine(bruger, **who):
    """Open groups of the municipalities in which `bruger` plans groups."""
    kommuner = bruger.kommuner_med(Permission.PLAN_NETVAERK)
    return Netvaerksgruppe.objects.open().filter(kommune__in=kommuner, **who)


def overdrag_pligter(bruger, dag):
    """Groups whose last facilitated meeting is over, for their facilitator (raekker.PLIGT).

    When she sees their names no longer, it is the ansvarlig konsulent's.
    """
    if not bruger.can(Permission.PLAN_NETVAERK) or bruger.kommune is None:
        return None
    whose = Q(facilitator=bruger, navne_til__gte=dag) | Q(ansvarlig=bruger, navne_til__lt=dag)
    rows = mine(bruger).self_running(dag).filter(whose, overdraget_at=None)
    days = regler.value(OVERDRAG_HVERDAGE, bruger.kommune)
    last = F("selvkoerende_fra") - Value(DAY)
    return PLIGT.of(
        rows,
        slags=Value(OVERDRAG),
        noegle=F("pk"),
        frist=HverdagAfter(last, F("kommune"), number=days),
        tekst=F("navn"),
    )


def overdrag_ord(raekke, dag):
    return Ord(
        titel=f"Overdrag gruppen »{raekke.tekst}«",
        hvorfor="Det sidste møde med facilitator er holdt. Vælg en kontaktperson.",
        knap="Overdrag gruppen",
        url=reverse("netvaerk:gruppe_hand_over", args=[raekke.noegle]),
    )


def kontakt_pligter(bruger, dag):
    """Groups that run themselves and whose contact person has left, for the ansvarlig konsulent."""
    if not bruger.can(Permission.ANSWER_NETVAERK):
        return None
    here = Medlemskab.objects.active(dag).filter(
        gruppe=OuterRef("pk"),
        plejefamilie=OuterRef("kontakt__plejefamilie"),
        plejefamilie__plejeforaeldre=OuterRef("kontakt"),
        plejefamilie__plejeforaeldre__fratraadt_paa=None,
    )
    some = Medlemskab.objects.active(dag).filter(gruppe=OuterRef("pk"))
    rows = mine(bruger, ansvarlig=bruger).self_running(dag)
    rows = rows.filter(~Exists(here), Exists(some), overdraget_at__isnull=False)
    return PLIGT.of(rows, slags=Value(KONTAKT), noegle=F("pk"), frist=Value(dag), tekst=F("navn"))


def kontakt_ord(raekke, dag):
    return Ord(
        titel=f"Find en ny kontaktperson i »{raekke.tekst}«",
        hvorfor="Kontaktpersonen er ikke med længere, så ingen får den månedlige mail.",
        knap="Vælg kontaktperson",
        url=reverse("netvaerk:gruppe_hand_over", args=[raekke.noegle]),
    )


def status_pligter(bruger, dag):
    """Groups that run themselves, half a year after they were last heard of (raekker.PLIGT)."""
    if not bruger.can(Permission.ANSWER_NETVAERK) or bruger.kommune is None:
        return None
    months = regler.value(STATUS_MAANEDER, bruger.kommune)
    rows = mine(bruger, ansvarlig=bruger).self_running(dag).filter(overdraget_at__isnull=False)
    due = MonthsAfter(Coalesce(F("moedes_paa"), F("selvkoerende_fra")), Value(months))
    rows = rows.annotate(spoerg_paa=due).filter(spoerg_paa__lte=dag)
    return PLIGT.of(
        rows, slags=Value(STATUS), noegle=F("pk"), frist=F("spoerg_paa"), tekst=F("navn")
    )


def status_ord(raekke, dag):
    return Ord(
        titel=f"Mødes gruppen »{raekke.tekst}« stadig?",
        hvorfor=f"Spørg kontaktpersonen. I skulle høre fra gruppen {danish.dato(raekke.frist)}.",
        knap="Skriv svaret",
        url=reverse("netvaerk:gruppe_confirm", args=[raekke.noegle]),
    )


PLIGTER = (
    (OVERDRAG, overdrag_pligter, overdrag_ord),
    (KONTAKT, kontakt_pligter, kontakt_ord),
    (STATUS, status_pligter, status_ord),
)
