"""The breakdowns of the report: months, weekdays, hours, days, providers, outcomes."""

from dataclasses import dataclass, field

from akuttelefon.models import Henvendelse, Opkald
from akuttelefon.queries import rapport_tal
from faelles import danish, skjul
from faelles.skjul import Celle
from faelles.workdays import WEEKEND

DAGSNAVNE = {
    rapport_tal.HVERDAG: "Hverdage",
    WEEKEND: "Weekender",
    rapport_tal.HELLIGDAG: "Helligdage",
    rapport_tal.LUKKEDAG: "Andre lukkedage",
}
ACROSS = ("maaneder", "ugedage", "timer")  # stand as columns on paper
UNDER = {  # what the table holds, in its caption; the others hold calls by their first column
    "dage": "Opkald {} på åbne og lukkede dage",
    "lukninger": "Opkald {} under lange lukninger",
    "uden_om": "Henvendelser {} måned for måned",
}
FOR_SMAA = "Vises ikke: Tallene er for små til at deles."


@dataclass(frozen=True)
class Tabel:
    """One breakdown: named rows of cells under named columns; `note` says what is missing."""

    noegle: str
    titel: str
    forspalte: str
    kolonner: list
    raekker: list  # (name, cells)
    kort: list = field(default_factory=list)  # what stands at each bar
    flest: str = ""
    note: str = ""
    forklaring: str = ""
    bred: bool = False

    def under(self, i_navn):
        """The caption: Opkald i 2026 efter ugedag"""
        return UNDER.get(self.noegle, f"Opkald {{}} efter {self.forspalte.lower()}").format(i_navn)

    def values(self, column=0):
        return [celler[column] for _, celler in self.raekker]

    def med_kolonner(self):
        """(name, (column, cell) pairs): a phone shows each cell with the name of its column."""
        return [(navn, [*zip(self.kolonner, celler, strict=True)]) for navn, celler in self.raekker]

    def paa_tvaers(self):
        """(short name, cells) in pieces of at most twelve, for a breakdown that runs across."""
        if self.noegle not in ACROSS:
            return []
        row = [(kort, celler) for kort, (_, celler) in zip(self.kort, self.raekker, strict=True)]
        return [row[first : first + 12] for first in range(0, len(row), 12)]


def breakdowns(vis, grundlag, periode, foer):
    """Every breakdown by key, in the order of the page."""
    tal, found = grundlag.tal, {}
    months = periode.months()
    celler = vis.split([tal.maaneder[month] for month in months])
    if len(months) > 1:
        found["maaneder"] = _fordeling(
            "maaneder",
            "Måneder",
            "Måned",
            [_month(month) for month in months],
            celler,
            kort=[danish.MAANEDER[month.month - 1][:3] for month in months],
            flest=_flest(celler, [f"i {danish.MAANEDER[m.month - 1]} {m.year}" for m in months]),
        )
    weekdays = [tal.ugedage[number] for number in range(7)]
    kinds = [tal.dage[slags] for slags in rapport_tal.SLAGS]
    ugedage, dage = skjul.hide_linked(weekdays, kinds, vis.mindste)
    found["ugedage"] = _fordeling(
        "ugedage",
        "Ugedage",
        "Ugedag",
        [navn.capitalize() for navn in danish.UGEDAGE],
        ugedage,
        kort=list(danish.UGEDAGE_KORT),
        flest=_flest(ugedage, [f"om {navn}en" for navn in danish.UGEDAGE]),
    )
    timer = vis.split([tal.timer[hour] for hour in range(24)])
    found["timer"] = _fordeling(
        "timer",
        "Tid på døgnet",
        "Klokkeslæt",
        [f"{hour:02d}–{hour + 1:02d}" for hour in range(24)],
        timer,
        kort=[str(hour) for hour in range(24)],
        flest=_flest(timer, [f"mellem kl. {hour} og {hour + 1}" for hour in range(24)]),
        bred="maaneder" in found,
    )
    found["dage"] = _dage(vis, grundlag, dage)
    udbydere = sorted(tal.udbydere, key=lambda key: (key[1], key[0]))
    for noegle, titel, forspalte, navne, counts in (
        (
            "udbydere",
            "Hvem tog telefonen",
            "Udbyder",
            [navn for _, navn in udbydere],
            [tal.udbydere[key] for key in udbydere],
        ),
        (
            "udfald",
            "Sådan sluttede samtalen",
            "Udfald",
            Opkald.Udfald.labels,
            [tal.udfald[key] for key in Opkald.Udfald.values],
        ),
        (
            "alvor",
            "Hvor alvorligt det var",
            "Alvor",
            Opkald.Alvor.labels,
            [tal.alvor[key] for key in Opkald.Alvor.values],
        ),
    ):
        found[noegle] = _fordeling(
            noegle, titel, forspalte, navne, vis.split(counts), andele=vis, ud_af=tal.opkald
        )
    if grundlag.lukninger:
        found["lukninger"] = _lukninger(vis, grundlag, found["dage"].raekker[0][1])
    found["uden_om"] = _uden_om(vis, grundlag, months, celler, foer)
    return found


def _fordeling(
    noegle,
    titel,
    forspalte,
    navne,
    celler,
    *,
    kort=(),
    flest="",
    andele=None,
    ud_af=0,
    bred=False,
):
    """A breakdown of the calls; `andele` (a Viser) adds each row's share of `ud_af`."""
    raekker = [
        (
            navn,
            [celle, andele.ratio(celle, skjul.percent(celle.tal or 0, ud_af), enhed="%")]
            if andele
            else [celle],
        )
        for navn, celle in zip(navne, celler, strict=True)
    ]
    return Tabel(
        noegle,
        titel,
        forspalte,
        ["Opkald", "Andel"] if andele else ["Opkald"],
        raekker,
        kort=list(kort or navne),
        flest=flest,
        note=_withheld_note(celler),
        bred=bred,
    )


def _withheld_note(celler):
    return FOR_SMAA if celler and all(celle.skjult == skjul.MED for celle in celler) else ""


def _flest(celler, navne):
    """When most calls came, when one number is the largest: »Flest om lørdagen«."""
    shown = sorted(
        ((celle.tal, navn) for celle, navn in zip(celler, navne, strict=True) if celle.tal),
        reverse=True,
    )
    if not shown or (len(shown) > 1 and shown[0][0] == shown[1][0]):
        return ""
    return f"Flest {shown[0][1]}: {shown[0][0]}."


def _dage(vis, grundlag, celler):
    """Open and closed days: how many calls, how many days, and calls a day."""
    raekker = []
    for slags, celle in zip(rapport_tal.SLAGS, celler, strict=True):
        days = grundlag.dage_af_slags[slags]
        per_day = grundlag.tal.dage[slags] / days if days else None
        raekker.append(
            (DAGSNAVNE[slags], [celle, Celle(days), vis.ratio(celle, per_day, decimaler=2)])
        )
    closed = grundlag.dage_af_slags.total() - grundlag.dage_af_slags[rapport_tal.HVERDAG]
    calls = grundlag.tal.opkald - grundlag.tal.dage[rapport_tal.HVERDAG]
    if any(celle.skjult for celle in celler):
        lukket = Celle(None, skjul.MED, vis.mindste)
    else:
        lukket = Celle(calls)
    raekker.append(
        (
            "Alle dage, hvor kommunen har lukket",
            [
                lukket,
                Celle(closed),
                vis.ratio(lukket, calls / closed if closed else None, decimaler=2),
            ],
        )
    )
    return Tabel(
        "dage",
        "Åbent eller lukket",
        "Dage",
        ["Opkald", "Dage", "Opkald pr. dag"],
        raekker,
        kort=[navn for navn, _ in raekker],
        note=_withheld_note(celler),
    )


def _lukninger(vis, grundlag, hverdage):
    """The long closed periods beside `hverdage` (K7). The calls outside are a cell nobody sees."""
    inside = [row.opkald for row in grundlag.lukninger]
    celler = vis.split([*inside, grundlag.tal.opkald - sum(inside)])[:-1]
    raekker = [
        (
            _closing(row),
            [celle, Celle(row.dage), vis.ratio(celle, row.opkald / row.dage, decimaler=2)],
        )
        for row, celle in zip(grundlag.lukninger, celler, strict=True)
    ]
    return Tabel(
        "lukninger",
        "Lange lukninger",
        "Lukket",
        ["Opkald", "Dage", "Opkald pr. dag"],
        [*raekker, ("Til sammenligning: hverdage", hverdage)],
        note=_withheld_note(celler),
        forklaring=f"Mindst {grundlag.regler['akut.lang_lukning_dage']} dage i træk.",
        bred=True,
    )


def _closing(row):
    """24.–27. december 2026 (Juleaftensdag, Juledag)"""
    part = "" if row.hel else f", {danish.antal(row.dage, 'dag', 'dage')} i perioden"
    why = f" ({row.grund})" if row.grund else ""
    return f"{danish.periode(row.fra, row.til)}{part}{why}"


def _uden_om(vis, grundlag, months, opkald, foer):
    """The line, and beside it what reached the konsulenter directly (K8, K15)."""
    columns, totals, earlier = [opkald], [vis.total(grundlag.tal.opkald)], []
    earlier.append(vis.total(grundlag.foer.opkald))
    for slags in Henvendelse.Slags.values:
        columns.append(vis.split([grundlag.tal.henvendelser[slags, month] for month in months]))
        totals.append(vis.total(grundlag.tal.of_kind(slags)))
        earlier.append(vis.total(grundlag.foer.of_kind(slags)))
    raekker = [
        (_month(month), [column[number] for column in columns])
        for number, month in enumerate(months)
    ]
    if len(months) > 1:
        raekker.append(("I alt", totals))
    if foer:
        raekker.append((f"Før: {foer.navn}", earlier))
    return Tabel(
        "uden_om",
        "Ved siden af telefonen",
        "Måned",
        ["Telefon", "Dagtid", "Privat"],
        raekker,
        forklaring="Akutte henvendelser, som konsulenterne selv har fået og skrevet ned:"
        " i åbningstiden (dagtid) og privat uden for åbningstiden.",
        bred=True,
    )


def _month(month):
    return f"{danish.MAANEDER[month.month - 1].capitalize()} {month.year}"
