"""Hours: what each institution and employee delivered in a month, against the agreement (B14)."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Extract
from django.utils import timezone

from faelles import ark, danish
from faelles.access import Permission, kommune_with
from faelles.models import Organisation
from plejefamilier.rytme import months_after
from supervision.models import Kursusgang, Session, Timeaftale

MAANED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
HOUR = 60  # minutes
OERE = Decimal("0.01")
SECONDS = Extract(F("slut") - F("start"), "epoch")
PLANLAGT = Cast(SECONDS / 60, IntegerField())  # minutes from start to end


@dataclass
class Tal:
    """Minutes of supervision and of teaching, those the municipality counts, and the roster's.

    `vagt` are minutes taken out of the roster, `afloesere` how many times somebody stood in.
    """

    supervision: int = 0
    undervisning: int = 0
    belaster: int = 0
    vagt: int = 0
    afloesere: int = 0

    @property
    def i_alt(self):
        return self.supervision + self.undervisning


@dataclass
class Hus:
    """An institution in a month. `timer_pr_maaned` and `timepris` are agreed, or None.

    `folk` are (name, Tal) of its employees, in order; empty for whoever may not see them.
    """

    pk: int
    navn: str
    tal: Tal = field(default_factory=Tal)
    timer_pr_maaned: Decimal | None = None
    timepris: Decimal | None = None
    folk: list = field(default_factory=list)

    @property
    def aftalt(self):
        """Agreed minutes of the month, or None."""
        return None if self.timer_pr_maaned is None else int(self.timer_pr_maaned * HOUR)

    @property
    def forskel(self):
        """Counted minutes above (or below) the agreement, or None without one."""
        return None if self.timer_pr_maaned is None else self.tal.belaster - self.aftalt

    @property
    def mangler(self):
        """How many minutes are missing of the agreement."""
        return -self.forskel

    @property
    def pris(self):
        """What the counted hours cost in kroner, rounded half up (R21), or None without a price."""
        if self.timepris is None:
            return None
        hours = Decimal(self.tal.belaster) / HOUR
        return (hours * self.timepris).quantize(OERE, ROUND_HALF_UP)


@dataclass(frozen=True)
class Maaned:
    """A month of a municipality: its houses by name, and whether employees are shown by name."""

    kommune: Organisation
    foerste: date
    huse: list
    navne: bool
    eget_hus: bool

    @property
    def navn(self):
        return f"{danish.MAANEDER[self.foerste.month - 1]} {self.foerste.year}"

    @property
    def noegle(self):
        return f"{self.foerste:%Y-%m}"

    @property
    def forrige(self):
        return f"{months_after(self.foerste, -1):%Y-%m}"

    @property
    def naeste(self):
        """The key of the month after it; '' when that has not begun."""
        after = months_after(self.foerste, 1)
        return f"{after:%Y-%m}" if after <= timezone.localdate() else ""


def month_of(typed):
    """The first day of the month that the address names (»2027-01«), else of this month."""
    today = timezone.localdate()
    match = MAANED.fullmatch(typed)
    asked = date(int(match[1]), int(match[2]), 1) if match else today
    return min(asked, today).replace(day=1)


def month(bruger, typed):
    """What was delivered in a month, in three queries whatever the number of houses and people.

    A session or a course belongs to the local month in which it began (R22). Supervision counts
    when it is written down, teaching when attendance is marked, once for each teacher. The people
    of an institution see their own house alone; names are for them and for leaders (B14).
    """
    kommune = kommune_with(bruger, Permission.SEE_TIMER)
    first = month_of(typed)
    own = bruger.organisation_id if bruger.organisation_id != kommune.pk else None
    names = own is not None or kommune.pk in bruger.kommuner_med(Permission.EDIT_TIMER)
    huse = _houses(kommune, first, own)
    people = {}
    for house, *person, tal in [*_supervision(kommune, first), *_teaching(kommune, first)]:
        if house in huse:
            _add(huse[house].tal, tal)
            _add(people.setdefault((house, *person), Tal()), tal)
    if names:
        for (house, _, navn), tal in sorted(people.items(), key=lambda one: one[0][2]):
            huse[house].folk.append((navn, tal))
    shown = [
        hus for hus in huse.values() if hus.tal.i_alt or hus.aftalt is not None or own is not None
    ]
    return Maaned(kommune, first, shown, names, own is not None)


def _houses(kommune, first, own):
    """The institutions by id, in order, each with its agreement of the month; one query.

    Of two agreements in one month the later holds. `own` is the only one that is wanted, or None.
    """
    last = months_after(first, 1)
    agreed = Timeaftale.objects.filter(
        Q(til=None) | Q(til__gte=first), kommune=kommune, institution=OuterRef("pk"), fra__lt=last
    ).order_by("-fra")
    rows = Organisation.objects.filter(kommune=kommune, slags=Organisation.Slags.INSTITUTION)
    if own is not None:
        rows = rows.filter(pk=own)
    rows = rows.annotate(
        timer=Subquery(agreed.values("timer_pr_maaned")[:1]),
        timepris=Subquery(agreed.values("timepris")[:1]),
    )
    return {
        row.pk: Hus(row.pk, row.navn, timer_pr_maaned=row.timer, timepris=row.timepris)
        for row in rows.order_by("navn", "pk")
    }


def _span(first):
    """The moments in which the month begins and ends here, as a filter on `start` (R2)."""
    begins, ends = (
        timezone.make_aware(datetime.combine(day, datetime.min.time()))
        for day in (first, months_after(first, 1))
    )
    return {"start__gte": begins, "start__lt": ends}


def _supervision(kommune, first):
    """(house, person, her name, Tal) of the sessions written down; one query."""
    minutes = Coalesce("minutter_holdt", PLANLAGT)
    rows = (
        Session.objects.held()
        .filter(forloeb__kommune=kommune, **_span(first))
        .order_by()
        .values("forloeb__institution", "supervisor", "supervisor__navn")
        .annotate(
            minutter=Sum(minutes),
            regnes=Sum(minutes, filter=Q(belaster=True), default=0),
            vagt=Sum("vagtminutter", default=0),
            afloesere=Count("pk", filter=~Q(afloeser="")),
        )
    )
    for row in rows:
        tal = Tal(
            supervision=row["minutter"],
            belaster=row["regnes"],
            vagt=row["vagt"],
            afloesere=row["afloesere"],
        )
        yield row["forloeb__institution"], row["supervisor"], row["supervisor__navn"], tal


def _teaching(kommune, first):
    """(house, person, her name, Tal) of the course meetings held, for each teacher; one query.

    A course without teachers was held by whoever is responsible. The house is where she works.
    """
    rows = (
        Kursusgang.objects.filter(
            kursus__kommune=kommune, fremmoede_at__isnull=False, aflyst_at=None, **_span(first)
        )
        .order_by()
        .annotate(
            hvem=Coalesce("kursus__undervisere__bruger", "kursus__ansvarlig"),
            hvem_navn=Coalesce("kursus__undervisere__bruger__navn", "kursus__ansvarlig__navn"),
            hus=Coalesce(
                "kursus__undervisere__bruger__organisation", "kursus__ansvarlig__organisation"
            ),
        )
        .values("hus", "hvem", "hvem_navn")
        .annotate(minutter=Sum(PLANLAGT))
    )
    for row in rows:
        tal = Tal(undervisning=row["minutter"], belaster=row["minutter"])
        yield row["hus"], row["hvem"], row["hvem_navn"], tal


def _add(total, tal):
    for name in ("supervision", "undervisning", "belaster", "vagt", "afloesere"):
        setattr(total, name, getattr(total, name) + getattr(tal, name))


def hours(minutes):
    """Minutes as hours with at most two decimals: 90 is 1.5."""
    whole = Decimal(minutes) / HOUR
    return float(whole.quantize(OERE, ROUND_HALF_UP))


def workbook(maaned):
    """The month as a workbook: the houses, and their employees for whoever may see them."""
    heads = ["Supervision", "Undervisning", "I alt", "Regnes med", "Ud af vagtplanen", "Afløsere"]
    houses = [
        [
            hus.navn,
            *_cells(hus.tal),
            None if hus.aftalt is None else float(hus.timer_pr_maaned),
            None if hus.aftalt is None else hours(hus.forskel),
            None if hus.pris is None else float(hus.pris),
        ]
        for hus in maaned.huse
    ]
    top = ["Institution", *heads, "Aftalt", "Forskel", "Pris i kr."]
    sheets = [ark.Ark(f"Timer {maaned.noegle}", top, houses)]
    if maaned.navne:
        folk = [[hus.navn, navn, *_cells(tal)] for hus in maaned.huse for navn, tal in hus.folk]
        sheets.append(ark.Ark("Medarbejdere", ["Institution", "Medarbejder", *heads], folk))
    return ark.workbook(sheets, titel=f"Timer {maaned.noegle}")


def _cells(tal):
    minutes = (tal.supervision, tal.undervisning, tal.i_alt, tal.belaster, tal.vagt)
    return [*(hours(one) for one in minutes), tal.afloesere]
