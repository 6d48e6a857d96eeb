"""Small numbers hidden, so that a report can be shared (W4). Pure functions.

A cell below the limit is shown as »<5«, and zero stays zero. When a hidden cell could be computed
from what stays visible, the smallest visible cells are hidden with it, shown as »*«. A breakdown
that even this cannot save is withheld whole.
"""

from dataclasses import dataclass
from itertools import product

from faelles import danish

LILLE, MED = "lille", "med"  # hidden because it is small; hidden with a small one


@dataclass(frozen=True)
class Celle:
    """One number of a report as it is shown; `tal` is None when it is hidden or missing."""

    tal: int | float | None
    skjult: str = ""
    mindste: int = 0
    enhed: str = ""
    decimaler: int | None = None

    @property
    def tekst(self):
        """12, 1,3, 91 %, <5, * (hidden with a small one) or – (there is nothing to show)."""
        if self.skjult:
            return f"<{self.mindste}" if self.skjult == LILLE else "*"
        if self.tal is None:
            return "–"
        return f"{danish.tal(self.tal, self.decimaler)} {self.enhed}".strip()


MANGLER = Celle(None)


def withheld(tal, mindste):
    """A breakdown of which nothing is shown, not even what is zero."""
    return [Celle(None, MED, mindste) for _ in tal]


def is_small(value, mindste):
    return 0 < value < mindste


def hide(tal, mindste):
    """The cells of one breakdown whose sum is shown too, by the rules on top of this file.

    A total below the limit counts as hidden. A limit of 0 hides nothing. Returns one Celle for
    each number of `tal`.
    """
    hidden = {n for n, value in enumerate(tal) if is_small(value, mindste)}
    visible = sorted((value, n) for n, value in enumerate(tal) if value >= mindste)
    while hidden and not _ambiguous(tal, hidden, mindste):
        if not visible:
            return withheld(tal, mindste)
        hidden.add(visible.pop(0)[1])
    return [
        Celle(value) if n not in hidden else Celle(None, LILLE if value < mindste else MED, mindste)
        for n, value in enumerate(tal)
    ]


def _ambiguous(tal, hidden, mindste):
    """True when every hidden cell can still have two values, for a reader who knows the rules.

    She knows the sum of the hidden cells, that »<5« is 1 to 4, and that a cell hidden with them
    is at least the limit and at most the smallest that is left.
    """
    total, left = sum(tal), [v for n, v in enumerate(tal) if n not in hidden and v]
    most = sum(tal[n] for n in hidden)
    least = 1 if is_small(total, mindste) else most
    most = mindste - 1 if is_small(total, mindste) else most
    ranges = [
        (1, mindste - 1) if tal[n] < mindste else (mindste, min(left, default=most)) for n in hidden
    ]
    lows, highs = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return all(
        max(low, least - (highs - high)) < min(high, most - (lows - low)) for low, high in ranges
    )


def hide_linked(first, second, mindste):
    """Two breakdowns of the same things of which one may give away the other.

    Saturday and Sunday make the weekend, so weekdays and kinds of days are linked. If either hides
    a cell, only one of them is shown: `second`, unless only it has something to hide.
    """
    one, two = hide(first, mindste), hide(second, mindste)
    if any(cell.skjult for cell in one):
        return withheld(first, mindste), two
    if any(cell.skjult for cell in two):
        return one, withheld(second, mindste)
    return one, two


def hide_means(antal, mindste):
    """Which of some means are hidden, as a set of their numbers in `antal` (answers to each).

    The mean of all answers together is shown, so what is hidden must be many answers too: else the
    rest gives away what a few said.
    """
    hidden = {n for n, celle in enumerate(hide(antal, mindste)) if celle.skjult}
    shown = sorted((value, n) for n, value in enumerate(antal) if value and n not in hidden)
    while hidden and shown and sum(antal[n] for n in hidden) < mindste:
        hidden.add(shown.pop(0)[1])
    return hidden


def percent(part, whole):
    """Whole percent, half rounded up; None when there is nothing to divide by."""
    return (200 * part + whole) // (2 * whole) if whole else None


def share(tal, celler, mindste):
    """The share of the first of three numbers in the first and second, as it may be shown.

    `tal` are on time, late, not due yet, and `celler` the same as shown. The share is hidden when
    it would, together with what is shown, settle a hidden number; "–" without anything due.
    """
    shown = percent(tal[0], tal[0] + tal[1])
    if not any(cell.skjult for cell in celler):
        return Celle(shown, enhed="%") if shown is not None else MANGLER
    if all(cell.skjult == MED for cell in celler) or not _share_ambiguous(
        tal, celler, mindste, shown
    ):
        return Celle(None, MED, mindste)
    return Celle(shown, enhed="%") if shown is not None else MANGLER


def _share_ambiguous(tal, celler, mindste, shown):
    total = sum(tal)
    totals = range(1, mindste) if is_small(total, mindste) else (total,)
    ranges = []
    for value, cell in zip(tal, celler, strict=True):
        if cell.skjult == LILLE:
            ranges.append(range(1, mindste))
        elif cell.skjult:
            ranges.append(range(mindste, total + 1))
        else:
            ranges.append(range(value, value + 1))
    order = sorted(range(3), key=lambda n: len(ranges[n]))
    seen = [set(), set(), set()]
    for whole, one, two in product(totals, ranges[order[0]], ranges[order[1]]):
        rest = whole - one - two
        if rest not in ranges[order[2]]:
            continue
        found = dict(zip(order, (one, two, rest), strict=True))
        if percent(found[0], found[0] + found[1]) == shown:
            for n in range(3):
                seen[n].add(found[n])
    return all(len(seen[n]) > 1 for n, cell in enumerate(celler) if cell.skjult)


class Viser:
    """Makes numbers into cells: as they are, or with the small ones hidden (`mindste` above 0)."""

    def __init__(self, mindste):
        self.mindste = mindste

    def split(self, tal):
        """The cells of one breakdown."""
        return hide(tal, self.mindste)

    def total(self, value):
        """One number that stands alone."""
        return self.split([value])[0]

    def ratio(self, celle, value, *, decimaler=None, enhed=""):
        """A number computed from a cell: hidden with it, "–" when there is none."""
        if celle.skjult:
            return Celle(None, MED, self.mindste)
        return MANGLER if value is None else Celle(value, enhed=enhed, decimaler=decimaler)

    def within(self, whole, parts):
        """The parts of a number that itself is a cell: nothing when the whole is hidden."""
        return withheld(parts, self.mindste) if whole.skjult else self.split(parts)

    def flow(self, *tal):
        """How many came and how many went: all hidden when one is few.

        What there was before and after is known, and with it the difference of the two.
        """
        if any(is_small(value, self.mindste) for value in tal):
            return withheld(tal, self.mindste)
        return [Celle(value) for value in tal]

    def sum(self, *celler):
        """The sum of some cells: hidden with any of them."""
        if any(celle.skjult for celle in celler):
            return Celle(None, MED, self.mindste)
        return Celle(sum(celle.tal for celle in celler))
