"""The udslusningsplan: from the fixed template, changed by a new version only (H6, H7, H12)."""

from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.action import action
from faelles.actions.kladde import close_kladde
from faelles.versions import STALE
from plejefamilier.actions.overgang import lock_open, record, tell_everybody
from plejefamilier.models import Udslusningsplan, Udslusningstrin
from plejefamilier.udslusning import SEKTIONER, changes

NY_PLAN = "Der er en plan for en støttet overgang"
NY_VERSION = "Planen for en støttet overgang er ændret"


@action
def save_plan(*, by, overgang, seen, dage, felter, begrundelse="", idempotency_key=None):
    """A new version of the plan; everybody who takes part is told, without content.

    `seen` is the version the form was made from (0: none), `dage` udslusning.Dage, `felter`
    {Trin: {section: text}}; `idempotency_key` names the form's draft, which is closed. The same
    plan sent twice is one version. Raises ValidationError: code "stale" when a colleague has made
    a version in between, "dage" for days out of order, "uaendret" when nothing differs, and at
    `begrundelse` when a change has no reason (H12).
    """
    row = lock_open(overgang)
    if not dage.in_order:
        raise ValidationError(
            {"efter": ValidationError("Hvert trin skal begynde efter det forrige.", code="dage")}
        )
    keys = [sektion.key for sektion in SEKTIONER]
    wanted = {
        trin: (fra, til, {key: felter[trin].get(key, "").strip() for key in keys})
        for trin, (fra, til) in dage.perioder().items()
    }
    newest = newest_plan(row)
    same = newest is not None and not changes(content_of(newest), wanted)
    if newest is not None and newest.version != seen:
        if same and newest.by_id == by.pk:
            return newest
        raise ValidationError(
            "En kollega har gemt en ny version, mens du skrev. Sammenlign og gem igen.", code=STALE
        )
    if same:
        raise ValidationError("Du har ikke ændret noget i planen.", code="uaendret")
    if newest is not None and not begrundelse.strip():
        raise ValidationError(
            {
                "begrundelse": ValidationError(
                    "Skriv, hvorfor planen ændres. Alle kan læse det.", code="begrundelse"
                )
            }
        )
    plan = Udslusningsplan(
        overgang=row,
        version=newest.version + 1 if newest else 1,
        begrundelse=begrundelse.strip() if newest else "",
        by=by,
    )
    plan.full_clean()
    plan.save()
    for trin, (fra, til, texts) in wanted.items():
        stage = Udslusningstrin(plan=plan, trin=trin, fra=fra, til=til, felter=texts)
        stage.full_clean()
        stage.save()
    if idempotency_key:
        close_kladde(by=by, noegle=idempotency_key)
    record("overgang.plan_gemt", row, by=by, plan=plan.pk, version=plan.version)
    tell_everybody(
        row,
        by=by,
        key=f"plan-{plan.version}",
        tekst=NY_VERSION if newest else NY_PLAN,
        url=reverse("plejefamilier:udslusningsplan_detail", args=[row.pk]),
    )
    return plan


def newest_plan(overgang):
    """The version in force, or None."""
    return overgang.planer.prefetch_related("trin").order_by("-version").first()


def content_of(plan):
    """{Trin: (fra, til, {section: text})} of a version."""
    return {row.trin: (row.fra, row.til, row.felter) for row in plan.trin.all()}
