"""The duty to tell the foster family about the help its child's parents get (B21, V4)."""

from datetime import timedelta

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.urls import reverse

from faelles import danish, regler
from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Fagrolle,
    Konsulenttildeling,
    Kredsrolle,
    Samarbejdspunkt,
)
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT


def pligter(bruger, dag):
    """Children whose parents get a familiebehandler, and whose foster family nobody has told.

    The duty of the home's konsulent, and of her stand-in; due some days after the effort began.
    """
    if not bruger.can(Permission.EDIT_FAMILIER) or bruger.kommune is None:
        return None
    days = regler.value("samarbejde.informer_dage", bruger.kommune)
    effort = Kredsrolle.objects.filter(
        on_day(dag), barn=OuterRef("pk"), rolle=Fagrolle.FAMILIEBEHANDLER
    ).order_by("fra", "pk")
    told = Samarbejdspunkt.objects.filter(
        barn=OuterRef("pk"), noegle=Samarbejdspunkt.Noegle.INFORMERET
    )
    homes = Anbringelse.objects.filter(
        on_day(dag), barn=OuterRef("pk"), plejefamilie__in=_hers(bruger, dag)
    )
    rows = (
        Barn.objects.filter(Exists(effort), Exists(homes))
        .exclude(Exists(told))
        .annotate(
            begyndt=Subquery(effort.values("fra")[:1]),
            hjem=Subquery(homes.values("plejefamilie")[:1]),
            hjem_navn=Subquery(homes.values("plejefamilie__navn")[:1]),
        )
    )
    due = ExpressionWrapper(F("begyndt") + timedelta(days=days), output_field=DateTimeField())
    return PLIGT.of(
        rows,
        slags=Value("informering"),
        noegle=F("pk"),
        frist=due,
        familie=F("hjem"),
        familienavn=F("hjem_navn"),
        barnenavn=F("navn"),
    )


def _hers(bruger, dag):
    """Families whose fixed konsulent she is, or stands in for, on the day, where she is one."""
    away = bruger.stedfortraeder_for.filter(on_day(dag)).values("bruger")
    mine = Konsulenttildeling.objects.filter(
        on_day(dag), plejefamilie__kommune__in=bruger.kommuner_med(Permission.EDIT_FAMILIER)
    ).filter(Q(konsulent=bruger) | Q(konsulent__in=away))
    return mine.values("plejefamilie")


def pligt_ord(raekke, dag):
    return Ord(
        titel="Fortæl plejefamilien om forældrenes indsats",
        hvorfor="Familien skal vide, at forældrene får en familiebehandler, og hvad målet er. "
        f"Senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Notér samtalen",
        url=reverse("plejefamilier:samarbejdspunkt_update", args=[raekke.noegle]),
    )
