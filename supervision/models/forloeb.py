"""Supervision as a forløb: for a family, a group of families, or professionals."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap, on_day
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Anmodning, Barn, Plejefamilie
from plejefamilier.models.moede import Sted
from plejefamilier.written import written_once
from supervision.models.emne import Tema


class ForloebQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Those one leads, those of the families one works with, and those one takes part in.

        Whoever opened a group or a forløb for professionals sees it too, as long as its leader.
        """
        kommuner = bruger.kommuner_med(Permission.SEE_SUPERVISION)
        familier = Plejefamilie.objects.worked_with_by(bruger)
        places = Forloebsdeltager.objects.filter(on_day(timezone.localdate()))
        return self.filter(
            Q(pk__in=self.model.objects.led_by(bruger).values("pk"))
            | Q(plejefamilie__in=familier)
            | Q(pk__in=places.filter(plejefamilie__in=familier).values("forloeb"))
            | Q(pk__in=places.filter(bruger=bruger).values("forloeb"))
            | self._opened_by(bruger),
            kommune__in=kommuner,
        )

    @written_once
    def led_by(self, bruger):
        """Those she supervises or coordinates, until some days after they have ended (B3, B8)."""
        return self.filter(
            Q(supervisor=bruger) | Q(koordinator=bruger),
            self._not_long_over(),
            kommune__in=bruger.kommuner_med(Permission.PLAN_SUPERVISION),
        )

    @written_once
    def editable_by(self, bruger):
        """Those she leads, and those of the families she writes for."""
        familier = Plejefamilie.objects.editable_by(bruger)
        return self.filter(
            Q(pk__in=self.model.objects.led_by(bruger).values("pk"))
            | Q(plejefamilie__in=familier)
            | self._opened_by(bruger),
            kommune__in=bruger.kommuner_med(Permission.PLAN_SUPERVISION),
        )

    def _opened_by(self, bruger):
        """Those about no single family: one about a family follows the family."""
        return Q(self._not_long_over(), oprettet_af=bruger, plejefamilie=None)

    def _not_long_over(self):
        return Q(ser_til=None) | Q(ser_til__gte=timezone.localdate())

    def running(self):
        return self.filter(aktiveret_at__isnull=False, afsluttet_at=None)

    def unfinished(self):
        return self.filter(afsluttet_at=None)


@track
class Forloeb(models.Model):
    """A course of supervision (F1–F22): a problem and a goal at the start, a result at the end.

    Individual and konsulterende ones are about `plejefamilie`; group supervision has families, and
    supervision of professionals has people, as Forloebsdeltager. `forlaenger` is the forløb before
    it in a chain (F12, G9). `familien_deler_paa`: since when the family lets its konsulent read the
    closed notes (A9). `konsulent_med` needs the family's wish (B10), `sted` home too (F4).
    """

    class Slags(models.TextChoices):
        INDIVIDUEL = "individuel", "Individuel supervision"
        GRUPPE = "gruppe", "Gruppesupervision"
        KONSULTERENDE = "konsulterende", "Konsulterende forløb"
        FAGPERSONER = "fagpersoner", "Supervision af fagpersoner"

    class Formaal(models.TextChoices):
        UDFORDRING = "udfordring", "En bestemt udfordring"
        FORAELDRESAMARBEJDE = "foraeldresamarbejde", "Samarbejde med barnets forældre og samvær"
        LOEBENDE = "loebende", "Løbende supervision"

    class Format(models.TextChoices):
        KORTE = "korte", "Flere korte gange"
        LANGE = "lange", "Færre lange gange"
        FRIT = "frit", "Efter aftale"

    class Rytme(models.TextChoices):
        """Cadence, on demand, or both (F1, F2)."""

        FAST = "fast", "Faste gange"
        BEHOV = "behov", "Efter behov"
        BEGGE = "begge", "Faste gange og efter behov"

    class KonsulentMed(models.TextChoices):
        NEJ = "nej", "Nej"
        DELVIST = "delvist", "En del af tiden"
        HELT = "helt", "Hele tiden"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    slags = models.CharField("slags", max_length=20, choices=Slags)
    plejefamilie = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forloeb",
        verbose_name="familie",
    )
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="om barnet"
    )
    titel = models.CharField("navn", max_length=120, blank=True)
    formaal = models.CharField("formål", max_length=30, choices=Formaal, default=Formaal.UDFORDRING)
    tema = models.ForeignKey(
        Tema, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tema"
    )
    problem = models.TextField("hvad er svært?", blank=True)
    maal = models.TextField("hvad vil I gerne opnå?", blank=True)
    metode = models.CharField("metode", max_length=200, blank=True)
    format = models.CharField("form", max_length=20, choices=Format, default=Format.FRIT)
    rytme = models.CharField("hvornår?", max_length=20, choices=Rytme, default=Rytme.FAST)
    antal = models.PositiveSmallIntegerField("antal gange", null=True, blank=True)
    minutter = models.PositiveSmallIntegerField("minutter hver gang")
    sted = models.CharField("hvor?", max_length=20, choices=Sted, default=Sted.INSTITUTIONEN)
    hjemme_oensket_paa = models.DateField("familien ønsker det hjemme", null=True, blank=True)
    institution = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="hvem giver det?"
    )
    supervisor = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="supervisor"
    )
    koordinator = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="koordinator"
    )
    konsulent_med = models.CharField(
        "er konsulenten med?", max_length=20, choices=KonsulentMed, default=KonsulentMed.NEJ
    )
    konsulent_oensket_paa = models.DateField(
        "familien ønsker konsulenten med", null=True, blank=True
    )
    familien_deler_paa = models.DateField(null=True, editable=False)
    roller_aftalt_paa = models.DateField("hvem gør hvad, er aftalt", null=True, blank=True)
    anmodning = models.ForeignKey(
        Anmodning, models.PROTECT, null=True, blank=True, related_name="+"
    )
    forlaenger = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="efterfoelgere"
    )
    fra = models.DateField("begynder")
    oprettet_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    aktiveret_at = models.DateTimeField(null=True, editable=False)
    trivsel_foer = models.PositiveSmallIntegerField("trivsel før", null=True, blank=True)
    trivsel_efter = models.PositiveSmallIntegerField("trivsel efter", null=True, blank=True)
    slut_paa = models.DateField("sluttede", null=True, blank=True)
    maalopfyldelse = models.PositiveSmallIntegerField(
        "nåede I målet?", null=True, blank=True
    )  # 1–5
    resultat = models.TextField("hvordan gik det?", blank=True)
    samvaer_effekt = models.TextField("betød det noget for samværet?", blank=True)
    redskaber = models.TextField("redskaber, familien eller barnet har fået", blank=True)
    afvigelse = models.TextField("hvorfor anderledes end aftalt?", blank=True)
    afsluttet_at = models.DateTimeField(null=True, editable=False)
    afsluttet_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    ser_til = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ForloebQuerySet.as_manager()

    class Meta:
        verbose_name = "forløb"
        verbose_name_plural = "forløb"
        ordering = ["-fra", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slags__in=["individuel", "konsulterende"], plejefamilie__isnull=False)
                | Q(slags__in=["gruppe", "fagpersoner"], plejefamilie__isnull=True),
                name="forloeb_for_whom",
                violation_error_message="Vælg den familie, forløbet er for.",
            ),
            models.CheckConstraint(
                condition=Q(aktiveret_at=None)
                | ~Q(slags__in=["individuel", "konsulterende"])
                | (~Q(problem="") & ~Q(maal="")),
                name="forloeb_goal",
                violation_error_message="Skriv problemet og målet, før forløbet begynder.",
            ),
            models.CheckConstraint(
                condition=~Q(sted="hjemme") | Q(hjemme_oensket_paa__isnull=False),
                name="forloeb_home",
                violation_error_message="Hjemme kun, når familien selv ønsker det.",
            ),
            models.CheckConstraint(
                condition=Q(konsulent_med="nej") | Q(konsulent_oensket_paa__isnull=False),
                name="forloeb_konsulent",
                violation_error_message="Konsulenten er kun med, når familien ønsker det.",
            ),
            models.CheckConstraint(
                condition=Q(minutter__range=(15, 480)),
                name="forloeb_minutter",
                violation_error_message="Skriv et tal fra 15 til 480.",
            ),
            models.CheckConstraint(
                condition=Q(maalopfyldelse=None) | Q(maalopfyldelse__range=(1, 5)),
                name="forloeb_maalopfyldelse",
            ),
            models.CheckConstraint(
                condition=(Q(trivsel_foer=None) | Q(trivsel_foer__range=(1, 10)))
                & (Q(trivsel_efter=None) | Q(trivsel_efter__range=(1, 10))),
                name="forloeb_trivsel",
                violation_error_message="Skriv et tal fra 1 til 10.",
            ),
            models.CheckConstraint(
                condition=Q(forlaenger=None) | ~Q(forlaenger=F("pk")), name="forloeb_not_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["plejefamilie", "-fra"], name="forloeb_familie"),
            models.Index(
                fields=["supervisor"], condition=Q(afsluttet_at=None), name="forloeb_mine"
            ),
        ]

    def __str__(self):
        return self.titel or self.get_slags_display()

    def get_absolute_url(self):
        return reverse("supervision:forloeb_detail", args=[self.pk])


class ForloebsdeltagerQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """All of a forløb one leads; else one's own families, oneself, and the professionals."""
        familier = Plejefamilie.objects.worked_with_by(bruger)
        return self.filter(
            Q(forloeb__in=Forloeb.objects.led_by(bruger))
            | Q(plejefamilie__in=familier)
            | Q(bruger__isnull=False, forloeb__in=Forloeb.objects.visible_to(bruger))
        )


@track
class Forloebsdeltager(models.Model):
    """A family is in a group, or a professional in a forløb for professionals (D7, F16, F20)."""

    forloeb = models.ForeignKey(Forloeb, models.PROTECT, related_name="deltagere")
    plejefamilie = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="gruppepladser",
        verbose_name="familie",
    )
    bruger = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fagperson"
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = ForloebsdeltagerQuerySet.as_manager()

    class Meta:
        verbose_name = "deltager i forløb"
        verbose_name_plural = "deltagere i forløb"
        ordering = ["fra", "pk"]
        constraints = [
            ends_after_it_begins("forloebsdeltager_period"),
            models.CheckConstraint(
                condition=Q(plejefamilie__isnull=False, bruger__isnull=True)
                | Q(plejefamilie__isnull=True, bruger__isnull=False),
                name="forloebsdeltager_one",
            ),
            no_overlap(
                "forloeb",
                "plejefamilie",
                name="forloebsdeltager_once_familie",
                message="Familien er allerede med.",
                condition=Q(plejefamilie__isnull=False),
            ),
            no_overlap(
                "forloeb",
                "bruger",
                name="forloebsdeltager_once_bruger",
                message="Personen er allerede med.",
                condition=Q(bruger__isnull=False),
            ),
        ]

    def __str__(self):
        return "Deltager i forløb"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.forloeb.kommune_id


class OfForloebQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(forloeb__in=Forloeb.objects.visible_to(bruger))


class OfForloeb(models.Model):
    """A part of a forløb."""

    class Meta:
        abstract = True

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.forloeb.kommune_id


@track
class Forloebskontakt(OfForloeb):
    """Supervisor and konsulent have talked before, during or after a forløb (B9, G8)."""

    class Hvornaar(models.TextChoices):
        FOER = "foer", "Før forløbet"
        UNDER = "under", "Undervejs"
        EFTER = "efter", "Efter forløbet"

    forloeb = models.ForeignKey(Forloeb, models.PROTECT, related_name="kontakter")
    hvornaar = models.CharField("hvornår?", max_length=10, choices=Hvornaar)
    dato = models.DateField("dato")
    tekst = models.TextField("hvad blev I enige om?", blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfForloebQuerySet.as_manager()

    class Meta:
        verbose_name = "kontakt om forløb"
        verbose_name_plural = "kontakter om forløb"
        ordering = ["dato", "pk"]

    def __str__(self):
        return self.get_hvornaar_display()
