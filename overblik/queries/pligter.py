"""What a person must do, whichever room it comes from.

A room's duties reach Min dag through one function in KILDER: `(bruger, dag) -> [Pligt]`. It asks
the room once, whatever the number of rows, and not at all when the person's roles rule it out.
"""

from dataclasses import replace

from overblik.queries.kladder import kladder
from overblik.queries.nummer import akutnummeret
from overblik.queries.opfoelgninger import akutte_opfoelgninger
from overblik.queries.pligt import Linje
from overblik.queries.samarbejde import samarbejdet
from overblik.queries.tilbud import vagttilbud
from overblik.queries.underretninger import underretninger
from overblik.queries.vagter import vagthuller

KILDER = (
    kladder,
    underretninger,
    akutte_opfoelgninger,
    vagttilbud,
    samarbejdet,
    vagthuller,
    akutnummeret,
)


def pligter_for(bruger, dag):
    """All that `bruger` must do, most urgent first, one card for each family."""
    cards = {}
    found = [pligt for kilde in KILDER for pligt in kilde(bruger, dag)]
    for pligt in sorted(found, key=lambda row: (row.hast, row.frist, -row.vaegt)):
        card = cards.get(pligt.emne)
        if card is None:
            cards[pligt.emne] = pligt
        else:
            more = Linje(pligt.linje, pligt.handling_url)
            cards[pligt.emne] = replace(
                card, flere=(*card.flere, more), opkald=(*card.opkald, *pligt.opkald)
            )
    return [*cards.values()]
