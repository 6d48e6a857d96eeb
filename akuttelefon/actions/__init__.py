"""What can happen on the emergency line, one file for each noun."""

from akuttelefon.actions.kladde import (
    delete_kladde,
    open_kladde,
    remind_kladde,
    report_kladde,
    restore_kladde,
    save_kladde,
    take_over_kladde,
)
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
from akuttelefon.actions.vagt import cancel_vagt, create_vagt, update_vagt
from akuttelefon.actions.vagtserie import generate_vagter, plan_vagter, undo_vagtserie

__all__ = [
    "assess_underretning",
    "cancel_vagt",
    "complete_opfoelgning",
    "correct_opkald",
    "create_vagt",
    "delete_kladde",
    "escalate_opfoelgning",
    "escalate_underretning",
    "generate_vagter",
    "hand_over_opfoelgning",
    "hand_over_underretning",
    "link_opkald",
    "log_opkald",
    "move_frister",
    "open_kladde",
    "open_underretning",
    "plan_vagter",
    "reassign_open",
    "reassign_underretninger",
    "remind_kladde",
    "report_kladde",
    "restore_kladde",
    "restore_opkald",
    "save_kladde",
    "take_over_kladde",
    "take_underretning",
    "undo_vagtserie",
    "update_vagt",
    "withdraw_opkald",
]
