"""The meetings of a group: planned at once, one of them, moved, cancelled."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, danish, regler
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from netvaerk.actions.gruppemoede import cancel_moede, move_moede, plan_moeder
from netvaerk.forms.gruppemoede import AflysForm, FlytForm, PlanForm, RytmeForm
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.queries import gruppemoede as queries
from netvaerk.views.gruppe import open_gruppe
from plejefamilier.views.open import renew

FORMULAR = "netvaerk/gruppemoede_form.html"
FORMAAL = "netværksmøde"
Trin = Netvaerksgruppe.Trin


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
@regler.read_once()
def gruppemoede_plan(request, pk):
    """The series: proposed in a rhythm, moved days are explained, each can be changed (R12)."""
    gruppe = open_gruppe(request, pk)
    starts = queries.standing(gruppe)
    initial = queries.defaults(gruppe, starts)
    rytme, form = RytmeForm(request.GET or None, initial=initial), None
    if request.method == "POST":
        form = PlanForm(request.POST, gruppe=gruppe, bruger=request.user)
        if form.is_valid():
            try:
                rows = plan_moeder(by=request.user, gruppe=gruppe, **form.facts)
            except ValidationError as error:
                add_errors(form, error)
            else:
                number = danish.antal(len(rows), "møde er", "møder er")
                messages.success(request, f"{number} planlagt. Familierne får en mail.")
                return redirect(gruppe)
    elif rytme.is_bound and rytme.is_valid():
        dage = queries.proposed(gruppe, **rytme.rhythm)
        form = PlanForm(gruppe=gruppe, bruger=request.user, dage=dage, rytme=rytme.cleaned_data)
        form.warnings = queries.collisions(gruppe, form.proposed)
    context = {
        "gruppe": gruppe,
        "rytme": rytme,
        "form": form,
        "planlagt": len(starts),
        "kan": gruppe.trin == Trin.FACILITERET and len(starts) < gruppe.faciliterede,
    }
    return render(request, "netvaerk/gruppemoede_plan.html", context)


@require_safe
@requires(Permission.SEE_NETVAERK)
def gruppemoede_detail(request, pk):
    """When, where, about what, and who came; there are no minutes (I8)."""
    moede = open_moede(request, pk)
    ventede, named, _ = queries.expected_for(request.user, moede)
    audit.list_reading(Medlemskab, named, by=request.user, formaal=FORMAAL)
    now = timezone.now()
    stands = moede.aflyst_at is None
    open_still = stands and moede.fremmoede_at is None
    marks = moede.maa_redigere and moede.maa_navne and stands
    context = {
        "moede": moede,
        "gruppe": moede.gruppe,
        "ventede": [one for one in ventede if one.medlemskab.pk in named],
        "andre": len(ventede) - len(named),
        "antal": len(ventede),
        "uden_mail": [one for one in ventede if one.medlemskab.pk in named and not one.mail],
        "kan_flyttes": open_still and moede.maa_redigere and moede.gruppe.lukket_paa is None,
        "kan_noteres": marks and timezone.localdate(moede.start) <= timezone.localdate(),
        "forbi": moede.slut <= now,
        "familiernes": moede.plads > moede.gruppe.emner_foerst,
    }
    return render(request, "netvaerk/gruppemoede_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppemoede_move(request, pk):
    moede = open_moede(request, pk, edits=True)
    if moede.aflyst_at or moede.fremmoede_at:
        return too_late(request, moede)
    back = moede.get_absolute_url()
    form = FlytForm(request.POST or None, moede=moede, bruger=request.user, fortryd=back)
    status = 200
    if form.is_valid():
        try:
            move_moede(
                by=request.user,
                moede=moede,
                version=form.cleaned_data["version"],
                **form.moments,
                **form.place,
            )
        except ValidationError as error:
            status = conflict(form, moede, error)
        else:
            messages.success(request, "Ændringen er gemt, og familierne får en mail.")
            return redirect(back)
    context = {
        "form": form,
        "moede": moede,
        "overskrift": "Ændr tid eller sted",
        "gemt": status == 409,
    }
    return render(request, FORMULAR, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppemoede_cancel(request, pk):
    moede = open_moede(request, pk, edits=True)
    if moede.aflyst_at or moede.fremmoede_at:
        return too_late(request, moede)
    back = moede.get_absolute_url()
    form = AflysForm(request.POST or None, moede=moede, fortryd=back)
    status = 200
    if form.is_valid():
        try:
            cancel_moede(by=request.user, moede=moede, **form.cleaned_data)
        except ValidationError as error:
            status = conflict(form, moede, error)
        else:
            messages.success(request, "Mødet er aflyst, og familierne får en mail.")
            return redirect(back)
    context = {
        "form": form,
        "moede": moede,
        "overskrift": "Aflys mødet",
        "gemt": status == 409,
    }
    return render(request, FORMULAR, context, status=status)


def open_moede(request, pk, *, edits=False):
    """A meeting of a group that the reader sees; the reading of a page is logged.

    `edits`: the act needs whoever plans the group, and a group that is open. Raises Http404.
    """
    row = visible_or_404(queries.with_rights(request.user), request.user, pk=pk)
    if edits and not (row.maa_redigere and row.gruppe.lukket_paa is None):
        raise Http404
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal=FORMAAL)
    return row


def conflict(form, row, error):
    """The errors on the form; 409 when a colleague saved in between, and `row` as it is now."""
    add_errors(form, error)
    if getattr(error, "code", None) != STALE:
        return 200
    row.refresh_from_db()
    renew(form, version=row.version)
    return 409


def too_late(request, moede):
    held = "Fremmødet er noteret, så mødet kan ikke ændres."
    messages.error(request, "Mødet er aflyst." if moede.aflyst_at else held)
    return redirect(moede)
