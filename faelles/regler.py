"""The rules: every number of the programme, its source, and the municipality's own value.

Each app registers its rules when Django starts (`AppConfig.ready` imports its `regler.py`).
Code asks `value("akut.aabner", kommune)`, never a literal.
"""

import re
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.forudsaetninger import FORUDSAETNINGER
from faelles.models import Regelvaerdi

JA_NEJ, TAL, KLOKKESLAET, VALG, TEKST = "ja_nej", "tal", "klokkeslæt", "valg", "tekst"


@dataclass(frozen=True)
class Regel:
    """One rule. `haard` rules refuse, soft ones ask for a reason. `kilde` names where it is from."""

    key: str
    navn: str
    slags: str
    standard: object
    kilde: str
    gruppe: str
    enhed: str = ""
    mindst: int | None = None
    hoejst: int | None = None
    valg: tuple = ()
    haard: bool = True
    hjaelp: str = ""

    def parse(self, text):
        """Turn typed text into the stored value. Raises ValidationError with a Danish sentence."""
        text = str(text).strip()
        if self.slags == JA_NEJ:
            if text not in ("ja", "nej"):
                raise ValidationError("Vælg ja eller nej.", code="regel")
            return text == "ja"
        if self.slags == TAL:
            if not re.fullmatch(r"[0-9]{1,6}", text):
                raise ValidationError("Skriv et helt tal.", code="regel")
            number = int(text)
            if not (self.mindst or 0) <= number <= (self.hoejst or 999_999):
                raise ValidationError(
                    f"Skriv et tal fra {self.mindst} til {self.hoejst}.", code="regel"
                )
            return number
        if self.slags == KLOKKESLAET:
            match = re.fullmatch(r"([01]?[0-9]|2[0-3])[.:]?([0-5][0-9])", text)
            if not match:
                raise ValidationError("Skriv et klokkeslæt som 08.00.", code="regel")
            return f"{int(match[1]):02d}.{match[2]}"
        if self.slags == VALG:
            if text not in dict(self.valg):
                raise ValidationError("Vælg en af mulighederne.", code="regel")
            return text
        if not text or len(text) > 200:
            raise ValidationError("Skriv mellem 1 og 200 tegn.", code="regel")
        return text

    def show(self, value):
        """The value in words: ja, 14 dage, kl. 08.00."""
        if self.slags == JA_NEJ:
            return "ja" if value else "nej"
        if self.slags == VALG:
            return dict(self.valg)[value]
        if self.slags == KLOKKESLAET:
            return f"kl. {value}"
        return f"{value} {self.enhed}".strip()

    @property
    def raekkevidde(self):
        """The allowed range in words, for the page."""
        if self.slags == TAL:
            return f"{self.mindst}–{self.hoejst} {self.enhed}".strip()
        if self.slags == VALG:
            return ", ".join(label for _, label in self.valg)
        return {JA_NEJ: "ja eller nej", KLOKKESLAET: "et klokkeslæt", TEKST: "fri tekst"}[
            self.slags
        ]

    def python(self, stored):
        """What code computes with: a time of day for a clock rule, else the value itself."""
        if self.slags == KLOKKESLAET:
            hour, minute = stored.split(".")
            return time(int(hour), int(minute))
        return stored


REGLER = {}


def register(*regler):
    """Add rules to the register. A key is registered once."""
    for regel in regler:
        if regel.key in REGLER:
            raise ValueError(f"The rule {regel.key} is registered twice.")
        REGLER[regel.key] = regel


def own_values(kommune, *, day=None, keys=None):
    """The newest Regelvaerdi of each key that holds for `kommune` on `day` (default today)."""
    rows = Regelvaerdi.objects.filter(kommune=kommune, fra__lte=day or timezone.localdate())
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return {row.key: row for row in rows.select_related("set_by").order_by("fra", "pk")}


def values(keys, kommune, *, day=None):
    """The values of several rules in one query, as {key: value}."""
    own = own_values(kommune, day=day, keys=keys)
    return {
        key: REGLER[key].python(own[key].vaerdi if key in own else REGLER[key].standard)
        for key in keys
    }


def value(key, kommune, *, day=None):
    """The value of one rule for `kommune` on `day` (default today): its own, else the default."""
    return values([key], kommune, day=day)[key]


@action
def set_value(*, by, kommune, key, vaerdi, fra, begrundelse):
    """Give `kommune` its own value of a rule from the day `fra`, with a reason.

    `vaerdi` is text as typed. Raises ValidationError (code "regel") when it cannot be, and for a
    day that has passed: what held in the past is not rewritten.
    """
    if key not in REGLER:
        raise ValidationError("Reglen findes ikke.", code="regel")
    if fra < timezone.localdate():
        raise ValidationError("Reglen kan tidligst gælde fra i dag.", code="regel_fra")
    if not begrundelse.strip():
        raise ValidationError("Skriv, hvorfor reglen ændres.", code="regel_begrundelse")
    row = Regelvaerdi.objects.create(
        kommune=kommune,
        key=key,
        vaerdi=REGLER[key].parse(vaerdi),
        fra=fra,
        begrundelse=begrundelse.strip(),
        set_by=by,
    )
    audit.record("regel.sat", row, by=by, regel=key, fra=fra.isoformat())
    return row


@action
def apply_preset(*, by, kommune, forudsaetning):
    """Copy a preset into the municipality's own values from today (O1). Equal values are skipped.

    Rules that the preset leaves alone go back to the default. Returns how many rules changed.
    """
    navn, _, vaerdier = FORUDSAETNINGER[forudsaetning]
    keys = sorted({key for _, _, some in FORUDSAETNINGER.values() for key in some})
    own = own_values(kommune, keys=keys)
    changed = 0
    for key in keys:
        regel = REGLER[key]
        wanted = vaerdier.get(key, regel.standard)
        if wanted != (own[key].vaerdi if key in own else regel.standard):
            Regelvaerdi.objects.create(
                kommune=kommune,
                key=key,
                vaerdi=wanted,
                fra=timezone.localdate(),
                begrundelse=f"Startvalg: {navn}",
                set_by=by,
            )
            changed += 1
    audit.record("regler.forudsaetning", kommune, by=by, forudsaetning=forudsaetning, antal=changed)
    return changed
