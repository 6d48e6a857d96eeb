"""Whoever runs a group works with networks no more: somebody has to choose another (I4, I5)."""

from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse

from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.models import Rolletildeling
from netvaerk.queries.overdragelse import mine
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT

SLAGS = "gruppe_folk"


def folk_pligter(bruger, dag):
    """Groups whose facilitator has left, for their ansvarlig; or that one too, for the leaders.

    Once the families have taken the group over, it needs no facilitator (raekker.PLIGT).
    """
    if not bruger.can(Permission.ANSWER_NETVAERK):
        return None
    facilitator = _holds("facilitator", Permission.PLAN_NETVAERK, dag)
    ansvarlig = _holds("ansvarlig", Permission.ANSWER_NETVAERK, dag)
    leads = Q(kommune__in=bruger.kommuner_med(Permission.LEAD_TEAM))
    whose = Q(~facilitator, ansvarlig=bruger, overdraget_at=None) | Q(~ansvarlig, leads)
    return PLIGT.of(
        mine(bruger).filter(whose),
        slags=Value(SLAGS),
        noegle=F("pk"),
        frist=Value(dag),
        tekst=F("navn"),
    )


def _holds(who, permission, day):
    """Does the person in the column `who` hold the right in the group's municipality on `day`?"""
    roller = [rolle for rolle, may in ROLE_PERMISSIONS.items() if permission in may]
    roles = Rolletildeling.objects.filter(on_day(day), rolle__in=roller, bruger__is_active=True)
    return Exists(roles.filter(bruger=OuterRef(who), kommune=OuterRef("kommune")))


def folk_ord(raekke, dag):
    return Ord(
        titel=f"Find en ny til at stå for gruppen »{raekke.tekst}«",
        hvorfor="Facilitator eller den ansvarlige konsulent arbejder ikke længere med netværk.",
        knap="Ret gruppen",
        url=reverse("netvaerk:gruppe_update", args=[raekke.noegle]),
    )


PLIGTER = ((SLAGS, folk_pligter, folk_ord),)
