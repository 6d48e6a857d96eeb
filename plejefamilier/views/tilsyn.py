"""Visits of control with a child, and the children who have had too few this year."""

from functools import partial

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires
from plejefamilier import actions
from plejefamilier.forms.tilsyn import FordiForm, TilsynForm
from plejefamilier.models import Barn, Tilsynsbesoeg
from plejefamilier.queries.tilsyn import too_few
from plejefamilier.views.barnefakta import answer, open_fact, open_to_write

LEAD = (
    "Et tilsyn er ikke supervision. Mindst to besøg om året, hvor I taler med barnet, så vidt "
    "muligt alene (barnets lov § 156). Kontrolleres af kommunen. Et gemt besøg kan ikke rettes."
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def tilsyn_create(request, pk):
    barn, familie, back = open_to_write(request, pk)
    form = TilsynForm(request.POST or None, fortryd=back)
    context = {
        "barn": barn,
        "familie": familie,
        "titel": f"Tilsynsbesøg hos {barn.fornavn}",
        "lead": LEAD,
    }

    def save():
        actions.record_tilsyn(by=request.user, barn=barn, **form.cleaned_data)

    return answer(request, form, save, context, saved="Tilsynsbesøget er gemt.", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def tilsyn_withdraw(request, pk):
    tilsyn, barn, familie, back = open_fact(request, Tilsynsbesoeg, pk)
    form = FordiForm(request.POST or None, fortryd=back)
    context = {
        "barn": barn,
        "familie": familie,
        "titel": "Træk tilsynsbesøget tilbage",
        "lead": "Besøget bliver stående med en streg over og tæller ikke længere med.",
    }
    save = partial(_withdraw, request.user, tilsyn, form)
    return answer(request, form, save, context, saved="Besøget er trukket tilbage.", back=back)


def _withdraw(bruger, tilsyn, form):
    actions.withdraw_tilsyn(by=bruger, tilsyn=tilsyn, **form.cleaned_data)


@require_safe
@requires(Permission.RECORD_BARN)
def tilsyn_list(request):
    dag = timezone.localdate()
    side = too_few(request.user, dag, request.GET)
    shown = [str(row.barn_id) for row in side.rows]
    audit.list_reading(Barn, shown, by=request.user, formaal="tilsyn i år")
    context = {"side": side, "aar": dag.year}
    return render(request, "plejefamilier/tilsyn_list.html", context)
