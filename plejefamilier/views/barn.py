"""The pages of one child and its placements."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import danish, search
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.barn import AnbringelseSlutForm, BarnCreateForm, BarnForm, FlytForm
from plejefamilier.forms.familie import GrundForm
from plejefamilier.models import Anbringelse, Barn, Plejefamilie
from plejefamilier.queries.barn import homes_for, shown_homes
from plejefamilier.queries.barnevisning import page_context
from plejefamilier.queries.liste import LONGEST_TEXT, id_or_empty
from plejefamilier.views.open import differences, open_barn, open_familie, renew

HVORFOR = "Hvorfor skal du se CPR-nummeret?"
FAMILIE = "plejefamilier:plejefamilie_detail"
BARN = "plejefamilier:barn_detail"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def barn_create(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    back = reverse(FAMILIE, args=[familie.pk])
    form = BarnCreateForm(request.POST or None, kommune=familie.kommune, fortryd=back)
    if form.is_valid():
        try:
            anbringelse = actions.take_in_barn(by=request.user, plejefamilie=familie, **form.facts)
        except ValidationError as error:
            form.show_warnings(error)
            add_errors(form, error)
        else:
            messages.success(request, _moved_in(anbringelse, familie))
            return redirect(back)
    return render(request, "plejefamilier/barn_create.html", {"form": form, "familie": familie})


def _moved_in(anbringelse, familie):
    day, today = anbringelse.fra, timezone.localdate()
    verb = "flytter ind" if day > today else "bor nu"
    when = danish.ugedag(day, today)
    return f"{anbringelse.barn.navn} {verb} hos {familie.visningsnavn} fra {when}."


@require_safe
@requires(Permission.SEE_FAMILIER)
def barn_detail(request, pk):
    barn, familie = open_barn(request, pk)
    context = page_context(request.user, barn)
    context |= {"familie": familie, "grund_form": GrundForm(label=HVORFOR)}
    return render(request, "plejefamilier/barn_detail.html", context)


@require_POST
@requires(Permission.REVEAL_PROTECTED)
def barn_cpr(request, pk):
    barn, familie = open_barn(request, pk)
    form, digits = GrundForm(request.POST, label=HVORFOR), ""
    if form.is_valid():
        digits = actions.reveal_cpr(by=request.user, barn=barn, **form.cleaned_data)
    context = {"barn": barn, "familie": familie, "form": form, "nu": timezone.now()}
    context |= {"cpr": f"{digits[:6]}-{digits[6:]}"} if digits else {}
    return render(request, "plejefamilier/cpr.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def barn_update(request, pk):
    barn, familie = open_barn(request, pk, Barn.objects.editable_by(request.user))
    form = BarnForm(request.POST or None, barn=barn, fortryd=reverse(BARN, args=[barn.pk]))
    context, status = {"form": form, "barn": barn, "familie": familie}, 200
    if form.is_valid():
        try:
            actions.update_barn(
                by=request.user, barn=barn, version=form.cleaned_data["version"], **form.changes
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                saved, _ = open_barn(request, pk)
                status = 409
                renew(form, version=saved.version)
                context["barn"] = saved
                context["forskelle"] = differences(form, saved, ("navn", "myndighedsraadgiver"))
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(BARN, barn.pk)
    return render(request, "plejefamilier/barn_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def anbringelse_create(request, pk):
    barn, familie = open_barn(request, pk, Barn.objects.editable_by(request.user))
    here = reverse("plejefamilier:anbringelse_create", args=[barn.pk])
    if request.method == "POST" and "find" in request.POST:
        token = search.stash(request, request.POST.get("soeg", "").strip()[:LONGEST_TEXT])
        return redirect(f"{here}?s={token}")
    text = search.stashed(request, request.GET.get("s", ""))
    allowed = homes_for(request.user, barn)
    chosen = id_or_empty(request.POST.get("familie"))
    shown = shown_homes(allowed, text, chosen=chosen)
    form = FlytForm(request.POST or None, allowed=allowed, shown=shown)
    if form.is_valid():
        chosen = form.cleaned_data["familie"]
        facts = {name: form.cleaned_data[name] for name in ("slags", "grundlag", "fra")}
        try:
            anbringelse = actions.move_barn(
                by=request.user, barn=barn, plejefamilie=chosen, **facts, **form.reason
            )
        except ValidationError as error:
            form.show_warnings(error)
            add_errors(form, error)
        else:
            messages.success(request, _moved_in(anbringelse, chosen))
            return redirect(FAMILIE, chosen.pk)
    context = {"form": form, "barn": barn, "familie": familie, "soeg": text, "her": here}
    return render(request, "plejefamilier/anbringelse_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def anbringelse_end(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user)
    rows = Anbringelse.objects.filter(plejefamilie__in=familier).select_related("barn")
    anbringelse = visible_or_404(rows, request.user, pk=pk)
    familie, _ = open_familie(request, anbringelse.plejefamilie_id, familier)
    back = reverse(FAMILIE, args=[familie.pk])
    form = AnbringelseSlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_anbringelse(by=request.user, anbringelse=anbringelse, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                f"{anbringelse.barn.fornavn} bor hos familien til og med "
                f"{danish.dato(form.cleaned_data['til'])}.",
            )
            return redirect(back)
    context = {"form": form, "anbringelse": anbringelse, "familie": familie}
    return render(request, "plejefamilier/anbringelse_end.html", context)
