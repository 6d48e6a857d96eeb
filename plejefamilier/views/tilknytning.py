"""Who works with whom: the fixed konsulent, and absence with a stand-in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, danish
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.tilknytning import FravaerForm, KonsulentForm
from plejefamilier.models import Fravaer, Plejefamilie
from plejefamilier.queries import tilknytning as queries
from plejefamilier.views.open import open_familie, renew


@require_safe
@requires(Permission.ASSIGN_KONSULENT)
def uden_konsulent(request):
    uden, vaek = queries.without_konsulent(request.user)
    shown = [row["pk"] for row in [*uden, *vaek]]
    audit.list_reading(Plejefamilie, shown, by=request.user, formaal="uden fast konsulent")
    return render(request, "plejefamilier/uden_konsulent.html", {"uden": uden, "vaek": vaek})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSIGN_KONSULENT)
def konsulent_assign(request, pk):
    familier = Plejefamilie.objects.assignable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = KonsulentForm(request.POST or None, bruger=request.user, familie=familie, fortryd=back)
    status = 200
    if form.is_valid():
        try:
            tildeling = actions.assign_konsulent(
                by=request.user, plejefamilie=familie, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                renew(form, udgave=familie.konsulent_udgave())
        else:
            messages.success(
                request,
                f"{tildeling.konsulent.navn} er fast konsulent fra og med "
                f"{danish.ugedag(tildeling.fra, timezone.localdate())}.",
            )
            return redirect(back)
    historik = familie.konsulenttildelinger.select_related("konsulent").order_by("-fra")
    context = {"form": form, "familie": familie, "historik": historik, "nu": familie.konsulent}
    return render(request, "plejefamilier/konsulent_form.html", context, status=status)


@require_safe
@requires(Permission.REGISTER_FRAVAER)
def fravaer_list(request):
    nu, kommende, forbi = queries.absences_for(request.user)
    return render(
        request,
        "plejefamilier/fravaer_list.html",
        {
            "afsnit": [("Væk i dag", nu), ("Kommende", kommende), ("Det seneste år", forbi)],
            "ingen": not (nu or kommende or forbi),
            "leder": request.user.can(Permission.LEAD_TEAM),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REGISTER_FRAVAER)
def fravaer_create(request):
    back = reverse("plejefamilier:fravaer_list")
    form = FravaerForm(request.POST or None, bruger=request.user, fortryd=back)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("fra", "til", "stedfortraeder")}
        try:
            fravaer = actions.register_fravaer(by=request.user, bruger=form.person, **facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _registered(fravaer))
            if warning := queries.stand_in_is_away(fravaer):
                messages.warning(request, f"{warning} I de dage går opgaverne til teamlederen.")
            return redirect(back)
    return render(request, "plejefamilier/fravaer_form.html", {"form": form})


def _registered(fravaer):
    period = danish.periode(fravaer.fra, fravaer.til)
    who = fravaer.stedfortraeder
    then = (
        f"{who.fornavn} er stedfortræder og kan se familierne i de dage."
        if who
        else "Teamlederen får de opgaver, der forfalder imens."
    )
    return f"Fraværet er meldt: {fravaer.bruger.navn}, {period}. {then}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REGISTER_FRAVAER)
def fravaer_remove(request, pk):
    rows = Fravaer.objects.removable_by(request.user).select_related("bruger", "stedfortraeder")
    fravaer = visible_or_404(rows, request.user, pk=pk)
    if request.method == "POST":
        try:
            actions.remove_fravaer(by=request.user, fravaer=fravaer)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{fravaer.bruger.fornavn} er ikke længere meldt væk.")
        return redirect("plejefamilier:fravaer_list")
    context = {
        "fravaer": fravaer,
        "periode": danish.periode(fravaer.fra, fravaer.til),
        "begyndt": fravaer.fra < timezone.localdate(),
    }
    return render(request, "plejefamilier/fravaer_remove.html", context)
