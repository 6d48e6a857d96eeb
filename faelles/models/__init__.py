"""The cellar's tables, one file for each noun."""

from faelles.models.audit import AuditEvent
from faelles.models.besked import Besked, Driftsstop, Puls
from faelles.models.brev import Brev, BrevQuerySet
from faelles.models.bruger import Bruger, Rolletildeling
from faelles.models.kladde import FaneQuerySet, Kladde
from faelles.models.organisation import Organisation, Team
from faelles.models.regel import Lukkedag, Regelvaerdi

__all__ = [
    "AuditEvent",
    "Besked",
    "Brev",
    "BrevQuerySet",
    "Bruger",
    "Driftsstop",
    "FaneQuerySet",
    "Kladde",
    "Lukkedag",
    "Organisation",
    "Puls",
    "Regelvaerdi",
    "Rolletildeling",
    "Team",
]
