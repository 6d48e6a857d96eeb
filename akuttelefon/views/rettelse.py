"""What was wrong in a finished call: corrections, withdrawal, and undoing that."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions
from akuttelefon.actions.rettelse import withdraw_state
from akuttelefon.forms.rettelse import RettelseForm, TilbagetraekningForm
from akuttelefon.models import Opkald, Tilbagetraekning
from akuttelefon.queries import rettelse as queries
from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE


@require_http_methods(["GET", "POST"])
@requires(Permission.CORRECT_OPKALD)
def rettelse_create(request, pk):
    """Write what is right beside what was written; a second press changes nothing."""
    rows = Opkald.objects.correctable_by(request.user).select_related("plejefamilie")
    opkald = visible_or_404(rows, request.user, pk=pk)
    form = RettelseForm(request.POST or None, initial={"idempotency_key": uuid.uuid4()})
    if form.is_valid():
        try:
            actions.correct_opkald(by=request.user, opkald=opkald, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Rettelsen er gemt og står ved siden af det første.")
            return redirect(opkald)
    audit.reading(
        opkald, by=request.user, formaal="retter opkaldet", familie_id=opkald.plejefamilie_id
    )
    return render(request, "akuttelefon/rettelse_form.html", {"form": form, "opkald": opkald})


@require_http_methods(["GET", "POST"])
@requires(Permission.CORRECT_OPKALD)
def opkald_withdraw(request, pk):
    """Ask first, with the consequences named; then withdraw a call that was written by mistake."""
    rows = Opkald.objects.withdrawable_by(request.user).select_related(
        "plejefamilie", "opfoelgning__ansvarlig", "underretning__ansvarlig"
    )
    opkald = visible_or_404(rows, request.user, pk=pk)
    udgave = withdraw_state(opkald)
    form = TilbagetraekningForm(request.POST or None, initial={"udgave": udgave})
    if form.is_valid():
        try:
            actions.withdraw_opkald(by=request.user, opkald=opkald, **form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", "") == STALE:
                form.data = {**form.data.dict(), "udgave": withdraw_state(opkald)}
            add_errors(form, error)
        else:
            messages.success(request, "Opkaldet er trukket tilbage. Du kan fortryde det her.")
            return redirect(opkald)
    audit.reading(
        opkald, by=request.user, formaal="trækker tilbage", familie_id=opkald.plejefamilie_id
    )
    return render(
        request,
        "akuttelefon/tilbagetraekning_form.html",
        {"form": form, "opkald": opkald, "konsekvenser": queries.consequences(opkald)},
    )


@require_POST
@requires(Permission.CORRECT_OPKALD)
def opkald_restore(request, pk):
    """»Fortryd tilbagetrækningen«: the call counts again."""
    row = visible_or_404(
        Tilbagetraekning.objects.undoable_by(request.user).select_related("opkald"),
        request.user,
        opkald=pk,
    )
    try:
        actions.restore_opkald(by=request.user, opkald=row.opkald)
    except ValidationError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, "Opkaldet gælder igen med de frister, det havde.")
    return redirect(row.opkald)
