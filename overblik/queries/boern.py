"""The rådgiver's children."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from akuttelefon.models import Opfoelgning
from faelles import danish
from faelles.constraints import on_day
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Plejefamilie,
)

MOST_ROWS = 50


@dataclass(frozen=True)
class BarnLinje:
    navn: str
    url: str
    alder: str
    hjem: list
    opkald: list


def add_boern(side, bruger, dag):
    """Her children with the family they live with today, those with an open call first."""
    homes = (
        Anbringelse.objects.filter(on_day(dag.today), barn=OuterRef("pk"))
        .order_by("-slags", "pk")
        .values(
            data=JSONObject(
                pk="plejefamilie_id",
                navn="plejefamilie__navn",
                telefon="plejefamilie__telefon",
                slags="slags",
            )
        )
    )
    duties = (
        Opfoelgning.objects.open()
        .filter(opkald__boern=OuterRef("pk"))
        .order_by("frist", "pk")
        .values(data=JSONObject(pk="opkald_id", frist="frist"))
    )
    rows = [
        *Barn.objects.visible_to(bruger)
        .filter(myndighedsraadgiver=bruger)
        .annotate(hjem=ArraySubquery(homes), aabne=ArraySubquery(duties))
        .order_by("navn", "pk")[:MOST_ROWS]
    ]
    rows.sort(key=lambda row: (not row.aabne, not row.hjem))
    side.boern = [_barn_linje(row, dag) for row in rows]
    side.viste_boern += [str(row.pk) for row in rows]
    side.viste_opkald += [duty["pk"] for row in rows for duty in row.aabne]


def _barn_linje(row, dag):
    homes = [
        (
            Plejefamilie(navn=home["navn"]).visningsnavn,
            reverse("plejefamilier:plejefamilie_detail", args=[home["pk"]]),
            home["telefon"],
            "aflastning" if home["slags"] == Anbringelse.Slags.AFLASTNING else "",
        )
        for home in row.hjem
    ]
    calls = []
    for duty in row.aabne:
        frist = date.fromisoformat(duty["frist"])
        verb = "Skulle følges op" if frist < dag.today else "Følges op"
        calls.append(
            (
                f"{verb} {danish.naer_dag(frist, dag.today)}",
                frist < dag.today,
                reverse("akuttelefon:opkald_detail", args=[duty["pk"]]),
            )
        )
    return BarnLinje(
        navn=row.navn,
        url=reverse("plejefamilier:barn_detail", args=[row.pk]),
        alder=danish.alder(row.foedselsdag, dag.today),
        hjem=homes,
        opkald=calls,
    )
