from django.db import models

from faelles.models import Brev, BrevQuerySet
from plejefamilier.models.familie import Plejefamilie, Plejeforaelder


class FamiliebrevQuerySet(BrevQuerySet):
    def visible_to(self, bruger):
        return self.filter(plejeforaelder__plejefamilie__in=Plejefamilie.objects.visible_to(bruger))


class Familiebrev(Brev):
    """A mail to a foster parent, once for each `noegle`. It names nobody and no case (W5).

    Each room has a table of its own, with what the mail is about.
    """

    plejeforaelder = models.ForeignKey(Plejeforaelder, models.PROTECT, related_name="+")
    noegle = models.CharField(max_length=80, unique=True)

    objects = FamiliebrevQuerySet.as_manager()

    class Meta:
        abstract = True
