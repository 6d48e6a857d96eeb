"""Offers to foster families, and the shared guidelines."""

from types import SimpleNamespace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier import actions
from plejefamilier.actions.tilbud import TILBUD_FIELDS
from plejefamilier.forms.tilbud import FIELDS, RetningslinjeForm, TilbudForm, TilbudSlutForm
from plejefamilier.models import Retningslinje, Tilbud
from plejefamilier.queries import tilbud as queries
from plejefamilier.views.open import differences, renew

TILBUD, RETNINGSLINJER = "plejefamilier:tilbud_list", "plejefamilier:retningslinje_list"


@require_safe
@requires(Permission.SEE_IMPLEMENTERING)
def tilbud_list(request):
    """What families can have, under the three themes (A12), and how many of each (A16)."""
    kommune = kommune_with(request.user, Permission.SEE_IMPLEMENTERING)
    alle = request.GET.get("vis") == "alle"
    temaer = queries.tilbud_by_tema(request.user, kommune, alle=alle)
    today = timezone.localdate()
    rows = [row for _, some in temaer for row in some]
    context = {
        "temaer": temaer,
        "alle": alle,
        "i_dag": today,
        "i_brug": sum(_can_be_had(row, today) for row in rows),
        "aflastning": sum(row.aflastning and _can_be_had(row, today) for row in rows),
        "redigerer": request.user.can(Permission.EDIT_IMPLEMENTERING),
    }
    return render(request, "plejefamilier/tilbud_list.html", context)


def _can_be_had(row, day):
    return row.fra <= day and (row.til is None or row.til >= day)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def tilbud_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    form = TilbudForm(request.POST or None, kommune=kommune, fortryd=reverse(TILBUD))
    if form.is_valid():
        try:
            actions.create_tilbud(by=request.user, kommune=kommune, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Tilbuddet er oprettet.")
            return redirect(TILBUD)
    return render(request, "plejefamilier/tilbud_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def tilbud_update(request, pk):
    """Correct an offer; a stale save (409) shows both."""
    rows = Tilbud.objects.filter(kommune__in=_edited(request.user)).select_related("kommune")
    row = visible_or_404(rows, request.user, pk=pk)
    form = TilbudForm(
        request.POST or None, kommune=row.kommune, fortryd=reverse(TILBUD), tilbud=row
    )
    context, status = {"form": form, "tilbud": row}, 200
    if form.is_valid():
        try:
            actions.update_tilbud(
                by=request.user, tilbud=row, udgave=form.cleaned_data["udgave"], **form.facts
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                row.refresh_from_db()
                renew(form, udgave=fingerprint(row, TILBUD_FIELDS))
                context["forskelle"] = differences(form, row, FIELDS)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(TILBUD)
    return render(request, "plejefamilier/tilbud_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def tilbud_end(request, pk):
    rows = Tilbud.objects.filter(kommune__in=_edited(request.user), til=None)
    row = visible_or_404(rows, request.user, pk=pk)
    form = TilbudSlutForm(request.POST or None, fortryd=reverse(TILBUD))
    if form.is_valid():
        try:
            actions.end_tilbud(by=request.user, tilbud=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Tilbuddet udgår.")
            return redirect(TILBUD)
    return render(request, "plejefamilier/tilbud_end.html", {"form": form, "tilbud": row})


def _edited(bruger):
    return bruger.kommuner_med(Permission.EDIT_IMPLEMENTERING)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def retningslinje_list(request):
    """The guidelines in force, for everybody who cooperates (A14)."""
    context = {
        "rows": [*queries.retningslinjer(request.user)],
        "redigerer": request.user.can(Permission.EDIT_IMPLEMENTERING),
    }
    return render(request, "plejefamilier/retningslinje_list.html", context)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def retningslinje_detail(request, pk):
    """One version with the steps of its workflow, and the others."""
    row = visible_or_404(Retningslinje.objects.select_related("by"), request.user, pk=pk)
    versioner = [*queries.versioner(request.user, row)]
    context = {
        "row": row,
        "versioner": versioner,
        "nyeste": versioner[0],
        "redigerer": row.kommune_id in _edited(request.user) and versioner[0].pk == row.pk,
    }
    return render(request, "plejefamilier/retningslinje_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def retningslinje_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    form = RetningslinjeForm(request.POST or None, fortryd=reverse(RETNINGSLINJER))
    if form.is_valid():
        try:
            row = actions.publish_retningslinje(
                by=request.user,
                kommune=kommune,
                navn=form.cleaned_data["navn"],
                **form.facts | {"version": 0},
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Retningslinjen er udgivet.")
            return redirect("plejefamilier:retningslinje_detail", row.pk)
    return render(request, "plejefamilier/retningslinje_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def retningslinje_update(request, pk):
    """A new version; a stale one (409) shows both texts."""
    rows = Retningslinje.objects.filter(kommune__in=_edited(request.user))
    row = visible_or_404(rows.select_related("kommune"), request.user, pk=pk)
    back = reverse("plejefamilier:retningslinje_detail", args=[row.pk])
    form = RetningslinjeForm(request.POST or None, fortryd=back, row=row)
    context, status = {"form": form, "row": row}, 200
    if form.is_valid():
        try:
            new = actions.publish_retningslinje(
                by=request.user, kommune=row.kommune, navn=row.navn, **form.facts
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                newest = queries.versioner(request.user, row).first()
                renew(form, version=newest.version)
                saved = SimpleNamespace(tekst=newest.tekst, trin="\n".join(newest.trin))
                context["forskelle"] = differences(form, saved, ["tekst", "trin"])
        else:
            messages.success(request, f"Version {new.version} er udgivet.")
            return redirect("plejefamilier:retningslinje_detail", new.pk)
    return render(request, "plejefamilier/retningslinje_form.html", context, status=status)
