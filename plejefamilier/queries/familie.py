"""The family page: facts, people, what comes next, and one timeline."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from plejefamilier import forloeb, pligter, raekkevidde
from plejefamilier.actions.godkendelse import of_columns
from plejefamilier.forloeb import Opgave
from plejefamilier.kursuskonto import krav
from plejefamilier.models import Anbringelse, Familieprofil
from plejefamilier.models.familie import FAST_KONSULENT, RAADGIVER, STEDFORTRAEDER, TEAMLEDER
from plejefamilier.models.kreds import Fagrolle
from plejefamilier.queries import familiejournal
from plejefamilier.queries.belastning import of_rows
from plejefamilier.queries.familieforloeb import timeline
from plejefamilier.queries.kursus import days_in_words, home_periods, takster, widest
from plejefamilier.rekruttering import years_as_familie

EDITORS = (FAST_KONSULENT, STEDFORTRAEDER, TEAMLEDER)
MOST_DUTIES = 20
MOST_SHOWN = 3  # the others are folded away


def may_edit(bruger, relation):
    """Does this relation to the family give the pen, and the person's role too?"""
    return relation in EDITORS and bruger.can(Permission.EDIT_FAMILIER)


def page_context(bruger, familie, relation, *, vis="", spor=None):
    """Everything the family page shows. `vis` is the kind of events to show, '' for all.

    `spor` is where an earlier page of the timeline ended (forloeb.Spor), or None.
    """
    today = timezone.localdate()
    strain = relation != RAADGIVER
    journal = familiejournal.read(familie, today, belastning=strain)
    with (
        regler.kept(familie.kommune_id, journal.regler),
        raekkevidde.kept(bruger, **forloeb.udtryk(bruger, familie)) as fundet,
    ):
        return _context(bruger, familie, relation, journal, today, fundet.andet, vis=vis, spor=spor)


def _context(bruger, familie, relation, journal, today, laest, *, vis, spor):
    tildelinger = journal.tildelinger
    fast = next((row for row in tildelinger if _holds(row, today)), None)
    anbringelser = _shown(bruger, relation, journal.anbringelser, today)
    redigerer = may_edit(bruger, relation) and not familie.ophoert_paa
    nu = [row for row in anbringelser if _holds(row, today)]
    voksne = [row for row in journal.voksne if not row.fratraadt_paa]
    seen = replace(journal, anbringelser=anbringelser)
    forloebet = timeline(bruger, familie, relation, seen, vis=vis, spor=spor)
    opgaver = _duties(bruger, familie, today, laest)
    return {
        "familie": familie,
        "relation": relation,
        "redigerer": redigerer,
        "fordeler": familie.team_id in bruger.teams_med(Permission.ASSIGN_KONSULENT)
        and not familie.ophoert_paa,
        "boern_nu": nu,
        "boern_kommer": [row for row in anbringelser if row.fra > today],
        "pladser": _places(familie, journal.anbringelser, today),
        "fast": fast,
        "fast_dage": fast and (today - fast.fra).days + 1,
        "kommende_konsulent": next((row for row in reversed(tildelinger) if row.fra > today), None),
        "fravaer": fast and _absence(fast, today),
        "tidligere": [_former(row) for row in tildelinger if row.til and row.til < today],
        "voksne": voksne,
        "mangler_grundkursus": [row.fornavn for row in voksne if not row.grundkursus_paa],
        "kontakt": _contact(familie, journal.voksne),
        "raadgivere": _raadgivere(nu),
        "kreds": [_plads(data) for data in journal.kreds] if relation != RAADGIVER else [],
        "godkendelse": journal.godkendelse or of_columns(familie),
        **_profile(familie, journal.profil, today),
        "belastning": _strain(familie, journal, redigerer) if relation != RAADGIVER else None,
        "kurser": _training(familie, voksne, journal.anbringelser, today),
        "opgaver": opgaver,
        "flere_opgaver": opgaver[1:MOST_SHOWN],
        "foldede_opgaver": opgaver[MOST_SHOWN:],
        "fakta": forloeb.fakta(bruger, familie, laest),
        "nye": forloeb.nye(bruger, familie),
        "daglige": forloeb.daglige(bruger, familie),
        **forloebet,
    }


def _holds(row, day):
    return row.fra <= day and (row.til is None or row.til >= day)


def _former(row):
    """A konsulent of the past, with how many days she was it (B5)."""
    row.dage = (row.til - row.fra).days + 1
    return row


def _shown(bruger, relation, anbringelser, today):
    """Placements, newest first. A rådgiver reads the past of her own children only."""
    own = [
        row
        for row in anbringelser
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


@dataclass(frozen=True)
class Plads:
    """Somebody in the family's own circle."""

    navn: str
    rolle: str
    telefon: str


def _plads(data):
    rolle = data["rolle_andet"] or Fagrolle(data["rolle"]).label
    telefon = data["bruger_telefon"] or data["telefon"]
    return Plads(data["bruger"] or data["navn"], rolle, telefon)


def _profile(familie, profil, today):
    labels = dict(Familieprofil.Tidspunkt.choices)
    return {
        "profil": profil,
        "tidspunkter": danish.opregning(
            [labels[one].lower() for one in labels if one in profil.tidspunkter]
        ),
        "erfaring_aar": years_as_familie(familie, today) + profil.erfaring_aar,
    }


def _strain(familie, journal, redigerer):
    return of_rows(
        journal.belastninger,
        noegle="belastning",
        titel="Familiens belastning",
        kan=redigerer,
        ny_url=reverse("plejefamilier:belastning_create", args=[familie.pk]),
        alle_url=reverse("plejefamilier:belastning_list", args=[familie.pk]),
    )


@dataclass(frozen=True)
class Kursusstand:
    """How one grown-up stands this year: »1,5 af 2 kursusdage«."""

    navn: str
    tekst: str
    mangler: bool


def _training(familie, voksne, anbringelser, today):
    rates = takster(familie.kommune_id)
    periods = home_periods(anbringelser)
    return [
        Kursusstand(row.fornavn, days_in_words(asked), asked.mangler > 0)
        for row in voksne
        for asked in [widest(krav(today, row.tider, periods, rates))]
    ]


def _duties(bruger, familie, today, laest):
    """What is to be done about the family: the rooms' duties, and the reader's own here."""
    found = forloeb.opgaver(bruger, familie, laest)
    sources = pligter.kilder()
    for row in pligter.of_familie(bruger, familie, today, limit=MOST_DUTIES):
        words = sources[row.slags].vis(row, today)
        found.append(
            Opgave(
                titel=words.titel,
                hvorfor=words.hvorfor,
                url=words.url,
                frist=row.frist,
                hast="late" if row.frist < today else "today" if row.frist == today else "week",
                knap=words.knap,
                pille=_due(row.frist, today),
            )
        )
    return sorted(found, key=lambda opgave: opgave.frist)


def _due(frist, today):
    if frist < today:
        return "Over frist"
    return "Frist i dag" if frist == today else f"Senest {danish.ugedag(frist, today)}"
