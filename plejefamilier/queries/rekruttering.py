"""Recruitment: the check list of one family, the lists, the numbers, and the time line."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.paging import danish_order, page
from plejefamilier.ansvar import ansvarlig_navn
from plejefamilier.models import (
    Anbringelse,
    Behov,
    Indskrivning,
    Informering,
    Plejefamilie,
    Rekrutteringskriterium,
)
from plejefamilier.raekker import HAENDELSE
from plejefamilier.rekruttering import GRUPPER, erfaring_on, gruppe_of, shareable

MED, IKKE, SLUT = "med", "ikke", "slut"
FILTRE = ((MED, "Med nu"), (IKKE, "Ikke med endnu"), (SLUT, "Afsluttede"))


@dataclass(frozen=True)
class Tjekliste:
    """Everything »Kan familien være med?« shows about one family."""

    maalgruppe: str
    boern: list
    erfaring: int
    gruppe: str
    andre_indsatser: str
    informeringer: list
    kriterier: list
    nu: Indskrivning | None
    tidligere: list

    @property
    def kan(self):
        """Nothing is in the way: a child lives there, and the family is not part of it already."""
        return bool(self.boern) and self.nu is None


def with_tjekliste(familier):
    """`familier` fetched with what `tjekliste` needs of them."""
    words = regler.in_query("plejefamilier.henvisningstekst", OuterRef("kommune"))
    return familier.select_related("profil").annotate(maalgruppe=words)


def tjekliste(familie, day):
    """The check list of a family that with_tjekliste gave; four queries."""
    indskrivninger = [
        *familie.indskrivninger.annotate(
            opfyldt=ArrayAgg("kriterier__tekst", filter=Q(kriterier__isnull=False), default=[])
        )
        .select_related("by")
        .order_by("-fra")
    ]
    nu = next((row for row in indskrivninger if row.til is None or row.til >= day), None)
    boern = familie.anbringelser.current().doegn().select_related("barn").order_by("fra", "pk")
    profil = getattr(familie, "profil", None)
    years = erfaring_on(familie, day)
    return Tjekliste(
        maalgruppe=familie.maalgruppe,
        boern=[row.barn.fornavn for row in boern],
        erfaring=years,
        gruppe=GRUPPER[gruppe_of(years)][0],
        andre_indsatser=profil.andre_indsatser if profil else "",
        informeringer=[*familie.informeringer.select_related("af")],
        kriterier=[*Rekrutteringskriterium.objects.filter(kommune=familie.kommune_id, aktiv=True)],
        nu=nu,
        tidligere=[row for row in indskrivninger if row is not nu],
    )


def indskrivning_page(bruger, vis, intensitet, query):
    """One page of families: taking part (MED), not yet (IKKE), or no more (SLUT)."""
    day = timezone.localdate()
    if vis == IKKE:
        return page(_not_yet(bruger, day), query, by=danish_order("navn"), descending=False)
    rows = Indskrivning.objects.visible_to(bruger)
    rows = rows.filter(til__lt=day) if vis == SLUT else rows.filter(Q(til=None) | Q(til__gte=day))
    if intensitet:
        rows = rows.filter(intensitet=intensitet)
    rows = rows.select_related("plejefamilie").annotate(hvem=ansvarlig_navn(day))
    return page(rows, query, by=danish_order("plejefamilie__navn"), descending=False)


def _not_yet(bruger, day):
    told = Informering.objects.filter(plejefamilie=OuterRef("pk")).order_by("-dato")
    home = Anbringelse.objects.doegn().filter(on_day(day), plejefamilie=OuterRef("pk"))
    inside = Indskrivning.objects.filter(Q(til=None) | Q(til__gte=day), plejefamilie=OuterRef("pk"))
    return (
        Plejefamilie.objects.worked_with_by(bruger)
        .active()
        .filter(~Exists(inside))
        .annotate(
            informeret=Subquery(told.values("dato")[:1]),
            har_barn=Exists(home),
            hvem=ansvarlig_navn(day, "pk"),
        )
    )


@dataclass(frozen=True)
class Tal:
    """The numbers of who takes part today, as tables of cells that can be shared (W4)."""

    kommune: object
    i_alt: str
    mindst: int
    tabeller: list  # of (key, title, explanation, cells)


def tal_for(kommune, day):
    """Enrolment by experience (C10), by intensity (C7), and by the children's needs (C2)."""
    mindst = regler.value("plejefamilier.mindste_celle", kommune)
    rows = [
        *Indskrivning.objects.filter(on_day(day), plejefamilie__kommune=kommune).values_list(
            "intensitet", "erfaring_aar"
        )
    ]
    by_intensity = Counter(intensitet for intensitet, _ in rows)
    by_years = Counter(gruppe_of(years) for _, years in rows)
    needs = Counter(kode for koder in _newest_needs(kommune, day) for kode in {*koder})
    tables = (
        (
            "erfaring",
            "Efter erfaring",
            "Års erfaring, da familien blev indskrevet.",
            [(navn, by_years[n]) for n, (navn, _, _) in enumerate(GRUPPER)],
        ),
        (
            "intensitet",
            "Efter intensitet",
            "",
            [(label, by_intensity[key]) for key, label in Indskrivning.Intensitet.choices],
        ),
        (
            "behov",
            "Børnenes behov",
            "Børn hos de indskrevne familier. Et barn kan stå flere steder.",
            [(label, needs[key]) for key, label in Behov.Kode.choices],
        ),
    )
    return Tal(
        kommune=kommune,
        i_alt=f"<{mindst}" if 0 < len(rows) < mindst else str(len(rows)),
        mindst=mindst,
        tabeller=[
            (key, title, words, shareable(cells, mindst)) for key, title, words, cells in tables
        ],
    )


def _newest_needs(kommune, day):
    """The newest codes of each child that lives with a family that takes part today."""
    inside = Indskrivning.objects.filter(on_day(day), plejefamilie__kommune=kommune)
    homes = Anbringelse.objects.doegn().filter(
        on_day(day), plejefamilie__in=inside.values("plejefamilie")
    )
    newest = Behov.objects.filter(barn__in=homes.values("barn")).order_by("barn", "-dato", "-pk")
    return newest.distinct("barn").values_list("koder", flat=True)


def possible_tellers(bruger, kommune):
    """Who may have told a family about the effort: those who recruit, and the project leaders."""
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()),
        kommune=kommune,
        rolle__in=[Rolle.KONSULENT, Rolle.TEAMLEDER, Rolle.PROJEKTLEDER],
    )
    people = Bruger.objects.filter(pk__in=roles.values("bruger"), is_active=True)
    return people.annotate(first=Q(pk=bruger.pk)).order_by("-first", "navn", "pk")


def ny_url(bruger, plejefamilie):
    """Where `bruger` sees whether the family can take part; '' when it is not hers to say."""
    may = plejefamilie.kommune_id in bruger.kommuner_med(Permission.RECRUIT)
    if not may or plejefamilie.ophoert_paa:
        return ""
    return reverse("plejefamilier:indskrivning_create", args=[plejefamilie.pk])


def informeringer(bruger, plejefamilie):
    """When the family was told, for its time line (raekker.HAENDELSE)."""
    rows = Informering.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value("informering"),
        noegle=_noegle(),
        dato=F("dato"),
        titel=Value("Familien hørte om indsatsen"),
        meta=F("af__navn"),
        tekst=F("hvad"),
    )


def indskrivninger(bruger, plejefamilie):
    """When the family began to take part."""
    rows = Indskrivning.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    return HAENDELSE.of(
        rows,
        slags=Value("indskrivning"),
        noegle=_noegle(),
        dato=F("fra"),
        titel=Value("Familien blev en del af indsatsen"),
        meta=F("by__navn"),
        tekst=F("begrundelse"),
    )


def afslutninger(bruger, plejefamilie):
    """When the family stopped taking part."""
    rows = Indskrivning.objects.visible_to(bruger).filter(
        plejefamilie=plejefamilie, til__isnull=False
    )
    return HAENDELSE.of(
        rows,
        slags=Value("indskrivning_slut"),
        noegle=_noegle(),
        dato=F("til"),
        titel=Value("Familien er ikke længere en del af indsatsen"),
        tekst=F("slut_begrundelse"),
    )


def _noegle():
    """The family, which is where the row is shown, and the row."""
    return Concat(Cast("plejefamilie", CharField()), Value("-"), Cast("pk", CharField()))


def raekke_url(raekke):
    """Where a row of the time line is shown."""
    familie, _, _ = raekke.noegle.partition("-")
    return reverse("plejefamilier:indskrivning_create", args=[familie])
