"""The circle around a child or a family: who, in which role, from when to when, doing what."""

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap, on_day
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.models.sag import Sag, SagQuerySet, about_somebody
from plejefamilier.raekkevidde import remembered
from plejefamilier.written import written_once


class Fagrolle(models.TextChoices):
    """What somebody is in a circle. Konsulent, rådgiver and leader are derived (B5)."""

    KONTAKTPAEDAGOG = "kontaktpaedagog", "Kontaktpædagog"
    INSTITUTIONSMEDARBEJDER = "institutionsmedarbejder", "Medarbejder fra institutionen"
    FAMILIEBEHANDLER = "familiebehandler", "Familiebehandler"
    SAMVAERSKONSULENT = "samvaerskonsulent", "Samværskonsulent"
    SOCIALFAGLIG_KONSULENT = "socialfaglig_konsulent", "Socialfaglig konsulent"
    ANBRINGELSESKONSULENT = "anbringelseskonsulent", "Anbringelseskonsulent"
    STOETTEPERSON = "stoetteperson", "Støtteperson (§ 75)"
    KRISEPSYKOLOG = "krisepsykolog", "Krisepsykolog"
    BOSTOETTE = "bostoette", "Bostøtte (§ 85)"
    SKOLE = "skole", "Lærer eller pædagog"
    SUNDHED = "sundhed", "Sundhedsfaglig"
    JOBCENTER = "jobcenter", "Jobcenter"
    MISBRUGSCENTER = "misbrugscenter", "Misbrugscenter"
    NETVAERK = "netvaerk", "Bedsteforælder eller andet netværk"
    ANDEN = "anden", "Anden"


class KredsrolleQuerySet(SagQuerySet):
    @written_once
    def visible_to(self, bruger):
        """Those of one's own cases, and of the circles one is in oneself."""
        mine = self.model.objects.held_by(bruger)
        return self.filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk"))
            | Q(barn__in=mine.filter(barn__isnull=False).values("barn"))
            | Q(plejefamilie__in=mine.filter(barn=None).values("plejefamilie"), barn=None)
        )

    @remembered
    @written_once
    def held_by(self, bruger):
        """The places in circles that `bruger` holds today, herself or as the named stand-in.

        They count only where a role of hers in that municipality opens the cooperation at all.
        """
        kommuner = bruger.kommuner_med(Permission.SEE_SAMARBEJDE)
        return self.filter(
            Q(bruger=bruger) | Q(stedfortraeder=bruger),
            on_day(timezone.localdate()),
            kommune__in=kommuner,
        )

    @written_once
    def editable_by(self, bruger):
        """Places in circles that `bruger` may correct and end: those of the cases she writes in."""
        familier = Plejefamilie.objects.editable_by(bruger)
        return self.filter(kommune__in=bruger.kommuner_med(Permission.MANAGE_KREDS)).filter(
            Q(barn__in=Barn.objects.recordable_by(bruger)) | Q(barn=None, plejefamilie__in=familier)
        )


class KredsrolleManager(models.Manager.from_queryset(KredsrolleQuerySet)):
    pass


@track
class Kredsrolle(Sag):
    """Somebody works with a child (or a family), from a day to a day, with a task in plain words.

    With a `bruger` it opens the page of the cooperation, and closes it the day after `til`. Without
    one it is a person outside Samspil.
    """

    bruger = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="kredsroller"
    )
    navn = models.CharField("navn", max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation_navn = models.CharField("hvor fra?", max_length=120, blank=True)
    telefon = models.CharField("telefon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    rolle = models.CharField("rolle", max_length=30, choices=Fagrolle)
    rolle_andet = models.CharField("hvilken rolle?", max_length=80, blank=True)
    opgave = models.CharField("hvad gør personen?", max_length=300)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    slut_begrundelse = models.CharField("hvorfor slut?", max_length=200, blank=True)
    stedfortraeder = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stedfortraeder_i_kredse",
        verbose_name="stedfortræder",
    )
    uddannet_paa = models.DateField(
        "har været på fælles kompetenceudvikling", null=True, blank=True
    )
    motivation = models.CharField("hvorfor netop denne person?", max_length=200, blank=True)

    objects = KredsrolleManager()

    class Meta:
        verbose_name = "plads i kredsen"
        verbose_name_plural = "pladser i kredsen"
        ordering = ["fra", "pk"]
        constraints = [
            about_somebody("kredsrolle_sag"),
            ends_after_it_begins("kredsrolle_period"),
            models.CheckConstraint(
                condition=Q(bruger__isnull=False) | ~Q(navn=""),
                name="kredsrolle_who",
                violation_error_message="Vælg en person, eller skriv et navn.",
            ),
            models.CheckConstraint(
                condition=~Q(rolle="anden") | ~Q(rolle_andet=""),
                name="kredsrolle_other",
                violation_error_message="Skriv, hvilken rolle det er.",
            ),
            models.CheckConstraint(
                condition=Q(stedfortraeder=None) | Q(bruger=None) | ~Q(stedfortraeder=F("bruger")),
                name="kredsrolle_stand_in",
                violation_error_message="Man kan ikke være sin egen stedfortræder.",
            ),
            no_overlap(
                "bruger",
                "barn",
                "rolle",
                name="kredsrolle_once_barn",
                message="Personen har allerede den rolle i perioden.",
                condition=Q(bruger__isnull=False, barn__isnull=False),
            ),
            no_overlap(
                "bruger",
                "plejefamilie",
                "rolle",
                name="kredsrolle_once_familie",
                message="Personen har allerede den rolle i perioden.",
                condition=Q(bruger__isnull=False, barn__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["bruger", "fra"], name="kredsrolle_mine"),
            models.Index(fields=["stedfortraeder", "fra"], name="kredsrolle_stand_ins"),
        ]

    def __str__(self):
        return self.rolle_andet or self.get_rolle_display()

    @property
    def hvem(self):
        return self.bruger.navn if self.bruger else self.navn


class BarnISamarbejdeQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Children whose cooperation `bruger` takes part in: her own cases, and her circles."""
        roller = Kredsrolle.objects.held_by(bruger).filter(barn__isnull=False)
        return self.filter(
            Q(pk__in=Barn.objects.visible_to(bruger).values("pk")) | Q(pk__in=roller.values("barn"))
        )


class FamilieISamarbejdeQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Families whose own cooperation `bruger` takes part in; a child's circle is another."""
        roller = Kredsrolle.objects.held_by(bruger).filter(barn=None)
        return self.filter(
            Q(pk__in=Plejefamilie.objects.worked_with_by(bruger).values("pk"))
            | Q(pk__in=roller.values("plejefamilie"))
        )


def boern_i_samarbejde():
    """Children seen as cooperations: a wider door than Barn.objects, to a smaller page."""
    return BarnISamarbejdeQuerySet(Barn)


def familier_i_samarbejde():
    """Families seen as cooperations."""
    return FamilieISamarbejdeQuerySet(Plejefamilie)


class TovholderQuerySet(SagQuerySet):
    @written_once
    def visible_to(self, bruger):
        roller = Kredsrolle.objects.held_by(bruger)
        return self.filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk"))
            | Q(barn__in=roller.filter(barn__isnull=False).values("barn"))
            | Q(plejefamilie__in=roller.filter(barn=None).values("plejefamilie"), barn=None)
        )

    def led_by(self, bruger):
        return self.filter(on_day(timezone.localdate()), bruger=bruger)


@track
class Tovholder(Sag):
    """Who coordinates around a child (or a family), from when to when, and why it changed (B24)."""

    bruger = models.ForeignKey(
        Bruger, models.PROTECT, related_name="tovholderskaber", verbose_name="tovholder"
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    begrundelse = models.CharField("hvorfor?", max_length=200)

    objects = TovholderQuerySet.as_manager()

    class Meta:
        verbose_name = "tovholder"
        verbose_name_plural = "tovholdere"
        ordering = ["-fra", "-pk"]
        constraints = [
            about_somebody("tovholder_sag"),
            ends_after_it_begins("tovholder_period"),
            no_overlap(
                "barn",
                name="tovholder_one_barn",
                message="Der er allerede en tovholder i perioden.",
                condition=Q(barn__isnull=False),
            ),
            no_overlap(
                "plejefamilie",
                name="tovholder_one_familie",
                message="Der er allerede en tovholder i perioden.",
                condition=Q(barn__isnull=True),
            ),
        ]

    def __str__(self):
        return str(self.bruger)


class RolleaftaleQuerySet(SagQuerySet):
    @written_once
    def visible_to(self, bruger):
        roller = Kredsrolle.objects.held_by(bruger)
        return self.filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk"))
            | Q(barn__in=roller.filter(barn__isnull=False).values("barn"))
            | Q(plejefamilie__in=roller.filter(barn=None).values("plejefamilie"), barn=None)
        )

    def newest(self):
        """The version in force of each case: no later one exists."""
        later = self.model._base_manager.filter(
            version__gt=OuterRef("version"),
            kommune=OuterRef("kommune"),
        ).filter(Q(barn=OuterRef("barn")) | Q(barn=None, plejefamilie=OuterRef("plejefamilie")))
        return self.filter(~Exists(later))


@track
class Rolleaftale(Sag):
    """»Hvem gør hvad«: the agreement of roles, in versions that never change (B6, D1)."""

    version = models.PositiveSmallIntegerField()
    indgaaet_paa = models.DateField("aftalt den")
    begrundelse = models.CharField("hvorfor en ny aftale?", max_length=300, blank=True)
    linjer = models.JSONField(default=list)  # [{"opgave": …, "hvem": …, "bemaerkning": …}]
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RolleaftaleQuerySet.as_manager()

    class Meta:
        verbose_name = "aftale om roller"
        verbose_name_plural = "aftaler om roller"
        ordering = ["-version"]
        constraints = [
            about_somebody("rolleaftale_sag"),
            models.UniqueConstraint(
                fields=["barn", "version"],
                condition=Q(barn__isnull=False),
                name="rolleaftale_version_barn",
            ),
            models.UniqueConstraint(
                fields=["plejefamilie", "version"],
                condition=Q(barn__isnull=True),
                name="rolleaftale_version_familie",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(begrundelse=""),
                name="rolleaftale_why",
                violation_error_message="Skriv, hvorfor aftalen ændres.",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="finished")]

    def __str__(self):
        return f"Hvem gør hvad, version {self.version}"


class SamarbejdsaftaleQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Those who cooperate in the municipality, and the people of the institution itself."""
        kommuner = bruger.kommuner_med(Permission.SEE_SAMARBEJDE)
        inside = bruger.kommuner_med(Permission.SEE_FAMILIER) | bruger.kommuner_med(
            Permission.EDIT_IMPLEMENTERING
        )
        return self.filter(
            Q(kommune__in=inside) | Q(kommune__in=kommuner, institution=bruger.organisation_id)
        )

    def editable_by(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.EDIT_IMPLEMENTERING))

    def current(self):
        """Those that hold: a day of end that has come is over."""
        return self.filter(Q(ophoert_paa=None) | Q(ophoert_paa__gte=timezone.localdate()))


class SamarbejdspunktQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        roller = Kredsrolle.objects.held_by(bruger).filter(barn__isnull=False)
        return self.filter(
            Q(barn__in=Barn.objects.visible_to(bruger)) | Q(barn__in=roller.values("barn"))
        )


@track
class Samarbejdspunkt(models.Model):
    """Something that must be said or done around a child was done on a day (B9, B21, V4, V5)."""

    class Noegle(models.TextChoices):
        INFORMERET = "informeret", "Plejefamilien er informeret om indsatsen"
        RAMME = "ramme", "Indsatsen er forklaret som en del af plejeopgaven"
        MAAL = "maal", "Det er sagt tydeligt, om målet er hjemgivelse"
        RAADGIVER = "raadgiver", "Det er drøftet, om barnet skal have en anden rådgiver"
        KONTAKT_FOER = "kontakt_foer", "Institutionen har talt med konsulenten før forløbet"
        KONTAKT_UNDER = "kontakt_under", "Institutionen har talt med konsulenten undervejs"
        KONTAKT_EFTER = "kontakt_efter", "Institutionen har talt med konsulenten efter forløbet"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="samarbejdspunkter")
    noegle = models.CharField(max_length=20, choices=Noegle)
    dato = models.DateField("dato")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SamarbejdspunktQuerySet.as_manager()

    class Meta:
        verbose_name = "punkt i samarbejdet"
        verbose_name_plural = "punkter i samarbejdet"
        constraints = [
            models.UniqueConstraint(fields=["barn", "noegle"], name="samarbejdspunkt_once")
        ]

    def __str__(self):
        return self.get_noegle_display()

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.barn.kommune_id


@track
class Samarbejdsaftale(models.Model):
    """The municipality's agreement with an institution on how they work together (D3)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="samarbejdsaftaler")
    institution = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="institution"
    )
    indgaaet_paa = models.DateField("indgået den")
    revideres_paa = models.DateField("gennemgås igen senest")
    tekst = models.TextField("hvad er aftalt?")
    ansvarlig = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="ansvarlig"
    )
    lokal_tovholder = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tovholder på institutionen",
    )
    ophoert_paa = models.DateField("ophørt", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SamarbejdsaftaleQuerySet.as_manager()

    class Meta:
        verbose_name = "samarbejdsaftale"
        verbose_name_plural = "samarbejdsaftaler"
        ordering = ["institution__navn", "-indgaaet_paa"]

    def __str__(self):
        return "Samarbejdsaftale"
