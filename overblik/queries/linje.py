"""The line as the person has it now: one query for all parts of Min dag that ask about it."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import JSONObject

from akuttelefon.models import Lukkebesked, Opkaldskladde
from akuttelefon.nummer import familier_hos, uden_nummer
from akuttelefon.queries.min_linje import min_linje
from faelles.access import Permission

BACK, AHEAD = timedelta(days=31), timedelta(days=90)  # the longest shift, the longest warning
MOST_DRAFTS, MOST_FAMILIER = 20, 200  # asked about for one page


def linje_of(bruger, dag):
    """The MinLinje of `bruger`, with roster, drafts and families to tell; read once for a page."""
    if "linje" not in dag.laest:
        mere = {"kladder": _drafts(bruger)}
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
