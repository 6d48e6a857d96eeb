"""What a konsulterende forløb holds to (R13, R9): pure functions over the days of its meetings.

`Tal` are the municipality's numbers; `tal_for` asks the rules, everything else only reckons.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from faelles import danish, regler
from plejefamilier.rytme import months_after

NYT_FORLOEB = "nyt_forloeb"  # the code of »one meeting too many«: ask for a new visitation
UDEN_FOR = "uden_for_perioden"  # the code of »too long after the first«

NOEGLER = {
    "moeder_mindst": "konsulterende.moeder_mindst",
    "moeder_hoejst": "konsulterende.moeder_hoejst",
    "minutter": "konsulterende.minutter",
    "maaneder_mindst": "konsulterende.maaneder_mindst",
    "maaneder_hoejst": "konsulterende.maaneder_hoejst",
}


@dataclass(frozen=True)
class Tal:
    """How many meetings, how long each (minutes), and how far apart first and last (months)."""

    moeder_mindst: int
    moeder_hoejst: int
    minutter: int
    maaneder_mindst: int
    maaneder_hoejst: int


def tal_for(kommune):
    """The numbers of R13 as `kommune` has them today; one query."""
    found = regler.values(tuple(NOEGLER.values()), kommune)
    return Tal(**{name: found[key] for name, key in NOEGLER.items()})


def window(first, tal):
    """The days between which the last meeting lies, both included: (earliest, latest) (R9, R13)."""
    return months_after(first, tal.maaneder_mindst), months_after(first, tal.maaneder_hoejst)


def check_meeting(existing_days, new_day, tal):
    """May a meeting on `new_day` join those on `existing_days`, in whatever order they come?

    `existing_days` are local dates of the meetings that stand, without the one that is moved and
    without cancelled ones. Raises ValidationError with code NYT_FORLOEB or UDEN_FOR and a Danish
    sentence.
    """
    days = sorted([*existing_days, new_day])
    if len(days) > tal.moeder_hoejst:
        raise ValidationError(
            f"Et konsulterende forløb har højst {danish.talord(tal.moeder_hoejst)} møder. "
            "Det er et nyt forløb. Bed om visitation.",
            code=NYT_FORLOEB,
        )
    latest = window(days[0], tal)[1]
    if days[-1] > latest:
        raise ValidationError(
            f"Det første møde er {danish.dato(days[0])}. Det sidste skal ligge senest "
            f"{danish.dato(latest)}, {danish.antal(tal.maaneder_hoejst, 'måned', 'måneder')} "
            "efter. Skal I mødes længere, er det et nyt forløb. Bed om visitation.",
            code=UDEN_FOR,
        )


def closing_gap(held_days, tal):
    """Why a forløb with meetings held on these days needs a begrundelse to be closed; or "" (R13).

    Fewer meetings than agreed, or a last one before first + the least number of months.
    """
    days = sorted(held_days)
    if len(days) < tal.moeder_mindst:
        held = danish.antal(len(days), "møde", "møder") if days else "ingen møder"
        return (
            f"Der er holdt {held}, og et konsulterende forløb har mindst "
            f"{danish.talord(tal.moeder_mindst)}. Skriv hvorfor."
        )
    earliest = window(days[0], tal)[0]
    if days[-1] < earliest:
        return (
            f"Det sidste møde var {danish.dato(days[-1])}, og et konsulterende forløb varer mindst "
            f"til {danish.dato(earliest)}, {danish.antal(tal.maaneder_mindst, 'måned', 'måneder')} "
            "efter det første. Skriv hvorfor."
        )
    return ""


def months_between(first, last):
    """How many months a forløb lasted, a month being a twelfth of a year; one decimal is shown."""
    return ((last - first).days + 1) * 12 / 365.25
