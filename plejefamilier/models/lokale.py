"""Where people meet: the rooms of institutions and municipality, and when they are taken."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from faelles.access import Permission
from faelles.constraints import Moments
from faelles.history import track
from faelles.models import Organisation


class LokaleQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """The rooms of the municipalities in which one sees courses or supervision."""
        return self.filter(
            kommune__in=bruger.kommuner_med(Permission.SEE_KURSER)
            | bruger.kommuner_med(Permission.SEE_SUPERVISION)
        )

    def in_use(self):
        return self.filter(aktiv=True)

    def editable_by(self, bruger):
        """The rooms of one's own house, and all of the municipality to whoever publishes."""
        return self.filter(
            Q(kommune__in=bruger.kommuner_med(Permission.PUBLISH_KURSER))
            | Q(
                kommune__in=bruger.kommuner_med(Permission.PLAN_KURSER),
                organisation=bruger.organisation_id,
            )
        )


@track
class Lokale(models.Model):
    """A room at an institution or the municipality, and how many it holds (E10)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="lokaler", verbose_name="hvor?"
    )
    navn = models.CharField("lokale", max_length=80)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    kapacitet = models.PositiveSmallIntegerField("plads til")
    aktiv = models.BooleanField(default=True, editable=False)

    objects = LokaleQuerySet.as_manager()

    class Meta:
        verbose_name = "lokale"
        verbose_name_plural = "lokaler"
        ordering = ["organisation__navn", "navn", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "navn"],
                name="lokale_once",
                violation_error_message="Det lokale findes allerede.",
            ),
            models.CheckConstraint(
                condition=Q(kapacitet__range=(1, 1000)),
                name="lokale_kapacitet",
                violation_error_message="Skriv et tal fra 1 til 1.000.",
            ),
        ]

    def __str__(self):
        return f"{self.navn}, {self.organisation.navn}"


class LokalebookingQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """When a room is taken; with what is another matter."""
        return self.filter(lokale__in=Lokale.objects.visible_to(bruger))

    def between(self, start, slut):
        """Those that overlap [start, slut) (R16)."""
        return self.filter(start__lt=slut, slut__gt=start)


class Lokalebooking(models.Model):
    """A room is taken in an interval: no two of them may overlap (R16).

    `kilde` names what takes it, as »kursusgang-7« or »session-12«.
    """

    lokale = models.ForeignKey(Lokale, models.PROTECT, related_name="bookinger")
    start = models.DateTimeField()
    slut = models.DateTimeField()
    kilde = models.CharField(max_length=80, unique=True)

    objects = LokalebookingQuerySet.as_manager()

    class Meta:
        verbose_name = "optaget lokale"
        verbose_name_plural = "optagne lokaler"
        constraints = [
            models.CheckConstraint(condition=Q(slut__gt=F("start")), name="lokalebooking_period"),
            ExclusionConstraint(
                name="lokalebooking_one",
                expressions=[
                    ("lokale", RangeOperators.EQUAL),
                    (Moments(F("start"), F("slut")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Lokalet er optaget på det tidspunkt.",
            ),
        ]

    def __str__(self):
        return "Optaget lokale"
