"""The call, as it was written down."""

import uuid
from datetime import timedelta

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.linje import kommuner_paa_linjen
from plejefamilier.models import Barn, Plejefamilie, Plejeforaelder


class OpkaldQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Calls of the families one sees, calls one has taken or must follow up.

        Who holds the line now sees the calls of the last hours (rule akut.nattens_opkald_timer), so
        that a family that rings again is met by somebody who knows; a leader sees calls without a
        family.
        """
        kommuner = bruger.kommuner_med(Permission.SEE_OPKALD)
        kommune = bruger.kommune and bruger.kommune.pk
        hours = regler.span_in_query("akut.nattens_opkald_timer", kommune, timedelta(hours=1))
        since = ExpressionWrapper(Value(timezone.now()) - hours, models.DateTimeField())
        return self.filter(kommune__in=kommuner).filter(
            Q(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))
            | Q(logged_by=bruger)
            | Q(opfoelgning__ansvarlig=bruger)
            | Q(underretning__ansvarlig=bruger)
            | Q(kommune__in=kommuner_paa_linjen(bruger), start__gte=since)
            | Q(plejefamilie=None, kommune__in=bruger.kommuner_med(Permission.LEAD_TEAM))
        )

    def led_by(self, bruger):
        """Calls of the teams that `bruger` leads, and those whose family is not known."""
        return self.filter(
            Q(plejefamilie__team__in=bruger.teams_med(Permission.LEAD_TEAM))
            | Q(plejefamilie=None, kommune__in=bruger.kommuner_med(Permission.LEAD_TEAM))
        )

    def correctable_by(self, bruger):
        """Calls that `bruger` may write corrections to: those she sees."""
        kommuner = bruger.kommuner_med(Permission.CORRECT_OPKALD)
        return self.visible_to(bruger).filter(kommune__in=kommuner)

    def withdrawable_by(self, bruger):
        """Standing calls that `bruger` wrote herself, or leads: she may withdraw them."""
        mine = Q(logged_by=bruger) | Q(pk__in=Opkald.objects.led_by(bruger).values("pk"))
        return self.correctable_by(bruger).valid().filter(mine)

    def with_skrevet_sent(self):
        """Each row says with `skrevet_sent` whether it was written later than the rule allows.

        Counted from the end of the call, or its start (notatpligt, 3.3).
        """
        hours = regler.span_in_query(
            "akut.sent_skrevet_timer", OuterRef("kommune"), timedelta(hours=1)
        )
        latest = ExpressionWrapper(Coalesce("slut", "start") + hours, models.DateTimeField())
        late = Q(registered_at__gt=latest)
        return self.annotate(skrevet_sent=ExpressionWrapper(late, models.BooleanField()))

    def newest_first(self):
        return self.order_by("-start", "-pk")

    def valid(self):
        """Without the calls that were written by mistake and withdrawn."""
        return self.filter(~Exists(_withdrawn()))

    def with_trukket(self):
        """Each row says with `trukket` whether it is withdrawn, in the same query."""
        return self.annotate(trukket=Exists(_withdrawn()))

    def withdrawn(self):
        return self.filter(Exists(_withdrawn()))


def _withdrawn():
    rows = apps.get_model("akuttelefon", "Tilbagetraekning").objects
    return rows.filter(opkald=OuterRef("pk"), fortrudt_at=None)


@track
class Opkald(models.Model):
    """An emergency call, written down by the person who took it (K5). It is never edited."""

    class Opkalder(models.TextChoices):
        PLEJEFORAELDER = "plejeforaelder", "Plejeforælder"
        BARN = "barn", "Barnet selv"
        ANDEN = "anden", "En anden"

    class Alvor(models.TextChoices):
        KAN_VENTE = "kan_vente", "Kan vente"
        ALVORLIGT = "alvorligt", "Alvorligt"
        FARE = "fare", "Nogen er i fare"

    class Udfald(models.TextChoices):
        ROLIGT = "roligt", "Roligt nu"
        RINGER_IGEN = "ringer_igen", "Ringer igen i nat"
        KRAEVER_KONSULENT = "kraever_konsulent", "Kræver konsulent"
        DOEGNVAGT = "doegnvagt", "Sendt videre til døgnvagt"
        POLITI = "politi", "Politi eller 112"

    class Underretningssvar(models.TextChoices):
        """What the person who took the call answered to »giver det anledning til underretning?«"""

        JA = "ja", "Ja"
        NEJ = "nej", "Nej"
        VED_IKKE = "ved_ikke", "Ved ikke – konsulenten tager stilling"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plejefamilie = models.ForeignKey(
        Plejefamilie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opkald",
        verbose_name="plejefamilie",
    )
    boern = models.ManyToManyField(Barn, blank=True, related_name="opkald", verbose_name="om hvem?")
    opkalder = models.CharField("hvem taler du med?", max_length=20, choices=Opkalder)
    plejeforaelder = models.ForeignKey(
        Plejeforaelder, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opkalder_navn = models.CharField("navn", max_length=120, blank=True)
    telefon = models.CharField("telefon", max_length=20, blank=True)
    start = models.DateTimeField("begyndt")
    slut = models.DateTimeField("slut", null=True, blank=True)
    situation = models.TextField("situationen")
    raad = models.TextField("det rådede jeg til", blank=True)
    alvor = models.CharField("hvor alvorligt er det?", max_length=20, choices=Alvor)
    udfald = models.CharField("hvordan sluttede samtalen?", max_length=20, choices=Udfald)
    underretningssvar = models.CharField(
        "giver opkaldet anledning til underretning?",
        max_length=10,
        choices=Underretningssvar,
        blank=True,
    )
    midlertidig_kontakt = models.CharField("midlertidig kontakt", max_length=200, blank=True)
    i_aabningstid = models.BooleanField("i åbningstiden", editable=False)
    udbyder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="vagten er ansat hos"
    )
    logged_by = models.ForeignKey(Bruger, models.PROTECT, related_name="+", verbose_name="vagt")
    registered_at = models.DateTimeField("skrevet", default=timezone.now, editable=False)
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = OpkaldQuerySet.as_manager()

    class Meta:
        verbose_name = "opkald"
        verbose_name_plural = "opkald"
        constraints = [
            models.CheckConstraint(
                condition=Q(slut=None) | Q(slut__gte=F("start")),
                name="opkald_period",
                violation_error_message="Samtalen kan ikke slutte, før den begynder.",
            ),
        ]
        indexes = [
            models.Index(fields=["kommune", "-start", "-id"], name="opkald_newest"),
            models.Index(fields=["plejefamilie", "-start"], name="opkald_familie"),
            models.Index(fields=["logged_by", "-start"], name="opkald_mine"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="has_opfoelgning",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM akuttelefon_opfoelgning WHERE opkald_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'A call cannot be saved without its follow-up.';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="has_underretning",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__underretningssvar="ja"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM akuttelefon_underretning WHERE opkald_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'A call that calls for an underretning has none.';
                    END IF;
                    RETURN NULL;
                """,
            ),
            # A finished call is never edited: only an unknown caller's family is found later.
            pgtrigger.ReadOnly(name="immutable", exclude=["plejefamilie"]),
            pgtrigger.Protect(
                name="family_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__plejefamilie__isnull=False)
                & pgtrigger.Q(old__plejefamilie__df=pgtrigger.F("new__plejefamilie")),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"Akutopkald {timezone.localtime(self.start):%d-%m-%Y kl. %H.%M}"

    def get_absolute_url(self):
        return reverse("akuttelefon:opkald_detail", args=[self.pk])

    @property
    def minutter(self):
        """Whole minutes the call lasted, computed in UTC (R2); None while the end is unknown."""
        return None if self.slut is None else round((self.slut - self.start).total_seconds() / 60)

    @property
    def forsinkelse(self):
        """Minutes from the end of the call (or its start) until it was written down."""
        return max(0, int((self.registered_at - (self.slut or self.start)).total_seconds() // 60))

    @property
    def hvem_ringede(self):
        """The caller in words."""
        if self.plejeforaelder:
            return self.plejeforaelder.navn
        return self.opkalder_navn or self.get_opkalder_display()
