"""What stands beside the calls on a family's page: its numbers and contacts, read in one query."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from akuttelefon.models import Henvendelse, Linjenummer, Nummerudlevering
from faelles.access import Permission
from plejefamilier.models import Plejefamilie


@dataclass(frozen=True)
class Nummerlinje:
    """A number that holds or is coming, and when the family was given it."""

    nummer: str
    fra: date
    kommer: bool
    udleveret: date | None


@dataclass(frozen=True)
class Kontakt:
    """One contact beside the line, as the timeline shows it."""

    pk: int
    start: datetime
    minutter: int | None
    slags: str
    tekst: str
    modtaget_af: int
    navn: str


def numre_og_kontakter(bruger, plejefamilie):
    """The family's numbers, and its contacts that `bruger` may see, newest first.

    The page asks twice, for the facts and for the timeline: the rows are read once and kept on the
    page's own row of the family.
    """
    kept = vars(plejefamilie).get("_uden_om")
    if kept is None or kept[0] != bruger.pk:
        kept = plejefamilie._uden_om = (bruger.pk, *_read(bruger, plejefamilie))
    return kept[1], kept[2]


def _read(bruger, plejefamilie):
    today = timezone.localdate()
    given = Nummerudlevering.objects.filter(
        plejefamilie=plejefamilie, linjenummer=OuterRef("pk")
    ).order_by("-paa")
    numre = (
        Linjenummer.objects.filter(kommune=OuterRef("kommune"))
        .exclude(til__lt=today)
        .annotate(udleveret=Subquery(given.values("paa")[:1]))
        .order_by("fra")
        .values(data=JSONObject(nummer="nummer", fra="fra", udleveret="udleveret"))
    )
    kontakter = (
        Henvendelse.objects.visible_to(bruger)
        .filter(plejefamilie=OuterRef("pk"))
        .newest_first()
        .values(
            data=JSONObject(
                pk="pk",
                start="start",
                minutter="minutter",
                slags="slags",
                tekst="tekst",
                modtaget_af="modtaget_af",
                navn="modtaget_af__navn",
            )
        )
    )
    columns = [ArraySubquery(numre)]
    if bruger.can(Permission.LOG_HENVENDELSE):
        columns.append(ArraySubquery(kontakter))
    row = Plejefamilie.objects.filter(pk=plejefamilie.pk).values_list(*columns).get()
    return (
        [_nummer(data, today) for data in row[0]],
        [_kontakt(data) for data in (row[1] if len(row) > 1 else ())],
    )


def _nummer(data, today):
    fra, udleveret = date.fromisoformat(data["fra"]), data["udleveret"]
    return Nummerlinje(
        data["nummer"], fra, fra > today, date.fromisoformat(udleveret) if udleveret else None
    )


def _kontakt(data):
    return Kontakt(**{**data, "start": datetime.fromisoformat(data["start"])})
