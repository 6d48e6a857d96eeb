"""One time of supervision: planned, held, written down; who reads what of it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models import Aftale, Barn, Lokale, Plejefamilie
from plejefamilier.models.moede import Form, Sted
from plejefamilier.written import written_once
from supervision.models.emne import Begreb
from supervision.models.forloeb import Forloeb, OfForloeb, OfForloebQuerySet
from supervision.models.plan import Udviklingsmaal


class SessionQuerySet(OfForloebQuerySet):
    @written_once
    def led_by(self, bruger):
        """Those she writes down: her own, and those of the forløb she leads."""
        led = Forloeb.objects.led_by(bruger)
        return self.filter(forloeb__in=led)

    def planned(self):
        return self.filter(aflyst_at=None)

    def held(self):
        return self.filter(logget_at__isnull=False)

    def to_log(self, now):
        """Those that are over and not written down."""
        return self.planned().filter(logget_at=None, slut__lte=now)


@track
class Session(OfForloeb):
    """One time of supervision, half-open [start, slut) in UTC (R16, F22).

    `tekst` is what all who see the forløb may read. What is private to the family is Fortroligt,
    what the child's rådgiver may read is Raadgivernotat.
    """

    class KonsulentMed(models.TextChoices):
        NEJ = "nej", "Nej"
        DELVIST = "delvist", "En del af tiden"
        HELT = "helt", "Hele tiden"

    forloeb = models.ForeignKey(Forloeb, models.PROTECT, related_name="sessioner")
    start = models.DateTimeField("begynder")
    slut = models.DateTimeField("slutter")
    form = models.CharField("hvordan?", max_length=20, choices=Form, default=Form.FYSISK)
    sted = models.CharField("hvor?", max_length=20, choices=Sted, default=Sted.INSTITUTIONEN)
    hjemme_oensket_paa = models.DateField("familien ønsker det hjemme", null=True, blank=True)
    lokale = models.ForeignKey(
        Lokale, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lokale"
    )
    link = models.URLField("link til video", blank=True)
    supervisor = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="supervisor"
    )
    tema = models.CharField("tema", max_length=200, blank=True)
    konsulent_med = models.CharField(
        "var konsulenten med?", max_length=20, choices=KonsulentMed, default=KonsulentMed.NEJ
    )
    konsulent_oensket_paa = models.DateField(
        "familien ønsker konsulenten med", null=True, blank=True
    )
    overlap_bekraeftet = models.BooleanField(default=False, editable=False)
    aflyst_at = models.DateTimeField(null=True, editable=False)
    aflyst_fordi = models.CharField("hvorfor aflyst?", max_length=200, blank=True)
    minutter_holdt = models.PositiveSmallIntegerField("varede (minutter)", null=True, blank=True)
    tekst = models.TextField("hvad talte I om?", blank=True)
    maal = models.ManyToManyField(
        Udviklingsmaal, blank=True, related_name="sessioner", verbose_name="mål i udviklingsplanen"
    )
    andet_tema = models.CharField("eller et andet tema", max_length=200, blank=True)
    afloeser = models.CharField("afløser på vagten", max_length=120, blank=True)
    vagtminutter = models.PositiveSmallIntegerField(
        "minutter taget ud af vagtplanen", null=True, blank=True
    )
    belaster = models.BooleanField("regnes med i kommunens timer", default=True)
    logget_at = models.DateTimeField(null=True, editable=False)
    logget_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    udgave = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "supervision"
        verbose_name_plural = "supervisioner"
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slut__gt=F("start")),
                name="session_period",
                violation_error_message="Supervisionen skal slutte, efter den begynder.",
            ),
            models.CheckConstraint(
                condition=~Q(sted="hjemme") | Q(hjemme_oensket_paa__isnull=False),
                name="session_home",
                violation_error_message="Hjemme kun, når familien selv ønsker det.",
            ),
            models.CheckConstraint(
                condition=Q(konsulent_med="nej") | Q(konsulent_oensket_paa__isnull=False),
                name="session_konsulent",
                violation_error_message="Konsulenten er kun med, når familien ønsker det.",
            ),
            models.CheckConstraint(
                condition=Q(aflyst_at=None) | ~Q(aflyst_fordi=""),
                name="session_cancelled_why",
                violation_error_message="Skriv, hvorfor supervisionen aflyses.",
            ),
            models.CheckConstraint(
                condition=Q(aflyst_at=None) | Q(logget_at=None), name="session_held_or_cancelled"
            ),
            models.UniqueConstraint(
                fields=["forloeb", "start"], condition=Q(aflyst_at=None), name="session_once"
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "start"], name="session_mine"),
            models.Index(fields=["start"], name="session_start"),
            models.Index(
                fields=["supervisor", "slut"],
                condition=Q(logget_at=None, aflyst_at=None),
                name="session_to_log",
            ),
        ]

    def __str__(self):
        return "Supervision"

    def get_absolute_url(self):
        return reverse("supervision:session_detail", args=[self.pk])

    @property
    def minutter(self):
        """How long it was held, else how long it is planned, in minutes (R2)."""
        return self.minutter_holdt or int((self.slut - self.start).total_seconds() // 60)


class SessionsdeltagerQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """All of the sessions one leads; else one's own families, and the professionals."""
        return self.filter(
            Q(session__in=Session.objects.led_by(bruger))
            | Q(plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger))
            | Q(bruger__isnull=False, session__in=Session.objects.visible_to(bruger))
        )


@track
class Sessionsdeltager(models.Model):
    """A family or a professional was asked to a session; did she come (F22)?

    `bemaerkning` is about this family alone: in a group, only its own konsulent reads it.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="deltagere")
    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, null=True, blank=True, related_name="sessionspladser"
    )
    bruger = models.ForeignKey(Bruger, models.PROTECT, null=True, blank=True, related_name="+")
    kom = models.BooleanField("kom", null=True, blank=True)
    bemaerkning = models.CharField("om familien", max_length=500, blank=True)

    objects = SessionsdeltagerQuerySet.as_manager()

    class Meta:
        verbose_name = "deltager i supervision"
        verbose_name_plural = "deltagere i supervision"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plejefamilie__isnull=False, bruger__isnull=True)
                | Q(plejefamilie__isnull=True, bruger__isnull=False),
                name="sessionsdeltager_one",
            ),
            models.UniqueConstraint(
                fields=["session", "plejefamilie", "bruger"],
                nulls_distinct=False,
                name="sessionsdeltager_once",
            ),
        ]

    def __str__(self):
        return "Deltager i supervision"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.session.kommune_id


class FortroligtQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """The supervisor; and the family's konsulent once the family has said that she may (A9).

        She reads those of sessions from the day on that the family has named. Not the leader, the
        stand-in or the rådgiver, unless the family has said so.
        """
        led = Session.objects.led_by(bruger)
        agreed = Session.objects.filter(
            forloeb__familien_deler_paa__lte=TruncDate("start"),
            forloeb__plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger),
        )
        return self.filter(Q(session__in=led) | Q(session__in=agreed))


@track
class Fortroligt(models.Model):
    """What a family said in supervision and keeps to itself and the supervisor (A9)."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="fortroligt")
    tekst = models.TextField("kun for familien og supervisor")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FortroligtQuerySet.as_manager()

    class Meta:
        verbose_name = "fortroligt notat"
        verbose_name_plural = "fortrolige notater"

    def __str__(self):
        return "Fortroligt notat"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.session.kommune_id


class SessionsrettelseQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(session__in=Session.objects.visible_to(bruger))


@track
class Sessionsrettelse(models.Model):
    """A correction, signed and dated, under what was written: that itself stays as it was."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="rettelser")
    tekst = models.TextField("rettelse")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    idempotency_key = models.UUIDField(unique=True)

    objects = SessionsrettelseQuerySet.as_manager()

    class Meta:
        verbose_name = "rettelse til supervision"
        verbose_name_plural = "rettelser til supervision"
        ordering = ["at", "pk"]

    def __str__(self):
        return "Rettelse til supervision"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.session.kommune_id


class RaadgivernotatQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Those who see the child, and the supervisor."""
        return self.filter(
            Q(barn__in=Barn.objects.visible_to(bruger))
            | Q(session__in=Session.objects.led_by(bruger))
        )


@track
class Raadgivernotat(models.Model):
    """What a session has to tell the child's rådgiver, apart from the family's notes (F13)."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="raadgivernotater")
    barn = models.ForeignKey(
        Barn, models.PROTECT, related_name="raadgivernotater", verbose_name="om barnet"
    )
    tekst = models.TextField("til barnets rådgiver")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RaadgivernotatQuerySet.as_manager()

    class Meta:
        verbose_name = "notat til rådgiver"
        verbose_name_plural = "notater til rådgiver"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "barn"], name="raadgivernotat_once")
        ]

    def __str__(self):
        return "Notat til rådgiver"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.session.kommune_id


class SessionsaftaleQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """All of the sessions one leads; else those that one sees as agreements."""
        return self.filter(
            Q(session__in=Session.objects.led_by(bruger))
            | Q(aftale__in=Aftale.objects.visible_to(bruger))
        )


class Sessionsaftale(models.Model):
    """An agreement that was made in a session; the agreement itself lives on the ground."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="aftaler")
    aftale = models.OneToOneField(Aftale, models.PROTECT, related_name="+")

    objects = SessionsaftaleQuerySet.as_manager()

    class Meta:
        verbose_name = "aftale fra supervision"
        verbose_name_plural = "aftaler fra supervision"
        ordering = ["pk"]

    def __str__(self):
        return "Aftale fra supervision"


class FagligsparringQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Whoever wrote it, and the family's own konsulent or whoever stands in for her today."""
        today = timezone.localdate()
        away = bruger.stedfortraeder_for.filter(fra__lte=today, til__gte=today).values("bruger")
        mine = Plejefamilie.objects.visible_to(bruger).filter(
            Q(konsulenttildelinger__konsulent=bruger) | Q(konsulenttildelinger__konsulent__in=away),
            Q(konsulenttildelinger__til=None) | Q(konsulenttildelinger__til__gte=today),
            konsulenttildelinger__fra__lte=today,
        )
        return self.filter(
            Q(by=bruger, kommune__in=bruger.kommuner) | Q(plejefamilie__in=mine.values("pk"))
        )


@track
class Fagligsparring(models.Model):
    """A term from a course used on something that happened, as »hajmusik« at school (E15)."""

    kommune = models.ForeignKey("faelles.Organisation", models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="sparringer")
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="om barnet"
    )
    dato = models.DateField("dato")
    begreber = models.ManyToManyField(Begreb, blank=True, related_name="+", verbose_name="begreber")
    tekst = models.TextField("hvad skete der, og hvad talte I om?")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    idempotency_key = models.UUIDField(unique=True)

    objects = FagligsparringQuerySet.as_manager()

    class Meta:
        verbose_name = "faglig sparring"
        verbose_name_plural = "faglig sparring"
        ordering = ["-dato", "-pk"]

    def __str__(self):
        return "Faglig sparring"
