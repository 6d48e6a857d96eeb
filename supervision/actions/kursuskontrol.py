"""What must hold between a course and its meetings: deadlines, lengths, rooms, places."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import danish
from plejefamilier.actions.save import refusal
from supervision import kursusregler
from supervision.models import Kursus

LAENGDE = "laengde"
KAPACITET = "kapacitet"
FRIST = "frist"
STED = "sted"


def check(kursus, gange):
    """What must hold between a course and its meetings; see create_kursus."""
    if gange:
        first = timezone.localdate(min(gang.start for gang in gange))
        for felt in ("tilmeldingsfrist", "framelding_til"):
            day = getattr(kursus, felt)
            if day and day > first:
                words = f"Kurset begynder {danish.dato(first)}. Fristen skal ligge før."
                raise refusal(felt, words, FRIST)
    for gang in gange:
        check_gang(kursus, gang)


def check_gang(kursus, gang):
    """What must hold between a course and one meeting of it."""
    if gang.slut <= gang.start:
        raise refusal("slut", "Kurset skal slutte, efter det begynder.", "baglaens")
    if gang.lokale and gang.lokale.kapacitet < kursus.pladser:
        words = f"{gang.lokale.navn} har plads til {gang.lokale.kapacitet}."
        raise refusal("pladser", f"{words} Vælg et større lokale eller færre pladser.", KAPACITET)
    problem = kursusregler.length_problem(kursus, gang.minutter)
    if problem and not kursus.afvigelse.strip():
        words = f"{problem} Ret det, eller skriv, hvorfor det skal være sådan."
        raise refusal("afvigelse", words, LAENGDE)


def check_place(kursus):
    """Raise ValidationError (STED) when a meeting in a room has neither room nor address."""
    if kursus.levering == Kursus.Levering.VIRTUEL:
        return
    gang = kursus.gange.planned().filter(lokale=None, sted_tekst="").order_by("start").first()
    if gang:
        day = danish.ugedag(timezone.localdate(gang.start), timezone.localdate())
        raise ValidationError(f"Skriv først, hvor I mødes {day}.", code=STED)
