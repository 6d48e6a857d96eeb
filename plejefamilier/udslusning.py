"""The fixed template of the udslusningsplan (H6, H7), and which stage a day belongs to (H9, H11).

Three stages, and the same sections in each. Pure: no database, no clock.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from plejefamilier.models import Trin
from plejefamilier.rytme import months_after

ONE_DAY = timedelta(days=1)
LONGEST = 4000  # characters of one section
JOIN = "-"  # between stage and section in the name of a form field


@dataclass(frozen=True)
class Sektion:
    """A heading of the template; `hjaelp` says what to write there."""

    key: str
    navn: str
    hjaelp: str


SEKTIONER = (
    Sektion("hvad", "Hvad sker der?", "Besøg, overnatninger, hverdag og faste gøremål i trinnet."),
    Sektion("hvem", "Hvem gør hvad?", "Institutionen, plejefamilien, konsulenten og rådgiveren."),
    Sektion(
        "barnet_hoerer",
        "Hvordan taler vi med barnet?",
        "Hvad barnet får at vide, af hvem og hvornår. Ord, billeder eller piktogrammer.",
    ),
    Sektion(
        "foraeldre",
        "Hvordan taler vi med den biologiske familie?",
        "Hvem taler med forældrene, og hvad de får at vide hvornår.",
    ),
    Sektion(
        "inddragelse",
        "Hvordan er barnet med?",
        "Hvad barnet selv bestemmer og vælger, og hvordan vi hører det.",
    ),
    Sektion(
        "kontakt",
        "Kontakt med institutionen",
        "Hvem barnet ser og taler med, hvor tit og hvor længe.",
    ),
    Sektion(
        "raadgivning",
        "Rådgivning til plejefamilien",
        "Hvem plejefamilien kan ringe til, om hvad og hvornår.",
    ),
    Sektion(
        "tegn",
        "Tegn, vi holder øje med",
        "Tegn på, at barnet trives eller ikke gør. Hvad vi gør, når vi ser dem.",
    ),
)
NAVNE = {sektion.key: sektion.navn for sektion in SEKTIONER}


@dataclass(frozen=True)
class Dage:
    """The days of a plan: each stage begins where the one before ends; `slut` is the last day."""

    foer: date
    under: date
    efter: date
    slut: date

    @property
    def in_order(self):
        return self.foer < self.under < self.efter <= self.slut

    def perioder(self):
        """{Trin: (first day, last day)} without a gap."""
        return {
            Trin.FOER: (self.foer, self.under - ONE_DAY),
            Trin.UNDER: (self.under, self.efter - ONE_DAY),
            Trin.EFTER: (self.efter, self.slut),
        }


def suggested_dage(begynder, flytning, *, under_maaneder, efter_maaneder):
    """The days a first plan is filled in with; `begynder` may be the move itself or later."""
    efter = months_after(flytning, under_maaneder)
    return Dage(
        min(begynder, flytning - ONE_DAY),
        flytning,
        efter,
        months_after(efter, efter_maaneder) - ONE_DAY,
    )


def trin_on(day, perioder, flytning):
    """The stage of `day`: by the plan's {Trin: (fra, til)}; without a plan by the day of the move.

    A day before the plan is »før«, one after it »efter«.
    """
    if not perioder:
        return Trin.FOER if day < flytning else Trin.UNDER
    if day < perioder[Trin.UNDER][0]:
        return Trin.FOER
    return Trin.UNDER if day < perioder[Trin.EFTER][0] else Trin.EFTER


def field_name(trin, sektion):
    """The name of the form field of a section in a stage."""
    return f"{trin}{JOIN}{sektion}"


def changes(before, after):
    """What differs between two plans as [(stage, section or "dage", before, after)], in order.

    A plan is {Trin: (fra, til, {section: text})}; `before` may be empty.
    """
    found = []
    for trin in Trin:
        fra, til, felter = after[trin]
        gammel_fra, gammel_til, gamle = before.get(trin, (None, None, {}))
        if (fra, til) != (gammel_fra, gammel_til):
            found.append((trin, "dage", (gammel_fra, gammel_til), (fra, til)))
        for sektion in SEKTIONER:
            old, new = gamle.get(sektion.key, ""), felter.get(sektion.key, "")
            if old != new:
                found.append((trin, sektion.key, old, new))
    return found
