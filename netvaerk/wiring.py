"""What networks show in the menu, on Min dag and on the ground's pages."""

from faelles import drift as driftsstatus
from faelles import udbringning
from netvaerk import gruppedrift
from netvaerk.actions.gruppepost import deliver_gruppebeskeder

# register_menu(undermenu.NETVAERK) stands here as soon as its three pages do
udbringning.also_deliver(deliver_gruppebeskeder)
driftsstatus.register(gruppedrift.NAVN, gruppedrift.gruppebeskeder)
