"""What a family is approved for, and what was written down wrongly."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier import actions
from plejefamilier.actions.godkendelse import FIELDS, current_godkendelse
from plejefamilier.forms.godkendelse import GodkendelseForm, GodkendelseRettelseForm
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import differences, open_familie, renew

FAMILIE = "plejefamilier:plejefamilie_detail"
FORM = "plejefamilier/familie_formular.html"


def _open(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    return familie, reverse(FAMILIE, args=[familie.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def godkendelse_create(request, pk):
    familie, back = _open(request, pk)
    form = GodkendelseForm(request.POST or None, gaelder=current_godkendelse(familie), fortryd=back)
    if form.is_valid():
        try:
            actions.approve_familie(by=request.user, plejefamilie=familie, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Den nye godkendelse er gemt.")
            return redirect(back)
    context = {
        "form": form,
        "familie": familie,
        "krumme": "Ny godkendelse",
        "overskrift": f"Ny godkendelse af {familie.visningsnavn}",
        "lead": "Den godkendelse, der gælder nu, slutter dagen før den nye.",
    }
    return render(request, FORM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def godkendelse_update(request, pk):
    familie, back = _open(request, pk)
    gaelder, status = current_godkendelse(familie), 200
    form = GodkendelseRettelseForm(request.POST or None, gaelder=gaelder, fortryd=back)
    context = {
        "form": form,
        "familie": familie,
        "krumme": "Ret godkendelse",
        "overskrift": f"Ret godkendelsen af {familie.visningsnavn}",
        "lead": "Kun når noget er skrevet forkert. Er familien godkendt på ny, så skriv en ny "
        "godkendelse.",
    }
    if form.is_valid():
        try:
            actions.correct_godkendelse(by=request.user, plejefamilie=familie, **form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                gaelder = current_godkendelse(familie)
                renew(form, udgave=fingerprint(gaelder, FIELDS))
                context["forskelle"] = differences(form, gaelder, FIELDS)
        else:
            messages.success(request, "Godkendelsen er rettet.")
            return redirect(back)
    return render(request, FORM, context, status=status)
