"""The family page: facts, people, what comes next, and one timeline."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier import forloeb
from plejefamilier.forloeb import Haendelse
from plejefamilier.models import Anbringelse, Fravaer
from plejefamilier.models.familie import FAST_KONSULENT, RAADGIVER, STEDFORTRAEDER, TEAMLEDER

NEWEST = 50
BOERN, KONSULENT, FAMILIEN = "boern", "konsulent", "familien"
OWN = {BOERN: "Børn", KONSULENT: "Fast konsulent", FAMILIEN: "Familien"}
EDITORS = (FAST_KONSULENT, STEDFORTRAEDER, TEAMLEDER)


@dataclass(frozen=True)
class Linje:
    """One line of the timeline, ready to be written out."""

    haendelse: Haendelse
    kind: str
    naar: str
    aar: int | None
    kommende: bool


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    valgt: bool


def may_edit(bruger, relation):
    """Does this relation to the family give the pen, and the person's role too?"""
    return relation in EDITORS and bruger.can(Permission.EDIT_FAMILIER)


def page_context(bruger, familie, relation, *, vis="", alt=False):
    """Everything the family page shows. `vis` is the kind of events to show, '' for all."""
    today = timezone.localdate()
    tildelinger = _tildelinger(familie, today)
    fast = next((row for row in tildelinger if _holds(row, today)), None)
    anbringelser = _anbringelser(bruger, familie, relation, today)
    foraeldre = [*familie.plejeforaeldre.all()]
    nu = [row for row in anbringelser if _holds(row, today)]
    return {
        "familie": familie,
        "relation": relation,
        "redigerer": may_edit(bruger, relation) and not familie.ophoert_paa,
        "fordeler": familie.team_id in bruger.teams_med(Permission.ASSIGN_KONSULENT)
        and not familie.ophoert_paa,
        "boern_nu": nu,
        "boern_kommer": [row for row in anbringelser if row.fra > today],
        "pladser": _places(familie, anbringelser, today),
        "fast": fast,
        "kommende_konsulent": next((row for row in reversed(tildelinger) if row.fra > today), None),
        "fravaer": fast and _absence(fast, today),
        "tidligere": [row for row in tildelinger if row.til and row.til < today],
        "voksne": [row for row in foraeldre if not row.fratraadt_paa],
        "kontakt": _contact(familie, foraeldre),
        "raadgivere": _raadgivere(nu),
        "opgaver": forloeb.opgaver(bruger, familie),
        "fakta": forloeb.fakta(bruger, familie),
        "nye": forloeb.nye(bruger, familie),
        **_timeline(
            bruger, familie, relation, tildelinger, anbringelser, foraeldre, vis=vis, alt=alt
        ),
    }


def _holds(row, day):
    return row.fra <= day and (row.til is None or row.til >= day)


def _tildelinger(familie, today):
    """The family's konsulenter, newest first, each with today's absence and stand-in."""
    away = Fravaer.objects.filter(on_day(today), bruger=OuterRef("konsulent")).values(
        data=JSONObject(
            til="til",
            stedfortraeder="stedfortraeder__navn",
            telefon="stedfortraeder__telefon",
        )
    )
    rows = familie.konsulenttildelinger.select_related("konsulent")
    return [*rows.annotate(vaek=Subquery(away[:1])).order_by("-fra")]


def _anbringelser(bruger, familie, relation, today):
    """Placements, newest first. A rådgiver reads the past of her own children only."""
    rows = familie.anbringelser.select_related("barn__myndighedsraadgiver").order_by("-fra", "-pk")
    own = [
        row
        for row in rows
        if relation != RAADGIVER
        or row.til is None
        or row.til >= today
        or row.barn.myndighedsraadgiver_id == bruger.pk
    ]
    for row in own:
        mine = row.barn.myndighedsraadgiver_id == bruger.pk
        row.vis_grundlag = mine or relation != RAADGIVER
        opens = mine or (row.vis_grundlag and (row.til is None or row.til >= today))
        row.barn_url = reverse("plejefamilier:barn_detail", args=[row.barn_id]) if opens else ""
    return own


def _places(familie, anbringelser, today):
    taken = sum(
        row.slags == Anbringelse.Slags.DOEGN and (row.til is None or row.til >= today)
        for row in anbringelser
    )
    free = familie.godkendt_til_boern - taken
    if free < 0:
        return f"{-free} over godkendelsen"
    return danish.antal(free, "ledig plads", "ledige pladser") if free else "ingen ledige pladser"


def _absence(fast, today):
    """»Lars er væk til og med 5. januar. Mette er stedfortræder.«"""
    if not fast.vaek:
        return None
    til = date.fromisoformat(fast.vaek["til"])
    stand_in = fast.vaek["stedfortraeder"]
    if stand_in:
        who = f"{stand_in.split(' ')[0]} er stedfortræder."
    else:
        who = "Der er ingen stedfortræder. Teamlederen tager sig af det, der haster."
    text = f"{fast.konsulent.fornavn} er væk til og med {danish.ugedag(til, today)}. {who}"
    return {"tekst": text, "navn": stand_in, "telefon": fast.vaek["telefon"]}


def _contact(familie, foraeldre):
    """Who to ring first: the family's own number, with the first grown-up's name."""
    here = [row for row in foraeldre if not row.fratraadt_paa]
    first = next((row for row in here if row.telefon), None)
    if familie.telefon:
        same = next((row for row in here if row.telefon == familie.telefon), None)
        return {"navn": same.fornavn if same else "Familien", "telefon": familie.telefon}
    return {"navn": first.fornavn, "telefon": first.telefon} if first else None


def _raadgivere(anbringelser):
    """The rådgivere of the children who live here, each with whose she is."""
    found = {}
    for row in anbringelser:
        if row.barn.myndighedsraadgiver:
            found.setdefault(row.barn.myndighedsraadgiver, []).append(row.barn.fornavn)
    return [(who, danish.opregning(names)) for who, names in found.items()]


def _timeline(bruger, familie, relation, tildelinger, anbringelser, foraeldre, *, vis, alt):
    today = timezone.localdate()
    kinds = {
        BOERN: _of_boern(anbringelser, today),
        KONSULENT: _of_konsulenter(tildelinger, today, why=relation != RAADGIVER),
        FAMILIEN: _of_familien(familie, foraeldre),
    }
    labels = dict(OWN)
    for kilde in forloeb.kilder():
        kinds[kilde.key] = kilde.haendelser(bruger, familie)
        labels[kilde.key] = kilde.label
    vis = vis if vis in kinds else ""
    events = [(kind, event) for kind, some in kinds.items() for event in some]
    shown = [(kind, event) for kind, event in events if vis in ("", kind)]
    shown.sort(key=lambda pair: _order(pair[1].tid), reverse=True)
    older = len(shown) - NEWEST
    chips = [Chip(f"Alt ({len(events)})", "?#forloeb", not vis)]
    chips += [
        Chip(f"{labels[kind]} ({len(some)})", f"?vis={kind}#forloeb", kind == vis)
        for kind, some in kinds.items()
        if some or kind == vis
    ]
    return {
        "chips": chips,
        "linjer": _lines(shown if alt else shown[:NEWEST], today),
        "aeldre": 0 if alt else max(0, older),
        "aeldre_url": f"?{f'vis={vis}&' if vis else ''}alt=1#forloeb",
    }


def _order(tid):
    """Days stand below the moments of the same day."""
    if isinstance(tid, datetime):
        return timezone.localtime(tid).replace(tzinfo=None)
    return datetime.combine(tid, time.min)


def _lines(events, today):
    lines, year = [], today.year
    for kind, event in events:
        local = _order(event.tid)
        lines.append(
            Linje(
                haendelse=event,
                kind=kind,
                naar=danish.dato_kort(local.date(), local.date()),
                aar=local.year if local.year != year else None,
                kommende=local.date() > today,
            )
        )
        year = local.year
    return lines


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
        events.append(Haendelse(row.fra, title, "person-add", url=row.barn_url, meta=meta))
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


def _of_familien(familie, foraeldre):
    events = [
        Haendelse(familie.godkendt_fra, "Familien blev godkendt", "check", meta=familie.godkendt_af)
    ]
    events += [
        Haendelse(row.fratraadt_paa, f"{row.navn} er ikke længere plejeforælder", "person-remove")
        for row in foraeldre
        if row.fratraadt_paa
    ]
    if familie.ophoert_paa:
        title = "Familien ophørte som plejefamilie"
        events.append(Haendelse(familie.ophoert_paa, title, "flag", tekst=familie.ophoersgrund))
    return events
