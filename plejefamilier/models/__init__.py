"""The ground's tables: families, children, placements, and who works with them."""

from plejefamilier.models.barn import Anbringelse, Barn
from plejefamilier.models.familie import Plejefamilie, Plejeforaelder
from plejefamilier.models.tilknytning import Fravaer, Konsulenttildeling, Sagsadgang

__all__ = [
    "Anbringelse",
    "Barn",
    "Fravaer",
    "Konsulenttildeling",
    "Plejefamilie",
    "Plejeforaelder",
    "Sagsadgang",
]
