"""The emergency line's tables, one file for each noun."""

from akuttelefon.models.henvendelse import Henvendelse
from akuttelefon.models.kladde import Opkaldskladde
from akuttelefon.models.nummer import Linjenummer, Lukkebesked, Nummerudlevering
from akuttelefon.models.opfoelgning import Opfoelgning, Overdragelse
from akuttelefon.models.opkald import Opkald
from akuttelefon.models.rettelse import Rettelse, Tilbagetraekning
from akuttelefon.models.underretning import Underretning
from akuttelefon.models.vagt import Vagt, Vagtkalender, Vagtserie, Vagttilbud

__all__ = [
    "Henvendelse",
    "Linjenummer",
    "Lukkebesked",
    "Nummerudlevering",
    "Opfoelgning",
    "Opkald",
    "Opkaldskladde",
    "Overdragelse",
    "Rettelse",
    "Tilbagetraekning",
    "Underretning",
    "Vagt",
    "Vagtkalender",
    "Vagtserie",
    "Vagttilbud",
]
