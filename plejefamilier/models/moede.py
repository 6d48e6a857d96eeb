"""Meetings: kinds, series, and who is asked to come."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger
from plejefamilier.models.familie import Plejeforaelder
from plejefamilier.models.forhold import Foraelder
from plejefamilier.models.kreds import Kredsrolle
from plejefamilier.models.sag import Sag, SagQuerySet
from plejefamilier.raekkevidde import remembered
from plejefamilier.written import written_once


class Moedeslags(models.TextChoices):
    """The kinds of sections B, D, H, L and V; plejefamilier/moedeslags.py says what each asks."""

    OPSTARTSMOEDE = "opstartsmoede", "Opstartsmøde"
    SAMARBEJDSMOEDE = "samarbejdsmoede", "Samarbejdsmøde"
    TVAERFAGLIGT = "tvaerfagligt", "Tværfagligt møde"
    INTRODUKTION = "introduktion", "Introduktionsmøde for fagpersoner"
    FORVENTNINGSAFSTEMNING = "forventningsafstemning", "Forventningsafstemning"
    NETVAERKSMOEDE = "netvaerksmoede", "Netværksmøde"
    FORAELDREMOEDE = "foraeldremoede", "Møde med forældre"
    STATUSMOEDE = "statusmoede", "Statusmøde med plejefamilien"
    VEJLEDNING = "vejledning", "Vejledningsbesøg"
    SUPERVISION_HJEMME = "supervision_hjemme", "Konsulentens supervision"
    BESOEG = "besoeg", "Besøg eller overnatning før flytning"
    SPARRING = "sparring", "Sparring mellem fagpersoner"
    IMPLEMENTERINGSGRUPPE = "implementeringsgruppe", "Implementeringsgruppe"
    ANDET = "andet", "Andet møde"


class Form(models.TextChoices):
    FYSISK = "fysisk", "Vi mødes"
    VIRTUELT = "virtuelt", "På video"
    HYBRID = "hybrid", "Både og"


class Sted(models.TextChoices):
    KOMMUNEN = "kommunen", "Hos kommunen"
    INSTITUTIONEN = "institutionen", "På institutionen"
    HJEMME = "hjemme", "Hjemme hos plejefamilien"
    ANDET = "andet", "Et andet sted"


def no_case_of(bruger):
    """Meetings about no family and no child, as the implementation group's: their caller's."""
    return Q(indkalder=bruger, kommune__in=bruger.kommuner, plejefamilie=None, barn=None)


class MoedeserieQuerySet(SagQuerySet):
    @written_once
    def visible_to(self, bruger):
        """The series of one's own cases, and of the meetings one may open as a participant."""
        mine = Deltager.objects.opens_for(bruger).filter(moede__serie__isnull=False)
        return self.filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk"))
            | Q(pk__in=mine.values("moede__serie"))
            | no_case_of(bruger)
        )

    def editable_by(self, bruger):
        """As the meetings themselves: see MoedeQuerySet.editable_by."""
        kommuner = bruger.kommuner_med(Permission.MANAGE_MOEDER)
        return self.visible_to(bruger).filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk")) | Q(indkalder=bruger),
            kommune__in=kommuner,
        )

    def running(self):
        return self.filter(slut_paa=None)


@track
class Moedeserie(Sag):
    """Meetings that come again: every n-th day, week or month from an anchor (R11, R12).

    The n-th nominal date is counted from the anchor, so a date that is rolled over a closed day
    does not move the rest.
    """

    class Enhed(models.TextChoices):
        UGER = "uger", "uger"
        MAANEDER = "maaneder", "måneder"
        UGEDAG_I_MAANEDEN = "ugedag", "måneder, samme ugedag i måneden"

    slags = models.CharField("slags", max_length=30, choices=Moedeslags)
    titel = models.CharField("titel", max_length=120, blank=True)
    formaal = models.CharField("formål", max_length=300, blank=True)
    kun_fagfolk = models.BooleanField("uden forældre", default=False)
    anker = models.DateField("første gang")
    hver = models.PositiveSmallIntegerField("hver")
    enhed = models.CharField("enhed", max_length=20, choices=Enhed)
    klokken = models.TimeField("klokken")
    minutter = models.PositiveSmallIntegerField("minutter")
    antal = models.PositiveSmallIntegerField("antal møder", null=True, blank=True)
    form = models.CharField("hvordan?", max_length=20, choices=Form, default=Form.FYSISK)
    sted = models.CharField("hvor?", max_length=20, choices=Sted, default=Sted.KOMMUNEN)
    sted_tekst = models.CharField("adresse eller lokale", max_length=200, blank=True)
    link = models.URLField("link til videomøde", blank=True)
    indkalder = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    slut_paa = models.DateField("sluttet", null=True, blank=True)
    slut_begrundelse = models.CharField("hvorfor slut?", max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MoedeserieQuerySet.as_manager()

    class Meta:
        verbose_name = "mødeserie"
        verbose_name_plural = "mødeserier"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hver__range=(1, 52)), name="moedeserie_hver"),
            models.CheckConstraint(
                condition=Q(minutter__range=(5, 1440)), name="moedeserie_minutter"
            ),
        ]

    def __str__(self):
        return self.titel or self.get_slags_display()

    def get_absolute_url(self):
        return reverse("plejefamilier:moedeserie_detail", args=[self.pk])

    @property
    def rytme_ord(self):
        """The rhythm in words: »Hver måned, samme ugedag«."""
        unit = "uge" if self.enhed == self.Enhed.UGER else "måned"
        every = f"Hver {unit}" if self.hver == 1 else f"Hver {self.hver}. {unit}"
        same = ", samme ugedag i måneden" if self.enhed == self.Enhed.UGEDAG_I_MAANEDEN else ""
        return f"{every}{same}"


class MoedeQuerySet(SagQuerySet):
    @written_once
    def visible_to(self, bruger):
        """One's own cases; and a participant while the meeting is hers to know (see Deltager)."""
        deltager = Deltager.objects.opens_for(bruger)
        return self.filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk"))
            | Q(pk__in=deltager.values("moede"))
            | no_case_of(bruger)
        )

    def editable_by(self, bruger):
        """Whoever called it, and those who see the whole case: they move, cancel and write."""
        kommuner = bruger.kommuner_med(Permission.MANAGE_MOEDER)
        return self.visible_to(bruger).filter(
            Q(pk__in=self.of_cases_of(bruger).values("pk")) | Q(indkalder=bruger),
            kommune__in=kommuner,
        )

    def planned(self):
        return self.filter(aflyst_at=None)

    def coming(self, now):
        return self.planned().filter(slut__gt=now)


@track
class Moede(Sag):
    """One meeting, half-open [start, slut) in UTC (R16). A cancelled one stays, struck through.

    `udgave` counts what the participants have been told: it is the SEQUENCE of the calendar file.
    """

    serie = models.ForeignKey(
        Moedeserie, models.PROTECT, null=True, blank=True, related_name="moeder"
    )
    nominel = models.DateField("dato efter rytmen", null=True, blank=True)
    overgang = models.ForeignKey(
        "plejefamilier.Overgang", models.PROTECT, null=True, blank=True, related_name="moeder"
    )
    slags = models.CharField("slags", max_length=30, choices=Moedeslags)
    titel = models.CharField("titel", max_length=120, blank=True)
    formaal = models.CharField("formål", max_length=300, blank=True)
    kun_fagfolk = models.BooleanField("uden forældre", default=False)
    start = models.DateTimeField("begynder")
    slut = models.DateTimeField("slutter")
    form = models.CharField("hvordan?", max_length=20, choices=Form, default=Form.FYSISK)
    sted = models.CharField("hvor?", max_length=20, choices=Sted, default=Sted.KOMMUNEN)
    sted_tekst = models.CharField("adresse eller lokale", max_length=200, blank=True)
    link = models.URLField("link til videomøde", blank=True)
    hjemme_oensket_paa = models.DateField("familien har selv ønsket det den", null=True, blank=True)
    mangler_begrundelse = models.CharField("hvorfor mangler nogen?", max_length=300, blank=True)
    overlap_bekraeftet = models.BooleanField(default=False, editable=False)
    indkalder = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    udgave = models.PositiveSmallIntegerField(default=0, editable=False)
    aflyst_at = models.DateTimeField(null=True, editable=False)
    aflyst_fordi = models.CharField("hvorfor aflyst?", max_length=200, blank=True)
    afholdt_at = models.DateTimeField(null=True, editable=False)
    referat_laast_at = models.DateTimeField(null=True, editable=False)
    referat_af = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MoedeQuerySet.as_manager()

    class Meta:
        verbose_name = "møde"
        verbose_name_plural = "møder"
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slut__gt=F("start")),
                name="moede_period",
                violation_error_message="Mødet skal slutte, efter det begynder.",
            ),
            models.CheckConstraint(
                condition=Q(kun_fagfolk=False) | ~Q(formaal=""),
                name="moede_purpose",
                violation_error_message="Skriv formålet, når forældrene ikke er med.",
            ),
            models.UniqueConstraint(fields=["serie", "nominel"], name="moede_serie_once"),
        ]
        indexes = [
            models.Index(fields=["kommune", "start"], name="moede_kalender"),
            models.Index(fields=["barn", "-start"], name="moede_barn"),
            models.Index(fields=["plejefamilie", "-start"], name="moede_familie"),
        ]

    def __str__(self):
        return self.titel or self.get_slags_display()

    def get_absolute_url(self):
        return reverse("plejefamilier:moede_detail", args=[self.pk])


class DeltagerQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(moede__in=Moede.objects.visible_to(bruger))

    def present(self):
        """Those who are still asked to come."""
        return self.filter(fjernet_at=None)

    @remembered
    def opens_for(self, bruger):
        """The places at meetings that let `bruger` open the meeting today.

        A place opens from the invitation until some days after the meeting (rule
        `moede.deltager_ser_dage`, kept in `ser_til`); a place held by the circle ends with the
        circle.
        """
        today = timezone.localdate()
        roller = Kredsrolle.objects.held_by(bruger)
        return self.filter(
            Q(bruger=bruger, kredsrolle=None) | Q(kredsrolle__in=roller),
            fjernet_at=None,
            ser_til__gte=today,
            moede__kommune__in=bruger.kommuner,
        )


@track
class Deltager(models.Model):
    """Somebody's place at a meeting: a user, parent, foster parent, or person outside (R19).

    One who is no longer asked to come keeps the row, so that the word about it reaches her.
    """

    class Svar(models.TextChoices):
        VENTER = "venter", "Har ikke svaret"
        KOMMER = "kommer", "Kommer"
        AFBUD = "afbud", "Afbud"

    moede = models.ForeignKey(Moede, models.CASCADE, related_name="deltagere")
    plads = models.CharField("hvem er det i mødet?", max_length=40)  # a key of moedeslags.PLADSER
    bruger = models.ForeignKey(
        Bruger, models.PROTECT, null=True, blank=True, related_name="moedepladser"
    )
    kredsrolle = models.ForeignKey(
        Kredsrolle, models.PROTECT, null=True, blank=True, related_name="+"
    )
    foraelder = models.ForeignKey(
        Foraelder, models.PROTECT, null=True, blank=True, related_name="+"
    )
    plejeforaelder = models.ForeignKey(
        Plejeforaelder, models.PROTECT, null=True, blank=True, related_name="+"
    )
    navn = models.CharField("navn", max_length=120, blank=True)
    email = models.EmailField("e-mail", blank=True)
    accepteret_paa = models.DateField(
        "forældrene har valgt eller sagt ja den", null=True, blank=True
    )
    svar = models.CharField("svar", max_length=20, choices=Svar, default=Svar.VENTER)
    fremmoedt = models.BooleanField("kom", null=True, blank=True)
    ser_til = models.DateField(editable=False)
    fjernet_at = models.DateTimeField(null=True, editable=False)

    objects = DeltagerQuerySet.as_manager()

    class Meta:
        verbose_name = "deltager"
        verbose_name_plural = "deltagere"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["moede", "bruger"],
                condition=Q(bruger__isnull=False),
                name="deltager_once_bruger",
                violation_error_message="Personen er allerede med.",
            ),
            models.UniqueConstraint(
                fields=["moede", "foraelder"],
                condition=Q(foraelder__isnull=False),
                name="deltager_once_foraelder",
            ),
            models.UniqueConstraint(
                fields=["moede", "plejeforaelder"],
                condition=Q(plejeforaelder__isnull=False),
                name="deltager_once_plejeforaelder",
            ),
        ]

    def __str__(self):
        return "Deltager"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.moede.kommune_id

    @property
    def hvem(self):
        person = self.bruger or self.foraelder or self.plejeforaelder
        return person.navn if person else self.navn
