"""The report on networks of a year, on the page, on paper and as a workbook (I10, I11, K9, N8)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission, kommune_with
from faelles.models import Organisation
from faelles.skjul import Viser
from netvaerk.models import Netvaerksgruppe
from netvaerk.queries import rapport_tabeller as tabeller
from netvaerk.queries import rapport_tal as tal
from plejefamilier.models.moede import Form
from plejefamilier.queries.overgang_tal import year_of

MINDSTE = "plejefamilier.mindste_celle"
GRUPPER, MENTOR = "netvaerk.grupper", "netvaerk.mentor"
Trin = Netvaerksgruppe.Trin


@dataclass(frozen=True)
class Noegletal:
    """A number on top of the report: the number as words, what it is, and a word on it."""

    tekst: str
    navn: str
    note: str = ""


@dataclass(frozen=True)
class Rapport:
    """The whole report. Small numbers are hidden for everybody, so it can be shared (W4)."""

    kommune: Organisation
    aar: int
    dag: date
    opgjort: datetime
    mindste: int
    brug: str
    noegletal: list
    tabeller: list
    forrige: int
    naeste: int | None


def report(bruger, typed):
    """The report of the municipality in which `bruger` may see it, for the year she typed."""
    kommune, aar = kommune_with(bruger, Permission.SEE_NETVAERKSRAPPORT), year_of(typed)
    rules = regler.values((MINDSTE, GRUPPER, MENTOR), kommune)
    found, vis = tal.count(kommune, aar), Viser(rules[MINDSTE])
    familier = found.of("familier", tal.NETVAERK)
    i_netvaerk, andel = tabeller.families(vis, found.dag, familier)
    tables = [
        i_netvaerk,
        tabeller.svar(vis, found),
        tabeller.grupper(found, aar),
        tabeller.moeder(found, aar),
        tabeller.fremmoede(vis, found),
        tabeller.ind_og_ud(vis, found),
    ]
    if rules[MENTOR] or found.one("parret"):
        tables += tabeller.mentorer(vis, found)
    tables += [tabeller.tryghed(vis, found), tabeller.brud(vis, found)]
    this_year = timezone.localdate().year
    return Rapport(
        kommune=kommune,
        aar=aar,
        dag=found.dag,
        opgjort=timezone.localtime(),
        mindste=rules[MINDSTE],
        brug=rules[GRUPPER],
        noegletal=_noegletal(vis, found, andel, familier),
        tabeller=[table for table in tables if table.raekker or table.tom],
        forrige=aar - 1,
        naeste=aar + 1 if aar < this_year else None,
    )


def _noegletal(vis, found, andel, familier):
    aktive = found.trin[Trin.FACILITERET] + found.trin[Trin.SELVKOERENDE]
    held = sum(found.of("holdt", Form.values))
    fysisk = found.of("holdt", [Form.FYSISK])[0]
    self_running = danish.tal(found.trin[Trin.SELVKOERENDE])
    hele = danish.antal(sum(familier), "plejefamilie", "plejefamilier")
    return [
        Noegletal(andel.tekst, "af familierne er i netværk", f"Kommunen har {hele}"),
        Noegletal(danish.tal(aktive), "grupper, der mødes", f"{self_running} selvkørende"),
        Noegletal(f"{fysisk} af {held}" if held else "–", "møder var fysiske"),
        Noegletal(vis.total(found.one("parret")).tekst, "mentorskaber i gang"),
    ]
