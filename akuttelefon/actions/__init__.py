"""What can happen on the emergency line, one file for each noun."""

from akuttelefon.actions.opfoelgning import (
    complete_opfoelgning,
    escalate_opfoelgning,
    hand_over_opfoelgning,
    move_frister,
    reassign_open,
)
from akuttelefon.actions.opkald import link_opkald, log_opkald

__all__ = [
    "complete_opfoelgning",
    "escalate_opfoelgning",
    "hand_over_opfoelgning",
    "link_opkald",
    "log_opkald",
    "move_frister",
    "reassign_open",
]
