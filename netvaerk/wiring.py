"""What networks show in the menu, on Min dag and on the ground's pages."""

from faelles.menu import register as register_menu
from netvaerk import undermenu

register_menu(undermenu.NETVAERK)
