from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission, Rolle
from faelles.constraints import ends_after_it_begins, no_overlap, on_day
from faelles.history import track
from faelles.models import Bruger, Rolletildeling
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.written import written_once


class KonsulenttildelingQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))

    def holding(self, day):
        """Those of `day` whose konsulent still works as one in the family's municipality."""
        role = Rolletildeling.objects.filter(
            on_day(day),
            rolle=Rolle.KONSULENT,
            bruger=OuterRef("konsulent"),
            kommune=OuterRef("plejefamilie__kommune"),
        )
        return self.filter(on_day(day), Exists(role), konsulent__is_active=True)


@track
class Konsulenttildeling(models.Model):
    """Who is the family's one fixed konsulent, from when to when, and why it changed (B5)."""

    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="konsulenttildelinger"
    )
    konsulent = models.ForeignKey(
        Bruger, models.PROTECT, related_name="konsulenttildelinger", verbose_name="fast konsulent"
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    begrundelse = models.CharField("hvorfor?", max_length=200)

    objects = KonsulenttildelingQuerySet.as_manager()

    class Meta:
        verbose_name = "fast konsulent"
        verbose_name_plural = "faste konsulenter"
        ordering = ["-fra"]
        constraints = [
            ends_after_it_begins("konsulenttildeling_period"),
            no_overlap(
                "plejefamilie",
                name="konsulenttildeling_one",
                message="Familien har allerede en fast konsulent i perioden.",
            ),
        ]
        indexes = [models.Index(fields=["konsulent", "fra"], name="konsulenttildeling_mine")]

    def __str__(self):
        return str(self.konsulent)

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


def _led_by(bruger):
    """Ids of the people in the teams that `bruger` leads today."""
    return Rolletildeling.objects.filter(
        on_day(timezone.localdate()), team__in=bruger.teams_med(Permission.LEAD_TEAM)
    ).values("bruger")


class FravaerQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """One's own absence, and that of the people in the teams one leads."""
        return self.filter(
            Q(bruger=bruger) | Q(stedfortraeder=bruger) | Q(bruger__in=_led_by(bruger))
        )

    def removable_by(self, bruger):
        """What `bruger` may take back: her own, and that of the teams she leads; not past ones."""
        return (
            self.visible_to(bruger)
            .filter(til__gte=timezone.localdate())
            .filter(Q(bruger=bruger) | Q(bruger__in=_led_by(bruger)))
        )


@track
class Fravaer(models.Model):
    """A person is away in a period; a named colleague may stand in (R6)."""

    bruger = models.ForeignKey(
        Bruger, models.PROTECT, related_name="fravaer", verbose_name="hvem er væk?"
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med")
    stedfortraeder = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stedfortraeder_for",
        verbose_name="stedfortræder",
    )

    objects = FravaerQuerySet.as_manager()

    class Meta:
        verbose_name = "fravær"
        verbose_name_plural = "fravær"
        ordering = ["fra"]
        constraints = [
            ends_after_it_begins("fravaer_period"),
            no_overlap(
                "bruger", name="fravaer_one", message="Der er allerede meldt fravær i perioden."
            ),
            models.CheckConstraint(
                condition=Q(stedfortraeder=None) | ~Q(stedfortraeder=F("bruger")),
                name="fravaer_other_person",
                violation_error_message="Man kan ikke være sin egen stedfortræder.",
            ),
        ]

    def __str__(self):
        return "Fravær"


class Sagsadgang(models.Model):
    """Somebody without an assignment has been given a duty about the family, until it is closed.

    The ground states the fact; the room that handed out the duty writes and ends it.
    """

    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="sagsadgange")
    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="sagsadgange")
    kilde = models.CharField(max_length=80)
    fra_at = models.DateTimeField(default=timezone.now)
    til_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "adgang til en familie"
        verbose_name_plural = "adgange til familier"
        constraints = [
            models.UniqueConstraint(
                fields=["plejefamilie", "bruger", "kilde"],
                condition=Q(til_at=None),
                name="sagsadgang_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["bruger", "plejefamilie"],
                condition=Q(til_at=None),
                name="sagsadgang_open",
            )
        ]

    def __str__(self):
        return self.kilde

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id
