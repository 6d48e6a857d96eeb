"""Calls: list, read, print, and say which family it was."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from akuttelefon import actions
from akuttelefon.forms.opfoelgning import OpfoelgningForm
from akuttelefon.forms.opkald import KnytForm
from akuttelefon.models import Opkald
from akuttelefon.queries import liste
from akuttelefon.queries import opkald as queries
from akuttelefon.views.registrering import FORMAAL_LINJE, found_familier
from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf


@require_GET
@requires(Permission.SEE_OPKALD)
def opkald_list(request):
    """The calls one may see, newest first; the open duties first of all by a filter."""
    side = liste.opkald_page(
        request.user,
        vis=request.GET.get("vis", ""),
        efter=request.GET.get("efter", ""),
        foer=request.GET.get("foer", ""),
    )
    audit.list_reading(
        Opkald, [row.pk for row in side.rows], by=request.user, formaal=FORMAAL_LINJE
    )
    return render(request, "akuttelefon/opkald_list.html", liste.list_context(side))


@require_GET
@requires(Permission.SEE_OPKALD)
def opkald_detail(request, pk):
    """One call with its duty, and the form that closes it."""
    opkald = visible_or_404(queries.with_everything(), request.user, pk=pk)
    return render_opkald(request, opkald, form=OpfoelgningForm(opfoelgning=opkald.opfoelgning))


@require_GET
@requires(Permission.SEE_OPKALD)
def opkald_pdf(request, pk):
    """The call and its duty on paper, for the child's file (notatpligt, 3.3)."""
    opkald = visible_or_404(queries.with_everything(), request.user, pk=pk)
    audit.reading(opkald, by=request.user, formaal="udskrift", familie_id=opkald.plejefamilie_id)
    pdf = render_pdf(
        "akuttelefon/opkald_pdf.html",
        queries.opkald_context(request.user, opkald),
        by=request.user,
        kommune=opkald.kommune,
        titel=f"Akutopkald {opkald.pk}",
    )
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="akutopkald-{opkald.pk}.pdf"'},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLETE_OPFOELGNING)
def opkald_link(request, pk):
    """Say which family an unknown caller was."""
    opkald = visible_or_404(queries.with_everything(), request.user, pk=pk)
    form = KnytForm(request.POST or None, bruger=request.user)
    if "find" not in request.POST and form.is_valid():
        try:
            opkald = actions.link_opkald(
                by=request.user, opkald=opkald, plejefamilie=form.cleaned_data["familie"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, queries.saved_message(opkald, "Familien er sat på opkaldet."))
            if Opkald.objects.visible_to(request.user).filter(pk=opkald.pk).exists():
                return redirect(opkald)
            return redirect("akuttelefon:opkald_list")
    context = {
        "opkald": opkald,
        "form": form,
        "soeg": request.POST.get("soeg", "").strip(),
        "familier": found_familier(request, request.POST.get("soeg", "")),
        "uden_ukendt": True,
    }
    audit.reading(opkald, by=request.user, formaal="find familien", familie_id=None)
    return render(request, "akuttelefon/opkald_link.html", context)


def render_opkald(request, opkald, *, form, status=200, **more):
    """The page of one call, recorded in the log as read."""
    context = queries.opkald_context(request.user, opkald)
    audit.reading(
        opkald, by=request.user, formaal=context["formaal"], familie_id=opkald.plejefamilie_id
    )
    return render(
        request,
        "akuttelefon/opkald_detail.html",
        {**context, "form": form, **more},
        status=status,
    )
