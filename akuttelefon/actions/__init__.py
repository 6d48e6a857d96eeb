"""What can happen on the emergency line, one file for each noun."""

from akuttelefon.actions.henvendelse import log_henvendelse, update_henvendelse
from akuttelefon.actions.kladde import (
    delete_kladde,
    open_kladde,
    remind_kladde,
    report_kladde,
    restore_kladde,
    save_kladde,
    take_over_kladde,
)
from akuttelefon.actions.lukkebesked import (
    deliver_lukkebeskeder,
    plan_lukkebeskeder,
    resume_lukkebesked,
    stop_lukkebesked,
    tell_lukkebesked,
)
from akuttelefon.actions.nummer import (
    check_linjenummer,
    hand_out_nummer,
    set_linjenummer,
    undo_linjenummer,
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
from akuttelefon.actions.vagthul import tell_of_gaps
from akuttelefon.actions.vagtserie import generate_vagter, plan_vagter, undo_vagtserie

__all__ = [
    "assess_underretning",
    "cancel_vagt",
    "check_linjenummer",
    "complete_opfoelgning",
    "correct_opkald",
    "create_vagt",
    "delete_kladde",
    "deliver_lukkebeskeder",
    "escalate_opfoelgning",
    "escalate_underretning",
    "generate_vagter",
    "hand_out_nummer",
    "hand_over_opfoelgning",
    "hand_over_underretning",
    "link_opkald",
    "log_henvendelse",
    "log_opkald",
    "move_frister",
    "open_kladde",
    "open_underretning",
    "plan_lukkebeskeder",
    "plan_vagter",
    "reassign_open",
    "reassign_underretninger",
    "remind_kladde",
    "report_kladde",
    "restore_kladde",
    "restore_opkald",
    "resume_lukkebesked",
    "save_kladde",
    "set_linjenummer",
    "stop_lukkebesked",
    "take_over_kladde",
    "take_underretning",
    "tell_lukkebesked",
    "tell_of_gaps",
    "undo_linjenummer",
    "undo_vagtserie",
    "update_henvendelse",
    "update_vagt",
    "withdraw_opkald",
]
