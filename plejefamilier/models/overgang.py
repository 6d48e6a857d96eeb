"""Støttet overgang: a child moves from an institution to a foster family, with help (H1–H13)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.models.kreds import Kredsrolle
from plejefamilier.written import written_once


class Trin(models.TextChoices):
    """The three stages of the move (H6)."""

    FOER = "foer", "Før flytningen"
    UNDER = "under", "Under flytningen"
    EFTER = "efter", "Efter flytningen"


class OvergangQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Those who see the child, the konsulent of the family it moves to, and its circle."""
        roller = Kredsrolle.objects.held_by(bruger).filter(barn__isnull=False)
        familier = Plejefamilie.objects.worked_with_by(bruger)
        return self.filter(
            Q(barn__in=Barn.objects.visible_to(bruger))
            | Q(plejefamilie__in=familier, afsluttet_paa=None)
            | Q(barn__in=roller.values("barn"))
        )

    def editable_by(self, bruger):
        """The child's rådgiver, and konsulent, stand-in or leader of the family it moves to."""
        kommuner = bruger.kommuner_med(Permission.MANAGE_OVERGANG)
        return self.filter(kommune__in=kommuner, afsluttet_paa=None).filter(
            Q(barn__myndighedsraadgiver=bruger)
            | Q(plejefamilie__in=Plejefamilie.objects.editable_by(bruger))
        )

    def loggable_by(self, bruger):
        """Where `bruger` may note visits and counselling: also the institution's people."""
        roller = Kredsrolle.objects.held_by(bruger).filter(barn__isnull=False)
        return self.visible_to(bruger).filter(
            Q(pk__in=self.editable_by(bruger).values("pk"))
            | Q(barn__in=roller.values("barn"), afsluttet_paa=None)
        )

    def open(self):
        return self.filter(afsluttet_paa=None)


@track
class Overgang(models.Model):
    """A supported move, from the day it is opened until it is closed."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="overgange")
    barn = models.ForeignKey(Barn, models.PROTECT, related_name="overgange", verbose_name="barn")
    institution = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="flytter fra"
    )
    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="overgange", verbose_name="flytter til"
    )
    planlagt_flytning = models.DateField("planlagt flytning")
    flyttet_paa = models.DateField("flyttede den", null=True, blank=True)
    timebudget = models.PositiveSmallIntegerField(
        "timer til institutionens kontakt", null=True, blank=True
    )
    aabnet_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    aabnet_at = models.DateTimeField(default=timezone.now, editable=False)
    afsluttet_paa = models.DateField("afsluttet", null=True, blank=True)
    afslutning = models.TextField("hvordan gik overgangen?", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OvergangQuerySet.as_manager()

    class Meta:
        verbose_name = "støttet overgang"
        verbose_name_plural = "støttede overgange"
        ordering = ["-planlagt_flytning", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["barn"],
                condition=Q(afsluttet_paa=None),
                name="overgang_one_open",
                violation_error_message="Barnet har allerede en støttet overgang i gang.",
            ),
            models.CheckConstraint(
                condition=Q(afsluttet_paa=None) | ~Q(afslutning=""),
                name="overgang_end_words",
                violation_error_message="Skriv, hvordan overgangen gik.",
            ),
        ]

    def __str__(self):
        return "Støttet overgang"


class OfOvergangQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(overgang__in=Overgang.objects.visible_to(bruger))


class Overgangsdel(models.Model):
    """A part of a move, seen by those who see the move."""

    objects = OfOvergangQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.overgang.kommune_id


@track
class Udslusningsplan(Overgangsdel):
    """One version of the plan of the move; a change is a new version with its reason (H7, H12)."""

    overgang = models.ForeignKey(Overgang, models.PROTECT, related_name="planer")
    version = models.PositiveSmallIntegerField()
    begrundelse = models.CharField("hvorfor en ny version?", max_length=300, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "udslusningsplan"
        verbose_name_plural = "udslusningsplaner"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["overgang", "version"], name="udslusningsplan_version"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(begrundelse=""),
                name="udslusningsplan_why",
                violation_error_message="Skriv, hvorfor planen ændres.",
            ),
        ]

    def __str__(self):
        return f"Udslusningsplan, version {self.version}"


@track
class Udslusningstrin(models.Model):
    """A stage of a plan's version: its days, and the texts of the template's sections."""

    plan = models.ForeignKey(Udslusningsplan, models.PROTECT, related_name="trin")
    trin = models.CharField(max_length=10, choices=Trin)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med")
    felter = models.JSONField(default=dict)  # {key of the template's section: text}

    class Meta:
        verbose_name = "trin i udslusningsplanen"
        verbose_name_plural = "trin i udslusningsplanen"
        ordering = ["fra", "pk"]
        constraints = [
            ends_after_it_begins("udslusningstrin_period"),
            models.UniqueConstraint(fields=["plan", "trin"], name="udslusningstrin_once"),
        ]

    def __str__(self):
        return self.get_trin_display()

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plan.overgang.kommune_id


@track
class Kendtvoksen(Overgangsdel):
    """An adult of the institution whom the child knows, and who may visit after the move (B16)."""

    overgang = models.ForeignKey(Overgang, models.PROTECT, related_name="kendte_voksne")
    navn = models.CharField("navn", max_length=120)
    bruger = models.ForeignKey(Bruger, models.PROTECT, null=True, blank=True, related_name="+")
    fra = models.DateField("må besøge fra")
    til = models.DateField("til og med", null=True, blank=True)

    class Meta:
        verbose_name = "kendt voksen"
        verbose_name_plural = "kendte voksne"
        ordering = ["pk"]
        constraints = [ends_after_it_begins("kendtvoksen_period")]

    def __str__(self):
        return "Kendt voksen"


@track
class Overgangskontakt(Overgangsdel):
    """A step of the gradual move, a visit of a known adult, or ad hoc counselling (H9–H11).

    Planned first and held later, or noted when held. `minutter` is what it takes of the
    institution's hours when `paa_budget`.
    """

    class Slags(models.TextChoices):
        BESOEG = "besoeg", "Besøg i familien"
        OVERNATNING = "overnatning", "Overnatning i familien"
        KENDT_VOKSEN = "kendt_voksen", "Besøg af en kendt voksen"
        RAADGIVNING = "raadgivning", "Rådgivning fra institutionen"

    overgang = models.ForeignKey(Overgang, models.PROTECT, related_name="kontakter")
    slags = models.CharField("slags", max_length=20, choices=Slags)
    trin = models.CharField("trin", max_length=10, choices=Trin)
    start = models.DateTimeField("begynder")
    slut = models.DateTimeField("slutter", null=True, blank=True)
    kendt_voksen = models.ForeignKey(
        Kendtvoksen, models.PROTECT, null=True, blank=True, related_name="besoeg"
    )
    hvem = models.CharField("hvem?", max_length=200, blank=True)
    tekst = models.TextField("hvad skete der?", blank=True)
    minutter = models.PositiveSmallIntegerField("minutter af timerne", default=0)
    holdt_at = models.DateTimeField(null=True, editable=False)
    aflyst_at = models.DateTimeField(null=True, editable=False)
    aflyst_fordi = models.CharField("hvorfor aflyst?", max_length=200, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "kontakt i overgangen"
        verbose_name_plural = "kontakter i overgangen"
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slut=None) | Q(slut__gt=F("start")),
                name="overgangskontakt_period",
                violation_error_message="Besøget skal slutte, efter det begynder.",
            ),
            models.CheckConstraint(
                condition=~Q(slags="kendt_voksen") | Q(kendt_voksen__isnull=False),
                name="overgangskontakt_known_adult",
                violation_error_message="Vælg den kendte voksne.",
            ),
        ]

    def __str__(self):
        return self.get_slags_display()
