"""Rows of recruitment, requests, implementation, offers and guidelines for tests of every page."""

import uuid

from django.utils import timezone

from plejefamilier import actions
from plejefamilier.models import Indskrivning


def rows_about_indsatsen(familie, by):
    """A family that takes part, and has asked for something."""
    today = timezone.localdate()
    return {
        "indskrivning": Indskrivning.objects.create(
            plejefamilie=familie,
            intensitet=Indskrivning.Intensitet.GRUPPE_LAV,
            fra=today,
            kilde="konsulent",
            erfaring_aar=3,
            by=by,
        ),
        "anmodning": actions.receive_anmodning(
            by=by,
            plejefamilie=familie,
            modtaget_paa=today,
            modtaget_af=by,
            emner=["adfaerd"],
            tekst="Vil gerne have hjælp til aftenerne.",
            idempotency_key=uuid.uuid4(),
        ),
    }


def rows_of_implementering(kommune, leder, ejer):
    """What a municipality keeps about getting the effort into operation; `ejer` owns it."""
    today = timezone.localdate()
    actions.save_punkt(
        by=leder,
        kommune=kommune,
        skabelon="samarbejde",
        kode="dele",
        version=1,
        status="afklaret",
        ansvarlig=ejer,
        dato=today,
        svar="Familieplejen.",
    )
    actions.write_status(by=leder, kommune=kommune, skabelon="samarbejde", tekst="Godt i gang.")
    actions.add_person(by=leder, kommune=kommune, rolle="gruppe", navn="Prøve Prøvesen")
    return {
        "kriterium": actions.create_kriterium(by=leder, kommune=kommune, tekst="Vil selv"),
        "implementeringssag": actions.raise_sag(
            by=leder, kommune=kommune, tekst="Lokaler", ansvarlig=ejer, frist=today
        ),
        "sparring": actions.add_sparring(
            by=leder, kommune=kommune, hvem="Østerby", kontakt="Maja", om="Opstart"
        ),
        "implementeringsperson": actions.add_person(
            by=leder, kommune=kommune, rolle="projektleder", bruger=leder, til_stede="Mandag"
        ),
        "plejetilbud": actions.create_tilbud(
            by=leder, kommune=kommune, navn="Weekend", tema="fleksibel", fra=today
        ),
        "retningslinje": actions.publish_retningslinje(
            by=leder,
            kommune=kommune,
            navn="Før et forløb",
            tekst="Sådan begynder vi.",
            trin=["Ring", "Mødes"],
            gaelder_fra=today,
        ),
    }
