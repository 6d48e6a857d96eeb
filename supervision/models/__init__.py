"""The tables of training and supervision, by noun."""

from supervision.models.emne import (
    Begreb,
    Fagprofil,
    Kompetence,
    Tema,
)
from supervision.models.forloeb import (
    Forloeb,
    Forloebsdeltager,
    Forloebskontakt,
)
from supervision.models.konsulterende import (
    Forloebsaftale,
    Kanal,
    Konsulterendeudbyder,
    Visitation,
)
from supervision.models.kursus import (
    Kursus,
    Kursusgang,
    Kursusunderviser,
    Sporled,
    Temaspor,
)
from supervision.models.plan import (
    Aarshjul,
    Udviklingsmaal,
    Udviklingsplan,
    familier_med_plan,
)
from supervision.models.session import (
    Fagligsparring,
    Fortroligt,
    Raadgivernotat,
    Session,
    Sessionsaftale,
    Sessionsdeltager,
    Sessionsrettelse,
)
from supervision.models.tilmelding import (
    Evaluering,
    Familiebesked,
    Fremmoede,
    Kursusdeltager,
    Tilmelding,
    familier_til_kursus,
)
from supervision.models.timer import (
    Eksternkoeb,
    Kalenderadresse,
    Timeaftale,
)

__all__ = [
    "Aarshjul",
    "Begreb",
    "Eksternkoeb",
    "Evaluering",
    "Fagligsparring",
    "Fagprofil",
    "Familiebesked",
    "Forloeb",
    "Forloebsaftale",
    "Forloebsdeltager",
    "Forloebskontakt",
    "Fortroligt",
    "Fremmoede",
    "Kalenderadresse",
    "Kanal",
    "Kompetence",
    "Konsulterendeudbyder",
    "Kursus",
    "Kursusdeltager",
    "Kursusgang",
    "Kursusunderviser",
    "Raadgivernotat",
    "Session",
    "Sessionsaftale",
    "Sessionsdeltager",
    "Sessionsrettelse",
    "Sporled",
    "Tema",
    "Temaspor",
    "Tilmelding",
    "Timeaftale",
    "Udviklingsmaal",
    "Udviklingsplan",
    "Visitation",
    "familier_med_plan",
    "familier_til_kursus",
]
