"""The calendar on the screen: days with their events, and what is at the same time."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from faelles import danish, regler
from faelles.kalender import NOEGLER, kalender_of
from faelles.models import Lukkedag
from faelles.workdays import WEEKEND, helligdage
from plejefamilier import raekkevidde, tidskilder
from supervision.kalenderperiode import DAY, MAANED
from supervision.queries import kalender, kalenderhvem
from supervision.queries.kalender import KURSUS, MOEDE, OPTAGET, SUPERVISION
from supervision.queries.kalenderhvem import BRUGER, FAMILIE, MIG

FARVER = {SUPERVISION: 1, MOEDE: 6, KURSUS: 3, OPTAGET: 5}  # of app.css
NAVNE = ((SUPERVISION, "Supervision"), (KURSUS, "Kursus"), (MOEDE, "Møde"), (OPTAGET, "Optaget"))
MANY = 4  # events of a day that a month shows; the rest is a link to the week


@dataclass(frozen=True)
class Linje:
    """One event on a day. `tid` is what of it lies on that day; `samtidig` what collides."""

    tid: str
    titel: str
    tekst: str
    hvor: str
    url: str
    farve: int
    forbi: bool
    samtidig: str = ""
    bekraeftet: bool = False


@dataclass
class Dag:
    """A day: `slags` is "", weekend, holiday or closed, `grund` says why.

    `grupper` are its events; those that overlap stand together in one group.
    """

    dag: date
    slags: str
    grund: str
    udenfor: bool
    i_dag: bool
    grupper: list = field(default_factory=list)
    flere: int = 0

    @property
    def linjer(self):
        return [linje for gruppe in self.grupper for linje in gruppe]


@dataclass(frozen=True)
class Kalenderside:
    dage: list
    uger: list  # (number of the week, seven Dag), for the table
    farver: list  # (colour, words) that are on the page
    valg: list
    antal: int
    samtidige: int  # days with something at the same time
    flere: bool
    optaget: bool  # something is only said to be taken
    viste: dict  # {model: ids} shown with words, for the log


def side(bruger, hvem, periode):
    """The calendar of `hvem` in a period as `bruger` may see it; two queries."""
    days = periode.days
    start, slut = moment(days[0]), moment(days[-1] + DAY)
    kommune = bruger.kommune
    andet = {
        "regler": regler.own_in_query(kommune),
        "lukket": _lukket_in_query(kommune, days[0], days[-1]),
        **kalenderhvem.valg_in_query(bruger),
    }
    with raekkevidde.kept(bruger, **andet) as fundet:
        found, more = kalender.tider(bruger, hvem, start, slut)
    with regler.kept(kommune.pk, regler.from_query(fundet.andet["regler"])):
        values = regler.values(NOEGLER, kommune)
    open_days = kalender_of(values, _lukket_from_query(fundet.andet["lukket"]))
    one = hvem.slags in (MIG, BRUGER, FAMILIE)  # who can be in one place at a time
    return _page(hvem, periode, open_days, found, more, fundet.andet, one)


def _page(hvem, periode, open_days, found, more, andet, one):
    today, now = timezone.localdate(), timezone.now()
    dage = [_dag(day, open_days, periode, today) for day in periode.days]
    for dag in dage:
        dag.grupper = _groups(on_day(found, dag.dag), dag.dag, now, one)
        if periode.vis == MAANED:
            _shorten(dag)
    own = [dag for dag in dage if not dag.udenfor]
    weeks = [dage[n : n + 7] for n in range(0, len(dage), 7)]
    kinds = {tid.slags for tid in found}
    return Kalenderside(
        dage=dage,
        uger=[(week[0].dag.isocalendar().week, week) for week in weeks],
        farver=[(_colour(kind), words) for kind, words in _legend() if kind in kinds],
        valg=kalenderhvem.valg_from_query(hvem, andet),
        antal=sum(len(dag.linjer) + dag.flere for dag in own),
        samtidige=sum(any(linje.samtidig for linje in dag.linjer) for dag in own),
        flere=more,
        optaget=OPTAGET in kinds,
        viste=kalender.read_ids(found),
    )


def _legend():
    """Every kind of event and its words, in the order of the legend; »optaget« comes last."""
    others = [(kilde.slags, kilde.art) for kilde in tidskilder.kilder().values()]
    return [*NAVNE[:-1], *others, NAVNE[-1]]


def _colour(kind):
    return FARVER.get(kind) or tidskilder.kilder()[kind].farve


def moment(day):
    """The aware moment a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def on_day(found, day):
    """The events that lie wholly or partly on `day`."""
    first, last = moment(day), moment(day + DAY)
    return [tid for tid in found if tid.start < last and tid.slut > first]


def _groups(found, day, now, one):
    """Events in order, those that overlap together; R16: one that ends as another begins is not."""
    groups, ends = [], None
    for tid in found:
        if groups and one and tid.start < ends:
            groups[-1].append(tid)
            ends = max(ends, tid.slut)
        else:
            groups.append([tid])
            ends = tid.slut
    return [[_linje(tid, day, now, group) for tid in group] for group in groups]


def _linje(tid, day, now, group):
    others = [
        other.titel
        for other in group
        if other is not tid and other.start < tid.slut and other.slut > tid.start
    ]
    return Linje(
        tid=_hours(tid, day),
        titel=tid.titel,
        tekst=tid.tekst,
        hvor=tid.hvor,
        url=tid.url,
        farve=_colour(tid.slags),
        forbi=tid.slut <= now,
        samtidig=danish.opregning(others) if others else "",
        bekraeftet=bool(others) and any(other.bekraeftet for other in group),
    )


def _hours(tid, day):
    """»09.00–10.30«; of what lasts over midnight the part of the day, in words."""
    start, slut = timezone.localtime(tid.start), timezone.localtime(tid.slut)
    last = timezone.localtime(tid.slut - timedelta.resolution).date()
    if start.date() == last:
        return f"{danish.ur(start)}–{danish.ur(slut)}"
    if day == start.date():
        return f"fra {danish.ur(start)}"
    return f"til {danish.ur(slut)}" if day == last else "hele dagen"


def _shorten(dag):
    shown, number = [], 0
    for gruppe in dag.grupper:
        if number and number + len(gruppe) > MANY:
            dag.flere += len(gruppe)
        else:
            shown.append(gruppe)
            number += len(gruppe)
    dag.grupper = shown


def _dag(day, open_days, periode, today):
    why = open_days.why_closed(day)
    slags = "" if not why else "holiday" if day in helligdage(day.year) else "closed"
    if why == WEEKEND:
        slags, why = WEEKEND, ""
    outside = not periode.first <= day <= periode.last
    return Dag(day, slags, why, udenfor=outside, i_dag=day == today)


def _lukket_in_query(kommune, first, last):
    rows = Lukkedag.objects.filter(kommune=kommune, fra__lte=last, til__gte=first)
    found = JSONObject(fra="fra", til="til", navn="navn")
    return ArraySubquery(rows.order_by("fra", "pk").values(data=found))


def _lukket_from_query(found):
    closed = {}
    for row in found or []:
        fra, til = date.fromisoformat(row["fra"]), date.fromisoformat(row["til"])
        for number in range((til - fra).days + 1):
            closed[fra + number * DAY] = row["navn"]
    return closed
