"""What may be typed on the emergency line, one file for each noun. Saving belongs to actions."""
