"""»Kontakt med familierne«: the page and its workbook."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from faelles import ark, audit
from faelles.access import Permission, requires
from plejefamilier.models import Plejefamilie
from plejefamilier.queries import kontaktrapport as queries

FORMAAL = "kontakt med familierne"


@require_safe
@requires(Permission.EDIT_FAMILIER)
def kontaktrapport(request):
    rapport = queries.rapport(request.user)
    shown = rapport.linjer[: queries.MOST]
    audit.list_reading(
        Plejefamilie, [linje.pk for linje in shown], by=request.user, formaal=FORMAAL
    )
    context = {"rapport": rapport, "linjer": shown, "flere": len(rapport.linjer) - len(shown)}
    return render(request, "plejefamilier/kontaktrapport.html", context)


@require_safe
@requires(Permission.EDIT_FAMILIER)
def kontaktrapport_excel(request):
    rapport = queries.rapport(request.user)
    audit.record("kontaktrapport.hentet", None, by=request.user, antal=len(rapport.linjer))
    return ark.response(queries.workbook(rapport), "kontakt-med-familierne")
