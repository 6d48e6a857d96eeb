"""Who does what, the points of a cooperation, and the wish for another rådgiver."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.samarbejde import (
    RaadgiverskiftForm,
    RolleaftaleForm,
    SamarbejdspunktForm,
)
from plejefamilier.models import Rolleaftale
from plejefamilier.views.kreds import open_barn_sag, open_familie_sag
from plejefamilier.views.open import renew


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def barn_rolleaftale_create(request, pk):
    sag = open_barn_sag(request, pk, retter=True)
    return _agree(request, sag)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def familie_rolleaftale_create(request, pk):
    sag = open_familie_sag(request, pk, retter=True)
    return _agree(request, sag)


def _agree(request, sag):
    known = sag.row.aftale_om_roller
    more = "flere" in request.POST
    form, status = RolleaftaleForm(request.POST or None, known=known, more=more), 200
    if more:
        form.show_as_typed()
    elif form.is_valid():
        try:
            row = actions.agree_roller(by=request.user, **sag.om, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) == STALE:
                status = 409
                renew(form, version=known["version"] if known else 0)
            add_errors(form, error)
        else:
            messages.success(request, f"Version {row.version} er gemt. Kredsen har fået besked.")
            return redirect(sag.side)
    context = {"form": form, "sag": sag, "kendt": known}
    return render(request, "plejefamilier/rolleaftale_form.html", context, status=status)


def _open_aftale(request, pk):
    rows = Rolleaftale.objects.select_related("by", "barn", "plejefamilie", "kommune")
    row = visible_or_404(rows, request.user, pk=pk)
    if row.barn_id:
        return row, open_barn_sag(request, row.barn_id)
    return row, open_familie_sag(request, row.plejefamilie_id)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def rolleaftale_detail(request, pk):
    """One version of who does what, and the others."""
    row, sag = _open_aftale(request, pk)
    about = {"barn": row.barn_id} if row.barn_id else {"plejefamilie": row.plejefamilie_id}
    same = Rolleaftale.objects.visible_to(request.user).filter(**({"barn": None} | about))
    context = {
        "aftale": row,
        "versioner": same.select_related("by").order_by("-version"),
        "sag": sag,
        "retter": sag.row.retter and request.user.can(Permission.MANAGE_KREDS),
    }
    return render(request, "plejefamilier/rolleaftale_detail.html", context)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def rolleaftale_pdf(request, pk):
    """A version on paper, for the meeting."""
    row, sag = _open_aftale(request, pk)
    audit.reading(row, by=request.user, formaal="udskrift", familie_id=row.plejefamilie_id)
    pdf = render_pdf(
        "plejefamilier/rolleaftale_pdf.html",
        {"aftale": row, "navn": sag.navn},
        by=request.user,
        kommune=row.kommune,
        titel=f"Hvem gør hvad, version {row.version}",
    )
    name = f"hvem-goer-hvad-{row.pk}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def samarbejdspunkt_update(request, pk):
    """When each point of a child's cooperation was done."""
    sag = open_barn_sag(request, pk, retter=True)
    dates = {point["noegle"]: date.fromisoformat(point["dato"]) for point in sag.row.punkter}
    form = SamarbejdspunktForm(request.POST or None, dates=dates, fortryd=sag.side)
    if form.is_valid():
        try:
            actions.set_samarbejdspunkter(by=request.user, barn=sag.row, datoer=form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Punkterne er gemt.")
            return redirect(sag.side)
    context = {"form": form, "sag": sag}
    return render(request, "plejefamilier/samarbejdspunkt_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def raadgiverskift_create(request, pk):
    """Ask the leader whether the child should have another rådgiver."""
    sag = open_barn_sag(request, pk, retter=True)
    form = RaadgiverskiftForm(request.POST or None, fortryd=sag.side)
    if form.is_valid():
        try:
            aftale = actions.request_raadgiverskift(
                by=request.user, barn=sag.row, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, f"{aftale.ansvarlig.navn} er bedt om at tage stilling til ønsket."
            )
            return redirect(sag.side)
    context = {"form": form, "sag": sag}
    return render(request, "plejefamilier/raadgiverskift_form.html", context)
