"""What families answer about networks and the emergency line, without their names (I10, K9)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.models import Bruger, Organisation
from netvaerk.models.gruppe import Netvaerksgruppe
from plejefamilier.written import written_once

SKALA = [
    (5, "Helt enig"),
    (4, "Enig"),
    (3, "Hverken eller"),
    (2, "Uenig"),
    (1, "Helt uenig"),
]


class NetvaerkssvarQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Sums of them, to those who read the report; and those she typed herself."""
        return self.filter(
            Q(kommune__in=bruger.kommuner_med(Permission.SEE_NETVAERKSRAPPORT)) | Q(by=bruger)
        )

    @written_once
    def removable_by(self, bruger):
        """Those that `bruger` typed today: she may have hit a wrong box."""
        return self.filter(by=bruger, at__date=timezone.localdate())


class Netvaerkssvar(models.Model):
    """One family's answers, on a day; which family is not kept.

    `tryghed` is asked of every family, whether it has used the line or not (K9).
    """

    class Om(models.TextChoices):
        GRUPPE = "gruppe", "En netværksgruppe"
        MENTEE = "mentee", "Har en mentorfamilie"
        MENTOR = "mentor", "Er mentorfamilie"
        INGEN = "ingen", "Er ikke med i netværk"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    om = models.CharField("hvad er familien med i?", max_length=20, choices=Om)
    gruppe = models.ForeignKey(
        Netvaerksgruppe,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="svar",
        verbose_name="gruppe",
    )
    dato = models.DateField("dato")
    mindre_alene = models.PositiveSmallIntegerField(
        "Vi føler os mindre alene som plejefamilie", choices=SKALA, null=True, blank=True
    )
    kraevende = models.PositiveSmallIntegerField(
        "Vi kan dele med andre, at det er krævende at være plejefamilie",
        choices=SKALA,
        null=True,
        blank=True,
    )
    tryghed = models.PositiveSmallIntegerField(
        "Det gør os trygge, at akuttelefonen findes", choices=SKALA, null=True, blank=True
    )
    har_ringet = models.BooleanField("har I ringet til akuttelefonen?", null=True, blank=True)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    idempotency_key = models.UUIDField(unique=True)

    objects = NetvaerkssvarQuerySet.as_manager()

    class Meta:
        verbose_name = "svar om netværk"
        verbose_name_plural = "svar om netværk"
        ordering = ["-dato", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gruppe=None) | Q(om="gruppe"), name="netvaerkssvar_gruppe"
            ),
            models.CheckConstraint(
                condition=Q(mindre_alene=None) | Q(mindre_alene__range=(1, 5)),
                name="netvaerkssvar_alene",
            ),
            models.CheckConstraint(
                condition=Q(kraevende=None) | Q(kraevende__range=(1, 5)),
                name="netvaerkssvar_kraevende",
            ),
            models.CheckConstraint(
                condition=Q(tryghed=None) | Q(tryghed__range=(1, 5)), name="netvaerkssvar_tryghed"
            ),
        ]
        indexes = [models.Index(fields=["kommune", "dato"], name="netvaerkssvar_report")]

    def __str__(self):
        return "Svar om netværk"
