"""The mail to a foster parent about times when people meet: when, and a public place (W5, R17).

No name of a child or a family, no word of a case, and nobody's home. The calendar file has one
event for each time, with the same UID always; SEQUENCE counts its changes.
"""

from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from faelles import danish

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
STED_AFTALT = "sted som aftalt"
VIDEO = "på video"
BRODTEKST = """Hej

{linje}

{fakta}

{videre}

Mailen indeholder ikke oplysninger om sagen. Den kan ikke besvares.
"""
RING = "Har I spørgsmål, eller kan I ikke komme, så ring til jeres familieplejekonsulent."


@dataclass(frozen=True)
class Familiemail:
    """`kalender` is the calendar file as bytes, b"" for none; `metode` its METHOD."""

    emne: str
    tekst: str
    kalender: bytes
    metode: str


@dataclass(frozen=True)
class Tid:
    """One time in a mail and its calendar file; `sted` and `link` may stand in a mail."""

    uid: str
    udgave: int
    titel: str
    start: object
    slut: object
    aflyst: bool
    sted: str
    link: str

    @property
    def linje(self):
        start, slut = timezone.localtime(self.start), timezone.localtime(self.slut)
        when = f"{danish.ugedag(start.date())} {danish.kl(start)}–{danish.ur(slut)}"
        return ", ".join(part for part in (when, self.sted, self.link) if part)


def mail_om(tider, emne, linje, *, over=False, med_fil=True):
    """The mail about `tider` ([Tid], at least one): what is coming of them, else all.

    `over`: they are cancelled for the receiver. `med_fil`: with the calendar file.
    """
    coming = [one for one in tider if not one.aflyst]
    told = coming or tider
    lines = [f"Hvornår: {one.linje}" for one in told]
    first = timezone.localtime(told[0].start)
    metode = CANCEL if over else PUBLISH
    return Familiemail(
        emne=f"{emne} {danish.ugedag(first.date())} {danish.kl(first)}",
        tekst=BRODTEKST.format(linje=linje, fakta="\n".join(lines), videre=RING),
        kalender=_calendar(tider, metode) if med_fil else b"",
        metode=metode,
    )


def _calendar(times, metode):
    """The times as iCalendar (RFC 5545, 5546), to be put into one's own calendar."""
    host = urlsplit(settings.BASE_URL).hostname
    calendar = Calendar()
    calendar.add("prodid", "-//Samspil//Familie//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", metode)
    for one in times:
        event = Event()
        event.add("uid", f"{one.uid}@{host}")
        event.add("sequence", one.udgave + (metode == CANCEL or one.aflyst))
        event.add("dtstamp", timezone.now().astimezone(UTC))
        event.add("dtstart", timezone.localtime(one.start))
        event.add("dtend", timezone.localtime(one.slut))
        event.add("summary", one.titel)
        event.add("class", "PRIVATE")
        cancelled = one.aflyst or metode == CANCEL
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        if one.sted:
            event.add("location", one.sted)
        if one.link:
            event.add("url", one.link)
        event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
