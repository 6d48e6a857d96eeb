"""The invented municipality that the demo shows: its names, its texts and its two years."""
