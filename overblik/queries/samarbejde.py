"""The ground's duties and meetings on Min dag: agreements, visits, requests … in one query."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import F, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from faelles import danish, kladder
from faelles.access import Permission
from overblik.queries import netvaerk, supervision
from overblik.queries.pligt import Hast, Linje, Pligt
from plejefamilier import pligter
from plejefamilier.models import Moede, Moedeslags, Plejefamilie
from plejefamilier.raekker import PLIGT

MOST = 150  # duties of one person on one page
MOEDE, KLADDE = "moede", "kladde"
AHEAD = timedelta(days=14)  # meetings: this week and, towards its end, the next
MOST_ALIKE = 3
KEY = "samarbejde"
LONGEST_TEXT = 190  # letters of a draft
COUNTED = {supervision.LEDIG, netvaerk.DANNES}  # have a number where others have a family


def samarbejdet(bruger, dag):
    """What the ground asks of `bruger`, whichever noun it comes from."""
    kilder = pligter.kilder()
    cards = {}
    for raekke in _raekker(bruger, dag):
        if raekke.slags == KLADDE:
            cards.setdefault(KLADDE, []).append(_from_kladde(raekke, dag))
        elif raekke.slags in kilder:
            card = _from_raekke(raekke, kilder[raekke.slags], dag)
            cards.setdefault(raekke.slags, []).append(card)
    return [card for alike in cards.values() for card in _gathered(alike)]


def _gathered(alike):
    """Many duties of a kind are one card, so that they do not bury the others."""
    if len(alike) <= MOST_ALIKE:
        return alike
    first = alike[0]
    ens = tuple(Linje(f"{card.titel} · {card.pille}", card.url) for card in alike)
    titel = f"{first.slags}: {danish.antal(len(alike), 'opgave', 'opgaver')}"
    return [
        replace(
            first,
            emne=f"ens-{first.slags}",
            titel=titel,
            kort_titel=titel,
            tekst=f"Den første: {first.titel}.",
            handling="Tag den første",
            ens=ens,
        )
    ]


def aftalte_tider(bruger, dag):
    """What is agreed for the coming days, of any kind: [(day, kind, words, address)]."""
    found = []
    for raekke in _raekker(bruger, dag):
        if raekke.slags == MOEDE:
            found.append((raekke.frist, "Møde", _moede(raekke), _moede_url(raekke)))
        elif raekke.slags in supervision.TIDER:
            found.append((raekke.frist, *supervision.line(raekke)))
        elif raekke.slags in netvaerk.TIDER:
            found.append((raekke.frist, *netvaerk.line(raekke)))
    return found


def ledige_kurser(bruger, dag):
    """Courses with seats left that `bruger` may enrol somebody in, the first deadline first."""
    rows = (raekke for raekke in _raekker(bruger, dag) if raekke.slags == supervision.LEDIG)
    return [supervision.ledigt(raekke) for raekke in rows]


def grupper_under_dannelse(bruger, dag):
    """The groups under formation that `bruger` facilitates or is responsible for, oldest first."""
    rows = [raekke for raekke in _raekker(bruger, dag) if raekke.slags == netvaerk.DANNES]
    return netvaerk.lacking(bruger, sorted(rows, key=lambda raekke: raekke.tid))


def shown_familier(bruger, dag):
    """Ids of the families that the duties name, for the log."""
    rows = _raekker(bruger, dag)
    about = (row.familie for row in rows if row.familie and row.slags not in COUNTED)
    return sorted({*map(int, about)})


def _raekker(bruger, dag):
    """Duties and meetings together, read once for a page."""
    if KEY not in dag.laest:
        further = [
            _moeder(bruger, dag),
            _kladder(bruger),
            *supervision.sources(bruger, dag, AHEAD),
            *netvaerk.sources(bruger, dag, AHEAD),
        ]
        dag.laest[KEY] = pligter.of_bruger(bruger, dag.today, limit=MOST, further=further)
    return dag.laest[KEY]


def _moeder(bruger, dag):
    if not bruger.can(Permission.SEE_SAMARBEJDE):
        return None
    rows = (
        Moede.objects.visible_to(bruger)
        .coming(dag.now)
        .filter(
            Q(deltagere__bruger=bruger, deltagere__fjernet_at=None) | Q(indkalder=bruger),
            start__lt=dag.now + AHEAD,
        )
        .distinct()
    )
    return PLIGT.of(
        rows,
        slags=Value(MOEDE),
        noegle=F("pk"),
        frist=TruncDate("start"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        barnenavn=F("barn__navn"),
        tekst=F("slags"),
        tid=F("start"),
    )


def _kladder(bruger):
    """What she has begun to write and not saved; the form's own pages let her go on or delete."""
    return PLIGT.of(
        kladder.open_for(bruger),
        slags=Value(KLADDE),
        noegle=F("pk"),
        frist=TruncDate("begyndt_at"),
        barnenavn=F("slags"),
        tekst=KT("felter__tekst"),
        tid=F("begyndt_at"),
    )


def _moede(raekke):
    """»Kl. 10.00 Opstartsmøde, Freja · Holm«"""
    words = f"{danish.kl(timezone.localtime(raekke.tid))} {Moedeslags(raekke.tekst).label}"
    om = _om(raekke)
    return f"{words.capitalize()}, {om}" if om else words.capitalize()


def _moede_url(raekke):
    return reverse("plejefamilier:moede_detail", args=[raekke.noegle])


def _om(raekke):
    """»Freja · Holm«: whom it is about, as shortly as the week has room for."""
    names = []
    if raekke.barnenavn:
        names.append(raekke.barnenavn.split(" ")[0])
    if raekke.familienavn:
        names.append(Plejefamilie(navn=raekke.familienavn).kort_navn)
    return " · ".join(names)


def _from_kladde(raekke, dag):
    navn = kladder.formular(raekke.barnenavn).navn
    url = reverse("faelles:formkladde_continue", args=[raekke.noegle])
    begun = timezone.localtime(raekke.tid)
    return Pligt(
        emne=f"formkladde-{raekke.noegle}",
        hast=Hast.I_DAG,
        frist=dag.today,
        pille="Ikke gemt",
        pille_slags="today",
        slags=f"Påbegyndt {danish.naer_dag(begun.date(), dag.today)} {danish.kl(begun)}",
        titel=f"Et {navn}, du ikke har gemt",
        kort_titel=f"Skriv {navn} færdigt",
        url=url,
        tekst=Truncator(raekke.tekst or "").chars(LONGEST_TEXT),
        derfor_ord="Derfor",
        derfor="Ingen andre kan læse det, før det er gemt.",
        handling=f"Skriv {navn} færdigt",
        handling_url=url,
    )


def _from_raekke(raekke, kilde, dag):
    ord_ = kilde.vis(raekke, dag.today)
    late = raekke.frist < dag.today
    if late:
        days = dag.kalender.hverdage_between(raekke.frist, dag.today)
        hast, pille, slags = Hast.SENT, danish.over_frist(days), "late"
    elif raekke.frist == dag.today:
        hast, pille, slags = Hast.I_DAG, "Frist i dag", "today"
    else:
        hast, slags = Hast.SNART, ""
        pille = f"Senest {danish.naer_dag(raekke.frist, dag.today)}"
    om = _om(raekke)
    return Pligt(
        emne=f"{raekke.slags}-{raekke.noegle}",
        hast=hast,
        frist=raekke.frist,
        pille=pille,
        pille_slags=slags,
        slags=kilde.navn,
        titel=f"{ord_.titel} – {om}" if om else ord_.titel,
        kort_titel=f"{kilde.navn}: {om}" if om else ord_.titel,
        url=ord_.url,
        tekst="",
        derfor_ord="Derfor",
        derfor=ord_.hvorfor,
        handling=ord_.knap,
        handling_url=ord_.url,
    )
