"""The meetings of a group: when, about what, who came, and nothing of what was said (I5–I8)."""

from django.db import models
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from faelles.history import track
from faelles.models import Bruger
from netvaerk.models.gruppe import Netvaerksgruppe, OfGruppe, OfGruppeQuerySet
from netvaerk.models.medlemskab import Medlemskab
from plejefamilier.models import Familiebrev, Lokale
from plejefamilier.models.moede import Form
from plejefamilier.written import written_once


def in_group(memberships):
    """Those of `memberships` that hold on the day of the meeting of the outer query."""
    day = TruncDate(ExpressionWrapper(OuterRef("start"), DateTimeField()))
    return memberships.filter(
        Q(til=None) | Q(til__gte=day),
        gruppe=OuterRef("gruppe"),
        svar=Medlemskab.Svar.JA,
        fra__lte=day,
    )


class GruppemoedeQuerySet(OfGruppeQuerySet):
    def planned(self):
        return self.filter(aflyst_at=None)

    def to_mark(self, now):
        """Those that are over, to which families were asked, and nobody has marked who came."""
        asked = Exists(in_group(Medlemskab.objects.all()))
        return self.planned().filter(asked, fremmoede_at=None, slut__lte=now)


@track
class Gruppemoede(OfGruppe):
    """One facilitated meeting, half-open [start, slut) in UTC (R16). A cancelled one stays.

    There is no field for what was said: the group is a confidential room (I8).
    """

    class Besluttet(models.TextChoices):
        FACILITATOR = "facilitator", "Facilitator har sat emnet"
        FAMILIERNE = "familierne", "Besluttet med familierne"

    gruppe = models.ForeignKey(Netvaerksgruppe, models.PROTECT, related_name="moeder")
    nr = models.PositiveSmallIntegerField("nr.")
    start = models.DateTimeField("begynder")
    slut = models.DateTimeField("slutter")
    form = models.CharField("hvordan?", max_length=20, choices=Form, default=Form.FYSISK)
    lokale = models.ForeignKey(
        Lokale, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lokale"
    )
    sted_tekst = models.CharField("eller et andet sted", max_length=200, blank=True)
    link = models.URLField("link til video", blank=True)
    facilitator = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="facilitator"
    )
    emne = models.CharField(
        "emne",
        max_length=120,
        blank=True,
        help_text="Kun emnet. Intet om bestemte børn eller familier",
    )
    besluttet_af = models.CharField(
        "hvem valgte emnet?", max_length=20, choices=Besluttet, blank=True
    )
    aflyst_at = models.DateTimeField(null=True, editable=False)
    aflyst_fordi = models.CharField("hvorfor aflyst?", max_length=200, blank=True)
    fremmoede_at = models.DateTimeField(null=True, editable=False)
    fremmoede_af = models.ForeignKey(
        Bruger, models.PROTECT, null=True, editable=False, related_name="+"
    )
    udgave = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GruppemoedeQuerySet.as_manager()

    class Meta:
        verbose_name = "netværksmøde"
        verbose_name_plural = "netværksmøder"
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slut__gt=F("start")),
                name="gruppemoede_period",
                violation_error_message="Mødet skal slutte, efter det begynder.",
            ),
            models.UniqueConstraint(fields=["gruppe", "nr"], name="gruppemoede_nr"),
            models.UniqueConstraint(
                fields=["gruppe", "start"], condition=Q(aflyst_at=None), name="gruppemoede_once"
            ),
            models.CheckConstraint(
                condition=Q(emne="", besluttet_af="") | (~Q(emne="") & ~Q(besluttet_af="")),
                name="gruppemoede_emne_by",
                violation_error_message="Vælg, hvem der har valgt emnet.",
            ),
            models.CheckConstraint(
                condition=Q(aflyst_at=None) | (~Q(aflyst_fordi="") & Q(fremmoede_at=None)),
                name="gruppemoede_cancelled_why",
                violation_error_message="Skriv, hvorfor mødet aflyses.",
            ),
        ]
        indexes = [
            models.Index(fields=["facilitator", "start"], name="gruppemoede_mine"),
            models.Index(
                fields=["slut"],
                condition=Q(fremmoede_at=None, aflyst_at=None),
                name="gruppemoede_to_mark",
            ),
        ]

    def __str__(self):
        return "Netværksmøde"

    def get_absolute_url(self):
        return reverse("netvaerk:gruppemoede_detail", args=[self.pk])


class GruppefremmoedeQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(medlemskab__in=Medlemskab.objects.visible_to(bruger))


@track
class Gruppefremmoede(models.Model):
    """Did a family come to a meeting? No more than that is kept (I8)."""

    class Kom(models.TextChoices):
        KOM = "kom", "Kom"
        AFBUD = "afbud", "Afbud"
        UDEBLEV = "udeblev", "Udeblev"

    moede = models.ForeignKey(Gruppemoede, models.PROTECT, related_name="fremmoede")
    medlemskab = models.ForeignKey(Medlemskab, models.PROTECT, related_name="fremmoede")
    kom = models.CharField("fremmøde", max_length=10, choices=Kom)

    objects = GruppefremmoedeQuerySet.as_manager()

    class Meta:
        verbose_name = "fremmøde til netværksmøde"
        verbose_name_plural = "fremmøde til netværksmøder"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["moede", "medlemskab"], name="gruppefremmoede_once")
        ]

    def __str__(self):
        return "Fremmøde"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.moede.kommune_id


class Gruppebesked(Familiebrev):
    """A mail to a foster parent about a group: a meeting, or the light reminder afterwards (I5).

    It names neither group nor family. `medlemskab` is why she is told.
    """

    class Slags(models.TextChoices):
        MOEDE = "moede", "Indkaldelse"
        AENDRET = "aendret", "Ændret"
        AFLYST = "aflyst", "Aflyst"
        PAAMINDELSE = "paamindelse", "Påmindelse"
        SELV = "selv", "Påmindelse, når gruppen kører selv"

    slags = models.CharField(max_length=20, choices=Slags)
    medlemskab = models.ForeignKey(Medlemskab, models.CASCADE, related_name="beskeder")
    moede = models.ForeignKey(
        Gruppemoede, models.CASCADE, null=True, blank=True, related_name="beskeder"
    )
    dag = models.DateField(null=True, blank=True)  # which month's meeting a light reminder is of

    class Meta:
        verbose_name = "besked om netværksgruppe"
        verbose_name_plural = "beskeder om netværksgrupper"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="gruppebesked_waiting",
            )
        ]

    def __str__(self):
        return "Besked om netværksgruppe"
