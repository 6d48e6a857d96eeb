"""Getting the effort into operation: 23 questions, who owns each, and how it goes (L1–L12)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins
from faelles.history import track
from faelles.models import Bruger, Organisation


class ImplementeringQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.SEE_IMPLEMENTERING))


class Skabelon(models.TextChoices):
    SAMARBEJDE = "samarbejde", "Samarbejde om plejefamilier"
    FORAELDRE = "foraeldre", "Støtte til forældre"


@track
class Implementeringspunkt(models.Model):
    """How one question (plejefamilier/implementering.py) stands in a municipality."""

    class Status(models.TextChoices):
        IKKE_BEGYNDT = "ikke_begyndt", "Ikke begyndt"
        I_GANG = "i_gang", "I gang"
        AFKLARET = "afklaret", "Afklaret"
        IKKE_RELEVANT = "ikke_relevant", "Ikke relevant her"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    skabelon = models.CharField(max_length=20, choices=Skabelon)
    kode = models.CharField(max_length=30)
    status = models.CharField("status", max_length=20, choices=Status, default=Status.IKKE_BEGYNDT)
    ansvarlig = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ansvarlig"
    )
    dato = models.DateField("afklaret senest", null=True, blank=True)
    svar = models.TextField("hvad gør vi her?", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ImplementeringQuerySet.as_manager()

    class Meta:
        verbose_name = "spørgsmål om implementering"
        verbose_name_plural = "spørgsmål om implementering"
        constraints = [
            models.UniqueConstraint(
                fields=["kommune", "skabelon", "kode"], name="implementeringspunkt_once"
            )
        ]

    def __str__(self):
        return self.kode


@track
class Implementeringsstatus(models.Model):
    """A quarterly status, written by the project leader and kept as it was (L7)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    skabelon = models.CharField(max_length=20, choices=Skabelon)
    dato = models.DateField("dato")
    tekst = models.TextField("hvordan går det?")
    naeste = models.DateField("næste status senest", editable=False)  # R12 from the first one
    taelling = models.JSONField(default=dict, editable=False)  # {status: how many questions}
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImplementeringQuerySet.as_manager()

    class Meta:
        verbose_name = "status på implementeringen"
        verbose_name_plural = "statusser på implementeringen"
        ordering = ["-dato", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune", "skabelon", "dato"],
                name="implementeringsstatus_once",
                violation_error_message="Der er allerede skrevet en status den dag.",
            )
        ]

    def __str__(self):
        return "Status på implementeringen"


@track
class Implementeringsperson(models.Model):
    """Who gets the effort into operation: in which role, where, from when to when (B11, B25).

    A person without a login is written by name.
    """

    class Rolle(models.TextChoices):
        PROJEKTLEDER = "projektleder", "Projektleder"
        GRUPPE = "gruppe", "Medlem af implementeringsgruppen"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rolle = models.CharField("rolle", max_length=20, choices=Rolle)
    bruger = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="person"
    )
    navn = models.CharField("navn", max_length=120, blank=True)
    fag = models.CharField("fag eller sted", max_length=120, blank=True)
    til_stede = models.CharField("hvor og hvornår?", max_length=200, blank=True)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = ImplementeringQuerySet.as_manager()

    class Meta:
        verbose_name = "person i implementeringen"
        verbose_name_plural = "personer i implementeringen"
        ordering = ["rolle", "fra", "pk"]
        constraints = [
            ends_after_it_begins("implementeringsperson_period"),
            models.CheckConstraint(
                condition=Q(bruger__isnull=False) | ~Q(navn=""),
                name="implementeringsperson_who",
                violation_error_message="Vælg en person, eller skriv et navn.",
            ),
        ]

    def __str__(self):
        return self.get_rolle_display()

    @property
    def hvem(self):
        return self.bruger.navn if self.bruger else self.navn


@track
class Implementeringssag(models.Model):
    """Something that stands in the way, with an owner, until it is solved (L10)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tekst = models.CharField("hvad er i vejen?", max_length=300)
    ansvarlig = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="ansvarlig"
    )
    frist = models.DateField("løst senest")
    loest_at = models.DateTimeField(null=True, editable=False)
    loesning = models.CharField("hvordan blev den løst?", max_length=300, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImplementeringQuerySet.as_manager()

    class Meta:
        verbose_name = "hindring"
        verbose_name_plural = "hindringer"
        ordering = ["frist", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(loest_at=None) | ~Q(loesning=""),
                name="implementeringssag_solved",
                violation_error_message="Skriv, hvordan den blev løst.",
            )
        ]

    def __str__(self):
        return "Hindring"


@track
class Sparringskontakt(models.Model):
    """An experienced municipality to ask (L8)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    hvem = models.CharField("kommune", max_length=120)
    kontakt = models.CharField("kontaktperson og hvordan", max_length=200)
    om = models.CharField("hvad kan vi spørge om?", max_length=300)
    aktiv = models.BooleanField(default=True, editable=False)

    objects = ImplementeringQuerySet.as_manager()

    class Meta:
        verbose_name = "erfaren kommune"
        verbose_name_plural = "erfarne kommuner"
        ordering = ["hvem", "pk"]

    def __str__(self):
        return self.hvem


@track
class Tilbud(models.Model):
    """An offer to foster families, by theme (A12, A13, A16): the municipality's tilbudsvifte."""

    class Tema(models.TextChoices):
        """The three themes of useful cooperation (A12)."""

        ADGANG = "adgang", "Adgang til støtte og sparring"
        FLEKSIBEL = "fleksibel", "Løbende, fleksibel rådgivning"
        HELHED = "helhed", "Samlet indsats for hele familien"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    navn = models.CharField("tilbud", max_length=120)
    tema = models.CharField("tema", max_length=20, choices=Tema)
    aflastning = models.BooleanField("er aflastning", default=False)
    leverandoer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hvem giver det?",
    )
    beskrivelse = models.TextField("hvad er det?", blank=True)
    saadan = models.CharField("sådan får man det", max_length=300, blank=True)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = ImplementeringQuerySet.as_manager()

    class Meta:
        verbose_name = "tilbud"
        verbose_name_plural = "tilbud"
        ordering = ["tema", "navn", "pk"]

    def __str__(self):
        return self.navn


class RetningslinjeQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Everybody who cooperates in the municipality, the people of institutions too (A14)."""
        kommuner = bruger.kommuner_med(Permission.SEE_SAMARBEJDE) | bruger.kommuner_med(
            Permission.SEE_IMPLEMENTERING
        )
        return self.filter(kommune__in=kommuner)

    def newest(self):
        """The version in force of each guideline: no later one exists."""
        later = self.model._base_manager.filter(
            kommune=OuterRef("kommune"), navn=OuterRef("navn"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later))


@track
class Retningslinje(models.Model):
    """A shared professional guideline or agreed workflow (A14); a change is a new version."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    navn = models.CharField("navn", max_length=120)
    version = models.PositiveSmallIntegerField()
    tekst = models.TextField("tekst")
    trin = models.JSONField(default=list)  # the steps of an agreed workflow, in order
    gaelder_fra = models.DateField("gælder fra")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RetningslinjeQuerySet.as_manager()

    class Meta:
        verbose_name = "retningslinje"
        verbose_name_plural = "retningslinjer"
        ordering = ["navn", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune", "navn", "version"], name="retningslinje_version"
            )
        ]

    def __str__(self):
        return f"{self.navn}, version {self.version}"
