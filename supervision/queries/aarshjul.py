"""The year of a family or a group: its supervisions, what it lacks, and what has changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from plejefamilier.models.moede import Form
from supervision import hjul
from supervision.models import Aarshjul, Forloeb, Forloebsdeltager, Session, Sessionsdeltager

GRUPPE_PR_AAR, ALENE_PR_AAR = "supervision.gruppe_pr_aar", "supervision.individuelle_pr_aar"
INTERVAL = "supervision.individuel_i_hvert_interval"
MINDST, HOEJST = "supervision.gruppe_mindst_pr_aar", "supervision.gruppe_hoejst_pr_aar"
RELATED = ("kommune", "plejefamilie", "forloeb", "endelig_af", "oprettet_af")
Slags, Rytme = Forloeb.Slags, Forloeb.Rytme


@dataclass(frozen=True)
class Raekke:
    """One supervision of the year as the table shows it; `start` and `slut` are local."""

    pk: int
    start: datetime
    slut: datetime
    gang: hjul.Gang
    navn: str
    tema: str
    sted: str
    url: str

    @property
    def dag(self):
        """»onsdag 3. februar«; the year is the wheel's."""
        return danish.ugedag(self.gang.dag, self.gang.dag)

    @property
    def tilstand(self):
        return hjul.TILSTANDE[self.gang.tilstand]

    @property
    def slags(self):
        return hjul.SLAGS[self.gang.slags]


@dataclass(frozen=True)
class Aar:
    """A wheel with its rows in order of date, its status, and what changed since it was agreed."""

    rows: list
    status: hjul.Status
    faldt_ud: list
    kom_til: list
    endelig: bool = False

    @property
    def gange(self):
        return [row.gang for row in self.rows]

    @property
    def holdt_ord(self):
        return hjul.holdt_ord(self.gange)

    @property
    def aftalt(self):
        """Agreed with the family, and as it was then."""
        return self.endelig and not self.aendret

    @property
    def vil_planlaegges(self):
        """Is planning the next thing to do?"""
        return not self.aftalt and (not self.status.opfyldt or not (self.rows or self.behov))

    @property
    def behov(self):
        return self.status.efter_behov

    @property
    def aendret(self):
        """»17. juni (individuel) er faldet ud«, one sentence a change."""
        gone = [f"{_words(day, slags)} er faldet ud" for day, slags in self.faldt_ud]
        return gone + [f"{_words(day, slags)} er kommet til" for day, slags in self.kom_til]


def aar_of(row, now, *, bruger=None):
    """The year of the wheel `row` at the moment `now`.

    With `bruger` each row has the address of its session when she may open it. Five queries.
    """
    sessions = [*sessions_of(row)]
    opens = set()
    if bruger is not None:
        mine = Session.objects.visible_to(bruger).filter(pk__in=[one.pk for one in sessions])
        opens = {*mine.values_list("pk", flat=True)}
    rows = [_raekke(one, now, opens=one.pk in opens) for one in sessions]
    gange = [one.gang for one in rows]
    gone, new = [], []
    if row.endelig_at:
        agreed = [(date.fromisoformat(day), slags) for day, slags in row.endelig_dage]
        gone, new = hjul.aendret(agreed, [(gang.dag, gang.slags) for gang in gange])
    return Aar(rows, status_of(row, gange), gone, new, row.endelig_at is not None)


def status_of(row, gange):
    """What these Gang fulfil of what the municipality asks for; one query."""
    return hjul.status(gange, krav_for(row), efter_behov=row.rytme == Rytme.BEHOV)


def krav_for(row):
    """The numbers of the municipality for a family's wheel, or for a group's (F8, F10)."""
    tal = regler.values((GRUPPE_PR_AAR, ALENE_PR_AAR, INTERVAL, MINDST, HOEJST), row.kommune)
    most = max(tal[HOEJST], tal[GRUPPE_PR_AAR])
    if row.forloeb_id:
        wanted = tal[GRUPPE_PR_AAR] or tal[MINDST]
        return hjul.Krav(gruppe=wanted, individuelle=None, gruppe_hoejst=most)
    return hjul.Krav(
        gruppe=tal[GRUPPE_PR_AAR] or None,
        individuelle=tal[ALENE_PR_AAR] or None,
        i_hvert_interval=tal[INTERVAL],
        gruppe_hoejst=most if tal[GRUPPE_PR_AAR] else None,
    )


def sessions_of(row):
    """The planned and held sessions of the year, in order; `kom` tells whether the family came."""
    start, slut = bounds(row.aar)
    sessions = (
        Session.objects.planned()
        .filter(start__gte=start, start__lt=slut)
        .select_related("forloeb", "lokale")
        .order_by("start", "pk")
    )
    if row.forloeb_id:
        return sessions.filter(forloeb=row.forloeb_id)
    place = Sessionsdeltager.objects.filter(
        session=OuterRef("pk"), plejefamilie=row.plejefamilie_id
    )
    return sessions.filter(about_familie(row.plejefamilie_id)).annotate(
        kom=Subquery(place.values("kom")[:1])
    )


def about_familie(familie):
    """Sessions of a family (its id): individual ones, and of groups it was in on that day."""
    alone = Q(forloeb__slags=Slags.INDIVIDUEL, forloeb__plejefamilie=familie)
    there = Q(forloeb__deltagere__til=None) | Q(forloeb__deltagere__til__gte=TruncDate("start"))
    return alone | (
        there
        & Q(
            forloeb__slags=Slags.GRUPPE,
            forloeb__deltagere__plejefamilie=familie,
            forloeb__deltagere__fra__lte=TruncDate("start"),
        )
    )


def bounds(aar):
    """The first moment of the year here, and of the next one."""
    days = (date(aar, 1, 1), date(aar + 1, 1, 1))
    return tuple(timezone.make_aware(datetime.combine(day, time.min)) for day in days)


def rows_for(bruger):
    """Wheels with what their pages need; `maa` when she may plan them. To be scoped by the view."""
    mine = Aarshjul.objects.editable_by(bruger).filter(pk=OuterRef("pk"))
    return Aarshjul.objects.select_related(*RELATED).annotate(maa=Exists(mine))


def others_of(row):
    """The other years of the same family or group, the newest first."""
    return Aarshjul.objects.filter(
        plejefamilie=row.plejefamilie_id, forloeb=row.forloeb_id
    ).exclude(pk=row.pk)


def groups_of(bruger, row):
    """The running groups whose year `bruger` may plan from this wheel."""
    groups = Forloeb.objects.editable_by(bruger).running().filter(slags=Slags.GRUPPE)
    if row.forloeb_id:
        return groups.filter(pk=row.forloeb_id)
    here = Forloebsdeltager.objects.filter(plejefamilie=row.plejefamilie_id)
    here = here.filter(Q(til=None) | Q(til__gte=timezone.localdate()))
    return groups.filter(pk__in=here.values("forloeb"))


def alone_of(bruger, row):
    """The running individual forløb of the family that `bruger` may plan in; none of a group."""
    if row.forloeb_id:
        return Forloeb.objects.none()
    rows = Forloeb.objects.editable_by(bruger).running()
    return rows.filter(slags=Slags.INDIVIDUEL, plejefamilie=row.plejefamilie_id)


def navn_of(row):
    """Whose wheel it is, as it stands in its middle."""
    if row.forloeb_id:
        return str(row.forloeb)
    return f"Familien {row.plejefamilie.kort_navn}"


def ny_url(bruger, plejefamilie):
    """Where `bruger` finds the wheel of a family; '' when supervision is not hers."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return ""
    return reverse("supervision:aarshjul_familie", args=[plejefamilie.pk])


def _raekke(session, now, *, opens):
    start, slut = timezone.localtime(session.start), timezone.localtime(session.slut)
    gruppe = session.forloeb.slags == Slags.GRUPPE
    gang = hjul.Gang(start.date(), hjul.GRUPPE if gruppe else hjul.INDIVIDUEL)
    return Raekke(
        pk=session.pk,
        start=start,
        slut=slut,
        gang=replace(gang, tilstand=_tilstand(session, now)),
        navn=session.forloeb.titel if gruppe else "",
        tema=session.tema or session.andet_tema,
        sted=_sted(session),
        url=reverse("supervision:session_detail", args=[session.pk]) if opens else "",
    )


def _tilstand(session, now):
    if session.logget_at is None:
        return hjul.PLANLAGT if session.slut > now else hjul.IKKE_SKREVET
    return hjul.UDEBLEV if getattr(session, "kom", None) is False else hjul.HOLDT


def _sted(session):
    if session.form == Form.VIRTUELT:
        return session.get_form_display()
    return session.lokale.navn if session.lokale else session.get_sted_display()


def _words(day, slags):
    return f"{day.day}. {danish.MAANEDER[day.month - 1]} ({hjul.SLAGS[slags].lower()})"
