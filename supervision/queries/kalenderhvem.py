"""Whose calendar it is: one's own, one's house, a room, a colleague, a family."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from plejefamilier.models import Lokale
from plejefamilier.tidskilder import BRUGER, FAMILIE, HUS, LOKALE, MIG

MOST = 60  # names in the list to choose from


@dataclass(frozen=True)
class Hvem:
    """`slags` is one of the five words above, `pk` whose.

    `ord`: what the reader may read of it elsewhere stands here in words too. `art`: of the rest it
    is said whether it is supervision, a course or a meeting; else only that the time is taken.
    """

    slags: str
    pk: int
    navn: str
    ord: bool = True
    art: bool = False

    @property
    def noegle(self):
        """How the address says it."""
        return self.slags if self.slags in (MIG, HUS) else f"{self.slags}-{self.pk}"


class KollegaQuerySet(models.QuerySet):
    def visible_to(self, bruger):
        """People whose busy times one sees: those of one's own house, and of teams one leads."""
        roles = Rolletildeling.objects.filter(
            on_day(timezone.localdate()),
            bruger=OuterRef("pk"),
            kommune__in=bruger.kommuner_med(Permission.SEE_KALENDER),
        )
        led = Exists(roles.filter(team__in=bruger.teams_med(Permission.LEAD_TEAM)))
        return self.filter(
            Exists(roles),
            led | Q(organisation=bruger.organisation_id),
            is_active=True,
        ).annotate(ledes=led)


def kolleger():
    """Colleagues: a wider door than Bruger.objects, to their busy times only."""
    return KollegaQuerySet(Bruger)


def mig(bruger):
    return Hvem(MIG, bruger.pk, "Mig")


def hus(bruger):
    """Where one works. In an institution all know of each other what kind of work it is."""
    own = bruger.organisation
    return Hvem(HUS, own.pk, own.navn, art=own.slags == Organisation.Slags.INSTITUTION)


def lokale(bruger, row):
    """A room; what takes it is said as far as one is of its house."""
    own = row.organisation_id == bruger.organisation_id
    inside = row.organisation.slags == Organisation.Slags.INSTITUTION
    return Hvem(LOKALE, row.pk, str(row), art=own and inside)


def kollega(bruger, row):
    """A colleague, from kolleger().visible_to: her times; the words only to her leader."""
    if row.pk == bruger.pk:
        return mig(bruger)
    return Hvem(BRUGER, row.pk, row.navn, ord=row.ledes)


def familie(row):
    return Hvem(FAMILIE, row.pk, row.visningsnavn)


def familie_url(bruger, row):
    """Where a family's calendar is, '' for who may not see calendars; linked from its page."""
    if not bruger.can(Permission.SEE_KALENDER):
        return ""
    return f"{reverse('supervision:kalender_show')}?hvem={FAMILIE}-{row.pk}"


def standard(bruger):
    """What opens first: the house for those who plan for it, else one's own."""
    plans = bruger.can(Permission.PLAN_KURSER) and not bruger.can(Permission.PLAN_SUPERVISION)
    return hus(bruger) if plans else mig(bruger)


def valg_in_query(bruger):
    """The rooms and colleagues of the reader's own house and team, to read beside another query."""
    rooms = Lokale.objects.visible_to(bruger).in_use()
    rooms = rooms.filter(organisation=bruger.organisation_id).order_by("navn", "pk")
    near = Q(organisation=bruger.organisation_id)
    if bruger.organisation_id in bruger.kommuner:  # a municipality is large: her teams
        teams = {role.team_id for role in bruger.aktive_roller if role.team_id}
        roles = Rolletildeling.objects.filter(on_day(timezone.localdate()), team__in=teams)
        near = Q(pk__in=roles.values("bruger"))
    people = kolleger().visible_to(bruger).filter(near).exclude(pk=bruger.pk).order_by("navn", "pk")
    found = JSONObject(pk=F("pk"), navn=F("navn"))
    return {
        "hus": F("organisation__navn"),
        "lokaler": ArraySubquery(rooms.values(data=found)[:MOST]),
        "kolleger": ArraySubquery(people.values(data=found)[:MOST]),
    }


def valg_from_query(hvem, andet):
    """The list to choose from: [(heading, [(key, name)])]; who is shown now is always in it."""
    groups = [
        ("", [(MIG, "Mig"), (HUS, andet["hus"])]),
        ("Lokaler", [(f"{LOKALE}-{row['pk']}", row["navn"]) for row in andet["lokaler"] or []]),
        ("Kolleger", [(f"{BRUGER}-{row['pk']}", row["navn"]) for row in andet["kolleger"] or []]),
    ]
    groups = [(heading, found) for heading, found in groups if found]
    if not any(hvem.noegle == key for _, found in groups for key, _ in found):
        groups[0][1].append((hvem.noegle, hvem.navn))
    return groups
