"""What is known about a family: approvals, wishes, experience, strain, training."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.constraints import ends_after_it_begins, no_overlap
from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie, Plejeforaelder
from plejefamilier.written import written_once


class OfFamilieQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))


@track
class Godkendelse(models.Model):
    """What a family was approved for, by whom, on which conditions, from when to when (3.2).

    The family's own columns hold what is true today; the action that adds a row keeps them so.
    """

    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="godkendelser")
    familietype = models.CharField("type", max_length=20, choices=Plejefamilie.Familietype)
    antal_boern = models.PositiveSmallIntegerField("godkendt til antal børn")
    myndighed = models.CharField("godkendt af", max_length=80)
    vilkaar = models.TextField("vilkår", blank=True)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    begrundelse = models.CharField("hvorfor blev den ændret?", max_length=200, blank=True)
    rettet_fordi = models.CharField("hvorfor blev den rettet?", max_length=200, blank=True)

    objects = OfFamilieQuerySet.as_manager()

    class Meta:
        verbose_name = "godkendelse"
        verbose_name_plural = "godkendelser"
        ordering = ["-fra", "-pk"]
        constraints = [
            ends_after_it_begins("godkendelse_period"),
            no_overlap(
                "plejefamilie",
                name="godkendelse_one",
                message="Familien har allerede en godkendelse i perioden.",
            ),
            models.CheckConstraint(
                condition=Q(antal_boern__range=(1, 8)),
                name="godkendelse_pladser",
                violation_error_message="En familie kan godkendes til 1–8 børn.",
            ),
        ]

    def __str__(self):
        return "Godkendelse"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


@track
class Familieprofil(models.Model):
    """When a family can meet (E8), what it has done before (C10) and what it is good at."""

    class Tidspunkt(models.TextChoices):
        FORMIDDAG = "formiddag", "Formiddag"
        EFTERMIDDAG = "eftermiddag", "Eftermiddag"
        AFTEN = "aften", "Aften"
        WEEKEND = "weekend", "Weekend"

    plejefamilie = models.OneToOneField(Plejefamilie, models.PROTECT, related_name="profil")
    tidspunkter = ArrayField(
        models.CharField(max_length=20, choices=Tidspunkt), default=list, blank=True
    )
    erfaring_aar = models.PositiveSmallIntegerField(
        "års erfaring, før familien kom til kommunen", default=0
    )
    erfaring = models.TextField("erfaring", blank=True)
    kompetencer = models.TextField("kompetencer", blank=True)
    andre_indsatser = models.TextField("andre forløb, familien er i gang med", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfFamilieQuerySet.as_manager()

    class Meta:
        verbose_name = "familieprofil"
        verbose_name_plural = "familieprofiler"

    def __str__(self):
        return "Familieprofil"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


class BelastningQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        familier = Plejefamilie.objects.worked_with_by(bruger)
        return self.filter(
            Q(plejefamilie__in=familier) | Q(barn__in=Barn.objects.visible_to(bruger))
        )

    @written_once
    def editable_by(self, bruger):
        """Scores that `bruger` may withdraw: about families she changes, children she writes of."""
        familier = Plejefamilie.objects.editable_by(bruger).active()
        return self.filter(
            Q(plejefamilie__in=familier) | Q(barn__in=Barn.objects.recordable_by(bruger))
        )


@track
class Belastning(models.Model):
    """A dated strain score: how hard it is, as the family sees it (A6, O4).

    About a child (belastningsgrad) or about the family's own strain, never both. A score is never
    changed: a wrong one is withdrawn with a reason and stands struck through.
    """

    class Kilde(models.TextChoices):
        FAMILIEN = "familien", "Familien selv"
        JOURNAL = "journal", "Journal Digital"
        FAGPERSON = "fagperson", "En fagperson"

    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, null=True, blank=True, related_name="belastninger"
    )
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="belastninger"
    )
    dato = models.DateField("dato")
    score = models.PositiveSmallIntegerField("belastning")
    kilde = models.CharField("hvem siger det?", max_length=20, choices=Kilde)
    bemaerkning = models.TextField("bemærkning", blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    trukket_at = models.DateTimeField(null=True, editable=False)
    trukket_fordi = models.CharField("hvorfor?", max_length=200, blank=True)

    objects = BelastningQuerySet.as_manager()

    class Meta:
        verbose_name = "belastning"
        verbose_name_plural = "belastninger"
        ordering = ["-dato", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plejefamilie__isnull=True, barn__isnull=False)
                | Q(plejefamilie__isnull=False, barn__isnull=True),
                name="belastning_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(score__range=(1, 10)),
                name="belastning_scale",
                violation_error_message="Skriv et tal fra 1 til 10.",
            ),
        ]

    def __str__(self):
        return "Belastning"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return (self.plejefamilie or self.barn).kommune_id


class KursustidQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        familier = Plejefamilie.objects.visible_to(bruger)
        return self.filter(plejeforaelder__plejefamilie__in=familier)


@track
class Kursustid(models.Model):
    """A foster parent has attended so many minutes of training on a day (R20).

    The ground states the fact; a room that holds the course writes it, and `kilde` names the
    attendance it comes from, so that writing it again changes the same row.
    """

    plejeforaelder = models.ForeignKey(Plejeforaelder, models.PROTECT, related_name="kursustider")
    dato = models.DateField("dato")
    minutter = models.PositiveSmallIntegerField("minutter")
    titel = models.CharField("hvad?", max_length=200)
    kilde = models.CharField(max_length=80, unique=True, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")

    objects = KursustidQuerySet.as_manager()

    class Meta:
        verbose_name = "kursustid"
        verbose_name_plural = "kursustider"
        ordering = ["-dato", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutter__range=(1, 1440)),
                name="kursustid_day",
                violation_error_message="Skriv højst et døgn.",
            )
        ]
        indexes = [models.Index(fields=["plejeforaelder", "dato"], name="kursustid_konto")]

    def __str__(self):
        return self.titel

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejeforaelder.plejefamilie.kommune_id


@track
class Kompetenceforloeb(models.Model):
    """A family has completed a course of training and supervision (R15, J6).

    The ground states the fact: the room that held it writes it, or a konsulent what was held
    before or elsewhere; `kilde` names where it comes from, so that writing again changes one row.
    """

    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="kompetenceforloeb", verbose_name="familie"
    )
    titel = models.CharField("hvilket forløb?", max_length=200)
    gennemfoert_paa = models.DateField("gennemført")
    kilde = models.CharField(max_length=80, unique=True, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")

    objects = OfFamilieQuerySet.as_manager()

    class Meta:
        verbose_name = "gennemført kompetenceforløb"
        verbose_name_plural = "gennemførte kompetenceforløb"
        ordering = ["gennemfoert_paa", "pk"]

    def __str__(self):
        return self.titel

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id
