"""Who is a specialist in what (B3, A11, E19)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles.access import Permission, kommune_with, requires
from supervision.forms.emne import FagprofilForm
from supervision.models import Fagprofil, Kompetence
from supervision.queries import emne as queries
from supervision.views.emne import Liste, create, open_row, retire, update

FAGPROFIL = Liste("fagprofil", "fagprofilen", "Ny fagprofil", "Fagprofiler")


@require_safe
@requires(Permission.SEE_KURSER)
def fagprofil_list(request):
    """Those who teach and supervise, and what they know."""
    alle = request.GET.get("vis") == queries.ALLE
    names = dict(Kompetence.choices)
    rows = [
        (row, [names[one] for one in row.kompetencer if one in names])
        for row in queries.fagprofiler(request.user, alle=alle)
    ]
    kommune = kommune_with(request.user, Permission.SEE_KURSER)
    context = {
        "rows": rows,
        "alle": alle,
        "words": FAGPROFIL,
        "retter": queries.editable(Fagprofil, request.user),
        "laver": queries.people_for_profil(request.user, kommune).exists(),
    }
    return render(request, "supervision/fagprofil_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_KURSER)
def fagprofil_create(request):
    kommune = kommune_with(request.user, Permission.SEE_KURSER)
    form = FagprofilForm(
        request.POST or None,
        fortryd=FAGPROFIL.url,
        kommune=kommune,
        people=queries.people_for_profil(request.user, kommune),
    )
    return create(request, FAGPROFIL, form, lambda facts: Fagprofil(kommune=kommune, **facts))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_KURSER)
def fagprofil_update(request, pk):
    row = open_row(request, Fagprofil, pk, "kommune", "bruger")
    form = FagprofilForm(
        request.POST or None, fortryd=FAGPROFIL.url, row=row, kommune=row.kommune, people=None
    )
    return update(request, FAGPROFIL, row, form)


@require_POST
@requires(Permission.SEE_KURSER)
def fagprofil_retire(request, pk):
    return retire(request, FAGPROFIL, Fagprofil, pk)
