"""The emergency line: the call, and the duty it gives the family's own konsulent."""

import uuid
from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Permission
from faelles.constraints import both_or_neither
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Barn, Plejefamilie, Plejeforaelder


class OpkaldQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """Calls of the families one sees, calls one has taken or must follow up.

        The duty desk sees the calls of the last hours (rule akut.nattens_opkald_timer), so that a
        family that rings again is met by somebody who knows; a leader sees calls without a family.
        """
        kommuner = bruger.kommuner_med(Permission.SEE_OPKALD)
        desk = bruger.kommuner_med(Permission.FIND_ANY_FAMILIE)
        hours = regler.value("akut.nattens_opkald_timer", bruger.kommune) if desk else 0
        since = timezone.now() - timedelta(hours=hours)
        return self.filter(kommune__in=kommuner).filter(
            Q(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))
            | Q(logged_by=bruger)
            | Q(opfoelgning__ansvarlig=bruger)
            | Q(kommune__in=desk, start__gte=since)
            | Q(plejefamilie=None, kommune__in=bruger.kommuner_med(Permission.LEAD_TEAM))
        )

    def newest_first(self):
        return self.order_by("-start", "-pk")


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

    @property
    def til_tiden(self):
        """True when closed on or before the due date; False when late; None while it is open."""
        if self.completed_at is None:
            return None
        return timezone.localdate(self.completed_at) <= self.frist


class Overdragelse(models.Model):
    """A duty was handed to a colleague, with a reason. The rows are its trail."""

    opfoelgning = models.ForeignKey(Opfoelgning, models.PROTECT, related_name="overdragelser")
    fra = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    til = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    begrundelse = models.TextField("hvorfor?")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "overdragelse"
        verbose_name_plural = "overdragelser"
        ordering = ["at", "pk"]

    def __str__(self):
        return "Overdragelse"
