"""Notifications of concern to be assessed, as duties on Min dag: before everything else."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from akuttelefon.models import Opkald, Underretning
from akuttelefon.queries.underretning import ur
from faelles.access import Permission
from overblik.queries.opfoelgninger import LONGEST_TEXT, MOST, children_of, telefon, titel
from overblik.queries.pligt import Hast, Pligt


def underretninger(bruger, dag):
    """The open assessments that are `bruger`'s, and those in her teams that she was told of.

    The shortest time first. A leader was told because nobody took it, or the deadline is over.
    """
    if not bruger.can(Permission.ASSESS_UNDERRETNING):
        return []
    told = Q(eskaleret_nr__gt=0, opkald__in=Opkald.objects.led_by(bruger))
    rows = (
        Underretning.objects.visible_to(bruger)
        .open()
        .filter(Q(ansvarlig=bruger) | told)
        .select_related("opkald__plejefamilie", "opkald__plejeforaelder", "ansvarlig")
        .annotate(boern=children_of("opkald"))
        .by_urgency()[:MOST]
    )
    return [_pligt(row, bruger, dag) for row in rows]


def _whose(row, bruger):
    """Why it stands on her page: it is hers, or a colleague's whom it slips away from."""
    if row.ansvarlig is None:
        return "Ingen har den. Vurder den, eller giv den til en, der kan."
    taken = row.taget_at is not None
    if row.ansvarlig_id == bruger.pk:
        whose = f"Den er din, fordi du {row.get_grund_display()}."
        return f"{whose} Du har sagt, at du har den." if taken else whose
    state = "har den, men har ikke vurderet den" if taken else "har ikke sagt »Jeg har den«"
    return f"{row.ansvarlig.navn} {state}. Spørg {row.ansvarlig.fornavn}, eller vurder den selv."


def _pligt(row, bruger, dag):
    opkald, familie = row.opkald, row.opkald.plejefamilie
    clock = ur(row, dag.now)
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
        derfor=f"{clock.saetning}. {_whose(row, bruger)}",
        handling="Vurder underretningen",
        handling_url=reverse("akuttelefon:underretning_assess", args=[row.pk]),
        vaegt=-int(row.frist.timestamp()),
        telefon=telefon(opkald, familie),
        linje=clock.saetning,
        opkald=(opkald.pk,),
    )
