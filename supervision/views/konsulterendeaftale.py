"""The agreement of a konsulterende forløb, its chain, and the numbers of them all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.views.open import differences, renew
from supervision.actions import forloebsaftale as actions
from supervision.forms.konsulterende import ForloebsaftaleForm, UdenUnderskriftForm
from supervision.models import Forloeb
from supervision.queries import konsulterende as queries
from supervision.queries import konsulterendetal

DETAIL = "supervision:forloebsaftale_detail"
FORMAAL = "konsulterende forløb"


def _open(request, pk, *, edit=False):
    """The konsulterende forløb of the address, its reading logged."""
    rows = Forloeb.objects.filter(slags=Forloeb.Slags.KONSULTERENDE)
    if edit:
        rows = rows.filter(pk__in=Forloeb.objects.editable_by(request.user).values("pk"))
    rows = rows.select_related("plejefamilie", "barn", "supervisor", "institution", "kommune")
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=row.plejefamilie_id)
    return row


@require_safe
@requires(Permission.SEE_SUPERVISION)
def forloebsaftale_detail(request, pk):
    """What was agreed, and who has signed."""
    forloeb = _open(request, pk)
    return render(request, "supervision/konsulterende_aftale.html", _shown(request, forloeb))


def _shown(request, forloeb, form=None):
    aftale = queries.aftale_of(forloeb)
    aaben = forloeb.afsluttet_at is None
    sides = actions.sides_of(request.user, forloeb) if aftale and aaben else []
    unsigned = [side for side in sides if getattr(aftale, f"{side}_at") is None]
    edits = aaben and Forloeb.objects.editable_by(request.user).filter(pk=forloeb.pk).exists()
    return {
        "forloeb": forloeb,
        "aftale": aftale,
        "kan_skrive_under": bool(unsigned),
        "kan_rette": edits,
        "uden": form or UdenUnderskriftForm(fortryd=reverse(DETAIL, args=[forloeb.pk])),
        "mangler": aftale is None or not (aftale.supervisor_at and aftale.konsulent_at),
        "undskyldt": actions.UDEN_UNDERSKRIFT in forloeb.afvigelse,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloebsaftale_update(request, pk):
    """Write the agreement; a change takes the signatures away. A stale save (409) shows both."""
    forloeb = _open(request, pk, edit=True)
    aftale = queries.aftale_of(forloeb)
    back = reverse(DETAIL, args=[forloeb.pk])
    form = ForloebsaftaleForm(
        request.POST or None, bruger=request.user, forloeb=forloeb, aftale=aftale, fortryd=back
    )
    context, status = {"form": form, "forloeb": forloeb, "aftale": aftale}, 200
    if form.is_valid():
        try:
            _, changed = actions.save_forloebsaftale(by=request.user, forloeb=forloeb, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                aftale = queries.aftale_of(forloeb)
                context["forskelle"] = differences(form, aftale, ["maal", "indhold"])
                renew(form, version=aftale.version)
                status = 409
        else:
            words = "Aftalen er gemt. Nu skriver I begge under." if changed else "Gemt."
            messages.success(request, words)
            return redirect(back)
    return render(request, "supervision/konsulterende_aftale_form.html", context, status=status)


@require_POST
@requires(Permission.PLAN_SUPERVISION)
def forloebsaftale_sign(request, pk):
    """Sign the text that was read."""
    forloeb = _open(request, pk)
    version = request.POST.get("version", "")
    try:
        actions.sign_forloebsaftale(
            by=request.user,
            forloeb=forloeb,
            version=int(version) if version.isascii() and version.isdigit() else 0,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Du har skrevet under.")
    return redirect(DETAIL, forloeb.pk)


@require_POST
@requires(Permission.PLAN_SUPERVISION)
def forloebsaftale_excuse(request, pk):
    """Say why the first meeting is held before both have signed."""
    forloeb = _open(request, pk, edit=True)
    form = UdenUnderskriftForm(request.POST, fortryd=reverse(DETAIL, args=[forloeb.pk]))
    if form.is_valid():
        try:
            actions.excuse_unsigned(by=request.user, forloeb=forloeb, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Begrundelsen er gemt på forløbet.")
            return redirect(DETAIL, forloeb.pk)
    return render(request, "supervision/konsulterende_aftale.html", _shown(request, forloeb, form))


@require_safe
@requires(Permission.SEE_SUPERVISION)
def konsulterende_kaede(request, pk):
    """The forløb that went on from each other: meetings, hours, first and last day, price."""
    forloeb = _open(request, pk)
    kaede = konsulterendetal.chain(request.user, forloeb)
    return render(
        request, "supervision/konsulterende_kaede.html", {"forloeb": forloeb, "kaede": kaede}
    )


@require_safe
@requires(Permission.EDIT_TIMER)
def konsulterende_tal(request):
    """How long they last against the four months, and what came of them (G7, G9, A17)."""
    kommune = kommune_with(request.user, Permission.EDIT_TIMER)
    rapport = konsulterendetal.report(request.user, kommune, request.GET.get("aar", ""))
    audit.record("konsulterendetal.vist", kommune, by=request.user, aar=rapport.aar)
    return render(request, "supervision/konsulterende_tal.html", {"rapport": rapport})
