"""Notes: lists, one note as its reader may see it, and what Min dag and the time lines show."""

from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Concat, Left
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.models import Bruger
from faelles.paging import page
from plejefamilier.ansvar import ansvarlige_for, ledere_for
from plejefamilier.models import (
    Aftale,
    Barn,
    Kontakt,
    Kontaktdeling,
    Kontaktfamilie,
    Kontaktrettelse,
    Kredsrolle,
    Notatskabelon,
    Plejefamilie,
)
from plejefamilier.raekker import HAENDELSE

EXCERPT = 220  # characters on a time line
MINE, SAGER, DELT = "mine", "sager", "delt"
FILTRE = ((SAGER, "Alle, jeg kan læse"), (MINE, "Mine"), (DELT, "Delt med mig"))
TITEL = Case(*(When(slags=value, then=Value(label)) for value, label in Kontakt.Slags.choices))
PILLE = Case(When(lukket=True, then=Value("shield|Lukket for konsulenten")), default=Value(""))


def kontakt_page(bruger, vis, query):
    """One page of the notes that `bruger` may read, newest first."""
    rows = Kontakt.objects.visible_to(bruger)
    if vis == MINE:
        rows = rows.filter(skrevet_af=bruger)
    if vis == DELT:
        shared = Kontaktdeling.objects.with_me(bruger).values("kontakt")
        rows = rows.exclude(skrevet_af=bruger).filter(pk__in=shared)
    return page(_with_cases(rows, bruger), query, by="tidspunkt")


def _with_cases(rows, bruger):
    """With writer and child, and of the families only those the reader knows of."""
    pages = Plejefamilie.objects.visible_to(bruger).filter(pk=OuterRef("plejefamilie"))
    known = Kontaktfamilie.objects.visible_to(bruger).annotate(aabnes=Exists(pages))
    return rows.select_related("skrevet_af", "barn").prefetch_related(
        Prefetch("kontaktfamilier", queryset=known.select_related("plejefamilie"), to_attr="kendte")
    )


def whole(bruger):
    """Notes with all that the page of one shows, for visible_or_404.

    `bestyrer`: the reader may correct and share it; `barn_aabnes`: the child's page opens for her;
    `kendte`: the families she knows of, each with `aabnes`.
    """
    managed = Kontakt.objects.managed_by(bruger).filter(pk=OuterRef("pk"))
    boern = Barn.objects.visible_to(bruger).filter(pk=OuterRef("barn"))
    rettelser = Kontaktrettelse.objects.visible_to(bruger).select_related("by")
    return (
        _with_cases(Kontakt.objects, bruger)
        .select_related("kommune")
        .annotate(bestyrer=Exists(managed), barn_aabnes=Exists(boern))
        .prefetch_related(Prefetch("rettelser", queryset=rettelser))
    )


@dataclass(frozen=True)
class Modtager:
    """Somebody a note can be shared with. `vaerdi` is what the form sends: rolle-7 or bruger-3."""

    vaerdi: str
    navn: str
    hvem: str
    row: object


def modtagere(bruger, *, familie, barn, besides=(), lukket=False):
    """Whom a note can be shared with: the circle's people in Samspil, rådgivere, and for a closed
    note those it is closed to (A9). `familie` may be None. Four queries at most."""
    today = timezone.localdate()
    places = Kredsrolle.objects.visible_to(bruger).filter(
        Q(til=None) | Q(til__gte=today), bruger__isnull=False
    )
    places = places.filter(barn=barn) if barn else places.filter(barn=None, plejefamilie=familie)
    found = [
        Modtager(f"rolle-{row.pk}", row.bruger.navn, str(row), row)
        for row in places.exclude(bruger=bruger).select_related("bruger", "stedfortraeder")
    ]
    people = {}
    boern = [barn] if barn else Barn.objects.visible_to(bruger).living_with(familie)
    raadgivere = {row.myndighedsraadgiver_id for row in boern} - {None, bruger.pk}
    if raadgivere and (barn is None or lukket):
        rows = Bruger.objects.filter(pk__in=raadgivere, is_active=True).order_by("navn", "pk")
        people |= dict.fromkeys(rows, "rådgiver for barnet")
    if lukket and familie is not None:
        people |= dict.fromkeys(ansvarlige_for(familie, today), "har familiens opgaver")
        people |= dict.fromkeys(ledere_for(familie, today), "leder af teamet")
    people.pop(bruger, None)
    found += [
        Modtager(f"bruger-{person.pk}", person.navn, hvem, person)
        for person, hvem in people.items()
    ]
    return [one for one in found if one.vaerdi not in besides]


def shared_with(bruger, kontakt):
    """The shares in force, for those who manage the note.

    Of a note about several families she sees those with the circles that are hers to know.
    """
    known = Kredsrolle.objects.visible_to(bruger)
    return [
        *kontakt.delinger.filter(Q(kredsrolle=None) | Q(kredsrolle__in=known), trukket_at=None)
        .select_related("bruger", "kredsrolle__bruger", "kredsrolle__stedfortraeder", "delt_af")
        .order_by("delt_at", "pk")
    ]


def share_value(deling):
    """How `modtagere` names the one a share is with."""
    if deling.kredsrolle_id:
        return f"rolle-{deling.kredsrolle_id}"
    return f"bruger-{deling.bruger_id}"


def aftaler_of(bruger, kontakt):
    """The agreements that came of the note and that the reader may see."""
    rows = Aftale.objects.visible_to(bruger).filter(kontakt=kontakt)
    return [*rows.select_related("ansvarlig").by_urgency()]


def skabeloner(bruger):
    """The templates she may fill in, the municipality's first."""
    rows = Notatskabelon.objects.visible_to(bruger)
    return [*rows.order_by(F("bruger").asc(nulls_first=True), "navn", "pk")]


def places_of(bruger):
    """The circles in which she may write notes without having the record, with what they are of."""
    return (
        Kredsrolle.objects.held_by(bruger)
        .filter(kommune__in=bruger.kommuner_med(Permission.WRITE_KONTAKT))
        .select_related("barn", "plejefamilie", "kommune")
        .order_by("pk")
    )


def cases_of(bruger):
    """Where she may begin a note, as [(words, address)]: her families, then her circles."""
    if not bruger.can(Permission.WRITE_KONTAKT):
        return []
    familier = Plejefamilie.objects.worked_with_by(bruger).active().in_order()
    found = [
        (row.visningsnavn, reverse("plejefamilier:familie_kontakt_create", args=[row.pk]))
        for row in familier
    ]
    boern = Barn.objects.visible_to(bruger).filter(myndighedsraadgiver=bruger).order_by("navn")
    found += [
        (row.navn, reverse("plejefamilier:barn_kontakt_create", args=[row.pk])) for row in boern
    ]
    return found + [
        (
            row.barn.navn if row.barn else row.plejefamilie.visningsnavn,
            reverse("plejefamilier:kreds_kontakt_create", args=[row.pk]),
        )
        for row in places_of(bruger)
    ]


def _events(rows):
    return HAENDELSE.of(
        rows,
        slags=Value("kontakt"),
        noegle=F("pk"),
        tid=F("tidspunkt"),
        titel=TITEL,
        meta=Case(
            When(hvem="", then=F("skrevet_af__navn")),
            default=Concat(F("skrevet_af__navn"), Value(" med "), F("hvem")),
        ),
        tekst=Left("tekst", EXCERPT),
        pille=PILLE,
    )


def haendelser(bruger, plejefamilie):
    """Notes about a family, and about its children while they lived there (raekker.HAENDELSE)."""
    rows = Kontakt.objects.visible_to(bruger)
    return _events(rows.filter(kontaktfamilier__plejefamilie=plejefamilie))


def barnets(bruger, barn):
    """Notes about a child, wherever it lived (raekker.HAENDELSE)."""
    return _events(Kontakt.objects.visible_to(bruger).filter(barn=barn))


def url(raekke):
    return reverse("plejefamilier:kontakt_detail", args=[raekke.noegle])


def ny_om_familie(bruger, plejefamilie):
    """Where the reader of a family's page writes a note, '' when she may not."""
    if not bruger.can(Permission.WRITE_KONTAKT):
        return ""
    return reverse("plejefamilier:familie_kontakt_create", args=[plejefamilie.pk])


def ny_om_barn(bruger, barn):
    """The same for a child's page."""
    if not bruger.can(Permission.WRITE_KONTAKT):
        return ""
    return reverse("plejefamilier:barn_kontakt_create", args=[barn.pk])
