"""Notifications of concern to be assessed, as duties on Min dag: before everything else."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from akuttelefon.models import Opkald, Underretning
from akuttelefon.queries.underretning import ur
from faelles.access import Permission
from overblik.queries.opfoelgninger import LONGEST_TEXT, MOST, children_of, telefon, titel
from overblik.queries.pligt import Hast, Pligt


def underretninger(bruger, dag):
    """The open assessments that are `bruger`'s, the shortest time first."""
    if not bruger.can(Permission.ASSESS_UNDERRETNING):
        return []
    rows = (
        Underretning.objects.visible_to(bruger)
        .open()
        .filter(ansvarlig=bruger)
        .select_related("opkald__plejefamilie", "opkald__plejeforaelder")
        .annotate(boern=children_of("opkald"))
        .by_urgency()[:MOST]
    )
    return [_pligt(row, dag) for row in rows]


@dataclass(frozen=True)
class HosAndre:
    """An assessment in the leader's team that somebody else has."""

    titel: str
    url: str
    hvem: str
    pille: str
    pille_slags: str
    taget: bool


def in_team(side, bruger, dag):
    """The open assessments in the teams `bruger` leads that are not hers, shortest time first."""
    rows = [
        *Underretning.objects.visible_to(bruger)
        .open()
        .filter(opkald__in=Opkald.objects.led_by(bruger))
        .exclude(ansvarlig=bruger)
        .select_related("opkald__plejefamilie", "ansvarlig")
        .by_urgency()[:MOST]
    ]
    side.viste_opkald += [row.opkald_id for row in rows]
    return [_hos_andre(row, dag) for row in rows]


def _hos_andre(row, dag):
    familie, clock = row.opkald.plejefamilie, ur(row, dag.now)
    return HosAndre(
        titel=familie.visningsnavn if familie else "Ukendt opkalder",
        url=row.opkald.get_absolute_url(),
        hvem=row.ansvarlig.navn if row.ansvarlig else "Ingen",
        pille=clock.pille,
        pille_slags=clock.slags,
        taget=row.taget_at is not None,
    )


def _pligt(row, dag):
    opkald, familie = row.opkald, row.opkald.plejefamilie
    clock = ur(row, dag.now)
    derfor = f"{clock.saetning}. Den er din, fordi du {row.get_grund_display()}."
    if row.taget_at:
        derfor += " Du har sagt, at du har den."
    return Pligt(
        emne=row.kilde,
        hast=Hast.UR,
        frist=timezone.localdate(row.frist),
        pille=clock.pille,
        pille_slags=clock.slags,
        slags=f"Underretning fra akuttelefonen · {opkald.get_alvor_display()}",
        titel=titel(opkald, familie, row.boern, dag.today),
        kort_titel=f"Underretning: {familie.kort_navn if familie else 'ukendt opkalder'}",
        url=opkald.get_absolute_url(),
        tekst=Truncator(row.begrundelse or opkald.situation).chars(LONGEST_TEXT),
        derfor_ord="Uret går",
        derfor=derfor,
        handling="Vurder underretningen",
        handling_url=reverse("akuttelefon:underretning_assess", args=[row.pk]),
        vaegt=-int(row.frist.timestamp()),
        telefon=telefon(opkald, familie),
        linje=clock.saetning,
        opkald=(opkald.pk,),
    )
