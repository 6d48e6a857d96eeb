"""The line's number on its pages, and which families have been given it (K1)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from akuttelefon.models import Linjenummer, Nummerudlevering
from akuttelefon.nummer import newest_number, uden_nummer
from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier.forloeb import Faktum
from plejefamilier.models import Konsulenttildeling, Plejefamilie

MOST_FAMILIER = 100  # families of one page; when they are noted, the next ones show


@dataclass(frozen=True)
class Andel:
    """How many families know the number that holds, of how many active ones."""

    kender: int
    alle: int

    @property
    def procent(self):
        return round(100 * self.kender / self.alle) if self.alle else None


def share_who_know(kommuner, day=None):
    """Of the active families of these municipalities: how many were given the number of `day`."""
    day = day or timezone.localdate()
    familier = Plejefamilie.objects.active().filter(kommune__in=kommuner)
    given = Nummerudlevering.objects.filter(
        on_day_of_number(day), plejefamilie=OuterRef("pk"), paa__lte=day
    )
    kender = familier.filter(Exists(given)).count()
    return Andel(kender, familier.count())


def on_day_of_number(day):
    """The filter for handings-out of the number that holds on `day`."""
    current = Linjenummer.objects.filter(on_day(day), pk=OuterRef("linjenummer"))
    return Exists(current)


def nummer_context(kommune):
    """The page of the number: today's, the coming one, those before, and how many have it."""
    today = timezone.localdate()
    rows = [*Linjenummer.objects.filter(kommune=kommune).order_by("-fra")]
    familier = Plejefamilie.objects.filter(kommune=kommune)
    newest = next((row for row in rows if row.til is None), None)
    alle = familier.active().count()
    return {
        "nu": next((r for r in rows if r.fra <= today and (r.til is None or r.til >= today)), None),
        "kommende": [row for row in rows if row.fra > today],
        "tidligere": [row for row in rows if row.til and row.til < today],
        "nyeste": newest,
        "andel": Andel(alle - uden_nummer(familier).count(), alle) if newest else None,
        "antal_familier": alle,
    }


def number_to_hand_out(kommune):
    """The number the list is about, or None when the municipality has set none."""
    return newest_number(kommune.pk)


def handed_out_by(bruger):
    """The families to whom `bruger` may note that the number was given."""
    kommuner = bruger.kommuner_med(Permission.HAND_OUT_NUMMER)
    return Plejefamilie.objects.worked_with_by(bruger).active().filter(kommune__in=kommuner)


@dataclass(frozen=True)
class UdenNummer:
    pk: int
    kryds: str  # the value of its box
    navn: str
    konsulent: str
    telefon: str
    sidst: str


def uden_nummer_side(bruger):
    """The families of `bruger` without the newest number: (rows, whether there are more)."""
    today = timezone.localdate()
    holding = Konsulenttildeling.objects.holding(today).filter(plejefamilie=OuterRef("pk"))
    before = Nummerudlevering.objects.filter(plejefamilie=OuterRef("pk")).order_by("-paa")
    rows = [
        *uden_nummer(handed_out_by(bruger))
        .annotate(
            konsulent_navn=Subquery(holding.values("konsulent__navn")[:1]),
            sidst_paa=Subquery(before.values("paa")[:1]),
        )
        .in_order()[: MOST_FAMILIER + 1]
    ]
    found = [
        UdenNummer(
            pk=row.pk,
            kryds=str(row.pk),
            navn=row.visningsnavn,
            konsulent=row.konsulent_navn or "Ingen konsulent",
            telefon=row.telefon,
            sidst=f"Fik det gamle nummer {danish.dato(row.sidst_paa)}" if row.sidst_paa else "",
        )
        for row in rows[:MOST_FAMILIER]
    ]
    return found, len(rows) > MOST_FAMILIER


# --- the family's page ------------------------------------------------------------------------


@dataclass(frozen=True)
class Nummerlinje:
    """A number that holds or is coming, and when the family was given it."""

    nummer: str
    fra: date
    kommer: bool
    udleveret: date | None


def _numre(plejefamilie):
    """The numbers that the family should know, the coming one last; one query."""
    today = timezone.localdate()
    given = Nummerudlevering.objects.filter(
        plejefamilie=plejefamilie, linjenummer=OuterRef("pk")
    ).order_by("-paa")
    rows = (
        Linjenummer.objects.filter(kommune=plejefamilie.kommune_id)
        .exclude(til__lt=today)
        .annotate(udleveret=Subquery(given.values("paa")[:1]))
        .order_by("fra")
    )
    return [Nummerlinje(row.nummer, row.fra, row.fra > today, row.udleveret) for row in rows]


def fakta(bruger, plejefamilie):
    """The fact »Akutnummeret« on the family's page."""
    linjer = _numre(plejefamilie)
    kan = (
        plejefamilie.kommune_id in bruger.kommuner_med(Permission.HAND_OUT_NUMMER)
        and not plejefamilie.ophoert_paa
    )
    data = {
        "linjer": linjer,
        "kan": kan and bool(linjer),
        "mangler": bool(linjer) and linjer[-1].udleveret is None,
        "i_dag": timezone.localdate(),
        "maader": Nummerudlevering.Maade.choices,
    }
    return [Faktum("Akutnummeret", "akuttelefon/_nummer_fakta.html", data)]
