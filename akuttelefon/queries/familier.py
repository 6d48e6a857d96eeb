"""The families that somebody on the line may pick from."""

from dataclasses import dataclass

from django.utils import timezone

from akuttelefon.ansvar import leader_for
from akuttelefon.models import Opkald
from faelles.constraints import on_day
from plejefamilier.models import Anbringelse, Plejefamilie
from plejefamilier.models.familie import search_words

FOUND = 6
SHORTEST_SEARCH = 2  # letters
MOST_CALLS = 3


@dataclass(frozen=True)
class Nummer:
    """Somebody to ring: who, in a word or two, and the number."""

    navn: str
    rolle: str
    telefon: str


@dataclass(frozen=True)
class Familieark:
    """The minimal sheet of one family: whom to ring, and that it has rung before (W1, K4)."""

    numre: list
    opkald: list


@dataclass(frozen=True)
class Fundet:
    """A family as the duty desk sees it: enough to know it again, and no more (K4)."""

    pk: int
    navn: str
    boern: str
    telefon: str
    beskyttet: bool


def find_familier(bruger, text, *, chosen=None):
    """At most six families that `text` finds on the line, the chosen one first."""
    rows = Plejefamilie.objects.findable_by(bruger).active()
    found = []
    if len("".join(search_words(text))) >= SHORTEST_SEARCH:
        found = [*rows.search(text).in_order()[:FOUND]]
    if chosen is not None:
        found = [chosen, *(row for row in found if row.pk != chosen.pk)][:FOUND]
    today = timezone.localdate()
    boern = {}
    placed = (
        Anbringelse.objects.filter(on_day(today), plejefamilie__in=[row.pk for row in found])
        .select_related("barn")
        .order_by("barn__foedselsdag")
    )
    for row in placed if found else ():
        respite = " (aflastning)" if row.slags == Anbringelse.Slags.AFLASTNING else ""
        boern.setdefault(row.plejefamilie_id, []).append(
            f"{row.barn.fornavn}, {row.barn.alder} år{respite}"
        )
    return [
        Fundet(
            pk=row.pk,
            navn=row.visningsnavn,
            boern=" · ".join(boern.get(row.pk, ["ingen børn nu"])),
            telefon=row.telefon[-4:],
            beskyttet=row.adresse_beskyttet,
        )
        for row in found
    ]


def familieark(bruger, familie):
    """The numbers of the family, its konsulent and its leader, and its calls that still wait.

    First names only, and never the address. The calls are those that `bruger` may read.
    """
    today = timezone.localdate()
    parents = familie.plejeforaeldre.filter(fratraadt_paa=None)
    own = [Nummer(row.fornavn, "plejeforælder", row.telefon) for row in parents if row.telefon]
    if familie.telefon not in [row.telefon for row in own]:
        own.append(Nummer("Familien", "", familie.telefon))
    konsulent = familie.konsulent
    leder = leader_for(familie.kommune, familie.team_id, today)
    numre = [
        *own,
        *([Nummer(konsulent.navn, "konsulent", konsulent.telefon)] if konsulent else []),
        *([Nummer(leder.navn, "teamleder", leder.telefon)] if leder else []),
    ]
    opkald = (
        Opkald.objects.visible_to(bruger)
        .valid()
        .filter(plejefamilie=familie, opfoelgning__completed_at=None)
        .select_related("logged_by")
        .newest_first()[:MOST_CALLS]
    )
    return Familieark(numre=numre, opkald=[*opkald])
