import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from akuttelefon.models.opkald import Opkald
from faelles.constraints import both_or_neither
from faelles.history import track
from faelles.models import Bruger


class OpfoelgningQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """One's own duties, and those about calls one may see."""
        return self.filter(Q(ansvarlig=bruger) | Q(opkald__in=Opkald.objects.visible_to(bruger)))

    def open(self):
        return self.filter(completed_at=None)

    def overdue(self, today):
        """Open past the midnight that ends the due date (R5)."""
        return self.open().filter(frist__lt=today)

    def by_urgency(self):
        return self.order_by("frist", "opkald__start", "pk")


@track
class Opfoelgning(models.Model):
    """The duty to follow up an emergency call: born with the call, closed once (K6, R3–R6)."""

    class Grund(models.TextChoices):
        """Why the duty is this person's (R6)."""

        FAST = "fast", "er familiens faste konsulent"
        STEDFORTRAEDER = "stedfortraeder", "er stedfortræder for familiens konsulent"
        LEDER_FRAVAER = "leder_fravaer", "leder teamet, og familiens konsulent er væk"
        LEDER_INGEN = "leder_ingen", "leder teamet, og familien har ingen fast konsulent"
        LEDER_UKENDT = "leder_ukendt", "leder teamet, og familien er ikke fundet endnu"
        OVERDRAGET = "overdraget", "har fået opgaven overdraget"
        INGEN = "ingen", "Der er ingen leder at give opgaven til"

    class Resultat(models.TextChoices):
        TALT = "talt", "Talt med familien"
        BESOEG = "besoeg", "Besøg er aftalt"
        INDSATS = "indsats", "Mere støtte er sat i gang"
        IKKE_NAAET = "ikke_naaet", "Familien kunne ikke nås"
        TRUKKET = "trukket", "Opkaldet er trukket tilbage"

    class Underretningssvar(models.TextChoices):
        """What whoever follows up decided about a call whose first answer was »ved ikke«."""

        JA = "ja", "Ja, der skal vurderes"
        NEJ = "nej", "Nej"

    opkald = models.OneToOneField(Opkald, models.PROTECT, related_name="opfoelgning")
    ansvarlig = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        related_name="opfoelgninger",
        verbose_name="følger op",
    )
    grund = models.CharField("derfor", max_length=20, choices=Grund)
    frist = models.DateField("frist")
    oversprungne = models.JSONField("dage, der ikke tæller", default=list)
    notify_at = models.DateTimeField("besked", editable=False)
    tildelt_nr = models.PositiveSmallIntegerField(default=1, editable=False)
    overdraget_til = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="+"
    )
    notat = models.TextField("hvad talte I om?", blank=True)
    resultat = models.CharField("resultat", max_length=20, choices=Resultat, blank=True)
    completed_at = models.DateTimeField("afsluttet", null=True, editable=False)
    completed_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    escalated_at = models.DateTimeField("lederen fik besked", null=True, editable=False)
    underretningssvar = models.CharField(
        "giver opkaldet anledning til underretning?",
        max_length=10,
        choices=Underretningssvar,
        blank=True,
    )
    underretning_begrundelse = models.TextField("hvorfor?", blank=True)

    objects = OpfoelgningQuerySet.as_manager()

    class Meta:
        verbose_name = "opfølgning"
        verbose_name_plural = "opfølgninger"
        constraints = [
            both_or_neither("completed_at", "completed_by", name="opfoelgning_closed"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | (~Q(notat="") & ~Q(resultat="")),
                name="opfoelgning_note",
                violation_error_message="Skriv, hvad I talte om, og vælg et resultat.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ansvarlig", "frist"],
                condition=Q(completed_at=None),
                name="opfoelgning_open",
            ),
            models.Index(
                fields=["frist"],
                condition=Q(completed_at=None, escalated_at=None),
                name="opfoelgning_to_escalate",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__completed_at__isnull=False)
                & pgtrigger.Q(old__resultat__df="trukket")
                & (
                    pgtrigger.Q(old__notat__df=pgtrigger.F("new__notat"))
                    | pgtrigger.Q(old__resultat__df=pgtrigger.F("new__resultat"))
                    | pgtrigger.Q(old__completed_at__df=pgtrigger.F("new__completed_at"))
                    | pgtrigger.Q(old__completed_by__df=pgtrigger.F("new__completed_by"))
                    | pgtrigger.Q(old__underretningssvar__df=pgtrigger.F("new__underretningssvar"))
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return "Opfølgning på akutopkald"

    @property
    def kommune_id(self):
        """Whose duty it is, also for what the system does by itself: the log asks for it."""
        return self.opkald.kommune_id

    @property
    def kilde(self):
        """The name of this duty in Sagsadgang and in the keys of its notices."""
        return f"opfoelgning-{self.pk}"

    def asks_underretning(self):
        """True when the call left it open whether somebody must assess it, and nobody decides."""
        return (
            self.opkald.underretningssvar == Opkald.Underretningssvar.VED_IKKE
            and getattr(self.opkald, "underretning", None) is None
        )

    @property
    def til_tiden(self):
        """True when closed on or before the due date; False when late; None while it is open."""
        if self.completed_at is None:
            return None
        return timezone.localdate(self.completed_at) <= self.frist


class Overdragelse(models.Model):
    """A follow-up or an assessment was handed to a colleague, with a reason: a trail."""

    opfoelgning = models.ForeignKey(
        Opfoelgning, models.PROTECT, null=True, related_name="overdragelser"
    )
    underretning = models.ForeignKey(
        "akuttelefon.Underretning", models.PROTECT, null=True, related_name="overdragelser"
    )
    fra = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    til = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    begrundelse = models.TextField("hvorfor?")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "overdragelse"
        verbose_name_plural = "overdragelser"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opfoelgning__isnull=True, underretning__isnull=False)
                | Q(opfoelgning__isnull=False, underretning__isnull=True),
                name="overdragelse_one_duty",
            )
        ]

    def __str__(self):
        return "Overdragelse"
