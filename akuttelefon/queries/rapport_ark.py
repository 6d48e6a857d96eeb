"""The report as sheets of a workbook."""

from faelles import danish
from faelles.ark import Ark


def sheets(rapport, *, by):
    """What the numbers are, the main numbers, and one sheet for each breakdown."""
    return [
        Ark("Om tallene", raekker=[[line] for line in about(rapport, by)]),
        Ark(
            "Hovedtal",
            [
                "Tal",
                rapport.periode.navn,
                "Ud af",
                f"Før: {rapport.foer.navn}" if rapport.foer else "Før",
                "Før: ud af",
            ],
            [
                [_navn(row), *map(_value, (row.nu, row.af, row.foer, row.foer_af))]
                for row in rapport.hovedtal
            ]
            + [["Opkald pr. 100 plejefamilier", _value(rapport.pr_100)]],
        ),
        *(_sheet(tabel) for tabel in rapport.tabeller.values()),
    ]


def about(rapport, by):
    """The lines that say what the numbers are."""
    lines = [
        f"Akuttelefonen {rapport.periode.i_navn}",
        rapport.kommune.navn,
        f"Periode: {danish.periode(rapport.periode.fra, rapport.periode.til)}",
        f"Opgjort {danish.dato(rapport.opgjort)} {danish.kl(rapport.opgjort)} af {by.navn}",
        "Et opkald hører til den dag, hvor det begyndte.",
        f"Trukket tilbage og ikke talt med: {rapport.tilbagetrukne.tekst}",
        f"Plejefamilier: {danish.tal(rapport.familier)}",
    ]
    if rapport.delbar:
        lines += [
            f"<{rapport.mindste} betyder 1 til {rapport.mindste - 1}.",
            "* er skjult, for at de små tal ikke kan regnes ud.",
        ]
    return [*lines, "– betyder, at der ikke er noget tal."]


def _navn(row):
    """The name of a main number, with its unit: the cell holds the number alone."""
    return f"{row.navn}, procent" if row.nu.enhed or row.foer.enhed else row.navn


def _sheet(tabel):
    columns = [f"{navn}, procent" if navn == "Andel" else navn for navn in tabel.kolonner]
    rows = [[navn, *map(_value, celler)] for navn, celler in tabel.raekker]
    return Ark(
        tabel.titel,
        [tabel.forspalte, *columns],
        [*rows, [tabel.note]] if tabel.note else rows,
    )


def _value(celle):
    """A number as a number (a share as percent), anything else as the words of the page."""
    if celle is None:
        return None
    if celle.tal is None:
        return celle.tekst
    return celle.tal if celle.decimaler is None else round(celle.tal, celle.decimaler)
