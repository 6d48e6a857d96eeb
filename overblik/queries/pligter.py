"""What a person must do, whichever room it comes from.

A room's duties reach Min dag through one function in KILDER: `(bruger, dag) -> [Pligt]`. It asks
the room once, whatever the number of rows.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from akuttelefon.models import Opfoelgning, Opkald
from akuttelefon.queries.opkald import status, why_that_day
from faelles import danish
from faelles.kalender import kalender_for
from faelles.workdays import Kalender
from plejefamilier.models import Barn

MOST = 100  # duties read for one page
LONGEST_TEXT = 190  # letters of the situation
ALVOR = {alvor: number for number, alvor in enumerate(Opkald.Alvor)}


class Hast(IntEnum):
    """The order of Min dag: emergency due today, late, due today, later."""

    AKUT_I_DAG = 0
    SENT = 1
    I_DAG = 2
    SNART = 3


@dataclass(frozen=True)
class Dag:
    """Today, as a page sees it."""

    now: datetime
    kalender: Kalender

    @classmethod
    def for_kommune(cls, kommune):
        return cls(now=timezone.localtime(), kalender=kalender_for(kommune))

    @property
    def today(self):
        return self.now.date()

    @property
    def ugens_foerste(self):
        """Monday of the week that is shown: the next one when no hverdag is left in this."""
        monday = self.today - timedelta(days=self.today.weekday())
        rest = (self.today + timedelta(days=n) for n in range(7 - self.today.weekday()))
        return monday if any(map(self.kalender.is_hverdag, rest)) else monday + timedelta(days=7)


@dataclass(frozen=True)
class Linje:
    """One more duty on the same card."""

    tekst: str
    url: str


@dataclass(frozen=True)
class Pligt:
    """One duty with its one act; duties with the same `emne` share a card."""

    emne: str
    hast: Hast
    frist: date
    pille: str
    pille_slags: str
    slags: str
    titel: str
    kort_titel: str
    url: str
    tekst: str
    derfor_ord: str
    derfor: str
    handling: str
    handling_url: str
    vaegt: int = 0  # among duties of the same day: the greater first
    telefon: str = ""
    linje: str = ""
    flere: tuple = ()
    opkald: tuple = ()  # ids of the calls it shows, for the log

    @property
    def antal(self):
        return 1 + len(self.flere)

    @property
    def klasse(self):
        return {Hast.SENT: "late", Hast.SNART: "week"}.get(self.hast, "today")


def pligter_for(bruger, dag):
    """All that `bruger` must do, most urgent first, one card for each family."""
    cards = {}
    found = [pligt for kilde in KILDER for pligt in kilde(bruger, dag)]
    for pligt in sorted(found, key=lambda row: (row.hast, row.frist, -row.vaegt)):
        card = cards.get(pligt.emne)
        if card is None:
            cards[pligt.emne] = pligt
        else:
            more = Linje(pligt.linje, pligt.handling_url)
            cards[pligt.emne] = replace(
                card, flere=(*card.flere, more), opkald=(*card.opkald, *pligt.opkald)
            )
    return [*cards.values()]


def akutte_opfoelgninger(bruger, dag):
    """The open follow-ups of emergency calls that are `bruger`'s."""
    children = Barn.objects.filter(opkald=OuterRef("opkald")).order_by("foedselsdag")
    rows = (
        Opfoelgning.objects.visible_to(bruger)
        .open()
        .filter(ansvarlig=bruger)
        .select_related("opkald__plejefamilie", "opkald__plejeforaelder")
        .annotate(
            boern=ArraySubquery(children.values(data=JSONObject(navn="navn", foedt="foedselsdag")))
        )
        .by_urgency()[:MOST]
    )
    return [_from_opfoelgning(row, dag) for row in rows]


def _from_opfoelgning(row, dag):
    opkald, familie, today = row.opkald, row.opkald.plejefamilie, dag.today
    state = status(row, today, dag.kalender)
    begun = timezone.localtime(opkald.start)
    url = opkald.get_absolute_url()
    if row.frist < today:
        hast, ord_, derfor = Hast.SENT, "Frist", _overdue(row, familie, today)
    else:
        hast = Hast.AKUT_I_DAG if row.frist == today else Hast.SNART
        ord_ = f"Derfor {_short_day(row.frist, today)}"
        derfor = why_that_day(opkald.start, row.frist, row.oversprungne)
    if row.grund != Opfoelgning.Grund.FAST:
        derfor += f" Den er din, fordi du {row.get_grund_display()}."
    return Pligt(
        emne=f"familie-{familie.pk}" if familie else f"opkald-{opkald.pk}",
        hast=hast,
        frist=row.frist,
        pille=state.tekst,
        pille_slags=state.pille,
        slags=" · ".join(
            ["Opfølgning på akutopkald", opkald.get_alvor_display(), opkald.get_udfald_display()]
        ),
        titel=_titel(opkald, familie, row.boern, today),
        kort_titel=familie.kort_navn if familie else "Ukendt opkalder",
        url=url,
        tekst=Truncator(opkald.situation).chars(LONGEST_TEXT),
        derfor_ord=ord_,
        derfor=derfor,
        handling="Følg op på opkaldet" if familie else "Find familien",
        handling_url=(
            f"{url}#foelg-op" if familie else reverse("akuttelefon:opkald_link", args=[opkald.pk])
        ),
        vaegt=ALVOR[opkald.alvor],
        telefon=_telefon(opkald, familie),
        opkald=(opkald.pk,),
        linje=f"{danish.ugedag(begun.date(), today)} {danish.kl(begun)} · {state.tekst}",
    )


def _overdue(row, familie, today):
    """When it was due and who waits, and whether the leader has been told."""
    who = familie.visningsnavn if familie else "Den, der ringede,"
    text = f"{danish.ugedag(row.frist, today)}. {who} venter på at høre fra dig."
    if row.escalated_at:
        told = timezone.localtime(row.escalated_at)
        text += f" Lederen fik besked {danish.naer_dag(told.date(), today)} {danish.kl(told)}."
    return text


def _short_day(day, today):
    """i dag, i morgen, mandag; further away with the date."""
    if 1 < (day - today).days < 7:
        return danish.UGEDAGE[day.weekday()]
    return danish.naer_dag(day, today)


def _titel(opkald, familie, boern, today):
    if familie is None:
        return f"Ukendt opkalder: {opkald.opkalder_navn or opkald.get_opkalder_display().lower()}"
    names = [child["navn"].split(" ")[0] for child in boern]
    if not names:
        return familie.visningsnavn
    if len(names) == 1:
        foedt = date.fromisoformat(boern[0]["foedt"])
        return f"{familie.visningsnavn} – om {names[0]}, {danish.alder(foedt, today)}"
    return f"{familie.visningsnavn} – om {danish.opregning(names)}"


def _telefon(opkald, familie):
    if opkald.telefon:
        return opkald.telefon
    if opkald.plejeforaelder and opkald.plejeforaelder.telefon:
        return opkald.plejeforaelder.telefon
    return familie.telefon if familie else ""


KILDER = (akutte_opfoelgninger,)
