"""Runs of the generator: lay a roster, see the runs, take one back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from akuttelefon import actions
from akuttelefon.actions.vagtserie import untouched
from akuttelefon.forms.vagt import LaegForm
from akuttelefon.models import Vagtserie
from akuttelefon.queries import vagtserie as queries
from faelles import danish
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.formfields import DanishDateField

SHOWN = 50
NOTHING = "Der manglede ingen vagter i perioden. Intet er ændret."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_VAGTPLAN)
def vagtserie_create(request):
    """The pattern of a roster; first what it leads to is shown, then it is made."""
    kommune = kommune_with(request.user, Permission.MANAGE_VAGTPLAN)
    runs = Vagtserie.objects.visible_to(request.user).filter(kommune=kommune, fortrudt_at=None)
    before = runs.order_by("-pk").values_list("moenster", flat=True).first()
    fra = _day(request.GET.get("fra")) or queries.next_uncovered_day(kommune)
    form = LaegForm(
        request.POST or None,
        kommune=kommune,
        initial={"fra": fra, "til": queries.year_end(fra)},
        before=before,
    )
    forslag = None
    if form.is_valid():
        wanted = {
            "kommune": kommune,
            "fra": form.cleaned_data["fra"],
            "til": form.cleaned_data["til"],
            "moenster": form.moenster,
        }
        try:
            if "laeg" in request.POST:
                return _made(request, actions.generate_vagter(by=request.user, **wanted))
            forslag = queries.proposal(actions.plan_vagter(**wanted), kommune)
        except ValidationError as error:
            add_errors(form, error)
    return render(
        request,
        "akuttelefon/vagtserie_form.html",
        {"form": form, "forslag": forslag, "fra_forrige": before is not None},
    )


def _made(request, serie):
    if serie is None:
        messages.info(request, NOTHING)
        return redirect("akuttelefon:vagtplan")
    antal = danish.antal(serie.vagter.count(), "vagt", "vagter")
    messages.success(
        request, f"{antal} er lagt, {danish.periode(serie.fra, serie.til)}. Alle har fået besked."
    )
    return redirect(f"{reverse('akuttelefon:vagtplan')}?maaned={serie.fra:%Y-%m}")


@require_GET
@requires(Permission.MANAGE_VAGTPLAN)
def vagtserie_list(request):
    """The runs of the generator, newest first, with how many shifts stand."""
    rows = (
        Vagtserie.objects.visible_to(request.user)
        .select_related("by", "fortrudt_by")
        .annotate(staar=Count("vagter", filter=Q(vagter__aflyst_at=None)), lagt=Count("vagter"))
        .order_by("-pk")[:SHOWN]
    )
    serier = [(row, danish.periode(row.fra, row.til)) for row in rows]
    return render(request, "akuttelefon/vagtserie_list.html", {"serier": serier})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_VAGTPLAN)
def vagtserie_undo(request, pk):
    """Take a run back, after asking: shifts to come that nobody has changed are called off."""
    serie = visible_or_404(Vagtserie.objects.select_related("by"), request.user, pk=pk)
    if request.method == "POST":
        number = actions.undo_vagtserie(by=request.user, serie=serie)
        messages.success(
            request, f"{danish.antal(number, 'vagt', 'vagter')} er taget ud af planen."
        )
        return redirect("akuttelefon:vagtserie_list")
    context = {
        "serie": serie,
        "periode": danish.periode(serie.fra, serie.til),
        "antal": untouched(serie).count(),
        "lagt": serie.vagter.count(),
    }
    return render(request, "akuttelefon/vagtserie_undo.html", context)


def _day(text):
    try:
        return DanishDateField().clean(text)
    except ValidationError:
        return None
