"""Supported moves: the list, one move on one page, and what happens to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from faelles import audit, danish, regler
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.overgang import (
    AfslutForm,
    FlytningForm,
    OvergangForm,
    OvergangUpdateForm,
    StemmeForm,
)
from plejefamilier.forms.overgangskontakt import RaadgivningForm
from plejefamilier.models import Overgang, Plejefamilie
from plejefamilier.queries import overgang as queries
from plejefamilier.queries import overgang_tal as tal
from plejefamilier.queries import overgang_valg as valg
from plejefamilier.queries.liste import LONGEST_TEXT, id_or_empty
from plejefamilier.views.open import differences, renew

LISTE, SIDE = "plejefamilier:overgang_list", "plejefamilier:overgang_detail"
PAPER = 657  # pixels between the margins of A4
SOEGT, PRINT = "valg af familie til en overgang", "udskrift"


def open_row(request, pk, *, need=""):
    """The move, when the user may see it and has the right `need` (may_edit, may_log).

    The reading of a page is logged. Raises Http404.
    """
    rows = queries.rows_for(request.user)
    rows = rows.filter(**{need: True}) if need else rows
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        log_reading(request, row, queries.relation_to(request.user, row))
    return row


def log_reading(request, row, formaal):
    """A line in the log that the user read about the move, and why (W2)."""
    audit.reading(row, by=request.user, formaal=formaal, familie_id=row.plejefamilie_id)


def back_to(row):
    """The address of the move's page."""
    return reverse(SIDE, args=[row.pk])


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def overgang_list(request):
    context = queries.list_page(request.user, request.GET)
    shown = [row.pk for row in context["side"].rows]
    audit.list_reading(Overgang, shown, by=request.user, formaal="støttede overgange")
    context["aabner"] = request.user.can(Permission.MANAGE_OVERGANG)
    return render(request, "plejefamilier/overgang_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def overgang_create(request):
    kommune = valg.kommune_of(request.user)
    text = request.POST.get("soeg", "").replace("\0", "").strip()[:LONGEST_TEXT]
    chosen = id_or_empty(request.POST.get("plejefamilie"))
    shown = valg.shown_familier(valg.familier_for(request.user), text, chosen=chosen)
    if shown:
        ids = [row.pk for row in shown]
        audit.list_reading(Plejefamilie, ids, by=request.user, formaal=SOEGT)
    form = OvergangForm(
        request.POST or None,
        bruger=request.user,
        kommune=kommune,
        shown=shown,
        fortryd=reverse(LISTE),
    )
    searching = "find" in request.POST
    if not searching and form.is_valid():
        try:
            row = actions.open_overgang(by=request.user, kommune=kommune, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Overgangen er åbnet. Alle parter har fået besked.")
            return redirect(back_to(row))
    if searching:
        form.full_clean()
        form.errors.clear()
    til = regler.value("plejefamilier.stoettet_overgang", kommune)
    context = {"form": form, "slaaet_til": til, "soegt": searching and not shown}
    return render(request, "plejefamilier/overgang_create.html", context)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def overgang_detail(request, pk):
    row = open_row(request, pk)
    return render_page(request, row, RaadgivningForm())


def render_page(request, row, form, status=200):
    """The page of a move with the small form for counselling."""
    context = queries.page_context(request.user, row) | {"raadgivning_form": form}
    return render(request, "plejefamilier/overgang_detail.html", context, status=status)


@require_GET
@requires(Permission.SEE_SAMARBEJDE)
def overgang_pdf(request, pk):
    """The newest version of the plan and the time line on paper (W3)."""
    row = visible_or_404(queries.rows_for(request.user), request.user, pk=pk)
    log_reading(request, row, PRINT)
    pdf = render_pdf(
        "plejefamilier/overgang_pdf.html",
        queries.page_context(request.user, row, bredde=PAPER),
        by=request.user,
        kommune=row.kommune,
        titel=f"Udslusningsplan {row.pk}",
    )
    name = f'attachment; filename="udslusningsplan-{row.pk}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def overgang_update(request, pk):
    row = open_row(request, pk, need="may_edit")
    form = OvergangUpdateForm(request.POST or None, overgang=row, fortryd=back_to(row))
    context, status = {"form": form, "overgang": row, "titel": "Ret overgangen"}, 200
    if form.is_valid():
        try:
            actions.update_overgang(by=request.user, overgang=row, **form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                saved = open_row(request, pk, need="may_edit")
                status = 409
                renew(form, version=saved.version)
                names = ("planlagt_flytning", "timebudget")
                context |= {"overgang": saved, "forskelle": differences(form, saved, names)}
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back_to(row))
    return render(request, "plejefamilier/overgang_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def overgang_flyt(request, pk):
    row = open_row(request, pk, need="may_edit")
    form = FlytningForm(request.POST or None, overgang=row, fortryd=back_to(row))
    if form.is_valid():
        try:
            actions.register_flytning(by=request.user, overgang=row, **form.facts)
        except ValidationError as error:
            form.show_warnings(error)
            add_errors(form, error)
        else:
            day = danish.dato(form.cleaned_data["flyttet_paa"])
            messages.success(request, f"{row.barn.fornavn} bor hos familien fra {day}.")
            return redirect(back_to(row))
    context = {"form": form, "overgang": row, "titel": f"{row.barn.fornavn} er flyttet"}
    return render(request, "plejefamilier/overgang_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def overgang_close(request, pk):
    row = open_row(request, pk, need="may_edit")
    form = AfslutForm(request.POST or None, fortryd=back_to(row))
    if form.is_valid():
        try:
            actions.close_overgang(by=request.user, overgang=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Overgangen er afsluttet. Den kan stadig læses.")
            return redirect(LISTE)
    context = {"form": form, "overgang": row, "titel": "Afslut overgangen"}
    return render(request, "plejefamilier/overgang_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def overgang_stemme(request, pk):
    """What the child wishes about the move, and how it was heard (H8, A26)."""
    row = open_row(request, pk, need="may_log")
    form = StemmeForm(request.POST or None, fortryd=back_to(row))
    if form.is_valid():
        try:
            actions.hear_barn(by=request.user, overgang=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Barnets ønsker er gemt.")
            return redirect(back_to(row))
    context = {"form": form, "overgang": row, "titel": "Barnets egen stemme"}
    return render(request, "plejefamilier/overgang_form.html", context)


@require_safe
@requires(Permission.SEE_IMPLEMENTERING)
def overgang_tal(request):
    """How many moves, visits and plans in a year; no names (A17, H11)."""
    aar = tal.year_of(request.GET.get("aar", ""))
    return render(request, "plejefamilier/overgang_tal.html", tal.report(request.user, aar))
