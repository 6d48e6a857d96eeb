"""Topics: of one meeting, and what the families propose."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from netvaerk.actions.gruppeemne import propose_emne, remove_emneforslag, set_emne
from netvaerk.forms.gruppemoede import EmneForm, EmneforslagForm
from netvaerk.models import Emneforslag, Netvaerksgruppe
from netvaerk.queries import gruppemoede as queries
from netvaerk.views.gruppe import open_gruppe
from netvaerk.views.gruppemoede import FORMULAR, conflict, open_moede, too_late


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppemoede_emne(request, pk):
    """What the meeting is about; from a certain meeting on the families decide (I6)."""
    moede = open_moede(request, pk, edits=True)
    if moede.aflyst_at or moede.fremmoede_at:
        return too_late(request, moede)
    form = EmneForm(
        request.POST or None,
        moede=moede,
        forslag=queries.open_forslag(moede.gruppe),
        fortryd=moede.get_absolute_url(),
    )
    status = 200
    if form.is_valid():
        try:
            set_emne(by=request.user, moede=moede, **form.cleaned_data)
        except ValidationError as error:
            status = conflict(form, moede, error)
        else:
            messages.success(request, "Emnet er gemt.")
            return redirect(moede)
    context = {
        "form": form,
        "moede": moede,
        "overskrift": "Emne for mødet",
        "gemt": status == 409,
    }
    return render(request, FORMULAR, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def emneforslag_create(request, pk):
    """Write down what the families want to talk about: whoever plans, or has a family in it."""
    gruppe = open_gruppe(request, pk, edits=False)
    if gruppe.lukket_paa or not (gruppe.maa_redigere or gruppe.maa_navne):
        raise Http404
    form = EmneforslagForm(request.POST or None, fortryd=gruppe.get_absolute_url())
    if form.is_valid():
        try:
            propose_emne(by=request.user, gruppe=gruppe, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Forslaget står på listen.")
            return redirect(gruppe)
    context = {"form": form, "gruppe": gruppe}
    return render(request, "netvaerk/emneforslag_form.html", context)


@require_POST
@requires(Permission.PLAN_NETVAERK)
def emneforslag_remove(request, pk):
    """Take a proposal off the list."""
    mine = Netvaerksgruppe.objects.editable_by(request.user) | Netvaerksgruppe.objects.naming_to(
        request.user
    )
    rows = Emneforslag.objects.filter(gruppe__in=mine.values("pk")).select_related("gruppe")
    forslag = visible_or_404(rows, request.user, pk=pk)
    remove_emneforslag(by=request.user, forslag=forslag)
    messages.success(request, "Forslaget er fjernet.")
    return redirect(forslag.gruppe)
