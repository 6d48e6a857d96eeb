"""Corrections and withdrawals of a call, in words."""

from django.utils import timezone

from akuttelefon.models import Rettelse
from faelles import danish
from faelles.access import Permission


def by_felt(opkald):
    """The call's corrections by what they correct: {felt: [Rettelse]}; one query."""
    found = {felt: [] for felt in Rettelse.Felt.values}
    for row in opkald.rettelser.select_related("by"):
        found[row.felt].append(row)
    return found


def leads(bruger, opkald):
    """True when `bruger` leads the team of the call's family, or nobody knows the family."""
    if opkald.plejefamilie is None:
        return opkald.kommune_id in bruger.kommuner_med(Permission.LEAD_TEAM)
    return opkald.plejefamilie.team_id in bruger.teams_med(Permission.LEAD_TEAM)


def rights(bruger, opkald, trukket):
    """What `bruger` may do about what is wrong in the call; no query (the call is on her page)."""
    corrects = opkald.kommune_id in bruger.kommuner_med(Permission.CORRECT_OPKALD)
    leader = leads(bruger, opkald)
    return {
        "kan_rette": corrects and trukket is None,
        "kan_traekke": corrects
        and trukket is None
        and (leader or opkald.logged_by_id == bruger.pk),
        "kan_fortryde": corrects and trukket is not None and (leader or trukket.by_id == bruger.pk),
    }


def consequences(opkald):
    """What happens when the call is withdrawn, one sentence a line."""
    today = timezone.localdate()
    lines = ["Opkaldet bliver stående og kan læses, mærket »Trukket tilbage«. Det tælles ikke med."]
    opfoelgning = opkald.opfoelgning
    if opfoelgning.completed_at is None:
        who = opfoelgning.ansvarlig.navn if opfoelgning.ansvarlig else "Ingen"
        frist = danish.ugedag(opfoelgning.frist, today)
        lines.append(f"Opfølgningen med frist {frist} lukkes. {who} skal ikke følge op.")
    else:
        lines.append("Opfølgningen er lukket og bliver stående med det, der er skrevet.")
    underretning = getattr(opkald, "underretning", None)
    if underretning is not None and underretning.afsluttet_at is None:
        who = underretning.ansvarlig.navn if underretning.ansvarlig else "Ingen"
        lines.append(f"Underretningen lukkes uden vurdering. {who} skal ikke vurdere den.")
    lines.append("De, der havde opgaverne, og lederen får besked. Det kan fortrydes.")
    return lines
