"""The municipality's offers by theme, with how many there are of each kind (A12, A13, A16)."""

from django.db.models import Q
from django.utils import timezone

from faelles.models import Organisation
from plejefamilier.models import Retningslinje, Tilbud


def tilbud_by_tema(bruger, kommune, *, alle):
    """[(theme, offers)] of those that can be had today or later; with `alle` ended ones too."""
    rows = Tilbud.objects.visible_to(bruger).filter(kommune=kommune).select_related("leverandoer")
    if not alle:
        rows = rows.filter(_not_ended())
    found = [*rows]
    return [
        (label, [row for row in found if row.tema == key]) for key, label in Tilbud.Tema.choices
    ]


def _not_ended():
    return Q(til=None) | Q(til__gte=timezone.localdate())


def leverandoerer(kommune):
    """Who may give an offer: the municipality itself and those who work for it."""
    return Organisation.objects.filter(Q(pk=kommune.pk) | Q(kommune=kommune), aktiv=True)


def retningslinjer(bruger):
    """The versions in force that `bruger` may read."""
    return Retningslinje.objects.visible_to(bruger).newest().order_by("navn", "pk")


def versioner(bruger, row):
    """All versions of a guideline, newest first."""
    rows = Retningslinje.objects.visible_to(bruger).filter(kommune=row.kommune_id, navn=row.navn)
    return rows.select_related("by").order_by("-version")
