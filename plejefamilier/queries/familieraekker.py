"""The rows that a family's own record gives to its timeline: approvals, strain, training."""

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from faelles import danish
from plejefamilier.forloeb import Haendelse
from plejefamilier.models import Belastning, Godkendelse, Kursustid, Plejefamilie
from plejefamilier.raekker import HAENDELSE

GODKENDELSE, BELASTNING, KURSUS = "godkendelse", "belastning", "kursustid"


def godkendelser(bruger, plejefamilie):
    """The approvals of a family; the first one is when it became a foster family."""
    rows = Godkendelse.objects.filter(plejefamilie=plejefamilie)
    typer = [
        When(familietype=value, then=Value(label))
        for value, label in Plejefamilie.Familietype.choices
    ]
    return HAENDELSE.of(
        rows,
        slags=Value(GODKENDELSE),
        noegle=F("pk"),
        dato=F("fra"),
        titel=Case(
            When(fra__lte=F("plejefamilie__godkendt_fra"), then=Value("Familien blev godkendt")),
            default=Value("Ny godkendelse"),
        ),
        meta=Concat(
            F("myndighed"),
            Value(" · "),
            Case(*typer, output_field=CharField()),
            Value(" · op til "),
            Cast("antal_boern", CharField()),
            Case(
                When(antal_boern=1, then=Value(" barn")),
                default=Value(" børn"),
                output_field=CharField(),
            ),
            output_field=CharField(),
        ),
        tekst=F("begrundelse"),
    )


def belastninger(bruger, plejefamilie):
    """The family's own strain, for those who work with the family itself."""
    rows = Belastning.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    kilder = [When(kilde=value, then=Value(label)) for value, label in Belastning.Kilde.choices]
    return HAENDELSE.of(
        rows,
        slags=Value(BELASTNING),
        noegle=F("pk"),
        dato=F("dato"),
        titel=Concat(
            Value("Belastning "),
            Cast("score", CharField()),
            Value(" af 10"),
            output_field=CharField(),
        ),
        meta=Case(*kilder, output_field=CharField()),
        tekst=F("bemaerkning"),
        pille=Case(When(trukket_at__isnull=False, then=Value("Trukket tilbage"))),
    )


def kursustider(bruger, plejefamilie):
    """The training of the grown-ups."""
    rows = Kursustid.objects.filter(plejeforaelder__plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value(KURSUS),
        noegle=F("pk"),
        dato=F("dato"),
        titel=Concat(Value("Kursus: "), F("titel"), output_field=CharField()),
        meta=F("plejeforaelder__navn"),
        ekstra=F("minutter"),
    )


def udfyld_kursus(bruger, plejefamilie, rows):
    """The rows of training with how long it lasted."""
    url = reverse("plejefamilier:kursustid_list", args=[plejefamilie.pk])
    return [
        Haendelse(
            row.dato,
            row.titel,
            "student",
            url=url,
            meta=f"{row.meta} · {danish.varighed(int(row.ekstra))}",
        )
        for row in rows
    ]


def no_url(raekke):
    """A row that is read where it stands."""
    return ""
