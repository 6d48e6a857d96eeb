"""Which families take part: the check list of one, who was told, lists, numbers, criteria."""

from functools import partial
from textwrap import shorten

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit, danish
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.diagram import Bjaelke, liggende
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.forms.rekruttering import (
    IndskrivningForm,
    IndskrivningSlutForm,
    InformeringForm,
    KriteriumForm,
)
from plejefamilier.models import Indskrivning, Plejefamilie, Rekrutteringskriterium
from plejefamilier.queries import rekruttering as queries
from plejefamilier.views.open import open_familie

LIST = "plejefamilier:indskrivning_list"
KRITERIER = "plejefamilier:kriterium_list"
in_short = partial(shorten, width=36, placeholder=" …")  # what stands over a bar on a phone


@require_safe
@requires(Permission.RECRUIT)
def indskrivning_list(request):
    """The families that take part, those that do not yet, and those that did."""
    vis = request.GET.get("vis", "")
    vis = vis if vis in dict(queries.FILTRE) else queries.MED
    intensitet = request.GET.get("intensitet", "")
    intensitet = intensitet if intensitet in Indskrivning.Intensitet.values else ""
    side = queries.indskrivning_page(request.user, vis, intensitet, request.GET)
    model = Plejefamilie if vis == queries.IKKE else Indskrivning
    audit.list_reading(model, [row.pk for row in side.rows], by=request.user, formaal="indsatsen")
    context = {
        "side": side,
        "vis": vis,
        "intensitet": intensitet,
        "intensiteter": Indskrivning.Intensitet.choices,
        "filtre": queries.FILTRE,
    }
    return render(request, "plejefamilier/indskrivning_list.html", context)


@require_safe
@requires(Permission.SEE_IMPLEMENTERING)
def rekruttering_tal(request):
    """How many take part, by experience, intensity and need; small numbers hidden (W4)."""
    kommune = kommune_with(request.user, Permission.SEE_IMPLEMENTERING)
    tal = queries.tal_for(kommune, timezone.localdate())
    context = {"tal": tal, "blokke": [(*row, _picture(*row)) for row in tal.tabeller]}
    return render(request, "plejefamilier/rekruttering_tal.html", context)


def _picture(noegle, titel, forklaring, celler):
    return liggende(
        [Bjaelke(in_short(celle.navn), celle.tal, celle.tekst) for celle in celler],
        noegle=f"billede-{noegle}",
        titel=f"{titel}. Tallene står i tabellen.",
        beskrivelse=", ".join(f"{celle.navn} {celle.tekst}" for celle in celler),
        bredde=None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECRUIT)
def indskrivning_create(request, pk):
    """»Kan familien være med?« on one page, with the one button that enrols it."""
    familier = Plejefamilie.objects.editable_by(request.user)
    familie, _ = open_familie(request, pk, queries.with_tjekliste(familier))
    tjek = queries.tjekliste(familie, timezone.localdate())
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = IndskrivningForm(request.POST or None, kriterier=tjek.kriterier, fortryd=back)
    if form.is_valid():
        try:
            row = actions.enrol_familie(by=request.user, plejefamilie=familie, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                f"{familie.visningsnavn} er med i indsatsen fra og med "
                f"{danish.ugedag(row.fra, timezone.localdate())}.",
            )
            return redirect("plejefamilier:indskrivning_create", familie.pk)
    context = {"form": form, "familie": familie, "tjek": tjek}
    return render(request, "plejefamilier/indskrivning_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECRUIT)
def informering_create(request, pk):
    familie, _ = open_familie(request, pk, Plejefamilie.objects.editable_by(request.user))
    back = reverse("plejefamilier:indskrivning_create", args=[familie.pk])
    form = InformeringForm(request.POST or None, bruger=request.user, familie=familie, fortryd=back)
    if form.is_valid():
        try:
            actions.inform_familie(by=request.user, plejefamilie=familie, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Gemt. Det står i familiens forløb.")
            return redirect(back)
    return render(
        request, "plejefamilier/informering_form.html", {"form": form, "familie": familie}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECRUIT)
def indskrivning_end(request, pk):
    rows = Indskrivning.objects.filter(
        til=None, plejefamilie__in=Plejefamilie.objects.editable_by(request.user)
    )
    row = visible_or_404(rows.select_related("plejefamilie__kommune"), request.user, pk=pk)
    familie = row.plejefamilie
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal="indsatsen", familie_id=familie.pk)
    back = reverse("plejefamilier:indskrivning_create", args=[familie.pk])
    form = IndskrivningSlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_indskrivning(by=request.user, indskrivning=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Indskrivningen er afsluttet.")
            return redirect(back)
    context = {"form": form, "familie": familie, "indskrivning": row}
    return render(request, "plejefamilier/indskrivning_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def kriterium_list(request):
    """The criteria of the municipality; the post adds one."""
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    form = KriteriumForm(request.POST or None, fortryd=reverse(KRITERIER))
    if form.is_valid():
        try:
            actions.create_kriterium(by=request.user, kommune=kommune, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Kriteriet er tilføjet.")
            return redirect(KRITERIER)
    rows = Rekrutteringskriterium.objects.visible_to(request.user).filter(kommune=kommune)
    context = {
        "form": form,
        "aktive": [row for row in rows if row.aktiv],
        "udgaaede": [row for row in rows if not row.aktiv],
    }
    return render(request, "plejefamilier/kriterium_list.html", context)


@require_POST
@requires(Permission.EDIT_IMPLEMENTERING)
def kriterium_retire(request, pk):
    kommuner = request.user.kommuner_med(Permission.EDIT_IMPLEMENTERING)
    rows = Rekrutteringskriterium.objects.filter(kommune__in=kommuner)
    row = visible_or_404(rows, request.user, pk=pk)
    actions.retire_kriterium(by=request.user, kriterium=row)
    messages.success(request, "Kriteriet er udgået. Familier, der er indskrevet med det, har det.")
    return redirect(KRITERIER)
