"""Hours: what was agreed with an institution, what was bought elsewhere; and secret calendars."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Lokale


class TimeaftaleQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """The municipality's to those who see hours; to an institution's people their own."""
        kommuner = bruger.kommuner_med(Permission.SEE_TIMER)
        return self.filter(kommune__in=kommuner).filter(
            Q(institution=bruger.organisation_id) | Q(kommune=bruger.organisation_id)
        )

    def editable_by(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.EDIT_TIMER))


@track
class Timeaftale(models.Model):
    """How many hours a month an institution delivers by agreement, and at what price (B14)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="institution"
    )
    timer_pr_maaned = models.DecimalField("timer om måneden", max_digits=7, decimal_places=2)
    timepris = models.DecimalField(
        "pris pr. time", max_digits=10, decimal_places=2, null=True, blank=True
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = TimeaftaleQuerySet.as_manager()

    class Meta:
        verbose_name = "aftale om timer"
        verbose_name_plural = "aftaler om timer"
        ordering = ["institution__navn", "-fra"]
        constraints = [
            ends_after_it_begins("timeaftale_period"),
            models.CheckConstraint(
                condition=Q(timer_pr_maaned__gt=0),
                name="timeaftale_timer",
                violation_error_message="Skriv et tal større end 0.",
            ),
            no_overlap(
                "kommune",
                "institution",
                name="timeaftale_once",
                message="Der er allerede en aftale i perioden.",
            ),
        ]

    def __str__(self):
        return "Aftale om timer"


class EksternkoebQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.EDIT_TIMER))


@track
class Eksternkoeb(models.Model):
    """Supervision bought from outside, in kroner; the programme hopes for less of it (E20)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    dato = models.DateField("dato")
    leverandoer = models.CharField("købt hos", max_length=120)
    beloeb = models.DecimalField("beløb", max_digits=12, decimal_places=2)
    timer = models.DecimalField("timer", max_digits=7, decimal_places=2, null=True, blank=True)
    bemaerkning = models.CharField("bemærkning", max_length=200, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EksternkoebQuerySet.as_manager()

    class Meta:
        verbose_name = "køb af supervision"
        verbose_name_plural = "køb af supervision"
        ordering = ["-dato", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(beloeb__gt=0),
                name="eksternkoeb_beloeb",
                violation_error_message="Skriv et beløb større end 0.",
            )
        ]

    def __str__(self):
        return "Køb af supervision"


class KalenderadresseQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(bruger=bruger)


class Kalenderadresse(models.Model):
    """A secret address at which a calendar reads one's own times, a room's, or one's house's.

    Only the hash of the secret is kept. A new address closes the old one of the same kind.
    """

    class Slags(models.TextChoices):
        MIG = "mig", "Mine tider"
        LOKALE = "lokale", "Et lokale"
        INSTITUTION = "institution", "Min arbejdsplads"

    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    slags = models.CharField(max_length=20, choices=Slags)
    lokale = models.ForeignKey(Lokale, models.PROTECT, null=True, blank=True, related_name="+")
    noegle_hash = models.CharField(max_length=64, unique=True, editable=False)
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    lukket_at = models.DateTimeField(null=True, editable=False)
    hentet_at = models.DateTimeField("sidst hentet", null=True, editable=False)

    objects = KalenderadresseQuerySet.as_manager()

    class Meta:
        verbose_name = "kalenderadresse"
        verbose_name_plural = "kalenderadresser"
        constraints = [
            models.UniqueConstraint(
                fields=["bruger", "slags", "lokale"],
                nulls_distinct=False,
                condition=Q(lukket_at=None),
                name="kalenderadresse_one",
            ),
            models.CheckConstraint(
                condition=Q(slags="lokale", lokale__isnull=False)
                | (~Q(slags="lokale") & Q(lokale__isnull=True)),
                name="kalenderadresse_lokale",
            ),
        ]

    def __str__(self):
        return "Kalenderadresse"
