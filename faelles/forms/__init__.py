"""What may be typed in the cellar's pages, one file for each noun."""
