"""The municipality's table of drives between postal districts."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from faelles.access import Permission, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def koereafstand_list(request):
    """How far it is between the postal districts in use."""
    return render(request, "netvaerk/koereafstand_list.html", {})
