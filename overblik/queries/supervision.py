"""Courses and supervision on Min dag: what I hold or take part in, and courses with seats left."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission
from plejefamilier.models import Plejefamilie
from plejefamilier.raekker import PLIGT
from supervision.models import (
    Forloeb,
    Kursus,
    Kursusgang,
    Kursusunderviser,
    Session,
    Sessionsdeltager,
)

SESSION, GANG, LEDIG = "sessionstid", "kursusgangstid", "ledigt_kursus"
TIDER = {SESSION, GANG}
MOST_LEDIGE = 4


@dataclass(frozen=True)
class Ledigt:
    """A course one may enrol in: `frist` is the last day, `begynder` the first."""

    titel: str
    url: str
    frist: date
    begynder: date
    ledige: str


def sources(bruger, dag, ahead):
    """Rows of raekker.PLIGT for the coming days, and of the courses; None for what is not hers."""
    return [_sessioner(bruger, dag, ahead), _gange(bruger, dag, ahead), _ledige(bruger, dag)]


def line(raekke):
    """(kind, words, address) of a session or a course meeting in the week."""
    klokken = danish.kl(timezone.localtime(raekke.tid)).capitalize()
    if raekke.slags == GANG:
        url = reverse("supervision:kursus_detail", args=[raekke.tekst])
        return "Kursus", f"{klokken} {raekke.familienavn}", url
    slags = Forloeb.Slags(raekke.tekst).label
    om = Plejefamilie(navn=raekke.familienavn).kort_navn if raekke.familienavn else ""
    url = reverse("supervision:session_detail", args=[raekke.noegle])
    return "Super\u00advision", f"{klokken} {slags}{f', {om}' if om else ''}", url


def ledigt(raekke):
    """A row of a course with seats left, as it is shown."""
    antal = int(raekke.familie)
    return Ledigt(
        titel=raekke.familienavn,
        url=reverse("supervision:tilmelding_create", args=[raekke.noegle]),
        frist=raekke.frist,
        begynder=timezone.localdate(raekke.tid),
        ledige=danish.antal(antal, "ledig plads", "ledige pladser"),
    )


def _sessioner(bruger, dag, ahead):
    if not bruger.can(Permission.SEE_SUPERVISION):
        return None
    asked = Sessionsdeltager.objects.filter(session=OuterRef("pk"), bruger=bruger)
    own = Plejefamilie.objects.worked_with_by(bruger)
    rows = (
        Session.objects.visible_to(bruger)
        .planned()
        .filter(
            Q(supervisor=bruger)
            | Exists(asked)
            | (~Q(konsulent_med=Session.KonsulentMed.NEJ) & Q(forloeb__plejefamilie__in=own)),
            slut__gt=dag.now,
            start__lt=dag.now + ahead,
        )
    )
    return PLIGT.of(
        rows,
        slags=Value(SESSION),
        noegle=F("pk"),
        frist=TruncDate("start"),
        familienavn=F("forloeb__plejefamilie__navn"),
        tekst=F("forloeb__slags"),
        tid=F("start"),
    )


def _gange(bruger, dag, ahead):
    if not bruger.can(Permission.RECORD_FREMMOEDE):
        return None
    teaches = Kursusunderviser.objects.filter(kursus=OuterRef("kursus"), bruger=bruger)
    rows = (
        Kursusgang.objects.visible_to(bruger)
        .planned()
        .filter(
            Exists(teaches),
            kursus__publiceret_at__isnull=False,
            kursus__aflyst_at=None,
            slut__gt=dag.now,
            start__lt=dag.now + ahead,
        )
    )
    return PLIGT.of(
        rows,
        slags=Value(GANG),
        noegle=F("pk"),
        frist=TruncDate("start"),
        familienavn=F("kursus__titel"),
        tekst=Cast("kursus", CharField()),
        tid=F("start"),
    )


def _ledige(bruger, dag):
    """The next courses with a seat left that anybody may enrol in."""
    kommuner = bruger.kommuner_med(Permission.ENROL_KURSER)
    if not kommuner:
        return None
    rows = Kursus.objects.published().filter(
        kommune__in=kommuner,
        lukket=False,
        optaget__lt=F("pladser"),
        tilmeldingsfrist__gte=dag.today,
        begynder_paa__gt=dag.today,
    )
    first = rows.order_by("tilmeldingsfrist", "pk").values("pk")[:MOST_LEDIGE]
    return PLIGT.of(
        Kursus.objects.visible_to(bruger).filter(pk__in=first),
        slags=Value(LEDIG),
        noegle=F("pk"),
        frist=F("tilmeldingsfrist"),
        familie=Cast(F("pladser") - F("optaget"), CharField()),
        familienavn=F("titel"),
        tid=_first_meeting(),
    )


def _first_meeting():
    """The start of its first meeting that stands."""
    gange = Kursusgang.objects.planned().filter(kursus=OuterRef("pk")).order_by("start")
    return Subquery(gange.values("start")[:1])
