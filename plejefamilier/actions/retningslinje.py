"""Shared guidelines and agreed workflows, in versions that never change (A14)."""

from django.core.exceptions import ValidationError
from django.db.models import Max

from faelles import audit
from faelles.action import action
from faelles.models import Organisation
from faelles.versions import STALE
from plejefamilier.models import Retningslinje


@action
def publish_retningslinje(*, by, kommune, navn, tekst, trin, gaelder_fra, version=0):
    """Make a guideline, or its next version; `trin` are the steps of the workflow, in order.

    `version` is the newest one that the writer saw, 0 for a new guideline. Raises ValidationError
    (code "stale") when another was published since, and (code "findes") at `navn` for a new one
    whose name is taken.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=kommune.pk)
    rows = Retningslinje.objects.filter(kommune=kommune, navn=navn.strip())
    newest = rows.aggregate(newest=Max("version"))["newest"] or 0
    if newest and not version:
        raise ValidationError(
            {"navn": ValidationError("Der er allerede en med det navn.", code="findes")}
        )
    if newest != version:
        raise ValidationError(
            "En kollega har udgivet en ny version, mens du skrev. Sammenlign og gem igen.",
            code=STALE,
        )
    row = Retningslinje(
        kommune=kommune,
        navn=navn.strip(),
        version=newest + 1,
        tekst=tekst.strip(),
        trin=[step.strip() for step in trin if step.strip()],
        gaelder_fra=gaelder_fra,
        by=by,
    )
    row.full_clean()
    row.save()
    audit.record("retningslinje.udgivet", row, by=by, version=row.version)
    return row
