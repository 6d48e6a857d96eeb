"""The report on networks as sheets of a workbook."""

from faelles import danish
from faelles.ark import Ark


def sheets(rapport, *, by):
    """What the numbers are, and one sheet for each table."""
    about = Ark("Om tallene", raekker=[[line] for line in _about(rapport, by)])
    return [about, *(_sheet(tabel) for tabel in rapport.tabeller)]


def _about(rapport, by):
    return [
        f"Netværk i {rapport.aar}",
        rapport.kommune.navn,
        f"Opgjort {danish.dato(rapport.opgjort)} {danish.kl(rapport.opgjort)} af {by.navn}",
        f"Hvad der er i gang, er talt {danish.dato(rapport.dag)}.",
        f"<{rapport.mindste} betyder 1 til {rapport.mindste - 1}.",
        "* er skjult, for at de små tal ikke kan regnes ud.",
        "– betyder, at der ikke er noget tal.",
    ]


def _sheet(tabel):
    """Numbers as numbers; a mean has the number of answers in the column after it."""
    columns = [tabel.forspalte]
    for navn in tabel.kolonner:
        columns += [navn, "Svar"] if tabel.er_svar else [_with_unit(navn)]
    rows = [
        [navn, *(value for celle in celler for value in _values(tabel, celle))]
        for navn, celler in tabel.raekker
    ]
    return Ark(tabel.titel, columns, rows)


def _with_unit(navn):
    return f"{navn}, procent" if navn == "Andel" else navn


def _values(tabel, celle):
    shown = celle.tekst if celle.tal is None else celle.tal
    if not tabel.er_svar:
        return [shown]
    return [shown, None if celle.tal is None else celle.antal]
