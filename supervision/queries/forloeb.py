"""Forløb as pages: the list, and one forløb with all that belongs to it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.paging import page
from plejefamilier.models import Konsulenttildeling, Plejefamilie, Rolleaftale
from supervision.forloebsregler import (
    OM_EN_FAMILIE,
    caseload_note,
    group_length_note,
    group_year_fits,
    group_year_note,
    shape_in_words,
    tal_for,
)
from supervision.models import Forloeb, Forloebsdeltager, Session
from supervision.queries.forloeb_frister import with_frister
from supervision.queries.forloeb_kaede import chain_of, visible_in
from supervision.queries.forloeb_valg import familier_followed_by

AABNE, MINE, FAMILIER, AFSLUTTEDE = "aabne", "mine", "familier", "afsluttede"
FILTRE = (
    (AABNE, "Alle i gang"),
    (MINE, "Dem, jeg leder"),
    (FAMILIER, "Mine familiers"),
    (AFSLUTTEDE, "Afsluttede"),
)
RELATED = (
    "kommune",
    "plejefamilie",
    "barn",
    "tema",
    "institution",
    "supervisor",
    "koordinator",
    "anmodning",
    "oprettet_af",
    "afsluttet_af",
)


@dataclass(frozen=True)
class Linje:
    """One line of the list: the forløb, its visible families, meetings held, and the next one."""

    forloeb: Forloeb
    familier: str
    holdt: int
    naeste: object


def forloeb_page(bruger, vis, slags, query):
    """One page of forløb; `vis` is one of FILTRE, `slags` a kind or ''. Rows are Linje."""
    rows = Forloeb.objects.visible_to(bruger).select_related("plejefamilie", "supervisor")
    if slags:
        rows = rows.filter(slags=slags)
    if vis == AFSLUTTEDE:
        side = page(rows.filter(afsluttet_at__isnull=False), query, by="slut_paa")
    else:
        side = page(_filtered(bruger, rows.unfinished(), vis), query, by="fra")
    met = _meetings(side.rows)
    families = _families(bruger, side.rows)
    lines = []
    for row in side.rows:
        holdt, naeste = met.get(row.pk, (0, None))
        names = row.plejefamilie.kort_navn if row.plejefamilie else families.get(row.pk, "")
        lines.append(Linje(row, names, holdt, naeste))
    return side, lines


def _filtered(bruger, rows, vis):
    if vis == MINE:
        return rows.filter(Q(supervisor=bruger) | Q(koordinator=bruger))
    if vis == FAMILIER:
        familier = Plejefamilie.objects.worked_with_by(bruger)
        places = Forloebsdeltager.objects.filter(
            on_day(timezone.localdate()), plejefamilie__in=familier
        )
        return rows.filter(Q(plejefamilie__in=familier) | Q(pk__in=places.values("forloeb")))
    return rows


def _meetings(rows):
    """{forløb: (meetings held, start of the next)} of the rows of a page; one query."""
    now = timezone.now()
    found = Session.objects.planned().filter(forloeb__in=[row.pk for row in rows]).order_by()
    held, coming = Q(logget_at__isnull=False), Q(start__gte=now)
    numbers = found.values("forloeb").annotate(
        holdt=Count("pk", filter=held), naeste=Min("start", filter=coming)
    )
    return {row["forloeb"]: (row["holdt"], row["naeste"]) for row in numbers}


def _families(bruger, rows):
    """{group: the names of the reader's own families in it} of the rows of a page; one query."""
    places = Forloebsdeltager.objects.visible_to(bruger).filter(
        on_day(timezone.localdate()),
        forloeb__in=[row.pk for row in rows],
        plejefamilie__isnull=False,
    )
    names = {}
    for place in places.select_related("plejefamilie").order_by("plejefamilie__navn"):
        names.setdefault(place.forloeb_id, []).append(place.plejefamilie.kort_navn)
    return {pk: ", ".join(some) for pk, some in names.items()}


def with_rights(bruger):
    """Forløb with what the reader may do, and the name of the family's konsulent.

    `maa_redigere` and `maa_lede` are of the forløb, `maa_familie`: she works with the family.
    `forlaenget`: it goes on in another one (F12).
    """
    today = timezone.localdate()
    may = Forloeb.objects.editable_by(bruger).filter(pk=OuterRef("pk"))
    leads = Forloeb.objects.led_by(bruger).filter(pk=OuterRef("pk"))
    dropped = Q(aktiveret_at=None, afsluttet_at__isnull=False)
    later = Forloeb.objects.filter(~dropped, forlaenger=OuterRef("pk"))
    works = Plejefamilie.objects.worked_with_by(bruger).filter(pk=OuterRef("plejefamilie"))
    own = Konsulenttildeling.objects.holding(today).filter(plejefamilie=OuterRef("plejefamilie"))
    return Forloeb.objects.select_related(*RELATED).annotate(
        maa_redigere=Exists(may),
        maa_lede=Exists(leads),
        maa_familie=Exists(works),
        forlaenget=Exists(later),
        konsulent=own.values("konsulent__navn")[:1],
    )


@dataclass(frozen=True)
class Sted:
    """A family or a person in the forløb; `alene`: the family has no individual forløb (F17).

    `maa_aabne`: the reader may open one for it. `slut`: no longer in.
    """

    plads: Forloebsdeltager
    navn: str
    alene: bool
    slut: bool
    maa_aabne: bool = False


def deltagere_of(bruger, forloeb):
    """Those of a group or a forløb for professionals that the reader may know, and how many more.

    Returns (list of Sted, families in it today that she may not know by name).
    """
    today = timezone.localdate()
    if forloeb.slags in OM_EN_FAMILIE:
        return [], 0
    seen = Forloebsdeltager.objects.visible_to(bruger).filter(pk=OuterRef("pk"))
    alone = Forloeb.objects.unfinished().filter(
        slags__in=OM_EN_FAMILIE, plejefamilie=OuterRef("plejefamilie")
    )
    own = Plejefamilie.objects.editable_by(bruger).filter(pk=OuterRef("plejefamilie"))
    rows = forloeb.deltagere.select_related("plejefamilie", "bruger__organisation").annotate(
        ses=Exists(seen), har_eget=Exists(alone), egen=Exists(own)
    )
    found, hidden = [], 0
    for row in rows:
        over = row.til is not None and row.til < today
        if not row.ses:
            hidden += row.fra <= today and not over
        elif row.plejefamilie:
            navn = row.plejefamilie.visningsnavn
            found.append(Sted(row, navn, not row.har_eget and not over, over, row.egen))
        else:
            navn = f"{row.bruger.navn}, {row.bruger.organisation.navn}"
            found.append(Sted(row, navn, False, over))
    return sorted(found, key=lambda one: (one.slut, one.navn)), hidden


@dataclass(frozen=True)
class Naeste:
    """The one next act: what, why, and where it is done."""

    titel: str
    hvorfor: str
    knap: str
    url: str


def detail(bruger, forloeb):
    """All that stands on the page of a forløb that has come through with_rights."""
    with regler.read_once():
        return _detail(bruger, forloeb)


def _detail(bruger, forloeb):
    now = timezone.now()
    facts = with_frister(Forloeb.objects.filter(pk=forloeb.pk), forloeb.kommune).get()
    sessioner = [*forloeb.sessioner.select_related("supervisor")]
    coming = [row for row in sessioner if row.aflyst_at is None and row.slut > now]
    past = [row for row in sessioner if row not in coming]
    deltagere, skjulte = deltagere_of(bruger, forloeb)
    kaede = chain_of(forloeb) if forloeb.slags != Forloeb.Slags.GRUPPE else None
    chained = kaede is not None and len(kaede.led) > 1
    return {
        "frist": facts,
        "naeste_session": coming[0] if coming else None,
        "kommende": coming,
        "tidligere": past,
        "gange": sessioner,
        "vises_efter": not coming and bool(past) and facts.lagt >= (forloeb.antal or 0),
        "kontakter": [*forloeb.kontakter.select_related("by")],
        "deltagere": deltagere,
        "skjulte": skjulte,
        "kaede": kaede if chained else None,
        "synlige": visible_in(bruger, kaede) if chained else set(),
        "omfang": shape_in_words(forloeb.antal, forloeb.minutter),
        "noter": notes(forloeb, facts, sessioner),
        "om_en_familie": forloeb.slags in OM_EN_FAMILIE,
        "naeste": next_act(forloeb, facts, coming, past, now),
    }


def notes(forloeb, facts, sessioner):
    """What the reader should think of: A9, F8 and M4, as sentences."""
    found = []
    if facts.egen:
        found.append(
            f"{forloeb.supervisor.fornavn} er familiens egen konsulent. "
            "Nogle familier taler mindre frit, når deres konsulent er supervisor."
        )
    if forloeb.slags != Forloeb.Slags.GRUPPE or forloeb.afsluttet_at:
        return found
    tal, year = tal_for(forloeb.kommune), timezone.localdate().year
    found += [group_length_note(forloeb.minutter, tal)]
    times = sum(
        timezone.localdate(row.start).year == year and row.aflyst_at is None for row in sessioner
    )
    if not group_year_fits(times, tal):
        found.append(group_year_note(year, times, tal))
    found.append(caseload_note(familier_followed_by(forloeb.supervisor), tal))
    return [note for note in found if note]


def next_act(forloeb, facts, coming, past, now):
    """What the reader does next with an open forløb; None when it runs by itself or is over."""
    if forloeb.afsluttet_at is not None:
        return None
    pk = forloeb.pk
    if forloeb.aktiveret_at is None:
        return Naeste(
            "Begynd forløbet",
            "Det er en kladde. Der sker ikke noget, før det er begyndt.",
            "Begynd forløbet",
            reverse("supervision:forloeb_activate", args=[pk]),
        )
    unlogged = next((row for row in past if not (row.aflyst_at or row.logget_at)), None)
    if unlogged is not None and not forloeb.maa_lede:
        return None  # the supervisor writes it; nobody else can do anything first
    if unlogged is not None:
        return Naeste(
            "Skriv om den sidste gang",
            "Supervisionen er holdt, men der står intet om den endnu.",
            "Skriv supervisionen",
            reverse("supervision:session_log", args=[unlogged.pk]),
        )
    has_talk = forloeb.slags in OM_EN_FAMILIE and not facts.egen
    talk = reverse("supervision:forloeb_kontakt", args=[pk])
    if coming and has_talk and not facts.kontakt_foer and facts.foerste > now:
        return Naeste(
            "Tal med konsulenten før forløbet",
            "I aftaler, hvad der skal ske, før familien mødes med supervisor første gang.",
            "Notér kontakten",
            f"{talk}?hvornaar=foer",
        )
    if not coming and (forloeb.antal is None or facts.lagt < forloeb.antal):
        return Naeste(
            "Læg den næste gang",
            "Der er ikke planlagt flere gange endnu.",
            "Læg en tid",
            reverse("supervision:session_create", args=[pk]),
        )
    if coming:
        return None
    if has_talk and not facts.kontakt_efter:
        return Naeste(
            "Tal med konsulenten efter forløbet",
            "Alle gange er holdt. Giv det, I har lært, videre.",
            "Notér kontakten",
            f"{talk}?hvornaar=efter",
        )
    return Naeste(
        "Afslut forløbet",
        "Alle gange er holdt. Skriv, hvor langt familien nåede, eller forlæng.",
        "Afslut forløbet",
        reverse("supervision:forloeb_close", args=[pk]),
    )


def is_own_konsulent(forloeb):
    """Is the supervisor the family's own konsulent today (A9)?"""
    own = Konsulenttildeling.objects.holding(timezone.localdate())
    about = {"plejefamilie": forloeb.plejefamilie_id, "konsulent": forloeb.supervisor_id}
    return own.filter(**about).exists()


def newest_rolleaftale(bruger, forloeb):
    """»Hvem gør hvad« of the case as the reader may see it, or None (B6)."""
    rows = Rolleaftale.objects.visible_to(bruger).newest().select_related("by")
    about = Q(plejefamilie=forloeb.plejefamilie_id, barn=None)
    if forloeb.barn_id:
        about |= Q(barn=forloeb.barn_id)
    return rows.filter(about).order_by(F("barn").desc(nulls_last=True), "-version").first()


def purpose(bruger, forloeb):
    """Why the reader opens the forløb (W2)."""
    if bruger.pk == forloeb.supervisor_id:
        return "supervisor"
    if bruger.pk == forloeb.koordinator_id:
        return "koordinator"
    return "familiens forløb" if bruger.can(Permission.SEE_FAMILIER) else "deltager"
