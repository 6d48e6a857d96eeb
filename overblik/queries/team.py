"""The leader's team."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from akuttelefon.queries.opkald import status
from faelles import danish
from faelles.access import Permission
from overblik.queries.opfoelgninger import open_rows
from plejefamilier.models import (
    Konsulenttildeling,
    Plejefamilie,
)

MOST_ROWS = 50


@dataclass(frozen=True)
class SenOpfoelgning:
    """A duty in the team that is late, or that nobody has."""

    titel: str
    url: str
    hvem: str
    pille: str
    pille_slags: str
    frist: str


@dataclass(frozen=True)
class UdenKonsulent:
    navn: str
    url: str
    siden: str


@dataclass(frozen=True)
class Team:
    over_frist: list
    uden_ansvarlig: list
    i_dag: int
    uden_konsulent: list


def team_of(side, bruger, dag):
    """What is late in her teams, what nobody has, and the families that wait for a konsulent."""
    teams = bruger.teams_med(Permission.LEAD_TEAM)
    rows = [row for row in open_rows(bruger, dag) if row.ansvarlig_id != bruger.pk][:MOST_ROWS]
    last = Konsulenttildeling.objects.filter(plejefamilie=OuterRef("pk")).order_by("-fra")
    waiting = [
        *Plejefamilie.objects.visible_to(bruger)
        .filter(team__in=teams)
        .without_konsulent()
        .annotate(sidst_til=Subquery(last.values("til")[:1]))
        .in_order()[:MOST_ROWS]
    ]
    side.viste_opkald += [row.opkald_id for row in rows]
    side.viste_familier += [row.pk for row in waiting]
    return Team(
        over_frist=[_sen(row, dag) for row in rows if row.ansvarlig_id and row.frist < dag.today],
        uden_ansvarlig=[_sen(row, dag) for row in rows if row.ansvarlig_id is None],
        i_dag=sum(row.frist == dag.today and row.ansvarlig_id is not None for row in rows),
        uden_konsulent=[
            UdenKonsulent(
                navn=row.visningsnavn,
                url=reverse("plejefamilier:konsulent_assign", args=[row.pk]),
                siden=(
                    f"Siden {danish.ugedag(row.sidst_til, dag.today)}"
                    if row.sidst_til
                    else f"Aldrig haft en. Godkendt {danish.dato_kort(row.godkendt_fra, dag.today)}"
                ),
            )
            for row in waiting
        ],
    )


def _sen(row, dag):
    familie, state = row.opkald.plejefamilie, status(row, dag.today, dag.kalender)
    return SenOpfoelgning(
        titel=familie.visningsnavn if familie else "Ukendt opkalder",
        url=row.opkald.get_absolute_url(),
        hvem=row.ansvarlig.navn if row.ansvarlig else "Ingen",
        pille=state.tekst,
        pille_slags=state.pille,
        frist=danish.ugedag(row.frist, dag.today),
    )
