"""Is the line manned (K3), and who may hold it: asked of the database, decided in one place."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Max, Q

from akuttelefon import vagtplan
from akuttelefon.frist import Aabningstid
from akuttelefon.models import Vagt
from akuttelefon.vagtplan import DAY, Tidsrum, moment
from faelles import regler
from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from faelles.constraints import on_day
from faelles.kalender import NOEGLER, kalender_for
from faelles.models import Bruger, Organisation, Rolletildeling
from faelles.workdays import Kalender
from plejefamilier.models import Fravaer

HOLDS_THE_LINE = [
    rolle for rolle, permissions in ROLE_PERMISSIONS.items() if Permission.LOG_OPKALD in permissions
]
TAL = ("akut.aabner", "akut.lukker", "akut.vagtskifte", "akut.hul_varsel_dage")
LONGEST = timedelta(days=31)  # a shift, by the constraint vagt_longest


@dataclass(frozen=True)
class Grundlag:
    """What decides when the line of a municipality must be manned."""

    kommune: Organisation
    kalender: Kalender
    aabningstid: Aabningstid
    vagtskifte: time
    varsel: timedelta

    def required(self, start, slut):
        return vagtplan.required(start, slut, self.kalender, self.aabningstid)

    def pieces(self, fra, til, *, natskift=None):
        """The duties that begin on the days `fra` to `til`."""
        return vagtplan.doegnvagter(
            fra,
            til,
            self.kalender,
            self.aabningstid,
            vagtskifte=self.vagtskifte,
            natskift=natskift,
        )

    def pieces_from(self, fra, til, *, natskift=None):
        """The same, and what is left of the night before `fra` from its midnight on."""
        midnight = moment(fra, time(0))
        pieces = self.pieces(fra - DAY, til, natskift=natskift)
        return [p._replace(start=max(p.start, midnight)) for p in pieces if p.slut > midnight]

    def gap_pieces(self, start, slut, shifts):
        """The gaps between two moments, cut where a duty would change: each fits one shift."""
        left = vagtplan.gaps(self.required(start, slut), shifts)
        if not left:
            return []
        first, last = vagtplan.local_day(left[0].start), vagtplan.local_day(left[-1].slut)
        pieces = iter(self.pieces(first - DAY, last))
        found, piece = [], next(pieces)
        for hul in left:
            while piece is not None and piece.start < hul.slut:
                start, slut = max(piece.start, hul.start), min(piece.slut, hul.slut)
                if start < slut:
                    found.append(Tidsrum(start, slut))
                if piece.slut > hul.slut:
                    break
                piece = next(pieces, None)
        return found


def grundlag_for(kommune):
    """The calendar, the opening hours and the numbers of `kommune`, in two queries."""
    values = regler.values((*NOEGLER, *TAL), kommune)
    return Grundlag(
        kommune=kommune,
        kalender=kalender_for(kommune, values=values),
        aabningstid=Aabningstid(values["akut.aabner"], values["akut.lukker"]),
        vagtskifte=values["akut.vagtskifte"],
        varsel=timedelta(days=values["akut.hul_varsel_dage"]),
    )


def shifts_between(kommune, start, slut):
    """The standing shifts of `kommune` that touch the period, with person and provider."""
    rows = Vagt.objects.between(start, slut).filter(kommune=kommune)
    return [*rows.select_related("bruger", "udbyder").in_order()]


def last_end(kommune):
    """When the last standing shift of `kommune` ends, or None without shifts."""
    return Vagt.objects.planned().filter(kommune=kommune).aggregate(sidst=Max("slut"))["sidst"]


# --- who may hold the line -------------------------------------------------------------------


def _roles(kommune):
    return Rolletildeling.objects.filter(kommune=kommune, rolle__in=HOLDS_THE_LINE)


def may_hold(kommune, day, *, until=None):
    """The active people with a role in `kommune` on `day` that writes down calls.

    With `until`, those who have one on any day from `day` to then.
    """
    held = Q(fra__lte=until or day) & (Q(til=None) | Q(til__gte=day))
    return (
        Bruger.objects.filter(is_active=True, pk__in=_roles(kommune).filter(held).values("bruger"))
        .select_related("organisation")
        .order_by("organisation__navn", "navn", "pk")
    )


def only_leaders(kommune, day):
    """Ids of those who may hold the line on `day` as leaders only."""
    held = {}
    for bruger, rolle in _roles(kommune).filter(on_day(day)).values_list("bruger", "rolle"):
        held.setdefault(bruger, set()).add(rolle)
    return {bruger for bruger, roles in held.items() if roles == {Rolle.TEAMLEDER}}


def names(people):
    """The names of these people (ids) as (id, name)."""
    return Bruger.objects.filter(pk__in=people).values_list("pk", "navn")


def providers(kommune):
    """The municipality itself (konsulenter in turn), its institutions and its døgnvagt."""
    return Organisation.objects.filter(Q(pk=kommune.pk) | Q(kommune=kommune), aktiv=True).order_by(
        "navn", "pk"
    )


def in_words(udbyder):
    """The provider's name; the municipality itself mans the line with its konsulenter (K3)."""
    kommune = udbyder.slags == Organisation.Slags.KOMMUNE
    return "Konsulenter på skift" if kommune else udbyder.navn


def busy_spans(kommune, people, start, slut):
    """When each of `people` (ids) is not free between two moments, as {person: [Tidsrum]}.

    She is absent, has another shift, or has no role in `kommune` that holds the line. 3 queries.
    """
    busy = {pk: [] for pk in people}
    first, last = vagtplan.local_day(start), vagtplan.local_day(slut)
    for row in Fravaer.objects.filter(bruger__in=people, fra__lte=last, til__gte=first):
        busy[row.bruger_id].append(_whole_days(row.fra, row.til))
    for row in Vagt.objects.between(start, slut).filter(bruger__in=people):
        busy[row.bruger_id].append(Tidsrum(row.start, row.slut))
    held = {pk: [] for pk in people}
    for row in _roles(kommune).filter(bruger__in=people, bruger__is_active=True):
        held[row.bruger_id].append(_whole_days(row.fra, row.til))
    for pk, roles in held.items():
        # who holds the role when the shift begins may end it
        begins = [Tidsrum(role.start, role.slut + DAY) for role in roles]
        busy[pk] += vagtplan.subtract([Tidsrum(start, slut)], begins)
    return busy


def _whole_days(fra, til):
    last = (til or date.max - 2 * DAY) + DAY
    return Tidsrum(moment(fra, time(0)), moment(last, time(0)))


# --- gaps ------------------------------------------------------------------------------------


def window(grundlag, now):
    """From so long before `now` that a gap which has begun has its start, to the warning's end."""
    return now - LONGEST, now + grundlag.varsel


def coming_runs(grundlag, shifts, now):
    """Stretches without anybody on duty inside the warning (akut.hul_varsel_dage), told once each.

    `shifts` are the standing shifts of `window`. A stretch that began before it is no news: the
    roster is not used yet, or ran out more than a month ago, which was told then.
    """
    start, slut = window(grundlag, now)
    left = vagtplan.runs(vagtplan.gaps(grundlag.required(start, slut), shifts), shifts)
    return [hul for hul in left if hul.slut > now and hul.start > start + DAY]


def day_span(fra, til):
    """From the first moment of the local day `fra` to the last of `til`."""
    return moment(fra, time(0)), moment(til + DAY, time(0))
