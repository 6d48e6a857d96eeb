"""Which families fit a group, and which groups fit a family (I4): read, compared, put in order.

What names somebody, or says a fact of a family outside the reader's circle, never leaves this file:
of such a family the page gets its konsulent's name, how many points fit, and a key that is good for
one reader and one group.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject, Least
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from faelles import danish, regler
from faelles.constraints import on_day
from netvaerk.forslag import Fakta, Maal, Match, Tilbud, in_points, match
from netvaerk.models import Koereafstand, Medlemskab, Netvaerksgruppe
from netvaerk.models.reach import own_families
from netvaerk.postnummer import postnummer_of
from netvaerk.stoerrelse import graenser_for, why_full
from plejefamilier.ansvar import LEDER, ansvarlig_navn
from plejefamilier.models import Anbringelse, Behov, Godkendelse, Plejefamilie

SHOWN = 25  # families of either list
REGLER = ("netvaerk.naer_km", "netvaerk.km_hoejst", "netvaerk.erfaren_aar")
KEY = 24  # letters of a key


@dataclass(frozen=True)
class Kandidat:
    """A family as the reader may know it: `navn`, `familie` and `match` only of her own circle.

    `noegle` is what a form sends instead of the family; `punkter` says how many points fit, or "".
    `svarer`: the reader answers for the family.
    """

    noegle: str
    hvem: str
    punkter: str
    familie: int | None = None
    match: Match | None = None
    nej_paa: date | None = None
    svarer: bool = False


@dataclass(frozen=True)
class Kandidater:
    """The families that could be in a group: the reader's own, the others; are there more?"""

    egne: list
    andre: list
    flere_egne: bool = False
    flere: bool = False


@dataclass(frozen=True)
class Gruppeforslag:
    """A group that a family could be in: how it fits, and why there is no seat (or "")."""

    gruppe: Netvaerksgruppe
    match: Match
    punkter: str
    fuld: str
    nej_paa: date | None


def with_distances(grupper):
    """Groups that know the drives from where they meet, so that no query is needed for them."""
    meets = OuterRef("postnummer")
    rows = Koereafstand.objects.filter(Q(fra=meets) | Q(til=meets), kommune=OuterRef("kommune"))
    drives = rows.values(row=JSONObject(fra="fra", til="til", km="km"))
    return grupper.annotate(afstande=ArraySubquery(drives))


def candidates(bruger, gruppe, *, andre):
    """The families that could be in `gruppe`, a row of with_distances, best first; two queries.

    `andre`: also those outside the reader's circle, without a name (she plans the group).
    """
    maal = measures(gruppe.kommune_id, gruppe.afstande)
    tilbud = offer(gruppe)
    egne, others = [], []
    for row in _families(bruger, gruppe, andre=andre):
        found = match(tilbud, _facts(row), maal)
        if row.egen:
            egne.append((found.place, row.pk, _own(bruger, gruppe, row, found)))
        elif row.nej_paa is None:
            one = _other(bruger, gruppe, row, found)
            # beyond the points the order says nothing: it is that of the keys
            others.append((-found.passer if found.told else 0, one.noegle, one))
    egne.sort(key=lambda one: one[:2])
    others.sort(key=lambda one: one[:2])
    return Kandidater(
        [one for *_, one in egne[:SHOWN]],
        [one for *_, one in others[:SHOWN]],
        flere_egne=len(egne) > SHOWN,
        flere=len(others) > SHOWN,
    )


def by_key(bruger, gruppe, noegle):
    """The family that a key of `candidates` means; None when it is not to be proposed any more.

    A family of others that has refused is not asked again: the page may be older than its answer.
    """
    refused = Medlemskab.objects.filter(gruppe=gruppe, svar=Medlemskab.Svar.NEJ)
    others = _possible(gruppe).exclude(pk__in=own_families(bruger).values("pk"))
    asked = others.filter(pk__in=refused.values("plejefamilie"))
    for pk in _possible(gruppe).exclude(pk__in=asked.values("pk")).values_list("pk", flat=True):
        if constant_time_compare(noegle, _key(bruger, gruppe, pk)):
            return Plejefamilie.objects.get(pk=pk)
    return None


def groups_for(bruger, familie):
    """The open groups that a family of the reader's circle could be in, best first; two queries."""
    here = Medlemskab.objects.filter(gruppe=OuterRef("pk"), plejefamilie=familie)
    there = here.filter(Q(svar="", trukket_at=None) | Q(svar=Medlemskab.Svar.JA, til=None))
    inside = Medlemskab.objects.filter(gruppe=OuterRef("pk")).members().order_by()
    rows = (
        with_distances(Netvaerksgruppe.objects.visible_to(bruger).open())
        .filter(~Exists(there), kommune=familie.kommune_id)
        .annotate(
            familier=Coalesce(
                Subquery(inside.values("gruppe").annotate(n=Count("pk")).values("n")), 0
            ),
            nej_paa=_refused(here),
        )
        .select_related("facilitator", "institution")
    )
    facts = _facts_of(familie)
    with regler.read_once():
        limits = graenser_for(familie.kommune_id)
        found = []
        for row in rows:
            fit = match(offer(row), facts, measures(familie.kommune_id, row.afstande))
            full = why_full(row.familier, limits)
            found.append(Gruppeforslag(row, fit, in_points(fit), full, row.nej_paa))
    found.sort(key=lambda one: (bool(one.fuld), one.match.place, one.gruppe.navn, one.gruppe.pk))
    return found


def fit_of(gruppe, familie):
    """How a family of the reader's circle fits `gruppe`, a row of with_distances; two queries."""
    maal = measures(gruppe.kommune_id, gruppe.afstande)
    return match(offer(gruppe), _facts_of(familie), maal)


def measures(kommune, afstande):
    """What the municipality calls near, far and experienced; the drives of `afstande` (dicts)."""
    found = regler.values(REGLER, kommune)
    km = {(row["fra"], row["til"]): row["km"] for row in afstande}
    return Maal(*(found[key] for key in REGLER), km=km, behov=dict(Behov.Kode.choices))


def offer(gruppe):
    """What a group offers, to compare with."""
    alder = None if gruppe.alder_fra is None else (gruppe.alder_fra, gruppe.alder_til)
    return Tilbud(
        form=gruppe.form,
        postnummer=gruppe.postnummer,
        alder=alder,
        behov=frozenset(gruppe.behov),
        erfaring=gruppe.erfaring,
        tidspunkt=gruppe.tidspunkt,
    )


def hos(konsulent):
    """How a family is called that may not be named: »En familie hos Bente Krag«."""
    return f"En familie hos {konsulent if konsulent != LEDER else 'teamlederen'}"


# --- parts ------------------------------------------------------------------------------------


def _possible(gruppe):
    """The municipality's families that are neither in the group nor asked."""
    here = Medlemskab.objects.filter(
        Q(svar="", trukket_at=None) | Q(svar=Medlemskab.Svar.JA, til=None),
        gruppe=gruppe,
        plejefamilie=OuterRef("pk"),
    )
    return Plejefamilie.objects.active().filter(~Exists(here), kommune=gruppe.kommune_id)


def _families(bruger, gruppe, *, andre):
    rows = _possible(gruppe) if andre else _possible(gruppe).filter(pk__in=own_families(bruger))
    here = Medlemskab.objects.filter(gruppe=gruppe, plejefamilie=OuterRef("pk"))
    own = own_families(bruger).filter(pk=OuterRef("pk"))
    return _with_facts(rows, own).annotate(
        nej_paa=_refused(here),
        svarer=Exists(Plejefamilie.objects.editable_by(bruger).filter(pk=OuterRef("pk"))),
        hos_hvem=ansvarlig_navn(timezone.localdate(), "pk"),
    )


def _refused(here):
    return Subquery(
        here.filter(svar=Medlemskab.Svar.NEJ).order_by("-svar_paa").values("svar_paa")[:1]
    )


def _with_facts(familier, own):
    """Families with what is compared; `own` are those of the reader, None for all of them."""
    today = timezone.localdate()
    homes = Anbringelse.objects.filter(on_day(today), plejefamilie=OuterRef("pk"))
    newer = Behov.objects.filter(barn=OuterRef("barn"), dato__gt=OuterRef("dato"))
    needs = Behov.objects.filter(
        ~Exists(newer),
        barn__in=Anbringelse.objects.filter(
            on_day(today), plejefamilie=OuterRef(OuterRef("pk"))
        ).values("barn"),
    )
    first = Godkendelse.objects.filter(plejefamilie=OuterRef("pk")).order_by("fra").values("fra")
    others = Medlemskab.objects.filter(
        plejefamilie=OuterRef("pk"), gruppe__lukket_paa=None
    ).members()
    number = others.order_by().values("plejefamilie").annotate(n=Count("pk")).values("n")
    egen = Value(True) if own is None else Exists(own)
    return (
        familier.annotate(egen=egen)
        .annotate(
            synligt_navn=Case(
                When(egen=True, then=F("navn")), default=Value(""), output_field=CharField()
            ),
            aaben_adresse=Case(
                When(adresse_beskyttet=False, then=F("adresse")),
                default=Value(""),
                output_field=CharField(),
            ),
            godkendt=Least(F("godkendt_fra"), Coalesce(Subquery(first[:1]), F("godkendt_fra"))),
            foedt=ArraySubquery(homes.values("barn__foedselsdag")),
            koder=ArraySubquery(
                needs.annotate(kode=Func(F("koder"), function="unnest", output_field=CharField()))
                .order_by()
                .values("kode")
            ),
            tidspunkter=F("profil__tidspunkter"),
            aar_foer=Coalesce(F("profil__erfaring_aar"), 0),
            andre=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        )
        .only("pk", "adresse_beskyttet")
    )


def _facts_of(familie):
    return _facts(_with_facts(Plejefamilie.objects.filter(pk=familie.pk), None).get())


def _facts(row):
    today = timezone.localdate()
    return Fakta(
        postnummer=postnummer_of(row.aaben_adresse),
        beskyttet=row.adresse_beskyttet,
        aldre=tuple(sorted(danish.aar_gammel(day, today) for day in row.foedt)),
        behov=frozenset(row.koder),
        aar=danish.aar_gammel(row.godkendt, today) + row.aar_foer,
        tidspunkter=tuple(row.tidspunkter or ()),
        andre=row.andre,
    )


def _own(bruger, gruppe, row, found):
    return Kandidat(
        noegle=_key(bruger, gruppe, row.pk),
        hvem=Plejefamilie(navn=row.synligt_navn).visningsnavn,
        punkter=in_points(found),
        familie=row.pk,
        match=found,
        nej_paa=row.nej_paa,
        svarer=row.svarer,
    )


def _other(bruger, gruppe, row, found):
    return Kandidat(
        noegle=_key(bruger, gruppe, row.pk),
        hvem=hos(row.hos_hvem),
        punkter=in_points(found) if found.told else "",
    )


def _key(bruger, gruppe, pk):
    """Good for one reader and one group, so that nobody knows a family again by it."""
    return salted_hmac("netvaerk-forslag", f"{gruppe.pk}-{bruger.pk}-{pk}").hexdigest()[:KEY]
