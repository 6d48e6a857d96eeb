"""Faglig sparring: for whoever wrote it, and the family's own konsulent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from supervision.actions.sparring import write_sparring
from supervision.forms.sparring import SparringForm
from supervision.models import Fagligsparring
from supervision.queries import sparring as queries
from supervision.sparring import familier


@require_safe
@requires(Permission.SEE_SUPERVISION)
def sparring_list(request):
    """What one may read, the newest first; and about whom one may write."""
    side = queries.sparring_page(request.user, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Fagligsparring, shown, by=request.user, formaal="faglig sparring")
    context = {"side": side, "familier": queries.familier_to_write_about(request.user)}
    return render(request, "supervision/sparring_list.html", context)


@require_safe
@requires(Permission.SEE_SUPERVISION)
def sparring_detail(request, pk):
    rows = Fagligsparring.objects.select_related("plejefamilie", "by", "barn")
    row = visible_or_404(rows, request.user, pk=pk)
    audit.reading(row, by=request.user, formaal="faglig sparring", familie_id=row.plejefamilie_id)
    context = {"row": row, "begreber": row.begreber.all()}
    return render(request, "supervision/sparring_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def sparring_create(request, pk):
    """Write about a family that one teaches, supervises or is konsulent of."""
    familie = visible_or_404(familier(), request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(familie, by=request.user, formaal="faglig sparring", familie_id=familie.pk)
    back = reverse("supervision:fagligsparring_list")
    form = SparringForm(request.POST or None, bruger=request.user, familie=familie, fortryd=back)
    if form.is_valid():
        try:
            row = write_sparring(by=request.user, plejefamilie=familie, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, "Notatet er gemt. Kun du og familiens konsulent kan læse det."
            )
            return redirect("supervision:fagligsparring_detail", row.pk)
    return render(request, "supervision/sparring_form.html", {"form": form, "familie": familie})
