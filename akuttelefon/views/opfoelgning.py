"""Duties: close, hand over, move after a change of the calendar."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from akuttelefon import actions, plan
from akuttelefon.forms.opfoelgning import OpfoelgningForm, OverdragelseForm
from akuttelefon.models import Opfoelgning
from akuttelefon.queries import opkald as queries
from akuttelefon.views.opkald import render_opkald
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLETE_OPFOELGNING)
def opfoelgning_complete(request, pk):
    """Close a duty. Whoever is second is told who was first, and keeps her text."""
    opfoelgning = visible_or_404(
        Opfoelgning.objects.select_related("opkald__underretning"), request.user, pk=pk
    )
    page = reverse("akuttelefon:opkald_detail", args=[opfoelgning.opkald_id])
    if request.method == "GET":
        return redirect(f"{page}#foelg-op")
    form = OpfoelgningForm(request.POST, opfoelgning=opfoelgning)
    status, ikke_gemt = 200, ""
    if form.is_valid():
        try:
            actions.complete_opfoelgning(
                by=request.user, opfoelgning=opfoelgning, **form.cleaned_data
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "closed":
                status, ikke_gemt = 409, form.cleaned_data["notat"]
                messages.warning(request, error.message)
            else:
                add_errors(form, error)
        else:
            messages.success(request, "Opfølgningen er afsluttet.")
            return redirect("overblik:min_dag")
    opkald = visible_or_404(queries.with_everything(), request.user, pk=opfoelgning.opkald_id)
    return render_opkald(request, opkald, form=form, status=status, ikke_gemt=ikke_gemt)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLETE_OPFOELGNING)
def opfoelgning_hand_over(request, pk):
    """Give a duty to a colleague, with a reason."""
    opfoelgning = visible_or_404(
        Opfoelgning.objects.select_related("opkald__plejefamilie", "ansvarlig"), request.user, pk=pk
    )
    form = OverdragelseForm(request.POST or None, opfoelgning=opfoelgning)
    if form.is_valid():
        try:
            row = actions.hand_over_opfoelgning(
                by=request.user, opfoelgning=opfoelgning, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{row.ansvarlig.navn} følger nu op og har fået besked.")
            return redirect("overblik:min_dag")
    return render(
        request, "akuttelefon/overdragelse_form.html", {"form": form, "opfoelgning": opfoelgning}
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.MOVE_FRISTER)
def frist_list(request):
    """Open duties whose day the calendar would now set otherwise; they move when somebody asks."""
    if request.method == "POST":
        moved = actions.move_frister(by=request.user, kommune=request.user.kommune)
        messages.success(request, queries.moved_message(moved))
        return redirect("akuttelefon:frist_list")
    return render(
        request,
        "akuttelefon/frist_list.html",
        {"raekker": plan.stale_frister(request.user.kommune)},
    )
