"""The foster parents' udviklingsplan: read it, write a new version, close a goal (D10, F11)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import renew
from supervision.actions import udviklingsplan as actions
from supervision.forms.udviklingsplan import MaalSlutForm, UdviklingsplanForm
from supervision.models import Udviklingsmaal, familier_med_plan
from supervision.queries import udviklingsplan as queries

DETAIL = "supervision:udviklingsplan_detail"
FORMAAL = "udviklingsplan"


@require_safe
@requires(Permission.SEE_SUPERVISION)
def udviklingsplan_detail(request, pk):
    """The newest version, or ?version=n; the goals, what was tried, and the sessions on them."""
    familie = _open(request, pk)
    context = queries.plan_context(request.user, familie, request.GET.get("version", ""))
    context |= {
        "familie": familie,
        "maa": _may(request.user, familie),
        "familie_url": reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
        if familie.aabnes
        else "",
    }
    return render(request, "supervision/udviklingsplan_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def udviklingsplan_update(request, pk):
    """A new version; the ones before it stay."""
    familie = _open(request, pk)
    if not _may(request.user, familie):
        raise Http404
    plan, maal = queries.newest(familie), [*queries.open_maal(familie)]
    back = reverse(DETAIL, args=[familie.pk])
    form = UdviklingsplanForm(request.POST or None, plan=plan, maal=maal, fortryd=back)
    context, status = {"form": form, "familie": familie, "plan": plan}, 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_udviklingsplan(by=request.user, plejefamilie=familie, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                context["nyere"] = queries.newest(familie)
                renew(form, seen=context["nyere"].version)
        else:
            messages.success(request, f"Udviklingsplanen er gemt som version {saved.version}.")
            return redirect(back)
    return render(request, "supervision/udviklingsplan_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def udviklingsmaal_close(request, pk):
    """Say how it went with a goal."""
    rows = Udviklingsmaal.objects.editable_by(request.user).filter(lukket_paa=None)
    maal = visible_or_404(rows.select_related("plejefamilie"), request.user, pk=pk)
    familie = maal.plejefamilie
    if request.method in ("GET", "HEAD"):
        audit.reading(maal, by=request.user, formaal=FORMAAL, familie_id=familie.pk)
    back = reverse(DETAIL, args=[familie.pk])
    form = MaalSlutForm(request.POST or None, fortryd=back)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_udviklingsmaal(by=request.user, maal=maal, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Målet er afsluttet. Planen har fået en ny version.")
            return redirect(back)
    context = {"form": form, "maal": maal, "familie": familie}
    return render(request, "supervision/udviklingsmaal_close.html", context)


def _open(request, pk):
    """The family through the door of its plan; its reading is logged.

    It knows whether the person may write the plan (`skrives`) and open the family (`aabnes`).
    """
    bruger, same = request.user, {"pk": OuterRef("pk")}
    familier = familier_med_plan().select_related("kommune")
    familier = familier.annotate(
        skrives=Exists(familier_med_plan().editable_by(bruger).filter(**same)),
        aabnes=Exists(Plejefamilie.objects.visible_to(bruger).filter(**same)),
    )
    familie = visible_or_404(familier, bruger, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(familie, by=bruger, formaal=FORMAAL, familie_id=familie.pk)
    return familie


def _may(bruger, familie):
    return familie.skrives and bruger.can(Permission.PLAN_SUPERVISION)
