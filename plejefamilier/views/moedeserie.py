"""Series of meetings: what is laid, and ending one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.forms.moede import SerieSlutForm
from plejefamilier.models import Moede, Moedeserie


def _open(request, pk, rows):
    related = ("kommune", "plejefamilie", "barn", "indkalder")
    serie = visible_or_404(rows.select_related(*related), request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(serie, by=request.user, formaal="møderække", familie_id=serie.plejefamilie_id)
    return serie


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def moedeserie_detail(request, pk):
    """The rhythm in words, and the meetings that are laid."""
    serie = _open(request, pk, Moedeserie.objects.all())
    moeder = Moede.objects.visible_to(request.user).filter(serie=serie).order_by("-start")
    may_end = Moedeserie.objects.editable_by(request.user).running().filter(pk=pk).exists()
    context = {"serie": serie, "moeder": [*moeder[:100]], "kan_slutte": may_end}
    return render(request, "plejefamilier/moedeserie_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def moedeserie_end(request, pk):
    serie = _open(request, pk, Moedeserie.objects.editable_by(request.user).running())
    here = reverse("plejefamilier:moedeserie_detail", args=[serie.pk])
    form = SerieSlutForm(request.POST or None, fortryd=here)
    if form.is_valid():
        try:
            actions.end_serie(by=request.user, serie=serie, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Møderækken er sluttet. Senere møder er aflyst.")
            return redirect(here)
    context = {"form": form, "serie": serie}
    return render(request, "plejefamilier/moedeserie_end.html", context)
