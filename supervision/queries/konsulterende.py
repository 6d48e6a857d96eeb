"""Konsulterende forløb: who waits for a decision, who can give it, duties, lines, numbers."""

from datetime import timedelta

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from faelles.paging import page
from plejefamilier.ansvar import familier_of
from plejefamilier.models import Plejefamilie
from plejefamilier.pligter import Ord
from plejefamilier.raekker import HAENDELSE, PLIGT
from supervision.models import (
    Fagprofil,
    Forloeb,
    Forloebsaftale,
    Konsulterendeudbyder,
    Session,
    Visitation,
)

VENTER, AFGJORT = "venter", "afgjort"
FILTRE = ((VENTER, "Venter"), (AFGJORT, "Afgjorte"))
DAGE = "konsulterende.visitation_dage"
PLIGT_VISITATION, PLIGT_FORLOEB = "visitation", "visitation_forloeb"
PLIGT_AFTALE = "forloebsaftale"
DAY = timedelta(days=1)


# --- asking and deciding ------------------------------------------------------------------------


def visitation_page(bruger, vis, query):
    """One page: those that wait for a decision, the oldest first; or those decided."""
    rows = Visitation.objects.visible_to(bruger).select_related(
        "plejefamilie", "udbyder", "anmodet_af", "tema"
    )
    if vis == AFGJORT:
        return page(rows.filter(afgjort_at__isnull=False), query, by="afgjort_at")
    return page(rows.waiting(), query, by="anmodet_paa", descending=False)


def may_decide(bruger, visitation):
    """Does `bruger` decide in the municipality of a request she sees, and does it wait?"""
    kommuner = bruger.kommuner_med(Permission.VISITATE)
    return visitation.afgjort_at is None and visitation.kommune_id in kommuner


def may_open(bruger, visitation):
    """May `bruger` choose the supervisor of a granted request?"""
    granted = visitation.afgoerelse == Visitation.Afgoerelse.JA and not visitation.forloeb_id
    familier = Plejefamilie.objects.editable_by(bruger)
    return granted and familier.filter(pk=visitation.plejefamilie_id).exists()


def udbydere_on(kommune_id, day):
    """The institutions the municipality has chosen on `day`, by name (G3)."""
    chosen = Konsulterendeudbyder.objects.filter(on_day(day), kommune=kommune_id)
    return Organisation.objects.filter(pk__in=chosen.values("institution")).order_by("navn", "pk")


def supervisors_of(institution, kommune):
    """Those employed at `institution` who plan supervision for `kommune` today, by name (B3)."""
    wanted = [
        rolle for rolle, may in ROLE_PERMISSIONS.items() if Permission.PLAN_SUPERVISION in may
    ]
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kommune, rolle__in=wanted
    )
    people = Bruger.objects.filter(
        is_active=True, organisation=institution, pk__in=roles.values("bruger")
    )
    return people.order_by("navn", "pk")


def ranked_supervisors(institution, kommune, tema):
    """The same people, those who know `tema` first, and {pk: what each knows} (A11, E19)."""
    profiles = Fagprofil.objects.filter(kommune=kommune, aktiv=True, bruger=OuterRef("pk"))
    knows = Exists(profiles.filter(temaer=tema)) if tema else Value(False, BooleanField())
    people = supervisors_of(institution, kommune).annotate(kender=knows).order_by("-kender", "navn")
    hints = {}
    rows = Fagprofil.objects.filter(kommune=kommune, aktiv=True, bruger__in=people.values("pk"))
    for profil in rows.prefetch_related("temaer"):
        words = [*(one.navn for one in profil.temaer.all())]
        words = [profil.speciale, *words] if profil.speciale else words
        hints[profil.bruger_id] = danish.opregning(words)
    return people, hints


def aftale_of(forloeb):
    """The agreement of a forløb with those who signed and the child's goals, or None."""
    related = ("supervisor_af", "konsulent_af")
    rows = Forloebsaftale.objects.select_related(*related).prefetch_related("barnemaal")
    return rows.filter(forloeb=forloeb).first()


# --- duties, and lines on the family's page -----------------------------------------------------


def _within(field):
    """The last day of something that takes the municipality's number of days from `field`."""
    span = regler.span_in_query(DAGE, OuterRef("kommune"), DAY)
    return ExpressionWrapper(F(field) + span, output_field=DateTimeField())


def visitation_pligter(bruger, dag):
    """Requests that wait for a leader's decision (raekker.PLIGT, G4)."""
    kommuner = bruger.kommuner_med(Permission.VISITATE)
    if not kommuner:
        return None
    rows = Visitation.objects.visible_to(bruger).waiting().filter(kommune__in=kommuner)
    return _pligter(rows, PLIGT_VISITATION, "anmodet_paa")


def forloeb_pligter(bruger, dag):
    """Granted requests for which the family's konsulent has to find a supervisor (R6)."""
    kommuner = bruger.kommuner_med(Permission.PLAN_SUPERVISION)
    if not kommuner:
        return None
    rows = Visitation.objects.filter(
        kommune__in=kommuner,
        afgoerelse=Visitation.Afgoerelse.JA,
        forloeb=None,
        plejefamilie__in=familier_of(bruger, dag),
    )
    return _pligter(rows, PLIGT_FORLOEB, "afgjort_paa")


def _pligter(rows, slags, begins):
    return PLIGT.of(
        rows,
        slags=Value(slags),
        noegle=F("pk"),
        frist=_within(begins),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        tekst=F("emne"),
    )


def aftale_pligter(bruger, dag):
    """Agreements that wait for `bruger`'s signature: by the day of the first meeting (G5)."""
    if not bruger.kommuner_med(Permission.PLAN_SUPERVISION):
        return None
    rows = Forloeb.objects.filter(
        slags=Forloeb.Slags.KONSULTERENDE, afsluttet_at=None, aktiveret_at__isnull=False
    ).filter(
        Q(supervisor=bruger, pk__in=Forloeb.objects.led_by(bruger), aftale__supervisor_at=None)
        | Q(plejefamilie__in=familier_of(bruger, dag), aftale__konsulent_at=None)
    )
    first = Session.objects.planned().filter(forloeb=OuterRef("pk")).order_by("start")
    return PLIGT.of(
        rows,
        slags=Value(PLIGT_AFTALE),
        noegle=F("pk"),
        frist=Coalesce(first.values("start__date")[:1], F("fra")),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
    )


def visitation_ord(raekke, dag):
    return Ord(
        titel="Afgør et konsulterende forløb",
        hvorfor=f"Der er bedt om det: {raekke.tekst}. "
        f"Familien skal have svar senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Afgør anmodningen",
        url=reverse("supervision:visitation_detail", args=[raekke.noegle]),
    )


def forloeb_ord(raekke, dag):
    return Ord(
        titel="Find supervisor til et konsulterende forløb",
        hvorfor=f"Forløbet er bevilget: {raekke.tekst}.",
        knap="Vælg supervisor",
        url=reverse("supervision:visitation_open", args=[raekke.noegle]),
    )


def aftale_ord(raekke, dag):
    return Ord(
        titel="Skriv under på aftalen om et konsulterende forløb",
        hvorfor="Supervisor og konsulent skriver begge under før det første møde, "
        f"{danish.ugedag(raekke.frist, dag)}.",
        knap="Læs aftalen",
        url=reverse("supervision:forloebsaftale_detail", args=[raekke.noegle]),
    )


def haendelser(bruger, plejefamilie):
    """Requests and decisions on the family's time line (raekker.HAENDELSE)."""
    if not bruger.kommuner_med(Permission.EDIT_FAMILIER):
        return None
    rows = Visitation.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value("visitation"),
        noegle=F("pk"),
        dato=F("anmodet_paa"),
        titel=Value("Bedt om konsulterende forløb"),
        meta=F("anmodet_af__navn"),
        tekst=F("emne"),
        pille=Case(
            When(afgoerelse="ja", then=Value("ok|Bevilget")),
            When(afgoerelse="nej", then=Value("Afslag")),
            default=Value("today|Venter på afgørelse"),
        ),
    )


def raekke_url(raekke):
    return reverse("supervision:visitation_detail", args=[raekke.noegle])


def ny_url(bruger, plejefamilie):
    """Where `bruger` asks for a konsulterende forløb; '' when the family is not hers."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.EDIT_FAMILIER)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return reverse("supervision:visitation_create", args=[plejefamilie.pk])


def anmodning_url(bruger, anmodning):
    """Where what the family asked for becomes a konsulterende forløb; '' when it is not hers."""
    url = ny_url(bruger, anmodning.plejefamilie)
    return url and f"{url}?anmodning={anmodning.pk}"
