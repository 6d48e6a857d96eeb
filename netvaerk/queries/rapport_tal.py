"""What the report on networks counts: a year in one municipality, in three queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from faelles.constraints import on_day
from netvaerk.actions.netvaerkssvar import SPOERGSMAAL
from netvaerk.models import (
    Gruppefremmoede,
    Gruppemoede,
    Medlemskab,
    Mentoropfoelgning,
    Mentorprofil,
    Mentorskab,
    Netvaerksgruppe,
    Netvaerkssvar,
)
from plejefamilier.models import Anbringelse, Plejefamilie

BEGGE, GRUPPE, MENTOR, INGEN = "begge", "gruppe", "mentor", "ingen"
NETVAERK = (BEGGE, GRUPPE, MENTOR, INGEN)
I_NETVAERK, UDEN = "i_netvaerk", "uden"
I_TIDE, FOR_SENT = "i_tide", "for_sent"


@dataclass(frozen=True)
class Grundlag:
    """The counts of a year until `dag`, its last day or today.

    `tal` is {(what, key): number}. `trin` and `lukket` count groups, by Trin and Lukkegrund.
    `svar` holds (om, har_ringet) → {question: (sum, answers)}.
    """

    dag: date
    tal: dict
    trin: Counter
    begyndt: int
    overdraget: int
    lukket: Counter
    svar: dict

    def of(self, what, keys):
        """The numbers of one breakdown, in the order of `keys`."""
        return [self.tal.get((what, key), 0) for key in keys]

    def one(self, what):
        """A number that is no breakdown."""
        return self.tal.get((what, ""), 0)


def count(kommune, aar):
    """Count the year `aar` in `kommune`: what stands on its last day (or today), what happened."""
    today = timezone.localdate()
    fra, dag = date(aar, 1, 1), min(today, date(aar, 12, 31))
    first, *rest = _sources(kommune, fra, dag)
    trin, begyndt, overdraget, lukket = _groups(kommune, fra, dag)
    return Grundlag(
        dag=dag,
        tal={(what, key): number for what, key, number in first.union(*rest, all=True)},
        trin=trin,
        begyndt=begyndt,
        overdraget=overdraget,
        lukket=lukket,
        svar=_answers(kommune, fra, dag),
    )


def _groups(kommune, fra, dag):
    rows = [*Netvaerksgruppe.objects.filter(kommune=kommune, oprettet_at__date__lte=dag)]
    return (
        Counter(row.trin_on(dag) for row in rows),
        sum(_within(row.aktiv_fra, fra, dag) for row in rows),
        sum(_within(row.selvkoerende_fra, fra, dag) for row in rows),
        Counter(row.lukket_fordi for row in rows if _within(row.lukket_paa, fra, dag)),
    )


def _within(day, fra, dag):
    return day is not None and fra <= day <= dag


def _counted(what, rows, key=None):
    """`rows` counted by `key`, as rows of (what, key, number)."""
    key = Cast(key, CharField()) if key else Value("", CharField())
    named = rows.order_by().annotate(r_hvad=Value(what, CharField()), r_noegle=key)
    return (
        named.values("r_hvad", "r_noegle")
        .annotate(r_antal=Count("pk"))
        .values_list("r_hvad", "r_noegle", "r_antal")
    )


def _sources(kommune, fra, dag):
    """Every count but those of groups and answers, for one query."""
    year = (fra, dag)
    moeder = Gruppemoede.objects.filter(gruppe__kommune=kommune, start__date__range=year)
    held = moeder.planned().filter(slut__lte=timezone.now())
    came = Gruppefremmoede.objects.filter(moede__in=held)
    met = Plejefamilie.objects.filter(pk__in=came.values("medlemskab__plejefamilie"))
    ins = Medlemskab.objects.filter(gruppe__kommune=kommune)
    pairs = Mentorskab.objects.filter(mentee__kommune=kommune)
    begun, ended = pairs.filter(fra__range=year), pairs.filter(til__range=year, fra__isnull=False)
    asked = Mentoropfoelgning.objects.filter(mentorskab__mentee__kommune=kommune, paa__range=year)
    on_time = Case(When(paa__lte=F("frist"), then=Value(I_TIDE)), default=Value(FOR_SENT))
    waiting = pairs.filter(Q(til=None) | Q(til__gt=dag), Q(fra=None) | Q(fra__gt=dag))
    profiles = Mentorprofil.objects.willing().filter(plejefamilie__kommune=kommune)
    return [
        _counted("familier", _families(kommune, dag), _part()),
        _counted("holdt", held, "form"),
        _counted("aflyst", moeder.filter(aflyst_at__isnull=False)),
        _counted("emne", held.exclude(emne=""), "besluttet_af"),
        _counted("fremmoede", came, "kom"),
        _counted("moedte", met),
        _counted("kom_med", ins.filter(svar=Medlemskab.Svar.JA, fra__range=year)),
        _counted("gik_ud", ins.filter(til__range=year), "slutaarsag"),
        _counted("nej", ins.filter(svar=Medlemskab.Svar.NEJ, svar_paa__range=year)),
        _counted("parret", pairs.filter(on_day(dag))),
        _counted("venter", waiting.filter(oensket_paa__lte=dag)),
        _counted("villige", profiles.filter(ja_paa__lte=dag)),
        _counted("begyndt", begun, "aarsag"),
        _counted("initiativ", begun, "initiativ"),
        _counted("sluttet", ended, "slutaarsag"),
        _counted("gaar", asked, "gaar"),
        _counted("opfulgt", asked, on_time),
        _counted("brud", _broken(kommune, year), _where()),
    ]


def _families(kommune, dag):
    """The families approved on `dag`, with whether each is in a group that meets, and a pair."""
    there = Q(ophoert_paa=None) | Q(ophoert_paa__gt=dag)
    rows = Plejefamilie.objects.filter(there, kommune=kommune, godkendt_fra__lte=dag)
    return rows.annotate(i_gruppe=Exists(_in_group(dag)), i_par=Exists(_in_pair(dag)))


def _in_group(day, familie="pk"):
    return Medlemskab.objects.filter(
        on_day(day),
        plejefamilie=OuterRef(familie),
        svar=Medlemskab.Svar.JA,
        gruppe__aktiv_fra__lte=day,
    )


def _in_pair(day, familie="pk"):
    mine = Q(mentee=OuterRef(familie)) | Q(mentor=OuterRef(familie))
    return Mentorskab.objects.filter(mine, on_day(day))


def _part():
    return Case(
        When(i_gruppe=True, i_par=True, then=Value(BEGGE)),
        When(i_gruppe=True, then=Value(GRUPPE)),
        When(i_par=True, then=Value(MENTOR)),
        default=Value(INGEN),
    )


def _broken(kommune, year):
    """Placements that broke down, with whether the family was in a network on that day (I11)."""
    til = OuterRef("til")
    return Anbringelse.objects.filter(
        plejefamilie__kommune=kommune,
        til__range=year,
        slutaarsag=Anbringelse.Slutaarsag.SAMMENBRUD,
    ).annotate(
        i_netvaerk=Q(Exists(_in_group(til, "plejefamilie")) | Exists(_in_pair(til, "plejefamilie")))
    )


def _where():
    return Case(When(i_netvaerk=True, then=Value(I_NETVAERK)), default=Value(UDEN))


def _answers(kommune, fra, dag):
    wanted = {f"{kind}_{name}": how(name) for name in SPOERGSMAAL for kind, how in SUMS.items()}
    rows = (
        Netvaerkssvar.objects.filter(kommune=kommune, dato__range=(fra, dag))
        .order_by()
        .values("om", "har_ringet")
        .annotate(**wanted)
    )
    return {
        (row["om"], row["har_ringet"]): {
            name: (row[f"sum_{name}"] or 0, row[f"antal_{name}"]) for name in SPOERGSMAAL
        }
        for row in rows
    }


SUMS = {"sum": Sum, "antal": Count}
