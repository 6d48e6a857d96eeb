"""What may be chosen when a supported move is opened: children, families, institutions, people."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission, Rolle, kommune_with
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from plejefamilier.models import Anbringelse, Barn, Overgang, Plejefamilie

FOUND = 8
SHORTEST = 2  # letters of a name
COOPERATES = [
    rolle for rolle, rights in ROLE_PERMISSIONS.items() if Permission.SEE_SAMARBEJDE in rights
]


def kommune_of(bruger):
    """The municipality in which `bruger` opens moves."""
    return kommune_with(bruger, Permission.MANAGE_OVERGANG)


def boern_for(bruger):
    """Children she writes about who live with no foster family and have no open move."""
    home = Anbringelse.objects.current().doegn().filter(barn=OuterRef("pk"))
    moving = Overgang.objects.open().filter(barn=OuterRef("pk"))
    rows = Barn.objects.recordable_by(bruger).filter(kommune=kommune_of(bruger))
    return rows.filter(~Exists(home), ~Exists(moving)).order_by("navn", "pk")


def familier_for(bruger):
    """Families she may let a child move to: her own; a rådgiver any of the municipality (B1)."""
    kommune = kommune_of(bruger)
    rows = Plejefamilie.objects.active().filter(kommune=kommune)
    roles = {role.rolle for role in bruger.aktive_roller if role.kommune_id == kommune.pk}
    if Rolle.MYNDIGHEDSRAADGIVER in roles:
        return rows
    return rows.filter(pk__in=Plejefamilie.objects.editable_by(bruger).values("pk"))


def shown_familier(familier, text, *, chosen=""):
    """The first families that `text` finds, and the chosen one: name and type, nothing else.

    A phone number or a child's name finds nothing here: only the name of the family.
    """
    rows = []
    if len(text) >= SHORTEST:
        rows = [*familier.filter(navn__icontains=text).in_order()[:FOUND]]
    if chosen and chosen not in {str(row.pk) for row in rows}:
        rows = [*familier.filter(pk=chosen), *rows]
    return rows


def institutioner(kommune):
    """The institutions that work for the municipality."""
    return Organisation.objects.filter(
        slags=Organisation.Slags.INSTITUTION, kommune=kommune, aktiv=True
    ).order_by("navn")


def medarbejdere(kommune):
    """The institutions' people who may take part in a cooperation today, by institution."""
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kommune, rolle__in=COOPERATES
    )
    return (
        Bruger.objects.filter(
            is_active=True,
            organisation__in=institutioner(kommune),
            pk__in=roles.values("bruger"),
        )
        .select_related("organisation")
        .order_by("organisation__navn", "navn", "pk")
    )
