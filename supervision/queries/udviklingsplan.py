"""The foster parents' udviklingsplan: goals, versions, what was tried, and who worked on what."""

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from plejefamilier.models import Anbringelse, Barn, Metodeproeve
from supervision.models import Forloeb, Session, Udviklingsmaal, Udviklingsplan

Omraade = Udviklingsmaal.Omraade
MOST_SESSIONS = 50  # that worked on the goals, the newest first


def open_maal(plejefamilie):
    """The goals a family works on now, in the order they were set; a QuerySet (F11)."""
    return Udviklingsmaal.objects.filter(plejefamilie=plejefamilie, lukket_paa=None).order_by("pk")


def newest(plejefamilie):
    """The version in force, or None."""
    return (
        Udviklingsplan.objects.filter(plejefamilie=plejefamilie)
        .select_related("by")
        .order_by("-version")
        .first()
    )


def plan_context(bruger, plejefamilie, version):
    """What the page of the plan shows: the newest version, or the one named in the address.

    Five queries. An old version shows its goals as they were.
    """
    planer = [
        *Udviklingsplan.objects.filter(plejefamilie=plejefamilie)
        .select_related("by")
        .order_by("-version")
    ]
    wanted = int(version) if version.isascii() and version.isdigit() and len(version) < 5 else None
    plan = next((one for one in planer if one.version == wanted), planer[0] if planer else None)
    nyeste = bool(planer) and plan == planer[0]
    goals = goals_of(plejefamilie)
    return {
        "plan": plan,
        "planer": planer,
        "nyeste": nyeste,
        "omraader": _now(goals) if nyeste or not planer else _then(plan),
        "lukkede": [goal for goal in goals if goal.lukket_paa],
        "sessioner": sessions_on(bruger, plejefamilie),
        "metoder": methods_of(bruger, plejefamilie),
    }


def goals_of(plejefamilie):
    """All goals of a family, the open ones first; each knows how many sessions worked on it."""
    held = Q(sessioner__logget_at__isnull=False)
    return [
        *Udviklingsmaal.objects.filter(plejefamilie=plejefamilie)
        .annotate(antal=Count("sessioner", filter=held), sidst=Max("sessioner__start", filter=held))
        .order_by("lukket_paa", "pk")
    ]


def sessions_on(bruger, plejefamilie):
    """Held sessions on a goal of the family that `bruger` may open, the newest first."""
    return (
        Session.objects.visible_to(bruger)
        .held()
        .filter(maal__plejefamilie=plejefamilie)
        .prefetch_related("maal")
        .distinct()
        .order_by("-start", "-pk")[:MOST_SESSIONS]
    )


def methods_of(bruger, plejefamilie):
    """Methods tried with the children who live with the family now, the newest first (D8).

    Those of children `bruger` sees, and of the child her own forløb with the family is about.
    """
    today = timezone.localdate()
    living = Anbringelse.objects.filter(
        Q(til=None) | Q(til__gte=today), plejefamilie=plejefamilie, fra__lte=today
    )
    led = Forloeb.objects.led_by(bruger).filter(plejefamilie=plejefamilie)
    rows = Metodeproeve.objects.filter(
        Q(barn__in=Barn.objects.visible_to(bruger)) | Q(barn__in=led.values("barn")),
        barn__in=living.values("barn"),
    )
    return rows.select_related("barn").order_by("-fra", "-pk")


def ny_url(bruger, plejefamilie):
    """Where `bruger` finds the plan of a family; '' when supervision is not hers."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return ""
    return reverse("supervision:udviklingsplan_detail", args=[plejefamilie.pk])


def _now(goals):
    """[(area, its open goals)]"""
    return [
        (area, [goal for goal in goals if goal.omraade == area and not goal.lukket_paa])
        for area in Omraade
    ]


def _then(plan):
    """The same of a version that is past, from what it kept."""
    kept = [Udviklingsmaal(**goal) for goal in plan.maal if not goal["resultat"]]
    return [(area, [goal for goal in kept if goal.omraade == area]) for area in Omraade]
