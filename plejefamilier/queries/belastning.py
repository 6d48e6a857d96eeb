"""The strain of a family, or of a child: the newest scores as a picture, and as a table."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from faelles import danish, diagram
from plejefamilier.models import Belastning

SHOWN = 12  # scores of the picture
MOST = 10  # the top of the scale


@dataclass(frozen=True)
class Billede:
    """The partial plejefamilier/_belastning.html shows it. `seneste` is the newest valid score."""

    raekker: list
    seneste: Belastning | None
    svg: SafeString | str
    flere: bool
    kan: bool
    ny_url: str
    alle_url: str


def billede(rows, *, noegle, titel, kan=False, ny_url="", alle_url="", shown=SHOWN):
    """The newest `shown` scores of `rows` (a queryset of one family or child); one query.

    `noegle` makes the ids of the picture, `titel` names it. `kan`: the reader may note and
    withdraw scores.
    """
    found = [*rows.order_by("-dato", "-pk")[: shown + 1]]
    return of_rows(
        found, noegle=noegle, titel=titel, kan=kan, ny_url=ny_url, alle_url=alle_url, shown=shown
    )


def of_rows(found, *, noegle, titel, kan=False, ny_url="", alle_url="", shown=SHOWN):
    """The same of scores that are read already, newest first: one more than `shown`, if any."""
    flere, found = len(found) > shown, found[:shown]
    valid = [row for row in found if not row.trukket_at]
    return Billede(
        raekker=found,
        seneste=valid[0] if valid else None,
        svg=_svg(valid[:SHOWN][::-1], noegle, titel) if len(valid) > 1 else "",
        flere=flere,
        kan=kan,
        ny_url=ny_url,
        alle_url=alle_url,
    )


def _svg(rows, noegle, titel):
    bars = [
        diagram.Bjaelke(danish.dato_kort(row.dato, row.dato), row.score, str(row.score))
        for row in rows
    ]
    words = ", ".join(f"{row.score} den {danish.dato(row.dato)}" for row in rows)
    return diagram.staaende(
        bars,
        noegle=noegle,
        titel=titel,
        beskrivelse=f"Fra 1 til {MOST}, hvor {MOST} er mest belastet: {words}.",
        hver=2 if len(bars) > 6 else 1,
        hoejde=160,
        top=MOST,
    )
