"""What the pages of the roof read, one file for each part."""
