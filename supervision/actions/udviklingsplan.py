"""The udviklingsplan: written in versions that never change; goals set and closed (D10, F11)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import STALE
from plejefamilier.models import Plejefamilie
from supervision.models import Udviklingsmaal, Udviklingsplan

KEPT = ("pk", "omraade", "tekst", "metode", "resultat")  # of each goal, in a version
OVER = "Målet er allerede afsluttet."


@dataclass(frozen=True)
class Maal:
    """A goal as it was typed: its area, words and method; `pk` of one that is there."""

    omraade: str
    tekst: str
    metode: str = ""
    pk: int | None = None


@action
def save_udviklingsplan(*, by, plejefamilie, seen, samarbejde, maal, begrundelse=""):
    """A new version of the plan: its goals, changed and new, and how all cooperate (D10).

    `seen` is the version the form was made from (0: none), `maal` a list of Maal; an open goal that
    is not among them stays as it is. The same plan sent twice is one version. Raises
    ValidationError: code "stale" when a colleague has made a version in between, "tom" for a first
    plan without a goal, "uaendret" when nothing differs, "lukket" for a goal that is closed, and
    at `begrundelse` (code "begrundelse") when a change has no reason.
    """
    familie = _locked(plejefamilie)
    newest = familie.udviklingsplaner.order_by("-version").first()
    here = {one.pk: one for one in familie.udviklingsmaal.select_for_update()}
    changed = _changes(here, maal)
    same = not changed and newest is not None and newest.samarbejde == samarbejde.strip()
    if (newest.version if newest else 0) != seen:
        if same and newest.by_id == by.pk:
            return newest
        raise ValidationError(
            "En kollega har gemt en ny version, mens du skrev. Sammenlign og gem igen.", code=STALE
        )
    if newest is None and not changed:
        raise ValidationError("Skriv mindst ét mål.", code="tom")
    if same:
        raise ValidationError("Du har ikke ændret noget i planen.", code="uaendret")
    if newest is not None and not begrundelse.strip():
        text = "Skriv, hvorfor planen ændres."
        raise ValidationError({"begrundelse": ValidationError(text, code="begrundelse")})
    for goal in changed:
        row = here.get(goal.pk) or Udviklingsmaal(
            kommune=familie.kommune, plejefamilie=familie, fra=timezone.localdate()
        )
        row.omraade, row.tekst, row.metode = goal.omraade, goal.tekst, goal.metode
        row.full_clean()
        row.save()
    return _write(familie, by=by, samarbejde=samarbejde, begrundelse=begrundelse)


@action
def close_udviklingsmaal(*, by, maal, resultat, resultat_tekst):
    """A goal is reached, partly reached or given up; the plan gets a new version that says so.

    Raises ValidationError (code "lukket") when it is closed already.
    """
    familie = _locked(Plejefamilie(pk=maal.plejefamilie_id))
    row = Udviklingsmaal.objects.select_for_update(of=("self",)).get(pk=maal.pk)
    if row.lukket_paa is not None:
        raise ValidationError(OVER, code="lukket")
    row.resultat, row.resultat_tekst = resultat, resultat_tekst.strip()
    row.lukket_paa = timezone.localdate()
    row.full_clean()
    row.save()
    audit.record(
        "udviklingsmaal.afsluttet", row, by=by, familie_id=row.plejefamilie_id, resultat=resultat
    )
    newest = familie.udviklingsplaner.order_by("-version").first()
    _write(
        familie,
        by=by,
        samarbejde=newest.samarbejde if newest else "",
        begrundelse=f"Et mål er afsluttet: {row.get_resultat_display().lower()}",
    )
    return row


def _changes(here, maal):
    """The goals of `maal` that differ from those that are there, or are new."""
    changed = []
    for one in maal:
        goal = Maal(one.omraade, one.tekst.strip(), one.metode.strip(), one.pk)
        if one.pk is None:
            changed.append(goal)
            continue
        row = here.get(one.pk)
        if row is None or row.lukket_paa is not None:
            raise ValidationError(OVER, code="lukket")
        if (row.omraade, row.tekst, row.metode) != (goal.omraade, goal.tekst, goal.metode):
            changed.append(goal)
    return changed


def _write(familie, *, by, samarbejde, begrundelse):
    """The version that keeps how everything stands now."""
    last = familie.udviklingsplaner.aggregate(last=Max("version"))["last"] or 0
    rows = familie.udviklingsmaal.order_by("pk")
    plan = Udviklingsplan(
        kommune=familie.kommune,
        plejefamilie=familie,
        version=last + 1,
        gaelder_fra=timezone.localdate(),
        samarbejde=samarbejde.strip(),
        begrundelse=begrundelse.strip() if last else "",
        maal=[{name: getattr(row, name) for name in KEPT} for row in rows],
        by=by,
    )
    plan.full_clean()
    plan.save()
    audit.record("udviklingsplan.gemt", plan, by=by, familie_id=familie.pk, version=plan.version)
    return plan


def _locked(plejefamilie):
    rows = Plejefamilie._base_manager.select_for_update(no_key=True, of=("self",))
    return rows.select_related("kommune").get(pk=plejefamilie.pk)
