"""Min dag tells of an agreed wheel that has lost an individual supervision (F10)."""

from datetime import UTC, datetime, timedelta

from django.db.models import DateTimeField, Exists, F, Max, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.urls import reverse

from faelles import danish, regler
from faelles.access import Permission
from plejefamilier.ansvar import familier_of
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT
from supervision.models import Aarshjul, Forloeb, Session

SLAGS = "aarshjul"
DAGE = "supervision.hul_dage"
EVER = (datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


def pligter(bruger, dag):
    """Agreed wheels of `bruger`'s families in which a cancelled supervision left a gap.

    A gap: an individual supervision was cancelled after the wheel was agreed, and there is no
    other between the group supervisions before and after it. It shows from some days before the
    cancelled one (rule), until the next group supervision or the end of the year.
    """
    if not bruger.can(Permission.PLAN_SUPERVISION):
        return None
    days = regler.value(DAGE, bruger.kommune) if bruger.kommune else 0
    near = Q(efter=None, aar__gte=dag.year) | Q(efter__date__gt=dag)
    lost = _lost().filter(near, start__date__lte=dag + timedelta(days=days)).order_by("start")
    rows = Aarshjul.objects.filter(
        plejefamilie__in=familier_of(bruger, dag),
        endelig_at__isnull=False,
        aar__gte=dag.year,
        kommune__in=bruger.kommuner_med(Permission.PLAN_SUPERVISION),
    ).annotate(inden=Subquery(lost.values("inden")[:1]))
    return PLIGT.of(
        rows.filter(inden__isnull=False),
        slags=Value(SLAGS),
        noegle=F("pk"),
        frist=F("inden"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel="Planlæg en individuel supervision i stedet for den aflyste",
        hvorfor="Årshjulet er aftalt med familien, og nu mangler der en supervision. "
        f"Den skal ligge senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Se årshjulet",
        url=reverse("supervision:aarshjul_detail", args=[raekke.noegle]),
    )


def _lost():
    """Individual sessions cancelled after the outer wheel was agreed, nothing in their place.

    Each with `efter`, when the next group supervision of the family begins, and `inden`, the last
    day for another: the day before that, else the day of the cancelled one.
    """
    groups = Session.objects.planned().filter(
        Q(forloeb__deltagere__til=None) | Q(forloeb__deltagere__til__gte=TruncDate("start")),
        forloeb__slags=Forloeb.Slags.GRUPPE,
        forloeb__deltagere__plejefamilie=OuterRef("forloeb__plejefamilie"),
        forloeb__deltagere__fra__lte=TruncDate("start"),
    )
    before = groups.filter(start__lt=OuterRef("start")).order_by().values("aflyst_at")
    after = groups.filter(start__gt=OuterRef("start")).order_by().values("aflyst_at")
    instead = Session.objects.planned().filter(
        forloeb__slags=Forloeb.Slags.INDIVIDUEL,
        forloeb__plejefamilie=OuterRef("forloeb__plejefamilie"),
        start__gt=Coalesce(OuterRef("foer"), Value(EVER[0])),
        start__lt=Coalesce(OuterRef("efter"), Value(EVER[1])),
    )
    return (
        Session.objects.filter(
            forloeb__slags=Forloeb.Slags.INDIVIDUEL,
            forloeb__plejefamilie=OuterRef("plejefamilie"),
            aflyst_at__gte=OuterRef("endelig_at"),
        )
        .annotate(
            aar=ExtractYear("start"),
            foer=Subquery(before.annotate(m=Max("start")).values("m"), DateTimeField()),
            efter=Subquery(after.annotate(m=Min("start")).values("m"), DateTimeField()),
        )
        .filter(~Exists(instead), aar=OuterRef("aar"))
        .annotate(inden=Coalesce(TruncDate("efter") - Value(timedelta(days=1)), TruncDate("start")))
    )
