"""Visits of control (A10; barnets lov § 156): written once, withdrawn with a reason."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from plejefamilier.actions.save import refusal
from plejefamilier.models import Barn, Tilsynsbesoeg

AGAIN = timedelta(minutes=10)
Slags, Talt = Tilsynsbesoeg.Slags, Tilsynsbesoeg.Talt


@action
def record_tilsyn(
    *,
    by,
    barn,
    dato,
    talt_med_barnet,
    notat,
    slags=Slags.PERSONRETTET,
    af=None,
    af_navn="",
    hvorfor_ikke="",
    til_socialtilsynet="",
):
    """A visit of control was made: who came, was the child talked with alone, what was seen.

    Such a visit is never supervision (A10) and cannot be changed afterwards. Without `af` and
    `af_navn` it was `by` herself. `til_socialtilsynet` is a concern about the home that is passed
    on (§ 156, stk. 4). The same visit sent twice is one row. Raises ValidationError for a day in
    the future or before the birth, and when the child was not talked with alone and nobody says
    why (code "hvorfor_ikke").
    """
    barn = Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)
    facts = {
        "barn": barn,
        "slags": slags,
        "dato": dato,
        "af": af or (None if af_navn.strip() else by),
        "af_navn": af_navn.strip(),
        "talt_med_barnet": talt_med_barnet,
        "hvorfor_ikke": hvorfor_ikke.strip(),
        "notat": notat.strip(),
        "til_socialtilsynet": til_socialtilsynet.strip(),
        "by": by,
    }
    _check(facts)
    again = timezone.now() - AGAIN
    if found := Tilsynsbesoeg.objects.filter(**facts, at__gte=again, trukket_at=None).first():
        return found
    row = Tilsynsbesoeg(**facts)
    row.full_clean()
    row.save()
    audit.record("tilsyn.noteret", row, by=by, barn=str(barn.pk))
    return row


def _check(facts):
    if facts["dato"] > timezone.localdate():
        raise refusal("dato", "Datoen ligger i fremtiden.", "fremtid")
    if facts["dato"] < facts["barn"].foedselsdag:
        raise refusal("dato", "Den dag var barnet ikke født.", "foer_foedsel")
    alone = facts["talt_med_barnet"] == Talt.ALENE
    if facts["slags"] == Slags.PERSONRETTET and not alone and not facts["hvorfor_ikke"]:
        raise refusal("hvorfor_ikke", "Skriv, hvorfor I ikke talte alene.", "hvorfor_ikke")


@action
def withdraw_tilsyn(*, by, tilsyn, fordi):
    """A visit was written by mistake: it stays, struck through, and counts no longer.

    Raises ValidationError without a reason, and (code "trukket") when it is withdrawn already.
    """
    row = Tilsynsbesoeg.objects.select_for_update(of=("self",)).get(pk=tilsyn.pk)
    if row.trukket_at is not None:
        raise ValidationError("Besøget er allerede trukket tilbage.", code="trukket")
    if not fordi.strip():
        raise refusal("fordi", "Skriv, hvorfor besøget trækkes tilbage.", "fordi")
    row.trukket_at, row.trukket_fordi = timezone.now(), fordi.strip()
    row.full_clean()
    row.save(update_fields=["trukket_at", "trukket_fordi"])
    audit.record("tilsyn.trukket", row, by=by, barn=str(row.barn_id))
    return row
