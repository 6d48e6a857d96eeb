"""Meetings: lists by week, one meeting, and what Min dag and the time lines show."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.paging import page
from plejefamilier.models import (
    Aftale,
    Barn,
    Deltager,
    Moede,
    Moedeslags,
    Plejefamilie,
)
from plejefamilier.pligter import Ord
from plejefamilier.raekker import HAENDELSE, PLIGT

MINE, ALLE, TIDLIGERE = "mine", "alle", "tidligere"
FILTRE = ((MINE, "Mine"), (ALLE, "Alle i mine sager"), (TIDLIGERE, "Tidligere"))
REFERAT = "referat"


@dataclass(frozen=True)
class Uge:
    """A week with its meetings, in order; `mandag` is its first day."""

    mandag: date
    moeder: list = field(default_factory=list)

    @property
    def navn(self):
        return danish.uge(self.mandag)


def moede_page(bruger, vis, query):
    """One page of meetings, and its rows by week; `vis` is MINE, ALLE or TIDLIGERE."""
    now = timezone.now()
    mine = Deltager.objects.opens_for(bruger).filter(moede=OuterRef("pk"))
    rows = (
        Moede.objects.visible_to(bruger)
        .select_related("plejefamilie", "barn", "indkalder")
        .annotate(
            mit_svar=Subquery(mine.values("svar")[:1]),
            deltager_antal=Count("deltagere", filter=Q(deltagere__fjernet_at=None)),
        )
    )
    if vis == TIDLIGERE:
        side = page(rows.filter(slut__lte=now), query, by="start")
    else:
        rows = rows.filter(slut__gt=now)
        if vis == MINE:
            rows = rows.filter(Exists(mine) | Q(indkalder=bruger))
        side = page(rows, query, by="start", descending=False)
    return side, by_week(side.rows)


def by_week(rows):
    """The rows as a list of Uge, in the order they come."""
    weeks = []
    for row in rows:
        day = timezone.localdate(row.start)
        monday = day - timedelta(days=day.weekday())
        if not weeks or weeks[-1].mandag != monday:
            weeks.append(Uge(monday))
        weeks[-1].moeder.append(row)
    return weeks


def mine(bruger, moede):
    """The reader's own place at the meeting, or None."""
    rows = Deltager.objects.opens_for(bruger).filter(moede=moede)
    own = Q(bruger=bruger)
    return rows.annotate(egen=own).order_by("-egen", "pk").first()


def deltagere(moede):
    """Everybody asked to come, by place; one query."""
    rows = moede.deltagere.present()
    return rows.select_related("bruger", "foraelder", "plejeforaelder", "kredsrolle__bruger")


def aftaler(bruger, moede):
    """The agreements made in the meeting that the reader may see; one query."""
    rows = Aftale.objects.visible_to(bruger).filter(moede=moede)
    return rows.select_related("ansvarlig").by_urgency()


def with_rights(bruger):
    """Meetings with what the reader may do: change them, and open the record of their case."""
    boern = Barn.objects.visible_to(bruger).filter(pk=OuterRef("barn"))
    familier = Plejefamilie.objects.visible_to(bruger).filter(pk=OuterRef("plejefamilie"))
    return Moede.objects.annotate(
        maa_redigere=Exists(Moede.objects.editable_by(bruger).filter(pk=OuterRef("pk"))),
        ser_barn=Exists(boern),
        ser_familie=Exists(familier),
    )


def sag_url(moede):
    """Where the case of a meeting from with_rights is, when its reader may open it; '' else."""
    if moede.barn_id and moede.ser_barn:
        return reverse("plejefamilier:barn_detail", args=[moede.barn_id])
    if moede.barn_id is None and moede.plejefamilie_id and moede.ser_familie:
        return reverse("plejefamilier:plejefamilie_detail", args=[moede.plejefamilie_id])
    return ""


def formaal(bruger, moede):
    """Why the reader opens the meeting, for the log (W2)."""
    if moede.indkalder_id == bruger.pk:
        return "har indkaldt til mødet"
    return "møde i egen sag"


def introduced(sag):
    """Has everybody around the case had the introduction of the professionals? (V2)"""
    rows = Moede.objects.planned().filter(slags=Moedeslags.INTRODUKTION)
    if sag.barn:
        return rows.filter(barn=sag.barn).exists()
    return rows.filter(plejefamilie=sag.plejefamilie).exists()


# --- Min dag and the time lines ------------------------------------------------------------------


def pligter(bruger, dag):
    """Meetings that were held and whose minutes are not locked: whoever called them writes."""
    if not bruger.can(Permission.MANAGE_MOEDER) or bruger.kommune is None:
        return None
    rows = Moede.objects.planned().filter(
        indkalder=bruger,
        kommune__in=bruger.kommuner_med(Permission.MANAGE_MOEDER),
        slut__lte=timezone.now(),
        referat_laast_at=None,
    )
    rows = rows.filter(pk__in=Moede.objects.visible_to(bruger).values("pk"))
    days = timedelta(days=regler.value("moede.referat_dage", bruger.kommune))
    return PLIGT.of(
        rows,
        slags=Value(REFERAT),
        noegle=F("pk"),
        frist=TruncDate(F("start") + Value(days)),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        barnenavn=F("barn__navn"),
        tekst=F("titel"),
    )


def pligt_ord(raekke, dag):
    """How »skriv referat« stands on Min dag."""
    return Ord(
        titel="Skriv og lås referatet",
        hvorfor=f"Deltagerne venter referatet senest {danish.naer_dag(raekke.frist, dag)}.",
        knap="Skriv referat",
        url=reverse("plejefamilier:referat_update", args=[raekke.noegle]),
    )


def familie_haendelser(bruger, plejefamilie):
    """Meetings about a family for its time line, held, coming and cancelled."""
    return _haendelser(Moede.objects.visible_to(bruger).filter(plejefamilie=plejefamilie))


def barn_haendelser(bruger, barn):
    """The same for a child's page."""
    return _haendelser(Moede.objects.visible_to(bruger).filter(barn=barn))


def _haendelser(rows):
    slags = Case(*(When(slags=key, then=Value(label)) for key, label in Moedeslags.choices))
    pille = Case(
        When(aflyst_at__isnull=False, then=Value("|Aflyst")),
        When(slut__gt=timezone.now(), then=Value("info|Kommer")),
        default=Value(""),
    )
    return HAENDELSE.of(
        rows,
        slags=Value("moede"),
        noegle=F("pk"),
        tid=F("start"),
        titel=Coalesce(NullIf(F("titel"), Value("")), slags, output_field=CharField()),
        meta=F("indkalder__navn"),
        tekst=F("formaal"),
        pille=pille,
    )


def moede_url(raekke):
    return reverse("plejefamilier:moede_detail", args=[raekke.noegle])


def ny_familie_url(bruger, plejefamilie):
    """Where a meeting about the family is called, '' for who does not work with families."""
    if not bruger.can(Permission.EDIT_FAMILIER):
        return ""
    return f"{reverse('plejefamilier:moede_create')}?familie={plejefamilie.pk}"


def ny_barn_url(bruger, barn):
    """Where a meeting about the child is called, '' for who may not."""
    if not bruger.can(Permission.MANAGE_MOEDER):
        return ""
    return f"{reverse('plejefamilier:moede_create')}?barn={barn.pk}"
