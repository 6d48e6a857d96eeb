"""What training is about, in which words, and who can give it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger, Organisation


class CodeListQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """The lists of the municipalities in which one sees courses or supervision."""
        return self.filter(
            kommune__in=bruger.kommuner_med(Permission.SEE_KURSER)
            | bruger.kommuner_med(Permission.SEE_SUPERVISION)
        )

    def editable_by(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.PUBLISH_KURSER))

    def in_use(self):
        return self.filter(aktiv=True)


@track
class Tema(models.Model):
    """What courses and supervision are about; the six groups are the programme's own (E2)."""

    class Gruppe(models.TextChoices):
        SAMARBEJDE = "samarbejde", "Samarbejde med forældre og søskende"
        TEENAGERE = "teenagere", "Teenageproblemer"
        TILGANGE = "tilgange", "Anerkendende pædagogik, mentalisering og deeskalering"
        UDVIKLING = "udvikling", "Neuroaffektiv udvikling, tilknytning og miljøterapi"
        DIAGNOSER = "diagnoser", "At forstå diagnoser"
        HANDICAP = "handicap", "Fysisk handicap og tidlig skade"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    navn = models.CharField("tema", max_length=120)
    gruppe = models.CharField("hører under", max_length=20, choices=Gruppe)
    aktiv = models.BooleanField(default=True, editable=False)

    objects = CodeListQuerySet.as_manager()

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "temaer"
        ordering = ["gruppe", "navn", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune", "navn"],
                name="tema_once",
                violation_error_message="Det tema findes allerede.",
            )
        ]

    def __str__(self):
        return self.navn


@track
class Begreb(models.Model):
    """A term or a method that is taught, so that everybody uses the same words (B2, E13)."""

    class Slags(models.TextChoices):
        BEGREB = "begreb", "Begreb"
        METODE = "metode", "Metode"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    slags = models.CharField("slags", max_length=20, choices=Slags, default=Slags.BEGREB)
    ord = models.CharField("ord", max_length=80)
    forklaring = models.CharField("hvad betyder det?", max_length=300)
    aktiv = models.BooleanField(default=True, editable=False)

    objects = CodeListQuerySet.as_manager()

    class Meta:
        verbose_name = "begreb"
        verbose_name_plural = "begreber"
        ordering = ["ord", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune", "ord"],
                name="begreb_once",
                violation_error_message="Det ord findes allerede.",
            )
        ]

    def __str__(self):
        return self.ord


class Kompetence(models.TextChoices):
    """What those who give training need to know (E19)."""

    MAALGRUPPE = "maalgruppe", "Kendskab til målgruppen"
    REDSKABER = "redskaber", "Pædagogiske redskaber"
    PLEJEOMRAADET = "plejeomraadet", "Kendskab til plejefamilieområdet"


class FagprofilQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Everybody in the municipalities that use supervision may find a specialist (A11)."""
        kommuner = bruger.kommuner_med(Permission.SEE_SUPERVISION) | bruger.kommuner_med(
            Permission.PLAN_KURSER
        )
        return self.filter(kommune__in=kommuner)

    def editable_by(self, bruger):
        """One's own, one's institution's to its booker, and all to whoever publishes courses."""
        return self.filter(
            Q(bruger=bruger, kommune__in=bruger.kommuner)
            | Q(kommune__in=bruger.kommuner_med(Permission.PUBLISH_KURSER))
            | Q(
                kommune__in=bruger.kommuner_med(Permission.PLAN_KURSER),
                bruger__organisation=bruger.organisation_id,
            )
        )


@track
class Fagprofil(models.Model):
    """What somebody who teaches or supervises is a specialist in (B3, A11, E19)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="fagprofiler")
    temaer = models.ManyToManyField(Tema, blank=True, related_name="+", verbose_name="temaer")
    kompetencer = ArrayField(
        models.CharField(max_length=20, choices=Kompetence), default=list, blank=True
    )
    speciale = models.CharField("særlig viden", max_length=200, blank=True)
    aktiv = models.BooleanField(default=True, editable=False)

    objects = FagprofilQuerySet.as_manager()

    class Meta:
        verbose_name = "fagprofil"
        verbose_name_plural = "fagprofiler"
        ordering = ["bruger__navn", "pk"]
        constraints = [models.UniqueConstraint(fields=["kommune", "bruger"], name="fagprofil_once")]

    def __str__(self):
        return "Fagprofil"
