"""What can happen on the emergency line, one file for each noun."""

from akuttelefon.actions.opfoelgning import (
    complete_opfoelgning,
    escalate_opfoelgning,
    hand_over_opfoelgning,
    move_frister,
    reassign_open,
)
from akuttelefon.actions.opkald import link_opkald, log_opkald
from akuttelefon.actions.rettelse import correct_opkald, restore_opkald, withdraw_opkald
from akuttelefon.actions.underretning import (
    assess_underretning,
    escalate_underretning,
    hand_over_underretning,
    open_underretning,
    reassign_underretninger,
    take_underretning,
)

__all__ = [
    "assess_underretning",
    "complete_opfoelgning",
    "correct_opkald",
    "escalate_opfoelgning",
    "escalate_underretning",
    "hand_over_opfoelgning",
    "hand_over_underretning",
    "link_opkald",
    "log_opkald",
    "move_frister",
    "open_underretning",
    "reassign_open",
    "reassign_underretninger",
    "restore_opkald",
    "take_underretning",
    "withdraw_opkald",
]
