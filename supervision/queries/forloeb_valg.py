"""Whom and what one can choose for a forløb: supervisors, themes, groups, requests (A11, F2)."""

from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.paging import MOST
from plejefamilier.models import Anmodning, Plejefamilie
from supervision.models import Fagprofil, Forloeb, Forloebsdeltager, Tema
from supervision.queries.forloeb_linje import ABOUT_SUPERVISION


def supervisors(kommune, *, known=None):
    """Who may give supervision in `kommune` today, the institutions' own people first (B3, B8).

    `known` is the id of the one who has it now; she stays choosable.
    """
    return _people(kommune, Permission.PLAN_SUPERVISION, known)


def fagpersoner(kommune):
    """Who may take part in supervision for professionals: everybody with a role today (F20)."""
    return _people(kommune, Permission.USE_SAMSPIL, None)


def _people(kommune, permission, known):
    roller = [rolle for rolle, may in ROLE_PERMISSIONS.items() if permission in may]
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kommune, rolle__in=roller
    )
    people = Bruger.objects.filter(Q(pk__in=roles.values("bruger"), is_active=True) | Q(pk=known))
    own = Case(When(organisation=kommune, then=1), default=0, output_field=IntegerField())
    ordered = people.annotate(egen=own).order_by("egen", "organisation__navn", "navn", "pk")
    return ordered.select_related("organisation")


def temaer(kommune):
    return Tema.objects.filter(kommune=kommune).in_use()


def requests_of(bruger, plejefamilie):
    """The family's requests for supervision that no forløb has come of, newest first (F2)."""
    taken = Forloeb.objects.filter(anmodning=OuterRef("pk"))
    rows = Anmodning.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)
    rows = rows.filter(emner__overlap=[emne.value for emne in ABOUT_SUPERVISION])
    return rows.filter(~Exists(taken)).order_by("-modtaget_paa", "-pk")


def open_groups(bruger, plejefamilie):
    """Groups of the municipality that the family is not in: their names tell of no family."""
    inside = Forloebsdeltager.objects.filter(
        on_day(timezone.localdate()), forloeb=OuterRef("pk"), plejefamilie=plejefamilie
    )
    rows = Forloeb.objects.unfinished().filter(
        slags=Forloeb.Slags.GRUPPE,
        kommune=plejefamilie.kommune_id,
        kommune__in=bruger.kommuner_med(Permission.PLAN_SUPERVISION),
    )
    rows = rows.filter(~Exists(inside)).select_related("supervisor__organisation", "tema")
    return rows.order_by("titel", "pk")


def own_families(bruger):
    """The families for which the reader may open a forløb."""
    rows = Plejefamilie.objects.editable_by(bruger).active()
    may = rows.filter(kommune__in=bruger.kommuner_med(Permission.PLAN_SUPERVISION))
    return may.order_by("navn", "pk")


def families_for(bruger, gruppe):
    """The reader's own families that are not in the group today."""
    inside = Forloebsdeltager.objects.filter(
        on_day(timezone.localdate()), forloeb=gruppe, plejefamilie=OuterRef("pk")
    )
    return own_families(bruger).filter(~Exists(inside), kommune=gruppe.kommune_id)


def familier_followed_by(supervisor, further=None):
    """How many families `supervisor` follows in groups today, with `further` among them (M4)."""
    places = Forloebsdeltager.objects.filter(
        on_day(timezone.localdate()),
        plejefamilie__isnull=False,
        forloeb__supervisor=supervisor,
        forloeb__afsluttet_at=None,
    )
    found = {*places.values_list("plejefamilie", flat=True)}
    return len(found | ({further.pk} if further else set()))


@dataclass(frozen=True)
class Specialist:
    """Somebody who can give supervision, and what she knows."""

    pk: int
    navn: str
    hvor: str
    temaer: str
    speciale: str


def specialists(bruger, kommune, tema, soeg):
    """»Hvem kan det her?«: those with the theme `tema` (None for all), by special knowledge (A11).

    `soeg` is a part of the special knowledge or of the house's name.
    """
    can = supervisors(kommune)
    rows = Fagprofil.objects.visible_to(bruger).filter(kommune=kommune, aktiv=True)
    rows = rows.filter(bruger__in=can.order_by().values("pk"))
    if tema is not None:
        rows = rows.filter(temaer=tema)
    if soeg:
        found = Q(speciale__icontains=soeg) | Q(bruger__organisation__navn__icontains=soeg)
        rows = rows.filter(found | Q(temaer__navn__icontains=soeg)).distinct()
    rows = rows.annotate(
        ens=Case(When(bruger__organisation=kommune, then=Value(1)), default=Value(0))
    )
    rows = rows.select_related("bruger__organisation").prefetch_related("temaer")
    return [
        Specialist(
            row.bruger_id,
            row.bruger.navn,
            row.bruger.organisation.navn,
            ", ".join(tema.navn for tema in row.temaer.all()),
            row.speciale,
        )
        for row in rows.order_by("ens", "bruger__navn", "pk")[:MOST]
    ]
