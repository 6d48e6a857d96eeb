"""Theme tracks: activities in order around one theme (E3, E4)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from supervision.actions import temaspor as actions
from supervision.forms.emne import SporledForm, TemasporForm
from supervision.models import Forloeb, Kursus, Sporled, Temaspor
from supervision.queries import emne as queries
from supervision.views.emne import Liste, create, open_row, retire, update

SPOR = Liste("temaspor", "sporet", "Nyt temaspor", "Temaspor")
SIDE = "supervision:temaspor_detail"


@require_safe
@requires(Permission.SEE_KURSER)
def temaspor_list(request):
    """The tracks with their steps in one line each."""
    alle = request.GET.get("vis") == queries.ALLE
    context = {
        "rows": [*queries.spor_liste(request.user, alle=alle)],
        "alle": alle,
        "words": SPOR,
        "laver": request.user.can(Permission.PUBLISH_KURSER),
    }
    return render(request, "supervision/temaspor_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def temaspor_create(request):
    kommune = kommune_with(request.user, Permission.PUBLISH_KURSER)
    form = TemasporForm(request.POST or None, fortryd=SPOR.url, kommune=kommune)
    return create(request, SPOR, form, lambda facts: Temaspor(kommune=kommune, **facts))


@require_safe
@requires(Permission.SEE_KURSER)
def temaspor_detail(request, pk):
    """The steps of a track."""
    spor = visible_or_404(Temaspor.objects.select_related("tema"), request.user, pk=pk)
    return _show(request, spor)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def sporled_create(request, pk):
    """One step more, written below those there are."""
    spor = open_row(request, Temaspor, pk, "tema")
    form = SporledForm(
        request.POST or None,
        bruger=request.user,
        spor=spor,
        fortryd=reverse(SIDE, args=[pk]),
    )
    if form.is_valid():
        try:
            actions.add_sporled(by=request.user, spor=spor, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Leddet er føjet til.")
            return redirect(SIDE, pk)
    return _show(request, spor, form)


def _show(request, spor, form=None):
    led = [*queries.led_of(spor)]
    context = {
        "spor": spor,
        "led": led,
        "kurser": _seen(Kursus, request.user, [row.kursus_id for row in led]),
        "grupper": _seen(Forloeb, request.user, [row.forloeb_id for row in led]),
        "form": form,
        "redigerer": spor.kommune_id in request.user.kommuner_med(Permission.PUBLISH_KURSER),
    }
    return render(request, "supervision/temaspor_detail.html", context)


def _seen(model, bruger, ids):
    """Which of the rows she may open."""
    rows = model.objects.visible_to(bruger).filter(pk__in=[pk for pk in ids if pk])
    return {*rows.values_list("pk", flat=True)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def temaspor_update(request, pk):
    row = open_row(request, Temaspor, pk)
    back = reverse(SIDE, args=[pk])
    form = TemasporForm(request.POST or None, fortryd=back, row=row, kommune=row.kommune)
    return update(request, SPOR, row, form, back)


@require_POST
@requires(Permission.PUBLISH_KURSER)
def temaspor_retire(request, pk):
    return retire(request, SPOR, Temaspor, pk, reverse(SIDE, args=[pk]))


@require_POST
@requires(Permission.PUBLISH_KURSER)
def sporled_move(request, pk):
    """One step up (retning=op), else down."""
    led = _led(request, pk)
    actions.move_sporled(by=request.user, led=led, op=request.POST.get("retning") == "op")
    return redirect(SIDE, led.spor_id)


@require_POST
@requires(Permission.PUBLISH_KURSER)
def sporled_remove(request, pk):
    led = _led(request, pk)
    actions.remove_sporled(by=request.user, led=led)
    messages.success(request, "Leddet er fjernet.")
    return redirect(SIDE, led.spor_id)


def _led(request, pk):
    """A step of a track she may change. Raises Http404."""
    rows = Sporled.objects.filter(spor__in=Temaspor.objects.editable_by(request.user))
    return visible_or_404(rows.select_related("spor"), request.user, pk=pk)
