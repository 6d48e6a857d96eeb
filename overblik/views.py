"""The start page, and the search in the header."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from akuttelefon.models import Opkald
from faelles import audit
from faelles.access import Permission, requires
from overblik.queries import side, soegning
from plejefamilier.models import Barn, Plejefamilie
from plejefamilier.queries.liste import stash, stashed

FORMAAL_MIN_DAG = "Min dag"
FORMAAL_SOEGNING = "søgning"


@require_GET
@requires(Permission.USE_SAMSPIL)
def min_dag(request):
    """What I must do, what is coming, and who I work with."""
    page = side.min_dag(request.user)
    shown = {
        Opkald: page.viste_opkald,
        Plejefamilie: page.viste_familier,
        Barn: page.viste_boern,
    }
    audit.list_readings(shown, by=request.user, formaal=FORMAAL_MIN_DAG)
    return render(request, "overblik/min_dag.html", {"side": page})


@require_http_methods(["GET", "POST"])
@requires(Permission.USE_SAMSPIL)
def soeg(request):
    """Find a family, a child or a number. What is typed stays in the session, out of addresses."""
    if request.method == "POST":
        token = stash(request, request.POST.get("q", ""))
        return redirect(f"{request.path}?s={token}")
    fundet = soegning.find(request.user, stashed(request, request.GET.get("s", "")))
    shown = {Plejefamilie: fundet.viste_familier, Barn: fundet.viste_boern}
    audit.list_readings(shown, by=request.user, formaal=FORMAAL_SOEGNING)
    if fundet.eneste_url:
        return redirect(fundet.eneste_url)
    return render(request, "overblik/soeg.html", {"fundet": fundet})
