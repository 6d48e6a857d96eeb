"""What the pages of the line read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from akuttelefon import frist as rules
from akuttelefon.models import Opfoelgning, Opkald
from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.kalender import kalender_for
from plejefamilier.models import Anbringelse, Fravaer, Plejefamilie
from plejefamilier.models.familie import search_words

PAGE = 25
FOUND = 6
SHORTEST_SEARCH = 2  # letters
LONGEST_DAYLINE = 7

VIS = {
    "": "Alle",
    "aabne": "Mangler opfølgning",
    "over_frist": "Over frist",
    "ukendt": "Familien er ikke fundet",
}


def with_everything():
    """Calls with what a page about them shows, in one query."""
    return Opkald.objects.select_related(
        "plejefamilie__team",
        "kommune",
        "plejeforaelder",
        "udbyder",
        "logged_by",
        "opfoelgning__ansvarlig",
        "opfoelgning__completed_by",
        "opfoelgning__overdraget_til",
    )


@dataclass(frozen=True)
class Side:
    """One page of the list, with the addresses of its neighbours."""

    rows: list
    vis: str
    valg: list
    forrige: str
    naeste: str


def opkald_page(bruger, *, vis="", efter="", foer=""):
    """A page of calls before (`efter`) or after (`foer`) a call, in the list's order.

    Keyset paging: the tokens are »microseconds of the start«-»id«; a bad token means the first
    page. `vis` is a key of VIS.
    """
    vis = vis if vis in VIS else ""
    rows = Opkald.objects.visible_to(bruger).select_related(
        "plejefamilie", "logged_by", "opfoelgning__ansvarlig", "opfoelgning__completed_by"
    )
    today = timezone.localdate()
    if vis == "aabne":
        rows = rows.filter(opfoelgning__completed_at=None)
    elif vis == "over_frist":
        rows = rows.filter(opfoelgning__completed_at=None, opfoelgning__frist__lt=today)
    elif vis == "ukendt":
        rows = rows.filter(plejefamilie=None)
    older, newer = _token(efter), _token(foer)
    if newer:
        start, pk = newer
        page = rows.filter(Q(start__gt=start) | Q(start=start, pk__gt=pk))
        page = [*page.order_by("start", "pk")[: PAGE + 1]]
        more_newer, page = len(page) > PAGE, page[:PAGE][::-1]
        more_older = bool(page)
    else:
        page = rows
        if older:
            start, pk = older
            page = page.filter(Q(start__lt=start) | Q(start=start, pk__lt=pk))
        page = [*page.newest_first()[: PAGE + 1]]
        more_older, page = len(page) > PAGE, page[:PAGE]
        more_newer = bool(older)
    kalender = kalender_for(bruger.kommune)
    for row in page:
        row.status = status(row.opfoelgning, today, kalender)
    return Side(
        rows=page,
        vis=vis,
        valg=[(key, label, key == vis) for key, label in VIS.items()],
        forrige=_as_token(page[0]) if page and more_newer else "",
        naeste=_as_token(page[-1]) if page and more_older else "",
    )


TOMT = {
    "": ("Ingen opkald endnu", "Her kommer opkald om de familier, du har med at gøre."),
    "aabne": ("Der mangler ingen opfølgning", "Alle opkald er fulgt op."),
    "over_frist": ("Ingen opfølgninger er over frist", "Det er, som det skal være."),
    "ukendt": ("Alle opkald har en familie", "Der er ingen opkald uden familie."),
}


def list_context(side):
    """A page of the list as its template wants it: rows, addresses of neighbours, empty words."""
    prefix = f"?vis={side.vis}&" if side.vis else "?"
    days = [danish.dato_kort(timezone.localdate(row.start)) for row in side.rows]
    overskrift, tekst = TOMT[side.vis]
    return {
        "side": side,
        "forrige_url": f"{prefix}foer={side.forrige}" if side.forrige else "",
        "naeste_url": f"{prefix}efter={side.naeste}" if side.naeste else "",
        "foerste": days[0] if days else "",
        "sidste": days[-1] if days else "",
        "tom_overskrift": overskrift,
        "tom_tekst": tekst,
    }


def _as_token(row):
    return f"{int(row.start.timestamp() * 1_000_000)}-{row.pk}"


def _token(text):
    left, _, right = text.partition("-")
    if not (left.isascii() and left.isdigit() and right.isascii() and right.isdigit()):
        return None
    if len(left) > 17 or len(right) > 15:
        return None
    return datetime.fromtimestamp(int(left) / 1_000_000, tz=timezone.get_current_timezone()), int(
        right
    )


@dataclass(frozen=True)
class Status:
    """How a duty stands today: words, and the class of the pill that underlines them."""

    tekst: str
    pille: str


def status(opfoelgning, today, kalender):
    """Done, late (in hverdage), due today, or due on a day."""
    if opfoelgning.completed_at:
        if opfoelgning.til_tiden:
            return Status("Fulgt op til tiden", "ok")
        return Status("Fulgt op efter fristen", "")
    if opfoelgning.frist < today:
        late = kalender.hverdage_between(opfoelgning.frist, today)
        return Status(danish.over_frist(late) if late else "Over frist", "late")
    if opfoelgning.frist == today:
        return Status("Frist i dag", "today")
    return Status(f"Frist {danish.ugedag(opfoelgning.frist, today)}", "")


def opkald_context(bruger, opkald):
    """Everything the page and the PDF of one call show."""
    opfoelgning = opkald.opfoelgning
    today = timezone.localdate()
    kalender = kalender_for(opkald.kommune)
    familie = opkald.plejefamilie
    sees_familie = bool(
        familie
        and bruger.can(Permission.SEE_FAMILIER)
        and Plejefamilie.objects.visible_to(bruger).filter(pk=familie.pk).exists()
    )
    open_now = opfoelgning.completed_at is None
    return {
        "opkald": opkald,
        "opfoelgning": opfoelgning,
        "status": status(opfoelgning, today, kalender),
        "boern": [*opkald.boern.order_by("foedselsdag")],
        "derfor": why_that_day(opkald.start, opfoelgning.frist, opfoelgning.oversprungne),
        "overdragelser": [*opfoelgning.overdragelser.select_related("fra", "til", "by")],
        "fravaer": open_now
        and opfoelgning.ansvarlig
        and _absent_today(opfoelgning.ansvarlig, today),
        "kan_foelge_op": open_now and bruger.can(Permission.COMPLETE_OPFOELGNING),
        "kan_knytte": familie is None and open_now and bruger.can(Permission.COMPLETE_OPFOELGNING),
        "ser_familie": sees_familie,
        "andre": other_open_calls(bruger, opkald),
        "formaal": _formaal(bruger, opkald, sees_familie),
    }


def _formaal(bruger, opkald, sees_familie):
    if opkald.opfoelgning.ansvarlig_id == bruger.pk:
        return "følger op på opkaldet"
    if opkald.logged_by_id == bruger.pk:
        return "har taget opkaldet"
    return opkald.plejefamilie.relation_to(bruger) if sees_familie else "akuttelefonen"


def _absent_today(bruger, today):
    return Fravaer.objects.filter(on_day(today), bruger=bruger).exists()


def other_open_calls(bruger, opkald):
    """The same family's other calls that still wait: shown together, closed one by one."""
    if opkald.plejefamilie_id is None:
        return []
    return [
        *Opkald.objects.visible_to(bruger)
        .filter(plejefamilie=opkald.plejefamilie_id, opfoelgning__completed_at=None)
        .exclude(pk=opkald.pk)
        .select_related("opfoelgning")
        .newest_first()[:5]
    ]


def why_that_day(start, frist, oversprungne):
    """Why the duty is due on `frist`, in one or two sentences (R3)."""
    begun = timezone.localtime(start)
    if frist == begun.date():
        return "Opkaldet kom før åbningstid på en hverdag, og det følges op samme dag."
    sentence = (
        f"Opkaldet begyndte {danish.ugedag(begun.date(), frist)} {danish.kl(begun)}. "
        f"Første hverdag efter er {danish.ugedag(frist, begun.date())}."
    )
    reasons = [*dict.fromkeys(why for _, why in oversprungne)]
    if reasons:
        words = [why if why == "weekend" else f"»{why}«" for why in reasons]
        sentence += (
            f" {danish.opregning(words)[:1].upper()}{danish.opregning(words)[1:]} tæller ikke med."
        )
    return sentence


def dayline(first, forloeb):
    """The days from the call to the due day for the picture: [(day, words, kind)].

    A long closed period is one box in the middle that says how many days it holds.
    """
    closed = {date.fromisoformat(day): why for day, why in forloeb.oversprungne}
    days = [first + timedelta(days=n) for n in range(forloeb.dage + 1)]
    line = [(danish.ugedag_kort(day), closed.get(day, ""), "") for day in days[1:-1]]
    if len(line) > LONGEST_DAYLINE - 2:
        line = [*line[:2], ("…", f"{len(line) - 3} dage", ""), line[-1]]
    if forloeb.dage == 0:
        return [(danish.ugedag_kort(first), "opkald og frist", "due")]
    return [
        (danish.ugedag_kort(first), "opkald", "call"),
        *line,
        (danish.ugedag_kort(days[-1]), "frist", "due"),
    ]


@dataclass(frozen=True)
class Fundet:
    """A family as the duty desk sees it: enough to know it again, and no more (K4)."""

    pk: int
    navn: str
    boern: str
    telefon: str
    beskyttet: bool


def find_familier(bruger, text, *, chosen=None):
    """At most six families that `text` finds on the line, the chosen one first."""
    rows = Plejefamilie.objects.findable_by(bruger).active()
    found = []
    if len("".join(search_words(text))) >= SHORTEST_SEARCH:
        found = [*rows.search(text).in_order()[:FOUND]]
    if chosen is not None:
        found = [chosen, *(row for row in found if row.pk != chosen.pk)][:FOUND]
    today = timezone.localdate()
    boern = {}
    placed = (
        Anbringelse.objects.filter(on_day(today), plejefamilie__in=[row.pk for row in found])
        .select_related("barn")
        .order_by("barn__foedselsdag")
    )
    for row in placed if found else ():
        respite = " (aflastning)" if row.slags == Anbringelse.Slags.AFLASTNING else ""
        boern.setdefault(row.plejefamilie_id, []).append(
            f"{row.barn.fornavn}, {row.barn.alder} år{respite}"
        )
    return [
        Fundet(
            pk=row.pk,
            navn=row.visningsnavn,
            boern=" · ".join(boern.get(row.pk, ["ingen børn nu"])),
            telefon=row.telefon[-4:],
            beskyttet=row.adresse_beskyttet,
        )
        for row in found
    ]


def saved_message(opkald, before="Opkaldet er gemt."):
    """What happens now, in words: »Mette får besked mandag kl. 08.00.«"""
    row = Opfoelgning.objects.select_related("ansvarlig").get(opkald=opkald)
    if row.ansvarlig is None:
        return (
            f"{before} Der er ingen leder at give opfølgningen til. "
            "Ring til kommunen, når den åbner."
        )
    today = timezone.localdate()
    local = timezone.localtime(max(row.notify_at, timezone.now()))
    if row.notify_at <= timezone.now():
        told = "har fået besked"
    else:
        told = f"får besked {danish.naer_dag(local.date(), today)} {danish.kl(local)}"
    frist = danish.ugedag(row.frist, today)
    return f"{before} {row.ansvarlig.navn} {told} og følger op senest {frist}."


def moved_message(moved):
    """How many due dates were moved, in words."""
    if not moved:
        return "Alle frister passede allerede til kalenderen."
    return f"{danish.antal(moved, 'frist', 'frister')} er flyttet."


@dataclass(frozen=True)
class Maaned:
    """The numbers of a month: by the local day on which the call began (R22).

    `forfaldne` are the duties that are closed or past their day: what is not due yet is neither
    on time nor late.
    """

    foerste: date
    opkald: int
    uden_for_aabningstid: int
    forfaldne: int
    til_tiden: int
    efter_fristen: int
    aabne: int
    over_frist: int


def month_report(kommuner, month):
    """Count the calls of `month` (its first day) in the municipalities with these ids (R22)."""
    first = rules.at(month, time(0))
    next_month = (month + timedelta(days=31)).replace(day=1)
    after = rules.at(next_month, time(0))
    rows = Opfoelgning.objects.filter(
        opkald__kommune__in=kommuner, opkald__start__gte=first, opkald__start__lt=after
    ).values_list("opkald__i_aabningstid", "frist", "completed_at")
    today = timezone.localdate()
    late = sum(at is None and frist < today for _, frist, at in rows)
    done = [(frist, timezone.localdate(at)) for _, frist, at in rows if at]
    return Maaned(
        foerste=month,
        opkald=len(rows),
        uden_for_aabningstid=sum(not inside for inside, _, _ in rows),
        forfaldne=len(done) + late,
        til_tiden=sum(day <= frist for frist, day in done),
        efter_fristen=sum(day > frist for frist, day in done),
        aabne=len(rows) - len(done),
        over_frist=late,
    )
