"""How many families are in a group (R14, I3): pure functions, no database, no clock."""

from dataclasses import dataclass

from faelles import danish, regler

MINDST, HOEJST = "netvaerk.gruppe_mindst", "netvaerk.gruppe_hoejst"


@dataclass(frozen=True)
class Graenser:
    """The fewest families a group begins with, and the most it takes in."""

    mindst: int
    hoejst: int


def graenser_for(kommune):
    """The limits as `kommune` has them today; one query.

    Where somebody has set the fewest above the most, the most counts: else no group could begin.
    """
    found = regler.values((MINDST, HOEJST), kommune)
    return Graenser(min(found[MINDST], found[HOEJST]), found[HOEJST])


def free_seats(familier, graenser):
    """How many more families there is room for; never below 0, also when the limit was lowered."""
    return max(graenser.hoejst - familier, 0)


def is_full(familier, graenser):
    return not free_seats(familier, graenser)


def still_missing(familier, graenser):
    """How many families a group lacks before it may begin."""
    return max(graenser.mindst - familier, 0)


def why_full(familier, graenser):
    """Why no further family can join, as a sentence; "" when there is room."""
    if not is_full(familier, graenser):
        return ""
    most = danish.antal(graenser.hoejst, "familie", "familier")
    return f"Gruppen er fuld: der er plads til {most}, og {familier} er med."


def why_not_begun(familier, graenser):
    """Why a group cannot begin yet, as a sentence; "" when it can."""
    if not still_missing(familier, graenser):
        return ""
    fewest = danish.antal(graenser.mindst, "familie", "familier")
    return f"En gruppe begynder med mindst {fewest}. Indtil videre er {familier or 'ingen'} med."


def shrunk(familier, graenser):
    """A warning about an active group that has become too small, as a sentence; "" for none."""
    if not still_missing(familier, graenser):
        return ""
    left = danish.antal(familier, "familie", "familier")
    return f"Der er {left} tilbage. En gruppe skal helst have mindst {graenser.mindst}."
