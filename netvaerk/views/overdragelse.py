"""The families take their group over; and do they still meet? (I5, I9)"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from faelles import audit
from faelles.access import Permission, requires
from netvaerk.actions.overdragelse import candidates, confirm_gruppe, hand_over
from netvaerk.forms.overdragelse import MoedesForm, OverdragForm
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.queries import overdragelse as queries
from netvaerk.views.gruppe import open_gruppe
from netvaerk.views.gruppemoede import conflict


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_hand_over(request, pk):
    """Who shares what with whom, who is the contact person, and what happens then."""
    gruppe = open_gruppe(request, pk)
    if not gruppe.maa_navne:
        raise Http404
    today = timezone.localdate()
    medlemmer = queries.members(request.user, gruppe, today)
    shown = [one.pk for one in medlemmer]
    audit.list_reading(Medlemskab, shown, by=request.user, formaal="overdrager en netværksgruppe")
    voksne = candidates(gruppe, today)
    form = OverdragForm(
        request.POST or None,
        gruppe=gruppe,
        voksne=voksne,
        fortryd=gruppe.get_absolute_url(),
    )
    status = 200
    if form.is_valid():
        try:
            hand_over(by=request.user, gruppe=gruppe, **form.cleaned_data)
        except ValidationError as error:
            status = conflict(form, gruppe, error)
        else:
            messages.success(request, "Gruppen er overdraget til familierne.")
            return redirect(gruppe)
    context = {
        "gruppe": gruppe,
        "form": form,
        "medlemmer": medlemmer,
        "uden_mail": not any(one.email for one in voksne),
        "deler": sum(bool(one.deler) for one in medlemmer),
        "klar": gruppe.selvkoerende_fra is not None and queries.may_hand_over(gruppe, today),
        "plan": queries.after_hand_over(gruppe, today),
    }
    return render(request, "netvaerk/gruppe_hand_over.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_confirm(request, pk):
    """Does a group that runs itself still meet? Yes, or close it."""
    gruppe = open_gruppe(request, pk)
    if gruppe.trin != Netvaerksgruppe.Trin.SELVKOERENDE:
        raise Http404
    form = MoedesForm(request.POST or None, initial={"version": gruppe.version})
    status = 200
    if form.is_valid():
        try:
            confirm_gruppe(by=request.user, gruppe=gruppe, **form.cleaned_data)
        except ValidationError as error:
            status = conflict(form, gruppe, error)
        else:
            messages.success(request, "Noteret: familierne mødes stadig.")
            return redirect(gruppe)
    context = {
        "gruppe": gruppe,
        "form": form,
        "senest": gruppe.moedes_paa or gruppe.selvkoerende_fra,
        "kontakt": queries.contact_for(request.user, gruppe),
    }
    return render(request, "netvaerk/gruppe_confirm.html", context, status=status)
