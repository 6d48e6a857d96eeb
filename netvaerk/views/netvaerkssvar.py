"""What families answer about networks: typed in many at a time, and never with a name."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import danish
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.formfields import DanishDateField
from faelles.pdf import render_pdf
from netvaerk.actions.netvaerkssvar import remove_netvaerkssvar, write_netvaerkssvar
from netvaerk.forms.netvaerkssvar import JA_NEJ, NetvaerkssvarForm, offered, questions
from netvaerk.models import Netvaerkssvar
from netvaerk.models.svar import SKALA
from netvaerk.queries import netvaerkssvar as queries

NYT = "netvaerk:netvaerkssvar_create"
LONGEST_ID = 9  # digits


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def netvaerkssvar_create(request):
    """Write one family's answers, and go straight on with the next."""
    back = reverse("netvaerk:gruppe_list")
    valgt = _chosen(request.GET)
    form = NetvaerkssvarForm(request.POST or None, bruger=request.user, valgt=valgt, fortryd=back)
    if form.is_valid():
        try:
            row = write_netvaerkssvar(by=request.user, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Svaret er gemt. Skriv det næste.")
            return redirect(f"{reverse(NYT)}?{_address(row)}")
    context = {"form": form, "skrevet": queries.written_today(request.user)}
    return render(request, "netvaerk/netvaerkssvar_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def netvaerkssvar_remove(request, pk):
    """Ask first, then take back an answer of one's own of today."""
    rows = Netvaerkssvar.objects.removable_by(request.user).select_related("gruppe")
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method == "POST":
        remove_netvaerkssvar(by=request.user, svar=row)
        messages.success(request, "Svaret er fjernet.")
        return redirect(NYT)
    return render(request, "netvaerk/netvaerkssvar_remove.html", {"row": queries.of_row(row)})


@require_safe
@requires(Permission.PLAN_NETVAERK)
def netvaerkssvar_pdf(request):
    """The questions on a sheet of paper: a family answers without writing who it is."""
    kommune = kommune_with(request.user, Permission.PLAN_NETVAERK)
    content = render_pdf(
        "netvaerk/netvaerkssvar_pdf.html",
        {"om": offered(kommune), "spoergsmaal": questions(), "skala": SKALA, "ja_nej": JA_NEJ},
        by=request.user,
        kommune=kommune,
        titel="Hvad siger I?",
    )
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="svarark.pdf"'},
    )


def _chosen(query):
    """What the address says was chosen last; what makes no sense is left out."""
    gruppe = query.get("gruppe", "")
    number = (
        int(gruppe) if gruppe.isascii() and gruppe.isdigit() and len(gruppe) <= LONGEST_ID else None
    )
    try:
        dato = DanishDateField(required=False).clean(query.get("dato", ""))
    except ValidationError:
        dato = None
    om = query.get("om", Netvaerkssvar.Om.GRUPPE if number else "")
    return {"om": om, "gruppe": number, "dato": dato}


def _address(row):
    chosen = {"om": row.om, "gruppe": row.gruppe_id, "dato": danish.dato_tal(row.dato)}
    return urlencode({name: value for name, value in chosen.items() if value})
