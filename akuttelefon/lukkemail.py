"""The words to a foster family before the town hall closes for long (K7): no name, no case (W5)."""

from dataclasses import dataclass

from akuttelefon.nummer import number_on
from faelles import danish, regler
from faelles.kalender import kalender_for


@dataclass(frozen=True)
class Mail:
    emne: str
    tekst: str


TEKST = """Hej

{kommune} holder lukket fra {fra} til og med {til}. Vi åbner igen {aabner}.
{nye}
Har I brug for hjælp, mens vi har lukket, så ring til akuttelefonen:

    {nummer}

Der er en fagperson ved telefonen hele døgnet. Ring gerne tidligt, også når I er i tvivl.

Er der fare på færde, så ring 112.

Ringer I, følger vi op, når vi har åbnet igen.

Venlig hilsen
{kommune}

Mailen er sendt automatisk og kan ikke besvares.
"""
NYE_DATOER = """
Det er nye datoer. De gælder i stedet for dem, vi har skrevet om før.
"""


def lukkemail(kommune, lukning, *, nye_datoer=False):
    """The mail about one closing, or None while the municipality has no number on its first day.

    `nye_datoer` says that the receiver was told other dates before.
    """
    number = number_on(kommune.pk, lukning.fra)
    if number is None:
        return None
    opens = kalender_for(kommune).next_hverdag(lukning.til)
    klokken = regler.value("akut.aabner", kommune, day=opens)
    return Mail(
        emne=f"{kommune.navn} holder lukket {danish.periode(lukning.fra, lukning.til)}",
        tekst=TEKST.format(
            kommune=kommune.navn,
            fra=_day(lukning.fra),
            til=_day(lukning.til),
            aabner=f"{_day(opens)} {danish.kl(klokken)}",
            nummer=danish.telefon(number.nummer),
            nye=NYE_DATOER if nye_datoer else "",
        ),
    )


def _day(day):
    return f"{danish.UGEDAGE[day.weekday()]} den {danish.dato(day)}"
