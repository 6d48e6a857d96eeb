"""Needs at matching beside needs seen later (A7), and how they are distributed (A6, C2)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from faelles.access import Permission, kommune_with
from faelles.constraints import on_day
from faelles.paging import danish_order, page
from plejefamilier.models import Anbringelse, Barn, Behov, Plejefamilie
from plejefamilier.queries import barnefrist

MATCHNING, SENERE = Behov.Hvornaar.MATCHNING, Behov.Hvornaar.SENERE
HIDDEN_WITH = "*"  # hidden with a small number, which could be computed from it


def _newest(hvornaar, name):
    rows = Behov.objects.filter(barn=OuterRef("pk"), hvornaar=hvornaar)
    return Subquery(rows.order_by("-dato", "-pk").values(name)[:1])


def _placed(rows, dag):
    """Children who live with a family that day."""
    homes = Anbringelse.objects.doegn().filter(on_day(dag), barn=OuterRef("pk"))
    return rows.filter(Exists(homes))


def greater_than_described(bruger, dag, query):
    """One page of children whose needs turned out greater than described at matching (A7).

    Compared are the newest description at matching and the newest later one, made after it: more
    codes, or a higher omfang. Children that `bruger` sees and who live with a family on `dag`.
    Each row has `nye` (labels of the added codes), `foer` and `nu` (omfang in words) and `dato`.
    """
    home = Anbringelse.objects.doegn().filter(on_day(dag), barn=OuterRef("pk"))
    rows = _placed(Barn.objects.visible_to(bruger), dag).annotate(
        koder_foer=_newest(MATCHNING, "koder"),
        omfang_foer=_newest(MATCHNING, "omfang"),
        dato_foer=_newest(MATCHNING, "dato"),
        koder_nu=_newest(SENERE, "koder"),
        omfang_nu=_newest(SENERE, "omfang"),
        dato=_newest(SENERE, "dato"),
        familienavn=Subquery(home.values("plejefamilie__navn")[:1]),
    )
    rows = rows.filter(dato__gte=F("dato_foer")).filter(
        ~Q(koder_nu__contained_by=F("koder_foer")) | Q(omfang_nu__gt=F("omfang_foer"))
    )
    side = page(rows, query, by=danish_order("navn"), descending=False)
    names, grades = dict(Behov.Kode.choices), dict(Behov.Omfang.choices)
    for row in side.rows:
        row.nye = [names[kode] for kode in row.koder_nu if kode not in row.koder_foer]
        row.foer, row.nu = grades[row.omfang_foer], grades[row.omfang_nu]
        row.stoerre = row.omfang_nu > row.omfang_foer
        row.hjem = Plejefamilie(navn=row.familienavn).visningsnavn
    return side


@dataclass(frozen=True)
class Tal:
    """One number of the distribution as it is shown: 12, 0, <5, or * when hidden with another."""

    navn: str
    tekst: str


@dataclass(frozen=True)
class Fordeling:
    """How many children have each kind of need, and how much they need; W4 hides the small."""

    koder: list
    omfang: list
    boern: str
    uden: str


def distribution(bruger, dag):
    """The newest needs of the children placed in the municipality that day (A6, W4)."""
    kommune = kommune_with(bruger, Permission.RECORD_BARN)
    boern = _placed(Barn.objects.filter(kommune=kommune), dag)
    newest = Behov.objects.filter(barn=OuterRef("pk")).order_by("-dato", "-pk")
    boern = boern.annotate(
        mindst=barnefrist.number("plejefamilier.mindste_celle", "kommune"),
        koder=Subquery(newest.values("koder")[:1]),
        omfang=Subquery(newest.values("omfang")[:1]),
    )
    found = boern.aggregate(
        alle=Count("pk"),
        graense=Max("mindst"),
        beskrevet=Count("pk", filter=Q(omfang__isnull=False)),
        **{f"kode_{kode}": Count("pk", filter=Q(koder__contains=[kode])) for kode in Behov.Kode},
        **{f"omfang_{grad}": Count("pk", filter=Q(omfang=grad)) for grad in Behov.Omfang.values},
    )
    least = found["graense"] or 0
    parts = [found[f"omfang_{grad}"] for grad in Behov.Omfang.values]
    *omfang, uden = hidden([*parts, found["alle"] - found["beskrevet"]], least)
    names = Behov.Omfang.labels
    return Fordeling(
        koder=[Tal(kode.label, small(found[f"kode_{kode}"], least)) for kode in Behov.Kode],
        omfang=[Tal(navn, tekst) for navn, tekst in zip(names, omfang, strict=True)],
        boern=small(found["alle"], least),
        uden=uden,
    )


def small(number, least):
    """A number as it may be shown alone: »<5« hides 1 to 4, zero stays zero (W4)."""
    return f"<{least}" if 0 < number < least else str(number)


def hidden(numbers, least):
    """The parts of a whole that is shown too, as they may be shown (W4).

    When one part is hidden it could be computed from the rest: the smallest other part is hidden
    with it, as »*«.
    """
    shown = [small(number, least) for number in numbers]
    if sum(text.startswith("<") for text in shown) == 1:
        rest = [n for n, number in enumerate(numbers) if number >= least]
        if rest:
            shown[min(rest, key=lambda n: numbers[n])] = HIDDEN_WITH
    return shown
