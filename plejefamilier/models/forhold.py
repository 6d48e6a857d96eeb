"""What is known about a child: needs, wishes, plan, parents, siblings, respite and visits."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from faelles.constraints import ends_after_it_begins
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.written import written_once


class OfBarnQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(barn__in=Barn.objects.visible_to(bruger))

    @written_once
    def recordable_by(self, bruger):
        """Facts that `bruger` may write and correct."""
        return self.filter(barn__in=Barn.objects.recordable_by(bruger))


class Barnefakta(models.Model):
    """A fact about a child, seen by those who see the child."""

    objects = OfBarnQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.barn.kommune_id


@track
class Behov(Barnefakta):
    """The child's needs as seen on a day: at matching, or later (C2, A7)."""

    class Hvornaar(models.TextChoices):
        MATCHNING = "matchning", "Beskrevet, da barnet og familien blev matchet"
        SENERE = "senere", "Set senere"

    class Kode(models.TextChoices):
        """The seven examples of the target group (C2)."""

        VANSKELIGHEDER = "vanskeligheder", "Følelsesmæssige, adfærdsmæssige eller sociale problemer"
        OMSORGSSVIGT = "omsorgssvigt", "Omsorgssvigt"
        TILKNYTNING = "tilknytning", "Tilknytningsforstyrrelse og mistillid til voksne"
        FUNKTIONSNEDSAETTELSE = (
            "funktionsnedsaettelse",
            "Fysisk eller psykisk funktionsnedsættelse, der kræver opsyn og pleje",
        )
        SAMMENBRUD = "sammenbrud", "Flere anbringelser, der er brudt sammen"
        BIOLOGISK_FAMILIE = (
            "biologisk_familie",
            "Vanskeligt samarbejde med den biologiske familie eller netværket",
        )
        TRAUMER = "traumer", "Traumer"
        ANDET = "andet", "Andet"

    class Omfang(models.IntegerChoices):
        """How much the child needs; compared with what the family type is for (3.2)."""

        LET = 1, "Let til moderat"
        MODERAT = 2, "Moderat til svært"
        SVAERT = 3, "Svært"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="behov")
    hvornaar = models.CharField("hvornår?", max_length=20, choices=Hvornaar)
    dato = models.DateField("dato")
    koder = ArrayField(models.CharField(max_length=30, choices=Kode))
    omfang = models.PositiveSmallIntegerField("støttebehov", choices=Omfang)
    beskrivelse = models.TextField("beskrivelse", blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "behov"
        verbose_name_plural = "behov"
        ordering = ["-dato", "-pk"]

    def __str__(self):
        return "Behov"


@track
class Barnemaal(Barnefakta):
    """A goal of the child's plan (barnets lov § 91) that the family works on."""

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="maal")
    tekst = models.CharField("mål", max_length=500)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    resultat = models.CharField("hvordan gik det?", max_length=500, blank=True)

    class Meta:
        verbose_name = "mål i barnets plan"
        verbose_name_plural = "mål i barnets plan"
        ordering = ["-fra", "-pk"]
        constraints = [ends_after_it_begins("barnemaal_period")]

    def __str__(self):
        return "Mål i barnets plan"


@track
class Oenske(Barnefakta):
    """What the child itself wishes, how it was asked, and what it answered (H1, H8)."""

    class Metode(models.TextChoices):
        SAMTALE = "samtale", "Samtale med barnet"
        TEGNING = "tegning", "Tegning eller billeder"
        LEG = "leg", "Leg med figurer"
        FOTOBOG = "fotobog", "Fotobog om familien"
        BESOEG = "besoeg", "Besøg i familien sammen med en kendt voksen"
        VIDEOHILSEN = "videohilsen", "Videohilsen mellem barnet og familien"
        OBSERVATION = "observation", "Voksne har set på barnets reaktioner"
        ANDET = "andet", "Andet"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="oensker")
    dato = models.DateField("dato")
    overgang = models.ForeignKey(
        "plejefamilier.Overgang", models.PROTECT, null=True, blank=True, related_name="oensker"
    )  # heard about this move: its people read it too
    metode = models.CharField("hvordan blev barnet hørt?", max_length=20, choices=Metode)
    om = models.CharField("hvad handlede det om?", max_length=200, blank=True)
    tekst = models.TextField("barnets ønsker")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "barnets ønske"
        verbose_name_plural = "barnets ønsker"
        ordering = ["-dato", "-pk"]

    def __str__(self):
        return "Barnets ønske"


class SoeskendeQuerySet(models.QuerySet):
    """Pairs; whoever sees one of the two sees that there is another, and no more (P18)."""

    @written_once
    def visible_to(self, bruger):
        seen = Barn.objects.visible_to(bruger)
        return self.filter(Q(barn__in=seen) | Q(soeskende__in=seen))

    @written_once
    def recordable_by(self, bruger):
        """Pairs of which `bruger` may write about at least one."""
        hers = Barn.objects.recordable_by(bruger)
        return self.filter(Q(barn__in=hers) | Q(soeskende__in=hers))

    def of(self, barn):
        """The pairs a child is in."""
        return self.filter(Q(barn=barn) | Q(soeskende=barn))


@track
class Soeskende(models.Model):
    """Two children are siblings; one row a pair, the smaller id first."""

    class Slags(models.TextChoices):
        HEL = "hel", "Helsøskende"
        HALV = "halv", "Halvsøskende"
        ANDEN = "anden", "Vokset op som søskende"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="+")
    soeskende = models.ForeignKey(Barn, models.PROTECT, related_name="+")
    slags = models.CharField("slags", max_length=20, choices=Slags)
    samvaer = models.CharField("aftale om at ses", max_length=300, blank=True)

    objects = SoeskendeQuerySet.as_manager()

    class Meta:
        verbose_name = "søskende"
        verbose_name_plural = "søskende"
        constraints = [
            models.CheckConstraint(condition=Q(barn__lt=F("soeskende")), name="soeskende_ordered"),
            models.UniqueConstraint(
                fields=["barn", "soeskende"],
                name="soeskende_once",
                violation_error_message="Børnene står allerede som søskende.",
            ),
        ]

    def __str__(self):
        return "Søskende"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.barn.kommune_id


class ForaelderQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(foraeldreskaber__barn__in=Barn.objects.visible_to(bruger)).distinct()


@track
class Foraelder(models.Model):
    """A biological parent, or one who in fact fills the role (B29). Has no login."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    navn = models.CharField("navn", max_length=120)
    telefon = models.CharField("telefon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ForaelderQuerySet.as_manager()

    class Meta:
        verbose_name = "forælder"
        verbose_name_plural = "forældre"
        ordering = ["pk"]

    def __str__(self):
        return self.navn

    @property
    def fornavn(self):
        return self.navn.split(" ")[0]


@track
class Foraeldreskab(Barnefakta):
    """Whose parent somebody is, and whether she holds custody."""

    class Slags(models.TextChoices):
        BIOLOGISK = "biologisk", "Biologisk forælder"
        FAKTISK = "faktisk", "Udfylder forælderrollen"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="foraeldreskaber")
    foraelder = models.ForeignKey(Foraelder, models.PROTECT, related_name="foraeldreskaber")
    slags = models.CharField("slags", max_length=20, choices=Slags)
    foraeldremyndighed = models.BooleanField("har forældremyndighed", default=False)
    slut_paa = models.DateField("ikke længere", null=True, blank=True)

    class Meta:
        verbose_name = "forældreskab"
        verbose_name_plural = "forældreskaber"
        constraints = [
            models.UniqueConstraint(
                fields=["barn", "foraelder"],
                name="foraeldreskab_once",
                violation_error_message="Forælderen står allerede ved barnet.",
            )
        ]

    def __str__(self):
        return "Forældreskab"


@track
class Aflastningsophold(Barnefakta):
    """A child stays somewhere else for a while: weekend, holiday, leisure (A13)."""

    class Slags(models.TextChoices):
        WEEKEND = "weekend", "Weekendophold"
        FERIE = "ferie", "Ferierejse eller ferieophold"
        FRITID = "fritid", "Fritidstilbud"
        ANDET = "andet", "Andet"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="aflastningsophold")
    plejefamilie = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hos en plejefamilie",
    )
    slags = models.CharField("slags", max_length=20, choices=Slags)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med")
    sted = models.CharField("hvor?", max_length=200, blank=True)
    bemaerkning = models.TextField("bemærkning", blank=True)
    aflyst_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "aflastningsophold"
        verbose_name_plural = "aflastningsophold"
        ordering = ["-fra", "-pk"]
        constraints = [ends_after_it_begins("aflastningsophold_period")]

    def __str__(self):
        return "Aflastningsophold"


@track
class Tilsynsbesoeg(Barnefakta):
    """A visit of control, kept apart from supervision (A10; barnets lov § 156).

    PERSONRETTET is the municipality's own: at least two a year, talking with the child, as far as
    possible alone. DRIFTSORIENTERET is socialtilsynet's and is only shown.
    """

    class Slags(models.TextChoices):
        PERSONRETTET = "personrettet", "Kommunens tilsyn med barnet"
        DRIFTSORIENTERET = "driftsorienteret", "Socialtilsynets besøg"

    class Talt(models.TextChoices):
        ALENE = "alene", "Ja, alene"
        MED_ANDRE = "med_andre", "Ja, sammen med andre"
        NEJ = "nej", "Nej"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="tilsynsbesoeg")
    slags = models.CharField("slags", max_length=20, choices=Slags)
    dato = models.DateField("dato")
    af = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="af"
    )
    af_navn = models.CharField("hvem kom?", max_length=120, blank=True)
    talt_med_barnet = models.CharField("talte I med barnet?", max_length=20, choices=Talt)
    hvorfor_ikke = models.CharField("hvorfor ikke alene?", max_length=300, blank=True)
    notat = models.TextField("notat")
    til_socialtilsynet = models.TextField(
        "bekymring til socialtilsynet (§ 156, stk. 4)", blank=True
    )
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    trukket_at = models.DateTimeField(null=True, editable=False)
    trukket_fordi = models.CharField("hvorfor?", max_length=200, blank=True)

    class Meta:
        verbose_name = "tilsynsbesøg"
        verbose_name_plural = "tilsynsbesøg"
        ordering = ["-dato", "-pk"]

    def __str__(self):
        return "Tilsynsbesøg"


@track
class Barnsopfoelgning(Barnefakta):
    """A follow-up of the child's plan was held, and when the next is due (barnets lov § 95).

    The first is due three months after the placement begins; then the municipality decides and
    reasons the rhythm.
    """

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="opfoelgninger")
    dato = models.DateField("holdt den")
    naeste = models.DateField("næste senest")
    begrundelse = models.CharField("hvorfor den rytme?", max_length=300)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "opfølgning på barnets plan"
        verbose_name_plural = "opfølgninger på barnets plan"
        ordering = ["-dato", "-pk"]

    def __str__(self):
        return "Opfølgning på barnets plan"
