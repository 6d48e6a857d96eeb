"""What a meeting can be about, and who could be asked to it: derived from the circle, not typed."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission, kommune_with
from faelles.constraints import on_day
from faelles.models import Organisation
from plejefamilier import moedeslags
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Foraeldreskab,
    Konsulenttildeling,
    Kredsrolle,
    Overgang,
    Plejefamilie,
    Plejeforaelder,
)
from plejefamilier.moedevalg import Deltagervalg

MOST = 200  # children and families offered in one list


@dataclass(frozen=True)
class Moedesag:
    """What a meeting is about: a child with the home it has or moves to, a family, or neither."""

    kommune: Organisation
    plejefamilie: Plejefamilie | None = None
    barn: Barn | None = None
    overgang: Overgang | None = None


@dataclass(frozen=True)
class Kandidat:
    """Somebody who could be asked: the choice, the name, and what she is."""

    valg: Deltagervalg
    navn: str

    @property
    def noegle(self):
        return self.valg.noegle

    @property
    def plads(self):
        return moedeslags.PLADSER[self.valg.plads]


def boern_for(bruger):
    """The children about whom `bruger` may call a meeting: hers to see, and of her circles."""
    roller = Kredsrolle.objects.held_by(bruger).filter(barn__isnull=False)
    mine = Q(pk__in=Barn.objects.visible_to(bruger).values("pk")) | Q(pk__in=roller.values("barn"))
    return Barn.objects.filter(mine, kommune__in=bruger.kommuner_med(Permission.MANAGE_MOEDER))


def familier_for(bruger):
    """The families about whom `bruger` may call a meeting."""
    roller = Kredsrolle.objects.held_by(bruger).filter(barn=None)
    mine = Q(pk__in=Plejefamilie.objects.worked_with_by(bruger).values("pk")) | Q(
        pk__in=roller.values("plejefamilie")
    )
    return Plejefamilie.objects.filter(
        mine, kommune__in=bruger.kommuner_med(Permission.MANAGE_MOEDER)
    )


def sag_of_barn(barn):
    """A child with its open supported move, or else with its home of today."""
    overgang = Overgang.objects.open().filter(barn=barn).select_related("plejefamilie").first()
    if overgang:
        return Moedesag(barn.kommune, overgang.plejefamilie, barn, overgang)
    home = Anbringelse.objects.doegn().filter(on_day(timezone.localdate()), barn=barn)
    placed = home.select_related("plejefamilie").first()
    return Moedesag(barn.kommune, placed.plejefamilie if placed else None, barn)


def sag_of_familie(familie):
    return Moedesag(familie.kommune, familie)


def sag_uden(bruger):
    """A meeting about no case, as the implementation group's."""
    return Moedesag(kommune_with(bruger, Permission.MANAGE_MOEDER))


def sag_of_moede(moede):
    return Moedesag(moede.kommune, moede.plejefamilie, moede.barn, moede.overgang)


def kandidater(sag, bruger):
    """Everybody around the case today, each once, and `bruger` herself; about five queries."""
    today = timezone.localdate()
    found = [*_of_barn(sag.barn, today)] if sag.barn else []
    if sag.plejefamilie:
        found += _of_familie(sag.plejefamilie, today)
    found += _of_kreds(sag, today)
    if not any(one.valg.person == bruger for one in found):
        plads = moedeslags.KONSULENT if bruger.hovedrolle == "konsulent" else moedeslags.ANDEN
        found.append(Kandidat(Deltagervalg(plads, bruger=bruger), bruger.navn))
    unique = {}
    for one in found:
        unique.setdefault(one.noegle, one)
    return [*unique.values()]


def _of_barn(barn, today):
    if barn.myndighedsraadgiver:
        raadgiver = barn.myndighedsraadgiver
        yield Kandidat(Deltagervalg(moedeslags.SAGSBEHANDLER, bruger=raadgiver), raadgiver.navn)
    rows = Foraeldreskab.objects.filter(barn=barn)
    rows = rows.filter(Q(slut_paa=None) | Q(slut_paa__gt=today)).order_by("pk")
    for row in rows.select_related("foraelder"):
        valg = Deltagervalg(moedeslags.FORAELDRE, foraelder=row.foraelder)
        yield Kandidat(valg, row.foraelder.navn)


def _of_familie(familie, today):
    voksne = Plejeforaelder.objects.filter(plejefamilie=familie)
    for row in voksne.filter(Q(fratraadt_paa=None) | Q(fratraadt_paa__gt=today)).order_by("pk"):
        yield Kandidat(Deltagervalg(moedeslags.PLEJEFAMILIE, plejeforaelder=row), row.navn)
    fast = Konsulenttildeling.objects.holding(today).filter(plejefamilie=familie)
    for row in fast.select_related("konsulent"):
        valg = Deltagervalg(moedeslags.KONSULENT, bruger=row.konsulent)
        yield Kandidat(valg, row.konsulent.navn)


def _of_kreds(sag, today):
    about = Q(pk=None)
    if sag.barn:
        about |= Q(barn=sag.barn)
    elif sag.plejefamilie:
        about |= Q(barn=None, plejefamilie=sag.plejefamilie)
    rows = Kredsrolle.objects.filter(about, on_day(today)).select_related("bruger")
    for row in rows.order_by("fra", "pk"):
        if row.bruger is None or row.bruger.is_active:
            yield Kandidat(Deltagervalg(row.rolle, kredsrolle=row, bruger=row.bruger), row.hvem)


def suggested(slags, found):
    """The keys of those candidates whose place is usual at this kind of meeting."""
    kind = moedeslags.SLAGS[slags]
    return [one.noegle for one in found if one.valg.plads in (*kind.foreslaar, *kind.kraever)]
