"""The konsulent's families."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Opfoelgning, Opkald
from faelles import danish
from faelles.constraints import on_day
from plejefamilier.models import (
    Aftale,
    Anbringelse,
    Konsulenttildeling,
    Kontakt,
    Moede,
    Plejefamilie,
)
from plejefamilier.models.familie import DkSort

MOST_FAMILIER = 15


@dataclass(frozen=True)
class FamilieLinje:
    navn: str
    url: str
    boern: str
    for_hvem: str
    pille: str
    pille_slags: str
    sidst: str
    naeste: str


def add_familier(side, bruger, dag):
    """The families that are hers today, and those she stands in for; open duties first."""
    mine = Konsulenttildeling.objects.holding(dag.today).filter(plejefamilie=OuterRef("pk"))
    away = bruger.stedfortraeder_for.filter(on_day(dag.today)).values("bruger")
    children = (
        Anbringelse.objects.filter(on_day(dag.today), plejefamilie=OuterRef("pk"))
        .order_by("barn__foedselsdag")
        .values(data=JSONObject(navn="barn__navn", foedt="barn__foedselsdag"))
    )
    open_duties = Opfoelgning.objects.open().filter(opkald__plejefamilie=OuterRef("pk"))
    about = {"plejefamilie": OuterRef("pk")}
    notes = Kontakt.objects.visible_to(bruger).filter(kontaktfamilier__plejefamilie=OuterRef("pk"))
    newest = notes.order_by("-tidspunkt").values(data=JSONObject(tid="tidspunkt", slags="slags"))
    meetings = Moede.objects.visible_to(bruger).coming(dag.now).filter(**about)
    promises = Aftale.objects.visible_to(bruger).open().filter(**about)
    rows = [
        *Plejefamilie.objects.visible_to(bruger)
        .active()
        .filter(Exists(mine.filter(Q(konsulent=bruger) | Q(konsulent__in=away))))
        .annotate(
            boern_nu=ArraySubquery(children),
            sidste_opkald=Subquery(
                Opkald.objects.filter(plejefamilie=OuterRef("pk"))
                .order_by("-start")
                .values("start")[:1]
            ),
            sidste_notat=Subquery(newest[:1]),
            naeste_frist=Subquery(open_duties.order_by("frist").values("frist")[:1]),
            naeste_moede=Subquery(meetings.order_by("start").values("start")[:1]),
            naeste_aftale=Subquery(promises.order_by("frist").values("frist")[:1]),
            konsulent_id=Subquery(mine.values("konsulent")[:1]),
            konsulent_navn=Subquery(mine.values("konsulent__navn")[:1]),
        )
        .annotate(fremmed=~Exists(mine.filter(konsulent=bruger)))
        .order_by(F("naeste_frist").asc(nulls_last=True), "fremmed", DkSort(F("navn")), "pk")[
            : MOST_FAMILIER + 1
        ]
    ]
    side.flere_familier = len(rows) > MOST_FAMILIER
    rows = rows[:MOST_FAMILIER]
    side.familier = [_familie_linje(row, bruger, dag.today) for row in rows]
    side.viste_familier += [row.pk for row in rows]


def _familie_linje(row, bruger, today):
    pille, slags, naeste = _naeste(row, today)
    return FamilieLinje(
        navn=row.visningsnavn,
        url=reverse("plejefamilier:plejefamilie_detail", args=[row.pk]),
        boern=_children(row.boern_nu, today),
        for_hvem="" if row.konsulent_id == bruger.pk else row.konsulent_navn,
        pille=pille,
        pille_slags=slags,
        sidst=_sidst(row, today),
        naeste=naeste,
    )


def _naeste(row, today):
    """Pill, its colour, and the next thing in words: the call's follow-up before everything."""
    frist, aftale = row.naeste_frist, row.naeste_aftale
    if frist and frist < today:
        words = f"Skulle følges op {danish.ugedag(frist, today)}"
        return "Opfølgning over frist", "late", words
    if frist:
        words = f"Følg op {danish.naer_dag(frist, today)}"
        return (
            ("Opfølgning i dag", "today", words)
            if frist == today
            else ("Akutopkald", "info", words)
        )
    if aftale and aftale < today:
        return "Aftale over frist", "late", f"Aftalt til {danish.ugedag(aftale, today)}"
    moede = row.naeste_moede and timezone.localdate(row.naeste_moede)
    if moede and (aftale is None or moede <= aftale):
        return "", "", f"Møde {danish.naer_dag(moede, today)}"
    return "", "", f"Aftale {danish.naer_dag(aftale, today)}" if aftale else "Intet aftalt"


def _sidst(row, today):
    """The newest of a call and a note that the reader may see."""
    found = [(row.sidste_opkald, "akutopkald")] if row.sidste_opkald else []
    if row.sidste_notat:
        slags = Kontakt.Slags(row.sidste_notat["slags"]).label
        found.append((datetime.fromisoformat(row.sidste_notat["tid"]), slags.lower()))
    if not found:
        return "Intet skrevet endnu"
    tid, hvad = max(found)
    return f"{danish.dato_kort(timezone.localdate(tid), today)} · {hvad}"


def _children(boern, today):
    """»Alma, 12 · Viggo, 7«"""
    return " · ".join(
        f"{child['navn'].split(' ')[0]}, "
        f"{danish.aar_gammel(date.fromisoformat(child['foedt']), today)}"
        for child in boern
    )
