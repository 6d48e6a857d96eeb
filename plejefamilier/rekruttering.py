"""The arithmetic of recruitment: years of experience (C10), and numbers that can be shared (W4)."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist

GRUPPER = (  # years of experience, both included; the last one is open (C10)
    ("Under 3 år", 0, 2),
    ("3–5 år", 3, 5),
    ("6–10 år", 6, 10),
    ("Over 10 år", 11, None),
)


def years_as_familie(familie, day):
    """Whole years from the approval to `day`."""
    since = familie.godkendt_fra
    return max(0, day.year - since.year - ((day.month, day.day) < (since.month, since.day)))


def erfaring_on(familie, day):
    """Whole years as a foster family on `day`: since the approval, and before it (C10, R15)."""
    try:
        before = familie.profil.erfaring_aar
    except ObjectDoesNotExist:
        before = 0
    return years_as_familie(familie, day) + before


def gruppe_of(years):
    """The place in GRUPPER of a number of years."""
    return next(n for n, (_, _, most) in enumerate(GRUPPER) if most is None or years <= most)


@dataclass(frozen=True)
class Celle:
    """One number of a report: `tal` is None when it is hidden; `tekst` is what is shown."""

    navn: str
    tal: int | None
    tekst: str


def shareable(numbers, mindst):
    """[(name, number)] as cells in which nobody is recognised (W4).

    Numbers from 1 to `mindst` - 1 become »<5«. Since the sum may be known, a lone hidden number
    takes the smallest other one with it, shown as »*«.
    """
    small = {n for n, (_, number) in enumerate(numbers) if 0 < number < mindst}
    others = [n for n, (_, number) in enumerate(numbers) if number >= mindst]
    also = min(others, key=lambda n: numbers[n][1]) if len(small) == 1 and others else None
    return [
        Celle(navn, None, f"<{mindst}")
        if n in small
        else Celle(navn, None, "*")
        if n == also
        else Celle(navn, number, str(number))
        for n, (navn, number) in enumerate(numbers)
    ]
