"""Supported moves of a year in numbers, for reports (A17, H11): no names, small numbers hidden."""

import re
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from faelles import regler
from faelles.access import Permission, kommune_with
from plejefamilier.models import Overgang, Overgangskontakt, Trin, Udslusningsplan

FIRST_YEAR = 2000
HIDDEN = "vises ikke"


@dataclass(frozen=True)
class Tal:
    """One line: what, how many, and the words to show instead when it is hidden (W4)."""

    navn: str
    tal: int
    vist: str


def report(bruger, aar):
    """The numbers of the municipality in the year `aar`; whoever leads there sees small ones too.

    Events belong to the local year in which they happened (R22).
    """
    kommune = kommune_with(bruger, Permission.SEE_IMPLEMENTERING)
    exact = kommune.pk in bruger.kommuner_med(Permission.LEAD_TEAM)
    least = 0 if exact else regler.value("plejefamilier.mindste_celle", kommune)
    rows = Overgang.objects.filter(kommune=kommune)
    held = Overgangskontakt.objects.filter(
        overgang__kommune=kommune, start__year=aar, holdt_at__isnull=False
    )
    raadgivning = Q(slags=Overgangskontakt.Slags.RAADGIVNING)
    moves = rows.aggregate(
        aabnet=Count("pk", filter=Q(aabnet_at__year=aar)),
        flyttet=Count("pk", filter=Q(flyttet_paa__year=aar)),
        afsluttet=Count("pk", filter=Q(afsluttet_paa__year=aar)),
    )
    visits = held.aggregate(
        foer=Count("pk", filter=Q(trin=Trin.FOER) & ~raadgivning),
        efter=Count("pk", filter=~Q(trin=Trin.FOER) & ~raadgivning),
        raadgivning=Count("pk", filter=raadgivning),
        **{f"i_{trin}": Count("pk", filter=Q(trin=trin)) for trin in Trin},
    )
    plans = Udslusningsplan.objects.filter(overgang__kommune=kommune, at__year=aar).count()
    lines = [
        ("Børn flyttet fra institution til plejefamilie", moves["flyttet"]),
        ("Overgange åbnet", moves["aabnet"]),
        ("Overgange afsluttet", moves["afsluttet"]),
        ("Versioner af udslusningsplaner", plans),
        ("Besøg før flytningen", visits["foer"]),
        ("Besøg efter flytningen", visits["efter"]),
        ("Rådgivninger", visits["raadgivning"]),
    ]
    stages = [(f"Kontakter {trin.label.lower()}", visits[f"i_{trin}"]) for trin in Trin]
    # the visits and talks make up the stages: one small number could be computed from the rest
    computable = any(0 < tal < least for tal in visits.values())
    return {
        "kommune": kommune,
        "aar": aar,
        "linjer": [
            Tal(navn, tal, f"under {least}" if 0 < tal < least else str(tal)) for navn, tal in lines
        ]
        + [Tal(navn, tal, HIDDEN if computable and tal else str(tal)) for navn, tal in stages],
        "skjuler": least,
        "pr": timezone.localtime(),
    }


def year_of(typed):
    """The year in the address, else this year; never one to come."""
    now = timezone.localdate().year
    asked = int(typed) if re.fullmatch(r"[0-9]{4}", typed) else now
    return asked if FIRST_YEAR <= asked <= now else now
