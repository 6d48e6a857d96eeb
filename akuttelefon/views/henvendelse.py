"""Urgent contacts beside the line: write one down, correct one's own."""

from types import SimpleNamespace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions
from akuttelefon.forms.henvendelse import HenvendelseForm, TidspunktForm
from akuttelefon.henvendelse import slags_at
from akuttelefon.models import Henvendelse
from akuttelefon.queries.henvendelse import chosen_familie, loggable_by
from faelles import audit
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import differences, renew

FORM = "akuttelefon/henvendelse_form.html"
FORMAAL = "akut henvendelse"


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_HENVENDELSE)
def henvendelse_create(request):
    """Write down an urgent contact; the address may name the family it is about."""
    kommune = kommune_with(request.user, Permission.LOG_HENVENDELSE)
    familier = loggable_by(request.user)
    familie = chosen_familie(familier, request.GET.get("familie") or request.POST.get("familie"))
    typed = TidspunktForm(request.POST)
    form = HenvendelseForm(
        request.POST or None,
        familier=familier,
        familie=familie,
        slags=slags_at(kommune, typed.start),
        fortryd=_page(familie),
    )
    if form.is_valid():
        try:
            row = actions.log_henvendelse(
                by=request.user,
                plejefamilie=form.cleaned_data["familie"],
                idempotency_key=form.cleaned_data["idempotency_key"],
                **form.facts,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Henvendelsen er gemt og står i familiens forløb.")
            return redirect(f"{_page(row.plejefamilie)}#forloeb")
    if familie is None:
        shown = [*familier.values_list("pk", flat=True)]
        audit.list_reading(Plejefamilie, shown, by=request.user, formaal=FORMAAL)
    return render(request, FORM, {"form": form, "familie": familie})


@require_POST
@requires(Permission.LOG_HENVENDELSE)
def henvendelse_slags(request):
    """The kind that the typed time proposes (htmx)."""
    kommune = kommune_with(request.user, Permission.LOG_HENVENDELSE)
    form = HenvendelseForm(
        familier=Plejefamilie.objects.visible_to(request.user).none(),
        slags=slags_at(kommune, TidspunktForm(request.POST).start),
        fortryd="",
    )
    return render(request, "akuttelefon/_henvendelse_slags.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_HENVENDELSE)
def henvendelse_update(request, pk):
    """Correct what one wrote; a stale save (409) shows both."""
    rows = Henvendelse.objects.editable_by(request.user).select_related("plejefamilie__kommune")
    row = visible_or_404(rows, request.user, pk=pk)
    familie = row.plejefamilie
    audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=familie.pk)
    if not Plejefamilie.objects.visible_to(request.user).filter(pk=familie.pk).exists():
        familie = None
    back = _page(familie)
    form = HenvendelseForm(
        request.POST or None, familier=None, henvendelse=row, slags=row.slags, fortryd=back
    )
    context, status = {"form": form, "familie": familie, "henvendelse": row}, 200
    if form.is_valid():
        try:
            actions.update_henvendelse(
                by=request.user,
                henvendelse=row,
                version=form.cleaned_data["version"],
                **form.facts,
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                saved = visible_or_404(rows.all(), request.user, pk=pk)
                context["forskelle"] = _differences(form, saved)
                renew(form, version=saved.version)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, FORM, context, status=status)


def _differences(form, saved):
    """What was typed beside what was saved: the fields of the form, the moment as day and time."""
    before = HenvendelseForm(familier=None, henvendelse=saved, slags=saved.slags, fortryd="")
    return differences(
        form, SimpleNamespace(**before.initial), ["dato", "tid", "minutter", "slags", "tekst"]
    )


def _page(familie):
    if familie is None:
        return reverse("overblik:min_dag")
    return reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
