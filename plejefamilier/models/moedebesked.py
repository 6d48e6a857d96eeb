"""Mails about meetings, and who is busy when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from faelles.constraints import Moments
from faelles.models import Brev, BrevQuerySet, Bruger
from plejefamilier.models.moede import Deltager, Moede


class MoedebeskedQuerySet(BrevQuerySet):
    def visible_to(self, bruger):
        return self.filter(deltager__moede__in=Moede.objects.visible_to(bruger))


class Moedebesked(Brev):
    """A mail about a meeting to one participant, once: invitation, change, cancellation, reminder.

    It names nobody and no case (W5); the calendar file holds the time, and the place only when it
    is nobody's home. Users are reminded through their inbox (faelles.notices) instead.
    """

    class Slags(models.TextChoices):
        INDKALDELSE = "indkaldelse", "Indkaldelse"
        AENDRING = "aendring", "Ændring"
        AFLYSNING = "aflysning", "Aflysning"
        PAAMINDELSE = "paamindelse", "Påmindelse"

    deltager = models.ForeignKey(Deltager, models.CASCADE, related_name="beskeder")
    slags = models.CharField(max_length=20, choices=Slags)
    udgave = models.PositiveSmallIntegerField()
    dage_foer = models.PositiveSmallIntegerField(default=0)  # of a reminder; else 0

    objects = MoedebeskedQuerySet.as_manager()

    class Meta:
        verbose_name = "besked om møde"
        verbose_name_plural = "beskeder om møder"
        constraints = [
            models.UniqueConstraint(
                fields=["deltager", "slags", "udgave", "dage_foer"], name="moedebesked_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="moedebesked_waiting",
            )
        ]

    def __str__(self):
        return "Besked om møde"


class OptagetQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """One's own; of others it is only said that they are busy, not with what."""
        return self.filter(bruger=bruger)

    def between(self, start, slut):
        """Those that overlap [start, slut): one that ends when another begins does not (R16)."""
        return self.filter(start__lt=slut, slut__gt=start)


class Optaget(models.Model):
    """A professional is busy in an interval: no two of them may overlap (R16).

    Whatever room books somebody writes a row here, named by `kilde`; the database refuses a second
    booking of the same time, however it comes about.
    """

    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="optaget")
    start = models.DateTimeField()
    slut = models.DateTimeField()
    kilde = models.CharField(max_length=80)

    objects = OptagetQuerySet.as_manager()

    class Meta:
        verbose_name = "optaget tid"
        verbose_name_plural = "optagne tider"
        constraints = [
            models.CheckConstraint(condition=Q(slut__gt=F("start")), name="optaget_period"),
            models.UniqueConstraint(fields=["bruger", "kilde"], name="optaget_once"),
            ExclusionConstraint(
                name="optaget_one_place",
                expressions=[
                    ("bruger", RangeOperators.EQUAL),
                    (Moments(F("start"), F("slut")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Personen er optaget af noget andet på det tidspunkt.",
            ),
        ]
        indexes = [models.Index(fields=["kilde"], name="optaget_kilde")]

    def __str__(self):
        return "Optaget"
