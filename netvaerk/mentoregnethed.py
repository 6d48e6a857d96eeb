"""Who may be a mentor, and since when (R15, J5, J6): pure functions, no database, no clock."""

from dataclasses import dataclass
from datetime import date

from faelles import danish
from plejefamilier.rytme import YEAR, months_after


@dataclass(frozen=True)
class Krav:
    """What the municipality asks of a mentor family: whole years, and a completed course or not."""

    aar: int
    forloeb: bool


@dataclass(frozen=True)
class Egnethed:
    """May the family be a mentor on the day asked about, from when, and the sentence that says it.

    `fra` is the first day on which everything is there, also one to come; None while a course is
    missing, for nobody knows when that will be.
    """

    kan: bool
    fra: date | None
    tekst: str


def egnethed(dag, *, godkendt, gennemfoert, krav):
    """Is a family eligible on `dag`?

    `godkendt` is the day of its first approval, `gennemfoert` the day of its first completed course
    or None. Whole anniversaries by R9: of 29 February it is the 28th in other years.
    """
    aarsdag = months_after(godkendt, krav.aar * YEAR)
    why = f"{_aar(krav.aar)} efter den første godkendelse {danish.dato(godkendt)}"
    if krav.forloeb and gennemfoert is None:
        return Egnethed(False, None, _missing(dag, godkendt, krav.aar))
    fra = max(aarsdag, gennemfoert) if krav.forloeb else aarsdag
    if fra > aarsdag:
        why = "da familien havde gennemført et kompetenceforløb"
    elif krav.aar == 0:
        why = "da familien blev godkendt"
    if fra > dag:
        return Egnethed(False, fra, f"Kan tidligst være mentor fra {danish.dato(fra)}, {why}.")
    return Egnethed(True, fra, f"Kan være mentor fra {danish.dato(fra)}, {why}.")


def _missing(dag, godkendt, aar):
    aarsdag = months_after(godkendt, aar * YEAR)
    course = "Mangler et gennemført kompetenceforløb"
    if aarsdag <= dag:
        return f"{course}, før familien kan være mentor."
    return (
        f"Kan tidligst være mentor fra {danish.dato(aarsdag)}, {_aar(aar)} efter den første "
        f"godkendelse {danish.dato(godkendt)}. {course}."
    )


def _aar(number):
    return "et år" if number == 1 else f"{danish.talord(number)} år"


def whole_years(godkendt, dag):
    """How many anniversaries of the first approval have come by `dag` (R9); 0 before the first."""
    years = max(0, dag.year - godkendt.year)
    return years if years and months_after(godkendt, years * YEAR) <= dag else max(0, years - 1)


def in_opstart(godkendt, dag, maaneder):
    """Is a family in its tæt støttede opstartsforløb on `dag`: so many months from approval (J9)?

    From the day of the first approval, half-open: `maaneder` later it is over.
    """
    return dag < months_after(godkendt, maaneder)
