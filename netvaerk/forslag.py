"""How well a family and a group fit, and why (I4): pure functions, no database, no clock.

A family is compared with what the group offers, never with who is in it. The reasons tell facts of
the family's children, so only its own circle reads them; others read how many points fit, and not
even that where a group asks about so little that the number itself would tell a fact.
"""

from dataclasses import dataclass

from faelles import danish

FEWEST_POINTS = 3  # asked about before others are told how many fit
AFSTAND, ALDER, BEHOV, ERFARING = "afstand", "alder", "behov", "erfaring"
TIDSPUNKT, ANDEN = "tidspunkt", "anden_gruppe"
HVORNAAR = {
    "formiddag": "om formiddagen",
    "eftermiddag": "om eftermiddagen",
    "aften": "om aftenen",
    "weekend": "i weekenden",
}  # the times of Familieprofil.Tidspunkt
NYE, ERFARNE, VIRTUELT = "nye", "erfarne", "virtuelt"  # of Netvaerksgruppe.Erfaring and Form


@dataclass(frozen=True)
class Tilbud:
    """What a group offers. `alder` is (from, to) in years or None; "" and empty ask for nothing."""

    form: str = "fysisk"
    postnummer: str = ""
    alder: tuple | None = None
    behov: frozenset = frozenset()
    erfaring: str = "alle"
    tidspunkt: str = ""


@dataclass(frozen=True)
class Fakta:
    """What is known of a family today.

    `postnummer` is "" for an unknown or protected address (`beskyttet`). `aldre` are the children's
    whole years, `behov` the codes of all of them, `aar` whole years as a foster family, `andre` how
    many other groups it is in.
    """

    postnummer: str = ""
    beskyttet: bool = False
    aldre: tuple = ()
    behov: frozenset = frozenset()
    aar: int = 0
    tidspunkter: tuple = ()
    andre: int = 0


@dataclass(frozen=True)
class Maal:
    """Measures and words: km that are near, km that are far, years until a family is experienced.

    `km` is {(lower postal number, higher one): km}; `behov` is {code: words}.
    """

    naer: int
    fjern: int
    erfaren: int
    km: dict
    behov: dict


@dataclass(frozen=True)
class Grund:
    """One point of the comparison: does it fit (None: nobody knows, or so so), and a sentence."""

    punkt: str
    passer: bool | None
    tekst: str


@dataclass(frozen=True)
class Match:
    """The reasons of one comparison, and the km between them when they are known."""

    grunde: tuple
    km: int | None

    @property
    def passer(self):
        """How many points fit."""
        return sum(grund.passer is True for grund in self.grunde)

    @property
    def asked(self):
        """How many points there are."""
        return len(self.grunde)

    @property
    def place(self):
        """Smaller is better: many points that fit, few that do not, the shorter drive."""
        misfits = sum(grund.passer is False for grund in self.grunde)
        return -self.passer, misfits, self.km is None, self.km or 0

    @property
    def told(self):
        """May somebody outside the circle know how many points fit?"""
        return self.asked >= FEWEST_POINTS


def match(tilbud, fakta, maal):
    """Compare a group with a family; points that the group does not ask about are left out."""
    km = _km(tilbud, fakta, maal)
    grunde = (
        _afstand(tilbud, fakta, maal, km),
        _alder(tilbud, fakta),
        _behov(tilbud, fakta, maal),
        _erfaring(tilbud, fakta, maal),
        _tidspunkt(tilbud, fakta),
        _anden(fakta),
    )
    return Match(tuple(grund for grund in grunde if grund), km)


def in_points(found):
    """»4 af 6 punkter passer« of a Match."""
    return f"{danish.tal(found.passer)} af {danish.antal(found.asked, 'punkt', 'punkter')} passer"


def _km(tilbud, fakta, maal):
    if tilbud.form == VIRTUELT or not tilbud.postnummer or not fakta.postnummer:
        return None
    if tilbud.postnummer == fakta.postnummer:
        return 0
    return maal.km.get(tuple(sorted((tilbud.postnummer, fakta.postnummer))))


def _afstand(tilbud, fakta, maal, km):
    if tilbud.form == VIRTUELT or not tilbud.postnummer:
        return None
    if fakta.beskyttet:
        words = "Familiens adresse er beskyttet, så afstanden tæller ikke"
        return Grund(AFSTAND, None, words)
    if not fakta.postnummer:
        return Grund(AFSTAND, None, "Der er intet postnummer i familiens adresse")
    if km is None:
        both = f"{fakta.postnummer} og {tilbud.postnummer}"
        return Grund(AFSTAND, None, f"Ingen har skrevet afstanden mellem {both}")
    if km == 0:
        return Grund(AFSTAND, True, f"Bor i {fakta.postnummer}, hvor gruppen mødes")
    if km <= maal.naer:
        return Grund(AFSTAND, True, f"{danish.tal(km)} km at køre")
    if km <= maal.fjern:
        return Grund(AFSTAND, None, f"{danish.tal(km)} km at køre: hverken tæt på eller langt væk")
    return Grund(AFSTAND, False, f"{danish.tal(km)} km at køre: det er langt")


def _alder(tilbud, fakta):
    if tilbud.alder is None:
        return None
    lowest, highest = tilbud.alder
    meant = f"gruppen er for børn {lowest}–{highest} år"
    if not fakta.aldre:
        return Grund(ALDER, None, f"Ingen plejebørn nu; {meant}")
    fitting = [age for age in fakta.aldre if lowest <= age <= highest]
    return Grund(ALDER, bool(fitting), f"{_children(fitting or fakta.aldre)}; {meant}")


def _children(ages):
    numbers = danish.opregning([str(age) for age in sorted(ages)])
    return f"Barn på {numbers} år" if len(ages) == 1 else f"Børn på {numbers} år"


def _behov(tilbud, fakta, maal):
    if not tilbud.behov:
        return None
    both = tilbud.behov & fakta.behov
    shared = [words[:1].lower() + words[1:] for code, words in maal.behov.items() if code in both]
    if shared:
        return Grund(BEHOV, True, f"Fælles behov: {danish.opregning(shared)}")
    if not fakta.behov:
        return Grund(BEHOV, None, "Børnenes behov er ikke beskrevet")
    return Grund(BEHOV, False, "Børnene har andre behov end dem, gruppen er for")


def _erfaring(tilbud, fakta, maal):
    if tilbud.erfaring not in (NYE, ERFARNE):
        return None
    experienced = fakta.aar >= maal.erfaren
    years = "Under et år" if fakta.aar == 0 else f"{danish.tal(fakta.aar)} år"
    meant = "nye familier" if tilbud.erfaring == NYE else "erfarne familier"
    fits = experienced is (tilbud.erfaring == ERFARNE)
    return Grund(ERFARING, fits, f"{years} som plejefamilie; gruppen er for {meant}")


def _tidspunkt(tilbud, fakta):
    if not tilbud.tidspunkt:
        return None
    wanted = HVORNAAR[tilbud.tidspunkt]
    if not fakta.tidspunkter:
        return Grund(TIDSPUNKT, None, "Familien har ikke sagt, hvornår den helst vil mødes")
    if tilbud.tidspunkt in fakta.tidspunkter:
        return Grund(TIDSPUNKT, True, f"Vil gerne mødes {wanted}")
    others = danish.opregning(
        [words for tid, words in HVORNAAR.items() if tid in fakta.tidspunkter]
    )
    return Grund(TIDSPUNKT, False, f"Vil helst mødes {others}; gruppen mødes {wanted}")


def _anden(fakta):
    if fakta.andre:
        return Grund(ANDEN, False, "Er med i en anden netværksgruppe")
    return Grund(ANDEN, True, "Er ikke med i en anden netværksgruppe")
