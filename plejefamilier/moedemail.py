"""The mail about a meeting and its calendar file: a time, and a place that is nobody's home (W5).

No name, no word of the case, no address of a home, protected or not; not even the kind of meeting.
"""

from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from faelles import danish
from plejefamilier.models import Moedebesked
from plejefamilier.models.moede import Form, Sted

Slags = Moedebesked.Slags
SUMMARY = "Møde"
OFFENTLIGE = (Sted.KOMMUNEN, Sted.INSTITUTIONEN)
EMNER = {
    Slags.INDKALDELSE: "Indkaldelse til møde",
    Slags.AENDRING: "Mødet er ændret",
    Slags.AFLYSNING: "Mødet er aflyst",
    Slags.PAAMINDELSE: "Husk mødet",
}
BRODTEKST = """Hej

{linje}

{fakta}
{videre}

Mailen indeholder ikke oplysninger om sagen. Den kan ikke besvares.
"""
LINJER = {
    Slags.INDKALDELSE: "Du er indkaldt til et møde.",
    Slags.AENDRING: "Et møde, du er indkaldt til, er ændret. Det gælder nu:",
    Slags.AFLYSNING: "Et møde, du var indkaldt til, er aflyst for dig.",
    Slags.PAAMINDELSE: "Du har et møde.",
}
MED_LOGIN = "Log ind for at se dagsorden og deltagere, og svar på, om du kommer:\n\n{url}"
UDEN_LOGIN = "Har du spørgsmål, så ring til den, du plejer at tale med i kommunen."


@dataclass(frozen=True)
class Moedemail:
    """`kalender` is the calendar file as bytes, b"" for a reminder; `metode` its METHOD."""

    emne: str
    tekst: str
    kalender: bytes
    metode: str


def moedemail(moede, slags, udgave, *, til, bruger):
    """The mail of `slags` about a meeting to the address `til`.

    `bruger` says whether the receiver logs in. `udgave` is the SEQUENCE of the calendar file.
    """
    start = timezone.localtime(moede.start)
    facts = [f"Hvornår: {danish.ugedag(start.date())} {_klokken(moede)}"]
    if slags != Slags.AFLYSNING:
        facts += [f"Hvor: {_sted(moede)}"] if _sted(moede) else []
        facts += [f"Video: {moede.link}"] if moede.link and moede.form != Form.FYSISK else []
    metode = "CANCEL" if slags == Slags.AFLYSNING else "REQUEST"
    url = f"{settings.BASE_URL}/plejefamilier/moeder/"
    return Moedemail(
        emne=f"{EMNER[slags]} {danish.ugedag(start.date())} {danish.kl(start)}",
        tekst=BRODTEKST.format(
            linje=LINJER[slags],
            fakta="\n".join(facts) + "\n",
            videre=MED_LOGIN.format(url=url) if bruger else UDEN_LOGIN,
        ),
        kalender=b"" if slags == Slags.PAAMINDELSE else kalenderfil(moede, metode, udgave, til=til),
        metode=metode,
    )


def kalenderfil(moede, metode, udgave, *, til):
    """The meeting as iCalendar (RFC 5545, 5546): the same UID always, SEQUENCE counts changes."""
    host = urlsplit(settings.BASE_URL).hostname
    event = Event()
    event.add("uid", f"{moede.uid}@{host}")
    event.add("sequence", udgave)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", timezone.localtime(moede.start))
    event.add("dtend", timezone.localtime(moede.slut))
    event.add("summary", SUMMARY)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if metode == "CANCEL" else "CONFIRMED")
    if _sted(moede):
        event.add("location", _sted(moede))
    if moede.link and moede.form != Form.FYSISK:
        event.add("url", moede.link)
    event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
    event.add("attendee", vCalAddress(f"mailto:{til}"))
    calendar = Calendar()
    calendar.add("prodid", "-//Samspil//Moeder//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", metode)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _klokken(moede):
    start, slut = timezone.localtime(moede.start), timezone.localtime(moede.slut)
    if start.date() == slut.date():
        return f"{danish.kl(start)}–{danish.ur(slut)}"
    return f"{danish.kl(start)} til {danish.ugedag(slut.date())} {danish.kl(slut)}"


def _sted(moede):
    """Where, in words that may stand in a mail: only a place that is nobody's home."""
    if moede.form == Form.VIRTUELT:
        return ""
    if moede.sted in OFFENTLIGE:
        told = f", {moede.sted_tekst}" if moede.sted_tekst else ""
        return f"{Sted(moede.sted).label}{told}"
    return "Som aftalt"
