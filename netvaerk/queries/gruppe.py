"""Groups as pages: the list, and one group with all that belongs to it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from faelles import danish, regler
from faelles.paging import Page, danish_order, page
from netvaerk.models import Gruppemoede, Medlemskab, Netvaerksgruppe
from netvaerk.models.reach import own_families
from netvaerk.queries.gruppe_naeste import Naeste, next_of
from netvaerk.stoerrelse import Graenser, free_seats, graenser_for, shrunk, why_not_begun
from plejefamilier.models import Behov
from plejefamilier.rytme import WEEK

SLUKKET, TILSKYNDES = "fra", "tilskyndes"  # values of the rule netvaerk.grupper
GRUPPER, MAANEDER = "netvaerk.grupper", "netvaerk.status_maaneder"
AABNE, LEDIGE, DANNES, MINE, LUKKEDE = "aabne", "ledige", "dannes", "mine", "lukkede"
FILTRE = (
    (AABNE, "Alle"),
    (LEDIGE, "Med ledige pladser"),
    (DANNES, "Under dannelse"),
    (MINE, "Dem, jeg har ansvar for"),
    (LUKKEDE, "Lukkede"),
)
ORDINAL = ("Første", "Anden", "Tredje", "Fjerde", "Sidste")
RELATED = ("kommune", "institution", "facilitator", "ansvarlig", "lokale__organisation", "kontakt")


@dataclass(frozen=True)
class Linje:
    """One line of the list: the group, free seats, the reader's own families in it, what is next.

    `hvem` says for whom it is meant. `egne` are names, `spurgte` those of them that are asked.
    """

    gruppe: Netvaerksgruppe
    trin: str
    ledige: int
    hvem: str
    egne: list
    spurgte: list
    naeste: Naeste | None


@dataclass(frozen=True)
class Liste:
    """A page of the list, the memberships it names, and how the municipality uses groups."""

    side: Page
    linjer: list
    medlemskaber: list
    brug: str


def with_facts(rows, now):
    """Groups with their numbers and meetings, as columns of the same query.

    `familier` take a seat, `spurgte` have not answered; `planlagte` meetings stand; the next one is
    `naeste_moede` with `naeste_start`, `naeste_plads` (which of
    those that stand, from 1) and `naeste_emne`; `umarkeret` is over and
    nobody has marked who came, since `umarkeret_start`. `kontakt_med`: the contact person is there.
    """
    inside = Medlemskab.objects.filter(gruppe=OuterRef("pk"))
    meetings = Gruppemoede.objects.planned().filter(gruppe=OuterRef("pk"))
    coming = meetings.filter(slut__gt=now).order_by("start", "pk")
    unmarked = meetings.to_mark(now).order_by("start", "pk")
    contact = inside.active(timezone.localdate(now)).filter(
        plejefamilie__plejeforaeldre=OuterRef("kontakt"),
        plejefamilie__plejeforaeldre__fratraadt_paa=None,
    )
    return rows.annotate(
        kontakt_med=Exists(contact),
        familier=_number(inside.members()),
        spurgte=_number(inside.asked()),
        planlagte=_number(meetings),
        naeste_moede=Subquery(coming.values("pk")[:1]),
        naeste_start=Subquery(coming.values("start")[:1]),
        naeste_plads=_number(meetings.filter(slut__lte=now)) + 1,
        naeste_emne=Subquery(coming.values("emne")[:1]),
        umarkeret=Subquery(unmarked.values("pk")[:1]),
        umarkeret_start=Subquery(unmarked.values("start")[:1]),
    )


def _number(rows):
    number = rows.order_by().values("gruppe").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def gruppe_page(bruger, vis, query, now):
    """One page of groups in Danish order, as a Liste; `vis` is one of FILTRE."""
    rules = rules_for(bruger.kommune)
    rows = Netvaerksgruppe.objects.visible_to(bruger).select_related("facilitator", "institution")
    rows = _filtered(bruger, with_facts(rows, now), vis, rules.graenser)
    side = page(rows, query, by=danish_order("navn"), descending=False)
    own = _own_families(bruger, side.rows)
    return Liste(
        side=side,
        linjer=[_line(row, own.get(row.pk, []), rules, now) for row in side.rows],
        medlemskaber=[place.pk for places in own.values() for place in places],
        brug=rules.brug,
    )


def _line(row, own, rules, now):
    graenser = rules.graenser
    return Linje(
        gruppe=row,
        trin=row.trin_on(timezone.localdate(now)),
        ledige=free_seats(row.familier, graenser),
        hvem=for_whom(row),
        egne=[one.plejefamilie.kort_navn for one in own if one.svar],
        spurgte=[one.plejefamilie.kort_navn for one in own if not one.svar],
        naeste=next_of(row, graenser, rules.maaneder, now),
    )


def _filtered(bruger, rows, vis, graenser):
    if vis == LUKKEDE:
        return rows.exclude(lukket_paa=None)
    rows = rows.open()
    if vis == LEDIGE:
        return rows.filter(familier__lt=graenser.hoejst)
    if vis == DANNES:
        return rows.forming()
    if vis == MINE:
        return rows.filter(Q(facilitator=bruger) | Q(ansvarlig=bruger))
    return rows


def _own_families(bruger, rows):
    """{group: the reader's own families that are in it or asked} of a page; one query."""
    found, today = {}, timezone.localdate()
    there = Q(svar=Medlemskab.Svar.JA) & (Q(til=None) | Q(til__gte=today))
    places = Medlemskab.objects.filter(
        there | Q(svar="", trukket_at=None),
        gruppe__in=[row.pk for row in rows],
        plejefamilie__in=own_families(bruger),
    )
    for place in places.select_related("plejefamilie").order_by("plejefamilie__navn", "pk"):
        found.setdefault(place.gruppe_id, []).append(place)
    return found


@dataclass(frozen=True)
class Regelsaet:
    """Seats, how often one asks whether a group still meets (months), and if groups are used."""

    graenser: Graenser
    maaneder: int
    brug: str


def rules_for(kommune):
    """What the municipality has decided about groups; one query."""
    with regler.read_once():
        return Regelsaet(
            graenser_for(kommune),
            regler.value(MAANEDER, kommune),
            regler.value(GRUPPER, kommune),
        )


def with_rights(bruger):
    """Groups with their facts and what the reader may do with them.

    `maa_redigere`: she plans the group; `maa_navne`: she sees its families by name.
    """
    may = Netvaerksgruppe.objects.editable_by(bruger).filter(pk=OuterRef("pk"))
    names = Netvaerksgruppe.objects.naming_to(bruger).filter(pk=OuterRef("pk"))
    rows = with_facts(Netvaerksgruppe.objects.select_related(*RELATED), timezone.now())
    return rows.annotate(maa_redigere=Exists(may), maa_navne=Exists(names))


def detail(gruppe, now):
    """What the page of a group says beside its families and meetings (a row of with_rights)."""
    rules = rules_for(gruppe.kommune)
    running = gruppe.aktiv_fra is not None and gruppe.lukket_paa is None
    unused = rules.brug == SLUKKET and gruppe.aktiv_fra is None
    return {
        "trin": gruppe.trin_on(timezone.localdate(now)),
        "graenser": rules.graenser,
        "ledige": free_seats(gruppe.familier, rules.graenser),
        "mangler": why_not_begun(gruppe.familier, rules.graenser),
        "moedes": rhythm_in_words(gruppe),
        "advarsel": shrunk(gruppe.familier, rules.graenser) if running else "",
        "naeste": None if unused else next_of(gruppe, rules.graenser, rules.maaneder, now),
        "kontakt": gruppe.kontakt if gruppe.maa_navne and gruppe.kontakt_med else None,
        "hvem": for_whom(gruppe),
        "behov": [Behov.Kode(code).label for code in gruppe.behov],
        "brug": rules.brug,
    }


def for_whom(gruppe):
    """For whom the group is meant, in one line: ages, experience, time of day, place."""
    said = []
    if gruppe.alder_fra is not None:
        said.append(f"børn {gruppe.alder_fra}–{gruppe.alder_til} år")
    if gruppe.erfaring != Netvaerksgruppe.Erfaring.ALLE:
        said.append(gruppe.get_erfaring_display())
    if gruppe.tidspunkt:
        said.append(gruppe.get_tidspunkt_display())
    if gruppe.postnummer:
        said.append(gruppe.postnummer)
    line = " · ".join(said)
    return line[:1].upper() + line[1:]


def rhythm_in_words(gruppe):
    """»Første tirsdag i måneden kl. 19.00–21.00«; "" before the meetings are laid."""
    if gruppe.anker is None:
        return ""
    if gruppe.rytme == Netvaerksgruppe.Rytme.UGEDAG:
        week = (gruppe.anker.day - 1) // WEEK
        day = f"{ORDINAL[week]} {danish.UGEDAGE[gruppe.anker.weekday()]}"
    else:
        day = f"Den {gruppe.anker.day}."
    every = "i måneden" if gruppe.hver == 1 else f"hver {gruppe.hver}. måned"
    if gruppe.klokken is None:
        return f"{day} {every}"
    return f"{day} {every} {danish.kl(gruppe.klokken)}"
