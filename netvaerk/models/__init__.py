from netvaerk.models.afstand import Koereafstand
from netvaerk.models.gruppe import Emneforslag, Netvaerksgruppe
from netvaerk.models.gruppemoede import Gruppebesked, Gruppefremmoede, Gruppemoede
from netvaerk.models.medlemskab import Medlemskab
from netvaerk.models.mentor import (
    Mentoremne,
    Mentoropfoelgning,
    Mentorprofil,
    Mentorskab,
    Mentorspoergsmaal,
)
from netvaerk.models.svar import Netvaerkssvar

__all__ = [
    "Emneforslag",
    "Gruppebesked",
    "Gruppefremmoede",
    "Gruppemoede",
    "Koereafstand",
    "Medlemskab",
    "Mentoremne",
    "Mentoropfoelgning",
    "Mentorprofil",
    "Mentorskab",
    "Mentorspoergsmaal",
    "Netvaerksgruppe",
    "Netvaerkssvar",
]
