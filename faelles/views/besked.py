from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from faelles import danish, paging
from faelles.access import Permission, requires, visible_or_404
from faelles.actions import besked as actions
from faelles.models import Besked


@require_safe
@requires(Permission.USE_SAMSPIL)
def besked_list(request):
    """The inbox: all that is unread, newest first; below it what has been read, in pages."""
    mine = Besked.objects.visible_to(request.user)
    page = paging.page(mine.exclude(read_at=None), request.GET, by="due_at")
    unread = []
    if page.is_first:
        unread = [*mine.unread().order_by("-due_at", "-pk")[: paging.MOST]]
    return render(request, "faelles/besked_list.html", {"unread": unread, "page": page})


@require_POST
@requires(Permission.USE_SAMSPIL)
def besked_open(request, pk):
    besked = visible_or_404(Besked.objects, request.user, pk=pk)
    actions.open_besked(by=request.user, besked=besked)
    if not url_has_allowed_host_and_scheme(besked.url, allowed_hosts=None):
        return redirect("faelles:besked_list")
    return redirect(besked.url)


@require_POST
@requires(Permission.USE_SAMSPIL)
def besked_read_all(request):
    antal = actions.read_all_beskeder(by=request.user)
    messages.success(
        request,
        f"{danish.antal(antal, 'besked', 'beskeder')} er markeret som læst."
        if antal
        else "Du havde ingen ulæste beskeder.",
    )
    return redirect("faelles:besked_list")
