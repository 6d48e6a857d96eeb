"""Somebody chosen for a meeting, and what a chosen set must live up to (H3, R19, F4)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import danish
from faelles.models import Bruger
from plejefamilier import moedeslags
from plejefamilier.models import Foraelder, Kredsrolle, Plejeforaelder
from plejefamilier.models.moede import Sted


@dataclass(frozen=True)
class Deltagervalg:
    """One person asked to come, and her place (a key of moedeslags.PLADSER).

    Exactly one of the four tells who it is; with none of them `navn` and perhaps `email` do. A
    `kredsrolle` with a user opens the meeting only while she is in the circle.
    """

    plads: str
    bruger: Bruger | None = None
    kredsrolle: Kredsrolle | None = None
    foraelder: Foraelder | None = None
    plejeforaelder: Plejeforaelder | None = None
    navn: str = ""
    email: str = ""

    @property
    def person(self):
        """The user whose time it takes, or None for somebody without a login."""
        return self.bruger or (self.kredsrolle.bruger if self.kredsrolle else None)

    @property
    def noegle(self):
        """Who it is, the same for the same person: two choices of it are one."""
        if self.person:
            return f"bruger-{self.person.pk}"
        for name in ("kredsrolle", "foraelder", "plejeforaelder"):
            if row := getattr(self, name):
                return f"{name}-{row.pk}"
        return f"navn-{self.navn}-{self.email}"


def unique(valg):
    """The same choices, each person once; the first mention decides the place."""
    found = {}
    for one in valg:
        found.setdefault(one.noegle, one)
    return [*found.values()]


def check(moede, valg, *, accepteret_paa):
    """Raise ValidationError for what the kind of meeting does not allow.

    `accepteret_paa` is the day the parents chose the others or said yes to them, or None. Codes:
    "mangler" (H3), "formaal" and "foraeldre" (P14, R19), "accept" (R19), "hjemme" (F4), "sted",
    "deltagere", "sag".
    """
    slags = moedeslags.SLAGS[moede.slags]
    pladser = {one.plads for one in valg}
    parents = moedeslags.FORAELDRE in pladser or any(one.foraelder for one in valg)
    wrong = {}

    def refuse(field, sentence, code):
        wrong.setdefault(field, []).append(ValidationError(sentence, code=code))

    if not (moede.barn_id or moede.plejefamilie_id or slags.uden_sag):
        refuse("slags", "Vælg den familie eller det barn, mødet handler om.", "sag")
    if not valg:
        refuse("deltagere", "Vælg mindst én deltager.", "deltagere")
    missing = moedeslags.missing(moede.slags, pladser)
    if missing and not moede.mangler_begrundelse:
        who = danish.opregning(missing)
        refuse(
            "mangler_begrundelse",
            f"{who} mangler. Vælg en deltager, eller skriv hvorfor.",
            "mangler",
        )
    _check_parents(moede, slags, valg, parents, accepteret_paa, refuse)
    _check_place(moede, refuse)
    if wrong:
        raise ValidationError(wrong)


def _check_parents(moede, slags, valg, parents, accepteret_paa, refuse):
    if moede.kun_fagfolk:
        if not moede.formaal:
            refuse("formaal", "Skriv formålet, når forældrene ikke er med.", "formaal")
        if parents:
            refuse("deltagere", "Mødet holdes uden forældrene. Fravælg dem.", "foraeldre")
    elif slags.foraeldre_vaelger and not parents:
        refuse(
            "kun_fagfolk",
            "Ingen forældre er med. Vælg dem, eller markér, at mødet holdes uden dem.",
            "foraeldre",
        )
    if slags.kun_fagfolk and not {one.plads for one in valg} <= moedeslags.FAGFOLK:
        refuse("deltagere", "Det møde er kun for fagpersoner.", "foraeldre")
    others = [
        one for one in valg if one.plads != moedeslags.FORAELDRE and one.plads not in slags.kraever
    ]
    if parents and others and accepteret_paa is None:
        refuse(
            "accepteret_paa",
            "Skriv, hvornår forældrene valgte de andre deltagere eller sagde ja til dem.",
            "accept",
        )
    if accepteret_paa and accepteret_paa > timezone.localdate():
        refuse("accepteret_paa", "Datoen ligger i fremtiden.", "accept")


def _check_place(moede, refuse):
    if moede.sted == Sted.HJEMME:
        if moede.plejefamilie_id is None:
            refuse("sted", "Barnet bor ikke hos en plejefamilie. Vælg et andet sted.", "sted")
        if moede.hjemme_oensket_paa is None:
            refuse(
                "hjemme_oensket_paa", "Skriv, hvornår familien selv ønskede det hjemme.", "hjemme"
            )
        elif moede.hjemme_oensket_paa > timezone.localdate():
            refuse("hjemme_oensket_paa", "Datoen ligger i fremtiden.", "hjemme")
    familie = moede.plejefamilie
    if familie and _street(familie.adresse) in moede.sted_tekst.lower():
        refuse(
            "sted_tekst",
            "Det er familiens adresse, og den må ikke stå i en mail. Vælg »Hjemme hos "
            "plejefamilien«.",
            "sted",
        )


def _street(address):
    """»Prøvevej 7« of »Prøvevej 7, 9999 Vestersund«, in small letters."""
    return address.partition(",")[0].strip().lower()
