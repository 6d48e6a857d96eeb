"""The timeline of a family: the newest of everything, page by page, however long the history is."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.text import Truncator

from faelles import danish
from plejefamilier import forloeb
from plejefamilier.forloeb import Haendelse, Spor
from plejefamilier.models import Anbringelse
from plejefamilier.models.familie import RAADGIVER

NEWEST = 25
MOST_COMING = 2  # those further ahead are folded away
LONGEST_TEXT = 180  # letters of what happened last
BOERN, KONSULENT, FAMILIEN = "boern", "konsulent", "familien"
OWN = {BOERN: "Børn", KONSULENT: "Fast konsulent", FAMILIEN: "Familien"}


@dataclass(frozen=True)
class Linje:
    """One line of the timeline, ready to be written out."""

    haendelse: Haendelse
    naar: str
    aar: int | None
    kommende: bool


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    valgt: bool


@dataclass
class Slags:
    """What stands on one chip: events that were read anyway, and rows of these kinds."""

    label: str
    haendelser: list
    raekker: list

    def antal(self, counts):
        return len(self.haendelser) + sum(counts.get(slags, 0) for slags in self.raekker)


def timeline(bruger, familie, relation, journal, *, vis="", spor=None):
    """The lines of one page of the timeline, its chips, and where the next page begins.

    `vis` is the key of a chip, '' for all; `spor` the Spor at which the page before ended. One
    query, and one for each kind that fills in its rows.
    """
    today = timezone.localdate()
    kinds = _kinds(bruger, familie, relation, journal, today)
    vis = vis if vis in kinds else ""
    shown = [kinds[vis]] if vis else [*kinds.values()]
    found = forloeb.raekker(
        bruger, familie, limit=NEWEST + 1, label=kinds[vis].label if vis else "", spor=spor
    )
    lists = [event for kind in shown for event in kind.haendelser]
    entries = [(_moment(event.tid), event) for event in lists]
    if spor:
        entries = [pair for pair in entries if pair[0] <= spor.tid]
    entries += [(row.tid, row.haendelse) for row in found.udsnit]
    entries.sort(key=lambda pair: pair[0], reverse=True)
    if spor:
        same = sum(tid == spor.tid for tid, _ in entries)
        entries = entries[min(spor.antal, same) :]
    older, entries = len(entries) > NEWEST, entries[:NEWEST]
    total = sum(kind.antal(found.antal) for kind in shown)
    query = f"vis={vis}&" if vis else ""
    events = [event for _, event in entries]
    folded = max(sum(_is_coming(event.tid, today) for event in events) - MOST_COMING, 0)
    ahead, shown_lines = _lines(events[:folded], today), _lines(events[folded:], today)
    lines = ahead + shown_lines
    return {
        "chips": _chips(kinds, vis, found.antal),
        "linjer": lines,
        "senere": ahead,
        "viste": shown_lines,
        "sker": None if vis or spor else _going_on(lines, today),
        "aeldre_url": f"?{query}foer={_next(entries, spor)}#forloeb" if older else "",
        "aeldre": total - NEWEST if older and not spor else 0,
        "nyeste_url": (f"?vis={vis}#forloeb" if vis else "?#forloeb") if spor else "",
    }


@dataclass(frozen=True)
class Sker:
    """What is going on: the last thing that somebody wrote about, and what comes first."""

    sidst: Linje | None
    dag: str
    tekst: str
    kommer: Linje | None
    kommer_dag: str


def _going_on(lines, today):
    coming = [line for line in lines if line.kommende]
    last = next((line for line in lines if not line.kommende and line.haendelse.tekst), None)
    return Sker(
        sidst=last,
        dag=_near(last, today).capitalize() if last else "",
        tekst=Truncator(last.haendelse.tekst).chars(LONGEST_TEXT) if last else "",
        kommer=coming[-1] if coming else None,
        kommer_dag=_near(coming[-1], today) if coming else "",
    )


def _near(line, today):
    """»i går kl. 02.40«, or »mandag 28. december«."""
    tid = line.haendelse.tid
    if not isinstance(tid, datetime):
        return danish.naer_dag(tid, today)
    moment = timezone.localtime(tid)
    return f"{danish.naer_dag(moment.date(), today)} {danish.kl(moment)}"


def _kinds(bruger, familie, relation, journal, today):
    """The chips by their key: the ground's own, the rooms' lists, and the rows of every noun."""
    kinds = {
        BOERN: Slags(OWN[BOERN], _of_boern(journal.anbringelser, today), []),
        KONSULENT: Slags(
            OWN[KONSULENT],
            _of_konsulenter(journal.tildelinger, today, why=relation != RAADGIVER),
            [],
        ),
        FAMILIEN: Slags(OWN[FAMILIEN], _of_familien(familie, journal), []),
    }
    for kilde in forloeb.kilder():
        kinds[kilde.key] = Slags(kilde.label, kilde.haendelser(bruger, familie), [])
    by_label = {kind.label: kind for kind in kinds.values()}
    for slags, kilde in forloeb.raekkekilder().items():
        if kilde.label not in by_label:
            kinds[slags] = by_label[kilde.label] = Slags(kilde.label, [], [])
        by_label[kilde.label].raekker.append(slags)
    return kinds


def _chips(kinds, vis, counts):
    total = sum(kind.antal(counts) for kind in kinds.values())
    chips = [Chip(f"Alt ({danish.tal(total)})", "?#forloeb", not vis)]
    return chips + [
        Chip(f"{kind.label} ({danish.tal(kind.antal(counts))})", f"?vis={key}#forloeb", key == vis)
        for key, kind in kinds.items()
        if kind.antal(counts) or key == vis
    ]


def _next(entries, spor):
    """Where the next page begins: at the last moment, after those of it that were shown."""
    last = entries[-1][0]
    same = sum(tid == last for tid, _ in entries)
    return Spor(last, same + (spor.antal if spor and spor.tid == last else 0))


def _moment(tid):
    """Days stand below the moments of the same day."""
    if isinstance(tid, datetime):
        return tid
    return timezone.make_aware(datetime.combine(tid, time.min))


def _lines(events, today):
    lines, year = [], today.year
    for event in events:
        day = event.tid
        if isinstance(day, datetime):
            day = timezone.localdate(day)
        lines.append(
            Linje(
                haendelse=event,
                naar=danish.dato_kort(day, day),
                aar=day.year if day.year != year else None,
                kommende=_is_coming(event.tid, today),
            )
        )
        year = day.year
    return lines


def _is_coming(tid, today):
    return tid > timezone.now() if isinstance(tid, datetime) else tid > today


def _of_boern(anbringelser, today):
    events = []
    for row in anbringelser:
        navn, respite = row.barn.fornavn, row.slags == Anbringelse.Slags.AFLASTNING
        future = row.fra > today
        if respite:
            title = f"{navn} begynder i aflastning" if future else f"{navn} begyndte i aflastning"
        else:
            title = f"{navn} flytter ind" if future else f"{navn} flyttede ind"
        meta = row.get_slags_display()
        if row.vis_grundlag:
            meta = f"{meta} · {row.get_grundlag_display()}"
        text = f"Trods advarsel: {row.afvigelse}" if row.afvigelse and row.vis_grundlag else ""
        events.append(
            Haendelse(row.fra, title, "person-add", url=row.barn_url, meta=meta, tekst=text)
        )
        if row.til:
            ends = row.til >= today
            if respite:
                title = f"{navn} {'stopper' if ends else 'stoppede'} i aflastning"
            else:
                title = f"{navn} {'flytter' if ends else 'flyttede'}"
            events.append(
                Haendelse(
                    row.til,
                    title,
                    "person-remove",
                    url=row.barn_url,
                    meta=row.get_slutaarsag_display(),
                    tekst=row.slutnotat,
                )
            )
    return events


def _of_konsulenter(tildelinger, today, *, why):
    """Who was konsulent when; the reasons (`why`) are about colleagues and stay among them."""
    events = []
    begins = {row.fra for row in tildelinger}
    for row in tildelinger:
        verb = "bliver" if row.fra > today else "blev"
        title = f"{row.konsulent.navn} {verb} fast konsulent"
        meta = row.begrundelse if why else ""
        events.append(Haendelse(row.fra, title, "support-agent", meta=meta))
        after = row.til and row.til + timedelta(days=1)
        if after and after not in begins:
            verb = "har" if after > today else "havde"
            events.append(
                Haendelse(after, f"Familien {verb} ingen fast konsulent fra denne dag", "warning")
            )
    return events


def _of_familien(familie, journal):
    """Facts of the family's own row; its approvals are rows of their own when it has any."""
    events = []
    if journal.godkendelse is None:
        title = "Familien blev godkendt"
        events.append(Haendelse(familie.godkendt_fra, title, "check", meta=familie.godkendt_af))
    events += [
        Haendelse(row.fratraadt_paa, f"{row.navn} er ikke længere plejeforælder", "person-remove")
        for row in journal.voksne
        if row.fratraadt_paa
    ]
    if familie.ophoert_paa:
        title = "Familien ophørte som plejefamilie"
        events.append(Haendelse(familie.ophoert_paa, title, "flag", tekst=familie.ophoersgrund))
    return events
