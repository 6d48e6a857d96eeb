"""What the families of a group share with each other, on screen and on paper (I9)."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from netvaerk.models import Medlemskab
from plejefamilier.models import Plejefamilie, Plejeforaelder

Kontakt = Medlemskab.Kontakt


@dataclass(frozen=True)
class Voksen:
    """A grown-up of the contact list: what the family shares of her, else ""."""

    navn: str
    telefon: str
    email: str


EMPTY = Voksen("", "", "")


@dataclass(frozen=True)
class Kontaktlinje:
    """A family of the contact list; `familie` is its surname when it shares names, else ""."""

    familie: str
    voksne: list


def contact_list(bruger, gruppe):
    """The contact list of a group for paper: members of today whom `bruger` knows by name."""
    today = timezone.localdate()
    rows = Medlemskab.objects.visible_to(bruger).active(today).filter(gruppe=gruppe)
    named = rows.select_related("plejefamilie").order_by("plejefamilie__navn", "pk")
    return contacts((row, row.plejefamilie.navn) for row in named)


def contacts(named):
    """The lines of memberships, given as (membership, name of the family); one query.

    A family that shares nothing, has not begun or has left is not there. Never an address, never a
    child.
    """
    today = timezone.localdate()
    sharing = [
        (row, navn)
        for row, navn in named
        if row.deler and row.fra <= today and (row.til is None or row.til >= today)
    ]
    sharing.sort(key=lambda one: Kontakt.NAVN not in one[0].deler)  # those with a name first
    grown_ups = {}
    here = Q(fratraadt_paa=None) | Q(fratraadt_paa__gt=today)
    families = [row.plejefamilie_id for row, _ in sharing]
    found = Plejeforaelder.objects.filter(here, plejefamilie__in=families).order_by("pk")
    for one in found.annotate(husets=F("plejefamilie__telefon")):
        grown_ups.setdefault(one.plejefamilie_id, []).append(one)
    return [
        Kontaktlinje(
            familie=Plejefamilie(navn=navn).kort_navn if Kontakt.NAVN in row.deler else "",
            voksne=_shared(grown_ups.get(row.plejefamilie_id, []), row.deler),
        )
        for row, navn in sharing
    ]


def _shared(grown_ups, deler):
    """Each of the grown-ups with what is shared of her; alike lines, and empty ones, once at most.

    A family that shares what nobody has written down stands there with nothing.
    """
    lines = dict.fromkeys(_line(one, deler) for one in grown_ups)
    return [line for line in lines if line != EMPTY] or [EMPTY]


def _line(one, deler):
    return Voksen(
        navn=one.navn if Kontakt.NAVN in deler else "",
        telefon=(one.telefon or one.husets) if Kontakt.TELEFON in deler else "",
        email=one.email if Kontakt.EMAIL in deler else "",
    )
