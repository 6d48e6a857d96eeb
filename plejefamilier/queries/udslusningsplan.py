"""The versions of an udslusningsplan: one to read, and what changed from the one before."""

import re
from dataclasses import dataclass

from django.utils import timezone

from faelles import danish
from plejefamilier import overgangsparter
from plejefamilier.actions.udslusningsplan import content_of, newest_plan
from plejefamilier.models import Moedeslags, Trin
from plejefamilier.queries.overgang import trinlinje
from plejefamilier.udslusning import NAVNE, changes


@dataclass(frozen=True)
class Forskel:
    """One field in which two plans differ: its name, and the words of both."""

    navn: str
    skrevet: str
    gemt: str


def newest(overgang):
    """The version in force, or None."""
    return newest_plan(overgang)


def begins(overgang, today):
    """The day a first plan begins: that of the opstartsmøde, else today (scenario 1, line 3)."""
    moede = overgang.moeder.planned().filter(slags=Moedeslags.OPSTARTSMOEDE).first()
    return timezone.localdate(moede.start) if moede else today


def plan_context(overgang, wanted):
    """A version (`wanted` as typed in the address, else the newest) and all the others."""
    plans = [*overgang.planer.select_related("by").prefetch_related("trin").order_by("-version")]
    number = int(wanted) if re.fullmatch(r"[0-9]{1,4}", wanted) else 0
    plan = next((row for row in plans if row.version == number), plans[0] if plans else None)
    before = next((row for row in plans if plan and row.version == plan.version - 1), None)
    found = changes(content_of(before), content_of(plan)) if before else []
    return {
        "overgang": overgang,
        "plan": plan,
        "planer": plans,
        "nyeste": bool(plan) and plan.version == plans[0].version,
        "trin": [trinlinje(row) for row in plan.trin.all()] if plan else [],
        "aendringer": [_forskel(trin, key, new, old) for trin, key, old, new in found],
        "foer_version": before.version if before else None,
    }


def differences(facts, saved):
    """What was typed beside what a colleague has saved, for a stale save (409)."""
    typed = {
        trin: (fra, til, {key: text.strip() for key, text in facts["felter"][trin].items()})
        for trin, (fra, til) in facts["dage"].perioder().items()
    }
    return [
        _forskel(trin, key, mine, theirs)
        for trin, key, theirs, mine in changes(content_of(saved), typed)
    ]


def _forskel(trin, key, skrevet, gemt):
    if key == "dage":
        return Forskel(f"{Trin(trin).label}: dage", _dage(skrevet), _dage(gemt))
    return Forskel(f"{Trin(trin).label}: {NAVNE[key]}", skrevet or "–", gemt or "–")


def _dage(dage):
    fra, til = dage
    return danish.periode(fra, til) if fra else "–"


def told_words(overgang, plan):
    """What to say after saving: who was told, and who must be told by a person (H12)."""
    parter = overgangsparter.five_roles(overgang, timezone.localdate())
    outside = overgangsparter.without_login(parter)
    words = f"Version {plan.version} er gemt. Alle med en bruger i Samspil har fået besked."
    if outside:
        words += f" Fortæl det selv til {danish.opregning(outside)}."
    return words
