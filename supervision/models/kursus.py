"""Courses, their meetings, and tracks of activities around one theme."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Barn, Lokale, Plejefamilie
from plejefamilier.written import written_once
from supervision.models.emne import Begreb, CodeListQuerySet, Kompetence, Tema


class KursusQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """The published courses of her municipalities, and those she runs or teaches.

        A closed course is made for somebody (D5): it is seen by those who run it, teach it, or
        have a family on it.
        """
        open_ = Q(
            kommune__in=bruger.kommuner_med(Permission.SEE_KURSER),
            lukket=False,
            publiceret_at__isnull=False,
        )
        return self.filter(
            open_
            | Q(pk__in=self.model.objects.editable_by(bruger).values("pk"))
            | Q(pk__in=self.model.objects.taught_by(bruger).values("pk"))
            | Q(_with_family_of(bruger), publiceret_at__isnull=False)
        )

    def editable_by(self, bruger):
        """Courses that `bruger` plans: her house's, and to whoever publishes the municipality's.

        A closed one is the municipality's only for those who have to do with the child or a family
        on it, or made it.
        """
        own = Q(
            udbyder=bruger.organisation_id,
            udbyder__slags=Organisation.Slags.INSTITUTION,
            kommune__in=bruger.kommuner_med(Permission.PLAN_KURSER),
        )
        publishes = Q(kommune__in=bruger.kommuner_med(Permission.PUBLISH_KURSER))
        concerns = (
            Q(lukket=False)
            | Q(ansvarlig=bruger)
            | Q(barn__in=Barn.objects.visible_to(bruger))
            | _with_family_of(bruger)
        )
        return self.filter(own | (publishes & concerns))

    def taught_by(self, bruger):
        """Courses she teaches, until some days after the last time."""
        return self.filter(
            pk__in=Kursusunderviser.objects.filter(bruger=bruger).values("kursus"),
            kommune__in=bruger.kommuner,
            navne_til__gte=timezone.localdate(),
        )

    def naming_to(self, bruger):
        """Courses whose participants `bruger` sees by name because she holds them.

        Their teachers, whoever is responsible, and the bookers of the institution that gives it;
        until `navne_til`, some days after the last time. A konsulent sees her own families by
        another way (see TilmeldingQuerySet).
        """
        return self.filter(
            Q(pk__in=self.model.objects.taught_by(bruger).values("pk"))
            | Q(ansvarlig=bruger, kommune__in=bruger.kommuner)
            | Q(
                udbyder=bruger.organisation_id,
                udbyder__slags=Organisation.Slags.INSTITUTION,
                kommune__in=bruger.kommuner_med(Permission.ENROL_KURSER),
            ),
            navne_til__gte=timezone.localdate(),
        )

    def published(self):
        return self.filter(publiceret_at__isnull=False, aflyst_at=None)

    def coming(self, today):
        return self.filter(slut_paa__gte=today)


def _with_family_of(bruger):
    familier = Plejefamilie.objects.visible_to(bruger)
    tilmeldinger = apps.get_model("supervision", "Tilmelding").objects.active()
    return Q(pk__in=tilmeldinger.filter(plejefamilie__in=familier).values("kursus"))


@track
class Kursus(models.Model):
    """A course, talk or series that institution and municipality offer together (E1, E18).

    `optaget` counts the seats that are taken or offered. One statement raises it, and the database
    refuses more than `pladser`. `begynder_paa`, `slut_paa` and `navne_til` follow its meetings.
    `afvigelse` says why its lengths are others than its kind has (E7), `tilbage_fordi` what the
    municipality missed in the draft it sent back (E18).
    """

    class Form(models.TextChoices):
        """The kinds of E1 that are courses; supervision is a forløb."""

        UDDANNELSE = "uddannelse", "Uddannelsesforløb"
        OPLAEG = "oplaeg", "Fagligt oplæg"

    class Laengde(models.TextChoices):
        """How long each meeting is (E7)."""

        KORT = "kort", "Kort (1–2 timer)"
        HALV = "halv", "Halv dag"
        HEL = "hel", "Hel dag"

    class Levering(models.TextChoices):
        FYSISK = "fysisk", "Vi mødes"
        VIRTUEL = "virtuel", "På video"
        HYBRID = "hybrid", "Både og"

    class Taeller(models.TextChoices):
        """What takes a seat."""

        FAMILIER = "familier", "Familier"
        DELTAGERE = "deltagere", "Deltagere"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    udbyder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="kurser", verbose_name="hvem holder det?"
    )
    ansvarlig = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="ansvarlig"
    )
    titel = models.CharField("titel", max_length=120)
    beskrivelse = models.TextField("hvad handler det om?", blank=True)
    form = models.CharField("slags", max_length=20, choices=Form)
    laengde = models.CharField("hver gang varer", max_length=20, choices=Laengde)
    tema = models.ForeignKey(
        Tema, models.PROTECT, null=True, blank=True, related_name="kurser", verbose_name="tema"
    )
    begreber = models.ManyToManyField(
        Begreb, blank=True, related_name="kurser", verbose_name="ord og metoder, man lærer"
    )
    maalgruppe = models.CharField("hvem er det for?", max_length=200, blank=True)
    obligatorisk = models.BooleanField("familierne skal deltage", default=False)
    lukket = models.BooleanField("kun for dem, der bliver tilmeldt", default=False)
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="om barnet"
    )
    levering = models.CharField(
        "hvordan?", max_length=20, choices=Levering, default=Levering.FYSISK
    )
    kompetencekrav = ArrayField(
        models.CharField(max_length=20, choices=Kompetence), default=list, blank=True
    )
    pladser = models.PositiveSmallIntegerField("pladser")
    taeller = models.CharField(
        "en plads er til", max_length=20, choices=Taeller, default=Taeller.FAMILIER
    )
    optaget = models.PositiveSmallIntegerField(default=0, editable=False)
    tilmeldingsfrist = models.DateField("tilmelding senest")
    framelding_til = models.DateField("framelding senest", null=True, blank=True)
    begynder_paa = models.DateField(null=True, editable=False)
    slut_paa = models.DateField(null=True, editable=False)
    navne_til = models.DateField(null=True, editable=False)
    publiceret_at = models.DateTimeField(null=True, editable=False)
    publiceret_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    sendt_til_kommunen_at = models.DateTimeField(null=True, editable=False)
    aflyst_at = models.DateTimeField(null=True, editable=False)
    aflyst_fordi = models.CharField("hvorfor aflyst?", max_length=200, blank=True)
    afvigelse = models.CharField("hvorfor anderledes?", max_length=200, blank=True)
    tilbage_fordi = models.CharField("hvad mangler?", max_length=300, blank=True)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = KursusQuerySet.as_manager()

    class Meta:
        verbose_name = "kursus"
        verbose_name_plural = "kurser"
        ordering = ["begynder_paa", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pladser__range=(1, 500)),
                name="kursus_pladser",
                violation_error_message="Skriv et tal fra 1 til 500.",
            ),
            models.CheckConstraint(
                condition=Q(optaget__lte=F("pladser")),
                name="kursus_full",
                violation_error_message="Der er ikke flere pladser.",
            ),
            models.CheckConstraint(
                condition=Q(aflyst_at=None) | ~Q(aflyst_fordi=""),
                name="kursus_cancelled_why",
                violation_error_message="Skriv, hvorfor kurset aflyses.",
            ),
            models.CheckConstraint(
                condition=Q(barn=None) | Q(lukket=True),
                name="kursus_about_child_closed",
                violation_error_message="Et kursus om ét barn er kun for dem, der bliver tilmeldt.",
            ),
        ]
        indexes = [
            models.Index(fields=["kommune", "begynder_paa"], name="kursus_katalog"),
            models.Index(fields=["udbyder", "begynder_paa"], name="kursus_udbyder"),
        ]

    def __str__(self):
        return self.titel

    def get_absolute_url(self):
        return reverse("supervision:kursus_detail", args=[self.pk])

    @property
    def ledige(self):
        """Seats nobody has or has been offered."""
        return self.pladser - self.optaget


class OfKursusQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(kursus__in=Kursus.objects.visible_to(bruger))


class OfKursus(models.Model):
    """A part of a course."""

    class Meta:
        abstract = True

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.kursus.kommune_id


@track
class Kursusunderviser(OfKursus):
    """Somebody teaches on a course (E18, E19)."""

    kursus = models.ForeignKey(Kursus, models.CASCADE, related_name="undervisere")
    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="+", verbose_name="underviser")

    objects = OfKursusQuerySet.as_manager()

    class Meta:
        verbose_name = "underviser"
        verbose_name_plural = "undervisere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kursus", "bruger"], name="kursusunderviser_once")
        ]

    def __str__(self):
        return "Underviser"


class KursusgangQuerySet(OfKursusQuerySet):
    def planned(self):
        return self.filter(aflyst_at=None)


@track
class Kursusgang(OfKursus):
    """One meeting of a course, half-open [start, slut) in UTC (R16). A cancelled one stays."""

    kursus = models.ForeignKey(Kursus, models.CASCADE, related_name="gange")
    nr = models.PositiveSmallIntegerField("nr.")
    titel = models.CharField("emne", max_length=120, blank=True)
    start = models.DateTimeField("begynder")
    slut = models.DateTimeField("slutter")
    lokale = models.ForeignKey(
        Lokale, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lokale"
    )
    sted_tekst = models.CharField("eller et andet sted", max_length=200, blank=True)
    link = models.URLField("link til video", blank=True)
    aflyst_at = models.DateTimeField(null=True, editable=False)
    aflyst_fordi = models.CharField("hvorfor aflyst?", max_length=200, blank=True)
    fremmoede_at = models.DateTimeField(null=True, editable=False)  # when attendance was marked
    fremmoede_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    udgave = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = KursusgangQuerySet.as_manager()

    class Meta:
        verbose_name = "kursusgang"
        verbose_name_plural = "kursusgange"
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slut__gt=F("start")),
                name="kursusgang_period",
                violation_error_message="Kurset skal slutte, efter det begynder.",
            ),
            models.UniqueConstraint(fields=["kursus", "nr"], name="kursusgang_nr"),
        ]
        indexes = [models.Index(fields=["start"], name="kursusgang_start")]

    def __str__(self):
        return self.titel or f"{self.nr}. gang"

    @property
    def minutter(self):
        """How long it lasts, computed in UTC (R2)."""
        return int((self.slut - self.start).total_seconds() // 60)


@track
class Temaspor(models.Model):
    """Activities in order around one theme: a talk, then group supervision on a case (E3)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    navn = models.CharField("navn", max_length=120)
    tema = models.ForeignKey(
        Tema, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tema"
    )
    beskrivelse = models.CharField("beskrivelse", max_length=300, blank=True)
    aktiv = models.BooleanField(default=True, editable=False)

    objects = CodeListQuerySet.as_manager()

    class Meta:
        verbose_name = "temaspor"
        verbose_name_plural = "temaspor"
        ordering = ["navn", "pk"]

    def __str__(self):
        return self.navn


class SporledQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(spor__in=Temaspor.objects.visible_to(bruger))


@track
class Sporled(models.Model):
    """One step of a track: a course, a group supervision, or a network meeting (E3, E4)."""

    class Slags(models.TextChoices):
        KURSUS = "kursus", "Kursus eller oplæg"
        GRUPPE = "gruppe", "Gruppesupervision"
        NETVAERK = "netvaerk", "Netværksmøde"

    spor = models.ForeignKey(Temaspor, models.CASCADE, related_name="led")
    nr = models.PositiveSmallIntegerField("nr.")
    slags = models.CharField("slags", max_length=20, choices=Slags)
    titel = models.CharField("hvad?", max_length=120)
    kursus = models.ForeignKey(
        Kursus, models.PROTECT, null=True, blank=True, related_name="sporled"
    )
    forloeb = models.ForeignKey(
        "supervision.Forloeb", models.PROTECT, null=True, blank=True, related_name="sporled"
    )

    objects = SporledQuerySet.as_manager()

    class Meta:
        verbose_name = "led i temaspor"
        verbose_name_plural = "led i temaspor"
        ordering = ["nr", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["spor", "nr"], name="sporled_nr"),
            models.CheckConstraint(
                condition=Q(kursus=None) | Q(slags="kursus"), name="sporled_kursus"
            ),
            models.CheckConstraint(
                condition=Q(forloeb=None) | Q(slags="gruppe"), name="sporled_gruppe"
            ),
        ]

    def __str__(self):
        return self.titel

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.spor.kommune_id
