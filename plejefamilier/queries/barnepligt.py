"""What must be done about a child by a day: plan, follow-up, needs, visits; as duties on Min dag.

They are the rådgiver's, and the family's konsulent's for a child without one; looking at the needs
again is the konsulent's. A konsulent who is away leaves them to her stand-in, else to the leader.
"""

from datetime import date, timedelta

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from faelles import danish
from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.hverdage_i_query import HverdagBefore, MonthsAfter
from faelles.models import Rolletildeling
from plejefamilier.ansvar import familier_of
from plejefamilier.models import Barn
from plejefamilier.pligter import Ord
from plejefamilier.queries import barnefrist
from plejefamilier.raekker import PLIGT

LOV = "kontrolleres af kommunen"


def familier_to_see_to(bruger, dag):
    """Families whose duties are `bruger`'s today (R6), where she writes about children."""
    kommuner = bruger.kommuner_med(Permission.RECORD_BARN)
    return familier_of(bruger, dag).filter(kommune__in=kommuner)


def without_raadgiver(dag):
    """Children that have no rådgiver who works as one in the municipality today."""
    roles = Rolletildeling.objects.filter(
        on_day(dag),
        rolle=Rolle.MYNDIGHEDSRAADGIVER,
        bruger=OuterRef("myndighedsraadgiver"),
        kommune=OuterRef("kommune"),
    )
    return Barn.objects.filter(~Exists(roles))


def _of_raadgiver(bruger, dag):
    """Homes whose child's plan, follow-up and visits are `bruger`'s to see to."""
    own = Q(barn__myndighedsraadgiver=bruger)
    own &= Q(barn__kommune__in=bruger.kommuner_med(Permission.RECORD_BARN))
    familier = familier_to_see_to(bruger, dag)
    return own | Q(plejefamilie__in=familier, barn__in=without_raadgiver(dag))


def _with_young(rows, dag):
    """`rows` with `ny`: the placement began so lately that its first deadlines are duties."""
    back = barnefrist.number("barn.pligt_bagud_maaneder", "barn__kommune")
    return rows.annotate(bagud=MonthsAfter(F("fra"), back)).annotate(ny=Q(bagud__gt=dag))


def _shown(rows, dag, key):
    """Those whose `frist` is near enough to stand on Min dag: the rule `key` says in days."""
    begins = F("frist") - barnefrist.number(key, "barn__kommune")
    return rows.annotate(vises=ExpressionWrapper(begins, DateField())).filter(vises__lte=dag)


def _pligt(rows, slags, tekst):
    return PLIGT.of(
        rows,
        slags=Value(slags),
        noegle=F("barn"),
        frist=F("frist"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        barnenavn=Func(F("barn__navn"), Value(" "), Value(1), function="split_part"),
        tekst=tekst,
    )


def behov(bruger, dag):
    """Children whose needs are to be seen again some months after they moved in (A7)."""
    if not bruger.can(Permission.RECORD_BARN):
        return None
    rows = _with_young(barnefrist.behov_due(dag), dag)
    rows = rows.filter(ny=True, plejefamilie__in=familier_to_see_to(bruger, dag))
    return _pligt(_shown(rows, dag, "barn.pligt_vises_dage"), "behov", Cast("fra", CharField()))


def behov_ord(raekke, dag):
    since = danish.dato(date.fromisoformat(raekke.tekst))
    return Ord(
        titel="Gennemgå barnets behov",
        hvorfor=f"{raekke.barnenavn} flyttede ind {since}. Er behovet større end beskrevet?",
        knap="Skriv behov",
        url=reverse("plejefamilier:behov_create", args=[raekke.noegle]),
    )


def plan(bruger, dag):
    """Children whose plan is not ready (barnets lov § 91)."""
    if not bruger.can(Permission.RECORD_BARN):
        return None
    rows = _with_young(barnefrist.plan_due(dag), dag).filter(_of_raadgiver(bruger, dag), ny=True)
    return _pligt(_shown(rows, dag, "barn.plan_vises_dage"), "barneplan", F("grundlag"))


def plan_ord(raekke, dag):
    when = "før anbringelsen, når den er uden samtykke"
    if raekke.tekst != barnefrist.NOT_CHOSEN:
        when = "senest tre måneder efter anbringelsen"
    return Ord(
        titel="Gør barnets plan færdig",
        hvorfor=f"Planen skal være klar {when} (barnets lov § 91, {LOV}).",
        knap="Skriv planen på",
        url=reverse("plejefamilier:barneplan_update", args=[raekke.noegle]),
    )


def opfoelgning(bruger, dag):
    """Children whose plan is to be followed up (barnets lov § 95)."""
    if not bruger.can(Permission.RECORD_BARN):
        return None
    rows = _with_young(barnefrist.opfoelgning_due(dag), dag)
    rows = rows.filter(Q(ny=True) | Q(sidste__isnull=False), _of_raadgiver(bruger, dag))
    first = Coalesce(Cast("sidste", CharField()), Value(""))
    return _pligt(_shown(rows, dag, "barn.pligt_vises_dage"), "barnsopfoelgning", first)


def opfoelgning_ord(raekke, dag):
    if raekke.tekst:
        last = danish.dato(date.fromisoformat(raekke.tekst))
        why = f"Den sidste opfølgning var {last}. Rytmen er kommunens valg (§ 95, {LOV})."
    else:
        why = f"Den første er senest tre måneder efter anbringelsen (barnets lov § 95, {LOV})."
    return Ord(
        titel="Følg op på barnets plan",
        hvorfor=why,
        knap="Skriv opfølgning",
        url=reverse("plejefamilier:barnsopfoelgning_create", args=[raekke.noegle]),
    )


def with_visits(rows, dag):
    """Homes with the number of visits in the year of `dag`, how many are asked for, and `frist`."""
    made = barnefrist.visits(dag.year).order_by().values("barn").annotate(antal=Count("pk"))
    last = HverdagBefore(Value(date(dag.year, 12, 31), DateField()), F("barn__kommune"))
    return rows.annotate(
        besoeg=Coalesce(Subquery(made.values("antal"), IntegerField()), 0),
        kraevet=barnefrist.number("barn.tilsyn_pr_aar", "barn__kommune"),
        frist=last,
    )


def tilsyn(bruger, dag):
    """Children with too few visits this year, in the last months of it (§ 156, stk. 5)."""
    if not bruger.can(Permission.RECORD_BARN):
        return None
    days = barnefrist.number("barn.tilsyn_vises_dage", "barn__kommune")
    rows = with_visits(barnefrist.homes(dag).filter(on_day(dag)), dag).annotate(vises=days)
    left = (date(dag.year, 12, 31) - dag) // timedelta(days=1)
    rows = rows.filter(_of_raadgiver(bruger, dag), besoeg__lt=F("kraevet"), vises__gte=left)
    text = Concat(Cast("besoeg", CharField()), Value(" "), Cast("kraevet", CharField()))
    return _pligt(rows, "tilsyn", text)


def tilsyn_ord(raekke, dag):
    made, asked = (int(word) for word in raekke.tekst.split())
    return Ord(
        titel=f"Besøg barnet: {made} af {asked} tilsynsbesøg i år",
        hvorfor=f"Mindst {danish.talord(asked)} om året (barnets lov § 156, {LOV}).",
        knap="Skriv tilsynsbesøg",
        url=reverse("plejefamilier:tilsyn_create", args=[raekke.noegle]),
    )
