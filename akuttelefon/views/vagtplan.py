"""The roster: the month, and what is not manned."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from akuttelefon.queries import vagtplan as queries
from akuttelefon.queries.vagthul import coming_gaps
from faelles.access import Permission, kommune_with, requires


@require_GET
@requires(Permission.SEE_VAGTPLAN)
def vagtplan(request):
    """A month of shifts and gaps; ?maaned=2026-12 is another than this.

    A phone begins this month with today; ?alle=1 shows the days before too.
    """
    may_edit = request.user.can(Permission.MANAGE_VAGTPLAN)
    right = Permission.MANAGE_VAGTPLAN if may_edit else Permission.SEE_VAGTPLAN
    maaned = queries.month(
        request.user,
        kommune_with(request.user, right),
        queries.parse_month(request.GET.get("maaned", "")),
        may_edit=may_edit,
    )
    context = {"maaned": maaned, "may_edit": may_edit, "alle": "alle" in request.GET}
    return render(request, "akuttelefon/vagtplan.html", context)


@require_GET
@requires(Permission.MANAGE_VAGTPLAN)
def vagthul_list(request):
    """The gaps of the next twelve months, each with the way to fill it."""
    kommune = kommune_with(request.user, Permission.MANAGE_VAGTPLAN)
    return render(request, "akuttelefon/vagthul_list.html", {"huller": coming_gaps(kommune)})
