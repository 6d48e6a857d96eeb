"""What training and supervision show in the menu, on Min dag and on the ground's pages."""
