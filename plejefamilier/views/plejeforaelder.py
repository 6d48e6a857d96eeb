"""The grown-ups of a family."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier import actions
from plejefamilier.actions.familie import FORAELDER_FIELDS
from plejefamilier.forms.familie import PlejeforaelderForm, PlejeforaelderSlutForm
from plejefamilier.models import Plejefamilie, Plejeforaelder
from plejefamilier.views.open import differences, open_familie, renew

TEMPLATE = "plejefamilier/plejeforaelder_form.html"


def _open(request, pk):
    """The grown-up, while she is one, of a family that the user may change."""
    familier = Plejefamilie.objects.editable_by(request.user).active()
    rows = Plejeforaelder.objects.filter(plejefamilie__in=familier, fratraadt_paa=None)
    foraelder = visible_or_404(rows, request.user, pk=pk)
    familie, _ = open_familie(request, foraelder.plejefamilie_id)
    return foraelder, familie, reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def plejeforaelder_create(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = PlejeforaelderForm(request.POST or None, gem="Tilføj plejeforælder", fortryd=back)
    if form.is_valid():
        try:
            actions.add_plejeforaelder(by=request.user, plejefamilie=familie, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{form.facts['navn']} er tilføjet.")
            return redirect(back)
    return render(request, TEMPLATE, {"form": form, "familie": familie})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def plejeforaelder_update(request, pk):
    foraelder, familie, back = _open(request, pk)
    form = PlejeforaelderForm(
        request.POST or None, plejeforaelder=foraelder, gem="Gem ændringer", fortryd=back
    )
    context, status = {"form": form, "familie": familie, "foraelder": foraelder}, 200
    if form.is_valid():
        try:
            actions.update_plejeforaelder(
                by=request.user,
                plejeforaelder=foraelder,
                udgave=form.cleaned_data["udgave"],
                **form.facts,
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                renew(form, udgave=fingerprint(foraelder, FORAELDER_FIELDS))
                context["forskelle"] = differences(form, foraelder, FORAELDER_FIELDS)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, TEMPLATE, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def plejeforaelder_end(request, pk):
    foraelder, familie, back = _open(request, pk)
    form = PlejeforaelderSlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_plejeforaelder(
                by=request.user, plejeforaelder=foraelder, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{foraelder.navn} er ikke længere plejeforælder.")
            return redirect(back)
    context = {"form": form, "familie": familie, "foraelder": foraelder}
    return render(request, "plejefamilier/plejeforaelder_end.html", context)
