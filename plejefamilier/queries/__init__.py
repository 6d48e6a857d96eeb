"""What the pages of the ground read, one file for each page."""
