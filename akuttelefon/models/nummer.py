"""The line's number, who has got it, and the word before the town hall closes for long."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap, on_day
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models import Plejefamilie, Plejeforaelder


class LinjenummerQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.EDIT_NUMMER))


@track
class Linjenummer(models.Model):
    """The number families ring, one at a time for each municipality (K1)."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    nummer = models.CharField("nummer", max_length=20)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = LinjenummerQuerySet.as_manager()

    class Meta:
        verbose_name = "akuttelefonens nummer"
        verbose_name_plural = "akuttelefonens numre"
        ordering = ["-fra"]
        constraints = [
            ends_after_it_begins("linjenummer_period"),
            no_overlap(
                "kommune",
                name="linjenummer_one",
                message="Der er allerede et nummer i den periode.",
            ),
        ]

    def __str__(self):
        return self.nummer


class NummerudleveringQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))


class Nummerudlevering(models.Model):
    """A family has been given the line's number (K1). A new number is handed out again."""

    class Maade(models.TextChoices):
        MOEDE = "moede", "På et møde eller besøg"
        TELEFON = "telefon", "I telefonen"
        BREV = "brev", "I et brev eller en mail"

    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="nummerudleveringer"
    )
    linjenummer = models.ForeignKey(Linjenummer, models.PROTECT, related_name="udleveringer")
    paa = models.DateField("udleveret")
    maade = models.CharField("hvordan?", max_length=20, choices=Maade)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NummerudleveringQuerySet.as_manager()

    class Meta:
        verbose_name = "udlevering af nummeret"
        verbose_name_plural = "udleveringer af nummeret"
        ordering = ["-paa", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plejefamilie", "linjenummer", "paa"],
                name="nummerudlevering_once",
                violation_error_message="Udleveringen er allerede noteret den dag.",
            )
        ]

    def __str__(self):
        return "Udlevering af nummeret"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id


class LukkebeskedQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))

    def waiting(self):
        """Nobody has been told yet, and nobody has said that it shall not happen."""
        return self.filter(done_at=None, cancelled_at=None)

    def to_mail(self, now):
        """Mails that should have left by `now` and that no process is sending.

        Never without a number to tell, never when the town hall has opened again, and never to
        somebody who is no foster parent any more.
        """
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        number = Linjenummer.objects.filter(
            on_day(OuterRef("fra")), kommune=OuterRef("plejefamilie__kommune")
        )
        return self.waiting().filter(
            free,
            Exists(number),
            kanal=Lukkebesked.Kanal.MAIL,
            due_at__lte=now,
            til__gte=timezone.localdate(now),
            plejefamilie__ophoert_paa=None,
            plejeforaelder__fratraadt_paa=None,
            plejeforaelder__email__gt="",
        )

    def to_tell(self, now):
        """Families that a person must tell now, until the town hall opens again."""
        return self.waiting().filter(
            kanal=Lukkebesked.Kanal.KONSULENT, due_at__lte=now, til__gte=timezone.localdate(now)
        )


class Lukkebesked(models.Model):
    """Before several closed days each family hears the number again (K7): one row each, once.

    Foster parents with a mail address get a mail without any name; the others are told by the
    konsulent. `fra` and `til` are the first and the last closed day. A row is called off when the
    calendar changes, and by a leader (`cancelled_by`) who stops the whole period.
    """

    class Kanal(models.TextChoices):
        MAIL = "mail", "Mail"
        KONSULENT = "konsulent", "Konsulenten siger det"

    plejefamilie = models.ForeignKey(Plejefamilie, models.PROTECT, related_name="lukkebeskeder")
    plejeforaelder = models.ForeignKey(
        Plejeforaelder, models.PROTECT, null=True, blank=True, related_name="+"
    )
    fra = models.DateField("lukket fra")
    til = models.DateField("lukket til og med")
    kanal = models.CharField(max_length=20, choices=Kanal)
    due_at = models.DateTimeField(editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # why the last attempt failed, as kind and code; empty while somebody tries
    fejl = models.CharField(max_length=60, blank=True, editable=False)
    done_at = models.DateTimeField("har fået besked", null=True, editable=False)
    done_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(Bruger, models.PROTECT, null=True, related_name="+")

    objects = LukkebeskedQuerySet.as_manager()

    class Meta:
        verbose_name = "besked før lukning"
        verbose_name_plural = "beskeder før lukning"
        constraints = [
            models.UniqueConstraint(
                fields=["plejefamilie", "plejeforaelder", "fra", "til"],
                nulls_distinct=False,
                condition=Q(cancelled_at=None),
                name="lukkebesked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="lukkebesked_waiting",
            )
        ]

    def __str__(self):
        return "Besked før lukning"

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id
