"""A person's shifts as a calendar (RFC 5545): hours and provider, and nothing about any case."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from akuttelefon.models import Vagt

NAME = "Akuttelefonvagter"
SUMMARY = "Akuttelefon – vagt"
BACK, AHEAD = timedelta(days=31), timedelta(days=400)
REFRESH = timedelta(hours=1)


def shifts_as_calendar(bruger, now):
    """The standing shifts of `bruger` from 31 days back to 400 days ahead, as bytes. One query."""
    calendar = Calendar()
    calendar.add("prodid", "-//Samspil//Akuttelefon//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    rows = Vagt.objects.between(now - BACK, now + AHEAD).filter(bruger=bruger)
    for vagt in rows.select_related("udbyder").in_order():
        calendar.add_component(_event(vagt, now))
    return calendar.to_ical()


def _event(vagt, now):
    event = Event()
    event.add("uid", f"vagt-{vagt.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", vagt.version)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", vagt.start.astimezone(UTC))
    event.add("dtend", vagt.slut.astimezone(UTC))
    event.add("summary", SUMMARY)
    event.add("description", f"Vagten hører til {vagt.udbyder.navn}. Vagtplanen står i Samspil.")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event
