"""The ground's tables: families, children, placements, and who works with them how."""

from plejefamilier.models.aftale import Aftale
from plejefamilier.models.barn import Anbringelse, Barn
from plejefamilier.models.dataimport import Dataimport
from plejefamilier.models.familie import Plejefamilie, Plejeforaelder
from plejefamilier.models.familiebrev import Familiebrev, FamiliebrevQuerySet
from plejefamilier.models.forhold import (
    Aflastningsophold,
    Barnemaal,
    Barnsopfoelgning,
    Behov,
    Foraelder,
    Foraeldreskab,
    Oenske,
    Soeskende,
    Tilsynsbesoeg,
)
from plejefamilier.models.implementering import (
    Implementeringsperson,
    Implementeringspunkt,
    Implementeringssag,
    Implementeringsstatus,
    Retningslinje,
    Sparringskontakt,
    Tilbud,
)
from plejefamilier.models.kontakt import (
    Kontakt,
    Kontaktdeling,
    Kontaktfamilie,
    Kontaktrettelse,
    Notatskabelon,
)
from plejefamilier.models.kreds import (
    Fagrolle,
    Kredsrolle,
    Rolleaftale,
    Samarbejdsaftale,
    Samarbejdspunkt,
    Tovholder,
)
from plejefamilier.models.lokale import Lokale, Lokalebooking
from plejefamilier.models.metode import Metodeproeve
from plejefamilier.models.moede import Deltager, Moede, Moedeserie, Moedeslags
from plejefamilier.models.moedebesked import Moedebesked, Optaget
from plejefamilier.models.optagelse import Optagelse, Optagelsesbid, Videosamtykke
from plejefamilier.models.overgang import (
    Kendtvoksen,
    Overgang,
    Overgangskontakt,
    Trin,
    Udslusningsplan,
    Udslusningstrin,
)
from plejefamilier.models.profil import (
    Belastning,
    Familieprofil,
    Godkendelse,
    Kompetenceforloeb,
    Kursustid,
)
from plejefamilier.models.referat import Dagsordenspunkt, Referatrettelse
from plejefamilier.models.rekruttering import (
    Anmodning,
    Indskrivning,
    Informering,
    Rekrutteringskriterium,
)
from plejefamilier.models.tilknytning import Fravaer, Konsulenttildeling, Sagsadgang

__all__ = [
    "Aflastningsophold",
    "Aftale",
    "Anbringelse",
    "Anmodning",
    "Barn",
    "Barnemaal",
    "Barnsopfoelgning",
    "Behov",
    "Belastning",
    "Dagsordenspunkt",
    "Dataimport",
    "Deltager",
    "Fagrolle",
    "Familiebrev",
    "FamiliebrevQuerySet",
    "Familieprofil",
    "Foraelder",
    "Foraeldreskab",
    "Fravaer",
    "Godkendelse",
    "Implementeringsperson",
    "Implementeringspunkt",
    "Implementeringssag",
    "Implementeringsstatus",
    "Indskrivning",
    "Informering",
    "Kendtvoksen",
    "Kompetenceforloeb",
    "Konsulenttildeling",
    "Kontakt",
    "Kontaktdeling",
    "Kontaktfamilie",
    "Kontaktrettelse",
    "Kredsrolle",
    "Kursustid",
    "Lokale",
    "Lokalebooking",
    "Metodeproeve",
    "Moede",
    "Moedebesked",
    "Moedeserie",
    "Moedeslags",
    "Notatskabelon",
    "Oenske",
    "Optagelse",
    "Optagelsesbid",
    "Optaget",
    "Overgang",
    "Overgangskontakt",
    "Plejefamilie",
    "Plejeforaelder",
    "Referatrettelse",
    "Rekrutteringskriterium",
    "Retningslinje",
    "Rolleaftale",
    "Sagsadgang",
    "Samarbejdsaftale",
    "Samarbejdspunkt",
    "Soeskende",
    "Sparringskontakt",
    "Tilbud",
    "Tilsynsbesoeg",
    "Tovholder",
    "Trin",
    "Udslusningsplan",
    "Udslusningstrin",
    "Videosamtykke",
]
