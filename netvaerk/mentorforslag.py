"""Which family fits as a mentor, and why (J4): pure functions, no database.

A theme that both name counts most; then how long the family has been one, and a free place. Strain
lowers the place. Of one's own families that are strained, and of full ones, all stand last: the
reason stands beside them. Of another circle's it costs what a theme gives and is never told, so
the order alone does not say it.
"""

from dataclasses import dataclass
from datetime import date

from faelles import danish

TEMA = 30  # points of a theme that both name
AAR, MOST_AAR = 2, 10  # points of a year as a foster family, and the years that count
LEDIG = 5  # points of a free place
BELASTET = -TEMA


@dataclass(frozen=True)
class Kandidat:
    """A family that may be asked.

    `kompetencer` are codes of Mentoremne, `aar` whole years since the first approval, `foer` those
    elsewhere before it. `egen`: the reader is in its circle; only then she may hear of `belastet`.
    `konsulent` is the name of whoever asks it; `nej_paa` the day on which it refused this very
    family.
    """

    familie: int
    navn: str
    kompetencer: frozenset
    om: str
    aar: int
    foer: int
    loeber: int
    hoejst: int
    belastet: bool
    egen: bool
    konsulent: str = ""
    nej_paa: date | None = None

    @property
    def optaget(self):
        """Does it help as many families as it wants to?"""
        return self.loeber >= self.hoejst


@dataclass(frozen=True)
class Forslag:
    """A candidate at its place: how many of the wanted themes fit, and the sentences why."""

    kandidat: Kandidat
    antal: int
    grunde: tuple
    forbehold: tuple


def points(kandidat, emner):
    """How well a candidate fits the wanted themes; more is better."""
    return (
        TEMA * len(kandidat.kompetencer & {*emner})
        + AAR * min(kandidat.aar + kandidat.foer, MOST_AAR)
        + (0 if kandidat.optaget else LEDIG)
        + (BELASTET if kandidat.belastet else 0)
    )


def rank(kandidater, emner, navne):
    """The candidates best first, as Forslag; `navne` are {code: name} of the themes.

    Those that refused stand after all others. Alike ones stand by name.
    """

    def place(kandidat):
        told = kandidat.optaget or (kandidat.egen and kandidat.belastet)
        refused = kandidat.nej_paa is not None
        return refused, told, -points(kandidat, emner), kandidat.navn, kandidat.familie

    return [
        Forslag(
            kandidat,
            len(kandidat.kompetencer & {*emner}),
            tuple(_reasons(kandidat, emner, navne)),
            tuple(_reservations(kandidat)),
        )
        for kandidat in sorted(kandidater, key=place)
    ]


def _reasons(kandidat, emner, navne):
    """Why a candidate fits, as sentences without a full stop."""
    fits = [navne[code] for code in emner if code in kandidat.kompetencer]
    if fits:
        words = danish.antal(len(fits), "emne passer", "emner passer")
        yield f"{words}: {' · '.join(fits)}"
    elif emner:
        yield "Har ikke nævnt de emner, familien vil tale om"
    before = f", og i {_years(kandidat.foer)} før det" if kandidat.foer else ""
    yield f"Har været plejefamilie i kommunen i {_years(kandidat.aar)}{before}"
    if not kandidat.optaget:
        free = kandidat.hoejst - kandidat.loeber
        yield f"Har plads til {danish.talord(free)} {'familie' if free == 1 else 'familier'}"


def _reservations(kandidat):
    """What speaks against it, as far as the reader may hear it."""
    if kandidat.nej_paa:
        yield f"Sagde nej tak {danish.dato(kandidat.nej_paa)}"
    if kandidat.optaget:
        yield "Har ikke plads til flere"
    if kandidat.egen and kandidat.belastet:
        yield "Familien er selv belastet"


def _years(number):
    return {0: "under et år", 1: "et år"}.get(number, f"{danish.talord(number)} år")
