"""A person's, a room's or a house's times as a calendar: when, which kind, and a public place."""

from faelles.ical import feed
from supervision.models import Kalenderadresse
from supervision.queries.kalenderadresse import begivenheder

Slags = Kalenderadresse.Slags
NAVNE = {
    Slags.MIG: "Samspil – mine tider",
    Slags.LOKALE: "Samspil – lokale",
    Slags.INSTITUTION: "Samspil – arbejdsplads",
}
FILNAVNE = {Slags.MIG: "mine.ics", Slags.LOKALE: "lokale.ics", Slags.INSTITUTION: "hus.ics"}


def times_as_calendar(adresse, now):
    """The feed of an open address, as bytes."""
    return feed(NAVNE[adresse.slags], "Kalender", begivenheder(adresse, now), now)
