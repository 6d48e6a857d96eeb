from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import danish
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.actions import lukkedag as actions
from faelles.forms.lukkedag import LukkedagForm
from faelles.kalender import FIRST_YEAR, LAST_YEAR, kalender_for, year_view
from faelles.models import Lukkedag
from faelles.versions import STALE, fingerprint

STAR_FAST = "Frister, der allerede er sat, flytter sig ikke af sig selv."


@require_safe
@requires(Permission.USE_SAMSPIL)
def kalender(request):
    return _year(request, timezone.localdate().year)


@require_safe
@requires(Permission.USE_SAMSPIL)
def kalender_year(request, year):
    return _year(request, year)


def _year(request, year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    own = kommune_with(request.user, Permission.EDIT_KALENDER)
    kommune = own or request.user.kommune
    lukkedage = Lukkedag.objects.visible_to(request.user).filter(
        kommune=kommune, fra__lte=date(year, 12, 31), til__gte=date(year, 1, 1)
    )
    context = {
        "year": year,
        "today": timezone.localdate(),
        "maaneder": year_view(kalender_for(kommune), year),
        "lukkedage": [(row, danish.periode(row.fra, row.til)) for row in lukkedage],
        "may_edit": own is not None,
        "forrige": year - 1 if year > FIRST_YEAR else None,
        "naeste": year + 1 if year < LAST_YEAR else None,
        "may_move": request.user.can(Permission.MOVE_FRISTER),
        "star_fast": STAR_FAST,
    }
    return render(request, "faelles/kalender.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_KALENDER)
def lukkedag_create(request):
    form = LukkedagForm(request.POST or None, fortryd_url=reverse("faelles:kalender"))
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in actions.FIELDS}
        kommune = kommune_with(request.user, Permission.EDIT_KALENDER)
        try:
            lukkedag = actions.create_lukkedag(by=request.user, kommune=kommune, **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, lukkedag, "er gemt")
    return render(request, "faelles/lukkedag_form.html", {"form": form, "star_fast": STAR_FAST})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_KALENDER)
def lukkedag_update(request, pk):
    lukkedag = _own(request, pk)
    initial = {name: getattr(lukkedag, name) for name in actions.FIELDS}
    form = LukkedagForm(
        request.POST or None,
        initial=initial | {"seen": fingerprint(lukkedag, actions.FIELDS)},
        fortryd_url=_year_url(lukkedag),
    )
    status = 200
    context = {"form": form, "lukkedag": lukkedag, "star_fast": STAR_FAST}
    if form.is_valid():
        try:
            saved = actions.update_lukkedag(by=request.user, lukkedag=lukkedag, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            if form.has_error("__all__", STALE):
                status = 409
                context["nu"] = [
                    ("Hvorfor er der lukket?", lukkedag.navn),
                    ("Periode", danish.periode(lukkedag.fra, lukkedag.til)),
                ]
                form.data = form.data.copy()
                form.data["seen"] = fingerprint(lukkedag, actions.FIELDS)
        else:
            return _saved(request, saved, "er gemt")
    return render(request, "faelles/lukkedag_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_KALENDER)
def lukkedag_delete(request, pk):
    lukkedag = _own(request, pk)
    if request.method == "POST":
        actions.delete_lukkedag(by=request.user, lukkedag=lukkedag)
        return _saved(request, lukkedag, "er slettet")
    context = {
        "lukkedag": lukkedag,
        "periode": danish.periode(lukkedag.fra, lukkedag.til),
        "fortryd_url": _year_url(lukkedag),
        "star_fast": STAR_FAST,
    }
    return render(request, "faelles/lukkedag_delete.html", context)


def _own(request, pk):
    """A closing of the municipality whose calendar she edits."""
    kommune = kommune_with(request.user, Permission.EDIT_KALENDER)
    return visible_or_404(Lukkedag.objects.filter(kommune=kommune), request.user, pk=pk)


def _year_url(lukkedag):
    return reverse("faelles:kalender_year", args=[lukkedag.fra.year])


def _saved(request, lukkedag, what):
    messages.success(request, f"»{lukkedag.navn}« {what}. {STAR_FAST}")
    return redirect(_year_url(lukkedag))
