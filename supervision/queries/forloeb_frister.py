"""What a forløb waits for, and by when, reckoned in the query (B9, R17); duties on Min dag."""

from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import HverdagAfter, HverdagBefore
from plejefamilier.forloeb import Opgave
from plejefamilier.models import Konsulenttildeling
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT
from supervision.forloebsregler import OM_EN_FAMILIE
from supervision.models import Forloeb, Forloebskontakt, Session

BEGYND, KONTAKT_FOER, SLUT = "forloeb", "forloebskontakt", "forloebsslut"
EFTER, AFSLUT = "efter", "afslut"  # what the end waits for: the talk, or the closing itself
RULES = ("supervision.kontakt_foer_dage", "supervision.kontakt_efter_hverdage")
Hvornaar = Forloebskontakt.Hvornaar


def with_frister(rows, kommune):
    """Forløb with what they wait for.

    `foerste` and `sidste` are the starts of the first and last planned meeting, `lagt` and `holdt`
    how many stand and how many were held, `til` when the last ends; `kontakt_*` whether supervisor
    and konsulent have talked; `egen`: the supervisor is the family's own konsulent (A9). `foer`
    and `efter` are the days by which they talk, by the rules of `kommune` (B9, R17).
    """
    asked = regler.values(RULES, kommune)
    days, hverdage = (asked[key] for key in RULES)
    met = Session.objects.planned().filter(forloeb=OuterRef("pk")).order_by().values("forloeb")
    own = Konsulenttildeling.objects.holding(timezone.localdate()).filter(
        plejefamilie=OuterRef("plejefamilie"), konsulent=OuterRef("supervisor")
    )
    held = Count("pk", filter=Q(logget_at__isnull=False))
    rows = rows.annotate(
        foerste=Subquery(met.annotate(n=Min("start")).values("n")),
        sidste=Subquery(met.annotate(n=Max("start")).values("n")),
        til=Subquery(met.annotate(n=Max("slut")).values("n")),
        lagt=_number(met.annotate(n=Count("pk"))),
        holdt=_number(met.annotate(n=held)),
        kontakt_foer=_talked(Hvornaar.FOER),
        kontakt_under=_talked(Hvornaar.UNDER),
        kontakt_efter=_talked(Hvornaar.EFTER),
        egen=Exists(own),
    )
    before = Cast(TruncDate("foerste") - Value(timedelta(days=days)), DateField())
    return rows.annotate(
        foer=HverdagBefore(before, F("kommune")),
        efter=HverdagAfter(TruncDate("sidste"), F("kommune"), number=hverdage),
    )


def waits_for_first_talk(rows, now):
    """Those whose supervisor and konsulent should talk before the first meeting (B9)."""
    return rows.filter(
        slags__in=OM_EN_FAMILIE, egen=False, kontakt_foer=False, foerste__gt=now, afsluttet_at=None
    )


def has_had_its_last(rows, now):
    """Those under way whose last agreed meeting is over, and none more is planned."""
    agreed = Q(antal__isnull=False, lagt__gte=F("antal")) | Q(
        antal=None, slags=Forloeb.Slags.KONSULTERENDE
    )
    return rows.running().filter(agreed, til__lte=now)


def waits_for_last_talk(rows, now):
    """Those whose supervisor and konsulent should talk after the last meeting (B9)."""
    rows = has_had_its_last(rows, now)
    return rows.filter(slags__in=OM_EN_FAMILIE, egen=False, kontakt_efter=False)


def begynd_pligter(bruger, dag):
    """Drafts that `bruger` is to begin (raekker.PLIGT)."""
    if not bruger.can(Permission.PLAN_SUPERVISION):
        return None
    drafts = _mine(bruger).filter(aktiveret_at=None)
    return _pligt(drafts, BEGYND, frist=F("fra"), tekst=F("slags"))


def kontakt_pligter(bruger, dag):
    """The talk with the konsulent before the first meeting, from twice the rule's days before."""
    if not bruger.can(Permission.PLAN_SUPERVISION) or bruger.kommune is None:
        return None
    days = timedelta(days=regler.value(RULES[0], bruger.kommune))
    rows = with_frister(_mine(bruger), bruger.kommune).filter(foerste__date__lte=dag + 2 * days)
    rows = waits_for_first_talk(rows, timezone.now())
    return _pligt(rows, KONTAKT_FOER, frist=F("foer"), tekst=Cast("foerste", CharField()))


def slut_pligter(bruger, dag):
    """Forløb that have had their last meeting: first the talk, then the closing (B9)."""
    if not bruger.can(Permission.PLAN_SUPERVISION) or bruger.kommune is None:
        return None
    rows = has_had_its_last(with_frister(_mine(bruger), bruger.kommune), timezone.now())
    talk = Q(slags__in=OM_EN_FAMILIE, egen=False, kontakt_efter=False)
    what = Case(When(talk, then=Value(EFTER)), default=Value(AFSLUT), output_field=CharField())
    rows = rows.filter(talk | Q(holdt__gte=F("lagt")))  # closing waits until all is written down
    return _pligt(rows, SLUT, frist=F("efter"), tekst=what)


def begynd_ord(raekke, dag):
    navn = Forloeb.Slags(raekke.tekst).label.lower()
    return Ord(
        titel=f"Begynd {navn}",
        hvorfor=f"Det skal begynde {danish.naer_dag(raekke.frist, dag)} og er en kladde endnu.",
        knap="Begynd forløbet",
        url=reverse("supervision:forloeb_activate", args=[raekke.noegle]),
    )


def kontakt_ord(raekke, dag):
    return Ord(
        titel="Tal med konsulenten før forløbet",
        hvorfor="I aftaler, hvad der skal ske, før familien mødes med dig første gang.",
        knap="Notér kontakten",
        url=f"{reverse('supervision:forloeb_kontakt', args=[raekke.noegle])}?hvornaar=foer",
    )


def slut_ord(raekke, dag):
    if raekke.tekst == EFTER:
        return Ord(
            titel="Tal med konsulenten efter forløbet",
            hvorfor="Den sidste gang er holdt. Giv det, I har lært, videre.",
            knap="Notér kontakten",
            url=f"{reverse('supervision:forloeb_kontakt', args=[raekke.noegle])}?hvornaar=efter",
        )
    return Ord(
        titel="Afslut forløbet",
        hvorfor="De aftalte gange er holdt. Skriv, hvor langt familien nåede, eller forlæng.",
        knap="Afslut forløbet",
        url=reverse("supervision:forloeb_close", args=[raekke.noegle]),
    )


def opgaver_udtryk(bruger, plejefamilie):
    """The forløb whose supervisor owes the family's konsulent a talk (B9), for `opgaver`."""
    rows = Forloeb.objects.filter(plejefamilie=plejefamilie).unfinished()
    rows = rows.visible_to(bruger).exclude(supervisor=bruger)
    rows = with_frister(rows, plejefamilie.kommune)
    now = timezone.now()
    soon = timezone.localdate() + timedelta(days=2 * regler.value(RULES[0], plejefamilie.kommune))
    first = waits_for_first_talk(rows, now).filter(foerste__date__lte=soon)
    last = waits_for_last_talk(rows, now)
    found = rows.filter(Q(pk__in=first.values("pk")) | Q(pk__in=last.values("pk")))
    facts = {
        "pk": "pk",
        "navn": "supervisor__navn",
        "foer": "foer",
        "efter": "efter",
        "kommer": Case(When(foerste__gt=now, then=Value(True)), default=Value(False)),
    }
    return ArraySubquery(found.order_by("pk").values(json=JSONObject(**facts)))


def opgaver(bruger, plejefamilie, rows):
    """What a family's konsulent waits for: the supervisor's talk with her (B9)."""
    today = timezone.localdate()
    return [_waiting(row, today) for row in rows or ()]


def _waiting(row, today):
    frist = date.fromisoformat(row["foer"] if row["kommer"] else row["efter"])
    when = "før" if row["kommer"] else "efter"
    return Opgave(
        titel=f"{row['navn'].split()[0]} taler med dig {when} forløbet",
        hvorfor=f"Supervisor kontakter dig senest {danish.ugedag(frist, today)}.",
        url=reverse("supervision:forloeb_detail", args=[row["pk"]]),
        frist=frist,
        hast="late" if frist < today else "today" if frist == today else "week",
        pille="Over frist" if frist < today else "",
    )


def _mine(bruger):
    """Unfinished forløb that `bruger` supervises."""
    return Forloeb.objects.led_by(bruger).unfinished().filter(supervisor=bruger)


def _pligt(rows, slags, *, frist, tekst):
    return PLIGT.of(
        rows,
        slags=Value(slags),
        noegle=F("pk"),
        frist=frist,
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        tekst=tekst,
    )


def _talked(hvornaar):
    return Exists(Forloebskontakt.objects.filter(forloeb=OuterRef("pk"), hvornaar=hvornaar))


def _number(rows):
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
