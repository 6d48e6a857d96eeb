"""Films of a child and methods that were tried, as the pages show them."""

from django.db.models import Case, F, TextField, Value, When
from django.urls import reverse

from plejefamilier.models import Foraelder, Metodeproeve, Optagelse, Videosamtykke
from plejefamilier.raekker import HAENDELSE


def films(bruger, barn):
    """The films of a child, newest first; a deleted one is a line that says so."""
    return [*Optagelse.objects.visible_to(bruger).filter(barn=barn).select_related("by")]


def consents(bruger, barn):
    """The consents that hold."""
    rows = Videosamtykke.objects.visible_to(bruger).filter(barn=barn, trukket_at=None)
    return [*rows.select_related("foraelder")]


def possible_consenters(barn):
    """The custody holders of the child who have not agreed yet."""
    given = Videosamtykke.objects.filter(barn=barn, trukket_at=None)
    return Foraelder.objects.filter(
        foraeldreskaber__barn=barn,
        foraeldreskaber__foraeldremyndighed=True,
        foraeldreskaber__slut_paa=None,
    ).exclude(pk__in=given.values("foraelder"))


def metoder(bruger, barn):
    """The methods tried with a child, as rows of raekker.HAENDELSE."""
    rows = Metodeproeve.objects.visible_to(bruger).filter(barn=barn)
    pille = Case(
        When(udfald="virkede", then=Value("ok|Virkede")),
        When(udfald="delvist", then=Value("info|Virkede delvist")),
        When(udfald="virkede_ikke", then=Value("late|Virkede ikke")),
        default=Value("info|Prøves nu"),
    )
    return HAENDELSE.of(
        rows,
        slags=Value("metode"),
        noegle=F("pk"),
        tid=F("fra"),
        dato=F("fra"),
        titel=F("metode"),
        meta=Value("Metode, der er prøvet"),
        tekst=Case(
            When(begrundelse="", then=F("hvorfor")),
            default=F("begrundelse"),
            output_field=TextField(),
        ),
        pille=pille,
    )


def metode_url(raekke):
    return reverse("plejefamilier:metode_detail", args=[raekke.noegle])


def video_url(bruger, barn):
    return reverse("plejefamilier:video_list", args=[barn.pk])


def metode_ny_url(bruger, barn):
    return reverse("plejefamilier:metode_create", args=[barn.pk])
