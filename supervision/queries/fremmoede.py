"""Attendance on pages: one meeting, a whole course, the duty to note it, and the terms learned."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import HverdagAfter
from plejefamilier.forloeb import Faktum
from plejefamilier.models import Plejeforaelder
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT
from supervision.actions.fremmoede import expected_at, halves_of, noted_at, state_of
from supervision.fremmoede import BEVIS, minutes_of, percent
from supervision.models import (
    Begreb,
    Evaluering,
    Fremmoede,
    Kursus,
    Kursusdeltager,
    Kursusgang,
    Tilmelding,
)

NOTER = "fremmoede"
FRIST = "kurser.fremmoede_hverdage"


def gange_to_note(bruger):
    """The meetings at which `bruger` may note who came: those of courses that she holds (W1)."""
    kurser = Kursus.objects.naming_to(bruger)
    return Kursusgang.objects.filter(kursus__in=kurser).select_related(
        "kursus", "lokale", "fremmoede_af"
    )


def with_pen(bruger):
    """Courses that say whether `bruger` notes their attendance (`noterer`)."""
    mine = Kursus.objects.naming_to(bruger).filter(pk=OuterRef("pk"))
    return Kursus.objects.select_related("udbyder").annotate(noterer=Exists(mine))


# --- one meeting ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Boks:
    """One tap: did a person come to a half of the meeting?"""

    vaerdi: str
    navn: str
    hvornaar: str


@dataclass(frozen=True)
class Gruppe:
    """Those who belong together: a family, or the professionals."""

    noegle: str
    navn: str
    bokse: list = field(default_factory=list)


@dataclass(frozen=True)
class Liste:
    """The page of one meeting: the groups, what was noted as values, and what it was made from."""

    grupper: list
    noteret: frozenset
    seen: str
    antal: int

    @property
    def navne(self):
        """{value: the words of its tap}."""
        return {
            boks.vaerdi: f"{boks.navn} {boks.hvornaar}".strip()
            for gruppe in self.grupper
            for boks in gruppe.bokse
        }


def liste(gang):
    """Who may have come to a meeting, by family; three queries beside the rule."""
    people, noted = [*expected_at(gang)], noted_at(gang)
    times = _times(gang, halves_of(gang, noted))
    grupper = {}
    for one in people:
        familie = one.tilmelding.plejefamilie
        key, navn = (str(familie.pk), familie.visningsnavn) if familie else ("fag", "Fagpersoner")
        gruppe = grupper.setdefault(key, Gruppe(key, navn))
        gruppe.bokse.extend(
            Boks(f"{one.pk}-{halvdel}", one.hvem, hvornaar) for halvdel, hvornaar in times.items()
        )
    return Liste(
        grupper=[*grupper.values()],
        noteret=frozenset(f"{pk}-{halvdel}" for (pk, halvdel), kom in noted.items() if kom),
        seen=state_of(people, noted),
        antal=len(people),
    )


def _times(gang, of):
    """{half: when it is}, '' for a meeting of one half."""
    if len(of) == 1:
        return {of[0]: ""}
    start, slut = timezone.localtime(gang.start), timezone.localtime(gang.slut)
    middle = start + (slut - start) / len(of)
    return {
        of[0]: f"{danish.ur(start)}–{danish.ur(middle)}",
        of[1]: f"{danish.ur(middle)}–{danish.ur(slut)}",
    }


# --- a whole course ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deltagelse:
    """One participant of a course: how much of it she came to, and what is made of that."""

    deltager: Kursusdeltager
    familie: str
    gange: int
    af: int
    minutter: int
    procent: int | None
    bevis: bool
    evalueret: bool
    noteret: int


def deltagelser(bruger, kursus, gange, today):
    """The participants whom `bruger` sees, with their attendance; four queries.

    A certificate asks for the rule's share of what was held, after the last time.
    """
    held = [gang for gang in gange if gang.aflyst_at is None]
    whole = sum(gang.minutter for gang in held)
    noteret = sum(gang.fremmoede_at is not None for gang in held)
    least = regler.value(BEVIS, kursus.kommune_id)
    people = [
        *Kursusdeltager.objects.visible_to(bruger)
        .filter(tilmelding__kursus=kursus, tilmelding__in=Tilmelding.objects.seated())
        .annotate(evalueret=Exists(Evaluering.objects.filter(deltager=OuterRef("pk"))))
        .select_related("tilmelding__plejefamilie", "plejeforaelder", "bruger")
        .order_by("tilmelding__raekke", "pk")
    ]
    came = {}
    rows = Fremmoede.objects.filter(deltager__in=people, gang__in=held)
    for row in rows.values_list("deltager", "gang", "halvdel", "kom"):
        came.setdefault(row[0], {}).setdefault(row[1], {})[row[2]] = row[3]
    over = kursus.slut_paa is not None and kursus.slut_paa <= today
    return [
        _deltagelse(one, held, whole, came.get(one.pk, {}), least, over, noteret) for one in people
    ]


def _deltagelse(one, held, whole, came, least, over, noteret):
    minutter, gange = 0, 0
    for gang in held:
        noted = came.get(gang.pk, {})
        of, some = tuple(sorted(noted)), [halvdel for halvdel, kom in noted.items() if kom]
        gange += bool(some)
        minutter += sum(minutes_of(gang.minutter, halvdel, of) for halvdel in some)
    procent = percent(minutter, whole)
    familie = one.tilmelding.plejefamilie
    return Deltagelse(
        deltager=one,
        familie=familie.visningsnavn if familie else "Fagperson",
        gange=gange,
        af=len(held),
        minutter=minutter,
        procent=procent,
        bevis=over and procent is not None and procent >= least,
        evalueret=one.evalueret,
        noteret=noteret,
    )


# --- the duty on Min dag -------------------------------------------------------------------------


def pligter(bruger, dag):
    """Meetings that have begun, whose attendance is not noted: for teachers and the responsible."""
    if not bruger.can(Permission.RECORD_FREMMOEDE) or bruger.kommune is None:
        return None
    mine = Kursus.objects.published().naming_to(bruger)
    mine = mine.filter(Q(ansvarlig=bruger) | Q(undervisere__bruger=bruger))
    seated = Tilmelding.objects.seated().filter(kursus=OuterRef("kursus"))
    rows = Kursusgang.objects.planned().filter(
        Exists(seated),
        kursus__in=mine.values("pk"),
        start__lte=timezone.now(),
        fremmoede_at=None,
    )
    number = regler.value(FRIST, bruger.kommune)
    return PLIGT.of(
        rows,
        slags=Value(NOTER),
        noegle=F("pk"),
        frist=HverdagAfter(TruncDate("start"), F("kursus__kommune"), number=number),
        tekst=F("kursus__titel"),
        tid=F("start"),
    )


def pligt_ord(raekke, dag):
    day = timezone.localdate(raekke.tid)
    when = "er i dag" if day == dag else f"blev holdt {danish.naer_dag(day, dag)}"
    return Ord(
        titel=f"Notér fremmøde: {raekke.tekst}",
        hvorfor=f"Kurset {when}. Familiernes kursusdage tæller først, når fremmødet er noteret.",
        knap="Notér fremmøde",
        url=reverse("supervision:fremmoede_update", args=[raekke.noegle]),
    )


# --- terms and methods a family knows (E13, B4) --------------------------------------------------


def begreber_of(plejefamilie):
    """Terms and methods of courses that a foster parent of the family came to."""
    came = Fremmoede.objects.filter(
        kom=True,
        deltager__plejeforaelder__in=Plejeforaelder.objects.filter(plejefamilie=plejefamilie),
        gang__kursus__begreber=OuterRef("pk"),
    )
    return Begreb.objects.filter(Exists(came), kommune=plejefamilie.kommune_id)


def fakta_udtryk(bruger, plejefamilie):
    """The terms a family knows, to be read beside what else its page asks for."""
    return ArraySubquery(begreber_of(plejefamilie).values("ord"))


def fakta(bruger, plejefamilie, words):
    """The terms on the family's page; nothing while it has learned none."""
    if not words:
        return []
    data = {"ord": words, "url": reverse("supervision:begreber_familie", args=[plejefamilie.pk])}
    return [Faktum("Kender fra kurser", "supervision/begreber_familie_fakta.html", data)]
