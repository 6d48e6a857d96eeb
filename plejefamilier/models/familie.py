import re
from dataclasses import dataclass

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from faelles.history import track
from faelles.models import Organisation, Team
from plejefamilier.linje import kommuner_paa_linjen
from plejefamilier.raekkevidde import remembered
from plejefamilier.written import written_once

FAST_KONSULENT = "fast konsulent"
STEDFORTRAEDER = "stedfortræder"
TEAMLEDER = "leder af teamet"
RAADGIVER = "rådgiver for barnet"


class DkSort(Func):
    """Sort by the Danish alphabet, on any PostgreSQL (the function is made in a migration).

    The result has the collation of the column, so the order of the bytes is asked for here.
    """

    function = "dk_sort"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = models.TextField()


def _rows(model):
    """The rows of a model of this app that is defined further up the import order."""
    return apps.get_model("plejefamilier", model).objects


class PlejefamilieQuerySet(models.QuerySet):
    @remembered
    @written_once
    def visible_to(self, bruger):
        """The one access rule for families; every room above filters through it.

        A leader sees her teams; a konsulent the families that are hers today, or that she stands
        in for today; a rådgiver those where her child lives today; and whoever was handed a duty
        sees that family until the duty is closed. Everything follows the current assignment.
        """
        ties = _ties(bruger, timezone.localdate())
        kommuner = bruger.kommuner_med(Permission.SEE_FAMILIER)
        return self.filter(kommune__in=kommuner).filter(
            _works_with(bruger, ties) | Exists(ties.barn)
        )

    @remembered
    @written_once
    def worked_with_by(self, bruger):
        """Families that are `bruger`'s work themselves, not only the home of a child of hers."""
        kommuner = bruger.kommuner_med(Permission.SEE_FAMILIER)
        return self.filter(
            _works_with(bruger, _ties(bruger, timezone.localdate())), kommune__in=kommuner
        )

    @written_once
    def editable_by(self, bruger):
        """Families whose facts `bruger` may change: as konsulent, stand-in or leader.

        A duty handed over, or a child placed there, gives sight but not the pen.
        """
        ties = _ties(bruger, timezone.localdate())
        kommuner = bruger.kommuner_med(Permission.EDIT_FAMILIER)
        return self.filter(kommune__in=kommuner).filter(
            Q(team__in=bruger.teams_med(Permission.LEAD_TEAM))
            | Exists(ties.fast)
            | Exists(ties.stedfortraeder)
        )

    def assignable_by(self, bruger):
        """Families whose fixed konsulent `bruger` chooses: those of the teams she leads."""
        return self.filter(team__in=bruger.teams_med(Permission.ASSIGN_KONSULENT))

    def findable_by(self, bruger):
        """The families a person may pick on the emergency line: name, child, digits (W1, K4).

        All of the municipality while she holds the line, her own at any time.
        """
        everywhere = kommuner_paa_linjen(bruger)
        own = self.visible_to(bruger).values("pk")
        return self.filter(Q(kommune__in=everywhere) | Q(pk__in=own))

    def with_ties(self, bruger):
        """Each row knows what ties `bruger` to it, so that `relation_to` asks nothing more."""
        ties = _ties(bruger, timezone.localdate())
        return self.annotate(
            **{f"tie_{name}": Exists(getattr(ties, name)) for name in Ties.__dataclass_fields__}
        )

    def active(self):
        return self.filter(ophoert_paa=None)

    def without_konsulent(self):
        """Active families that nobody is the fixed konsulent of today (B5, R6).

        Somebody who no longer is a konsulent of the municipality does not count.
        """
        holding = _rows("Konsulenttildeling").holding(timezone.localdate())
        return self.active().filter(~Exists(holding.filter(plejefamilie=OuterRef("pk"))))

    def without_stedfortraeder(self):
        """Active families whose konsulent is away today with nobody to stand in (R6)."""
        today = timezone.localdate()
        away = _rows("Fravaer").filter(
            on_day(today), bruger=OuterRef("konsulent"), stedfortraeder=None
        )
        tildelinger = _rows("Konsulenttildeling").filter(
            Exists(away), on_day(today), plejefamilie=OuterRef("pk")
        )
        return self.active().filter(Exists(tildelinger))

    def search(self, text):
        """Families whose name, child's name or phone number holds every word of `text`."""
        found = self
        for word in search_words(text):
            found = found.filter(soegetekst__contains=word)
        return found

    def in_order(self):
        return self.order_by(DkSort(F("navn")), "pk")


@dataclass(frozen=True)
class Ties:
    """What may tie a person to the family of the outer query, as correlated subqueries."""

    fast: models.QuerySet
    stedfortraeder: models.QuerySet
    barn: models.QuerySet
    opgave: models.QuerySet


def _ties(bruger, day):
    tildelinger = _rows("Konsulenttildeling").filter(on_day(day), plejefamilie=OuterRef("pk"))
    away = bruger.stedfortraeder_for.filter(on_day(day)).values("bruger")
    return Ties(
        fast=tildelinger.filter(konsulent=bruger),
        stedfortraeder=tildelinger.filter(konsulent__in=away),
        barn=_rows("Anbringelse").filter(
            on_day(day), plejefamilie=OuterRef("pk"), barn__myndighedsraadgiver=bruger
        ),
        opgave=_rows("Sagsadgang").filter(plejefamilie=OuterRef("pk"), bruger=bruger, til_at=None),
    )


def _works_with(bruger, ties):
    return (
        Q(team__in=bruger.teams_med(Permission.LEAD_TEAM))
        | Exists(ties.fast)
        | Exists(ties.stedfortraeder)
        | Exists(ties.opgave)
    )


def search_words(text):
    """The words to look for: lower case; a number loses its spaces and the code +45."""
    text = text.replace("\0", "").lower()
    text = re.sub(r"(\+|\b00)45\s*(?=[0-9])", "", text)
    text = re.sub(r"(?<=[0-9])[ .-](?=[0-9])", "", text)
    return text.split()


@track
class Plejefamilie(models.Model):
    """A foster family: the household that children are placed with."""

    class Familietype(models.TextChoices):
        """The four types of barnets lov § 43, stk. 1, nr. 1–4."""

        ALMEN = "almen", "Almen"
        FORSTAERKET = "forstaerket", "Forstærket"
        SPECIALISERET = "specialiseret", "Specialiseret"
        NETVAERK = "netvaerk", "Netværk"

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="plejefamilier")
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="plejefamilier", verbose_name="team"
    )
    nummer = models.CharField("familienummer", max_length=20, blank=True)
    navn = models.CharField(
        "navn", max_length=120, help_text="Efternavn først, så listen kan sorteres: Holm, Ida og Bo"
    )
    familietype = models.CharField("type", max_length=20, choices=Familietype)
    godkendt_fra = models.DateField("godkendt fra")
    godkendt_til_boern = models.PositiveSmallIntegerField("godkendt til antal børn", default=1)
    godkendt_af = models.CharField("godkendt af", max_length=80)
    adresse = models.CharField("adresse", max_length=200)
    adresse_beskyttet = models.BooleanField("beskyttet adresse", default=False)
    telefon = models.CharField("telefon", max_length=20)
    ophoert_paa = models.DateField("ophørt", null=True, blank=True)
    ophoersgrund = models.TextField("hvorfor ophører familien?", blank=True)
    soegetekst = models.TextField(editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlejefamilieQuerySet.as_manager()

    class Meta:
        verbose_name = "plejefamilie"
        verbose_name_plural = "plejefamilier"
        constraints = [
            models.CheckConstraint(
                condition=Q(godkendt_til_boern__range=(1, 8)),
                name="plejefamilie_pladser",
                violation_error_message="En familie kan godkendes til 1–8 børn.",
            ),
            models.CheckConstraint(
                condition=Q(ophoert_paa=None) | ~Q(ophoersgrund=""),
                name="plejefamilie_ophoer_begrundet",
                violation_error_message="Skriv, hvorfor familien ophører.",
            ),
            models.UniqueConstraint(
                fields=["kommune", "nummer"],
                condition=~Q(nummer=""),
                name="plejefamilie_nummer",
                violation_error_message="En anden familie har det familienummer.",
            ),
        ]
        indexes = [
            GinIndex(fields=["soegetekst"], opclasses=["gin_trgm_ops"], name="plejefamilie_soeg"),
            models.Index("kommune", DkSort(F("navn")), "id", name="plejefamilie_navn"),
            models.Index("team", DkSort(F("navn")), "id", name="plejefamilie_team_navn"),
        ]

    def __str__(self):
        return self.navn

    @property
    def visningsnavn(self):
        """»Ida og Bo Holm« from »Holm, Ida og Bo«."""
        efternavn, _, fornavne = self.navn.partition(", ")
        return f"{fornavne} {efternavn}" if fornavne else efternavn

    @property
    def kort_navn(self):
        """The surname, for breadcrumbs."""
        return self.navn.partition(",")[0]

    @property
    def konsulent(self):
        """The fixed konsulent of today, or None (B5)."""
        tildeling = self.konsulent_on(timezone.localdate())
        return tildeling.konsulent if tildeling else None

    def konsulent_on(self, day):
        """The Konsulenttildeling that holds on `day`, or None."""
        return self.konsulenttildelinger.filter(on_day(day)).select_related("konsulent").first()

    def konsulent_udgave(self):
        """What the choice of a konsulent looks like now: a form sends it back to be compared."""
        newest = self.konsulenttildelinger.order_by("-pk").first()
        return f"{newest.pk}-{newest.til}" if newest else "0"

    def relation_to(self, bruger):
        """Why `bruger` has to do with the family, as the purpose of a reading in the log (W2).

        A row of `with_ties` must be asked about the same person.
        """
        row = vars(self)
        if "tie_fast" not in row:
            row = vars(Plejefamilie.objects.with_ties(bruger).only("pk").get(pk=self.pk))
        if row["tie_fast"]:
            return FAST_KONSULENT
        if row["tie_stedfortraeder"]:
            return STEDFORTRAEDER
        if self.team_id in bruger.teams_med(Permission.LEAD_TEAM):
            return TEAMLEDER
        if row["tie_opgave"]:
            return "har fået en opgave om familien"
        if row["tie_barn"]:
            return RAADGIVER
        return "akuttelefonen"


class PlejeforaelderQuerySet(models.QuerySet):
    @written_once
    def visible_to(self, bruger):
        return self.filter(plejefamilie__in=Plejefamilie.objects.visible_to(bruger))


@track
class Plejeforaelder(models.Model):
    """One of the grown-ups of a foster family."""

    plejefamilie = models.ForeignKey(
        Plejefamilie, models.PROTECT, related_name="plejeforaeldre", verbose_name="plejefamilie"
    )
    navn = models.CharField("navn", max_length=120)
    telefon = models.CharField("telefon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    grundkursus_paa = models.DateField("grundkursus gennemført", null=True, blank=True)
    fratraadt_paa = models.DateField("ikke længere plejeforælder fra", null=True, blank=True)

    objects = PlejeforaelderQuerySet.as_manager()

    class Meta:
        verbose_name = "plejeforælder"
        verbose_name_plural = "plejeforældre"
        ordering = ["pk"]

    def __str__(self):
        return self.navn

    @property
    def kommune_id(self):
        """Whose revisor reads about the row."""
        return self.plejefamilie.kommune_id

    @property
    def fornavn(self):
        return self.navn.split(" ")[0]
