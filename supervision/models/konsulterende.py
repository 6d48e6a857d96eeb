"""Konsulterende forløb: asked for, decided, and agreed on by supervisor and konsulent."""

from django.db import models
from django.db.models import Q

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Anmodning, Barn, Barnemaal, Plejefamilie
from supervision.models.emne import Tema
from supervision.models.forloeb import Forloeb, OfForloeb, OfForloebQuerySet


class Kanal(models.TextChoices):
    """By which way a family asked (G10)."""

    KONSULENT = "konsulent", "Familiens egen konsulent"
    PROJEKTLEDER = "projektleder", "Projektlederen"


class VisitationQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Those of the families one works with."""
        return self.filter(plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger))

    def waiting(self):
        return self.filter(afgjort_at=None)


@track
class Visitation(models.Model):
    """A family needs a konsulterende forløb: asked for, then decided with a reason (G4, A11)."""

    class Afgoerelse(models.TextChoices):
        JA = "ja", "Bevilget"
        NEJ = "nej", "Afslag"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="visitationer")
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="om barnet"
    )
    anmodning = models.ForeignKey(
        Anmodning, models.PROTECT, null=True, blank=True, related_name="+"
    )
    forlaenger = models.ForeignKey(
        "supervision.Forloeb",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="efter forløbet",
    )
    forloeb = models.OneToOneField(
        "supervision.Forloeb",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visitation",
    )
    emne = models.CharField("hvad handler det om?", max_length=200)
    hvorfor = models.TextField("hvorfor er det nødvendigt?")
    tema = models.ForeignKey(
        Tema, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="speciale"
    )
    kanal = models.CharField("hvordan bad familien om det?", max_length=20, choices=Kanal)
    oensket_udbyder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ønsket institution",
    )
    anmodet_paa = models.DateField("familien bad om det")
    anmodet_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    afgoerelse = models.CharField("afgørelse", max_length=10, choices=Afgoerelse, blank=True)
    udbyder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hvem giver forløbet?",
    )
    begrundelse = models.TextField("begrundelse", blank=True)
    afgjort_paa = models.DateField("afgjort den", null=True, blank=True)
    afgjort_at = models.DateTimeField(null=True, editable=False)
    afgjort_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    idempotency_key = models.UUIDField(unique=True)

    objects = VisitationQuerySet.as_manager()

    class Meta:
        verbose_name = "visitation"
        verbose_name_plural = "visitationer"
        ordering = ["anmodet_paa", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(afgjort_at=None)
                | (~Q(afgoerelse="") & ~Q(begrundelse="") & Q(afgjort_paa__isnull=False)),
                name="visitation_decided",
                violation_error_message="Skriv begrundelsen.",
            ),
            models.CheckConstraint(
                condition=~Q(afgoerelse="ja") | Q(udbyder__isnull=False),
                name="visitation_udbyder",
                violation_error_message="Vælg, hvem der giver forløbet.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kommune", "anmodet_paa"],
                condition=Q(afgjort_at=None),
                name="visitation_open",
            )
        ]

    def __str__(self):
        return "Visitation"


class KonsulterendeudbyderQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.SEE_SUPERVISION))

    def editable_by(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.VISITATE))


@track
class Konsulterendeudbyder(models.Model):
    """An institution that the municipality has chosen to give konsulterende forløb (G3)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="institution"
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = KonsulterendeudbyderQuerySet.as_manager()

    class Meta:
        verbose_name = "udbyder af konsulterende forløb"
        verbose_name_plural = "udbydere af konsulterende forløb"
        ordering = ["institution__navn", "pk"]
        constraints = [
            ends_after_it_begins("konsulterendeudbyder_period"),
            no_overlap(
                "kommune",
                "institution",
                name="konsulterendeudbyder_once",
                message="Institutionen er allerede valgt i perioden.",
            ),
        ]

    def __str__(self):
        return str(self.institution)


@track
class Forloebsaftale(OfForloeb):
    """What a konsulterende forløb aims at, agreed by supervisor and konsulent (G5).

    It is in force when both have signed; a change takes the signatures away.
    """

    forloeb = models.OneToOneField(Forloeb, models.PROTECT, related_name="aftale")
    maal = models.TextField("mål")
    indhold = models.TextField("indhold")
    barnemaal = models.ManyToManyField(
        Barnemaal, blank=True, related_name="+", verbose_name="mål i barnets plan"
    )
    supervisor_at = models.DateTimeField(null=True, editable=False)
    supervisor_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    konsulent_at = models.DateTimeField(null=True, editable=False)
    konsulent_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfForloebQuerySet.as_manager()

    class Meta:
        verbose_name = "aftale om forløb"
        verbose_name_plural = "aftaler om forløb"

    def __str__(self):
        return "Aftale om forløb"
