"""Who may be asked to the meetings of a move: the five roles, and the rest of the circle."""

from dataclasses import dataclass

from django.utils import timezone

from faelles.constraints import on_day
from plejefamilier import moedeslags
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Foraeldreskab, Kredsrolle, Plejeforaelder
from plejefamilier.moedevalg import Deltagervalg, unique


@dataclass(frozen=True)
class Kandidat:
    """Somebody who may be asked: the key of the choice, her name, and her place in words."""

    noegle: str
    navn: str
    rolle: str
    valg: Deltagervalg


def kandidater(overgang):
    """Everybody around the move, in the order of the five roles; each person once."""
    today = timezone.localdate()
    raadgiver = overgang.barn.myndighedsraadgiver
    found = [Deltagervalg(moedeslags.SAGSBEHANDLER, bruger=raadgiver)] if raadgiver else []
    voksne = Plejeforaelder.objects.filter(
        plejefamilie=overgang.plejefamilie_id, fratraadt_paa=None
    ).order_by("pk")
    found += [Deltagervalg(moedeslags.PLEJEFAMILIE, plejeforaelder=row) for row in voksne]
    parents = Foraeldreskab.objects.filter(barn=overgang.barn_id, slut_paa=None)
    found += [
        Deltagervalg(moedeslags.FORAELDRE, foraelder=row.foraelder)
        for row in parents.select_related("foraelder").order_by("pk")
    ]
    kreds = Kredsrolle.objects.filter(on_day(today), barn=overgang.barn_id)
    rows = [*kreds.select_related("bruger").order_by("fra", "pk")]
    rows.sort(key=lambda row: row.rolle != moedeslags.KONTAKTPAEDAGOG)
    found += [
        Deltagervalg(
            row.rolle if row.rolle in moedeslags.PLADSER else moedeslags.ANDEN, kredsrolle=row
        )
        for row in rows
    ]
    found += [
        Deltagervalg(moedeslags.KONSULENT, bruger=person)
        for person in ansvarlige_for(overgang.plejefamilie, today)
    ]
    return [
        Kandidat(one.noegle, _name(one), moedeslags.PLADSER[one.plads], one)
        for one in unique(found)
    ]


def _name(valg):
    if valg.person:
        return valg.person.navn
    row = valg.foraelder or valg.plejeforaelder
    return row.navn if row else valg.kredsrolle.navn
