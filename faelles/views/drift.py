"""Driftsstatus: what is late, since when, and what to do."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from faelles import drift
from faelles.access import Permission, requires


@require_safe
@requires(Permission.SEE_DRIFT)
def driftsstatus(request):
    """The page, and its own renewal every half minute (htmx).

    A renewal says which sentence it has (`har`): the same one is not sent again, so that a screen
    reader speaks only when something has changed.
    """
    opgoerelse = drift.opgoer(request.user)
    name = "faelles/_driftsstatus.html" if request.htmx else "faelles/driftsstatus.html"
    context = {
        "drift": opgoerelse,
        "nyt": request.htmx and request.GET.get("har") != opgoerelse.aftryk,
    }
    return render(request, name, context)
