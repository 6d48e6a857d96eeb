"""The long closings to come, who is told of them, and how far that has got (K7)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from akuttelefon.actions.lukkebesked import PLAN_AHEAD, lukninger_for
from akuttelefon.lukkemail import Mail, lukkemail
from akuttelefon.lukning import Lukning
from akuttelefon.models import Lukkebesked
from faelles import danish
from faelles.access import Permission
from plejefamilier.models import Konsulenttildeling
from plejefamilier.models.familie import DkSort

MOST_ROWS = 200  # families of one page that a person tells
MINUTES_LATE = timedelta(minutes=15)  # a mail that is later than this has met a hindrance
MAIL, KONSULENT = Lukkebesked.Kanal.MAIL, Lukkebesked.Kanal.KONSULENT


@dataclass(frozen=True)
class AtSige:
    """A family, or a foster parent, that a person tells."""

    familie: int
    kryds: str  # the value of its box
    navn: str
    konsulent: str
    telefon: str


@dataclass
class Lukkeside:
    """One closing on the page. `frem` is how many have been told, of how many."""

    lukning: Lukning
    periode: str
    dage: str
    gaar_ud: datetime
    planlagt: bool = False
    stoppet: bool = False
    begyndt: bool = False
    mails: int = 0
    mails_sendt: int = 0
    personer: int = 0
    personer_givet: int = 0
    sene: int = 0
    mail: Mail | None = None
    at_sige: list = field(default_factory=list)
    foerst: bool = False  # the first with something to tick has the page's filled button
    klar_fra: datetime | None = None

    @property
    def alle(self):
        return self.mails + self.personer

    @property
    def givet(self):
        return self.mails_sendt + self.personer_givet

    @property
    def kan_stoppes(self):
        return not self.stoppet and not self.begyndt and (not self.alle or self.givet < self.alle)


def lukning_page(bruger, kommune):
    """The closings of the coming year in `kommune`, each with its progress and whom to tell.

    The numbers are the municipality's; the families by name are those of `bruger`. The number of
    queries grows with the closings (some five a year), not with the families.
    """
    now, today = timezone.now(), timezone.localdate()
    counts = _counts(kommune, today, now)
    to_tell = _to_tell(bruger, kommune, now)
    sider = []
    for lukning, moment in lukninger_for(kommune, today):
        known = counts.get((lukning.fra, lukning.til), {})
        side = Lukkeside(
            lukning=lukning,
            periode=danish.periode(lukning.fra, lukning.til),
            dage=danish.antal(lukning.dage, "dag", "dage"),
            begyndt=lukning.fra <= today,
            klar_fra=moment - PLAN_AHEAD,
            **{"gaar_ud": moment, **known},
        )
        side.at_sige = to_tell.get((lukning.fra, lukning.til), [])
        side.mail = lukkemail(kommune, lukning) if side.planlagt else None
        side.foerst = bool(side.at_sige) and not any(other.foerst for other in sider)
        sider.append(side)
    return sider


def _counts(kommune, today, now):
    rows = (
        Lukkebesked.objects.filter(plejefamilie__kommune=kommune, til__gte=today)
        .filter(Q(cancelled_at=None) | ~Q(cancelled_by=None))
        .values("fra", "til")
        .annotate(
            gaar_ud=Min("due_at"),
            mails=Count("pk", filter=Q(kanal=MAIL)),
            mails_sendt=Count("pk", filter=Q(kanal=MAIL, done_at__isnull=False)),
            personer=Count("pk", filter=Q(kanal=KONSULENT)),
            personer_givet=Count("pk", filter=Q(kanal=KONSULENT, done_at__isnull=False)),
            stoppet=Count("pk", filter=Q(cancelled_by__isnull=False, done_at=None)),
            sene=Count(
                "pk",
                filter=Q(
                    kanal=MAIL, done_at=None, cancelled_at=None, due_at__lt=now - MINUTES_LATE
                ),
            ),
        )
    )
    return {
        (row.pop("fra"), row.pop("til")): {**row, "planlagt": True, "stoppet": row["stoppet"] > 0}
        for row in rows
    }


def _to_tell(bruger, kommune, now):
    """What `bruger` is to tell now, by closing: {(fra, til): [AtSige]}."""
    today = timezone.localdate(now)
    holding = Konsulenttildeling.objects.holding(today).filter(
        plejefamilie=OuterRef("plejefamilie")
    )
    rows = (
        tellable_by(bruger)
        .to_tell(now)
        .filter(plejefamilie__kommune=kommune)
        .select_related("plejefamilie", "plejeforaelder")
        .annotate(konsulent_navn=Subquery(holding.values("konsulent__navn")[:1]))
        .order_by("fra", DkSort(F("plejefamilie__navn")), "pk")[:MOST_ROWS]
    )
    found = {}
    for row in rows:
        who, familie = row.plejeforaelder, row.plejefamilie
        found.setdefault((row.fra, row.til), []).append(
            AtSige(
                familie=familie.pk,
                kryds=str(row.pk),
                navn=f"{familie.visningsnavn} ({who.fornavn})" if who else familie.visningsnavn,
                konsulent=row.konsulent_navn or "Ingen konsulent",
                telefon=(who.telefon if who else "") or familie.telefon,
            )
        )
    return found


def tellable_by(bruger):
    """The rows that `bruger` may tick off: those of the families she may hand the number to."""
    kommuner = bruger.kommuner_med(Permission.HAND_OUT_NUMMER)
    return Lukkebesked.objects.visible_to(bruger).filter(plejefamilie__kommune__in=kommuner)
