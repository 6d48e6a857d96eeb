"""The tables of the report on networks: groups, families, mentors, and what families say."""

from dataclasses import dataclass

from faelles import danish
from faelles.skjul import MANGLER, MED, Celle, hide_means, is_small, percent, withheld
from netvaerk.models import (
    Gruppefremmoede,
    Gruppemoede,
    Medlemskab,
    Mentoropfoelgning,
    Mentorskab,
    Netvaerksgruppe,
    Netvaerkssvar,
)
from netvaerk.moedeform import HVORDAN
from netvaerk.queries import rapport_tal as tal
from plejefamilier.models.moede import Form

Trin = Netvaerksgruppe.Trin
EMNER = {"mindre_alene": "Mindre alene", "kraevende": "Kan dele"}
RINGET = {True: "Har ringet", False: "Har ikke ringet", None: "Ikke oplyst"}
SKALA = "Gennemsnit fra 1 (helt uenig) til 5 (helt enig), i parentes antal svar."
INGEN_SVAR = "Ingen familie har svaret. Svarene skrives under »Svar fra familier« i menuen."
ALLE = Celle(100, enhed="%")


@dataclass(frozen=True)
class Tabel:
    """One table: named rows of Celle under named columns; `forklaring` says what is counted.

    `tom` stands in its place while there are no rows; without it the table is left out.
    """

    titel: str
    forspalte: str
    kolonner: list
    raekker: list
    forklaring: str = ""
    tom: str = ""

    @property
    def er_svar(self):
        """True when the cells are means of answers."""
        return any(isinstance(celle, Svarcelle) for _, celler in self.raekker for celle in celler)


@dataclass(frozen=True)
class Svarcelle:
    """A mean with the number of answers it is made of; hidden as any Celle."""

    middel: Celle
    antal: int = 0

    @property
    def tekst(self):
        """3,8 (12), or as a Celle when there is nothing to show."""
        if self.middel.tal is None:
            return self.middel.tekst
        return f"{self.middel.tekst} ({danish.tal(self.antal)})"

    @property
    def tal(self):
        return None if self.middel.tal is None else round(self.middel.tal, 1)


def _celler(numbers):
    """Numbers of what is no person, as they are."""
    return [[Celle(number)] for number in numbers]


def _rows(names, celler):
    return [(navn, [celle]) for navn, celle in zip(names, celler, strict=True)]


# --- groups and their meetings -------------------------------------------------------------------


def families(vis, dag, familier):
    """The table of all families by what they are in, and the share that is in a network.

    The share is protected first; the kinds of networks are parts of the number that is in one.
    """
    *ins, out = familier
    whole = sum(familier)
    with_one, without = vis.split([sum(ins), out])
    celler = [with_one, *vis.within(with_one, ins), without]
    names = (
        "I netværk",
        "– i en gruppe og et mentorskab",
        "– kun i en gruppe",
        "– kun i et mentorskab",
        "Ikke i netværk",
    )
    numbers = [sum(ins), *ins, out]
    shares = [
        vis.ratio(celle, percent(number, whole), enhed="%")
        for number, celle in zip(numbers, celler, strict=True)
    ]
    raekker = [(navn, [*pair]) for navn, *pair in zip(names, celler, shares, strict=True)]
    raekker.append(("Alle plejefamilier", [vis.total(whole), ALLE if whole else MANGLER]))
    table = Tabel(
        f"Familier i netværk {danish.dato(dag)}",
        "Familien er",
        ["Familier", "Andel"],
        raekker,
        "En familie er i en gruppe, når gruppen er begyndt, og i et mentorskab, når den har eller"
        " er mentor.",
    )
    return table, shares[0]


def grupper(found, aar):
    names = [
        "Under dannelse",
        "Med facilitator",
        "Selvkørende",
        f"Begyndt i {aar}",
        f"Overdraget til familierne i {aar}",
        f"Lukket i {aar}",
    ]
    numbers = [
        *(found.trin[trin] for trin in (Trin.DANNES, Trin.FACILITERET, Trin.SELVKOERENDE)),
        found.begyndt,
        found.overdraget,
        found.lukket.total(),
    ]
    why = [(grund.label, found.lukket[grund]) for grund in Netvaerksgruppe.Lukkegrund]
    told = [(f"– {navn[0].lower()}{navn[1:]}", number) for navn, number in why if number]
    raekker = [*zip(names, _celler(numbers), strict=True)]
    raekker += [(navn, [Celle(number)]) for navn, number in told]
    return Tabel("Grupper", "Gruppen er", ["Antal"], raekker)


def moeder(found, aar):
    forms = found.of("holdt", Form.values)
    by_families = found.of("emne", [Gruppemoede.Besluttet.FAMILIERNE])[0]
    names = ["Holdt", *(f"– {HVORDAN[form].lower()}" for form in Form)]
    names += ["Emnet besluttet med familierne", "Aflyst"]
    numbers = [sum(forms), *forms, by_families, found.one("aflyst")]
    return Tabel(
        f"Møder med facilitator i {aar}",
        "Mødet",
        ["Antal"],
        [*zip(names, _celler(numbers), strict=True)],
        "Selvkørende grupper noterer ikke deres møder.",
    )


def fremmoede(vis, found):
    """Who came; nothing of a few families: held meetings and times would tell how many they are."""
    numbers = found.of("fremmoede", Gruppefremmoede.Kom.values)
    whole, few = sum(numbers), is_small(found.one("moedte"), vis.mindste)
    celler = withheld(numbers, vis.mindste) if few else vis.split(numbers)
    raekker = [
        (navn, [celle, vis.ratio(celle, percent(number, whole), enhed="%")])
        for navn, number, celle in zip(Gruppefremmoede.Kom.labels, numbers, celler, strict=True)
    ]
    return Tabel(
        "Fremmøde",
        "Familien",
        ["Gange", "Andel"],
        raekker if whole else [],
        "En gang er én familie til ét møde.",
    )


def ind_og_ud(vis, found):
    grunde = Medlemskab.Slutaarsag
    left = found.of("gik_ud", grunde.values)
    kom, gik = vis.flow(found.one("kom_med"), sum(left))
    raekker = [("Kom med i en gruppe", [kom]), ("Gik ud af en gruppe", [gik])]
    raekker += _why(grunde, left, vis.within(gik, left))
    raekker.append(("Sagde nej tak til en gruppe", [vis.total(found.one("nej"))]))
    return Tabel("Ind og ud af grupperne", "Familien", ["Familier"], raekker)


def _why(choices, numbers, celler, foran="– "):
    """The reasons somebody gave, as rows below what they explain; none when all are hidden."""
    if all(celle.skjult == MED for celle in celler):
        return []
    return [
        (f"{foran}{choice.label[0].lower()}{choice.label[1:]}", [celle])
        for choice, number, celle in zip(choices, numbers, celler, strict=True)
        if number
    ]


# --- mentors -------------------------------------------------------------------------------------


def mentorer(vis, found):
    begun = found.of("begyndt", Mentorskab.Aarsag.values)
    ways = found.of("initiativ", Mentorskab.Initiativ.values)
    ended = found.of("sluttet", Mentorskab.Slutaarsag.values)
    began, over = vis.flow(sum(begun), sum(ended))
    names = ("I gang", "Familier, der venter på en mentor", "Familier, der gerne vil være mentor")
    standing = [found.one(what) for what in ("parret", "venter", "villige")]
    raekker = _rows(names, [vis.total(number) for number in standing])
    raekker.append(("Begyndt i året", [began]))
    raekker += _why(Mentorskab.Aarsag, begun, vis.within(began, begun))
    raekker += _why(Mentorskab.Initiativ, ways, vis.within(began, ways), "– fordi ")
    raekker.append(("Sluttet i året", [over]))
    raekker += _why(Mentorskab.Slutaarsag, ended, vis.within(over, ended))
    gaar = found.of("gaar", Mentoropfoelgning.Gaar.values)
    done = found.of("opfulgt", (tal.I_TIDE, tal.FOR_SENT))
    follow = _rows(
        [f"Det går {gaar.label.lower()}" for gaar in Mentoropfoelgning.Gaar], vis.split(gaar)
    )
    follow += _rows(("Fulgt op til tiden", "Fulgt op efter fristen"), vis.split(done))
    return [
        Tabel("Mentorskaber", "Mentorskabet", ["Antal"], raekker),
        Tabel(
            "Opfølgning på mentorskaber",
            "Konsulenten har talt med familien",
            ["Opfølgninger"],
            follow if sum(gaar) else [],
        ),
    ]


# --- what families say, and whether placements hold ----------------------------------------------


def svar(vis, found):
    """How families feel, by what they are in (I10)."""
    om = Netvaerkssvar.Om
    columns = [_means(vis, [_asked(found, name, om=one.value) for one in om]) for name in EMNER]
    names = [*(one.label for one in om), "Alle svar"]
    return Tabel(
        "Hvad siger familierne om netværk?",
        "Familien er med i",
        [*EMNER.values()],
        _answered(names, columns),
        "»Vi føler os mindre alene« og »Vi kan dele med andre, at det er krævende at være"
        f" plejefamilie«. {SKALA}",
        INGEN_SVAR,
    )


def tryghed(vis, found):
    """Does the line make families feel safe, whether they used it or not (K9)?"""
    column = _means(vis, [_asked(found, "tryghed", ringet=one) for one in RINGET])
    return Tabel(
        "Gør akuttelefonen familierne trygge?",
        "Familien",
        ["Trygge"],
        _answered([*RINGET.values(), "Alle svar"], [column]),
        f"»Det gør os trygge, at akuttelefonen findes«. {SKALA} Alle familier spørges, også dem,"
        " der aldrig har ringet.",
        INGEN_SVAR,
    )


def _asked(found, name, **only):
    """(sum, answers) to one question from those who are `only` (om, ringet)."""
    picked = [
        sums[name]
        for (om, ringet), sums in found.svar.items()
        if only.get("om", om) == om and only.get("ringet", ringet) == ringet
    ]
    return sum(one for one, _ in picked), sum(number for _, number in picked)


def _means(vis, sums):
    """Means as cells, and that of all; what is hidden cannot be worked out from the others."""
    hidden = hide_means([number for _, number in sums], vis.mindste)
    whole = (sum(one for one, _ in sums), sum(number for _, number in sums))
    celler = [_mean(vis, *pair, hide=n in hidden) for n, pair in enumerate(sums)]
    return [*celler, _mean(vis, *whole, hide=whole[1] < vis.mindste)]


def _mean(vis, total, number, *, hide):
    if not number:
        return Svarcelle(MANGLER)
    if hide:
        return Svarcelle(Celle(None, MED, vis.mindste))
    return Svarcelle(Celle(total / number, decimaler=1), number)


def _answered(names, columns):
    """The rows that somebody has answered; all of them only with others above."""
    rows = [(navn, [*celler]) for navn, *celler in zip(names, *columns, strict=True)]
    return [row for row in rows if any(cell.tekst != MANGLER.tekst for cell in row[1])]


def brud(vis, found):
    """Placements that broke down, in families with and without a network (I11)."""
    numbers = found.of("brud", (tal.I_NETVAERK, tal.UDEN))
    celler = [*vis.split(numbers), vis.total(sum(numbers))]
    names = ("Hos familier i netværk", "Hos familier uden netværk", "I alt")
    return Tabel(
        "Anbringelser, der brød sammen i året",
        "Børn",
        ["Anbringelser"],
        _rows(names, celler) if sum(numbers) else [],
        "Der kan være mange grunde. Tallene siger ikke, at netværk er en af dem.",
    )
