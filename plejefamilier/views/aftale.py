"""Agreements: what has been promised, by whom, by when, and how it went."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.aftale import AftaleForm, BortfaldForm, UdfaldForm
from plejefamilier.models import Aftale, Barn, Plejefamilie
from plejefamilier.queries import aftale as queries
from plejefamilier.views.open import differences, open_barn, renew

NAMES = ("tekst", "ansvarlig", "ansvarlig_navn", "frist")


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def aftale_list(request):
    """Mine first; a konsulent and a leader also see those of their cases."""
    vis = request.GET.get("vis", queries.MINE)
    if vis not in dict(queries.FILTRE):
        raise Http404
    side = queries.aftale_page(request.user, vis, request.GET)
    audit.list_reading(Aftale, [row.pk for row in side.rows], by=request.user, formaal="aftaler")
    context = {"side": side, "vis": vis, "filtre": queries.FILTRE, "i_dag": timezone.localdate()}
    return render(request, "plejefamilier/aftale_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def familie_aftale_create(request, pk):
    """A new agreement about a family."""
    familier = Plejefamilie.objects.worked_with_by(request.user)
    familie = visible_or_404(familier.select_related("kommune"), request.user, pk=pk)
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    om = familie.kort_navn
    return _create(request, back, om, kommune=familie.kommune, plejefamilie=familie)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def barn_aftale_create(request, pk):
    """A new agreement about a child."""
    barn, familie = open_barn(request, pk)
    back = reverse("plejefamilier:barn_detail", args=[barn.pk])
    about = {"barn": barn, "plejefamilie": familie}
    return _create(request, back, barn.fornavn, kommune=barn.kommune, **about)


def _create(request, back, om, *, kommune, **about):
    form = AftaleForm(request.POST or None, bruger=request.user, kommune=kommune, fortryd=back)
    if form.is_valid():
        try:
            aftale = actions.create_aftale(by=request.user, kommune=kommune, **about, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            whose = "din" if aftale.ansvarlig == request.user else aftale.ansvarlig.fornavn + "s"
            messages.success(request, f"Aftalen er gemt og står på {whose} Min dag.")
            return redirect(back)
    context = {"form": form, "back": back, "om": om}
    return render(request, "plejefamilier/aftale_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_SAMARBEJDE)
def aftale_detail(request, pk):
    """One agreement; the post says that it is kept."""
    aftale = _open(request, pk)
    may = Aftale.objects.editable_by(request.user).filter(pk=aftale.pk).exists()
    form = UdfaldForm(request.POST or None)
    if request.method == "POST" and not may:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            actions.complete_aftale(by=request.user, aftale=aftale, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Noteret. Aftalen er holdt.")
            return redirect("plejefamilier:aftale_detail", aftale.pk)
    context = {
        "aftale": aftale,
        "form": form,
        "maa": may,
        "aaben": not (aftale.udfoert_at or aftale.droppet_at),
        "i_dag": timezone.localdate(),
        "familie_url": _familie_url(request.user, aftale),
    }
    return render(request, "plejefamilier/aftale_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_SAMARBEJDE)
def aftale_update(request, pk):
    aftale = _open(request, pk, Aftale.objects.editable_by(request.user).open())
    back = reverse("plejefamilier:aftale_detail", args=[aftale.pk])
    form = AftaleForm(
        request.POST or None,
        bruger=request.user,
        kommune=aftale.kommune,
        fortryd=back,
        aftale=aftale,
    )
    context, status = {"form": form, "back": back, "aftale": aftale}, 200
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.update_aftale(by=request.user, aftale=aftale, version=version, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                aftale.refresh_from_db()
                renew(form, version=aftale.version)
                context["forskelle"] = differences(form, aftale, NAMES)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, "plejefamilier/aftale_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_SAMARBEJDE)
def aftale_drop(request, pk):
    aftale = _open(request, pk, Aftale.objects.editable_by(request.user).open())
    back = reverse("plejefamilier:aftale_detail", args=[aftale.pk])
    form = BortfaldForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.drop_aftale(by=request.user, aftale=aftale, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Aftalen er bortfaldet. Du kan fortryde det her.")
            return redirect(back)
    return render(request, "plejefamilier/aftale_drop.html", {"form": form, "aftale": aftale})


@require_POST
@requires(Permission.SEE_SAMARBEJDE)
def aftale_reopen(request, pk):
    """»Fortryd«."""
    aftale = _open(request, pk, Aftale.objects.editable_by(request.user))
    actions.reopen_aftale(by=request.user, aftale=aftale)
    messages.success(request, "Aftalen er åben igen.")
    return redirect("plejefamilier:aftale_detail", aftale.pk)


def _open(request, pk, rows=None):
    rows = Aftale.objects.all() if rows is None else rows
    related = ("kommune", "plejefamilie", "barn", "ansvarlig", "by", "udfoert_af", "moede")
    aftale = visible_or_404(rows.select_related(*related), request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(aftale, by=request.user, formaal="aftale", familie_id=aftale.plejefamilie_id)
    return aftale


def _familie_url(bruger, aftale):
    """Where the case is, when the person may open it; '' otherwise."""
    if aftale.barn_id and Barn.objects.visible_to(bruger).filter(pk=aftale.barn_id).exists():
        return reverse("plejefamilier:barn_detail", args=[aftale.barn_id])
    familier = Plejefamilie.objects.visible_to(bruger)
    if aftale.plejefamilie_id and familier.filter(pk=aftale.plejefamilie_id).exists():
        return reverse("plejefamilier:plejefamilie_detail", args=[aftale.plejefamilie_id])
    return ""
