"""The contact log: notes that take seconds to write, and never change when they are finished."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models.barn import Barn
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.models.kreds import Kredsrolle
from plejefamilier.written import written_once


class KontaktQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """One's own, those of one's cases that are not closed, and those shared with one.

        All of it ends with the tie to the case: a note about a child follows the child, a share
        follows the place in the circle, and whoever has left reads not even her own. A note closed
        to the konsulent (A9) is seen by its writer and those it is shared with, nobody else: not
        the stand-in, the leader or the rådgiver, who read the same pages as the konsulent.
        """
        return self._of_any(
            self._written_by(bruger)
            | self._of_open_cases(bruger)
            | Q(
                delinger__in=Kontaktdeling.objects.filter(
                    kredsrolle__in=Kredsrolle.objects.held_by(bruger), trukket_at=None
                ).values("pk")
            )
            | Q(
                self._tied(bruger),
                delinger__in=Kontaktdeling.objects.filter(bruger=bruger, trukket_at=None).values(
                    "pk"
                ),
            )
        )

    @written_once
    def managed_by(self, bruger):
        """Notes that `bruger` may correct and share: her own, and the open ones of her cases."""
        kommuner = bruger.kommuner_med(Permission.WRITE_KONTAKT)
        rows = self._of_any(self._written_by(bruger) | self._of_open_cases(bruger))
        return rows.filter(kommune__in=kommuner)

    def newest_first(self):
        return self.order_by("-tidspunkt", "-pk")

    def _of_any(self, condition):
        rows = self.model._base_manager.filter(condition)
        return self.filter(pk__in=rows.values("pk"))

    def _of_open_cases(self, bruger):
        familier = Plejefamilie.objects.worked_with_by(bruger)
        return Q(lukket=False) & (
            Q(barn__in=Barn.objects.visible_to(bruger))
            | Q(barn=None, kontaktfamilier__plejefamilie__in=familier)
        )

    def _written_by(self, bruger):
        """By her, while the case is hers, or she has a place in its circle."""
        pladser = Kredsrolle.objects.held_by(bruger)
        in_circle = Q(barn__in=pladser.filter(barn__isnull=False).values("barn")) | Q(
            barn=None,
            kontaktfamilier__plejefamilie__in=pladser.filter(barn=None).values("plejefamilie"),
        )
        return Q(skrevet_af=bruger) & (self._tied(bruger) | in_circle)

    def _tied(self, bruger):
        """The case is one whose record she sees: the child, or a family the note is about."""
        return Q(barn__in=Barn.objects.visible_to(bruger)) | Q(
            barn=None, kontaktfamilier__plejefamilie__in=Plejefamilie.objects.visible_to(bruger)
        )


@track
class Kontakt(models.Model):
    """A contact with a family or between professionals, and what was said (D1, A10).

    Finished when saved: a trigger refuses every change of the text. Corrections are entries of
    their own. About one child, or about one or several families.
    """

    class Slags(models.TextChoices):
        VEJLEDNING = "vejledning", "Vejledningsbesøg"
        SAMTALE = "samtale", "Samtale"
        TELEFON = "telefon", "Telefon"
        MAIL = "mail", "Mail eller brev"
        SPARRING = "sparring", "Sparring mellem fagpersoner"
        BEKYMRING = "bekymring", "Familiens bekymring"
        SUPERVISION = "supervision", "Supervision"
        ANDET = "andet", "Andet"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    barn = models.ForeignKey(
        Barn, models.PROTECT, null=True, blank=True, related_name="kontakter", verbose_name="barn"
    )
    slags = models.CharField("slags", max_length=20, choices=Slags)
    tidspunkt = models.DateTimeField("hvornår?")
    minutter = models.PositiveSmallIntegerField("minutter", null=True, blank=True)
    hvem = models.CharField("med hvem?", max_length=200, blank=True)
    tekst = models.TextField("notat")
    naeste_skridt = models.CharField("næste skridt", max_length=500, blank=True)
    lukket = models.BooleanField("lukket for familiens konsulent", default=False)
    skrevet_af = models.ForeignKey(Bruger, models.PROTECT, related_name="kontakter")
    skrevet_at = models.DateTimeField(default=timezone.now, editable=False)
    idempotency_key = models.UUIDField(unique=True)

    objects = KontaktQuerySet.as_manager()

    class Meta:
        verbose_name = "notat"
        verbose_name_plural = "notater"
        ordering = ["-tidspunkt", "-pk"]
        indexes = [
            models.Index(fields=["barn", "-tidspunkt"], name="kontakt_barn"),
            models.Index(fields=["kommune", "-tidspunkt"], name="kontakt_kommune"),
            models.Index(fields=["skrevet_af", "-tidspunkt"], name="kontakt_mine"),
        ]
        triggers = [pgtrigger.ReadOnly(name="finished")]

    def __str__(self):
        return self.get_slags_display()


class KontaktfamilieQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Families whose page the reader may open, and those whose circle she is in."""
        pladser = Kredsrolle.objects.held_by(bruger)
        return self.filter(
            Q(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))
            | Q(plejefamilie__in=pladser.filter(barn=None).values("plejefamilie"))
        )


class Kontaktfamilie(models.Model):
    """A note is about this family, or about a child that lived there then.

    A note for several families has several rows; nobody sees another row than her own family's.
    """

    kontakt = models.ForeignKey(Kontakt, models.PROTECT, related_name="kontaktfamilier")
    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="kontaktfamilier")

    objects = KontaktfamilieQuerySet.as_manager()

    class Meta:
        verbose_name = "notatets familie"
        verbose_name_plural = "notatets familier"
        constraints = [
            models.UniqueConstraint(fields=["kontakt", "plejefamilie"], name="kontaktfamilie_once")
        ]
        triggers = [pgtrigger.ReadOnly(name="finished")]

    def __str__(self):
        return "Notatets familie"


class KontaktdelingQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """Shares of notes that `bruger` manages, and those with herself."""
        return self.filter(
            Q(kontakt__in=Kontakt.objects.managed_by(bruger))
            | Q(bruger=bruger, kontakt__in=Kontakt.objects.visible_to(bruger))
            | Q(kredsrolle__in=Kredsrolle.objects.held_by(bruger))
        )

    @written_once
    def with_me(self, bruger):
        """Shares in force with herself or a place she holds."""
        return self.filter(
            Q(bruger=bruger) | Q(kredsrolle__in=Kredsrolle.objects.held_by(bruger)),
            trukket_at=None,
        )


@track
class Kontaktdeling(models.Model):
    """A note is shared with a place in the circle, or with somebody who has the case.

    It lasts until it is withdrawn, or the place ends. `begrundelse` says why a closed note was
    opened, as that the family agrees (A9).
    """

    kontakt = models.ForeignKey(Kontakt, models.PROTECT, related_name="delinger")
    kredsrolle = models.ForeignKey(
        Kredsrolle, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bruger = models.ForeignKey(Bruger, models.PROTECT, null=True, blank=True, related_name="+")
    delt_af = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    delt_at = models.DateTimeField(default=timezone.now, editable=False)
    begrundelse = models.CharField("hvorfor?", max_length=200, blank=True)
    trukket_at = models.DateTimeField(null=True, editable=False)

    objects = KontaktdelingQuerySet.as_manager()

    class Meta:
        verbose_name = "deling af notat"
        verbose_name_plural = "delinger af notater"
        constraints = [
            models.CheckConstraint(
                condition=Q(kredsrolle__isnull=False, bruger__isnull=True)
                | Q(kredsrolle__isnull=True, bruger__isnull=False),
                name="kontaktdeling_one",
            ),
            models.UniqueConstraint(
                fields=["kontakt", "kredsrolle", "bruger"],
                nulls_distinct=False,
                condition=Q(trukket_at=None),
                name="kontaktdeling_once",
            ),
        ]

    def __str__(self):
        return "Deling af notat"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.kontakt.kommune_id


class KontaktrettelseQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(kontakt__in=Kontakt.objects.visible_to(bruger))


@track
class Kontaktrettelse(models.Model):
    """A correction to a finished note: a new signed entry, shown in place."""

    kontakt = models.ForeignKey(Kontakt, models.PROTECT, related_name="rettelser")
    tekst = models.TextField("rettelse")
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = KontaktrettelseQuerySet.as_manager()

    class Meta:
        verbose_name = "rettelse til notat"
        verbose_name_plural = "rettelser til notater"
        ordering = ["at", "pk"]
        triggers = [pgtrigger.ReadOnly(name="finished")]

    def __str__(self):
        return "Rettelse"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.kontakt.kommune_id


class NotatskabelonQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """The municipality's, and one's own."""
        return self.filter(
            Q(kommune__in=bruger.kommuner, bruger=None) | Q(bruger=bruger), aktiv=True
        )

    def editable_by(self, bruger):
        """One's own, and to a leader the municipality's."""
        led = bruger.kommuner_med(Permission.LEAD_TEAM)
        return self.visible_to(bruger).filter(Q(bruger=bruger) | Q(kommune__in=led, bruger=None))


class Notatskabelon(models.Model):
    """A recurring note, ready to be filled in: the municipality's, or one's own."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    bruger = models.ForeignKey(Bruger, models.PROTECT, null=True, blank=True, related_name="+")
    navn = models.CharField("navn", max_length=80)
    slags = models.CharField("slags", max_length=20, choices=Kontakt.Slags)
    tekst = models.TextField("tekst")
    aktiv = models.BooleanField(default=True, editable=False)

    objects = NotatskabelonQuerySet.as_manager()

    class Meta:
        verbose_name = "skabelon til notat"
        verbose_name_plural = "skabeloner til notater"
        ordering = ["navn", "pk"]

    def __str__(self):
        return self.navn
