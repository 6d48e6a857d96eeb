"""What may be chosen when somebody is signed up: families, grown-ups, colleagues, courses."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.paging import danish_order, page
from plejefamilier.models import Familieprofil, Indskrivning, Plejefamilie, Plejeforaelder
from supervision.models import Kursus, Tilmelding, familier_til_kursus

SHOWN = 6  # boxes; more families are looked up
MOST_FAMILIES = 200
ALLE, HAAND = "alle", "haand"


def familier_for(bruger, kursus):
    """The families `bruger` may sign up for the course: a name, nothing else."""
    return familier_til_kursus().visible_to(bruger).filter(kommune=kursus.kommune_id)


def on_course(kursus):
    """Enrolments of the course that are not over, of the family of the outer query."""
    return Tilmelding.objects.active().filter(kursus=kursus, plejefamilie=OuterRef("pk"))


def shown_familier(familier, kursus, text="", *, chosen=None):
    """The first families that can still be signed up, and whether there are more to look for.

    `text` is a part of the name. The family that is `chosen` is among them.
    """
    free = familier.filter(~Exists(on_course(kursus)))
    for word in text.replace("\0", "").split():
        free = free.filter(navn__icontains=word)
    found = [*free.order_by(danish_order("navn"), "pk")[: SHOWN + 1]]
    more, found = len(found) > SHOWN, found[:SHOWN]
    if chosen and chosen.pk not in {row.pk for row in found}:
        found = [chosen, *found[: SHOWN - 1]]
    return found, more


def already_on(familier, kursus):
    """Families of hers that are on the course already: [(name, status in words)]."""
    rows = Tilmelding.objects.active().filter(kursus=kursus, plejefamilie__in=familier.values("pk"))
    found = rows.select_related("plejefamilie").order_by("raekke")[:MOST_FAMILIES]
    return [(row.plejefamilie.kort_navn, row.get_status_display().lower()) for row in found]


def voksne_of(familie):
    """The grown-ups of the family today."""
    today = timezone.localdate()
    here = Q(fratraadt_paa=None) | Q(fratraadt_paa__gt=today)
    return Plejeforaelder.objects.filter(here, plejefamilie=familie).order_by("pk")


def has_kolleger(bruger, kursus):
    """May `bruger` sign up professionals? Only of the municipality she is employed by (B2)."""
    return bruger.organisation_id == kursus.kommune_id


def kolleger(bruger, kursus):
    """The professionals `bruger` may sign up: herself and those of her own municipality."""
    if not has_kolleger(bruger, kursus):
        return Bruger.objects.none()
    roles = Rolletildeling.objects.filter(on_day(timezone.localdate()), kommune=kursus.kommune_id)
    rows = Bruger.objects.filter(
        pk__in=roles.values("bruger"), organisation=kursus.kommune_id, is_active=True
    )
    return rows.annotate(first=Q(pk=bruger.pk)).order_by("-first", "navn", "pk")


def open_courses(bruger, familie, query):
    """One page of courses that families of the municipality can be signed up for."""
    today = timezone.localdate()
    rows = (
        Kursus.objects.visible_to(bruger)
        .published()
        .filter(kommune=familie.kommune_id, tilmeldingsfrist__gte=today, begynder_paa__gte=today)
        .annotate(allerede=Exists(_active_of(familie)))
        .select_related("udbyder", "tema")
    )
    return page(rows, query, by="begynder_paa", descending=False)


def _active_of(familie):
    return Tilmelding.objects.active().filter(kursus=OuterRef("pk"), plejefamilie=familie)


# --- families that must take part (E6) ------------------------------------------------------------


def target_choices(bruger, kursus):
    """[(key, words)] of the ways to choose: the whole effort, one of her teams, or by hand."""
    teams = bruger.teams_med(Permission.LEAD_TEAM)
    rows = Plejefamilie.objects.filter(team__in=teams, kommune=kursus.kommune_id)
    named = rows.order_by("team__navn").values_list("team", "team__navn").distinct()
    return [
        (ALLE, "Alle i indsatsen"),
        *((f"team-{pk}", navn) for pk, navn in named),
        (HAAND, "Vælg selv"),
    ]


def targets(familier, vis):
    """The families of a choice of `target_choices`, in order; those already on it are marked."""
    today = timezone.localdate()
    if vis == ALLE:
        taking_part = Indskrivning.objects.filter(on_day(today), plejefamilie=OuterRef("pk"))
        familier = familier.filter(Exists(taking_part))
    elif vis.startswith("team-"):
        familier = familier.filter(team=vis.removeprefix("team-"))
    return familier.select_related("profil").order_by(danish_order("navn"), "pk")[:MOST_FAMILIES]


def preference_count(familier):
    """How many of the families prefer which time (E8): [(words, number)], none left out."""
    profiler = [row.profil for row in familier if hasattr(row, "profil")]
    tider = [tid for profil in profiler for tid in profil.tidspunkter]
    return [(tid.label, tider.count(tid.value)) for tid in Familieprofil.Tidspunkt]
