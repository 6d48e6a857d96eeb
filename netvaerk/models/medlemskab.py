"""Which families are asked to be in a group, are in it, and share what with each other (I4, I9)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from faelles.constraints import on_day
from faelles.history import track
from faelles.models import Bruger
from netvaerk.models.gruppe import Netvaerksgruppe, OfGruppe
from netvaerk.models.reach import own_families
from plejefamilier.models import Plejefamilie
from plejefamilier.written import written_once


class MedlemskabQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """One's own families; others only once they have said yes, to those who run the group.

        A family never appears by name outside its circle before it has said yes, nor when it has
        left.
        """
        named = Q(gruppe__in=Netvaerksgruppe.objects.naming_to(bruger), svar=Medlemskab.Svar.JA) & (
            Q(til=None) | Q(til__gte=timezone.localdate())
        )
        return self.filter(Q(plejefamilie__in=own_families(bruger)) | named)

    @written_once
    def answerable_by(self, bruger):
        """Those that `bruger` answers for: she changes the facts of the family."""
        return self.filter(plejefamilie__in=Plejefamilie.objects.editable_by(bruger))

    def asked(self):
        """Proposed, and not answered."""
        return self.filter(svar="", trukket_at=None)

    def members(self):
        """Who has said yes and not left, also when it begins later: these take the seats (R14)."""
        return self.filter(svar=Medlemskab.Svar.JA, til=None)

    def staying(self, day):
        """Members on `day`, and those that come later."""
        return self.filter(Q(til=None) | Q(til__gte=day), svar=Medlemskab.Svar.JA)

    def active(self, day):
        """Members on `day`."""
        return self.filter(on_day(day), svar=Medlemskab.Svar.JA)


@track
class Medlemskab(OfGruppe):
    """A family is proposed for a group; its own konsulent asks it and answers; it is in, or leaves.

    `til` is the last day. `deler` is what it lets the other families have, since `deler_paa`.
    """

    class Svar(models.TextChoices):
        JA = "ja", "Ja, familien vil være med"
        NEJ = "nej", "Nej tak"

    class Slutaarsag(models.TextChoices):
        KLARER_SIG = "klarer_sig", "Familien klarer sig uden"
        TID = "tid", "Tid eller afstand passer ikke"
        PASSER_IKKE = "passer_ikke", "Gruppen passer ikke"
        OPHOERT = "ophoert", "Er ikke plejefamilie længere"
        LUKKET = "lukket", "Gruppen er lukket"
        ANDET = "andet", "Andet"

    class Kontakt(models.TextChoices):
        """What families may share with each other."""

        NAVN = "navn", "De voksnes navne"
        TELEFON = "telefon", "Telefon"
        EMAIL = "email", "E-mail"

    gruppe = models.ForeignKey(Netvaerksgruppe, models.PROTECT, related_name="medlemskaber")
    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="medlemskaber", verbose_name="familie"
    )
    foreslaaet_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    foreslaaet_at = models.DateTimeField(default=timezone.now, editable=False)
    svarfrist = models.DateField(editable=False)
    svar = models.CharField("hvad siger familien?", max_length=10, choices=Svar, blank=True)
    svar_paa = models.DateField("hvornår sagde familien det?", null=True, blank=True)
    besvaret_af = models.ForeignKey(
        Bruger, models.PROTECT, null=True, editable=False, related_name="+"
    )
    besvaret_at = models.DateTimeField(null=True, editable=False)
    trukket_at = models.DateTimeField(null=True, editable=False)
    fra = models.DateField("med fra", null=True, blank=True)
    til = models.DateField("med til og med", null=True, blank=True)
    slutaarsag = models.CharField(
        "hvorfor stopper familien?", max_length=20, choices=Slutaarsag, blank=True
    )
    deler = ArrayField(
        models.CharField(max_length=20, choices=Kontakt),
        default=list,
        blank=True,
        verbose_name="hvad vil familien dele?",
    )
    deler_paa = models.DateField("hvornår sagde familien ja?", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MedlemskabQuerySet.as_manager()

    class Meta:
        verbose_name = "medlemskab"
        verbose_name_plural = "medlemskaber"
        ordering = ["fra", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gruppe", "plejefamilie"],
                condition=Q(til=None, trukket_at=None) & ~Q(svar="nej"),
                name="medlemskab_once",
                violation_error_message="Familien er foreslået eller med i forvejen.",
            ),
            models.CheckConstraint(
                condition=Q(svar="", besvaret_at=None)
                | Q(svar__in=["ja", "nej"], svar_paa__isnull=False, besvaret_at__isnull=False),
                name="medlemskab_answered",
            ),
            models.CheckConstraint(
                condition=Q(svar="ja", fra__isnull=False) | (~Q(svar="ja") & Q(fra=None, til=None)),
                name="medlemskab_in",
            ),
            models.CheckConstraint(
                condition=Q(til=None) | (Q(til__gte=F("fra")) & ~Q(slutaarsag="")),
                name="medlemskab_left_why",
                violation_error_message="Vælg, hvorfor familien stopper og hvornår.",
            ),
            models.CheckConstraint(
                condition=Q(deler=[]) | Q(svar="ja", deler_paa__isnull=False),
                name="medlemskab_shares_since",
                violation_error_message="Skriv, hvornår familien sagde ja til at dele.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["svarfrist"],
                condition=Q(svar="", trukket_at=None),
                name="medlemskab_asked",
            )
        ]

    def __str__(self):
        return "Medlemskab"
