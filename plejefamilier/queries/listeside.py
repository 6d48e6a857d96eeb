"""The words round the list of families: choices of the filter bar, result line, empty state."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Rolletildeling
from plejefamilier.models import Plejefamilie
from plejefamilier.queries.liste import AFSLUTTEDE, AKTIVE, ALLE, FALDENDE, INGEN, STATUS


@dataclass(frozen=True)
class Valg:
    """The options of the filter bar; an empty list hides its field."""

    konsulenter: list
    teams: list


def valg_for(bruger):
    """What this person can filter by: a leader by konsulent and team, a stand-in by whose it is."""
    teams = {
        role.team.pk: role.team.navn
        for role in bruger.aktive_roller
        if role.team_id in bruger.teams_med(Permission.LEAD_TEAM)
    }
    if teams:
        people = (
            Rolletildeling.objects.filter(
                on_day(timezone.localdate()),
                rolle=Rolle.KONSULENT,
                team__in=teams,
                bruger__is_active=True,
            )
            .order_by("bruger__navn")
            .values_list("bruger", "bruger__navn")
            .distinct()
        )
        konsulenter = [("", "Alle"), (INGEN, "Ingen konsulent"), *_as_text(people)]
        choices = [("", "Alle teams"), *_as_text(teams.items())] if len(teams) > 1 else []
        return Valg(konsulenter=konsulenter, teams=choices)
    away = bruger.stedfortraeder_for.filter(on_day(timezone.localdate()))
    people = away.order_by("bruger__navn").values_list("bruger", "bruger__navn")
    others = [(pk, f"{navn} (du er stedfortræder)") for pk, navn in _as_text(people)]
    if not others:
        return Valg(konsulenter=[], teams=[])
    return Valg(konsulenter=[("", "Alle"), (str(bruger.pk), "Mine egne"), *others], teams=[])


def _as_text(pairs):
    return [(str(pk), navn) for pk, navn in pairs]


WORDS = {
    AKTIVE: ("aktiv plejefamilie", "aktive plejefamilier"),
    AFSLUTTEDE: ("afsluttet plejefamilie", "afsluttede plejefamilier"),
    ALLE: ("plejefamilie", "plejefamilier"),
}


def list_context(bruger, filtre, side):
    """A page of the list in words: result line, neighbours, empty state."""
    rows = side.raekker
    one, many = WORDS[filtre.status]
    if side.forrige or side.naeste:
        result = f"Viser {len(rows)} af flere {many}"
    else:
        result = danish.antal(len(rows), one, many)
    return {
        "filtre": filtre,
        "side": side,
        "valg": valg_for(bruger),
        "typer": [("", "Alle typer"), *Plejefamilie.Familietype.choices],
        "statusser": [*STATUS.items()],
        "resultat": result,
        "faldende": filtre.sortering == FALDENDE,
        "vend_url": filtre.query(sort="" if filtre.sortering else FALDENDE),
        "forrige_url": filtre.query(foer=side.forrige) if side.forrige else "",
        "naeste_url": filtre.query(efter=side.naeste) if side.naeste else "",
        "foerste": rows[0].navn.partition(",")[0] if rows else "",
        "sidste": rows[-1].navn.partition(",")[0] if rows else "",
        "tom": None if rows else _empty(bruger, filtre),
    }


@dataclass(frozen=True)
class Tom:
    """What an empty list says, and the next step."""

    overskrift: str
    tekst: str
    knap_url: str = ""
    knap_tekst: str = ""
    link_url: str = ""


def _empty(bruger, filtre):
    if not filtre.in_use:
        return Tom("Ingen plejefamilier endnu", _why_none(bruger))
    searched = filtre.soegning.vist
    heading = f"Ingen familier passer til »{searched}«" if searched else "Ingen familier passer"
    where = f"Vi søgte blandt de {WORDS[filtre.status][1]}, du kan se."
    if filtre.soegning.cpr_index:
        advice = "Et CPR-nummer skal passe helt. Se efter, om alle ti cifre er rigtige."
    else:
        advice = "Prøv en del af navnet, barnets fornavn eller telefonnummeret."
    button = ("", "")
    if filtre.status == AKTIVE:
        button = (filtre.query(status=ALLE), "Søg også i afsluttede")
    return Tom(heading, f"{where} {advice}", *button, reverse("plejefamilier:plejefamilie_list"))


def _why_none(bruger):
    if bruger.teams_med(Permission.LEAD_TEAM):
        return "Her kommer de familier, der hører til dit team."
    if bruger.can(Permission.EDIT_FAMILIER):
        return "Her kommer de familier, du er fast konsulent eller stedfortræder for."
    return "Her kommer de familier, hvor et barn bor, som du er rådgiver for."
