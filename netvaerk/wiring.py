"""What networks show in the menu, on Min dag and on the ground's pages."""


# register_menu(undermenu.NETVAERK) stands here as soon as its three pages do
