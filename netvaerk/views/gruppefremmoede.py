"""Attendance of a group's meeting: one tap a family, nothing else is kept (I8)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from faelles import audit
from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.versions import STALE
from netvaerk.actions.gruppefremmoede import record_gruppefremmoede
from netvaerk.forms.gruppefremmoede import GruppefremmoedeForm
from netvaerk.models import Gruppefremmoede, Medlemskab
from netvaerk.queries import gruppemoede as queries
from netvaerk.views.gruppemoede import FORMAAL, open_moede
from plejefamilier.views.open import renew

SIDE = "netvaerk/gruppemoede_fremmoede.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppemoede_fremmoede(request, pk):
    """Who came. »Alle kom« sets all of them without saving. Only for those who see the names."""
    moede = open_moede(request, pk, edits=True)
    if not moede.maa_navne:
        raise Http404
    ventede, named, seen = queries.expected_for(request.user, moede)
    audit.list_reading(Medlemskab, named, by=request.user, formaal=FORMAAL)
    alle = request.method == "POST" and "alle" in request.POST
    data = request.POST if request.method == "POST" and not alle else None
    form = GruppefremmoedeForm(data, ventede=ventede, seen=seen)
    status = 200
    if form.is_valid():
        try:
            record_gruppefremmoede(
                by=request.user, moede=moede, kom=form.kom, seen=form.cleaned_data["seen"]
            )
        except ValidationError as error:
            if error.code == STALE:
                status = 409
                renew(form, seen=seen)
            add_errors(form, error)
        else:
            messages.success(request, "Fremmødet er gemt.")
            return redirect(moede)
    context = {
        "form": form,
        "moede": moede,
        "gruppe": moede.gruppe,
        "valg": [*form.grupper(Gruppefremmoede.Kom.KOM if alle else "")],
        "alle": alle,
        "for_tidligt": timezone.localdate(moede.start) > timezone.localdate(),
        "gemt": ventede if status == 409 else [],
    }
    return render(request, SIDE, context, status=status)
