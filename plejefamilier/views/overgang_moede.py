"""The meetings of a move: the opstartsmøde with its five roles, and the running ones (H3, H4)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from faelles import regler
from faelles.access import Permission, requires
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.forms.overgang_moede import OpstartsmoedeForm, SamarbejdsmoederForm
from plejefamilier.queries.overgang_moede import kandidater
from plejefamilier.views.overgang import back_to, open_row

FORM = "plejefamilier/overgang_form.html"


def _call(request, pk, form_class, act, titel, done, lead=""):
    """Show the form, or call the meeting(s) and go back to the move."""
    row = open_row(request, pk, need="may_edit")
    minutter = regler.value("moede.varighed_minutter", row.kommune)
    form = form_class(
        request.POST or None,
        kandidater=kandidater(row),
        minutter=minutter,
        fortryd=back_to(row),
    )
    if form.is_valid():
        about = {"barn": row.barn, "plejefamilie": row.plejefamilie, "overgang": row}
        try:
            act(by=request.user, kommune=row.kommune, **about, **form.facts)
        except ValidationError as error:
            form.warn(error)
            add_errors(form, error)
        else:
            messages.success(request, done)
            return redirect(back_to(row))
    context = {"form": form, "overgang": row, "titel": titel, "lead": lead}
    return render(request, FORM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def overgang_opstartsmoede(request, pk):
    return _call(
        request,
        pk,
        OpstartsmoedeForm,
        actions.plan_moede,
        "Indkald til opstartsmøde",
        "Opstartsmødet er lagt. Deltagerne har fået besked og bliver mindet om det.",
        "Fem roller mødes: sagsbehandler, plejefamilie, biologisk familie, kontaktpædagog "
        "og familieplejekonsulent.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def overgang_samarbejdsmoeder(request, pk):
    return _call(
        request,
        pk,
        SamarbejdsmoederForm,
        actions.plan_serie,
        "Læg faste samarbejdsmøder",
        "Samarbejdsmøderne er lagt. Deltagerne har fået besked.",
        "Samme dagsorden hver gang: interesser og behov, hvem gør hvad, kommunikation med barnet "
        "og den biologiske familie, og match.",
    )
