"""The roster on the screen, month by month."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.vagtplan import DAY, local_day
from faelles import danish
from faelles.kalender import FIRST_YEAR, LAST_YEAR
from faelles.workdays import WEEKEND, helligdage

COLOURS = 6  # how many providers have a colour of their own (app.css)
BEFORE, AHEAD = 3, 15  # months to jump to


@dataclass(frozen=True)
class Linje:
    """One shift or gap on a day. `farve` 1–6 is the provider's; 0 for a gap."""

    tid: str
    navn: str = ""
    udbyder: str = ""
    farve: int = 0
    url: str = ""
    hul: bool = False
    mangler_navn: bool = False
    mig: bool = False
    forbi: bool = False


@dataclass
class Dag:
    """One day of the month: `slags` is "", weekend, holiday or closed, `grund` says why."""

    dag: date
    slags: str
    grund: str
    udenfor: bool
    i_dag: bool
    gaaet: bool = False
    linjer: list = field(default_factory=list)


@dataclass(frozen=True)
class Maaned:
    first: date
    uger: list  # (number of the week, seven Dag)
    huller: int
    foerste_hul: str  # the id of the first day with a gap, on the page
    uden_navn: int
    tom: bool
    udbydere: list  # (colour, name)
    denne: bool  # the month of today: a phone begins with today
    forrige: str
    naeste: str
    valg: list  # (value, words, chosen)


def month(bruger, kommune, first, *, may_edit):
    """The month that begins on `first`: shifts, gaps and closed days; 5 queries."""
    grundlag = bemanding.grundlag_for(kommune)
    now, today = timezone.now(), timezone.localdate()
    last = next_month(first) - DAY
    monday = first - first.weekday() * DAY
    sunday = last + (6 - last.weekday()) * DAY
    span = bemanding.day_span(monday, sunday)
    wide = span[0] - DAY, span[1] + 2 * DAY  # the last night ends on the day after
    shifts = bemanding.shifts_between(kommune, *wide)
    colours = _colours(kommune, shifts)
    cells = {
        day: _dag(day, grundlag.kalender, first.month, today)
        for day in (monday + n * DAY for n in range((sunday - monday).days + 1))
    }
    for vagt in shifts:
        if (day := local_day(vagt.start)) in cells:
            cells[day].linjer.append(_vagt(vagt, bruger, colours, now, may_edit))
    begun = shifts[0].start if shifts else now  # before the first shift nothing was missed
    for hul in grundlag.gap_pieces(*wide, shifts):
        day = local_day(hul.start)
        if day in cells and (hul.slut > now or hul.start > begun):
            cells[day].linjer.insert(0, _hul(hul, now, may_edit))
    for cell in cells.values():  # what began yesterday and is not over stands on a phone, too
        cell.gaaet = cell.dag < today and all(row.forbi for row in cell.linjer)
    own = [cell for cell in cells.values() if not cell.udenfor]
    holes = [cell for cell in own for row in cell.linjer if row.hul and not row.forbi]
    used = {
        vagt.udbyder_id: bemanding.in_words(vagt.udbyder)
        for vagt in shifts
        if local_day(vagt.start) in cells
    }
    rows = [*cells.values()]
    return Maaned(
        first=first,
        uger=[(rows[n].dag.isocalendar().week, rows[n : n + 7]) for n in range(0, len(rows), 7)],
        huller=len(holes),
        foerste_hul=f"dag-{holes[0].dag:%Y-%m-%d}" if holes else "",
        uden_navn=sum(row.mangler_navn and not row.forbi for cell in own for row in cell.linjer),
        tom=not shifts,
        udbydere=sorted((colours[pk], navn) for pk, navn in used.items()),
        denne=first == today.replace(day=1),
        forrige=_key(previous_month(first)),
        naeste=_key(next_month(first)),
        valg=_choices(first, today),
    )


def _dag(day, kalender, month_, today):
    why = kalender.why_closed(day)
    slags = "" if not why else "holiday" if day in helligdage(day.year) else "closed"
    if why == WEEKEND:
        slags, why = WEEKEND, ""
    return Dag(day, slags, why, udenfor=day.month != month_, i_dag=day == today)


def _vagt(vagt, bruger, colours, now, may_edit):
    over = vagt.slut <= now
    return Linje(
        tid=hours(vagt.start, vagt.slut),
        navn=vagt.bruger.navn if vagt.bruger else "",
        udbyder=vagt.udbyder.navn,
        farve=colours[vagt.udbyder_id],
        url=reverse("akuttelefon:vagt_update", args=[vagt.pk]) if may_edit and not over else "",
        mangler_navn=vagt.bruger is None,
        mig=vagt.bruger_id == bruger.pk,
        forbi=over,
    )


def _hul(hul, now, may_edit):
    over = hul.slut <= now
    return Linje(
        tid=hours(*hul), hul=True, forbi=over, url=fill_url(hul) if may_edit and not over else ""
    )


def hours(start, slut):
    """»15.00–08.00«; with the day when it ends later than the next."""
    first, last = timezone.localtime(start), timezone.localtime(slut)
    ends = danish.ur(last)
    if last.date() > first.date() + DAY:
        ends = f"{danish.UGEDAGE_KORT[last.weekday()]} {ends}"
    return f"{danish.ur(first)}–{ends}"


def fill_url(hul):
    """Where a shift for this gap is laid: the form with its hours filled in."""
    query = urlencode({"fra": f"{hul.start:%Y%m%d%H%M}", "til": f"{hul.slut:%Y%m%d%H%M}"})
    return f"{reverse('akuttelefon:vagt_create')}?{query}"


def _colours(kommune, shifts):
    """A number from 1 to COLOURS for each provider, the same in every month."""
    order = [row.pk for row in bemanding.providers(kommune).order_by("pk")]
    order += [vagt.udbyder_id for vagt in shifts if vagt.udbyder_id not in order]
    return {pk: number % COLOURS + 1 for number, pk in enumerate(order)}


def next_month(first):
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def previous_month(first):
    return (first - DAY).replace(day=1)


def parse_month(text):
    """The first day of a month written 2026-12; this month when it is none."""
    year, _, number = text.partition("-")
    digits = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (year, number))
    if digits and FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(number) <= len(danish.MAANEDER):
        return date(int(year), int(number), 1)
    return timezone.localdate().replace(day=1)


def _key(first):
    """2026-12, or nothing for a month that is not shown."""
    return f"{first:%Y-%m}" if FIRST_YEAR <= first.year <= LAST_YEAR else ""


def _choices(chosen, today):
    months = [today.replace(day=1)]
    for _ in range(BEFORE):
        months.insert(0, previous_month(months[0]))
    for _ in range(AHEAD):
        months.append(next_month(months[-1]))
    if chosen not in months:
        months.append(chosen)
    return [
        (_key(first), f"{danish.MAANEDER[first.month - 1]} {first.year}", first == chosen)
        for first in sorted(months)
    ]
