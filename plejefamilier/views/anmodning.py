"""Requests from families: write one down, see which wait, answer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, danish
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier import actions, anmodningsside
from plejefamilier.ansvar import LEDER, ansvarlig_navn
from plejefamilier.forms.anmodning import AnmodningForm, SvarForm
from plejefamilier.models import Anmodning, Plejefamilie
from plejefamilier.queries import anmodning as queries
from plejefamilier.views.open import open_familie


@require_safe
@requires(Permission.RECRUIT)
def anmodning_list(request):
    """Those that wait for an answer, the latest first; a leader sees those of her teams."""
    vis = request.GET.get("vis", "")
    vis = vis if vis in dict(queries.FILTRE) else queries.AABNE
    side = queries.anmodning_page(request.user, vis, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Anmodning, shown, by=request.user, formaal="anmodninger")
    context = {
        "side": side,
        "vis": vis,
        "filtre": queries.FILTRE,
        "i_dag": timezone.localdate(),
        "sene": queries.late_for(request.user),
    }
    return render(request, "plejefamilier/anmodning_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECRUIT)
def anmodning_create(request, pk):
    """Write down what the family asks for."""
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = AnmodningForm(request.POST or None, bruger=request.user, familie=familie, fortryd=back)
    if form.is_valid():
        try:
            row = actions.receive_anmodning(by=request.user, plejefamilie=familie, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                f"Anmodning nr. {row.nummer} er gemt. Familien skal have svar senest "
                f"{danish.ugedag(row.svarfrist, timezone.localdate())}.",
            )
            return redirect("plejefamilier:anmodning_detail", row.pk)
    return render(request, "plejefamilier/anmodning_form.html", {"form": form, "familie": familie})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECRUIT)
def anmodning_detail(request, pk):
    """One request; the post answers it."""
    related = ("plejefamilie", "barn", "modtaget_af", "besvaret_af", "kommune")
    rows = Anmodning.objects.select_related(*related).annotate(
        hvem=ansvarlig_navn(timezone.localdate())
    )
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal="anmodning", familie_id=row.plejefamilie_id)
    form = SvarForm(request.POST or None, fortryd=reverse("plejefamilier:anmodning_list"))
    may = queries.may_answer(request.user, row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_anmodning(by=request.user, anmodning=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            may = True  # the text that was typed stays on the page
        else:
            messages.success(request, "Svaret er gemt. Husk at give familien besked.")
            return redirect("plejefamilier:anmodning_detail", row.pk)
    context = {
        "anmodning": row,
        "emner": [Anmodning.Emne(kode).label for kode in row.emner],
        "form": form if may else None,
        "i_dag": timezone.localdate(),
        "hos_leder": row.hvem == LEDER,
        "veje": anmodningsside.veje(request.user, row),
    }
    return render(request, "plejefamilier/anmodning_detail.html", context)
