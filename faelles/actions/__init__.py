"""What can happen in the cellar, one file for each noun."""
