"""Rows that the access rules of this room ask about across its files."""

from django.apps import apps

from plejefamilier.models import Plejefamilie


def memberships():
    """Rows of Medlemskab, which is defined further up the import order."""
    return apps.get_model("netvaerk", "Medlemskab").objects


def own_families(bruger):
    """The families whose circle `bruger` is in: hers, her team's, or handed to her."""
    return Plejefamilie.objects.worked_with_by(bruger)
