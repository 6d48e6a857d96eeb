"""What the line asks of one person now: her shift, what it opens, the offers she must answer."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from akuttelefon.frist import Aabningstid
from akuttelefon.linje import holding, kommuner_paa_linjen
from akuttelefon.models import Vagt, Vagttilbud
from faelles import danish, regler
from faelles.access import Permission
from faelles.models import Organisation
from faelles.regler import REGLER

AABNINGSTID = ("akut.aabner", "akut.lukker")


@dataclass(frozen=True)
class MinLinje:
    """The line as one person has it at `now`.

    `til` is the end of the shift she has, `skriv_til` the end of the time after it in which she may
    still find families; `finder` is False when she finds her own only. `tilbud` are rows of JSON.
    """

    now: datetime
    skriver: bool = False  # she may write down calls at all
    desk: bool = False  # her role is the duty desk's
    til: datetime | None = None
    skriv_til: datetime | None = None
    overtaget: bool = False
    finder: bool = False
    aabningstid: Aabningstid | None = None
    tilbud: list = field(default_factory=list)
    plan: dict = field(default_factory=dict)  # the roster around now, by municipality
    mere: dict = field(default_factory=dict)  # rows of JSON that the page asked for besides

    @property
    def uden_vagt(self):
        """She may write down calls, holds no shift and finds her own families only."""
        return self.skriver and self.til is None and not self.finder

    @property
    def til_ord(self):
        return _in_words(self.til, self.now)

    @property
    def skriv_til_ord(self):
        return _in_words(self.skriv_til, self.now)


@dataclass(frozen=True)
class PlanVagt:
    """One standing shift of the roster; `bruger` is None while its name is to come."""

    start: datetime
    slut: datetime
    bruger: int | None
    navn: str
    udbyder: str
    telefon: str


@dataclass(frozen=True)
class Plan:
    """The shifts of a municipality around now, and the numbers that tell its gaps."""

    vagter: list
    vagtskifte: time
    varsel: timedelta


def min_linje(bruger, *, vindue=None, mere=None):
    """The MinLinje of `bruger` now, in one query; in none when she writes no calls.

    `vindue` are two moments: the roster between them comes along. So does `mere`: QuerySets by
    name, of one JSON object a row, about the municipality `OuterRef("pk")`.
    """
    now = timezone.now()
    kommuner = bruger.kommuner_med(Permission.LOG_OPKALD)
    if not kommuner:
        return MinLinje(now)
    shifts = (
        holding(bruger, now)
        .filter(kommune=OuterRef("pk"))
        .order_by("-slut")
        .values(data=JSONObject(slut="slut", over="over", anledning="anledning"))
    )
    offers = (
        Vagttilbud.objects.open()
        .filter(til=bruger, vagt__start__gt=now, vagt__kommune=OuterRef("pk"))
        .order_by("vagt__start", "pk")
        .values(
            data=JSONObject(
                pk="pk",
                fra="fra__navn",
                start="vagt__start",
                slut="vagt__slut",
                mod_start="modvagt__start",
                mod_slut="modvagt__slut",
            )
        )
    )
    plan = _plan(*vindue) if vindue else {}
    more = {name: ArraySubquery(rows) for name, rows in (mere or {}).items()}
    rows = [
        *Organisation.objects.filter(pk__in=kommuner)
        .annotate(
            **plan,
            **more,
            vagter=ArraySubquery(shifts),
            tilbud=ArraySubquery(offers),
            finder=ExpressionWrapper(
                Q(pk__in=kommuner_paa_linjen(bruger)), output_field=BooleanField()
            ),
            aabner=regler.in_query("akut.aabner", OuterRef("pk")),
            lukker=regler.in_query("akut.lukker", OuterRef("pk")),
        )
        .order_by("pk")
        .values("pk", "vagter", "tilbud", "finder", "aabner", "lukker", *plan, *more)
    ]
    vagter = [vagt for row in rows for vagt in row["vagter"]]
    held = [vagt for vagt in vagter if _moment(vagt["slut"]) > now]
    return MinLinje(
        now,
        skriver=True,
        desk=bruger.can(Permission.FIND_ANY_FAMILIE),
        til=max((_moment(vagt["slut"]) for vagt in held), default=None),
        skriv_til=max((_moment(vagt["over"]) for vagt in vagter), default=None),
        overtaget=any(vagt["anledning"] == Vagt.Anledning.OVERTAGET for vagt in held),
        finder=any(row["finder"] for row in rows),
        aabningstid=Aabningstid(
            REGLER["akut.aabner"].python(rows[0]["aabner"]),
            REGLER["akut.lukker"].python(rows[0]["lukker"]),
        ),
        tilbud=[offer for row in rows for offer in row["tilbud"]],
        plan={row["pk"]: _read(row) for row in rows} if vindue else {},
        mere={name: [one for row in rows for one in row[name]] for name in more},
    )


def _plan(start, slut):
    shifts = (
        Vagt.objects.between(start, slut)
        .filter(kommune=OuterRef("pk"))
        .in_order()
        .values(
            data=JSONObject(
                start="start",
                slut="slut",
                bruger="bruger",
                navn="bruger__navn",
                udbyder="udbyder__navn",
                telefon="bruger__telefon",
                udbyder_telefon="udbyder__telefon",
            )
        )
    )
    return {
        "plan": ArraySubquery(shifts),
        "vagtskifte": regler.in_query("akut.vagtskifte", OuterRef("pk")),
        "varsel": regler.in_query("akut.hul_varsel_dage", OuterRef("pk")),
    }


def _read(row):
    return Plan(
        vagter=[
            PlanVagt(
                start=_moment(one["start"]),
                slut=_moment(one["slut"]),
                bruger=one["bruger"],
                navn=one["navn"] or "",
                udbyder=one["udbyder"],
                telefon=one["telefon"] or one["udbyder_telefon"] or "",
            )
            for one in row["plan"]
        ],
        vagtskifte=REGLER["akut.vagtskifte"].python(row["vagtskifte"]),
        varsel=timedelta(days=REGLER["akut.hul_varsel_dage"].python(row["varsel"])),
    )


def _moment(text):
    return datetime.fromisoformat(text)


def _in_words(moment, now):
    """kl. 08.00, with the day when it is not today."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate(now)
    clock = danish.kl(local)
    return clock if local.date() == today else f"{danish.naer_dag(local.date(), today)} {clock}"
