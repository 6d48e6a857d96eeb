"""Methods tried with a child, and what came of them."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from plejefamilier import actions
from plejefamilier.forms.optagelse import MetodeForm, MetodeSlutForm
from plejefamilier.models import Metodeproeve
from plejefamilier.views.barnefakta import answer, open_fact, open_to_write


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def metode_create(request, pk):
    barn, familie, back = open_to_write(request, pk)
    form = MetodeForm(request.POST or None, fortryd=back)

    def save():
        actions.begin_metode(by=request.user, barn=barn, **form.facts)

    context = {"barn": barn, "familie": familie, "titel": "Prøv en metode"}
    return answer(request, form, save, context, saved="Metoden er gemt.", back=back)


@require_safe
@requires(Permission.RECORD_BARN)
def metode_detail(request, pk):
    row = visible_or_404(Metodeproeve.objects.select_related("barn", "by"), request.user, pk=pk)
    audit.reading(row.barn, by=request.user, formaal="metode, der er prøvet")
    writes = Metodeproeve.objects.recordable_by(request.user).filter(pk=row.pk, til=None).exists()
    return render(request, "plejefamilier/metode_detail.html", {"row": row, "skriver": writes})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def metode_end(request, pk):
    row, barn, familie, _ = open_fact(request, Metodeproeve, pk)
    back = reverse("plejefamilier:metode_detail", args=[row.pk])
    form = MetodeSlutForm(request.POST or None, fortryd=back)
    save = partial(_end, request.user, row, form)
    context = {"barn": barn, "familie": familie, "titel": "Hvordan gik det med metoden?"}
    return answer(request, form, save, context, saved="Udfaldet er gemt.", back=back)


def _end(bruger, row, form):
    actions.end_metode(by=bruger, metodeproeve=row, **form.cleaned_data)
