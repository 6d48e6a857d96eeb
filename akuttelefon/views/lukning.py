"""Before a long closing: when the families hear of it, who has, and who is told by a person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions
from akuttelefon.forms.lukkebesked import LukningForm, SagtForm
from akuttelefon.queries import lukning as queries
from faelles import audit, danish
from faelles.access import Permission, kommune_with, requires
from faelles.errors import add_errors
from plejefamilier.models import Plejefamilie

FORMAAL = "besked før en lukning"


@require_http_methods(["GET", "POST"])
@requires(Permission.HAND_OUT_NUMMER)
def lukning_list(request):
    """The closings to come; tick the families that have been told."""
    rows = queries.tellable_by(request.user)
    form = SagtForm(request.POST or None, beskeder=rows)
    if form.is_valid():
        ticked = [row.pk for row in form.cleaned_data["beskeder"]]
        try:
            told = actions.tell_lukkebesked(
                by=request.user, lukkebeskeder=rows.filter(pk__in=ticked)
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            who = danish.antal(told, "familie har", "familier har")
            text = f"Noteret: {who} fået besked." if told else "Det var allerede noteret."
            messages.success(request, text)
            return redirect("akuttelefon:lukning_list")
    kommune = kommune_with(request.user, Permission.HAND_OUT_NUMMER)
    sider = queries.lukning_page(request.user, kommune)
    shown = {row.familie for side in sider for row in side.at_sige}
    audit.list_reading(Plejefamilie, sorted(shown), by=request.user, formaal=FORMAAL)
    context = {
        "sider": sider,
        "form": form,
        "valgte": {*request.POST.getlist("beskeder")},
        "leder": request.user.can(Permission.EDIT_NUMMER),
        "mangler_nummer": any(side.planlagt and side.mail is None for side in sider),
    }
    return render(request, "akuttelefon/lukning_list.html", context)


@require_POST
@requires(Permission.EDIT_NUMMER)
def lukning_stop(request):
    """Nobody is told of this closing, until somebody says so."""
    return _press(request, actions.stop_lukkebesked, "Beskeden går ikke ud.")


@require_POST
@requires(Permission.EDIT_NUMMER)
def lukning_resume(request):
    """The word goes out after all."""
    return _press(request, actions.resume_lukkebesked, "Beskeden går ud alligevel.")


def _press(request, act, done):
    form = LukningForm(request.POST)
    kommune = kommune_with(request.user, Permission.EDIT_NUMMER)
    try:
        if not form.is_valid():
            raise ValidationError("Vælg en lukning på siden.", code="unknown")
        act(by=request.user, kommune=kommune, lukning=form.lukning)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, done)
    if request.user.can(Permission.HAND_OUT_NUMMER):
        return redirect("akuttelefon:lukning_list")
    return redirect("akuttelefon:nummer")
