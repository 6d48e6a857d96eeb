"""The whole year of supervision planned at once, from proposed days (R11, R12)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from faelles import danish
from faelles.access import Permission, requires
from supervision import hjul
from supervision.actions import aarshjul as actions
from supervision.forms.aarshjul import KadenceForm, PlanForm
from supervision.models import Aarshjul
from supervision.queries import aarshjul as queries
from supervision.queries.hjulforslag import proposals
from supervision.views.aarshjul import DETAIL, open_wheel


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def aarshjul_plan(request, pk):
    """Proposed days in rows that can be changed; the post plans them, all or none."""
    row = open_wheel(request, pk, Aarshjul.objects.editable_by(request.user))
    aar = queries.aar_of(row, timezone.now())
    forloeb = {
        hjul.GRUPPE: [*queries.groups_of(request.user, row)],
        hjul.INDIVIDUEL: [*queries.alone_of(request.user, row)],
    }
    forloeb = {kind: rows for kind, rows in forloeb.items() if rows}
    first = {kind: rows[0] for kind, rows in forloeb.items()}
    today = timezone.localdate()
    kadence, forslag = _proposed(request, row, aar, first, today)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        aar=row.aar,
        forloeb=forloeb,
        forslag=forslag,
    )
    if request.method == "POST" and forloeb and form.is_valid():
        try:
            made = actions.plan_aar(
                by=request.user, aarshjul=row, gange=form.gange, bekraeft=form.confirmed
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            words = danish.antal(len(made), "supervision er", "supervisioner er")
            messages.success(request, f"{words} planlagt. Alle har fået besked.")
            return redirect(DETAIL, row.pk)
    context = {
        "row": row,
        "aar": aar,
        "navn": queries.navn_of(row),
        "form": form,
        "kadence": kadence,
        "forloeb": forloeb,
        "mangler_alene": not row.forloeb_id and hjul.INDIVIDUEL not in forloeb,
        "mangler_gruppe": hjul.GRUPPE not in forloeb,
    }
    return render(request, "supervision/aarshjul_plan.html", context)


def _proposed(request, row, aar, forloeb, today):
    """The form of the cadence, and what is proposed: as typed in the address, else by itself."""
    own = proposals(row, aar, forloeb, today)
    asked = request.method != "POST" and "foreslaa" in request.GET
    form = KadenceForm(request.GET, slags=[*forloeb], forslag=own, bundet=asked)
    if asked and form.is_valid():
        return form, proposals(row, aar, forloeb, today, kadencer=form.kadencer)
    return form, own
