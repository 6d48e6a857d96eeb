"""How hard it is: the strain of a family, and the belastningsgrad of a child."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, danish
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.paging import MOST
from plejefamilier import actions
from plejefamilier.forms.belastning import BelastningForm, TraekForm
from plejefamilier.models import Barn, Belastning, Plejefamilie
from plejefamilier.queries.belastning import billede
from plejefamilier.views.open import open_barn, open_familie

FAMILIE = "plejefamilier:plejefamilie_detail"
BARN = "plejefamilier:barn_detail"
FORM = "plejefamilier/familie_formular.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def belastning_create(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    context = {
        "familie": familie,
        "overskrift": f"Hvor belastet er {familie.visningsnavn}?",
        "lead": "Familiens egen belastning, som den ser ud den dag. 10 er mest belastet.",
    }
    return _create(request, reverse(FAMILIE, args=[familie.pk]), context, plejefamilie=familie)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def barn_belastning_create(request, pk):
    barn, familie = open_barn(request, pk, Barn.objects.recordable_by(request.user))
    context = {
        "familie": familie,
        "barn": barn,
        "overskrift": f"Belastningsgrad for {barn.fornavn}",
        "lead": "Hvor belastende er det at have barnet i pleje? 10 er mest belastende.",
    }
    return _create(request, reverse(BARN, args=[barn.pk]), context, barn=barn)


def _create(request, back, context, **subject):
    form = BelastningForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.record_belastning(by=request.user, **subject, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Belastningen er gemt.")
            return redirect(back)
    return render(request, FORM, {**context, "form": form, "krumme": "Skriv belastning"})


@require_safe
@requires(Permission.SEE_FAMILIER)
def belastning_list(request, pk):
    familie, _ = open_familie(request, pk)
    rows = Belastning.objects.visible_to(request.user).filter(plejefamilie=familie)
    kan = Plejefamilie.objects.editable_by(request.user).active().filter(pk=familie.pk).exists()
    shown = billede(
        rows,
        noegle="belastning",
        titel="Familiens belastning",
        kan=kan,
        ny_url=reverse("plejefamilier:belastning_create", args=[familie.pk]),
        shown=MOST,
    )
    return render(
        request, "plejefamilier/belastning_list.html", {"familie": familie, "billede": shown}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def belastning_withdraw(request, pk):
    rows = Belastning.objects.editable_by(request.user).filter(trukket_at=None)
    belastning = visible_or_404(rows.select_related("plejefamilie", "barn"), request.user, pk=pk)
    barn, familie = belastning.barn, belastning.plejefamilie
    if barn:
        barn, familie = open_barn(request, barn.pk)
    else:
        open_familie(request, familie.pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(belastning, by=request.user, formaal="trækker et tal tilbage")
    back = reverse(BARN, args=[barn.pk]) if barn else reverse(FAMILIE, args=[familie.pk])
    form = TraekForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.withdraw_belastning(by=request.user, belastning=belastning, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Tallet er trukket tilbage.")
            return redirect(back)
    context = {
        "form": form,
        "familie": familie,
        "barn": barn,
        "krumme": "Træk belastning tilbage",
        "overskrift": f"Træk tallet {belastning.score} fra {danish.dato(belastning.dato)} tilbage",
        "lead": "Tallet bliver stående overstreget, så man kan se, at det har været der.",
    }
    return render(request, FORM, context)
