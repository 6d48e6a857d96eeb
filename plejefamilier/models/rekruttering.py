"""Which families take part, how they were found, and what they ask for (C1–C12)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie


class OfKommuneQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Those who work with families, or lead the project, in the municipality."""
        kommuner = bruger.kommuner_med(Permission.RECRUIT) | bruger.kommuner_med(
            Permission.EDIT_IMPLEMENTERING
        )
        return self.filter(kommune__in=kommuner)


@track
class Rekrutteringskriterium(models.Model):
    """A concrete criterion for taking part, set by the municipality (C4, C8)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tekst = models.CharField("kriterium", max_length=200)
    forklaring = models.CharField("forklaring", max_length=300, blank=True)
    skal = models.BooleanField("skal være opfyldt", default=False)
    aktiv = models.BooleanField(default=True, editable=False)

    objects = OfKommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "kriterium"
        verbose_name_plural = "kriterier"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune", "tekst"],
                condition=Q(aktiv=True),
                name="rekrutteringskriterium_once",
                violation_error_message="Det kriterium findes allerede.",
            )
        ]

    def __str__(self):
        return self.tekst


class OfFamilieRecordQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger))


@track
class Informering(models.Model):
    """Somebody told the family about the effort (C9)."""

    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="informeringer")
    dato = models.DateField("dato")
    af = models.ForeignKey(Bruger, models.PROTECT, related_name="+", verbose_name="hvem fortalte?")
    hvad = models.CharField("hvad fik familien at vide?", max_length=300)
    materiale = models.CharField("materiale", max_length=200, blank=True)
    svar = models.CharField("hvad sagde familien?", max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfFamilieRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "information om indsatsen"
        verbose_name_plural = "information om indsatsen"
        ordering = ["-dato", "-pk"]

    def __str__(self):
        return "Information om indsatsen"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


class Henvisningskilde(models.TextChoices):
    """Where the thought came from (C11)."""

    FAMILIEN = "familien", "Familien selv"
    KONSULENT = "konsulent", "Familieplejekonsulenten"
    RAADGIVER = "raadgiver", "Myndighedsrådgiveren"
    INSTITUTION = "institution", "Døgninstitutionen"
    PROJEKTLEDER = "projektleder", "Projektlederen"
    ANDEN = "anden", "Andre"


@track
class Indskrivning(models.Model):
    """A family takes part in the effort, with an intensity, from a day to a day (C1, C7)."""

    class Intensitet(models.TextChoices):
        GRUPPE_HOEJ = "gruppe_hoej", "Gruppe høj"
        GRUPPE_LAV = "gruppe_lav", "Gruppe lav"
        INDIVIDUEL = "individuel", "Individuel"

    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="indskrivninger")
    intensitet = models.CharField("intensitet", max_length=20, choices=Intensitet)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    kilde = models.CharField("hvem foreslog det?", max_length=20, choices=Henvisningskilde)
    kriterier = models.ManyToManyField(
        Rekrutteringskriterium, blank=True, related_name="+", verbose_name="opfyldte kriterier"
    )
    begrundelse = models.CharField("begrundelse", max_length=300, blank=True)
    erfaring_aar = models.PositiveSmallIntegerField(editable=False)  # when enrolled (C10)
    slut_begrundelse = models.CharField("hvorfor slut?", max_length=300, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfFamilieRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "indskrivning"
        verbose_name_plural = "indskrivninger"
        ordering = ["-fra", "-pk"]
        constraints = [
            ends_after_it_begins("indskrivning_period"),
            no_overlap(
                "plejefamilie",
                name="indskrivning_one",
                message="Familien er allerede med i indsatsen i perioden.",
            ),
        ]

    def __str__(self):
        return self.get_intensitet_display()

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


class AnmodningQuerySet(OfFamilieRecordQuerySet):
    def unanswered(self):
        return self.filter(besvaret_at=None)

    def late(self, day):
        """Unanswered, and the last day to answer lies before `day`."""
        return self.unanswered().filter(svarfrist__lt=day)


@track
class Anmodning(models.Model):
    """A family asks for something; it has a number and a day by which it is answered (C12, C5).

    Who answers is not kept: it is whoever has the family's duties today (plejefamilier.ansvar).
    """

    class Emne(models.TextChoices):
        """What has set in with the child (C5), or what the family wants."""

        ADFAERD = "adfaerd", "Ny eller ændret adfærd"
        SYMPTOMER = "symptomer", "Nye symptomer"
        DIAGNOSE = "diagnose", "Psykiatrisk diagnose"
        KRIMINALITET = "kriminalitet", "Kriminalitet"
        MISBRUG = "misbrug", "Misbrug"
        SOCIALE = "sociale", "Sociale vanskeligheder"
        FORLOEB = "forloeb", "Vil gerne have et forløb"
        SUPERVISION = "supervision", "Vil gerne have supervision"
        ANDET = "andet", "Andet"

    class Afgoerelse(models.TextChoices):
        JA = "ja", "Ja"
        DELVIST = "delvist", "Delvist"
        NEJ = "nej", "Nej"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    nummer = models.PositiveIntegerField("nummer")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="anmodninger")
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="om barnet"
    )
    modtaget_paa = models.DateField("modtaget")
    modtaget_af = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="modtaget af"
    )
    emner = ArrayField(models.CharField(max_length=20, choices=Emne))
    tekst = models.TextField("hvad beder familien om?")
    svarfrist = models.DateField("svar senest")
    eskaleret_at = models.DateTimeField(null=True, editable=False)
    afgoerelse = models.CharField("svar", max_length=10, choices=Afgoerelse, blank=True)
    svar = models.TextField("begrundelse til familien", blank=True)
    besvaret_at = models.DateTimeField(null=True, editable=False)
    besvaret_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    idempotency_key = models.UUIDField(unique=True)

    objects = AnmodningQuerySet.as_manager()

    class Meta:
        verbose_name = "anmodning"
        verbose_name_plural = "anmodninger"
        ordering = ["svarfrist", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kommune", "nummer"], name="anmodning_nummer"),
            models.CheckConstraint(
                condition=Q(besvaret_at=None) | (~Q(afgoerelse="") & ~Q(svar="")),
                name="anmodning_answer",
                violation_error_message="Skriv svaret til familien.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["plejefamilie", "svarfrist"],
                condition=Q(besvaret_at=None),
                name="anmodning_open",
            )
        ]

    def __str__(self):
        return f"Anmodning nr. {self.nummer}"
