from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.constraints import ends_after_it_begins, no_overlap, on_day
from faelles.models.organisation import Organisation, Team


class BrugerQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """An administrator sees the people of the municipalities she administers."""
        kommuner = bruger.kommuner_med(Permission.MANAGE_BRUGERE)
        return self.filter(Q(organisation__in=kommuner) | Q(organisation__kommune__in=kommuner))

    def with_role(self, rolle, *, kommune, day, team=None):
        """Active people who hold `rolle` for `kommune` (and `team`, when given) on `day`."""
        roles = Rolletildeling.objects.filter(on_day(day), rolle=rolle, kommune=kommune)
        if team is not None:
            roles = roles.filter(team=team)
        return self.filter(is_active=True, pk__in=roles.values("bruger")).order_by("pk")


class BrugerManager(BaseUserManager.from_queryset(BrugerQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Bruger(AbstractBaseUser):
    """A person who logs in. What she may do follows from her dated roles, read at each request."""

    email = models.EmailField("e-mail", unique=True)
    navn = models.CharField("navn", max_length=120)
    telefon = models.CharField("telefon", max_length=20, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="medarbejdere", verbose_name="ansat hos"
    )
    is_active = models.BooleanField("aktiv", default=True)

    objects = BrugerManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ("navn",)

    class Meta:
        verbose_name = "bruger"
        verbose_name_plural = "brugere"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="bruger_email_unique",
                violation_error_message="Der findes allerede en bruger med den e-mail.",
            )
        ]

    def __str__(self):
        return self.navn

    @property
    def fornavn(self):
        return self.navn.split(" ")[0]

    @cached_property
    def aktive_roller(self):
        """Today's role assignments, main role first; one query for each request."""
        today = timezone.localdate()
        return [*self.roller.filter(on_day(today)).select_related("kommune", "team").order_by("pk")]

    def can(self, permission):
        """True when one of today's roles grants `permission`."""
        return any(permission in ROLE_PERMISSIONS[role.rolle] for role in self.aktive_roller)

    def kommuner_med(self, permission):
        """Ids of the municipalities in which a role of today grants `permission`."""
        return {
            role.kommune_id
            for role in self.aktive_roller
            if permission in ROLE_PERMISSIONS[role.rolle]
        }

    def teams_med(self, permission):
        """Ids of the teams for which a role of today grants `permission`."""
        return {
            role.team_id
            for role in self.aktive_roller
            if role.team_id and permission in ROLE_PERMISSIONS[role.rolle]
        }

    @property
    def kommuner(self):
        """Ids of the municipalities in which she holds any role today."""
        return {role.kommune_id for role in self.aktive_roller}

    @property
    def kommune(self):
        """The municipality whose name, rules and calendar the screens use, or None."""
        return self.aktive_roller[0].kommune if self.aktive_roller else None

    @property
    def hovedrolle(self):
        return self.aktive_roller[0].rolle if self.aktive_roller else ""

    @property
    def rolle_navn(self):
        """What stands beside the name in the header."""
        return Rolle(self.hovedrolle).label if self.hovedrolle else "Ingen rolle"


class RolletildelingQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        return self.filter(kommune__in=bruger.kommuner_med(Permission.MANAGE_BRUGERE))


class Rolletildeling(models.Model):
    """One person holds one role for one municipality (and perhaps one team) in a period (W1)."""

    bruger = models.ForeignKey(Bruger, models.PROTECT, related_name="roller")
    rolle = models.CharField("rolle", max_length=30, choices=Rolle)
    kommune = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name="for kommune",
        limit_choices_to={"slags": "kommune"},
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="roller", verbose_name="team"
    )
    fra = models.DateField("fra og med")
    til = models.DateField("til og med", null=True, blank=True)

    objects = RolletildelingQuerySet.as_manager()

    class Meta:
        verbose_name = "rolle"
        verbose_name_plural = "roller"
        constraints = [
            ends_after_it_begins("rolletildeling_period"),
            no_overlap(
                "bruger",
                "rolle",
                "kommune",
                name="rolletildeling_once",
                message="Brugeren har allerede den rolle i perioden.",
            ),
            models.CheckConstraint(
                condition=~Q(rolle__in=["konsulent", "teamleder"]) | Q(team__isnull=False),
                name="rolletildeling_team",
                violation_error_message="Vælg det team, rollen gælder for.",
            ),
        ]
        indexes = [models.Index(fields=["kommune", "rolle", "fra"], name="rolletildeling_find")]

    def __str__(self):
        return self.get_rolle_display()
