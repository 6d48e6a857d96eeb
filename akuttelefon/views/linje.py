"""»Jeg har telefonen nu«, pressed on Min dag or in the middle of a call."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from akuttelefon.actions.linje import release_line, take_line
from akuttelefon.queries.min_linje import min_linje
from akuttelefon.views.registrering import opkald_create
from faelles.access import Permission, kommune_with, requires


@require_POST
@requires(Permission.LOG_OPKALD)
def linje_take(request):
    """Take the line now. The form that somebody is writing in keeps every word."""
    kommune = kommune_with(request.user, Permission.LOG_OPKALD)
    fejl = ""
    try:
        take_line(by=request.user, kommune=kommune)
    except ValidationError as error:
        fejl = " ".join(error.messages)
    return _answer(request, fejl, "Du har akuttelefonen nu. Lederen har fået besked.")


@require_POST
@requires(Permission.LOG_OPKALD)
def linje_release(request):
    """Give up a line that was taken outside the roster."""
    vagt = release_line(by=request.user)
    done = "Du har ikke længere akuttelefonen." if vagt else "Du havde ikke taget akuttelefonen."
    return _answer(request, "", done)


def _answer(request, fejl, done):
    """A piece of the call form (htmx), the whole form as typed (without script), or Min dag."""
    if request.htmx:
        context = {"linje": min_linje(request.user), "fejl": fejl, "i_formularen": True}
        response = render(request, "akuttelefon/_paa_linjen.html", context)
        # the search on the call form is done once more: it may find more, or less, by now
        response["HX-Trigger-After-Swap"] = json.dumps({"igen": {"target": "#id_soeg"}})
        return response
    (messages.error if fejl else messages.success)(request, fejl or done)
    if "idempotency_key" in request.POST:
        request.POST = request.POST.copy()
        request.POST["find"] = "1"
        return opkald_create(request)
    return redirect("overblik:min_dag")
