"""What a meeting, a note or an agreement is about: a family, a child, or a child in a family."""

from django.db import models
from django.db.models import Q

from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.written import written_once


class SagQuerySet(models.QuerySet):
    """Rows about a case; `of_cases_of` is the part of `visible_to` that they share."""

    @written_once
    def of_cases_of(self, bruger):
        """Rows of the cases whose whole record `bruger` sees today.

        What is about a child follows the child: the rådgiver of another child in the same home
        does not see it, nor the konsulent of the family it has left.
        """
        familier = Plejefamilie.objects.worked_with_by(bruger)
        return self.filter(
            Q(barn__in=Barn.objects.visible_to(bruger)) | Q(barn=None, plejefamilie__in=familier)
        )


class Sag(models.Model):
    """Belongs to a child, a family, or both; `kommune` is copied so that lists need no join."""

    kommune = models.ForeignKey("faelles.Organisation", models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_raekker",
        verbose_name="plejefamilie",
    )
    barn = models.ForeignKey(
        Barn,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_raekker",
        verbose_name="barn",
    )

    class Meta:
        abstract = True


def about_somebody(name):
    """A row about neither a family nor a child is about nothing."""
    return models.CheckConstraint(
        condition=Q(plejefamilie__isnull=False) | Q(barn__isnull=False),
        name=name,
        violation_error_message="Vælg den familie eller det barn, det handler om.",
    )
