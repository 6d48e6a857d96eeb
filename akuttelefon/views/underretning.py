"""The duty to assess a notification of concern: open it, take it, assess it, hand it over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions
from akuttelefon.forms.underretning import (
    OverdragVurderingForm,
    TagForm,
    UnderretningForm,
    VurderForm,
)
from akuttelefon.models import Opkald
from akuttelefon.queries import underretning as queries
from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors

FORMAAL = "vurderer underretningen"


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_OPKALD)
def underretning_create(request, pk):
    """Decide later that a call must be assessed; the clock begins when that is said."""
    opkald = visible_or_404(
        Opkald.objects.select_related("plejefamilie", "underretning"), request.user, pk=pk
    )
    if getattr(opkald, "underretning", None) is not None:
        messages.info(request, "Opkaldet vurderes allerede som underretning.")
        return redirect(opkald)
    form = UnderretningForm(request.POST or None)
    if form.is_valid():
        try:
            underretning = actions.open_underretning(
                by=request.user, opkald=opkald, begyndt_at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, queries.opened_message(underretning))
            return redirect(opkald)
    audit.reading(
        opkald, by=request.user, formaal="underretning", familie_id=opkald.plejefamilie_id
    )
    return render(request, "akuttelefon/underretning_form.html", {"form": form, "opkald": opkald})


def _assessable(request, pk):
    rows = queries.with_everything().assessable_by(request.user)
    return visible_or_404(rows, request.user, pk=pk)


def _page(request, underretning, *, tag_form=None, form=None, status=200, ikke_gemt=""):
    """The page on which an underretning is assessed, recorded in the log as read."""
    opkald = underretning.opkald
    audit.reading(opkald, by=request.user, formaal=FORMAAL, familie_id=opkald.plejefamilie_id)
    return render(
        request,
        "akuttelefon/underretning_vurder.html",
        {
            **queries.assess_context(underretning),
            "tag_form": tag_form or TagForm(),
            "form": form or VurderForm(),
            "ikke_gemt": ikke_gemt,
        },
        status=status,
    )


def _second(request, error, pk, text):
    """Somebody was first: say who, and give the text back."""
    messages.warning(request, error.message)
    return _page(request, _assessable(request, pk), status=409, ikke_gemt=text)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESS_UNDERRETNING)
def underretning_assess(request, pk):
    """Assess it. Whoever is second is told who was first, and keeps her text."""
    underretning = _assessable(request, pk)
    if request.method == "GET":
        return _page(request, underretning)
    form = VurderForm(request.POST)
    if form.is_valid():
        try:
            actions.assess_underretning(
                by=request.user, underretning=underretning, **form.cleaned_data
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "closed":
                return _second(request, error, pk, form.cleaned_data["notat"])
            add_errors(form, error)
        else:
            messages.success(request, "Underretningen er vurderet.")
            return redirect(underretning.opkald)
    return _page(request, underretning, form=form)


@require_POST
@requires(Permission.ASSESS_UNDERRETNING)
def underretning_take(request, pk):
    """»Jeg har den.« The first of two has it."""
    underretning = _assessable(request, pk)
    form = TagForm(request.POST)
    if form.is_valid():
        try:
            actions.take_underretning(
                by=request.user, underretning=underretning, **form.cleaned_data
            )
        except ValidationError as error:
            if getattr(error, "code", "") in ("closed", "taget"):
                return _second(request, error, pk, form.cleaned_data["tekst"])
            add_errors(form, error)
        else:
            messages.success(request, "Du har den. Lederen kan se, hvad du gør nu.")
            return redirect("akuttelefon:underretning_assess", underretning.pk)
    return _page(request, underretning, tag_form=form)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESS_UNDERRETNING)
def underretning_hand_over(request, pk):
    """Give the assessment to another who may assess, with a reason."""
    underretning = _assessable(request, pk)
    form = OverdragVurderingForm(request.POST or None, underretning=underretning)
    if form.is_valid():
        try:
            row = actions.hand_over_underretning(
                by=request.user, underretning=underretning, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{row.ansvarlig.navn} vurderer nu og har fået besked.")
            return redirect("overblik:min_dag")
    return render(
        request,
        "akuttelefon/underretning_overdrag.html",
        {
            "form": form,
            "underretning": underretning,
            "ur": queries.ur(underretning, timezone.now()),
            "tilbage": reverse("akuttelefon:underretning_assess", args=[underretning.pk]),
        },
    )
