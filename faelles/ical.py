"""A calendar to subscribe to (RFC 5545): times, neutral words, and nothing about any case."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Begivenhed:
    """One event. `noegle` is its own for ever, `udgave` counts its changes (SEQUENCE)."""

    noegle: str
    udgave: int
    start: datetime
    slut: datetime
    titel: str
    beskrivelse: str = ""
    sted: str = ""
    aflyst: bool | None = None  # None: the calendar does not say


def feed(navn, prodid, begivenheder, now):
    """The calendar `navn` with these events, as bytes; a program asks again after an hour."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Samspil//{prodid}//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", navn)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for one in begivenheder:
        calendar.add_component(_event(one, now))
    return calendar.to_ical()


def _event(one, now):
    event = Event()
    event.add("uid", f"{one.noegle}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", one.udgave)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", one.start.astimezone(UTC))
    event.add("dtend", one.slut.astimezone(UTC))
    event.add("summary", one.titel)
    if one.beskrivelse:
        event.add("description", one.beskrivelse)
    if one.sted:
        event.add("location", one.sted)
    if one.aflyst is not None:
        event.add("status", "CANCELLED" if one.aflyst else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if one.aflyst else "OPAQUE")
    return event
