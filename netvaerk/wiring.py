"""What networks show in the menu, on Min dag and on the ground's pages."""

from faelles import drift as driftsstatus
from faelles import udbringning
from faelles.menu import register as register_menu
from netvaerk import gruppedrift, undermenu
from netvaerk.actions.gruppepost import deliver_gruppebeskeder
from netvaerk.actions.medlemskab import end_networks_of
from netvaerk.actions.mentorspoergsmaal import withdraw_from_ended
from netvaerk.queries import (
    familieside,
    gruppefolk,
    gruppepligt,
    medlemskab,
    mentorpligt,
    overdragelse,
    tider,
)
from plejefamilier import forloeb, ophoer, pligter, tidskilder

register_menu(undermenu.NETVAERK)
udbringning.also_deliver(deliver_gruppebeskeder)
driftsstatus.register(gruppedrift.NAVN, gruppedrift.gruppebeskeder)
ophoer.on_end(end_networks_of)
ophoer.on_end(withdraw_from_ended)
pligter.register(medlemskab.SLAGS, "Netværksgruppe", medlemskab.pligter, medlemskab.pligt_ord)
forloeb.register_fakta(familieside.fakta, udtryk=familieside.fakta_udtryk)
for slags, ikon, raekker, url in familieside.RAEKKER:
    forloeb.register_raekker(slags, familieside.LABEL, ikon, raekker, url)
forloeb.register_ny("Netværk og mentor", familieside.side_url)
for slags, raekker, vis in (*gruppepligt.PLIGTER, *gruppefolk.PLIGTER, *overdragelse.PLIGTER):
    pligter.register(slags, "Netværk", raekker, vis, om_familier=False)
pligter.register(mentorpligt.SVAR, mentorpligt.NAVN, mentorpligt.svar_pligter, mentorpligt.svar_ord)
pligter.register(mentorpligt.FIND, mentorpligt.NAVN, mentorpligt.find_pligter, mentorpligt.find_ord)
pligter.register(
    mentorpligt.FOELG_OP,
    mentorpligt.NAVN,
    mentorpligt.opfoelgning_pligter,
    mentorpligt.opfoelgning_ord,
)
pligter.register(
    mentorpligt.AFSLUT, mentorpligt.NAVN, mentorpligt.slut_pligter, mentorpligt.slut_ord
)
tidskilder.register(tider.KILDE)
