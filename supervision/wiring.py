"""What training and supervision show in the menu, on Min dag and on the ground's pages."""

from plejefamilier import forloeb, pligter
from supervision.queries import fremmoede, konsulterende, sparring

pligter.register(
    fremmoede.NOTER, "Fremmøde", fremmoede.pligter, fremmoede.pligt_ord, om_familier=False
)
forloeb.register_fakta(fremmoede.fakta)
forloeb.register_raekker(
    sparring.SLAGS, "Faglig sparring", "forum", sparring.raekker, sparring.raekke_url
)
forloeb.register_ny("Skriv faglig sparring", sparring.ny_url)
pligter.register(
    konsulterende.PLIGT_VISITATION,
    "Konsulterende forløb",
    konsulterende.visitation_pligter,
    konsulterende.visitation_ord,
)
pligter.register(
    konsulterende.PLIGT_FORLOEB,
    "Konsulterende forløb",
    konsulterende.forloeb_pligter,
    konsulterende.forloeb_ord,
)
pligter.register(
    konsulterende.PLIGT_AFTALE,
    "Konsulterende forløb",
    konsulterende.aftale_pligter,
    konsulterende.aftale_ord,
)
forloeb.register_raekker(
    "visitation", "Supervision", "assignment", konsulterende.haendelser, konsulterende.raekke_url
)
forloeb.register_ny("Bed om konsulterende forløb", konsulterende.ny_url)
