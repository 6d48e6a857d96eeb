"""Templates for notes: one's own, and to a leader the municipality's."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.forms.kontakt import NotatskabelonForm
from plejefamilier.models import Notatskabelon
from plejefamilier.queries import kontakt as queries

LIST = "plejefamilier:notatskabelon_list"


@require_safe
@requires(Permission.WRITE_KONTAKT)
def notatskabelon_list(request):
    rows = queries.skabeloner(request.user)
    editable = {*Notatskabelon.objects.editable_by(request.user).values_list("pk", flat=True)}
    context = {"skabeloner": rows, "kan_rettes": editable}
    return render(request, "plejefamilier/notatskabelon_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def notatskabelon_create(request):
    leder = request.user.can(Permission.LEAD_TEAM)
    form = NotatskabelonForm(request.POST or None, fortryd=reverse(LIST), leder=leder)
    if form.is_valid():
        right = Permission.LEAD_TEAM if form.cleaned_data.get("faelles") else None
        kommune = kommune_with(request.user, right or Permission.WRITE_KONTAKT)
        try:
            actions.create_notatskabelon(by=request.user, kommune=kommune, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Skabelonen er gemt.")
            return redirect(LIST)
    return render(request, "plejefamilier/notatskabelon_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def notatskabelon_update(request, pk):
    skabelon = visible_or_404(Notatskabelon.objects.editable_by(request.user), request.user, pk=pk)
    form = NotatskabelonForm(
        request.POST or None, fortryd=reverse(LIST), leder=False, skabelon=skabelon
    )
    if form.is_valid():
        try:
            actions.update_notatskabelon(by=request.user, skabelon=skabelon, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Skabelonen er gemt.")
            return redirect(LIST)
    context = {"form": form, "skabelon": skabelon}
    return render(request, "plejefamilier/notatskabelon_form.html", context)


@require_POST
@requires(Permission.WRITE_KONTAKT)
def notatskabelon_remove(request, pk):
    skabelon = visible_or_404(Notatskabelon.objects.editable_by(request.user), request.user, pk=pk)
    actions.remove_notatskabelon(by=request.user, skabelon=skabelon)
    messages.success(request, "Skabelonen er fjernet. Notater, der er skrevet, er uændrede.")
    return redirect(LIST)
