"""The rules: every number of the programme, its source, and the municipality's own value.

Each app registers its rules when Django starts (`AppConfig.ready` imports its `regler.py`).
Code asks `value("akut.aabner", kommune)`, never a literal.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import (
    DurationField,
    ExpressionWrapper,
    IntegerField,
    JSONField,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.forudsaetninger import FORUDSAETNINGER
from faelles.models import Organisation, Regelvaerdi

JA_NEJ, TAL, KLOKKESLAET, VALG, TEKST = "ja_nej", "tal", "klokkeslæt", "valg", "tekst"
LONGEST_TEXT = 200
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # PostgreSQL keeps none of these in JSON
LONGEST_AHEAD = timedelta(days=3653)  # ten years: a rule further ahead is a slip of the pen


@dataclass(frozen=True)
class Regel:
    """One rule. `haard` rules refuse, soft ones ask for a reason. `kilde` names its source."""

    key: str
    navn: str
    slags: str
    standard: object
    kilde: str
    gruppe: str
    enhed: str = ""
    mindst: int = 0
    hoejst: int = 999_999
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
            if not self.mindst <= number <= self.hoejst:
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
        if not text or len(text) > LONGEST_TEXT or UNPRINTABLE.search(text):
            raise ValidationError(
                f"Skriv mellem 1 og {LONGEST_TEXT} tegn på én linje.", code="regel"
            )
        return text

    def show(self, value):
        """The value in words: ja, 14 dage, kl. 08.00."""
        if self.slags == JA_NEJ:
            return "ja" if value else "nej"
        if self.slags == VALG:
            return dict(self.valg).get(value, str(value))
        if self.slags == KLOKKESLAET:
            return f"kl. {value}"
        return f"{value} {self.enhed}".strip()

    def typed(self, value):
        """The value as it is typed in a form: what `parse` reads back."""
        return {True: "ja", False: "nej"}[value] if self.slags == JA_NEJ else str(value)

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


_kept = ContextVar("the own values of a municipality that a page has read already", default=None)


@contextmanager
def kept(kommune, vaerdier):
    """Inside the block, today's rules of `kommune` (an id) are taken from `vaerdier`, unasked.

    `vaerdier` are its own values that hold today, as {key: stored value}: a page that reads them
    beside something else spares a query for each rule.
    """
    token = _kept.set((kommune, dict(vaerdier)))
    try:
        yield
    finally:
        _kept.reset(token)


def own_in_query(kommune):
    """The own values of `kommune` that hold today, as an expression to read beside something else.

    `kommune` is a municipality, or the column of an outer query. See `from_query` and `kept`.
    """
    rows = Regelvaerdi.objects.filter(kommune=kommune, fra__lte=timezone.localdate())
    found = JSONObject(key="key", vaerdi="vaerdi")
    return ArraySubquery(rows.order_by("fra", "pk").values(data=found))


def from_query(found):
    """What `own_in_query` gave, as {key: stored value}; the newest of a key counts."""
    return {row["key"]: row["vaerdi"] for row in found or []}


def _stored(keys, kommune, day):
    """The own values of `kommune` among `keys`, as {key: stored value}."""
    kept_for = _kept.get()
    if kept_for and kept_for[0] == getattr(kommune, "pk", kommune) and day is None:
        return kept_for[1]
    return {key: row.vaerdi for key, row in own_values(kommune, day=day, keys=keys).items()}


_remembered = ContextVar("the rules of a page", default=None)


@contextmanager
def read_once():
    """Inside, the rules of a municipality and a day are read by one query, however many ask.

    For a page that many nouns fill; a block inside another remembers with it. What is set inside
    is not seen inside.
    """
    outer = _remembered.get()
    token = _remembered.set({} if outer is None else outer)
    try:
        yield
    finally:
        _remembered.reset(token)


def own_values(kommune, *, day=None, keys=None):
    """The newest Regelvaerdi of each key that holds for `kommune` on `day` (default today)."""
    day = day or timezone.localdate()
    remembered = _remembered.get()
    if remembered is None:
        return _read(kommune, day, keys)
    asked = (getattr(kommune, "pk", kommune), day)
    if asked not in remembered:
        remembered[asked] = _read(kommune, day, None)
    rows = remembered[asked]
    return rows if keys is None else {key: rows[key] for key in keys if key in rows}


def _read(kommune, day, keys):
    rows = Regelvaerdi.objects.filter(kommune=kommune, fra__lte=day)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return {row.key: row for row in rows.select_related("set_by").order_by("fra", "pk")}


def values(keys, kommune, *, day=None):
    """The values of several rules in one query, as {key: value}."""
    own = _stored(keys, kommune, day)
    return {key: REGLER[key].python(own.get(key, REGLER[key].standard)) for key in keys}


def value(key, kommune, *, day=None):
    """The value of one rule for `kommune` on `day` (default today): its own, else the default."""
    return values([key], kommune, day=day)[key]


def in_query(key, kommune):
    """The stored value of a rule today, as a JSON expression inside a query.

    `kommune` is the id of a municipality or an OuterRef to one.
    """
    own = Regelvaerdi.objects.filter(kommune=kommune, key=key, fra__lte=timezone.localdate())
    newest = Subquery(own.order_by("-fra", "-pk").values("vaerdi")[:1])
    return Coalesce(newest, Value(REGLER[key].standard, JSONField()))


def span_in_query(key, kommune, unit):
    """A number of hours or minutes today as a duration inside a query; `unit` is one of them."""
    number = Cast(in_query(key, kommune), IntegerField())
    return ExpressionWrapper(number * Value(unit), DurationField())


@dataclass(frozen=True)
class Stand:
    """How a rule stands in a municipality: its own value today or None, those to come, all."""

    regel: Regel
    egen: Regelvaerdi | None
    kommende: list
    historik: list

    @property
    def gaelder(self):
        """The stored value that holds today."""
        return self.egen.vaerdi if self.egen else self.regel.standard

    @property
    def afviger(self):
        """True when the municipality runs the rule differently from the default today."""
        return self.gaelder != self.regel.standard

    def in_words(self, row):
        """The value of one of its Regelvaerdi rows, as it is shown."""
        return self.regel.show(row.vaerdi)


def stands(kommune, keys=None):
    """How every rule (or those of `keys`) stands in `kommune`, as {key: Stand}; one query."""
    today = timezone.localdate()
    wanted = REGLER if keys is None else {key: REGLER[key] for key in keys}
    rows = Regelvaerdi.objects.filter(kommune=kommune, key__in=wanted)
    by_key = {key: [] for key in wanted}
    for row in rows.select_related("set_by").order_by("fra", "pk"):
        by_key[row.key].append(row)
    return {
        key: Stand(
            regel=wanted[key],
            egen=next((row for row in reversed(some) if row.fra <= today), None),
            kommende=[row for row in some if row.fra > today],
            historik=some[::-1],
        )
        for key, some in by_key.items()
    }


def check_day(fra):
    """Raise ValidationError for a day that has passed (the past is not rewritten) or is far off."""
    today = timezone.localdate()
    if fra < today:
        raise ValidationError("Reglen kan tidligst gælde fra i dag.", code="regel_fra")
    if fra > today + LONGEST_AHEAD:
        raise ValidationError("Vælg en dag inden for ti år.", code="regel_fra")


@action
def set_value(*, by, kommune, key, vaerdi, fra, begrundelse):
    """Give `kommune` its own value of a rule from the day `fra`, with a reason.

    `vaerdi` is text as typed. Raises ValidationError for a value that cannot be, a day that
    check_day refuses, and an empty reason. The very same value sent twice is one row.
    """
    if key not in REGLER:
        raise ValidationError("Reglen findes ikke.", code="regel")
    stored = REGLER[key].parse(vaerdi)
    check_day(fra)
    if not begrundelse.strip():
        raise ValidationError("Skriv, hvorfor reglen ændres.", code="regel_begrundelse")
    same = {"vaerdi": stored, "begrundelse": begrundelse.strip(), "set_by": by}
    newest = Regelvaerdi.objects.filter(kommune=kommune, key=key, fra=fra).order_by("-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in same.items()):
        return newest
    row = Regelvaerdi.objects.create(kommune=kommune, key=key, fra=fra, **same)
    audit.record("regel.sat", row, by=by, regel=key, fra=fra.isoformat())
    return row


@dataclass(frozen=True)
class Aendring:
    """What a preset does to one rule: from the value that holds today to the one it sets."""

    stand: Stand
    ny: object

    @property
    def foer(self):
        return self.stand.regel.show(self.stand.gaelder)

    @property
    def efter(self):
        return self.stand.regel.show(self.ny)


def preset_changes(kommune, forudsaetning):
    """The Aendring list of a preset (O1), in the order of the rules. Equal values are left out.

    Rules that some preset sets and this one leaves alone go back to the default.
    """
    vaerdier = FORUDSAETNINGER[forudsaetning][2]
    keys = {key for _, _, some in FORUDSAETNINGER.values() for key in some}
    now = stands(kommune, [key for key in REGLER if key in keys])
    changes = [
        Aendring(stand, vaerdier.get(key, stand.regel.standard)) for key, stand in now.items()
    ]
    return [change for change in changes if change.ny != change.stand.gaelder]


@action
def apply_preset(*, by, kommune, forudsaetning):
    """Copy a preset into the municipality's own values from today (O1); return how many changed.

    The lock on the municipality makes two who press at once leave one set of values.
    """
    Organisation.objects.select_for_update().get(pk=kommune.pk)
    changes = preset_changes(kommune, forudsaetning)
    for change in changes:
        Regelvaerdi.objects.create(
            kommune=kommune,
            key=change.stand.regel.key,
            vaerdi=change.ny,
            fra=timezone.localdate(),
            begrundelse=f"Startvalg: {FORUDSAETNINGER[forudsaetning][0]}",
            set_by=by,
        )
    audit.record(
        "regler.forudsaetning", kommune, by=by, forudsaetning=forudsaetning, antal=len(changes)
    )
    return len(changes)
