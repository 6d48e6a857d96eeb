"""What an import would do: each row of the workbook compared with what Samspil knows already.

Nothing is written here. The same comparison is made before the preview and again, with the rows
held, before the writing, so that both tell and do the same.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from faelles import danish
from plejefamilier.indlaesning.kolonner import ARK, EFTER_NAVN

OPRET, AENDR, UAENDRET = "opret", "aendr", "uaendret"
HANDLINGER = {OPRET: "oprettes", AENDR: "ændres", UAENDRET: "er uændret"}


@dataclass
class Trin:
    """What happens with one row: `felter` are attributes with (old, new), `ord` the same in words.

    `findes` is the row of Samspil, or None when one is made. `titel` is how the preview calls it.
    """

    raekke: object
    titel: str
    findes: object = None
    felter: dict = field(default_factory=dict)
    ord: list = field(default_factory=list)
    foelger: bool = False  # something beside the row itself changes: its konsulent, its role

    @property
    def handling(self):
        if self.findes is None:
            return OPRET
        return AENDR if self.felter or self.foelger else UAENDRET

    def compare(self, attr, old, new, kolonne, *, show=str):
        """Note a change of `attr`; what is hidden is told without the values."""
        if _same(old, new):
            return
        self.felter[attr] = (old, new)
        if self.findes is not None:
            self.tell(
                kolonne, "" if kolonne.skjult else show(old), "" if kolonne.skjult else show(new)
            )

    def tell(self, kolonne, old, new):
        self.ord.append((kolonne.titel, old, new))


def _same(old, new):
    if isinstance(old, str) and isinstance(new, str):
        return unicodedata.normalize("NFC", old) == new
    return old == new


@dataclass
class Tildeling:
    """A family gets a konsulent (by e-mail) from a day; `foer` is the assignment that ends."""

    nummer: str
    email: str
    fra: date
    foer: object = None


@dataclass
class Godkendt:
    """A known family's approval: a new one from `fra`, or (`fra` is None) the newest put right.

    `foer` is the newest one, or None when only the family's own columns tell.
    """

    familie: object
    foer: object = None
    fra: date | None = None


@dataclass
class Plan:
    """The steps by sheet, and the konsulenter that families get."""

    laest: object
    nu: object
    trin: dict = field(default_factory=dict)
    tildelinger: list = field(default_factory=list)
    godkendelser: list = field(default_factory=list)
    teams: dict = field(default_factory=dict)  # of new families, by number

    def add(self, trin):
        self.trin.setdefault(trin.raekke.ark, []).append(trin)
        return trin

    @property
    def antal(self):
        """How many rows of each sheet are created, changed and left alone, in the sheets' order."""
        return {
            kind.navn: {
                word: sum(step.handling == word for step in self.trin.get(kind.navn, ()))
                for word in HANDLINGER
            }
            for kind in ARK
            if kind.navn in self.laest.placering
        }

    @property
    def aftryk(self):
        """A fingerprint of everything that would be done; equal plans do the same."""
        acts = [
            [ark, step.raekke.nr, step.handling, str(getattr(step.findes, "pk", "")), step.felter]
            for ark, steps in self.trin.items()
            for step in steps
        ]
        acts += [[t.nummer, t.email, t.fra, getattr(t.foer, "pk", None)] for t in self.tildelinger]
        acts += [[g.familie.pk, g.fra, getattr(g.foer, "pk", None)] for g in self.godkendelser]
        return hashlib.sha256(json.dumps(acts, default=str).encode()).hexdigest()

    def as_rows(self):
        """The preview: [ark, row, act, title, [[column, old, new], …]] for every row."""
        return [
            [ark, step.raekke.nr, step.handling, step.titel, [[*words] for words in step.ord]]
            for ark, steps in self.trin.items()
            for step in steps
        ]


def in_words(value):
    """An old or new value as the preview shows it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return danish.dato_tal(value)
    return str(value) if value not in (None, "") else "–"


def label_of(choices):
    """The words of a choice."""
    return lambda value: choices(value).label if value else "–"


def refuse_twice(laest, ark):
    """Note every row whose key stands further up as well, and in what the two disagree."""
    kind, first = EFTER_NAVN[ark], {}
    for row in laest.raekker.get(ark, ()):
        key = row.noegle and tuple(
            value.casefold() if isinstance(value, str) else value for value in row.noegle
        )
        if key is None:
            continue
        before = first.setdefault(key, row)
        if before is row:
            continue
        differ = [
            kolonne.titel
            for kolonne in kind.kolonner
            if kolonne.navn not in row.ugyldige | before.ugyldige
            and row.get(kolonne.navn) != before.get(kolonne.navn)
        ]
        if differ:
            what = danish.opregning([f"»{titel}«" for titel in differ])
            text = f"Rækken er den samme som række {before.nr}, men der står noget andet i {what}."
        else:
            text = f"Rækken står også i række {before.nr}. Slet den ene."
        laest.wrong(row, kind.noegler[0], "dublet", text)


def require_new(laest, ark, rows):
    """Note what new rows miss: once for a column that is not there, else cell by cell."""
    kind = EFTER_NAVN[ark]
    for kolonne in kind.kolonner if rows else ():
        if not kolonne.kraevet:
            continue
        missing = [
            row
            for row in rows
            if kolonne.navn not in row.ugyldige and row.get(kolonne.navn) in (None, "")
        ]
        if laest.has_column(ark, kolonne.navn):
            for row in missing:
                laest.wrong(row, kolonne.navn, "mangler", f"»{kolonne.titel}« mangler.")
        elif missing and kolonne.navn not in kind.noegler:
            laest.wrong_sheet(ark, "kolonne", f"Kolonnen »{kolonne.titel}« mangler.")
