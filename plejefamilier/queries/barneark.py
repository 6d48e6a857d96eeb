"""Everything the page of a child shows about it, read in one query.

The page has many kinds of facts and few of each: PostgreSQL makes a JSON array of each kind, so
that the number of queries does not grow with the page.
"""

from datetime import date
from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf
from django.utils import timezone

from faelles.constraints import on_day
from plejefamilier.models import (
    Aflastningsophold,
    Anbringelse,
    Barn,
    Barnemaal,
    Barnsopfoelgning,
    Behov,
    Belastning,
    Foraeldreskab,
    Konsulenttildeling,
    Kredsrolle,
    Oenske,
    Plejefamilie,
    Soeskende,
    Tilsynsbesoeg,
)
from plejefamilier.queries import barnefrist
from plejefamilier.queries.belastning import SHOWN

DAYS = ("dato", "fra", "til", "slut_paa", "naeste", "foedselsdag")
TEXT = CharField()


def ark(bruger, barn):
    """The child's record as a namespace of lists; rows are namespaces with days as dates.

    Of a sibling or a home that `bruger` may not see, neither name nor place leaves the database.
    """
    parts = {
        "anbringelser": _anbringelser(bruger),
        "behov": _facts(Behov, "hvornaar", "dato", "koder", "omfang", "beskrivelse", by="by__navn"),
        "oensker": _facts(Oenske, "dato", "metode", "om", "tekst", by="by__navn"),
        "maal": _facts(Barnemaal, "tekst", "fra", "til", "resultat"),
        "opfoelgninger": _facts(Barnsopfoelgning, "dato", "naeste", "begrundelse", by="by__navn"),
        "foraeldre": _foraeldre(),
        "soeskende": _soeskende(bruger),
        "aflastning": _aflastning(),
        "tilsyn": _tilsyn(),
        "konsulenter": _konsulenter(),
        "kreds": _kreds(),
        "belastninger": _belastninger(),
        "plan_frist": _frist(barnefrist.plan_due),
        "opfoelgning_frist": _frist(barnefrist.opfoelgning_due),
        "behov_frist": _frist(barnefrist.behov_due),
    }
    found = Barn.objects.values(**{f"ark_{name}": part for name, part in parts.items()})
    found = found.get(pk=barn.pk)
    made = {name: found[f"ark_{name}"] for name in parts}
    return SimpleNamespace(
        **{
            name: [_row(row) for row in value] if isinstance(value, list) else value
            for name, value in made.items()
        }
    )


def _row(row):
    days = {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}
    return SimpleNamespace(**{**row, **days})


def _json(rows, **columns):
    return ArraySubquery(rows.values(json=JSONObject(**columns)))


def _facts(model, *names, **more):
    rows = model.objects.filter(barn=OuterRef("pk"))
    return _json(rows, pk="pk", **{name: name for name in names}, **more)


def _anbringelser(bruger):
    seen = Plejefamilie.objects.visible_to(bruger).filter(pk=OuterRef("plejefamilie"))
    pen = Plejefamilie.objects.editable_by(bruger).filter(pk=OuterRef("plejefamilie"))
    rows = Anbringelse.objects.filter(barn=OuterRef("pk")).order_by("-fra", "-pk")
    return _json(
        rows,
        pk="pk",
        familie="plejefamilie_id",
        familienavn="plejefamilie__navn",
        familietype="plejefamilie__familietype",
        telefon="plejefamilie__telefon",
        slags="slags",
        grundlag="grundlag",
        fra="fra",
        til="til",
        slutaarsag="slutaarsag",
        slutnotat="slutnotat",
        opens=Exists(seen),
        pen=Exists(pen),
    )


def _foraeldre():
    return _json(
        Foraeldreskab.objects.filter(barn=OuterRef("pk")).order_by("slut_paa", "pk"),
        pk="pk",
        foraelder="foraelder_id",
        navn="foraelder__navn",
        telefon="foraelder__telefon",
        email="foraelder__email",
        slags="slags",
        foraeldremyndighed="foraeldremyndighed",
        slut_paa="slut_paa",
    )


def _soeskende(bruger):
    """Siblings; name and home only of those whose own page `bruger` may open (P18)."""
    rows = Soeskende.objects.filter(Q(barn=OuterRef("pk")) | Q(soeskende=OuterRef("pk")))
    rows = rows.annotate(
        andet=Case(When(barn=OuterRef("pk"), then=F("soeskende")), default=F("barn"))
    )
    seen = Barn.objects.visible_to(bruger).filter(pk=OuterRef("andet"))
    lives = Anbringelse.objects.doegn().filter(
        on_day(timezone.localdate()),
        barn=OuterRef("andet"),
        barn__in=Barn.objects.visible_to(bruger),
    )
    return _json(
        rows.order_by("pk"),
        pk="pk",
        slags="slags",
        samvaer="samvaer",
        barn=Cast(Subquery(seen.values("pk")[:1]), TEXT),
        navn=Subquery(seen.values("navn")[:1]),
        foedselsdag=Subquery(seen.values("foedselsdag")[:1]),
        hjem=Subquery(lives.values("plejefamilie__navn")[:1]),
    )


def _aflastning():
    return _json(
        Aflastningsophold.objects.filter(barn=OuterRef("pk")),
        pk="pk",
        slags="slags",
        fra="fra",
        til="til",
        sted="sted",
        familienavn="plejefamilie__navn",
        bemaerkning="bemaerkning",
        aflyst="aflyst_at",
    )


def _tilsyn():
    return _json(
        Tilsynsbesoeg.objects.filter(barn=OuterRef("pk")),
        pk="pk",
        slags="slags",
        dato="dato",
        af=Coalesce("af__navn", "af_navn"),
        talt="talt_med_barnet",
        hvorfor_ikke="hvorfor_ikke",
        notat="notat",
        til_socialtilsynet="til_socialtilsynet",
        trukket="trukket_at",
        trukket_fordi="trukket_fordi",
    )


def _konsulenter():
    """The fixed konsulenter of the homes of today (B5)."""
    today = timezone.localdate()
    homes = Anbringelse.objects.filter(on_day(today), barn=OuterRef(OuterRef("pk")))
    rows = Konsulenttildeling.objects.filter(
        on_day(today), plejefamilie__in=homes.values("plejefamilie")
    )
    return _json(
        rows.order_by("pk"),
        navn="konsulent__navn",
        telefon="konsulent__telefon",
        fra="fra",
        familienavn="plejefamilie__navn",
    )


def _kreds():
    """Those with a place in the child's circle today."""
    rows = Kredsrolle.objects.filter(on_day(timezone.localdate()), barn=OuterRef("pk"))
    return _json(
        rows.order_by("fra", "pk"),
        navn=Coalesce("bruger__navn", "navn"),
        telefon=Coalesce(NullIf("telefon", Value("")), "bruger__telefon", Value("")),
        rolle="rolle",
        rolle_andet="rolle_andet",
        opgave="opgave",
    )


def _belastninger():
    """The newest scores of the child's strain, one more than the picture shows."""
    rows = Belastning.objects.filter(barn=OuterRef("pk")).order_by("-dato", "-pk")
    names = ("dato", "score", "kilde", "bemaerkning", "trukket_at", "trukket_fordi")
    return _json(rows[: SHOWN + 1], pk="pk", **{name: name for name in names})


def _frist(due):
    rows = due(timezone.localdate()).filter(barn=OuterRef("pk")).order_by("fra")
    return Subquery(rows.values("frist")[:1])
