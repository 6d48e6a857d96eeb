"""What Samspil knows already about the rows of a workbook, in a fixed number of queries."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models.functions import Lower
from django.utils import timezone

from faelles import crypto
from faelles.access import Rolle
from faelles.models import Bruger, Rolletildeling, Team
from plejefamilier.indlaesning.celler import word
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Godkendelse,
    Konsulenttildeling,
    Plejefamilie,
    Plejeforaelder,
)
from plejefamilier.models.barn import CPR_PURPOSE


@dataclass
class Nu:
    """The municipality as it is when a workbook is compared with it.

    `lock` holds the rows against everybody else until the transaction ends.
    """

    kommune: object
    laest: object
    lock: bool = False

    def _values(self, ark, navn):
        rows = self.laest.raekker.get(ark, ())
        return {row.get(navn) for row in rows} - {None, ""}

    def _held(self, rows):
        return rows.select_for_update(of=("self",), no_key=True) if self.lock else rows

    @cached_property
    def today(self):
        return timezone.localdate()

    @cached_property
    def teams(self):
        """Team by the words of its name, with and without »Team«."""
        found = {}
        for team in Team.objects.filter(kommune=self.kommune, aktiv=True):
            found[word(team.navn)] = team
            found.setdefault(word(team.navn).removeprefix("team"), team)
        return found

    @cached_property
    def eneste_team(self):
        teams = {team.pk: team for team in self.teams.values()}
        return next(iter(teams.values())) if len(teams) == 1 else None

    @cached_property
    def brugere(self):
        """Bruger by e-mail, for every e-mail of the workbook that logs in."""
        wanted = self._values("konsulenter", "email") | self._values("familier", "konsulent")
        wanted |= self._values("boern", "myndighedsraadgiver")
        rows = Bruger.objects.annotate(lille=Lower("email")).filter(lille__in=wanted)
        return {row.lille: row for row in self._held(rows.select_related("organisation"))}

    @cached_property
    def roller(self):
        """Her present or coming role as konsulent or rådgiver here, by (person, role)."""
        rows = Rolletildeling.objects.filter(
            kommune=self.kommune,
            bruger__in=[row.pk for row in self.brugere.values()],
            rolle__in=[Rolle.KONSULENT, Rolle.MYNDIGHEDSRAADGIVER],
        ).select_related("team")
        rows = rows.exclude(til__lt=self.today).order_by("-fra")
        return {(row.bruger_id, row.rolle): row for row in rows}

    def has_role(self, email, rolle):
        """Does the person of this e-mail hold the role here today?"""
        bruger = self.brugere.get(email)
        role = self.roller.get((bruger.pk, rolle)) if bruger else None
        return bool(role) and bruger.is_active and role.fra <= self.today

    @cached_property
    def familier(self):
        """Plejefamilie by number."""
        wanted = {
            number
            for ark in ("familier", "plejeforaeldre", "anbringelser")
            for number in self._values(ark, "familienummer")
        }
        rows = Plejefamilie.objects.filter(kommune=self.kommune, nummer__in=wanted)
        rows = rows.select_related("team").order_by("pk")
        return {row.nummer: row for row in self._held(rows)}

    @property
    def _familie_pks(self):
        return [row.pk for row in self.familier.values()]

    @cached_property
    def godkendelser(self):
        """The newest Godkendelse of each family."""
        rows = Godkendelse.objects.filter(plejefamilie__in=self._familie_pks)
        return {row.plejefamilie_id: row for row in self._held(rows.order_by("fra", "pk"))}

    @cached_property
    def foraeldre(self):
        """Plejeforaelder by (family, name in small letters); those who have left come last."""
        rows = Plejeforaelder.objects.filter(plejefamilie__in=self._familie_pks)
        rows = sorted(self._held(rows), key=lambda row: (row.fratraadt_paa is None, -row.pk))
        return {(row.plejefamilie_id, row.navn.casefold()): row for row in rows}

    @cached_property
    def tildelinger(self):
        """The Konsulenttildelinger of each family, oldest first."""
        rows = Konsulenttildeling.objects.filter(plejefamilie__in=self._familie_pks)
        found = {}
        for row in self._held(rows.select_related("konsulent").order_by("fra")):
            found.setdefault(row.plejefamilie_id, []).append(row)
        return found

    @cached_property
    def boern(self):
        """Barn by CPR number, wherever in Samspil it is: the number is used once in all."""
        wanted = self._values("boern", "cpr") | self._values("anbringelser", "cpr")
        by_index = {crypto.blind_index(CPR_PURPOSE, digits): digits for digits in wanted}
        rows = Barn.objects.filter(cpr_index__in=[*by_index]).order_by("pk")
        return {by_index[bytes(row.cpr_index)]: row for row in self._held(rows)}

    @cached_property
    def anbringelser(self):
        """The placements of the workbook's children, by child, oldest first."""
        pks = [row.pk for row in self.boern.values() if row.kommune_id == self.kommune.pk]
        rows = Anbringelse.objects.filter(barn__in=pks)
        found = {}
        for row in self._held(rows.select_related("plejefamilie").order_by("fra", "pk")):
            found.setdefault(row.barn_id, []).append(row)
        return found

    @cached_property
    def andre_boern(self):
        """Homes day and night in the workbook's families: [(family, child, fra, til)]."""
        rows = Anbringelse.objects.doegn().not_over(self.today)
        rows = rows.filter(plejefamilie__in=self._familie_pks)
        return [*rows.values_list("plejefamilie", "barn", "fra", "til")]

    @cached_property
    def bor_et_sted(self):
        """Children of the workbook who have a home now or soon."""
        return {
            barn
            for barn, rows in self.anbringelser.items()
            if any(row.til is None or row.til >= self.today for row in rows)
        }


def on_day_of(row, day):
    """Does the period fra–til of `row` hold `day`? The filter on_day, for a row in hand."""
    return row.fra <= day and (row.til is None or row.til >= day)
