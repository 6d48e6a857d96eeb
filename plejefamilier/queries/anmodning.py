"""Requests: lists, who may have taken one in, duties, and the time line."""

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.paging import page
from plejefamilier.ansvar import ansvarlig_navn, familier_of
from plejefamilier.models import Anmodning
from plejefamilier.pligter import Ord
from plejefamilier.raekker import HAENDELSE, PLIGT

AABNE, BESVARET = "aabne", "besvaret"
FILTRE = ((AABNE, "Venter på svar"), (BESVARET, "Besvarede"))


def anmodning_page(bruger, vis, query):
    """One page of requests: those that wait, the latest first; or those that were answered."""
    rows = (
        Anmodning.objects.visible_to(bruger)
        .select_related("plejefamilie", "besvaret_af")
        .annotate(hvem=ansvarlig_navn(timezone.localdate()))
    )
    if vis == BESVARET:
        return page(rows.filter(besvaret_at__isnull=False), query, by="besvaret_at")
    return page(rows.unanswered(), query, by="svarfrist", descending=False)


def late_for(bruger):
    """How many requests of the families `bruger` works with are late today; one query."""
    return Anmodning.objects.visible_to(bruger).late(timezone.localdate()).count()


def possible_receivers(bruger, kommune):
    """Whom the family may have asked: the one who writes, or a project leader (C12)."""
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kommune, rolle=Rolle.PROJEKTLEDER
    )
    people = Bruger.objects.filter(
        Q(pk__in=roles.values("bruger"), is_active=True) | Q(pk=bruger.pk)
    )
    return people.annotate(first=Q(pk=bruger.pk)).order_by("-first", "navn", "pk")


def may_answer(bruger, anmodning):
    """Does `bruger` recruit in the municipality of a request she sees, and has it no answer?"""
    kommuner = bruger.kommuner_med(Permission.RECRUIT)
    return anmodning.besvaret_at is None and anmodning.kommune_id in kommuner


def ny_url(bruger, plejefamilie):
    """Where `bruger` writes what the family asks for; '' when it is not hers."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.RECRUIT)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return reverse("plejefamilier:anmodning_create", args=[plejefamilie.pk])


def pligter(bruger, dag):
    """Requests that wait for `bruger`'s answer, from the day they came (raekker.PLIGT, R6)."""
    kommuner = bruger.kommuner_med(Permission.RECRUIT)
    if not kommuner:
        return None
    rows = Anmodning.objects.unanswered().filter(
        kommune__in=kommuner, plejefamilie__in=familier_of(bruger, dag)
    )
    return PLIGT.of(
        rows,
        slags=Value("anmodning"),
        noegle=F("pk"),
        frist=F("svarfrist"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        tekst=F("nummer"),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel=f"Svar på anmodning nr. {raekke.tekst}",
        hvorfor=f"Familien har fået lovet svar senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Svar familien",
        url=raekke_url(raekke),
    )


def haendelser(bruger, plejefamilie):
    """What the family has asked for, for its time line (raekker.HAENDELSE)."""
    rows = Anmodning.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    answers = (When(afgoerelse=key, then=Value(f"Svar: {label}")) for key, label in ANSWERS)
    return HAENDELSE.of(
        rows,
        slags=Value("anmodning"),
        noegle=F("pk"),
        dato=F("modtaget_paa"),
        titel=Concat(Value("Anmodning nr. "), Cast("nummer", CharField())),
        meta=F("modtaget_af__navn"),
        tekst=F("tekst"),
        pille=Case(*answers, default=Value("today|Venter på svar"), output_field=CharField()),
    )


ANSWERS = Anmodning.Afgoerelse.choices


def raekke_url(raekke):
    return reverse("plejefamilier:anmodning_detail", args=[raekke.noegle])
