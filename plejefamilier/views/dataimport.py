"""The pages below /plejefamilier/indlaes/: send a workbook in, see what would happen, do it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import ark, audit, paging
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.models import Bruger
from plejefamilier import actions
from plejefamilier.forms.dataimport import ProjektmappeForm
from plejefamilier.indlaesning.skabelon import template
from plejefamilier.models import Dataimport
from plejefamilier.queries import dataimport as queries

FORMAAL = "indlæsning fra Excel"
Status = Dataimport.Status


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT_DATA)
def dataimport_list(request):
    """The place to send a workbook in, and what has been sent in before."""
    back = reverse("plejefamilier:dataimport_list")
    sent_in = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProjektmappeForm(*sent_in, fortryd=back)
    if form.is_valid():
        sent = form.cleaned_data["fil"]
        try:
            row = actions.receive_import(
                by=request.user,
                kommune=kommune_with(request.user, Permission.IMPORT_DATA),
                filnavn=sent.name,
                indhold=sent.read(),
            )
        except ValidationError as error:
            form.add_error("fil", error)
        else:
            return redirect("plejefamilier:dataimport_detail", pk=row.pk)
    page = queries.history(request.user, request.GET, paging)
    raekker = [(row, queries.in_one_sentence(row)) for row in page.rows]
    context = {"form": form, "page": page, "raekker": raekker}
    return render(request, "plejefamilier/dataimport_list.html", context)


@require_safe
@requires(Permission.IMPORT_DATA)
def dataimport_template(request):
    return ark.response(template(), "samspil-skabelon")


@require_safe
@requires(Permission.IMPORT_DATA)
def dataimport_detail(request, pk):
    row = _opened(request, pk)
    audit.reading(row, by=request.user, formaal=FORMAAL)
    return render(request, "plejefamilier/dataimport_detail.html", _context(request, row))


def _opened(request, pk):
    rows = Dataimport.objects.select_related("kommune", "by", "fortrudt_af")
    return visible_or_404(rows, request.user, pk=pk)


def _context(request, row):
    """What a page about one import shows, by how far it has come."""
    context = {"row": row, "antal": queries.counts(row), "saetning": queries.in_one_sentence(row)}
    context["advarsler"] = queries.warnings_of(row)
    if row.status == Status.FEJL:
        context["fejl"], context["flere"] = queries.errors_of(row)
    elif row.status == Status.KLAR:
        context["side"] = queries.preview(row, request.GET)
        context["intet"] = not (queries.total(row, "opret") + queries.total(row, "aendr"))
    elif row.status == Status.INDLAEST:
        pks = queries.new_konsulenter(row)
        context["konsulenter"] = (
            Bruger.objects.visible_to(request.user).filter(pk__in=pks).order_by("navn", "pk")
        )
    return context


@require_safe
@requires(Permission.IMPORT_DATA)
def dataimport_status(request, pk):
    """How far a running import is (htmx); the page is fetched anew when it is done."""
    row = _opened(request, pk)
    if row.running:
        return render(request, "plejefamilier/_dataimport_status.html", {"row": row})
    return HttpResponse(status=200, headers={"HX-Refresh": "true"})


@require_safe
@requires(Permission.IMPORT_DATA)
def dataimport_errors(request, pk):
    row = _opened(request, pk)
    return ark.response(queries.errors_workbook(row), f"fejl-{row.pk}")


@require_POST
@requires(Permission.IMPORT_DATA)
def dataimport_start(request, pk):
    row = _opened(request, pk)
    try:
        actions.start_import(by=request.user, dataimport=row, aftryk=request.POST.get("aftryk", ""))
    except ValidationError as error:
        return _refused(request, pk, error)
    return redirect("plejefamilier:dataimport_detail", pk=pk)


@require_POST
@requires(Permission.IMPORT_DATA)
def dataimport_give_up(request, pk):
    row = _opened(request, pk)
    try:
        actions.give_up_import(by=request.user, dataimport=row)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("plejefamilier:dataimport_detail", pk=pk)
    messages.success(request, "Filen er slettet fra Samspil. Intet er ændret.")
    return redirect("plejefamilier:dataimport_list")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT_DATA)
def dataimport_undo(request, pk):
    """Ask first, then put everything back."""
    row = _opened(request, pk)
    reasons = []
    if request.method == "POST":
        try:
            actions.undo_import(by=request.user, dataimport=row)
        except ValidationError as error:
            reasons = error.messages
        else:
            messages.success(request, "Indlæsningen er fortrudt. Alt er, som det var før den.")
            return redirect("plejefamilier:dataimport_detail", pk=pk)
    context = {"row": row, "reasons": reasons, "saetning": queries.in_one_sentence(row)}
    return render(
        request, "plejefamilier/dataimport_undo.html", context, status=409 if reasons else 200
    )


def _refused(request, pk, error):
    """The same page, as it is now, with why nothing happened."""
    row = _opened(request, pk)
    context = {**_context(request, row), "afvist": error.messages}
    return render(request, "plejefamilier/dataimport_detail.html", context, status=409)
