"""What the pages of a group's meetings show, and what stands in the way of proposed dates."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from faelles import regler
from faelles.kalender import kalender_for
from netvaerk import moedeplan
from netvaerk.actions.gruppebesked import expected_at
from netvaerk.actions.gruppefremmoede import noted_at, state_of
from netvaerk.models import (
    Emneforslag,
    Gruppefremmoede,
    Gruppemoede,
    Medlemskab,
    Netvaerksgruppe,
)
from plejefamilier.models import Deltager, Optaget, Plejeforaelder
from plejefamilier.models.moede import Form

Trin = Netvaerksgruppe.Trin
VAEK = "En familie, der ikke er med længere"


@dataclass(frozen=True)
class Moederaekke:
    """One meeting on a list: `plads` counts those that stand, from 1; 0 is a cancelled one."""

    moede: Gruppemoede
    plads: int
    forbi: bool


@dataclass(frozen=True)
class Moeder:
    """The meetings of a group, what the families want to talk about, and what may be done."""

    raekker: list
    fysiske: int  # of the standing ones, those where all are in one place
    antal: int
    mangler: int  # how many are agreed and not planned
    forslag: list
    planlaegger: bool
    foreslaar: bool
    selvkoerende: bool
    alle_paa_video: bool


def moeder_for(bruger, gruppe):
    """The context of netvaerk/_moeder.html: {"moeder": Moeder}; two queries.

    `gruppe` is a row of queries.gruppe.with_rights.
    """
    now, trin = timezone.now(), gruppe.trin
    rows = Gruppemoede.objects.visible_to(bruger).filter(gruppe=gruppe)
    found, plads = [], 0
    for moede in _with_attendance(rows).order_by("start", "pk"):
        plads += moede.aflyst_at is None
        found.append(Moederaekke(moede, 0 if moede.aflyst_at else plads, moede.slut <= now))
    stand = [one.moede for one in found if one.plads]
    open_still = trin in (Trin.DANNES, Trin.FACILITERET)
    forslag = Emneforslag.objects.visible_to(bruger).filter(gruppe=gruppe, fjernet_at=None)
    return {
        "moeder": Moeder(
            raekker=found,
            fysiske=sum(moede.form == Form.FYSISK for moede in stand),
            antal=len(stand),
            mangler=max(gruppe.faciliterede - len(stand), 0) if open_still else 0,
            forslag=[*forslag],
            planlaegger=gruppe.maa_redigere and trin == Trin.FACILITERET,
            foreslaar=(gruppe.maa_redigere or gruppe.maa_navne) and open_still,
            selvkoerende=trin == Trin.SELVKOERENDE,
            alle_paa_video=bool(stand) and all(one.form == Form.VIRTUELT for one in stand),
        )
    }


def _with_attendance(rows):
    """Meetings with `kom` of `spurgt`: how many families came."""
    of = Gruppefremmoede.objects.filter(moede=OuterRef("pk")).order_by().values("moede")
    came = Count("pk", filter=Q(kom=Gruppefremmoede.Kom.KOM))
    return rows.select_related("lokale__organisation").annotate(
        kom=Subquery(of.annotate(n=came).values("n"), output_field=IntegerField()),
        spurgt=Subquery(of.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
    )


# --- one meeting ---------------------------------------------------------------------------------


def with_rights(bruger):
    """Meetings with what the reader may do, and which of the group's it is (`plads`, from 1)."""
    mine = {"pk": OuterRef("gruppe")}
    before = (
        Gruppemoede.objects.planned()
        .filter(gruppe=OuterRef("gruppe"), start__lt=OuterRef("start"))
        .order_by()
        .values("gruppe")
        .annotate(n=Count("pk"))
    )
    rows = Gruppemoede.objects.select_related(
        "gruppe__kommune",
        "gruppe__facilitator",
        "facilitator",
        "lokale__organisation",
        "fremmoede_af",
    )
    return _with_attendance(rows).annotate(
        maa_redigere=Exists(Netvaerksgruppe.objects.editable_by(bruger).filter(**mine)),
        maa_navne=Exists(Netvaerksgruppe.objects.naming_to(bruger).filter(**mine)),
        plads=Coalesce(Subquery(before.values("n"), output_field=IntegerField()), 0) + 1,
    )


@dataclass(frozen=True)
class Ventet:
    """A family that is asked to a meeting, as its reader may see it."""

    medlemskab: Medlemskab
    navn: str
    kom: str
    mail: bool  # somebody in it hears by mail


def expected_for(bruger, moede):
    """The families asked to a meeting; those that `bruger` sees by name have one.

    A family that has left since has no name any more, but keeps its line for attendance. Returns
    (rows of Ventet, ids of those that are named, what the page is made from).
    """
    seen = Medlemskab.objects.visible_to(bruger).filter(pk=OuterRef("pk"))
    members = [*expected_at(moede).annotate(navngivet=Exists(seen), har_mail=_has_mail())]
    noted = noted_at(moede)
    rows = [
        Ventet(
            medlemskab=one,
            navn=one.plejefamilie.visningsnavn if one.navngivet else VAEK,
            kom=noted.get(one.pk, ""),
            mail=one.har_mail,
        )
        for one in members
    ]
    return rows, [one.pk for one in members if one.navngivet], state_of(members, noted)


def _has_mail():
    voksne = Plejeforaelder.objects.filter(
        plejefamilie=OuterRef("plejefamilie"), fratraadt_paa=None
    )
    return Exists(voksne.exclude(email=""))


def open_forslag(gruppe):
    """What the families want to talk about, oldest first."""
    return [*Emneforslag.objects.filter(gruppe=gruppe, fjernet_at=None)]


# --- proposed dates ------------------------------------------------------------------------------


def standing(gruppe):
    """The start of each meeting that stands, in order."""
    rows = Gruppemoede.objects.planned().filter(gruppe=gruppe).order_by("start")
    return [*rows.values_list("start", flat=True)]


def next_first(gruppe, starts):
    """The date with which the series goes on, a nominal one; None for a group without rhythm."""
    if gruppe.anker is None:
        return None
    today = timezone.localdate()
    after = max([today, *(timezone.localdate(start) for start in starts)])
    kalender = kalender_for(gruppe.kommune)
    found = moedeplan.next_nominal(gruppe.anker, gruppe.hver, gruppe.rytme, after, kalender)
    return found.nominel if found else None


def proposed(gruppe, first, hver, rytme, antal):
    """The dates of a series that begins on `first`, as moedeplan.Dag (R11, R12)."""
    before = (gruppe.anker, gruppe.hver, gruppe.rytme)
    anker = moedeplan.anchor_of(first, hver, rytme, before=before)
    return moedeplan.dates(anker, hver, rytme, antal, kalender_for(gruppe.kommune), first=first)


def collisions(gruppe, tider):
    """What stands in the way of proposed times [(start, slut)]: {number from 0: sentence}.

    That a family is busy is known of the ground's meetings and of its other groups; which family
    it is is not said, and it only warns (R16).
    """
    if not tider:
        return {}
    first, last = min(start for start, _ in tider), max(slut for _, slut in tider)
    busy = Optaget.objects.filter(bruger=gruppe.facilitator_id).between(first, last)
    taken = [*busy.values_list("start", "slut")]
    families = _family_times(gruppe, first, last)
    found = {}
    for number, (start, slut) in enumerate(tider):
        if _any_in(taken, start, slut):
            found[number] = f"{gruppe.facilitator.navn} er optaget. Vælg en anden tid."
        elif _any_in(families, start, slut):
            found[number] = "En af familierne har et andet møde på samme tid."
    return found


def _any_in(times, start, slut):
    return any(begins < slut and ends > start for begins, ends in times)


def _family_times(gruppe, first, last):
    families = Medlemskab.objects.filter(gruppe=gruppe).members().values("plejefamilie")
    meetings = Deltager.objects.present().exclude(svar=Deltager.Svar.AFBUD)
    meetings = meetings.filter(
        plejeforaelder__plejefamilie__in=families,
        moede__aflyst_at=None,
        moede__start__lt=last,
        moede__slut__gt=first,
    )
    others = Medlemskab.objects.members().filter(plejefamilie__in=families).exclude(gruppe=gruppe)
    groups = Gruppemoede.objects.planned().filter(gruppe__in=others.values("gruppe"))
    groups = groups.filter(start__lt=last, slut__gt=first)
    times = meetings.order_by().values_list("moede__start", "moede__slut")
    return [*times.union(groups.order_by().values_list("start", "slut"), all=True)]


def defaults(gruppe, starts):
    """What the municipality's rules and the group's own rhythm fill into the form of a plan."""
    keys = ("netvaerk.hver_maaneder", "netvaerk.moede_minutter")
    tal = regler.values(keys, gruppe.kommune)
    return {
        "antal": max(gruppe.faciliterede - len(starts), 1),
        "first": next_first(gruppe, starts),
        "klokken": gruppe.klokken,
        "minutter": gruppe.minutter or tal[keys[1]],
        "hver": gruppe.hver if gruppe.anker else tal[keys[0]],
        "rytme": gruppe.rytme,
    }
