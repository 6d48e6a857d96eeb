"""The circle around a child or a family on a day: who, in which role, doing what.

Konsulent, stand-in, leader, rådgiver, foster parents and parents are derived from what they are
(B5), never typed twice; the rest are Kredsroller. Three queries, whatever its size.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from faelles.access import Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from plejefamilier import kredsord
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Foraeldreskab,
    Fravaer,
    Konsulenttildeling,
    Kredsrolle,
    Plejefamilie,
    Plejeforaelder,
    Tovholder,
)

BEGRUNDET, RAADGIVER, KONSULENT = "valgt", "raadgiver", "konsulent"


@dataclass(frozen=True)
class Plads:
    """One place in the circle. `bruger` and `pk` (of the Kredsrolle) are ids, or None.

    `om` is the first name of the child it concerns, on the page of a family. `note` is a sentence
    about today: a stand-in, or that the number is not shown.
    """

    navn: str
    rolle: str
    forklaring: str = ""
    opgave: str = ""
    organisation: str = ""
    telefon: str = ""
    email: str = ""
    fra: date | None = None
    til: date | None = None
    bruger: int | None = None
    stedfortraeder: int | None = None
    pk: int | None = None
    om: str = ""
    note: str = ""
    uden_kursus: bool = False
    tovholder: bool = False
    slut_begrundelse: str = ""


@dataclass(frozen=True)
class Kreds:
    """`nu`, `kommer` and `forbi` are lists of Plads. `tovholder` is one of `nu`, or None.

    `tovholder_grund` says whether she was chosen, or follows from being rådgiver or konsulent.
    """

    nu: list
    kommer: list = field(default_factory=list)
    forbi: list = field(default_factory=list)
    tovholder: Plads | None = None
    tovholder_grund: str = ""
    tovholder_fra: date | None = None

    @property
    def brugere(self):
        """Ids of everybody in the circle who logs in, stand-ins too."""
        found = {plads.bruger for plads in self.nu} | {plads.stedfortraeder for plads in self.nu}
        return found - {None}

    @property
    def uden_kursus(self):
        return [plads for plads in self.nu if plads.uden_kursus]


def kredsen(bruger, *, barn=None, familie=None, dag=None):
    """The circle of a child, or of a family and the children living there; three queries.

    `bruger` is the reader, whose right to see the child or family has been asked before: on the
    page of a family she sees the children that are hers to see, and of a protected family's
    number only that it is protected, unless the family is hers. None reads for the system.
    `dag` is a date, default today.
    """
    dag = dag or timezone.localdate()
    boern = [*_boern(bruger, barn, familie, dag)]
    familier = [*_familier(bruger, barn, familie, dag)]
    roller = _roller(bruger, boern, barn, familie)
    about = (lambda child: "") if barn else (lambda child: child.fornavn)
    nu = [
        *_once(plads for home in familier for plads in _of_familie(home)),
        *(plads for child in boern for plads in _of_barn(child, about(child))),
    ]
    names = {child.pk: about(child) for child in boern}
    places = [_of_rolle(row, names.get(row.barn_id, "")) for row in roller]
    nu += [p for p in places if p.fra <= dag and (p.til is None or p.til >= dag)]
    chosen = boern[0].kreds_tovholder if barn and boern else None
    if familie and familier:
        chosen = familier[0].kreds_tovholder
    return _with_tovholder(
        nu,
        chosen,
        kommer=[p for p in places if p.fra > dag],
        forbi=[p for p in places if p.til is not None and p.til < dag],
    )


def _once(places):
    """The places, without whoever stands there already: a child may have two homes."""
    seen = set()
    for plads in places:
        who = plads.bruger, plads.rolle
        if plads.bruger is None or who not in seen:
            yield plads
        seen.add(who)


def _boern(bruger, barn, familie, dag):
    if barn is not None:
        rows = Barn.objects.filter(pk=barn.pk)
    else:
        rows = Barn.objects if bruger is None else Barn.objects.visible_to(bruger)
        home = Anbringelse.objects.filter(on_day(dag), plejefamilie=familie)
        rows = rows.filter(pk__in=home.values("barn")).order_by("foedselsdag", "pk")
    parents = (
        Foraeldreskab.objects.filter(barn=OuterRef("pk"))
        .filter(Q(slut_paa=None) | Q(slut_paa__gt=dag))
        .order_by("pk")
    )
    return rows.select_related("myndighedsraadgiver__organisation").annotate(
        kreds_foraeldre=ArraySubquery(
            parents.values(
                data=JSONObject(
                    navn="foraelder__navn",
                    telefon="foraelder__telefon",
                    email="foraelder__email",
                    slags="slags",
                    myndighed="foraeldremyndighed",
                )
            )
        ),
        kreds_tovholder=Subquery(_tovholder(dag).filter(barn=OuterRef("pk")).values("data")[:1]),
    )


def _familier(bruger, barn, familie, dag):
    if familie is not None:
        rows = Plejefamilie.objects.filter(pk=familie.pk)
        relief = Value(False)
    else:
        homes = Anbringelse.objects.filter(on_day(dag), barn=barn)
        rows = Plejefamilie.objects.filter(pk__in=homes.values("plejefamilie"))
        relief = ~Exists(homes.doegn().filter(plejefamilie=OuterRef("pk")))
    hers = Plejefamilie.objects.all() if bruger is None else Plejefamilie.objects.visible_to(bruger)
    away = Fravaer.objects.filter(on_day(dag), bruger=OuterRef("konsulent"))
    fast = Konsulenttildeling.objects.holding(dag).filter(plejefamilie=OuterRef("pk"))
    fast = fast.annotate(
        vaek=Subquery(
            away.values(
                data=JSONObject(
                    til="til",
                    bruger="stedfortraeder",
                    navn="stedfortraeder__navn",
                    telefon="stedfortraeder__telefon",
                    organisation="stedfortraeder__organisation__navn",
                )
            )[:1]
        )
    )
    ledere = Rolletildeling.objects.filter(
        on_day(dag), rolle=Rolle.TEAMLEDER, team=OuterRef("team"), bruger__is_active=True
    ).order_by("pk")
    voksne = Plejeforaelder.objects.filter(plejefamilie=OuterRef("pk")).filter(
        Q(fratraadt_paa=None) | Q(fratraadt_paa__gt=dag)
    )
    own = _tovholder(dag).filter(barn=None, plejefamilie=OuterRef("pk"))
    return (
        rows.annotate(kreds_aflastning=relief)
        .order_by("kreds_aflastning", "pk")
        .annotate(
            kreds_konsulent=Subquery(
                fast.values(data=_person("konsulent", fra="fra", til="til", vaek="vaek"))[:1]
            ),
            kreds_ledere=ArraySubquery(ledere.values(data=_person("bruger"))),
            kreds_voksne=ArraySubquery(
                voksne.order_by("pk").values(
                    data=JSONObject(navn="navn", telefon="telefon", email="email")
                )
            ),
            kreds_tovholder=Subquery(own.values("data")[:1]),
            kreds_egen=Exists(hers.filter(pk=OuterRef("pk"))),
        )
    )


def _person(name, **more):
    return JSONObject(
        bruger=name,
        navn=f"{name}__navn",
        telefon=f"{name}__telefon",
        organisation=f"{name}__organisation__navn",
        **more,
    )


def _tovholder(dag):
    rows = Tovholder.objects.filter(on_day(dag)).order_by("-fra", "-pk")
    return rows.annotate(data=JSONObject(bruger="bruger", fra="fra"))


def _roller(bruger, boern, barn, familie):
    rows = Kredsrolle.objects.all() if bruger is None else Kredsrolle.objects.visible_to(bruger)
    if barn is not None:
        wanted = Q(barn=barn)
    else:
        wanted = Q(plejefamilie=familie, barn=None) | Q(barn__in=[child.pk for child in boern])
    return (
        rows.filter(wanted)
        .select_related("bruger__organisation", "organisation", "stedfortraeder")
        .order_by("fra", "pk")
    )


def _of_familie(familie):
    """Konsulent, her stand-in of today, the foster parents, and the leader.

    Of a family that only relieves the child's home it is said that it does.
    """
    fast = familie.kreds_konsulent
    if fast:
        away = fast["vaek"]
        note = ""
        if away:
            who = away["navn"] and f"{away['navn']} er stedfortræder."
            note = f"Er væk i dag. {who or 'Ring til teamlederen, hvis det haster.'}"
        yield Plads(
            **_named(fast, kredsord.KONSULENT),
            fra=date.fromisoformat(fast["fra"]),
            til=fast["til"] and date.fromisoformat(fast["til"]),
            note=note,
        )
        if away and away["navn"]:
            yield Plads(
                **_named(away, kredsord.STEDFORTRAEDER), til=date.fromisoformat(away["til"])
            )
    hidden = familie.adresse_beskyttet and not familie.kreds_egen
    rolle = kredsord.AFLASTNING if familie.kreds_aflastning else kredsord.PLEJEFORAELDER
    for voksen in familie.kreds_voksne:
        yield Plads(
            navn=voksen["navn"],
            rolle=rolle,
            forklaring=kredsord.ORD[rolle],
            telefon="" if hidden else voksen["telefon"] or familie.telefon,
            email="" if hidden else voksen["email"],
            note="Nummeret er beskyttet. Ring til familieplejekonsulenten." if hidden else "",
        )
    for leder in familie.kreds_ledere:
        yield Plads(**_named(leder, kredsord.LEDER))


def _of_barn(barn, om):
    """The child's rådgiver and parents."""
    raadgiver = barn.myndighedsraadgiver
    if raadgiver:
        yield Plads(
            navn=raadgiver.navn,
            rolle=kredsord.RAADGIVER,
            forklaring=kredsord.ORD[kredsord.RAADGIVER],
            organisation=raadgiver.organisation.navn,
            telefon=raadgiver.telefon,
            bruger=raadgiver.pk,
            om=om,
        )
    for row in barn.kreds_foraeldre:
        rolle = kredsord.FORAELDER
        if row["slags"] == Foraeldreskab.Slags.FAKTISK:
            rolle = kredsord.FAKTISK_FORAELDER
        yield Plads(
            navn=row["navn"],
            rolle=rolle,
            forklaring=kredsord.ORD[rolle],
            opgave="Har forældremyndighed" if row["myndighed"] else "",
            telefon=row["telefon"],
            email=row["email"],
            om=om,
        )


def _named(data, rolle):
    return {
        "navn": data["navn"],
        "rolle": rolle,
        "forklaring": kredsord.ORD[rolle],
        "organisation": data["organisation"] or "",
        "telefon": data["telefon"] or "",
        "bruger": data["bruger"],
    }


def _of_rolle(row, om):
    person = row.bruger
    organisation = row.organisation or (person and person.organisation)
    stand_in = row.stedfortraeder
    note = ""
    if person and not person.is_active:
        note = "Kontoen er lukket."
    if stand_in:
        phone = f", {stand_in.telefon}" if stand_in.telefon else ""
        note = f"{note} Stedfortræder: {stand_in.navn}{phone}".strip()
    return Plads(
        navn=row.hvem,
        rolle=str(row),
        forklaring=kredsord.ORD.get(row.rolle, ""),
        opgave=row.opgave,
        organisation=organisation.navn if organisation else row.organisation_navn,
        telefon=row.telefon or (person.telefon if person else ""),
        email=row.email,
        fra=row.fra,
        til=row.til,
        bruger=row.bruger_id,
        stedfortraeder=row.stedfortraeder_id,
        pk=row.pk,
        om=om,
        note=note,
        uden_kursus=bool(person) and row.uddannet_paa is None,
        slut_begrundelse=row.slut_begrundelse,
    )


def _with_tovholder(nu, chosen, **rest):
    """Mark who coordinates: the chosen one while she is in the circle, else by rule (B19, B24)."""
    grund, fra, found = "", None, None
    if chosen:
        found = next((p for p in nu if p.bruger == chosen["bruger"]), None)
        grund, fra = (BEGRUNDET, date.fromisoformat(chosen["fra"])) if found else ("", None)
    for rolle, word in ((kredsord.RAADGIVER, RAADGIVER), (kredsord.KONSULENT, KONSULENT)):
        if found is None:
            found = next((p for p in nu if p.rolle == rolle and not p.om), None)
            grund = word if found else ""
    if found is None:
        return Kreds(nu, **rest)
    marked = replace(found, tovholder=True)
    others = [p for p in nu if p is not found]
    return Kreds(
        [marked, *others], tovholder=marked, tovholder_grund=grund, tovholder_fra=fra, **rest
    )


def brugere_i(kreds, *, uden=None):
    """The people of a circle who log in, active ones only, without `uden`; one query.

    Leaders are in every circle of their team: they are told by their own lists, not by notices.
    """
    ledere = {p.bruger for p in kreds.nu if p.rolle == kredsord.LEDER}
    wanted = kreds.brugere - ledere - ({uden.pk} if uden else set())
    return Bruger.objects.filter(pk__in=wanted, is_active=True).order_by("pk")
