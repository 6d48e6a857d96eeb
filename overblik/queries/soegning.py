"""Finding a family, a child or a number, within what the person may see."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from akuttelefon.queries.min_linje import min_linje
from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier.models import Anbringelse, Barn, Plejefamilie
from plejefamilier.models.familie import search_words

MOST = 25
SHORTEST = 2  # letters
SEARCH, LINE = Permission.SEE_FAMILIER, Permission.FIND_ANY_FAMILIE


@dataclass(frozen=True)
class Familie:
    """A family that was found. On the line only its name, its children and »Nyt opkald«."""

    navn: str
    url: str
    boern: list
    telefon: str
    ophoert: bool
    nyt_opkald_url: str


@dataclass
class Fundet:
    """What a search led to. `viste_…` goes to the log."""

    tekst: str
    maa_soege: bool = True
    for_kort: bool = False
    er_cpr: bool = False
    familier: list = field(default_factory=list)
    boern: list = field(default_factory=list)
    flere: bool = False
    kun_linjen: bool = False
    linje: object = None  # the MinLinje of the duty desk, when she finds nothing
    eneste_url: str = ""
    viste_familier: list = field(default_factory=list)
    viste_boern: list = field(default_factory=list)

    @property
    def antal_boern(self):
        return len(self.boern)


def find(bruger, soegning):
    """What `bruger` may see of that which a Soegning finds: names, digits, a CPR number."""
    fundet = Fundet(soegning.tekst, kun_linjen=bruger.can(LINE) and not bruger.can(SEARCH))
    fundet.maa_soege = bruger.can(SEARCH) or bruger.can(LINE)
    fundet.er_cpr = bool(soegning.cpr_index)
    if not fundet.maa_soege or not soegning.vist:
        return fundet
    if not fundet.er_cpr:
        _by_words(fundet, bruger, soegning.tekst)
    elif bruger.can(SEARCH):
        children = Barn.objects.visible_to(bruger).filter(cpr_index=soegning.cpr_index)
        _add_children(fundet, children)
    if fundet.kun_linjen and not fundet.familier:
        fundet.linje = min_linje(bruger)
    alone = [row.url for row in (*fundet.familier, *fundet.boern)]
    if len(alone) == 1:
        fundet.eneste_url = alone[0]
    return fundet


def _by_words(fundet, bruger, text):
    words = search_words(text)
    if len("".join(words)) < SHORTEST:
        fundet.for_kort = True
        return
    today = timezone.localdate()
    placed = (
        Anbringelse.objects.filter(on_day(today), plejefamilie=OuterRef("pk"))
        .order_by("barn__foedselsdag")
        .values(data=JSONObject(pk="barn_id", navn="barn__navn", foedt="barn__foedselsdag"))
    )
    families = Plejefamilie.objects.findable_by(bruger).search(text)
    if fundet.kun_linjen:
        families = families.active()
    rows = [*families.annotate(boern_nu=ArraySubquery(placed)).in_order()[: MOST + 1]]
    fundet.flere = len(rows) > MOST
    rows = rows[:MOST]
    own = set()
    if rows and bruger.can(SEARCH):
        seen = Plejefamilie.objects.visible_to(bruger)
        own = {*seen.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)}
    fundet.familier = [_familie(row, bruger, row.pk in own, today) for row in rows]
    fundet.viste_familier = [row.pk for row in rows]
    if bruger.can(SEARCH):
        listed = {child["pk"] for row in rows if row.pk in own for child in row.boern_nu}
        match = Q()
        for word in words:
            match &= Q(navn__icontains=word)
        children = Barn.objects.visible_to(bruger).filter(match).exclude(pk__in=listed)
        _add_children(fundet, children)


def _familie(row, bruger, own, today):
    """The page of a family one sees; a name and a button for one that is only found on the line."""
    children = [
        (
            f"{child['navn'] if own else child['navn'].split(' ')[0]}, "
            f"{danish.alder(date.fromisoformat(child['foedt']), today)}",
            reverse("plejefamilier:barn_detail", args=[child["pk"]]) if own else "",
        )
        for child in row.boern_nu
    ]
    call = ""
    if bruger.can(Permission.LOG_OPKALD) and row.ophoert_paa is None:
        call = f"{reverse('akuttelefon:opkald_create')}?familie={row.pk}"
    return Familie(
        navn=row.visningsnavn,
        url=reverse("plejefamilier:plejefamilie_detail", args=[row.pk]) if own else "",
        boern=children,
        telefon=row.telefon if own else "",
        ophoert=row.ophoert_paa is not None,
        nyt_opkald_url=call,
    )


@dataclass(frozen=True)
class FundetBarn:
    navn: str
    url: str
    alder: str


def _add_children(fundet, rows):
    """Children that no listed family shows: found by CPR, or living where one does not see."""
    today = timezone.localdate()
    found = [*rows.order_by("navn", "pk")[: MOST + 1]]
    fundet.flere = fundet.flere or len(found) > MOST
    fundet.boern = [
        FundetBarn(
            navn=row.navn,
            url=reverse("plejefamilier:barn_detail", args=[row.pk]),
            alder=danish.alder(row.foedselsdag, today),
        )
        for row in found[:MOST]
    ]
    fundet.viste_boern = [str(row.pk) for row in found[:MOST]]
