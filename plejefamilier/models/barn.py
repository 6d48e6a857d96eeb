import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from faelles import cpr, crypto
from faelles.access import Permission
from faelles.constraints import ends_after_it_begins, no_overlap, on_day
from faelles.history import track
from faelles.models import Bruger, Organisation
from plejefamilier.models.familie import Plejefamilie
from plejefamilier.raekkevidde import remembered
from plejefamilier.written import written_once

CPR_PURPOSE = "barn.cpr"


class BarnQuerySet(models.QuerySet):
    @remembered
    @written_once
    def visible_to(self, bruger):
        """A child is seen by its rådgiver, and by whoever works with the family it lives with.

        The rådgiver of another child in the same home does not. A family it is about to move in
        with counts already: somebody prepares that and must be able to correct it. The day after
        a placement has ended nobody sees the child through it.
        """
        familier = Plejefamilie.objects.worked_with_by(bruger)
        homes = Anbringelse.objects.not_ended().filter(plejefamilie__in=familier)
        kommuner = bruger.kommuner_med(Permission.SEE_FAMILIER)
        return self.filter(
            Q(pk__in=homes.values("barn")) | Q(myndighedsraadgiver=bruger, kommune__in=kommuner)
        )

    @written_once
    def editable_by(self, bruger):
        """Children of families that `bruger` may change, until the day their placement ends."""
        homes = Anbringelse.objects.not_ended().filter(
            plejefamilie__in=Plejefamilie.objects.editable_by(bruger)
        )
        return self.filter(pk__in=homes.values("barn"))

    @written_once
    def recordable_by(self, bruger):
        """Children about whom `bruger` may write: as konsulent, stand-in, leader or rådgiver."""
        kommuner = bruger.kommuner_med(Permission.RECORD_BARN)
        return self.filter(kommune__in=kommuner).filter(
            Q(pk__in=self.editable_by(bruger).values("pk")) | Q(myndighedsraadgiver=bruger)
        )

    def living_with(self, plejefamilie):
        """The children placed with a family today, oldest first."""
        today = Anbringelse.objects.filter(on_day(timezone.localdate()), plejefamilie=plejefamilie)
        return self.filter(pk__in=today.values("barn")).order_by("foedselsdag", "pk")

    def with_cpr(self, digits):
        """The child with exactly these ten digits; looked up by the blind index."""
        return self.filter(cpr_index=crypto.blind_index(CPR_PURPOSE, digits))


@track
class Barn(models.Model):
    """A child or young person placed outside the home."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="boern")
    navn = models.CharField("navn", max_length=120)
    foedselsdag = models.DateField("fødselsdag")
    cpr_sealed = models.BinaryField(max_length=128, editable=False)
    cpr_index = models.BinaryField(max_length=32, editable=False)
    myndighedsraadgiver = models.ForeignKey(
        Bruger,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="myndighedsrådgiver",
    )
    plan_reference = models.CharField("sagsnummer for barnets plan", max_length=60, blank=True)
    plan_faerdig_paa = models.DateField("barnets plan blev færdig", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BarnQuerySet.as_manager()

    class Meta:
        verbose_name = "barn"
        verbose_name_plural = "børn"
        constraints = [
            models.UniqueConstraint(
                fields=["cpr_index"],
                name="barn_cpr_unique",
                violation_error_message="Der findes allerede et barn med det CPR-nummer.",
            )
        ]

    def __str__(self):
        return self.navn

    @property
    def cpr(self):
        """The ten digits, decrypted. Show them only after a logged request to do so."""
        return crypto.unseal(self.cpr_sealed, bound_to=self._bound_to)

    @cpr.setter
    def cpr(self, digits):
        for name, value in self.cpr_columns(digits).items():
            setattr(self, name, value)

    def cpr_columns(self, digits):
        """What the row keeps of a CPR number: sealed, a fingerprint, the birthday it tells."""
        return {
            "cpr_sealed": crypto.seal(digits, bound_to=self._bound_to),
            "cpr_index": crypto.blind_index(CPR_PURPOSE, digits),
            "foedselsdag": cpr.birthday(digits),
        }

    def reseal(self):
        """Encrypt the number anew with the newest key of the ring."""
        self.cpr_sealed = crypto.seal(self.cpr, bound_to=self._bound_to)

    @property
    def _bound_to(self):
        return CPR_PURPOSE.encode() + b"|" + self.id.bytes

    @property
    def fornavn(self):
        return self.navn.split(" ")[0]

    @property
    def alder(self):
        """Whole years today."""
        return self.alder_on(timezone.localdate())

    def alder_on(self, day):
        had_birthday = (day.month, day.day) >= (self.foedselsdag.month, self.foedselsdag.day)
        return day.year - self.foedselsdag.year - (not had_birthday)


class AnbringelseQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(
            Q(plejefamilie__in=Plejefamilie.objects.worked_with_by(bruger))
            | Q(barn__in=Barn.objects.visible_to(bruger))
        )

    def current(self):
        return self.filter(on_day(timezone.localdate()))

    def not_over(self, day):
        """Those that hold on `day` or begin later."""
        return self.filter(Q(til=None) | Q(til__gte=day))

    def not_ended(self):
        """Those of today, and those that begin later."""
        return self.not_over(timezone.localdate())

    def doegn(self):
        """Homes day and night, which take a place; respite does not."""
        return self.filter(slags=Anbringelse.Slags.DOEGN)


@track
class Anbringelse(models.Model):
    """A child lives with a family from a day to a day; the history is kept (A3)."""

    class Slags(models.TextChoices):
        DOEGN = "doegn", "Døgnanbringelse"
        AFLASTNING = "aflastning", "Aflastning"

    class Grundlag(models.TextChoices):
        SAMTYKKE = "samtykke", "Med samtykke"
        UDEN_SAMTYKKE = "uden_samtykke", "Uden samtykke (barnets lov § 47)"

    class Slutaarsag(models.TextChoices):
        HJEMGIVELSE = "hjemgivelse", "Hjemgivelse"
        SAMMENBRUD = "sammenbrud", "Sammenbrud"
        FLYTNING = "flytning", "Flyttet til andet anbringelsessted"
        MYNDIG = "myndig", "Fyldt 18 år"
        ANDET = "andet", "Andet"

    barn = models.ForeignKey(Barn, models.PROTECT, related_name="anbringelser", verbose_name="barn")
    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="anbringelser", verbose_name="plejefamilie"
    )
    slags = models.CharField("slags", max_length=20, choices=Slags)
    grundlag = models.CharField("grundlag", max_length=20, choices=Grundlag)
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)
    slutaarsag = models.CharField(
        "hvorfor sluttede den?", max_length=20, choices=Slutaarsag, blank=True
    )
    slutnotat = models.TextField("bemærkning til afslutningen", blank=True)
    afvigelse = models.CharField(
        "hvorfor alligevel?", max_length=300, blank=True
    )  # when the placement began against a warning: approval, places, needs, grundkursus (3.2)

    objects = AnbringelseQuerySet.as_manager()

    class Meta:
        verbose_name = "anbringelse"
        verbose_name_plural = "anbringelser"
        ordering = ["-fra", "-pk"]
        constraints = [
            ends_after_it_begins("anbringelse_period"),
            no_overlap(
                "barn",
                name="anbringelse_one_home",
                message="Barnet er allerede anbragt et andet sted i perioden.",
                condition=Q(slags="doegn"),
            ),
            no_overlap(
                "barn",
                "plejefamilie",
                "slags",
                name="anbringelse_once",
                message="Barnet er allerede hos familien i perioden.",
            ),
            models.CheckConstraint(
                condition=Q(til=None, slutaarsag="") | (Q(til__isnull=False) & ~Q(slutaarsag="")),
                name="anbringelse_end_reason",
                violation_error_message="En afsluttet anbringelse skal have en årsag.",
            ),
        ]

    def __str__(self):
        return self.get_slags_display()

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id
