"""Konsulterende forløb in numbers: the price of a chain, and what a year's forløb came to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import fmean

from django.db.models import (
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import MonthsAfter
from plejefamilier.models import Anbringelse
from plejefamilier.queries.overgang_tal import year_of
from supervision.forloebsregler import hours_in_words
from supervision.konsulterende import months_between
from supervision.models import Forloeb, Session
from supervision.queries.forloeb_kaede import chain_of, visible_in

PRIS = "konsulterende.pris"
FORVENTET = "konsulterende.maaneder_forventet"
MINDSTE = "plejefamilier.mindste_celle"
ET_AAR = 12  # months that a child is followed after a forløb (G7)
MANGLER = "–"


@dataclass(frozen=True)
class Led:
    """One forløb of a chain as it is shown; `pk` is None when the reader may not open it."""

    nr: int
    pk: int | None
    moeder: int
    planlagte: int
    timer: str
    foerste: date | None
    sidste: date | None


@dataclass(frozen=True)
class Kaede:
    """A chain; a new forløb would go on from `sidste_pk`.

    `pris` and `i_alt` are kroner, or None for whoever does not see what it costs.
    """

    led: list
    antal: int
    moeder: int
    timer: str
    foerste: date | None
    sidste: date | None
    pris: Decimal | None
    i_alt: Decimal | None
    sidste_pk: int


def chain(bruger, forloeb):
    """The chain of `forloeb` as `bruger` may see it (F12, G9), and its price to leaders (M2)."""
    found = chain_of(forloeb)
    opens = visible_in(bruger, found)
    led = [
        Led(
            nr=nr,
            pk=one.pk if one.pk in opens else None,
            moeder=one.moeder,
            planlagte=one.planlagte,
            timer=hours_in_words(one.minutter),
            foerste=one.foerste and timezone.localdate(one.foerste),
            sidste=one.sidste and timezone.localdate(one.sidste),
        )
        for nr, one in enumerate(found.led, 1)
    ]
    leads = forloeb.kommune_id in bruger.kommuner_med(Permission.EDIT_TIMER)
    pris = Decimal(regler.value(PRIS, forloeb.kommune)) if leads else None
    return Kaede(
        led=led,
        antal=found.antal,
        moeder=found.moeder,
        timer=hours_in_words(found.minutter),
        foerste=found.foerste,
        sidste=found.sidste,
        pris=pris,
        i_alt=pris * found.antal if leads else None,
        sidste_pk=found.led[-1].pk,
    )


@dataclass(frozen=True)
class Rapport:
    """The forløb that ended in a year: lines of (what, words); numbers below `skjuler` hidden."""

    aar: int
    linjer: list
    skjuler: int
    pr: datetime


def report(bruger, kommune, typed):
    """How long they lasted (G9), how the child was before and after, did it stay (G7, A17).

    A forløb belongs to the local year in which it ended (R22). Whoever leads sees small numbers;
    for others those from 1 up to the municipality's limit are hidden (W4), and so are means of so
    few. Two queries beside the rules.
    """
    aar = year_of(typed)
    exact = kommune.pk in bruger.kommuner_med(Permission.LEAD_TEAM)
    rules = regler.values((FORVENTET, MINDSTE), kommune)
    least = 0 if exact else rules[MINDSTE]
    rows = _ended_in(kommune, aar)
    months = [
        months_between(timezone.localdate(row["foerste"]), timezone.localdate(row["sidste"]))
        for row in rows
        if row["foerste"]
    ]
    before_after = [
        (row["trivsel_foer"], row["trivsel_efter"])
        for row in rows
        if row["trivsel_foer"] and row["trivsel_efter"]
    ]
    goals = [row["maalopfyldelse"] for row in rows if row["maalopfyldelse"]]
    followed = [row for row in rows if row["barn"] and row["et_aar_efter"] <= timezone.localdate()]
    kept = sum(row["bor_der"] for row in followed)
    broken = sum(row["brudt"] for row in followed)
    expected = danish.antal(rules[FORVENTET], "måned", "måneder")
    lines = [
        ("Forløb, der sluttede", _number(len(rows), least)),
        (f"Varede i gennemsnit (regnet med {expected})", _mean(months, least, " måneder")),
        ("Trivsel før, 1–10", _mean([before for before, _ in before_after], least)),
        ("Trivsel efter, 1–10", _mean([after for _, after in before_after], least)),
        ("Målopfyldelse, 1–5", _mean(goals, least)),
        ("Børn fulgt i 12 måneder", _number(len(followed), least)),
        ("– boede der stadig", _part(kept, followed, least)),
        ("– anbringelsen brød sammen", _part(broken, followed, least)),
    ]
    return Rapport(aar=aar, linjer=lines, skjuler=least, pr=timezone.localtime())


def _ended_in(kommune, aar):
    """The konsulterende forløb that ended in `aar`, with what the report asks; one query."""
    held = Session.objects.held().filter(forloeb=OuterRef("pk")).order_by().values("forloeb")
    home = Anbringelse.objects.filter(
        barn=OuterRef("barn"), plejefamilie=OuterRef("plejefamilie"), fra__lte=OuterRef("slut_paa")
    )
    rows = Forloeb.objects.filter(
        kommune=kommune,
        slags=Forloeb.Slags.KONSULTERENDE,
        aktiveret_at__isnull=False,
        afsluttet_at__isnull=False,
        slut_paa__year=aar,
    ).annotate(
        foerste=Subquery(held.annotate(m=Min("start")).values("m")),
        sidste=Subquery(held.annotate(m=Max("start")).values("m")),
        et_aar_efter=MonthsAfter(F("slut_paa"), Value(ET_AAR)),
        bor_der=Exists(home.filter(Q(til=None) | Q(til__gte=OuterRef("et_aar_efter")))),
        brudt=Exists(
            home.filter(
                slutaarsag=Anbringelse.Slutaarsag.SAMMENBRUD,
                til__gte=OuterRef("slut_paa"),
                til__lt=OuterRef("et_aar_efter"),
            )
        ),
    )
    asked = ("trivsel_foer", "trivsel_efter", "maalopfyldelse", "barn", "foerste", "sidste")
    return [*rows.order_by("pk").values(*asked, "et_aar_efter", "bor_der", "brudt")]


def _number(number, least):
    return f"under {least}" if 0 < number < least else danish.tal(number)


def _part(number, whole, least):
    """A part of `whole`; hidden when it, or what is left, is so few that somebody is recognised."""
    if not whole:
        return MANGLER
    hidden = any(0 < few < least for few in (number, len(whole) - number))
    return "vises ikke" if hidden else danish.tal(number)


def _mean(numbers, least, unit=""):
    if not numbers:
        return MANGLER
    if len(numbers) < least:
        return "vises ikke"
    return f"{danish.tal(fmean(numbers), 1)}{unit}"
