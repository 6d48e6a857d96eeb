"""What the pages of an import show: counts, lines of the preview, errors; no value of a cell."""

from dataclasses import dataclass

from django.apps import apps

from faelles import danish
from faelles.ark import Ark, workbook
from plejefamilier.indlaesning import fejl as errors
from plejefamilier.indlaesning.kolonner import ARK, EFTER_NAVN
from plejefamilier.indlaesning.plan import AENDR, HANDLINGER, OPRET, UAENDRET
from plejefamilier.models import Dataimport

ROWS = 50
SHOWN_ERRORS = 200
SLAGS = {AENDR: "Ændres", OPRET: "Oprettes", UAENDRET: "Uændret"}
FORTALT = {
    "konsulenter": ("konsulent", "konsulenter"),
    "familier": ("familie", "familier"),
    "plejeforaeldre": ("plejeforælder", "plejeforældre"),
    "boern": ("barn", "børn"),
    "anbringelser": ("anbringelse", "anbringelser"),
}


@dataclass(frozen=True)
class Linje:
    """One row of the preview, in words."""

    ark: str
    nr: int
    titel: str
    ord: list


@dataclass(frozen=True)
class Side:
    """One page of the preview; a number is '' where there is none."""

    linjer: list
    handling: str
    valg: list
    forrige: str
    naeste: str
    foerste: int
    sidste: int
    i_alt: int


def _numbers(row):
    """[(sheet, {act: number})] in the order of the template."""
    found = row.plan.get("antal", {})
    return [(kind, found[kind.navn]) for kind in ARK if kind.navn in found]


def counts(row):
    """Rows of the table »det vil ske«: (sheet, created, changed, left alone)."""
    return [
        (kind.titel, *(numbers[word] for word in HANDLINGER)) for kind, numbers in _numbers(row)
    ]


def total(row, handling):
    return sum(numbers[handling] for _, numbers in _numbers(row))


def in_one_sentence(row):
    """»Oprettede 2 familier og 3 børn. Ændrede 1 familie.«, or that nothing was to be done."""
    parts = []
    for verb, handling in (("Oprettede", OPRET), ("Ændrede", AENDR)):
        words = [
            danish.antal(numbers[handling], *FORTALT[kind.navn])
            for kind, numbers in _numbers(row)
            if numbers[handling]
        ]
        if words:
            parts.append(f"{verb} {danish.opregning(words)}.")
    return " ".join(parts) or "Alt stod der i forvejen."


def preview(row, query):
    """The page of the preview that the address asks for: ?vis=aendr|opret|uaendret&side=2."""
    lines = row.unseal(row.indhold)["vis"]
    present = [word for word in SLAGS if any(line[2] == word for line in lines)]
    wanted = query.get("vis") if query.get("vis") in present else next(iter(present), OPRET)
    chosen = [line for line in lines if line[2] == wanted]
    last = max(-(-len(chosen) // ROWS), 1)
    text = query.get("side", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    number = min(max(number, 1), last)
    start = (number - 1) * ROWS
    shown = [
        Linje(EFTER_NAVN[ark].titel, nr, titel, ord_)
        for ark, nr, _, titel, ord_ in chosen[start : start + ROWS]
    ]
    return Side(
        linjer=shown,
        handling=wanted,
        valg=[(word, SLAGS[word], total(row, word), word == wanted) for word in present],
        forrige=f"?vis={wanted}&side={number - 1}" if number > 1 else "",
        naeste=f"?vis={wanted}&side={number + 1}" if number < last else "",
        foerste=start + 1,
        sidste=start + len(shown),
        i_alt=len(chosen),
    )


def errors_of(row):
    """The errors in lines, many of a kind in one, and how many lines are not shown."""
    lines = errors.grouped(row.fejl)
    return lines[:SHOWN_ERRORS], max(len(lines) - SHOWN_ERRORS, 0)


def warnings_of(row):
    return errors.grouped(row.plan.get("advarsler", []))


def errors_workbook(row):
    """Every error, one in each row, as a workbook."""
    found = [errors.Fejl(**line) for line in row.fejl]
    rows = [[line.ark, line.raekke or "", line.bogstav, line.tekst] for line in found]
    sheet = Ark("Fejl", ["Ark", "Række", "Kolonne", "Hvad er galt?"], rows)
    return workbook([sheet], titel="Fejl i Excel-arket")


def new_konsulenter(row):
    """Ids of the accounts that the import made, while it can be undone."""
    if row.spor is None:
        return []
    made = dict(row.unseal(row.spor)["oprettet"])
    label = apps.get_model("faelles", "Bruger")._meta.label
    return [int(pk) for pk, _ in made.get(label, [])]


def history(bruger, query, paging):
    """The imports of her municipalities, newest first, one page."""
    rows = Dataimport.objects.visible_to(bruger).select_related("by")
    return paging.page(rows.defer("indhold", "spor", "fejl"), query)
