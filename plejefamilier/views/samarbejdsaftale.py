"""The municipality's agreements with institutions on how they work together (D3)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.samarbejde import SamarbejdsaftaleForm, SamarbejdsaftaleSlutForm
from plejefamilier.models import Samarbejdsaftale
from plejefamilier.queries import samarbejdsaftale as queries
from plejefamilier.views.open import differences, renew

NAMES = ("indgaaet_paa", "revideres_paa", "tekst", "ansvarlig", "lokal_tovholder")


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def samarbejdsaftale_list(request):
    context = queries.list_context(request.user)
    ids = [row.pk for row in context["aftaler"]]
    audit.list_reading(Samarbejdsaftale, ids, by=request.user, formaal="samarbejdsaftaler")
    context["retter"] = request.user.can(Permission.EDIT_IMPLEMENTERING)
    return render(request, "plejefamilier/samarbejdsaftale_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def samarbejdsaftale_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    back = reverse("plejefamilier:samarbejdsaftale_list")
    form = SamarbejdsaftaleForm(request.POST or None, kommune=kommune, fortryd=back)
    if form.is_valid():
        try:
            row = actions.create_samarbejdsaftale(by=request.user, kommune=kommune, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Samarbejdsaftalen med {row.institution.navn} er gemt.")
            return redirect("plejefamilier:samarbejdsaftale_detail", row.pk)
    return render(request, "plejefamilier/samarbejdsaftale_form.html", {"form": form})


def _open(request, pk, rows=None):
    rows = Samarbejdsaftale.objects if rows is None else rows
    rows = rows.select_related("institution", "ansvarlig", "lokal_tovholder", "kommune")
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal="samarbejdsaftaler")
    return row


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def samarbejdsaftale_detail(request, pk):
    row = _open(request, pk)
    may = row.kommune_id in request.user.kommuner_med(Permission.EDIT_IMPLEMENTERING)
    context = {"aftale": row, "retter": may and not row.ophoert_paa}
    return render(request, "plejefamilier/samarbejdsaftale_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def samarbejdsaftale_update(request, pk):
    row = _open(request, pk, Samarbejdsaftale.objects.editable_by(request.user).current())
    back = reverse("plejefamilier:samarbejdsaftale_detail", args=[row.pk])
    form = SamarbejdsaftaleForm(
        request.POST or None, kommune=row.kommune, samarbejdsaftale=row, fortryd=back
    )
    context, status = {"form": form, "aftale": row}, 200
    if form.is_valid():
        try:
            actions.update_samarbejdsaftale(
                by=request.user,
                samarbejdsaftale=row,
                version=form.cleaned_data["version"],
                **form.facts,
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                saved = _open(request, pk)
                status = 409
                renew(form, version=saved.version)
                context["forskelle"] = differences(form, saved, NAMES)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, "plejefamilier/samarbejdsaftale_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def samarbejdsaftale_end(request, pk):
    row = _open(request, pk, Samarbejdsaftale.objects.editable_by(request.user).current())
    back = reverse("plejefamilier:samarbejdsaftale_detail", args=[row.pk])
    form = SamarbejdsaftaleSlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_samarbejdsaftale(by=request.user, samarbejdsaftale=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Samarbejdsaftalen er afsluttet.")
            return redirect(back)
    context = {"form": form, "aftale": row, "slut": True}
    return render(request, "plejefamilier/samarbejdsaftale_form.html", context)
