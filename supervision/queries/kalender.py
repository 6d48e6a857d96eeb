"""What is planned for somebody in a span of time, and how much of it a reader may read.

Every kind of event gives its rows twice, all in one query: those the reader may read, with words;
and those that only take the time, where no word is fetched. What is in both is shown once.
Other rooms say what their times are in plejefamilier.tidskilder.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, CharField, DateTimeField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from plejefamilier import tidskilder
from plejefamilier.models import Deltager, Lokalebooking, Moede, Moedeslags, Optaget
from plejefamilier.models.moede import Sted
from plejefamilier.raekker import Form
from supervision.models import (
    Forloeb,
    Kursusgang,
    Kursusunderviser,
    Session,
    Sessionsdeltager,
    Tilmelding,
)
from supervision.queries.kalenderhvem import BRUGER, FAMILIE, HUS, LOKALE, MIG

MOST = 600  # rows of one period; a month of a large house
KURSUS, SUPERVISION, MOEDE, OPTAGET = "kursusgang", "session", "moede", "optaget"
ART = {KURSUS: "Kursus", SUPERVISION: "Supervision", MOEDE: "Møde"}
VIDEO = ("virtuel", "virtuelt")

TID = Form(
    "Tidsraekke",
    slags=CharField(),  # what it is; »optaget« for a row whose `noegle` is a whole kilde
    noegle=CharField(),
    start=DateTimeField(),
    slut=DateTimeField(),
    titel=CharField(),
    art=CharField(),  # the kind of forløb or meeting
    familie=CharField(),
    om=CharField(),  # the id of the course
    form=CharField(),
    sted=CharField(),
    lokale=CharField(),
    laes=BooleanField(),
    bekraeftet=BooleanField(),
)


@dataclass(frozen=True)
class Tid:
    """One event. Without right to it `titel` is its kind or »Optaget«, and nothing else is said."""

    kilde: str
    slags: str
    start: datetime
    slut: datetime
    titel: str
    tekst: str = ""
    hvor: str = ""
    url: str = ""
    bekraeftet: bool = False  # the family has it at the same time as something else, on purpose

    @property
    def laest(self):
        """True when more is told of it than that the time is taken."""
        return bool(self.url)


def tider(bruger, hvem, start, slut):
    """What `hvem` has in [start, slut), in order, and whether there is more; one query."""
    sources = _busy(hvem, start, slut)
    if hvem.ord:
        sources += _readable(bruger, hvem, start, slut)
    rows = TID.ask(sources, order="start", limit=2 * MOST + 1)
    found = {}
    for row in sorted(rows, key=lambda row: (bool(row.laes), bool(row.lokale))):
        kilde = row.noegle if row.slags == OPTAGET else f"{row.slags}-{row.noegle}"
        found[kilde] = _told(row, kilde, hvem) if row.laes else _untold(row, kilde, hvem)
    ordered = sorted(found.values(), key=lambda tid: (tid.start, tid.slut, tid.kilde))
    return ordered[:MOST], len(ordered) > MOST


def read_ids(found):
    """Which rows were shown with words, for the log: {model: ids}."""
    models = {SUPERVISION: Session, MOEDE: Moede, KURSUS: Kursusgang}
    models |= {kilde.slags: kilde.model for kilde in tidskilder.kilder().values()}
    shown = {}
    for tid in found:
        if tid.laest:
            kind, _, pk = tid.kilde.rpartition("-")
            shown.setdefault(models[kind], []).append(int(pk))
    return shown


# --- in words ------------------------------------------------------------------------------------


def kinds():
    """What each kind of event is called: {slags: words}; those of other rooms after our own."""
    return ART | {kilde.slags: kilde.art for kilde in tidskilder.kilder().values()}


def _untold(row, kilde, hvem):
    kind = kilde.rpartition("-")[0]
    kind = kind if hvem.art and kind in kinds() else OPTAGET
    return Tid(
        kilde=kilde,
        slags=kind,
        start=row.start,
        slut=row.slut,
        titel=kinds().get(kind, "Optaget"),
        hvor=row.lokale or "",
    )


def _told(row, kilde, hvem):
    if row.slags == KURSUS:
        titel, tekst, url = row.titel, "Kursus", reverse("supervision:kursus_detail", args=[row.om])
    elif row.slags == SUPERVISION:
        one = row.art == Forloeb.Slags.INDIVIDUEL
        art = ART[SUPERVISION] if one else Forloeb.Slags(row.art).label
        titel, tekst = row.titel or art, row.familie or (art if row.titel else "")
        url = reverse("supervision:session_detail", args=[row.noegle])
    elif row.slags == MOEDE:
        art = Moedeslags(row.art).label
        titel, tekst = row.titel or art, row.familie
        url = reverse("plejefamilier:moede_detail", args=[row.noegle])
    else:
        kind = tidskilder.kilder()[row.slags]
        titel, tekst, url = row.titel, kind.art, kind.url(row.noegle)
    own = hvem.slags == FAMILIE and tekst == row.familie  # the page says whose it is
    return Tid(
        kilde=kilde,
        slags=row.slags,
        start=row.start,
        slut=row.slut,
        titel=titel,
        tekst="" if own else tekst or "",
        hvor=_where(row),
        url=url,
        bekraeftet=bool(row.bekraeftet),
    )


def _where(row):
    if row.form in VIDEO:
        return "På video"
    return row.lokale or (Sted(row.sted).label if row.sted else "")


# --- rows ----------------------------------------------------------------------------------------


def _readable(bruger, hvem, start, slut):
    own = of(hvem)
    within = Q(start__lt=slut, slut__gt=start)
    words = {"noegle": F("pk"), "start": F("start"), "slut": F("slut"), "laes": Value(True)}
    found = []
    if KURSUS in own:
        rows = held_gange().visible_to(bruger).filter(own[KURSUS], within)
        found.append(
            TID.of(
                rows,
                slags=Value(KURSUS),
                titel=F("kursus__titel"),
                om=F("kursus"),
                form=F("kursus__levering"),
                lokale=F("lokale__navn"),
                **words,
            )
        )
    if SUPERVISION in own:
        rows = Session.objects.visible_to(bruger).planned().filter(own[SUPERVISION], within)
        found.append(
            TID.of(
                rows,
                slags=Value(SUPERVISION),
                titel=F("forloeb__titel"),
                art=F("forloeb__slags"),
                familie=F("forloeb__plejefamilie__navn"),
                form=F("form"),
                sted=F("sted"),
                lokale=F("lokale__navn"),
                bekraeftet=F("overlap_bekraeftet"),
                **words,
            )
        )
    if MOEDE in own:
        rows = Moede.objects.visible_to(bruger).planned().filter(own[MOEDE], within)
        found.append(
            TID.of(
                rows,
                slags=Value(MOEDE),
                titel=F("titel"),
                art=F("slags"),
                familie=F("plejefamilie__navn"),
                form=F("form"),
                sted=F("sted"),
                bekraeftet=F("overlap_bekraeftet"),
                **words,
            )
        )
    for kilde in tidskilder.kilder().values():
        rows = kilde.readable(bruger, hvem.slags, hvem.pk).filter(within)
        found.append(
            TID.of(
                rows,
                slags=Value(kilde.slags),
                titel=kilde.titel,
                form=F("form"),
                lokale=F("lokale__navn"),
                **words,
            )
        )
    return found


def _busy(hvem, start, slut):
    if hvem.slags in (MIG, BRUGER):
        rows = Optaget.objects.filter(bruger=hvem.pk).between(start, slut)
        return [_taken(rows, OPTAGET, F("kilde"))]
    bookings = Lokalebooking.objects.between(start, slut)
    if hvem.slags == LOKALE:
        rows = bookings.filter(lokale=hvem.pk)
        return [_taken(rows, OPTAGET, F("kilde"))]
    own = of(hvem)
    within = Q(start__lt=slut, slut__gt=start)
    sessions = _taken(Session.objects.planned().filter(own[SUPERVISION], within), SUPERVISION)
    gange = _taken(held_gange().filter(own[KURSUS], within), KURSUS)
    others = [
        _taken(
            kilde.rows().filter(kilde.of(hvem.slags, hvem.pk), within, aflyst_at=None), kilde.slags
        )
        for kilde in tidskilder.kilder().values()
    ]
    if hvem.slags == FAMILIE:
        moeder = Moede.objects.planned().filter(own[MOEDE], within)
        return [sessions, gange, _taken(moeder, MOEDE), *others]
    rows = bookings.filter(lokale__organisation=hvem.pk)
    rooms = _taken(rows, OPTAGET, F("kilde"), lokale=F("lokale__navn"))
    return [rooms, sessions, gange, *others] if hvem.art else [rooms]


def _taken(rows, slags, noegle=None, **columns):
    return TID.of(
        rows,
        slags=Value(slags),
        noegle=noegle or F("pk"),
        start=F("start"),
        slut=F("slut"),
        laes=Value(False),
        **columns,
    )


def held_gange():
    """Meetings of courses that are to be held."""
    return Kursusgang.objects.planned().filter(kursus__aflyst_at=None)


def of(hvem):
    """Which rows are `hvem`'s, for each kind of event that she, it or they can have: {kind: Q}."""
    pk = hvem.pk
    if hvem.slags in (MIG, BRUGER):
        return of_person(pk)
    if hvem.slags == HUS:
        return {
            KURSUS: Q(kursus__udbyder=pk) | Q(lokale__organisation=pk),
            SUPERVISION: Q(forloeb__institution=pk) | Q(lokale__organisation=pk),
            MOEDE: Q(indkalder__organisation=pk),
        }
    if hvem.slags == LOKALE:
        return {KURSUS: Q(lokale=pk), SUPERVISION: Q(lokale=pk)}
    enrolled = Tilmelding.objects.active().exclude(status=Tilmelding.Status.VENTER)
    asked = Sessionsdeltager.objects.filter(plejefamilie=pk)
    invited = _coming().filter(plejeforaelder__plejefamilie=pk)
    return {
        KURSUS: Q(kursus__in=enrolled.filter(plejefamilie=pk).values("kursus")),
        SUPERVISION: Q(pk__in=asked.values("session")) | Q(forloeb__plejefamilie=pk),
        MOEDE: Q(pk__in=invited.values("moede")),
    }


def of_person(pk):
    """What a person leads, teaches, is asked to, or is booked for."""
    asked = Sessionsdeltager.objects.filter(bruger=pk)
    teaches = Kursusunderviser.objects.filter(bruger=pk)
    enrolled = Tilmelding.objects.seated().filter(bruger=pk)
    return {
        KURSUS: Q(kursus__in=teaches.values("kursus"))
        | Q(kursus__in=enrolled.values("kursus"))
        | _booked(KURSUS, pk),
        SUPERVISION: Q(supervisor=pk)
        | Q(pk__in=asked.values("session"))
        | _booked(SUPERVISION, pk),
        MOEDE: Q(pk__in=_coming().filter(bruger=pk).values("moede")) | _booked(MOEDE, pk),
    }


def _coming():
    return Deltager.objects.present().exclude(svar=Deltager.Svar.AFBUD)


def _booked(kind, pk):
    kilde = Concat(Value(f"{kind}-"), Cast(OuterRef("pk"), CharField()))
    return Q(Exists(Optaget.objects.filter(bruger=pk, kilde=kilde)))
