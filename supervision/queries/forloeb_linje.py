"""Forløb on a family's time line (raekker.HAENDELSE), and where a new one is opened from it."""

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier.models import Anmodning
from plejefamilier.raekker import HAENDELSE
from supervision.models import Forloeb, Forloebsdeltager

BEGYNDT, AFSLUTTET, GRUPPE = "forloeb", "forloeb_slut", "forloebsdeltager"
ABOUT_SUPERVISION = (Anmodning.Emne.SUPERVISION, Anmodning.Emne.FORLOEB)
WORDS = Case(*(When(slags=key, then=Value(label)) for key, label in Forloeb.Slags.choices))


def begyndte(bruger, plejefamilie):
    """Forløb about the family that have begun; the day is that on which they began."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return None
    rows = Forloeb.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    running = When(afsluttet_at=None, then=Value("info|I gang"))
    return HAENDELSE.of(
        rows.filter(aktiveret_at__isnull=False),
        slags=Value(BEGYNDT),
        noegle=F("pk"),
        dato=F("fra"),
        titel=Concat(WORDS, Value(" begyndte"), output_field=CharField()),
        meta=F("supervisor__navn"),
        tekst=F("maal"),
        pille=Case(running, default=Value(""), output_field=CharField()),
        ekstra=Cast("pk", CharField()),
    )


def afsluttede(bruger, plejefamilie):
    """Forløb about the family that have ended, with what came of them."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return None
    rows = Forloeb.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows.filter(afsluttet_at__isnull=False, aktiveret_at__isnull=False),
        slags=Value(AFSLUTTET),
        noegle=F("pk"),
        dato=F("slut_paa"),
        titel=Concat(WORDS, Value(" er afsluttet"), output_field=CharField()),
        meta=F("supervisor__navn"),
        tekst=F("resultat"),
        ekstra=Cast("pk", CharField()),
    )


def grupper(bruger, plejefamilie):
    """The groups the family has joined; the link is there as long as it is in."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return None
    rows = Forloebsdeltager.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    today = timezone.localdate()
    still = When(on_day(today), then=Cast("forloeb", CharField()))
    left = When(Q(til__lt=today), then=Value("Ikke med mere"))
    return HAENDELSE.of(
        rows,
        slags=Value(GRUPPE),
        noegle=F("pk"),
        dato=F("fra"),
        titel=Value("Kom med i gruppesupervision"),
        meta=F("forloeb__supervisor__navn"),
        tekst=F("forloeb__titel"),
        pille=Case(left, default=Value(""), output_field=CharField()),
        ekstra=Case(still, default=Value(""), output_field=CharField()),
    )


def raekke_url(raekke):
    return reverse("supervision:forloeb_detail", args=[raekke.ekstra]) if raekke.ekstra else ""


def ny_url(bruger, plejefamilie):
    """Where `bruger` opens a forløb for the family; '' when it is not hers to do."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.PLAN_SUPERVISION)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return reverse("supervision:familie_forloeb_create", args=[plejefamilie.pk])


def gruppe_url(bruger, plejefamilie):
    """Where `bruger` lets the family join a group; '' when it is not hers to do."""
    if not ny_url(bruger, plejefamilie):
        return ""
    return reverse("supervision:familie_gruppe", args=[plejefamilie.pk])


def anmodning_url(bruger, anmodning):
    """Where a forløb is opened because the family asked for it (F2); '' for other requests."""
    if not {*anmodning.emner} & {*ABOUT_SUPERVISION}:
        return ""
    url = ny_url(bruger, anmodning.plejefamilie)
    return url and f"{url}?anmodning={anmodning.pk}"
