"""The municipality's table of drives between postal districts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from faelles.access import Permission, kommune_with, requires
from faelles.errors import add_errors
from netvaerk.actions.afstand import save_koereafstande
from netvaerk.forms.afstand import AfstandForm
from netvaerk.queries.afstand import pairs


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_NETVAERK)
def koereafstand_list(request):
    """How far it is from where families live to where groups meet: read, and written in one go."""
    kommune = kommune_with(request.user, Permission.ANSWER_NETVAERK)
    par = pairs(request.user, kommune)
    form = AfstandForm(request.POST or None, par=par)
    if form.is_valid():
        try:
            save_koereafstande(by=request.user, kommune=kommune, afstande=form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Køreafstandene er gemt.")
            return redirect("netvaerk:koereafstand_list")
    context = {"form": form, "mangler": sum(one.km is None for one in par), "antal": len(par)}
    return render(request, "netvaerk/koereafstand_list.html", context)
