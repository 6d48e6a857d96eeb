"""Groups of foster families that meet, first with a facilitator, then by themselves (I1–I9)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.history import track
from faelles.models import Bruger, Organisation
from netvaerk.models.reach import memberships, own_families
from plejefamilier.models import Behov, Familieprofil, Lokale, Plejeforaelder
from plejefamilier.models.moede import Form
from plejefamilier.rytme import MAANEDER, UGEDAG
from plejefamilier.written import written_once


class GruppeQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        """All of the municipality to those who work with its families; else one's own house's.

        A group is no secret: its name, place and free seats. Who is in it is another matter, see
        MedlemskabQuerySet.
        """
        all_of = bruger.kommuner_med(Permission.ANSWER_NETVAERK) | bruger.kommuner_med(
            Permission.SEE_NETVAERKSRAPPORT
        )
        house = Q(
            institution=bruger.organisation_id,
            kommune__in=bruger.kommuner_med(Permission.PLAN_NETVAERK),
        )
        return self.filter(Q(kommune__in=all_of) | house | Q(self._facilitates(bruger)))

    @written_once
    def editable_by(self, bruger):
        """Groups that `bruger` plans: as facilitator, as responsible, or as a leader."""
        responsible = Q(ansvarlig=bruger, kommune__in=bruger.kommuner_med(Permission.PLAN_NETVAERK))
        leads = Q(kommune__in=bruger.kommuner_med(Permission.LEAD_TEAM))
        return self.filter(self._facilitates(bruger) | responsible | leads)

    @written_once
    def naming_to(self, bruger):
        """Groups whose families `bruger` sees by name: she runs it, or has a family in it.

        The facilitator until some days after the hand-over. No leader by her rank alone, and nobody
        when the group has been closed.
        """
        today = timezone.localdate()
        has_family = memberships().active(today).filter(plejefamilie__in=own_families(bruger))
        facilitates = Q(self._facilitates(bruger)) & (Q(navne_til=None) | Q(navne_til__gte=today))
        responsible = Q(
            ansvarlig=bruger, kommune__in=bruger.kommuner_med(Permission.ANSWER_NETVAERK)
        )
        stands = Q(lukket_paa=None) | Q(lukket_paa__gte=today)
        named = facilitates | responsible | Q(pk__in=has_family.values("gruppe"))
        return self.filter(stands, named)

    @staticmethod
    def _facilitates(bruger):
        return Q(facilitator=bruger, kommune__in=bruger.kommuner_med(Permission.PLAN_NETVAERK))

    def open(self):
        return self.filter(lukket_paa=None)

    def forming(self):
        return self.open().filter(aktiv_fra=None)

    def facilitated(self, today):
        """Active, and the hand-over has not come."""
        running = Q(selvkoerende_fra=None) | Q(selvkoerende_fra__gt=today)
        return self.open().filter(running, aktiv_fra__isnull=False)

    def self_running(self, today):
        return self.open().filter(selvkoerende_fra__lte=today)


@track
class Netvaerksgruppe(models.Model):
    """A fixed group of families, and for whom it is meant (I2–I5).

    It is described by what it offers, never by who is in it: a suggestion is compared with the
    description alone. `selvkoerende_fra` is the day after the last facilitated meeting and follows
    the plan; `navne_til` the last day on which the facilitator sees the names.
    """

    class Erfaring(models.TextChoices):
        ALLE = "alle", "Både nye og erfarne"
        NYE = "nye", "Nye plejefamilier"
        ERFARNE = "erfarne", "Erfarne plejefamilier"

    class Rytme(models.TextChoices):
        UGEDAG = UGEDAG, "Samme ugedag i måneden, fx første tirsdag"
        DATO = MAANEDER, "Samme dato i måneden"

    class Trin(models.TextChoices):
        """How far the group has come."""

        DANNES = "dannes", "Under dannelse"
        FACILITERET = "faciliteret", "Med facilitator"
        SELVKOERENDE = "selvkoerende", "Selvkørende"
        LUKKET = "lukket", "Lukket"

    class Lukkegrund(models.TextChoices):
        KLARER_SIG = "klarer_sig", "Familierne klarer sig uden gruppen"
        FOR_FAA = "for_faa", "For få familier"
        MOEDES_IKKE = "moedes_ikke", "Gruppen mødes ikke længere"
        ANDET = "andet", "Andet"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    navn = models.CharField(
        "gruppens navn", max_length=60, help_text="Uden navne på familier eller børn, fx »Nord«"
    )
    institution = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="netvaerksgrupper",
        verbose_name="institution",
    )
    facilitator = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="facilitator"
    )
    ansvarlig = models.ForeignKey(
        Bruger, models.PROTECT, related_name="+", verbose_name="ansvarlig konsulent"
    )
    beskrivelse = models.CharField(
        "hvad er gruppen til for?",
        max_length=300,
        blank=True,
        help_text="Vises for alle konsulenter. Skriv ikke om bestemte familier",
    )
    alder_fra = models.PositiveSmallIntegerField("børn fra (år)", null=True, blank=True)
    alder_til = models.PositiveSmallIntegerField("børn til (år)", null=True, blank=True)
    behov = ArrayField(
        models.CharField(max_length=30, choices=Behov.Kode),
        default=list,
        blank=True,
        verbose_name="for familier med børn med",
    )
    erfaring = models.CharField("for", max_length=20, choices=Erfaring, default=Erfaring.ALLE)
    tidspunkt = models.CharField(
        "tid på dagen", max_length=20, choices=Familieprofil.Tidspunkt, blank=True
    )
    form = models.CharField("hvordan?", max_length=20, choices=Form, default=Form.FYSISK)
    lokale = models.ForeignKey(
        Lokale, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lokale"
    )
    sted_tekst = models.CharField("eller et andet sted", max_length=200, blank=True)
    postnummer = models.CharField("postnummer, hvor I mødes", max_length=4, blank=True)
    link = models.URLField("link til video", blank=True)
    faciliterede = models.PositiveSmallIntegerField("møder med facilitator")
    emner_foerst = models.PositiveSmallIntegerField("møder, hvor facilitator sætter emnet")
    anker = models.DateField("første møde", null=True, editable=False)
    rytme = models.CharField(
        "mødes", max_length=20, choices=Rytme, default=Rytme.UGEDAG, editable=False
    )
    hver = models.PositiveSmallIntegerField("hver", default=1, editable=False)
    klokken = models.TimeField(null=True, editable=False)
    minutter = models.PositiveSmallIntegerField(null=True, editable=False)
    aktiv_fra = models.DateField(null=True, editable=False)
    selvkoerende_fra = models.DateField(null=True, editable=False)
    navne_til = models.DateField(null=True, editable=False)
    overdraget_at = models.DateTimeField(null=True, editable=False)
    kontakt = models.ForeignKey(
        Plejeforaelder,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="kontaktperson",
    )
    moedes_paa = models.DateField(null=True, editable=False)  # when last heard that it meets
    lukket_paa = models.DateField("lukket", null=True, editable=False)
    lukket_fordi = models.CharField(
        "hvorfor lukkes gruppen?", max_length=20, choices=Lukkegrund, blank=True
    )
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    oprettet_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GruppeQuerySet.as_manager()

    class Meta:
        verbose_name = "netværksgruppe"
        verbose_name_plural = "netværksgrupper"
        ordering = ["navn", "pk"]
        constraints = [
            models.UniqueConstraint(
                "kommune",
                Lower("navn"),
                condition=Q(lukket_paa=None),
                name="netvaerksgruppe_navn",
                violation_error_message="En anden gruppe har det navn.",
            ),
            models.CheckConstraint(
                condition=Q(alder_fra=None, alder_til=None)
                | Q(alder_fra__lte=models.F("alder_til"), alder_til__lte=22),
                name="netvaerksgruppe_alder",
                violation_error_message="Skriv begge aldre, den laveste først, og højst 22 år.",
            ),
            models.CheckConstraint(
                condition=Q(faciliterede__range=(1, 60)),
                name="netvaerksgruppe_faciliterede",
                violation_error_message="Skriv et tal fra 1 til 60.",
            ),
            models.CheckConstraint(
                condition=Q(postnummer="") | Q(postnummer__regex=r"^\d{4}$"),
                name="netvaerksgruppe_postnummer",
                violation_error_message="Et postnummer har fire cifre.",
            ),
            models.CheckConstraint(
                condition=Q(lukket_paa=None) | ~Q(lukket_fordi=""),
                name="netvaerksgruppe_lukket_why",
                violation_error_message="Vælg, hvorfor gruppen lukkes.",
            ),
        ]
        indexes = [models.Index(fields=["kommune", "lukket_paa"], name="netvaerksgruppe_list")]

    def __str__(self):
        return self.navn

    def get_absolute_url(self):
        return reverse("netvaerk:gruppe_detail", args=[self.pk])

    def trin_on(self, day):
        """How far it has come on `day` (Trin)."""
        if self.lukket_paa and self.lukket_paa <= day:
            return self.Trin.LUKKET
        if self.aktiv_fra is None or self.aktiv_fra > day:
            return self.Trin.DANNES
        if self.selvkoerende_fra and self.selvkoerende_fra <= day:
            return self.Trin.SELVKOERENDE
        return self.Trin.FACILITERET

    @property
    def trin(self):
        """How far it has come today."""
        return self.trin_on(timezone.localdate())


class OfGruppeQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(gruppe__in=Netvaerksgruppe.objects.visible_to(bruger))


class OfGruppe(models.Model):
    """A part of a group."""

    class Meta:
        abstract = True

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.gruppe.kommune_id


@track
class Emneforslag(OfGruppe):
    """What the families want to talk about; nobody is named as the one who said it (I6, I8)."""

    gruppe = models.ForeignKey(Netvaerksgruppe, models.CASCADE, related_name="emneforslag")
    tekst = models.CharField(
        "emne", max_length=120, help_text="Kun emnet. Intet om bestemte børn eller familier"
    )
    foreslaaet_paa = models.DateField(default=timezone.localdate, editable=False)
    by = models.ForeignKey(Bruger, models.PROTECT, related_name="+")
    fjernet_at = models.DateTimeField(null=True, editable=False)

    objects = OfGruppeQuerySet.as_manager()

    class Meta:
        verbose_name = "forslag til emne"
        verbose_name_plural = "forslag til emner"
        ordering = ["foreslaaet_paa", "pk"]
        constraints = [
            models.UniqueConstraint(
                "gruppe",
                Lower("tekst"),
                condition=Q(fjernet_at=None),
                name="emneforslag_once",
                violation_error_message="Det emne er foreslået.",
            )
        ]

    def __str__(self):
        return self.tekst
