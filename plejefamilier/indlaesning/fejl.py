"""What is wrong with a workbook: sheet, row, column and a sentence, never the value itself."""

from dataclasses import asdict, dataclass
from itertools import groupby

from openpyxl.utils import get_column_letter

MOST = 20_000  # of what is kept; the sentence of the last one says so
ALIKE = 5  # errors of one kind in one column that are told in one line when there are more
MOST_RANGES = 30


@dataclass(frozen=True)
class Fejl:
    """`raekke` and `kolonne` (1 is A) are 0 for what concerns the whole sheet or file."""

    ark: str
    raekke: int
    kolonne: int
    kode: str
    tekst: str
    orden: int = 0  # the sheet's place in the workbook

    @property
    def bogstav(self):
        return get_column_letter(self.kolonne) if self.kolonne else ""

    @property
    def plads(self):
        return (self.orden, self.raekke, self.kolonne, self.kode, self.tekst)


@dataclass(frozen=True)
class Gruppe:
    """One line of the page: one error, or many of one kind in one column."""

    ark: str
    raekker: str
    bogstav: str
    tekst: str
    antal: int


def in_order(fejl):
    """Each error once, by sheet, row and column, ready to be kept as JSON."""
    rows = sorted(set(fejl), key=lambda row: row.plads)
    kept = [asdict(row) for row in rows[:MOST]]
    if len(rows) > MOST:
        more = f"Der er {len(rows) - MOST} fejl mere. Ret de første, og prøv igen."
        kept.append(asdict(Fejl("", 0, 0, "flere", more, orden=rows[-1].orden)))
    return kept


def grouped(kept):
    """The kept errors as lines: those of one kind in one column are one when they are many."""
    rows = [Fejl(**row) for row in kept]

    def kind(row):
        return (row.orden, row.kolonne, row.kode)

    alike = {key: [*found] for key, found in groupby(sorted(rows, key=kind), key=kind)}
    lines = []
    for found in alike.values():
        if len(found) > ALIKE:
            lines.append((found[0].plads, _together(found)))
        else:
            lines += [(row.plads, _alone(row)) for row in found]
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])]


def _alone(row):
    number = str(row.raekke) if row.raekke else ""
    return Gruppe(row.ark, number, row.bogstav, row.tekst, 1)


def _together(found):
    texts = {row.tekst for row in found}
    more = "" if len(texts) == 1 else " Hent listen for at se hver række for sig."
    return Gruppe(
        found[0].ark,
        ranges(sorted({row.raekke for row in found})),
        found[0].bogstav,
        f"{found[0].tekst}{more}",
        len(found),
    )


def ranges(numbers):
    """»4, 7–90, 92« from sorted row numbers."""
    spans = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    words = [f"{a}–{b}" if b > a else str(a) for a, b in spans]
    if len(words) > MOST_RANGES:
        words = [*words[:MOST_RANGES], "…"]
    return ", ".join(words)
