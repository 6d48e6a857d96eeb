"""The duty to assess a notification of concern within 24 real hours."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from akuttelefon.models.opkald import Opkald
from faelles.access import Permission
from faelles.constraints import both_or_neither
from faelles.history import track
from faelles.models import Bruger


class UnderretningQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """One's own duties, and those about calls one may see."""
        kommuner = bruger.kommuner_med(Permission.SEE_OPKALD)
        return self.filter(opkald__kommune__in=kommuner).filter(
            Q(ansvarlig=bruger) | Q(opkald__in=Opkald.objects.visible_to(bruger))
        )

    def assessable_by(self, bruger):
        """Those that `bruger` may take, assess and hand over: not only those that are hers."""
        kommuner = bruger.kommuner_med(Permission.ASSESS_UNDERRETNING)
        return self.visible_to(bruger).filter(opkald__kommune__in=kommuner)

    def open(self):
        return self.filter(afsluttet_at=None)

    def valid(self):
        """Without those of calls that were withdrawn: what reports count."""
        return self.filter(opkald__in=Opkald.objects.valid())

    def on_time(self):
        """Assessed before the deadline (R22)."""
        return self.filter(afsluttet_at__lte=F("frist"))

    def by_urgency(self):
        return self.order_by("frist", "pk")


@track
class Underretning(models.Model):
    """A call gave cause for concern: somebody assesses it before `frist`, in clock hours (3.2).

    The clock does not know weekends or closing days. Whoever takes the duty says so with a text;
    until then the leader is told, again and again.
    """

    class Grund(models.TextChoices):
        RAADGIVER = "raadgiver", "er myndighedsrådgiver for barnet"
        LEDER = "leder", "leder teamet, og barnet har ingen rådgiver i Samspil"
        LEDER_FRAVAER = "leder_fravaer", "leder teamet, og barnets rådgiver er væk"
        LEDER_UKENDT = "leder_ukendt", "leder teamet, og familien er ikke fundet endnu"
        OVERDRAGET = "overdraget", "har fået vurderingen overdraget"
        INGEN = "ingen", "Der er ingen leder at give vurderingen til"

    class Vurdering(models.TextChoices):
        AKUT = "akut", "Der er grebet ind med det samme"
        UNDERSOEGES = "undersoeges", "Forholdene undersøges nærmere"
        KENDT = "kendt", "Indgår i en sag, der allerede er i gang"
        INGEN = "ingen", "Giver ikke anledning til mere"
        TRUKKET = "trukket", "Opkaldet er trukket tilbage"

    opkald = models.OneToOneField(Opkald, models.PROTECT, related_name="underretning")
    begrundelse = models.TextField("hvad giver anledning til bekymring?", blank=True)
    begyndt_at = models.DateTimeField("uret begyndte", editable=False)
    frist = models.DateTimeField("vurderes senest", editable=False)
    ansvarlig = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        related_name="underretninger",
        verbose_name="vurderer",
    )
    grund = models.CharField("derfor", max_length=20, choices=Grund)
    tildelt_nr = models.PositiveSmallIntegerField(default=1, editable=False)
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    oprettet_by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    taget_at = models.DateTimeField("taget", null=True, editable=False)
    taget_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    taget_tekst = models.TextField("hvad gør du nu?", blank=True)
    afsluttet_at = models.DateTimeField("vurderet", null=True, editable=False)
    afsluttet_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    vurdering = models.CharField("vurdering", max_length=20, choices=Vurdering, blank=True)
    notat = models.TextField("begrundelse for vurderingen", blank=True)
    eskaleret_nr = models.PositiveSmallIntegerField(default=0, editable=False)
    eskaleret_at = models.DateTimeField("lederen fik besked", null=True, editable=False)

    objects = UnderretningQuerySet.as_manager()

    class Meta:
        verbose_name = "underretning"
        verbose_name_plural = "underretninger"
        constraints = [
            both_or_neither("taget_at", "taget_by", name="underretning_taget"),
            both_or_neither("afsluttet_at", "afsluttet_by", name="underretning_afsluttet"),
            models.CheckConstraint(
                condition=Q(afsluttet_at=None) | (~Q(notat="") & ~Q(vurdering="")),
                name="underretning_note",
                violation_error_message="Vælg en vurdering, og skriv hvorfor.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ansvarlig", "frist"],
                condition=Q(afsluttet_at=None),
                name="underretning_mine",
            ),
            models.Index(
                fields=["frist"], condition=Q(afsluttet_at=None), name="underretning_open"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__afsluttet_at__isnull=False)
                & pgtrigger.Q(old__vurdering__df="trukket")
                & (
                    pgtrigger.Q(old__notat__df=pgtrigger.F("new__notat"))
                    | pgtrigger.Q(old__vurdering__df=pgtrigger.F("new__vurdering"))
                    | pgtrigger.Q(old__afsluttet_at__df=pgtrigger.F("new__afsluttet_at"))
                    | pgtrigger.Q(old__afsluttet_by__df=pgtrigger.F("new__afsluttet_by"))
                ),
            ),
            pgtrigger.ReadOnly(name="clock", fields=["opkald", "begyndt_at", "frist"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return "Underretning"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.opkald.kommune_id

    @property
    def kilde(self):
        """The name of this duty in Sagsadgang and in the keys of its notices."""
        return f"underretning-{self.pk}"

    @property
    def til_tiden(self):
        """True when assessed before the deadline; False when late; None while it is open."""
        return None if self.afsluttet_at is None else self.afsluttet_at <= self.frist
