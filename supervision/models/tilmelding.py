"""Who is on a course: seats, the waiting list, who came, and what they thought of it."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models import Familiebrev, Kredsrolle, Overgang, Plejefamilie, Plejeforaelder
from plejefamilier.written import written_once
from supervision.models.kursus import Kursus, Kursusgang


def _forloeb():
    """Rows of Forloeb, which is defined further up the import order."""
    return apps.get_model("supervision", "Forloeb").objects


class TilmeldingQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Those of the families one sees, one's own, and those on courses one holds."""
        familier = Plejefamilie.objects.visible_to(bruger)
        kurser = Kursus.objects.naming_to(bruger)
        return self.filter(
            Q(plejefamilie__in=familier)
            | Q(bruger=bruger, kursus__kommune__in=bruger.kommuner)
            | Q(kursus__in=kurser)
        )

    def editable_by(self, bruger):
        """Those one may take off again: of the families one writes for, and one's house's."""
        familier = Plejefamilie.objects.editable_by(bruger)
        kommuner = bruger.kommuner_med(Permission.ENROL_KURSER)
        kurser = Kursus.objects.naming_to(bruger)
        return self.filter(
            Q(plejefamilie__in=familier) | Q(bruger=bruger) | Q(kursus__in=kurser),
            kursus__kommune__in=kommuner,
        )

    def active(self):
        """With a seat, an offered seat, or a place on the waiting list."""
        return self.filter(afmeldt_at=None)

    def seated(self):
        return self.active().filter(status=Tilmelding.Status.PLADS)

    def in_line(self):
        """The waiting list in order of arrival."""
        return self.active().filter(status=Tilmelding.Status.VENTER).order_by("raekke", "pk")


@track
class Tilmelding(models.Model):
    """A family (or a professional, B2) is on a course, offered a seat, or waiting for one.

    `raekke` is the order of arrival in the waiting list. An offered seat is held until
    `tilbud_til`, and counts among the seats taken.
    """

    class Status(models.TextChoices):
        PLADS = "plads", "Har plads"
        TILBUDT = "tilbudt", "Tilbudt plads"
        VENTER = "venter", "På venteliste"

    kursus = models.ForeignKey(Kursus, models.PROTECT, related_name="tilmeldinger")
    plejefamilie = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tilmeldinger",
        verbose_name="familie",
    )
    bruger = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fagperson"
    )
    status = models.CharField("status", max_length=20, choices=Status)
    pladser = models.PositiveSmallIntegerField(default=1, editable=False)
    raekke = models.PositiveIntegerField(editable=False)
    pligt = models.BooleanField("skal deltage", default=False, editable=False)
    tilbud_til = models.DateTimeField(null=True, editable=False)
    bemaerkning = models.CharField("bemærkning", max_length=300, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    afmeldt_at = models.DateTimeField(null=True, editable=False)
    afmeldt_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    afmeldt_fordi = models.CharField("hvorfor?", max_length=200, blank=True)
    idempotency_key = models.UUIDField(unique=True)

    objects = TilmeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "tilmelding"
        verbose_name_plural = "tilmeldinger"
        ordering = ["raekke", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plejefamilie__isnull=False, bruger__isnull=True)
                | Q(plejefamilie__isnull=True, bruger__isnull=False),
                name="tilmelding_one",
            ),
            models.UniqueConstraint(
                fields=["kursus", "plejefamilie"],
                condition=Q(afmeldt_at=None, plejefamilie__isnull=False),
                name="tilmelding_once_familie",
                violation_error_message="Familien er allerede tilmeldt.",
            ),
            models.UniqueConstraint(
                fields=["kursus", "bruger"],
                condition=Q(afmeldt_at=None, bruger__isnull=False),
                name="tilmelding_once_bruger",
                violation_error_message="Personen er allerede tilmeldt.",
            ),
            models.UniqueConstraint(fields=["kursus", "raekke"], name="tilmelding_raekke"),
            models.CheckConstraint(
                condition=~Q(status="tilbudt") | Q(tilbud_til__isnull=False),
                name="tilmelding_offer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tilbud_til"],
                condition=Q(afmeldt_at=None, status="tilbudt"),
                name="tilmelding_offers",
            )
        ]

    def __str__(self):
        return "Tilmelding"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.kursus.kommune_id


class OfTilmeldingQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(tilmelding__in=Tilmelding.objects.visible_to(bruger))


@track
class Kursusdeltager(models.Model):
    """One person of an enrolment: a foster parent, or the professional herself."""

    tilmelding = models.ForeignKey(Tilmelding, models.CASCADE, related_name="deltagere")
    plejeforaelder = models.ForeignKey(
        Plejeforaelder, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bruger = models.ForeignKey(Bruger, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfTilmeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "kursusdeltager"
        verbose_name_plural = "kursusdeltagere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tilmelding", "plejeforaelder", "bruger"],
                nulls_distinct=False,
                name="kursusdeltager_once",
            ),
            models.CheckConstraint(
                condition=Q(plejeforaelder__isnull=False, bruger__isnull=True)
                | Q(plejeforaelder__isnull=True, bruger__isnull=False),
                name="kursusdeltager_one",
            ),
        ]

    def __str__(self):
        return "Kursusdeltager"

    @property
    def hvem(self):
        return (self.plejeforaelder or self.bruger).navn

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.tilmelding.kommune_id


class FremmoedeQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(deltager__in=Kursusdeltager.objects.visible_to(bruger))


@track
class Fremmoede(models.Model):
    """Did somebody come to a half day of a course meeting? The training account follows (R20)."""

    gang = models.ForeignKey(Kursusgang, models.PROTECT, related_name="fremmoeder")
    deltager = models.ForeignKey(Kursusdeltager, models.PROTECT, related_name="fremmoeder")
    halvdel = models.PositiveSmallIntegerField("halvdel", default=1)  # 2 on the second half day
    kom = models.BooleanField("kom")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FremmoedeQuerySet.as_manager()

    class Meta:
        verbose_name = "fremmøde"
        verbose_name_plural = "fremmøder"
        constraints = [
            models.UniqueConstraint(fields=["gang", "deltager", "halvdel"], name="fremmoede_once"),
            models.CheckConstraint(condition=Q(halvdel__in=[1, 2]), name="fremmoede_halves"),
        ]

    def __str__(self):
        return "Fremmøde"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.gang.kommune_id


class EvalueringQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Of the courses one plans or teaches, of one's own families, and of one's forløb."""
        forloeb = _forloeb().visible_to(bruger)
        kurser = Kursus.objects.editable_by(bruger).values("pk")
        return self.filter(
            Q(deltager__in=Kursusdeltager.objects.visible_to(bruger))
            | Q(deltager__tilmelding__kursus__in=kurser)
            | Q(forloeb__in=forloeb)
        )


SKALA = (
    (1, "Slet ikke"),
    (2, "I mindre grad"),
    (3, "I nogen grad"),
    (4, "I høj grad"),
    (5, "I meget høj grad"),
)


@track
class Evaluering(models.Model):
    """What a participant thought: delivery, usefulness, changed behaviour, 1–5 (E11, E12, F9).

    Of a course one for each participant; of a forløb one for each family in it.
    """

    deltager = models.OneToOneField(
        Kursusdeltager, models.PROTECT, null=True, blank=True, related_name="evaluering"
    )
    forloeb = models.ForeignKey(
        "supervision.Forloeb", models.PROTECT, null=True, blank=True, related_name="evalueringer"
    )
    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, null=True, blank=True, related_name="+"
    )
    formidling = models.PositiveSmallIntegerField(
        "Underviseren eller supervisoren var dygtig", choices=SKALA, null=True, blank=True
    )
    brugbarhed = models.PositiveSmallIntegerField(
        "Indholdet kan bruges", choices=SKALA, null=True, blank=True
    )
    aendring = models.PositiveSmallIntegerField(
        "Vi gør noget anderledes nu", choices=SKALA, null=True, blank=True
    )
    perspektiver = models.PositiveSmallIntegerField(
        "Vi fik andre familiers blik på det", choices=SKALA, null=True, blank=True
    )
    mindre_alene = models.PositiveSmallIntegerField(
        "Vi føler os mindre alene", choices=SKALA, null=True, blank=True
    )
    kommentar = models.TextField("kommentar", blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EvalueringQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluering"
        verbose_name_plural = "evalueringer"
        constraints = [
            models.CheckConstraint(
                condition=Q(deltager__isnull=False, forloeb__isnull=True, plejefamilie__isnull=True)
                | Q(deltager__isnull=True, forloeb__isnull=False, plejefamilie__isnull=False),
                name="evaluering_of",
            ),
            models.UniqueConstraint(
                fields=["forloeb", "plejefamilie"],
                condition=Q(forloeb__isnull=False),
                name="evaluering_once",
            ),
        ]

    def __str__(self):
        return "Evaluering"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.deltager.kommune_id if self.deltager else self.forloeb.kommune_id


class FamilieTilKursusQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Families that `bruger` may enrol: those she writes for, and those her house works with.

        The institution's booker reaches a family that has a forløb at her institution, is or was
        lately on one of its courses, has somebody from it in its circle, or to which a child moves
        from it with support. Only the name.
        """
        today = timezone.localdate()
        kommuner = bruger.kommuner_med(Permission.ENROL_KURSER)
        forloeb = _forloeb().filter(institution=bruger.organisation_id, afsluttet_at=None)
        kurser = Tilmelding.objects.active().filter(
            plejefamilie=OuterRef("pk"),
            kursus__udbyder=bruger.organisation_id,
            kursus__navne_til__gte=today,
        )
        kredse = Kredsrolle.objects.filter(
            Q(til=None) | Q(til__gte=today),
            fra__lte=today,
            bruger__organisation=bruger.organisation_id,
            barn=None,
            plejefamilie=OuterRef("pk"),
        )
        overgange = Overgang.objects.open().filter(
            institution=bruger.organisation_id, plejefamilie=OuterRef("pk")
        )
        works_with = (
            Exists(forloeb.filter(plejefamilie=OuterRef("pk")))
            | Exists(forloeb.filter(deltagere__plejefamilie=OuterRef("pk")))
            | Exists(kurser)
            | Exists(kredse)
            | Exists(overgange)
        )
        own = Plejefamilie.objects.editable_by(bruger).values("pk")
        house = Q(pk__in=[])
        if (
            bruger.organisation_id not in kommuner
        ):  # a municipality's own people have their families
            house = Q(works_with)
        return self.filter(Q(pk__in=own) | house, kommune__in=kommuner, ophoert_paa=None)


def familier_til_kursus():
    """Families seen as participants: a wider door than Plejefamilie.objects, to a name only."""
    return FamilieTilKursusQuerySet(Plejefamilie)


class Familiebesked(Familiebrev):
    """A mail to a foster parent about a course or a session.

    `noegle` makes it the only one of its kind, as »kursusgang-7-14-3«; `gang` or `session` say
    what it is about, `tilmelding` why she is told.
    """

    class Slags(models.TextChoices):
        TILMELDT = "tilmeldt", "Tilmeldt"
        VENTELISTE = "venteliste", "På venteliste"
        PLADS = "plads", "Fået plads"
        AENDRET = "aendret", "Ændret"
        AFLYST = "aflyst", "Aflyst"
        PAAMINDELSE = "paamindelse", "Påmindelse"

    slags = models.CharField(max_length=20, choices=Slags)
    gang = models.ForeignKey(
        Kursusgang, models.CASCADE, null=True, blank=True, related_name="beskeder"
    )
    session = models.ForeignKey(
        "supervision.Session", models.CASCADE, null=True, blank=True, related_name="beskeder"
    )
    tilmelding = models.ForeignKey(
        Tilmelding, models.CASCADE, null=True, blank=True, related_name="beskeder"
    )

    class Meta:
        verbose_name = "besked til familie"
        verbose_name_plural = "beskeder til familier"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="familiebesked_waiting",
            )
        ]

    def __str__(self):
        return "Besked til familie"
