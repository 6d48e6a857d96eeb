"""Groups: the list, one of them, a new one, changed, begun, closed."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from faelles.access import Permission, requires, visible_or_404
from netvaerk.models import Netvaerksgruppe
from netvaerk.queries.gruppemoede import moeder_for


@require_safe
@requires(Permission.SEE_NETVAERK)
def gruppe_list(request):
    """Groups of the municipality."""
    return render(request, "netvaerk/gruppe_list.html", {"grupper": []})


@require_safe
@requires(Permission.SEE_NETVAERK)
def gruppe_detail(request, pk):
    """One group."""
    gruppe = visible_or_404(Netvaerksgruppe.objects.all(), request.user, pk=pk)
    context = {"gruppe": gruppe, **moeder_for(request.user, gruppe)}
    return render(request, "netvaerk/gruppe_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_create(request):
    """A new group."""
    return render(request, "netvaerk/gruppe_list.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_update(request, pk):
    """Change what is agreed about a group."""
    return gruppe_detail(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_activate(request, pk):
    """The group begins."""
    return gruppe_detail(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_close(request, pk):
    """The group ends."""
    return gruppe_detail(request, pk)
