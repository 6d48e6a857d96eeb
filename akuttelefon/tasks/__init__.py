"""What the emergency line does by itself, one file for each noun."""

from akuttelefon.tasks.opfoelgning import escalate_overdue, reassign_open

__all__ = ["escalate_overdue", "reassign_open"]
