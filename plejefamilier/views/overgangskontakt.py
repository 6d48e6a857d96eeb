"""The gradual move: visits planned, held and cancelled; counselling; known adults (B16, H9–H11)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.forms.overgangskontakt import (
    AflysForm,
    HoldtForm,
    KontaktForm,
    RaadgivningForm,
    VoksenForm,
    VoksenSlutForm,
)
from plejefamilier.models import Kendtvoksen, Overgangskontakt
from plejefamilier.views.overgang import back_to, open_row, render_page

FORM = "plejefamilier/overgang_form.html"


def _answer(request, row, form, titel, act, done):
    """Show the form, or do `act()` and go back to the move with the words `done`."""
    if form.is_valid():
        try:
            act()
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, done)
            return redirect(back_to(row))
    return render(request, FORM, {"form": form, "overgang": row, "titel": titel})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def overgangskontakt_create(request, pk):
    row = open_row(request, pk, need="may_log")
    slags = request.GET.get("slags", "")
    form = KontaktForm(request.POST or None, overgang=row, fortryd=back_to(row), slags=slags)

    def act():
        actions.add_kontakt(by=request.user, overgang=row, **form.facts)

    return _answer(request, row, form, "Nyt besøg eller ny kontakt", act, "Besøget er gemt.")


@require_POST
@requires(Permission.WRITE_KONTAKT)
def overgang_raadgivning(request, pk):
    """Counselling that has just been given, from the small form on the move's page (H11)."""
    row = open_row(request, pk, need="may_log")
    form = RaadgivningForm(request.POST)
    if form.is_valid():
        try:
            actions.add_kontakt(by=request.user, overgang=row, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Rådgivningen er gemt.")
            return redirect(back_to(row))
    return render_page(request, row, form)


def _kontakt(request, pk):
    """The contact and its move, for whoever may note visits."""
    rows = Overgangskontakt.objects.select_related("overgang")
    kontakt = visible_or_404(rows, request.user, pk=pk)
    return kontakt, open_row(request, kontakt.overgang_id, need="may_log")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def overgangskontakt_hold(request, pk):
    kontakt, row = _kontakt(request, pk)
    form = HoldtForm(request.POST or None, kontakt=kontakt, fortryd=back_to(row))

    def act():
        actions.hold_kontakt(by=request.user, kontakt=kontakt, **form.facts)

    titel = f"{kontakt.get_slags_display()}: hvordan gik det?"
    return _answer(request, row, form, titel, act, "Det er gemt.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def overgangskontakt_cancel(request, pk):
    kontakt, row = _kontakt(request, pk)
    form = AflysForm(request.POST or None, fortryd=back_to(row))

    def act():
        actions.cancel_kontakt(by=request.user, kontakt=kontakt, **form.cleaned_data)

    return _answer(request, row, form, "Aflys besøget", act, "Besøget er aflyst.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def kendtvoksen_create(request, pk):
    row = open_row(request, pk, need="may_edit")
    form = VoksenForm(request.POST or None, overgang=row, fortryd=back_to(row))

    def act():
        actions.add_kendtvoksen(by=request.user, overgang=row, **form.cleaned_data)

    return _answer(request, row, form, "Tilføj en kendt voksen", act, "Den voksne er tilføjet.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def kendtvoksen_end(request, pk):
    rows = Kendtvoksen.objects.select_related("overgang")
    voksen = visible_or_404(rows, request.user, pk=pk)
    row = open_row(request, voksen.overgang_id, need="may_edit")
    form = VoksenSlutForm(request.POST or None, voksen=voksen, fortryd=back_to(row))

    def act():
        actions.end_kendtvoksen(by=request.user, voksen=voksen, **form.cleaned_data)

    return _answer(request, row, form, "Ret perioden for en kendt voksen", act, "Det er gemt.")
