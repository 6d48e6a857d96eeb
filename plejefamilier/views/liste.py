"""The list of families."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles import audit
from faelles.access import Permission, requires
from plejefamilier.models import Plejefamilie
from plejefamilier.queries import liste, listeside


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_FAMILIER)
def plejefamilie_list(request):
    if request.method == "POST":
        return redirect(_address(request))
    filtre = liste.filtre_of(request)
    side = liste.page(
        request.user, filtre, efter=request.GET.get("efter"), foer=request.GET.get("foer")
    )
    audit.list_reading(
        Plejefamilie,
        [row.pk for row in side.raekker],
        by=request.user,
        formaal="søgning" if filtre.soegning.vist else "liste",
    )
    return render(
        request,
        "plejefamilier/plejefamilie_list.html",
        listeside.list_context(request.user, filtre, side),
    )


def _address(request):
    """The address of the list for what was typed and chosen; the text itself stays out of it."""
    typed, token = request.POST.get("q", ""), request.POST.get("s", "")
    if typed != liste.stashed(request, token).vist:
        token = liste.stash(request, typed)
    filtre = liste.filtre_of_post(request, token)
    return reverse("plejefamilier:plejefamilie_list") + filtre.query()
