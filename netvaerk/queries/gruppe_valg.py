"""Whom and what one can choose for a group: who runs it, and where it meets (I4, I5)."""

from django.db.models import Case, IntegerField, Q, When
from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from plejefamilier.models import Lokale


def facilitators(bruger, kommune, *, known=None):
    """Who may hold the meetings: one's own house's people to an institution's employee, else all.

    `known` is the id of the one who has it now; she stays choosable.
    """
    people = _with(Permission.PLAN_NETVAERK, kommune)
    if kommune.pk not in bruger.kommuner_med(Permission.ANSWER_NETVAERK):
        people &= Q(organisation=bruger.organisation_id)
    own = Case(When(organisation=kommune, then=1), default=0, output_field=IntegerField())
    rows = Bruger.objects.filter(people | Q(pk=known)).annotate(egen=own)
    return rows.order_by("egen", "organisation__navn", "navn", "pk").select_related("organisation")


def ansvarlige(kommune, *, known=None):
    """The konsulenter and leaders of the municipality."""
    rows = Bruger.objects.filter(_with(Permission.ANSWER_NETVAERK, kommune) | Q(pk=known))
    return rows.order_by("navn", "pk").select_related("organisation")


def lokaler(bruger, kommune, *, known=None):
    """Rooms in use that the reader sees."""
    rooms = Lokale.objects.visible_to(bruger).filter(kommune=kommune)
    return rooms.filter(Q(aktiv=True) | Q(pk=known)).select_related("organisation")


def _with(permission, kommune):
    """People who hold `permission` in `kommune` today, as a Q of Bruger."""
    roller = [rolle for rolle, may in ROLE_PERMISSIONS.items() if permission in may]
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kommune, rolle__in=roller
    )
    return Q(pk__in=roles.values("bruger"), is_active=True)
