"""Hours delivered in a month, agreements on them, and supervision bought elsewhere."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import ark, audit
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier.views.open import differences, renew
from supervision.actions import timer as actions
from supervision.forms.timer import KoebForm, TimeaftaleForm, TimeaftaleSlutForm
from supervision.models import Eksternkoeb, Timeaftale
from supervision.queries import eksternkoeb as koebene
from supervision.queries import timer as queries

LISTE = "supervision:timer_list"
AFTALER = "supervision:timeaftale_list"
KOEB = "supervision:eksternkoeb_list"


@require_safe
@requires(Permission.SEE_TIMER)
def timer_list(request):
    """One month: what each institution delivered, against its agreement (B14)."""
    maaned = queries.month(request.user, request.GET.get("maaned", ""))
    return render(request, "supervision/timer_list.html", {"maaned": maaned})


@require_safe
@requires(Permission.SEE_TIMER)
def timer_excel(request):
    maaned = queries.month(request.user, request.GET.get("maaned", ""))
    audit.record("timer.hentet", maaned.kommune, by=request.user, maaned=maaned.noegle)
    return ark.response(queries.workbook(maaned), f"timer-{maaned.noegle}")


# --- agreements ---------------------------------------------------------------------------------


@require_safe
@requires(Permission.SEE_TIMER)
def timeaftale_list(request):
    """The agreements that hold, then those that have ended; an institution sees its own."""
    rows = Timeaftale.objects.visible_to(request.user).select_related("institution")
    rows = rows.order_by("-til", "institution__navn", "pk")
    return render(request, "supervision/timeaftale_list.html", {"aftaler": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TIMER)
def timeaftale_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_TIMER)
    form = TimeaftaleForm(request.POST or None, kommune=kommune, fortryd=reverse(AFTALER))
    if form.is_valid():
        try:
            actions.agree_timer(by=request.user, kommune=kommune, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Aftalen er gemt.")
            return redirect(AFTALER)
    return render(request, "supervision/timeaftale_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TIMER)
def timeaftale_end(request, pk):
    """The agreement holds until a day."""
    rows = Timeaftale.objects.filter(
        pk__in=Timeaftale.objects.editable_by(request.user).values("pk")
    )
    row = visible_or_404(rows.select_related("institution"), request.user, pk=pk)
    form = TimeaftaleSlutForm(request.POST or None, fortryd=reverse(AFTALER))
    if form.is_valid():
        try:
            actions.end_timeaftale(by=request.user, timeaftale=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Aftalen er afsluttet.")
            return redirect(AFTALER)
    return render(request, "supervision/timeaftale_end.html", {"form": form, "aftale": row})


# --- bought from outside ------------------------------------------------------------------------


@require_safe
@requires(Permission.EDIT_TIMER)
def eksternkoeb_list(request):
    """Purchases, newest first, and what they came to each year (E20)."""
    side = koebene.koeb_page(request.user, request.GET)
    context = {"side": side, "aar": koebene.trend(request.user) if side.is_first else []}
    return render(request, "supervision/eksternkoeb_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TIMER)
def eksternkoeb_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_TIMER)
    form = KoebForm(request.POST or None, fortryd=reverse(KOEB))
    if form.is_valid():
        try:
            actions.record_koeb(by=request.user, kommune=kommune, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Købet er gemt.")
            return redirect(KOEB)
    return render(request, "supervision/eksternkoeb_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TIMER)
def eksternkoeb_update(request, pk):
    """Correct a purchase; a stale save (409) shows both."""
    row = visible_or_404(Eksternkoeb.objects.all(), request.user, pk=pk)
    form = KoebForm(request.POST or None, fortryd=reverse(KOEB), koeb=row)
    context, status = {"form": form, "koeb": row}, 200
    if form.is_valid():
        try:
            actions.correct_koeb(
                by=request.user, koeb=row, udgave=form.cleaned_data["udgave"], **form.facts
            )
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                row.refresh_from_db()
                context["forskelle"] = differences(form, row, actions.KOEB_FIELDS)
                renew(form, udgave=fingerprint(row, actions.KOEB_FIELDS))
                status = 409
        else:
            messages.success(request, "Købet er rettet.")
            return redirect(KOEB)
    return render(request, "supervision/eksternkoeb_form.html", context, status=status)
