"""What the pages of the line read, one file for each noun."""
