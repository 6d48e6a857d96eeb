"""What the emergency line does by itself, one file for each noun."""

from akuttelefon.tasks.kladde import remind_kladder
from akuttelefon.tasks.lukkebesked import deliver_lukkebeskeder, plan_lukkebeskeder
from akuttelefon.tasks.opfoelgning import escalate_overdue, reassign_open
from akuttelefon.tasks.underretning import escalate_underretninger, reassign_underretninger
from akuttelefon.tasks.vagt import watch_gaps
from akuttelefon.tasks.vagttilbud import lapse_begun

__all__ = [
    "deliver_lukkebeskeder",
    "escalate_overdue",
    "escalate_underretninger",
    "lapse_begun",
    "plan_lukkebeskeder",
    "reassign_open",
    "reassign_underretninger",
    "remind_kladder",
    "watch_gaps",
]
