"""Which kind an urgent contact beside the line is, told from when it came (K8, K15)."""

from akuttelefon.frist import Aabningstid
from akuttelefon.models import Henvendelse
from faelles import regler
from faelles.kalender import kalender_for


def slags_at(kommune, start):
    """By day inside the opening hours of a hverdag (R4), else private; `start` is aware."""
    tal = regler.values(["akut.aabner", "akut.lukker"], kommune)
    aabent = Aabningstid(tal["akut.aabner"], tal["akut.lukker"])
    inside = aabent.holds(start, kalender_for(kommune))
    return Henvendelse.Slags.DAGTID if inside else Henvendelse.Slags.PRIVAT
