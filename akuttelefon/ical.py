"""A person's shifts as a calendar: hours and provider, and nothing about any case."""

from datetime import timedelta

from akuttelefon.models import Vagt
from faelles.ical import Begivenhed, feed

NAME = "Akuttelefonvagter"
SUMMARY = "Akuttelefon – vagt"
BACK, AHEAD = timedelta(days=31), timedelta(days=400)


def shifts_as_calendar(bruger, now):
    """The standing shifts of `bruger` from 31 days back to 400 days ahead, as bytes. One query."""
    rows = Vagt.objects.between(now - BACK, now + AHEAD).filter(bruger=bruger)
    shifts = rows.select_related("udbyder").in_order()
    return feed(NAME, "Akuttelefon", [_begivenhed(vagt) for vagt in shifts], now)


def _begivenhed(vagt):
    return Begivenhed(
        noegle=f"vagt-{vagt.pk}",
        udgave=vagt.version,
        start=vagt.start,
        slut=vagt.slut,
        titel=SUMMARY,
        beskrivelse=f"Vagten hører til {vagt.udbyder.navn}. Vagtplanen står i Samspil.",
    )
