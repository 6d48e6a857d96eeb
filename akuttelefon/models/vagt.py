"""Who holds the line, when: shifts, the runs that made them, offers, and a person's calendar."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import Moments, both_or_neither, ends_after_it_begins
from faelles.history import track
from faelles.models import Bruger, Organisation


class VagtserieQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.MANAGE_VAGTPLAN))


class Vagtserie(models.Model):
    """One run of the generator: what was asked for, and by whom, so that it can be taken back."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fra = models.DateField("fra og med")
    til = models.DateField("til og med")
    moenster = models.JSONField("mønster", default=dict)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    fortrudt_at = models.DateTimeField("fortrudt", null=True, editable=False)
    fortrudt_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")

    objects = VagtserieQuerySet.as_manager()

    class Meta:
        verbose_name = "vagtserie"
        verbose_name_plural = "vagtserier"
        constraints = [
            ends_after_it_begins("vagtserie_period"),
            both_or_neither("fortrudt_at", "fortrudt_by", name="vagtserie_fortrudt"),
        ]

    def __str__(self):
        return f"Vagter {self.fra:%d-%m-%Y}–{self.til:%d-%m-%Y}"


class VagtQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """The whole plan of the municipality, to whoever takes part in it or runs it."""
        return self.filter(kommune__in=bruger.kommuner_med(Permission.SEE_VAGTPLAN))

    def planned(self):
        """Shifts that stand: not called off."""
        return self.filter(aflyst_at=None)

    def between(self, start, slut):
        """Standing shifts that touch the half-open period from `start` to `slut` (moments)."""
        return self.planned().filter(start__lt=slut, slut__gt=start)

    def at(self, moment):
        """Standing shifts that hold `moment` (R16: the start belongs to it, the end does not)."""
        return self.planned().filter(start__lte=moment, slut__gt=moment)

    def in_order(self):
        return self.order_by("start", "slut", "pk")


@track
class Vagt(models.Model):
    """One shift on the line: a provider, and the person on duty as soon as there is a name (K3)."""

    class Anledning(models.TextChoices):
        PLANLAGT = "planlagt", "Planlagt"
        OVERTAGET = "overtaget", "Overtaget uden for planen"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    udbyder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="hvem har vagten?"
    )
    bruger = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="vagter",
        verbose_name="på vagt",
    )
    start = models.DateTimeField("begynder")
    slut = models.DateTimeField("slutter")
    serie = models.ForeignKey(
        Vagtserie, models.PROTECT, null=True, blank=True, related_name="vagter"
    )
    anledning = models.CharField(max_length=20, choices=Anledning, default=Anledning.PLANLAGT)
    aflyst_at = models.DateTimeField("aflyst", null=True, editable=False)
    aflyst_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VagtQuerySet.as_manager()

    class Meta:
        verbose_name = "vagt"
        verbose_name_plural = "vagter"
        constraints = [
            models.CheckConstraint(
                condition=Q(slut__gt=F("start")),
                name="vagt_period",
                violation_error_message="Vagten skal slutte, efter at den begynder.",
            ),
            models.CheckConstraint(
                condition=Q(slut__lte=F("start") + timedelta(days=31)),
                name="vagt_longest",
                violation_error_message="En vagt kan højst vare 31 dage.",
            ),
            both_or_neither("aflyst_at", "aflyst_by", name="vagt_aflyst"),
            # checked at the end of each statement: two people swap in one
            ExclusionConstraint(
                name="vagt_one_place",
                expressions=[
                    (Moments(F("start"), F("slut")), RangeOperators.OVERLAPS),
                    ("bruger", RangeOperators.EQUAL),
                ],
                condition=Q(aflyst_at=None, bruger__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Personen har allerede en vagt i det tidsrum.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kommune", "start"], condition=Q(aflyst_at=None), name="vagt_plan"
            ),
            models.Index(fields=["bruger", "slut"], condition=Q(aflyst_at=None), name="vagt_mine"),
        ]

    def __str__(self):
        return f"Vagt {timezone.localtime(self.start):%d-%m-%Y kl. %H.%M}"

    @property
    def timer(self):
        """Real hours, computed in UTC (R2)."""
        return (self.slut - self.start).total_seconds() / 3600


class VagttilbudQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """The two it is between, and whoever runs the plan."""
        return self.filter(
            Q(fra=bruger)
            | Q(til=bruger)
            | Q(vagt__kommune__in=bruger.kommuner_med(Permission.MANAGE_VAGTPLAN))
        )

    def open(self):
        return self.filter(svar="")

    def begun(self, moment):
        """Those of which one of the shifts had begun at `moment`: a past shift cannot move."""
        return self.filter(Q(vagt__start__lte=moment) | Q(modvagt__start__lte=moment))


@track
class Vagttilbud(models.Model):
    """A shift is offered to a colleague, perhaps against one of hers, and moves when she agrees."""

    class Svar(models.TextChoices):
        JA = "ja", "Ja"
        NEJ = "nej", "Nej"
        TRUKKET = "trukket", "Trukket tilbage"
        BORTFALDET = "bortfaldet", "Bortfaldet"

    vagt = models.ForeignKey(Vagt, models.PROTECT, related_name="tilbud")
    modvagt = models.ForeignKey(
        Vagt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mod kollegaens vagt",
    )
    fra = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    til = models.ForeignKey(Bruger, models.PROTECT, related_name="+", verbose_name="til")
    tekst = models.CharField("besked", max_length=300, blank=True)
    sendt_at = models.DateTimeField(default=timezone.now, editable=False)
    svar = models.CharField(max_length=20, choices=Svar, blank=True)
    svar_at = models.DateTimeField(null=True, editable=False)

    objects = VagttilbudQuerySet.as_manager()

    class Meta:
        verbose_name = "tilbud om vagt"
        verbose_name_plural = "tilbud om vagter"
        constraints = [
            models.CheckConstraint(
                condition=~Q(fra=F("til")),
                name="vagttilbud_other_person",
                violation_error_message="Vælg en kollega.",
            ),
            models.CheckConstraint(
                condition=Q(svar="", svar_at=None) | (~Q(svar="") & Q(svar_at__isnull=False)),
                name="vagttilbud_answered",
            ),
            models.UniqueConstraint(
                fields=["vagt"],
                condition=Q(svar=""),
                name="vagttilbud_one_open",
                violation_error_message="Vagten er allerede tilbudt en kollega.",
            ),
        ]

    def __str__(self):
        return "Tilbud om vagt"


class VagtkalenderQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(bruger=bruger)


class Vagtkalender(models.Model):
    """A secret address at which a person's own shifts can be read by her calendar.

    Only the hash of the secret is kept. A new address closes the old one.
    """

    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    noegle_hash = models.CharField(max_length=64, unique=True, editable=False)
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    lukket_at = models.DateTimeField(null=True, editable=False)
    hentet_at = models.DateTimeField("sidst hentet", null=True, editable=False)

    objects = VagtkalenderQuerySet.as_manager()

    class Meta:
        verbose_name = "kalenderadresse"
        verbose_name_plural = "kalenderadresser"
        constraints = [
            models.UniqueConstraint(
                fields=["bruger"], condition=Q(lukket_at=None), name="vagtkalender_one"
            )
        ]

    def __str__(self):
        return "Kalenderadresse"
