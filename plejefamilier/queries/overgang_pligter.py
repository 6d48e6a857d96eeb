"""The duties of supported moves, and their lines on the pages of a family and a child."""

from datetime import timedelta

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from plejefamilier import ansvar
from plejefamilier.models import Moede, Moedeslags, Overgang, Overgangskontakt
from plejefamilier.pligter import Ord
from plejefamilier.raekker import HAENDELSE, PLIGT

OPSTART, BESOEG, FORLOEB = "overgang_opstart", "overgangskontakt", "overgang"
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


def opstart_pligter(bruger, dag):
    """Moves of hers without an opstartsmøde, from some days before it is late (H5).

    The child's rådgiver calls it; without one whoever has the family's duties.
    """
    if not bruger.can(Permission.MANAGE_OVERGANG):
        return None
    moeder = Moede.objects.planned().filter(overgang=OuterRef("pk"), slags=Moedeslags.OPSTARTSMOEDE)
    mine = Q(barn__myndighedsraadgiver=bruger) | Q(
        barn__myndighedsraadgiver=None, plejefamilie__in=ansvar.familier_of(bruger, dag)
    )
    weeks = regler.span_in_query("overgang.opstartsmoede_uger", OuterRef("kommune"), WEEK)
    before = regler.span_in_query("overgang.opstartsmoede_vises_dage", OuterRef("kommune"), DAY)
    rows = (
        Overgang.objects.open()
        .filter(mine, flyttet_paa=None, kommune__in=bruger.kommuner_med(Permission.MANAGE_OVERGANG))
        .filter(~Exists(moeder))
        .annotate(senest=_less(F("planlagt_flytning"), weeks))
        .annotate(vises=_less(F("senest"), before))
        .filter(vises__lte=dag)
    )
    return PLIGT.of(
        rows,
        slags=Value(OPSTART),
        noegle=F("pk"),
        frist=F("senest"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        barnenavn=F("barn__navn"),
    )


def _less(day, span):
    moment = ExpressionWrapper(Cast(day, DateTimeField()) - span, DateTimeField())
    return Cast(moment, DateField())


def opstart_ord(raekke, dag):
    """How a missing opstartsmøde is shown."""
    return Ord(
        titel="Indkald til opstartsmøde i en støttet overgang",
        hvorfor=f"Mødet skal være aftalt senest {danish.dato(raekke.frist)}, så alle får samme "
        "retning før flytningen.",
        knap="Indkald til opstartsmøde",
        url=reverse("plejefamilier:overgang_opstartsmoede", args=[int(raekke.noegle)]),
    )


def besoeg_pligter(bruger, dag):
    """Visits she planned whose time has gone, and of which nobody has said how they went (H9)."""
    if not bruger.can(Permission.WRITE_KONTAKT):
        return None
    rows = Overgangskontakt.objects.filter(
        by=bruger,
        holdt_at=None,
        aflyst_at=None,
        start__lt=timezone.now(),
        overgang__in=Overgang.objects.loggable_by(bruger),
    )
    return PLIGT.of(
        rows,
        slags=Value(BESOEG),
        noegle=F("pk"),
        frist=TruncDate("start"),
        familie=F("overgang__plejefamilie"),
        familienavn=F("overgang__plejefamilie__navn"),
        barnenavn=F("overgang__barn__navn"),
        tekst=F("slags"),
        tid=F("start"),
    )


def besoeg_ord(raekke, dag):
    """How a visit without words is shown."""
    what = Overgangskontakt.Slags(raekke.tekst).label.lower()
    return Ord(
        titel=f"Skriv, hvordan det gik: {what}",
        hvorfor=f"Det var planlagt til {danish.ugedag(raekke.frist, dag)}.",
        knap="Skriv, hvordan det gik",
        url=reverse("plejefamilier:overgangskontakt_hold", args=[int(raekke.noegle)]),
    )


def of_familie(bruger, plejefamilie):
    """Moves to a family, as lines of its time line."""
    return _lines(bruger, Overgang.objects.filter(plejefamilie=plejefamilie))


def of_barn(bruger, barn):
    """Moves of a child, as lines of its time line."""
    return _lines(bruger, Overgang.objects.filter(barn=barn))


def _lines(bruger, rows):
    if not bruger.can(Permission.SEE_SAMARBEJDE):
        return None
    return HAENDELSE.of(
        rows.filter(pk__in=Overgang.objects.visible_to(bruger).values("pk")),
        slags=Value(FORLOEB),
        noegle=F("pk"),
        tid=F("aabnet_at"),
        titel=Value("Støttet overgang åbnet"),
        meta=F("barn__navn"),
    )


def line_url(raekke):
    """The address of a move on a time line."""
    return reverse("plejefamilier:overgang_detail", args=[int(raekke.noegle)])
