"""What foster parents work on, and how a year of supervision is laid out."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import both_or_neither
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Plejefamilie
from plejefamilier.written import written_once
from supervision.models.forloeb import Forloeb


class FamilieMedPlanQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Families one works with, and those one supervises alone until that is over (F11)."""
        led = Forloeb.objects.led_by(bruger).filter(plejefamilie__isnull=False)
        return self.filter(
            Q(pk__in=Plejefamilie.objects.worked_with_by(bruger).values("pk"))
            | Q(pk__in=led.values("plejefamilie"))
        )

    @written_once
    def editable_by(self, bruger):
        """Families one writes for, and those one supervises alone at the moment."""
        running = Forloeb.objects.led_by(bruger).unfinished().filter(plejefamilie__isnull=False)
        return self.filter(
            Q(pk__in=Plejefamilie.objects.editable_by(bruger).values("pk"))
            | Q(pk__in=running.values("plejefamilie"))
        )


def familier_med_plan():
    """Families seen by their supervision: a wider door than Plejefamilie.objects, to less."""
    return FamilieMedPlanQuerySet(Plejefamilie)


class OfPlanQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Those who work with the family, and whoever supervises it alone (F11)."""
        return self.filter(plejefamilie__in=familier_med_plan().visible_to(bruger).values("pk"))

    @written_once
    def editable_by(self, bruger):
        return self.filter(plejefamilie__in=familier_med_plan().editable_by(bruger).values("pk"))


@track
class Udviklingsmaal(models.Model):
    """A goal of the foster parents' udviklingsplan; sessions point to it (D10, F11)."""

    class Omraade(models.TextChoices):
        BARNET = "barnet", "Arbejdet med barnet"
        SAMARBEJDE = "samarbejde", "Samarbejdet med andre"
        OS_SELV = "os_selv", "Os selv"

    class Resultat(models.TextChoices):
        NAAET = "naaet", "Nået"
        DELVIST = "delvist", "Delvist nået"
        OPGIVET = "opgivet", "Opgivet"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="udviklingsmaal")
    omraade = models.CharField("område", max_length=20, choices=Omraade)
    tekst = models.CharField("mål", max_length=300)
    metode = models.CharField("sådan gør vi", max_length=300, blank=True)
    fra = models.DateField("fra")
    resultat = models.CharField("hvordan gik det?", max_length=20, choices=Resultat, blank=True)
    resultat_tekst = models.CharField("med egne ord", max_length=300, blank=True)
    lukket_paa = models.DateField(null=True, editable=False)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "udviklingsmål"
        verbose_name_plural = "udviklingsmål"
        ordering = ["lukket_paa", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lukket_paa=None, resultat="")
                | (Q(lukket_paa__isnull=False) & ~Q(resultat="")),
                name="udviklingsmaal_closed",
            )
        ]

    def __str__(self):
        return self.tekst


@track
class Udviklingsplan(models.Model):
    """A version of the foster parents' udviklingsplan; written once, never changed (D10).

    `maal` is how the goals stood: [{"pk", "omraade", "tekst", "metode", "resultat"}].
    """

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="udviklingsplaner")
    version = models.PositiveSmallIntegerField()
    gaelder_fra = models.DateField("gælder fra")
    samarbejde = models.TextField("sådan samarbejder vi", blank=True)
    begrundelse = models.CharField("hvorfor en ny version?", max_length=300, blank=True)
    maal = models.JSONField(default=list)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "udviklingsplan"
        verbose_name_plural = "udviklingsplaner"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["plejefamilie", "version"], name="udviklingsplan_version"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(begrundelse=""),
                name="udviklingsplan_why",
                violation_error_message="Skriv, hvorfor planen ændres.",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="finished")]

    def __str__(self):
        return f"Udviklingsplan, version {self.version}"


class AarshjulQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """The wheel of a family one works with or supervises, and of a group one sees."""
        return self.filter(
            Q(plejefamilie__in=familier_med_plan().visible_to(bruger).values("pk"))
            | Q(forloeb__in=Forloeb.objects.visible_to(bruger))
        )

    @written_once
    def editable_by(self, bruger):
        return self.filter(
            Q(plejefamilie__in=Plejefamilie.objects.editable_by(bruger))
            | Q(forloeb__in=Forloeb.objects.editable_by(bruger)),
            kommune__in=bruger.kommuner_med(Permission.PLAN_SUPERVISION),
        )


@track
class Aarshjul(models.Model):
    """The year of supervision of a family or a group (F1). Its marks are the sessions themselves.

    `endelig_at`: agreed with the family. A wheel that lacks something (F10) needs `begrundelse`.
    `endelig_dage` are the days as they were agreed, as [["2027-02-03", "gruppe"]].
    """

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, null=True, blank=True, related_name="aarshjul"
    )
    forloeb = models.ForeignKey(
        Forloeb, models.PROTECT, null=True, blank=True, related_name="aarshjul"
    )
    aar = models.PositiveSmallIntegerField("år")
    rytme = models.CharField(
        "hvornår?", max_length=20, choices=Forloeb.Rytme, default=Forloeb.Rytme.FAST
    )
    begrundelse = models.TextField("hvorfor er det ikke helt fyldt?", blank=True)
    endelig_dage = models.JSONField(default=list, editable=False)
    endelig_at = models.DateTimeField(null=True, editable=False)
    endelig_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    oprettet_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AarshjulQuerySet.as_manager()

    class Meta:
        verbose_name = "årshjul"
        verbose_name_plural = "årshjul"
        ordering = ["-aar", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plejefamilie__isnull=False, forloeb__isnull=True)
                | Q(plejefamilie__isnull=True, forloeb__isnull=False),
                name="aarshjul_one",
            ),
            models.UniqueConstraint(
                fields=["plejefamilie", "forloeb", "aar"],
                nulls_distinct=False,
                name="aarshjul_once",
                violation_error_message="Der er allerede et årshjul for det år.",
            ),
            both_or_neither("endelig_at", "endelig_af", name="aarshjul_endelig"),
        ]

    def __str__(self):
        return f"Årshjul {self.aar}"
