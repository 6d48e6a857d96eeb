"""The line as the person has it now: one query for all parts of Min dag that ask about it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import JSONObject

from akuttelefon.models import Lukkebesked, Opkaldskladde
from akuttelefon.nummer import familier_hos, uden_nummer
from akuttelefon.queries.min_linje import min_linje
from faelles.access import Permission
from plejefamilier.models import Fravaer

BACK, AHEAD = timedelta(days=31), timedelta(days=90)  # the longest shift, the longest warning
WEEK = timedelta(days=6)  # from Monday to Sunday
MOST_DRAFTS, MOST_FRAVAER, MOST_FAMILIER = 20, 50, 200  # asked about for one page


def linje_of(bruger, dag):
    """The MinLinje of `bruger`, with roster, drafts and families to tell; read once for a page."""
    if "linje" not in dag.laest:
        mere = {"kladder": _drafts(bruger)}
        if bruger.can(Permission.REGISTER_FRAVAER):
            mere["fravaer"] = _fravaer(bruger, dag)
        if bruger.can(Permission.HAND_OUT_NUMMER):
            mere["familier"] = _familier(bruger, dag)
        dag.laest["linje"] = min_linje(bruger, vindue=(dag.now - BACK, dag.now + AHEAD), mere=mere)
    return dag.laest["linje"]


def paa_linjen(bruger, dag):
    """The MinLinje that stands on top of Min dag, or None when there is nothing to say.

    That one holds no shift is news to the duty desk only: for the others it is every day.
    """
    linje = linje_of(bruger, dag)
    if not linje.skriver or (linje.uden_vagt and not linje.desk):
        return None
    return linje


def _drafts(bruger):
    """One's own unsaved calls; to a leader also those that were left and reported to her."""
    rows = Opkaldskladde.objects.visible_to(bruger).open().filter(kommune=OuterRef("pk"))
    return rows.newest_first().values(
        data=JSONObject(
            pk="pk",
            bruger="bruger",
            skrevet_af="bruger__navn",
            familie="plejefamilie__navn",
            situation=KT("felter__situation"),
            begyndt_at="begyndt_at",
            updated_at="updated_at",
        )
    )[:MOST_DRAFTS]


def fravaer_of(bruger, dag):
    """The absences of the week that is shown: her own, those she stands in for, her teams'."""
    rows = linje_of(bruger, dag).mere.get("fravaer", [])
    return [*{row["pk"]: Vaek.read(row) for row in rows}.values()]


@dataclass(frozen=True)
class Vaek:
    """Somebody is away from a day to a day, and who stands in (R6)."""

    bruger: int
    navn: str
    fra: date
    til: date
    stedfortraeder: int | None
    stedfortraeder_navn: str

    @classmethod
    def read(cls, row):
        return cls(
            bruger=row["bruger"],
            navn=row["navn"],
            fra=date.fromisoformat(row["fra"]),
            til=date.fromisoformat(row["til"]),
            stedfortraeder=row["stedfortraeder"],
            stedfortraeder_navn=row["stedfortraeder_navn"] or "",
        )


def _fravaer(bruger, dag):
    first = dag.ugens_foerste
    rows = Fravaer.objects.visible_to(bruger).filter(fra__lte=first + WEEK, til__gte=first)
    return rows.order_by("fra", "pk").values(
        data=JSONObject(
            pk="pk",
            bruger="bruger",
            navn="bruger__navn",
            fra="fra",
            til="til",
            stedfortraeder="stedfortraeder",
            stedfortraeder_navn="stedfortraeder__navn",
        )
    )[:MOST_FRAVAER]


def _familier(bruger, dag):
    """Of each family that `bruger` tells the number: has she got it, must she hear it again?"""
    mine = familier_hos(bruger, dag.today, bruger.teams_med(Permission.LEAD_TEAM))
    venter = Lukkebesked.objects.to_tell(dag.now).filter(plejefamilie=OuterRef("pk"))
    return (
        mine.filter(kommune=OuterRef("pk"))
        .annotate(
            mangler=Exists(uden_nummer(mine.model.objects.filter(pk=OuterRef("pk")))),
            lukker=Subquery(venter.order_by("fra").values("fra")[:1]),
        )
        .values(data=JSONObject(mangler="mangler", lukker="lukker"))[:MOST_FAMILIER]
    )
